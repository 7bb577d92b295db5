"""The Vision Transformers' recipes: the teacher, the hybrid's start, and what they reach beside the backbone."""

import pytest
import torch
from torch.testing import assert_close

from lecture_utils.methods.vit import class_token_attention, position_similarity
from lecture_utils.scenes.meadow import FINE
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.checkpoint import load_network, record
from lecture_utils.training.vit import TEACHER_SHARE, TEMPERATURE, recipes

PATCH8, PATCH16, HYBRID = recipes


@pytest.fixture(scope="module")
def crops(tmp_path_factory):
    return CropCache("validation", 40, folder=tmp_path_factory.mktemp("crops"))


def made(recipe):
    torch.manual_seed(0)
    network = recipe.network()
    recipe.start(network)
    return network


def test_the_teacher_scores_the_very_pictures_that_the_network_sees(crops):
    made(PATCH8)
    torch.manual_seed(0)
    images, fine, taught = PATCH8.batch(crops, [3, 1, 4])
    assert torch.equal(fine, crops.fine[[3, 1, 4]])
    with torch.no_grad():
        assert_close(taught, load_network("backbone")(images))


def test_the_loss_asks_for_the_label_and_for_what_the_teacher_says(crops, monkeypatch):
    monkeypatch.setattr(PATCH8, "bfloat16", False)
    network = made(PATCH8)
    torch.nn.init.normal_(network.head.weight, std=0.2)
    images, fine, taught = PATCH8.batch(crops, list(range(8)))
    terms = PATCH8.loss(network, (images, fine, taught))
    scores = network(images)
    label = torch.nn.functional.cross_entropy(scores, fine)
    teacher = torch.nn.functional.cross_entropy(scores / TEMPERATURE, (taught / TEMPERATURE).softmax(dim=1))
    assert_close(terms["label"], (1 - TEACHER_SHARE) * label)
    assert_close(terms["teacher"], TEACHER_SHARE * TEMPERATURE**2 * teacher)
    # Whoever says the same as the teacher can't do better.
    agreed = PATCH8.loss(lambda images: taught, (images, fine, taught))
    assert agreed["teacher"] < terms["teacher"]


def test_the_hybrid_starts_from_the_backbones_first_stages(crops):
    network, trained = made(HYBRID).eval(), load_network("backbone").backbone
    images = crops.images([0, 1])
    with torch.no_grad():
        assert torch.equal(network.embedding.backbone(images)["stage2"], trained(images)["stage2"])
    assert list(network.embedding.backbone.stages) == ["stage1", "stage2"]


@pytest.mark.parametrize(("recipe", "grid"), [(PATCH8, (8, 8)), (PATCH16, (4, 4)), (HYBRID, (8, 8))])
def test_each_network_has_its_grid_and_is_small(recipe, grid):
    network = made(recipe)
    assert network.grid == grid
    assert sum(parameter.numel() for parameter in network.parameters()) < 1_000_000


def test_patches_of_8_and_the_hybrid_are_within_five_points_of_the_backbone_and_coarse_patches_are_not():
    backbone = record("backbone").mean["top-1"]
    for recipe in (PATCH8, HYBRID):
        assert record(recipe.name).figures["top-1"] > backbone - 0.05
    assert 10 / len(FINE) < record("vit_patch16").figures["top-1"] < backbone - 0.05


def test_what_the_trained_one_looks_at_can_be_had(crops):
    network = load_network("vit")
    with torch.no_grad():
        weights = network.steps(crops.images([0, 1])).encoder.weights
    maps = class_token_attention(weights, network.grid)
    assert maps.shape == (6, 2, 4, 8, 8)
    alike = position_similarity(network.positions.weight.detach(), network.grid)
    near = torch.stack([alike[:, :-1, :, 1:].diagonal(dim1=0, dim2=2).diagonal(dim1=0, dim2=1)]).mean()
    assert near > alike.mean()  # places side by side are more alike than two places anywhere

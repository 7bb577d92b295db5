"""The recipes with a block of self-attention in the backbone."""

import pytest
import torch
from torch import nn

from lecture_utils.methods.backbone import ResNet
from lecture_utils.methods.cnn_attention import MapAttention, attention_inside
from lecture_utils.scenes.meadow import MeadowCache
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.backbone import recipe as backbone_recipe
from lecture_utils.training.checkpoint import load_network
from lecture_utils.training.cnn_attention import STAGE, recipes


@pytest.fixture(scope="module")
def crops(tmp_path_factory):
    return CropCache("validation", 40, folder=tmp_path_factory.mktemp("crops"))


@pytest.mark.parametrize("recipe", recipes, ids=lambda recipe: recipe.name)
def test_the_network_is_the_backbones_with_a_block_that_changes_nothing_at_first(recipe):
    network = recipe.network().eval()
    assert isinstance(network.backbone.after[STAGE], MapAttention)
    plain = ResNet().eval()
    weights = network.state_dict()
    plain.load_state_dict({name: value for name, value in weights.items() if ".after." not in name})
    images = torch.rand(3, 3, 64, 64)
    with torch.no_grad():
        assert network(images).equal(plain(images))


@pytest.mark.parametrize("recipe", recipes, ids=lambda recipe: recipe.name)
def test_it_is_trained_as_the_backbone_was_but_for_its_queries_and_keys(recipe):
    assert recipe.settings() == backbone_recipe.settings() | {"attention_rate": recipe.attention_rate}
    assert (recipe.steps, recipe.scenes) == (backbone_recipe.steps, backbone_recipe.scenes)

    network = recipe.network()
    block = network.backbone.after[STAGE]
    *rest, slow = recipe.parameter_groups(network)
    assert slow["lr"] < recipe.learning_rate
    assert {id(one) for one in slow["params"]} == {id(block.queries.weight), id(block.keys.weight)}
    trained = [id(one) for group in [*rest, slow] for one in group["params"]]
    assert sorted(trained) == sorted(map(id, network.parameters()))
    assert all("lr" not in group for group in rest)


@pytest.mark.parametrize("recipe", recipes, ids=lambda recipe: recipe.name)
@torch.no_grad()
def test_the_block_is_taken_out_for_one_figure_and_put_back(recipe, crops):
    torch.manual_seed(0)
    network = recipe.network().eval()
    for parameter in network.backbone.after[STAGE].parameters():
        nn.init.normal_(parameter, std=2)
    before = network(crops.images([0, 1, 2]))
    figures = recipe.evaluate(network, crops)
    assert network(crops.images([0, 1, 2])).equal(before)

    del network.backbone.after[STAGE]
    assert figures["top-1 without the block"] == pytest.approx(backbone_recipe.evaluate(network, crops)["top-1"])
    assert figures["top-1"] != figures["top-1 without the block"]


@pytest.mark.parametrize("recipe", recipes, ids=lambda recipe: recipe.name)
@torch.no_grad()
def test_a_trained_block_looks_at_several_cells_and_at_others_from_elsewhere(recipe):
    scenes = MeadowCache("validation", 8, 128)
    network = load_network(recipe.name)
    weights = attention_inside(network.backbone, torch.stack([scenes[index].image for index in range(8)]))[
        STAGE
    ].weights

    cells = weights.shape[-1]
    entropy = -torch.xlogy(weights, weights).sum(dim=-1)  # (N, cells)
    assert 2 < entropy.mean().exp() < cells / 2
    apart = (weights[:, :, None] - weights[:, None]).abs().sum(dim=-1) / 2  # total variation, (N, cells, cells)
    assert apart.mean() > 0.1

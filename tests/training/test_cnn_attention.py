"""The recipes with a block of self-attention in the backbone."""

import pytest
import torch
from torch import nn

from lecture_utils.methods.backbone import ResNet
from lecture_utils.methods.cnn_attention import MapAttention
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.backbone import recipe as backbone_recipe
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
def test_it_is_trained_as_the_backbone_was(recipe):
    assert recipe.settings() == backbone_recipe.settings()
    assert (recipe.steps, recipe.scenes) == (backbone_recipe.steps, backbone_recipe.scenes)


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

"""The merged map: torchvision's pyramid, shapes, what it needs of its stages."""

from collections import OrderedDict

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close
from torchvision.ops import FeaturePyramidNetwork

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.feature_pyramid import FeaturePyramid

SMALL = ResNetSizes((4, 6, 8), (1, 2, 1))


def made(**settings):
    torch.manual_seed(0)
    return FeaturePyramid(SMALL, **{"channels": 5} | settings).eval()


@settings(max_examples=20)
@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 2), st.sampled_from(["stage1", "stage2", "stage3"]))
def test_the_merged_map_is_as_fine_as_the_stage_that_is_named(height, width, images, finest):
    pyramid = made(finest=finest)
    maps = pyramid(torch.zeros(images, 3, height, width))
    assert maps["merged"].shape == (images, 5, *maps[finest].shape[-2:])
    assert pyramid.strides["merged"] == pyramid.strides[finest]
    assert pyramid.channels["merged"] == 5


@settings(max_examples=20)
@given(st.integers(1, 70), st.integers(1, 70))
def test_the_merged_map_and_its_gradients_are_those_of_torchvisions_finest_level(height, width):
    pyramid = made().double()
    theirs = FeaturePyramidNetwork([4, 6, 8], 5).double()
    for block, layer in zip(theirs.inner_blocks, pyramid.lateral.values(), strict=True):
        block[0].load_state_dict(layer.state_dict())
    theirs.layer_blocks[0][0].load_state_dict(pyramid.smooth.state_dict())
    image = torch.rand(2, 3, height, width, dtype=torch.float64, requires_grad=True)
    maps = pyramid(image)
    expected = theirs(OrderedDict((name, maps[name]) for name in ("stage1", "stage2", "stage3")))["stage1"]
    assert_close(maps["merged"], expected)
    gradients = [
        torch.autograd.grad(found.square().sum(), image, retain_graph=True)[0] for found in (maps["merged"], expected)
    ]
    assert_close(*gradients)


def test_the_stages_are_those_of_a_backbone_with_the_same_weights():
    pyramid, backbone, image = made(), Backbone(SMALL).eval(), torch.rand(1, 3, 32, 48)
    backbone.load_state_dict(
        {name: value for name, value in pyramid.state_dict().items() if name in backbone.state_dict()}
    )
    for name, found in backbone(image).items():
        assert torch.equal(pyramid(image)[name], found)
        assert torch.equal(pyramid(image, until=name)[name], found)
    assert list(pyramid(image, until="stage2")) == ["stage1", "stage2"]


def test_the_merged_map_keeps_up_with_a_stage_that_keeps_its_resolution():
    pyramid, image = made(finest="stage2"), torch.rand(1, 3, 64, 64)
    pyramid.keep_resolution("stage2")
    assert pyramid.strides["merged"] == 4
    assert pyramid(image)["merged"].shape == (1, 5, 16, 16)


def test_what_comes_at_one_place_of_the_image_is_seen_in_a_coarse_map_too():
    # The last stage's lateral convolution alone lets the merged map know of it: nearest neighbours of its cells.
    pyramid, image = made(), torch.rand(1, 3, 64, 64)
    for name in ("stage1", "stage2"):
        torch.nn.init.zeros_(pyramid.lateral[name].weight)
    torch.nn.init.dirac_(pyramid.smooth.weight)
    maps = pyramid(image)
    coarse = pyramid.lateral["stage3"](maps["stage3"])
    assert_close(maps["merged"], coarse.repeat_interleave(4, 2).repeat_interleave(4, 3))


def test_stages_that_the_merged_map_needs_cannot_be_cut_off():
    pyramid = made()
    pyramid.cut_after("merged")
    assert list(pyramid.stages) == ["stage1", "stage2", "stage3"]
    with pytest.raises(ValueError, match="stage: expected 'merged'"):
        pyramid.cut_after("stage1")


@pytest.mark.parametrize(("settings", "message"), [({"finest": "stage9"}, "finest"), ({"channels": 0}, "channels")])
def test_wrong_settings_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        made(**settings)

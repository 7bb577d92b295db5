"""The sides along the U: the paper's, those of a running network, and what can't go through."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lecture_utils.methods.unet import UNet, receptive_field, shapes_along_the_u, sizes_along_the_u


def test_the_papers_image_becomes_smaller_as_in_its_figure():
    assert sizes_along_the_u(572) == [568, 280, 136, 64, 28, 52, 100, 196, 388]


@given(st.integers(1, 60), st.integers(0, 3), st.sampled_from([0, 1]))
@settings(max_examples=60, deadline=None)
def test_the_sides_are_those_of_torchs_layers(size: int, poolings: int, padding: int):
    twice = nn.Sequential(nn.Conv2d(1, 1, 3, padding=padding), nn.Conv2d(1, 1, 3, padding=padding)).to("meta")
    pool, up = nn.MaxPool2d(2), nn.ConvTranspose2d(1, 1, 2, stride=2).to("meta")
    maps, sides, even = torch.zeros(1, 1, size, size, device="meta"), [], True
    try:
        for number in range(2 * poolings + 1):
            if 0 < number <= poolings:
                even &= maps.shape[-1] % 2 == 0
                maps = pool(maps)
            elif number > poolings:
                maps = up(maps)
            maps = twice(maps)
            sides.append(maps.shape[-1])
    except RuntimeError:  # nothing is left of the map
        even = False
    if even:
        assert sizes_along_the_u(size, poolings, padding) == sides
    else:
        with pytest.raises(ValueError, match="size: expected"):
            sizes_along_the_u(size, poolings, padding)


def test_with_padding_they_are_those_of_our_network():
    network = UNet(2, channels=(3, 4, 5))
    shapes = [run.output[-1] for run in shapes_along_the_u(network, 24, 24) if run.name.startswith(("down", "decoder"))]
    assert sizes_along_the_u(24, poolings=2, padding=1) == shapes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((60, 4, 1), r"size: expected one that is even at each of 4 poolings, got 60: 15 at 3"),
        ((12, 2, 0), "size: expected one that leaves a map"),
        ((4,), "size: expected"),
        ((0,), "size: expected an integer of at least 1"),
        ((64, -1), "poolings: expected an integer of at least 0"),
        ((64, 4, 2), "padding: expected 0 or 1"),
    ],
)
def test_what_does_not_go_through_is_refused(arguments: tuple[int, ...], message: str):
    with pytest.raises(ValueError, match=message):
        sizes_along_the_u(*arguments)


def test_the_receptive_field_is_that_of_the_gradient():
    """All weights positive, so that nothing cancels and no ReLU is closed; maxima spread by a rising image."""
    network = UNet(2, channels=(1, 1, 1)).double().eval()
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.constant_(module.weight, 0.1)
    for level in (0, 1, 2):
        reached = torch.zeros(64, 64, dtype=torch.bool)
        for seed in range(20):  # a maximum passes its gradient to one of four places: several images reach them all
            image = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(seed)).double() * 0.4 + 0.6
            image.requires_grad_()
            maps = next(step.maps for step in network.steps(image) if (step.part, step.level) == ("down", level))
            middle = maps.shape[-1] // 2
            maps[0, 0, middle, middle].backward()
            reached |= image.grad[0].abs().sum(0) > 0
        rows, columns = reached.any(1).nonzero(), reached.any(0).nonzero()
        assert int(rows.max() - rows.min()) + 1 == receptive_field(level)
        assert int(columns.max() - columns.min()) + 1 == receptive_field(level)


def test_a_level_that_is_none_is_refused():
    with pytest.raises(ValueError, match="level: expected a whole number from 0 up"):
        receptive_field(-1)

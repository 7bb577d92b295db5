"""The feature maps that need no training: what each hand-built filter responds to, sizes, refusals."""

import pytest
import torch

from lecture_utils.methods.feature_map import (
    CHANNELS,
    STRIDE,
    UntrainedNetwork,
    filter_bank,
    filter_bank_features,
    untrained_features,
)


def stripes(across_x: int, across_y: int) -> torch.Tensor:
    y, x = torch.meshgrid(torch.arange(64), torch.arange(64), indexing="ij")
    return (((across_x * x + across_y * y) // 8) % 2).float().expand(3, 64, 64)


def strongest(image: torch.Tensor, channels: slice) -> str:
    """The channel whose filter responds most, among some, before each channel is scaled by itself."""
    responses = torch.nn.functional.conv2d(image[None], filter_bank()).abs().mean(dim=(0, 2, 3))
    return CHANNELS[channels][int(responses[channels].argmax())]


@pytest.mark.parametrize(
    ("image", "channel"),
    [
        (stripes(1, 0), "vertical edges"),
        (stripes(0, 1), "horizontal edges"),
        (stripes(1, 1), "rising edges"),
        (stripes(1, -1), "falling edges"),
    ],
)
def test_each_edge_filter_responds_most_to_edges_of_its_direction(image: torch.Tensor, channel: str) -> None:
    assert strongest(image, slice(4, 8)) == channel


@pytest.mark.parametrize(("index", "channel"), [(0, "red"), (1, "green"), (2, "blue")])
def test_each_colour_filter_responds_to_its_colour_and_to_no_grey(index: int, channel: str) -> None:
    colour = torch.zeros(3, 32, 32)
    colour[index] = 1
    grey = torch.full((3, 32, 32), 0.5)
    number = CHANNELS.index(channel)
    assert filter_bank_features(colour)[0, number].min() == 1
    assert [c for c in (1, 2, 3) if filter_bank_features(colour)[0, c].max() > 0] == [number]
    assert filter_bank_features(grey)[0, 1:].max() < 0.1


def test_a_spot_of_light_lights_up_its_own_cell() -> None:
    image = torch.zeros(3, 48, 48)
    image[:, 23:25, 39:41] = 1
    cells = filter_bank_features(image)[0, CHANNELS.index("spots")]
    assert cells.flatten().argmax() == 1 * 3 + 2


@pytest.mark.parametrize(("height", "width"), [(16, 16), (31, 47), (300, 451)])
def test_both_maps_have_one_cell_for_every_16_by_16_pixels(height: int, width: int) -> None:
    image = torch.rand(3, height, width)
    assert filter_bank_features(image).shape == (1, len(CHANNELS), height // STRIDE, width // STRIDE)
    assert untrained_features(image, channels=4).shape == (1, 4, height // STRIDE, width // STRIDE)


def test_the_untrained_network_is_the_same_for_the_same_seed_only() -> None:
    image = torch.rand(3, 32, 32)
    assert torch.equal(untrained_features(image), untrained_features(image))
    assert not torch.equal(untrained_features(image), untrained_features(image, seed=1))
    assert not untrained_features(image).requires_grad
    assert UntrainedNetwork()(image[None]).requires_grad


@pytest.mark.parametrize("features", [filter_bank_features, untrained_features])
@pytest.mark.parametrize("shape", [(3, 15, 40), (1, 40, 40), (1, 3, 40, 40)])
def test_an_image_of_the_wrong_shape_is_refused(features, shape) -> None:
    with pytest.raises(ValueError, match=r"image: expected (\(3, H, W\)|H and W at least 16), got"):
        features(torch.zeros(shape))


@pytest.mark.parametrize("size", [1, 4])
def test_a_filter_without_a_middle_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="size: expected an odd number"):
        filter_bank(size)

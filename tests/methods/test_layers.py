"""Layers that several networks share: what they are made of, how they start, what the bilinear filter does."""

import pytest
import torch
from torch import nn

from lecture_utils.methods.layers import bilinear_filter, conv_norm_relu, fully_connected, start_before_relu


@pytest.mark.parametrize("kind", [nn.Conv2d, nn.ConvTranspose2d])
def test_a_convolution_has_no_bias_that_its_normalisation_would_take_away(kind):
    convolution, norm, relu = conv_norm_relu(3, 5, kind=kind)
    assert isinstance(convolution, kind)
    assert (convolution.bias, norm.num_features) == (None, 5)
    assert nn.Sequential(convolution, norm, relu)(torch.rand(2, 3, 6, 7)).shape == (2, 5, 6, 7)
    strided = nn.Sequential(*conv_norm_relu(3, 5, stride=2))
    assert strided(torch.rand(1, 3, 6, 7)).shape == (1, 5, 3, 4)


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(64, 16, 3, padding=1),
        nn.ConvTranspose2d(64, 16, 2, stride=2),
        nn.ConvTranspose2d(64, 16, 3, padding=1),
        nn.ConvTranspose2d(64, 32, 4, stride=2, groups=2),
    ],
    ids=str,
)
def test_numbers_keep_their_size_through_relus(layer):
    torch.manual_seed(0)
    start_before_relu(layer)
    nn.init.zeros_(layer.bias)
    rectified = torch.randn(8, 64, 12, 12).relu()  # its mean square is 1/2
    output = layer(rectified)[:, :, 4:-4, 4:-4]
    assert float(output.square().mean()) == pytest.approx(1.0, rel=0.15)


def test_two_fully_connected_layers_have_relus_behind_them():
    assert fully_connected(6, 4)(torch.randn(3, 6)).min() >= 0


def test_the_bilinear_filter_of_odd_size_has_its_middle_on_a_pixel():
    odd = bilinear_filter(2, 3)
    assert odd.tolist() == [[0.25, 0.5, 0.25], [0.5, 1.0, 0.5], [0.25, 0.5, 0.25]]
    assert bilinear_filter(2).shape == (4, 4)
    with pytest.raises(ValueError, match="size: expected an integer of at least 1, got 0"):
        bilinear_filter(2, 0)

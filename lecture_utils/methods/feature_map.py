"""Feature maps of a photograph without training: a bank of filters built by hand, and a network with random weights.

Lecture 05 shows them beside the trained backbone's map, which needs weights. Cell (i, j) of both maps stands for the
``STRIDE``×``STRIDE`` pixels from row ``STRIDE``·i and column ``STRIDE``·j on.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, pad

from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture

STRIDE = 16
"""Pixels of the image for one cell of the map, along each axis; the map's spatial scale is 1/16."""

CHANNELS = (
    "bright",
    "red",
    "green",
    "blue",
    "vertical edges",
    "horizontal edges",
    "rising edges",
    "falling edges",
    "spots",
)
"""What each channel of `filter_bank_features` responds to."""

_COLOURS = {"bright": (1 / 3, 1 / 3, 1 / 3), "red": (1, -0.5, -0.5), "green": (-0.5, 1, -0.5), "blue": (-0.5, -0.5, 1)}
_DIRECTIONS = {"vertical edges": 0, "horizontal edges": 90, "rising edges": 45, "falling edges": 135}


def filter_bank(size: int = 5) -> Tensor:
    """Build the filters: means of colour differences, derivatives of a Gaussian in four directions, and a spot.

    Parameters
    ----------
    size : int
        Rows and columns of each filter, odd.

    Returns
    -------
    Tensor, shape (9, 3, size, size)
        In the order of `CHANNELS`; input channels are red, green, blue.

    Raises
    ------
    ValueError
        If ``size`` isn't odd and at least 3.
    """
    if size < 3 or size % 2 == 0:
        raise ValueError(f"size: expected an odd number of at least 3, got {size}")
    ticks = torch.arange(size) - size // 2
    y, x = torch.meshgrid(ticks, ticks, indexing="ij")  # (size, size)
    bell = torch.exp(-(x**2 + y**2) / (2 * (size / 5) ** 2))
    bell = bell / bell.sum()
    filters = [bell * torch.tensor(weights).view(3, 1, 1) for weights in _COLOURS.values()]
    grey = torch.full((3, 1, 1), 1 / 3)
    for degrees in _DIRECTIONS.values():
        across = x * math.cos(math.radians(degrees)) + y * math.sin(math.radians(degrees))
        edge = across * bell
        filters.append(edge / edge.abs().sum() * 2 * grey)
    filters.append((bell - 1 / size**2) / (bell - 1 / size**2).abs().sum() * 2 * grey)
    return torch.stack(filters)  # (9, 3, size, size)


def filter_bank_features(image: Tensor) -> Tensor:
    """Convolve an image with the filter bank, take ReLU (edges: the absolute value), and pool to the stride.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1]; H and W at least ``STRIDE``.

    Returns
    -------
    Tensor, shape (1, 9, H // 16, W // 16)
        The mean response in each cell, each channel scaled so that its largest cell is 1.

    Raises
    ------
    ValueError
        If ``image`` isn't a picture, or is smaller than one cell.
    """
    _check(image)
    filters = filter_bank()
    border = filters.shape[-1] // 2
    responses = conv2d(pad(image[None], [border] * 4, mode="replicate"), filters)  # (1, 9, H, W)
    edges = slice(len(_COLOURS), len(_COLOURS) + len(_DIRECTIONS))
    rectified = torch.cat([responses[:, : edges.start], responses[:, edges].abs(), responses[:, edges.stop :]], dim=1)
    cells = avg_pool2d(rectified.relu(), STRIDE)  # (1, 9, H // 16, W // 16)
    return cells / cells.amax(dim=(2, 3), keepdim=True).clamp(min=1e-6)


class UntrainedNetwork(nn.Module):
    """Four blocks of 3×3 convolution, ReLU and 2×2 max-pooling with random weights: total stride 16.

    Parameters
    ----------
    channels : int
        Channels of every layer.
    seed : int
        The same seed gives the same weights.
    """

    def __init__(self, channels: int = 32, seed: int = 0) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        blocks: list[nn.Module] = []
        for depth in (3, channels, channels, channels):
            convolution = nn.Conv2d(depth, channels, kernel_size=3, padding=1)
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu", generator=generator)
            nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]
            blocks += [convolution, nn.ReLU(), nn.MaxPool2d(2)]
        self.blocks = nn.Sequential(*blocks)

    def forward(self, images: Tensor) -> Tensor:
        """Return the last block's feature maps.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1].

        Returns
        -------
        Tensor, shape (N, channels, H // 16, W // 16)
        """
        check_picture(images, "images", batch=True)
        features: Tensor = self.blocks(images - 0.5)
        return features


@torch.no_grad()
def untrained_features(image: Tensor, channels: int = 32, seed: int = 0) -> Tensor:
    """Run an image through an untrained network.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1]; H and W at least ``STRIDE``.
    channels, seed : int
        See `UntrainedNetwork`.

    Returns
    -------
    Tensor, shape (1, channels, H // 16, W // 16)

    Raises
    ------
    ValueError
        If ``image`` isn't a picture, or is smaller than one cell.
    """
    _check(image)
    return UntrainedNetwork(channels, seed)(image[None])


def _check(image: Tensor) -> None:
    check_picture(image)
    require(min(image.shape[1:]) >= STRIDE, "image", f"H and W at least {STRIDE}", tuple(image.shape))

"""What a sliding window costs: crops and multiply–adds, counted exactly, and the time they take, measured."""

import time
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.sliding_window.pyramid import pyramid_scales
from lecture_utils.methods.sliding_window.score_maps import score_maps
from lecture_utils.methods.sliding_window.windows import Size, WindowGrid, crop_count, pair, window_grids
from lecture_utils.methods.validation import require


class SlidingWindowCosts(NamedTuple):
    """What classifying every crop of one image costs.

    Attributes
    ----------
    grids : tuple of WindowGrid
        The windows of each level.
    crop_multiply_adds : int
        What the network takes for one crop.
    """

    grids: tuple[WindowGrid, ...]
    crop_multiply_adds: int

    @property
    def crops(self) -> int:
        """The number of crops on all levels."""
        return sum(grid.count for grid in self.grids)

    @property
    def multiply_adds(self) -> int:
        """Of all crops together."""
        return self.crops * self.crop_multiply_adds


class CostRow(NamedTuple):
    """One line of the table of costs.

    Attributes
    ----------
    stride : int
        In pixels of each level, along both axes.
    scales : int
        The number of levels.
    crops : int
    multiply_adds : int
    """

    stride: int
    scales: int
    crops: int
    multiply_adds: int


def crop_multiply_adds(network: nn.Module, window: int | Size) -> int:
    """Count the multiply–adds that a network takes for one crop of three channels, by running it once.

    Raises
    ------
    ValueError
        If a side of the window isn't positive.
    """
    height, width = pair(window)
    require(min(height, width) >= 1, "window", "positive sides", window)
    first = next(iter(network.parameters()), torch.empty(0))
    crop = torch.zeros(1, 3, height, width, device=first.device, dtype=first.dtype)
    return network_costs(network, crop).multiply_adds


def sliding_window_costs(
    network: nn.Module, image: Size, scales: Sequence[float], window: int | Size, stride: int | Size
) -> SlidingWindowCosts:
    """Count the crops of an image, and the multiply–adds of classifying them all.

    Parameters
    ----------
    network : nn.Module
        The classifier of crops.
    image : (int, int)
        Height and width of the image.
    scales, window, stride
        As for :func:`~lecture_utils.methods.sliding_window.score_maps.score_maps`.

    Returns
    -------
    SlidingWindowCosts

    Raises
    ------
    ValueError
        If a number isn't positive.

    Notes
    -----
    What counts as a multiply–add: see :func:`~lecture_utils.methods.network_costs.network_costs`. Resizing the image
    isn't counted.
    """
    grids = window_grids(image, scales, window, stride)
    return SlidingWindowCosts(tuple(grids), crop_multiply_adds(network, window))


def cost_table(
    network: nn.Module,
    image: Size,
    window: int | Size,
    strides: Sequence[int],
    scale_counts: Sequence[int],
    largest: float = 1.0,
    smallest: float = 0.25,
) -> list[CostRow]:
    """Count crops and multiply–adds for every stride with every number of scales.

    Parameters
    ----------
    network, image, window
        As for `sliding_window_costs`.
    strides : sequence of int
    scale_counts : sequence of int
        Numbers of levels, which divide the range from the largest to the smallest scale evenly (`pyramid_scales`).
    largest, smallest : float

    Returns
    -------
    list of CostRow
        Stride by stride, and in each by number of scales.

    Raises
    ------
    ValueError
        If a number isn't positive, or the smallest scale is above the largest.
    """
    each = crop_multiply_adds(network, window)
    rows = []
    for stride in strides:
        for count in scale_counts:
            number = crop_count(image, pyramid_scales(largest, smallest, count), window, stride)
            rows.append(CostRow(stride, count, number, number * each))
    return rows


def sliding_window_seconds(
    network: nn.Module,
    image: Tensor,
    scales: Sequence[float],
    window: int | Size,
    stride: int | Size,
    batch_size: int = 64,
) -> float:
    """Measure how long the pyramid and the classification of all its crops take, by doing it.

    Parameters, errors
        As for :func:`~lecture_utils.methods.sliding_window.score_maps.score_maps`.

    Returns
    -------
    float
        Seconds by the clock. They differ from machine to machine and from run to run.
    """
    start = time.perf_counter()
    score_maps(network, image, scales, window, stride, batch_size)
    return time.perf_counter() - start

"""How much of its work a sliding window does again: overlapping windows share pixels, and so activations."""

import copy
import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.network_costs import LayerRun, network_costs
from lecture_utils.methods.sliding_window.windows import WindowGrid
from lecture_utils.methods.validation import require


class Redundancy(NamedTuple):
    """How often the same is done.

    Attributes
    ----------
    name : str
        What is counted: "pixels", or a layer by its name in the network.
    kind : str
        "" for pixels, or the layer's class: "Conv2d".
    in_crops : int
        How many the crops have together.
    once : int
        How many there are if none is repeated.
    """

    name: str
    kind: str
    in_crops: int
    once: int

    @property
    def times(self) -> float:
        """How often each is computed, on average."""
        return self.in_crops / self.once

    @property
    def repeated_share(self) -> float:
        """The share of the work that is done again; 0 where the crops together have less than one run."""
        return max(0.0, 1 - self.once / self.in_crops)


def coverage(grid: WindowGrid) -> Tensor:
    """Count in how many windows each pixel of the level lies.

    Parameters
    ----------
    grid : WindowGrid

    Returns
    -------
    Tensor, shape (h, w), int64
        Their sum is the number of pixels that all crops have together.
    """
    (height, width), (rows, columns) = grid.window, grid.level
    down = _along(grid.tops, height, rows)  # (h,)
    across = _along(grid.lefts, width, columns)  # (w,)
    return down[:, None] * across  # (h, w)


def pixel_redundancy(grid: WindowGrid) -> Redundancy:
    """Compare the pixels of all crops with those of the level that lie in a window.

    Raises
    ------
    ValueError
        If no window fits on the level.
    """
    require(grid.count > 0, "grid", "at least one window", f"a window larger than {grid.level}")
    covered = coverage(grid)
    return Redundancy("pixels", "", int(covered.sum()), int((covered > 0).sum()))


def layer_redundancy(network: nn.Module, grid: WindowGrid, channels: int = 3) -> list[Redundancy]:
    """Compare, layer by layer, the activations for all crops with those of one run over the whole level.

    Parameters
    ----------
    network : nn.Module
        The convolutional part of a network, which takes pictures of any size: ``AlexNet().features``, a `Backbone`.
    grid : WindowGrid
    channels : int
        Of the network's input.

    Returns
    -------
    list of Redundancy
        One for each layer, in the order in which they run.

    Raises
    ------
    ValueError
        If no window fits on the level.

    Notes
    -----
    Only shapes are computed (on torch's device "meta"). Near the border of a crop a network with padding sees zeros
    where the level has pixels: there the activations of a crop differ from those of the level. And one run has
    the positions of the network's own stride only: where windows lie closer, crops have positions in between as well.

    References
    ----------
    Slide "Semantic Segmentation: Sliding Window": "VERY inefficient, no reuse of computations for overlapping patches".
    """
    require(grid.count > 0, "grid", "at least one window", f"a window larger than {grid.level}")
    shapes_only = copy.deepcopy(network).to("meta")
    crop, level = (
        network_costs(shapes_only, torch.empty(1, channels, *size, device="meta")).layers
        for size in (grid.window, grid.level)
    )
    return [
        Redundancy(one.name, one.kind, grid.count * _activations(one), _activations(whole))
        for one, whole in zip(crop, level, strict=True)
    ]


def _along(starts: list[int], window: int, length: int) -> Tensor:
    """Count the windows over each pixel of one axis."""
    pixel = torch.arange(length)
    first = torch.tensor(starts, dtype=torch.long)[:, None]
    return ((first <= pixel) & (pixel < first + window)).sum(dim=0)


def _activations(run: LayerRun) -> int:
    return sum(math.prod(shape) for shape in run.outputs)

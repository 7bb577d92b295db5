"""Classify what every window shows: a map of scores for each level, one cell for each window."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.sliding_window.pyramid import image_pyramid, level_size
from lecture_utils.methods.sliding_window.windows import Size, Window, WindowGrid, crops, pair
from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import require


class ScoreStep(NamedTuple):
    """One window has been classified.

    Attributes
    ----------
    window : Window
        Which one, and where it lies in the image.
    scores : Tensor, shape (C,)
        The network's scores of its crop.
    so_far : Tensor, shape (C, rows, columns)
        The score map after this window; not-a-number where no window has been.
    """

    window: Window
    scores: Tensor
    so_far: Tensor


class ScoreMap(NamedTuple):
    """The scores of all windows of one level.

    Attributes
    ----------
    scale : float
        The level's.
    grid : WindowGrid
        The level's windows.
    scores : Tensor, shape (C, rows, columns)
        For each category and window, as the network gives them.
    """

    scale: float
    grid: WindowGrid
    scores: Tensor

    @property
    def probabilities(self) -> Tensor:
        """Softmax over the categories, shape (C, rows, columns)."""
        return softmax(self.scores, dim=0)

    def step(self, number: int) -> ScoreStep:
        """Return what is known when window ``number`` has been classified, in reading order from 0 on."""
        window = self.grid[number]
        so_far = self.scores.clone()
        so_far.flatten(1)[:, number + 1 :] = torch.nan
        return ScoreStep(window, self.scores[:, window.row, window.column], so_far)

    def steps(self) -> Iterator[ScoreStep]:
        """Let the map grow window by window."""
        return (self.step(number) for number in range(self.grid.count))

    def on_image(self, values: Tensor | None = None) -> Tensor:
        """Lay a map on the image: each pixel takes the value of the window whose centre is nearest.

        Parameters
        ----------
        values : Tensor, shape (..., rows, columns), or None
            One number for each window, such as ``probabilities`` or a step's ``so_far``; None: the scores.

        Returns
        -------
        Tensor, shape (..., H, W)

        Raises
        ------
        ValueError
            If there are no windows, or not one value for each.
        """
        require(self.grid.count > 0, "grid", "at least one window", f"a window larger than {self.grid.level}")
        values = self.scores if values is None else values
        fits = tuple(values.shape[-2:]) == self.grid.shape
        require(fits, "values", f"shape (..., {self.grid.shape[0]}, {self.grid.shape[1]})", tuple(values.shape))
        boxes = self.grid.boxes()  # (rows, columns, 4)
        rows = _nearest((boxes[:, 0, 1] + boxes[:, 0, 3]) / 2, self.grid.image[0])
        columns = _nearest((boxes[0, :, 0] + boxes[0, :, 2]) / 2, self.grid.image[1])
        return values[..., rows, :][..., columns]  # (..., H, W)


@torch.no_grad()
def score_maps(
    network: nn.Module,
    image: Tensor,
    scales: Sequence[float],
    window: int | Size,
    stride: int | Size,
    batch_size: int = 64,
) -> list[ScoreMap]:
    """Classify every crop of an image at every scale.

    Parameters
    ----------
    network : nn.Module
        Crops (N, 3, window height, window width) in, scores (N, C) out. It is run as for testing (``eval``) and left as
        it was.
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    scales : sequence of float
        See :func:`~lecture_utils.methods.sliding_window.pyramid.pyramid_scales`.
    window, stride : int or (int, int)
        In pixels of each level. The window is what the network takes.
    batch_size : int
        Crops that the network gets at once. It changes the time and the memory, not the scores.

    Returns
    -------
    list of ScoreMap
        One for each scale at which a window fits on the image.

    Raises
    ------
    ValueError
        If the image has another shape, a number isn't positive, the window fits at no scale, or the network doesn't
        give one row of scores for each crop.

    References
    ----------
    Lecture 02: classify each crop of the image as object or background. Slide "Semantic Segmentation: Sliding Window".
    """
    require(isinstance(batch_size, int) and batch_size >= 1, "batch_size", "a positive integer", batch_size)
    maps = []
    for level in image_pyramid(image, scales):
        height, width = image.shape[1:]
        grid = WindowGrid((height, width), level_size((height, width), level.scale), pair(window), pair(stride))
        if grid.count:
            maps.append(ScoreMap(level.scale, grid, _classify(network, level.image, grid, batch_size)))
    require(bool(maps), "window", "one that fits on the image at one scale at least", window)
    return maps


def _classify(network: nn.Module, level: Tensor, grid: WindowGrid, batch_size: int) -> Tensor:
    """Score all windows of one level, shape (C, rows, columns)."""
    modes = [(module, module.training) for module in network.modules()]
    network.eval()
    try:
        batches = []
        for first in range(0, grid.count, batch_size):
            numbers = range(first, min(first + batch_size, grid.count))
            scores = network(crops(level, grid, numbers))  # (batch, C)
            fits = scores.dim() == 2 and len(scores) == len(numbers)
            require(fits, "network", f"one that gives scores of shape ({len(numbers)}, C)", tuple(scores.shape))
            batches.append(scores)
    finally:
        for module, training in modes:
            module.training = training
    return torch.cat(batches).T.unflatten(1, grid.shape).contiguous()  # (C, rows, columns)


def _nearest(centres: Tensor, length: int) -> Tensor:
    """For each pixel of an axis the index of the nearest of some rising centres; of two, the first."""
    return torch.bucketize(torch.arange(length) + 0.5, (centres[:-1] + centres[1:]) / 2)

"""Batches: in which order examples come, and mirroring."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor


def batch_indices(count: int, batch_size: int, seed: int, step: int) -> list[int]:
    """Return the examples of a step: all examples in a random order, then all in another, without end.

    The order follows from the seed and the number of the epoch alone, so training can go on at any step.

    Parameters
    ----------
    count : int
        Examples there are.
    batch_size : int
        May be larger than ``count``; a batch may reach over the end of an epoch.
    seed, step : int

    Returns
    -------
    list of int, length ``batch_size``
    """
    places = range(step * batch_size, (step + 1) * batch_size)
    return [int(_order(count, seed, place // count)[place % count]) for place in places]


def in_order(count: int, batch_size: int) -> Iterator[list[int]]:
    """Yield the indices 0 to ``count`` − 1 in batches, the last one possibly smaller: for evaluation."""
    for start in range(0, count, batch_size):
        yield list(range(start, min(start + batch_size, count)))


@lru_cache(maxsize=4)
def _order(count: int, seed: int, epoch: int) -> np.ndarray:
    return np.random.default_rng([seed, epoch]).permutation(count)


def mirror_boxes(boxes: Tensor, width: int) -> Tensor:
    """Mirror boxes left to right.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels.
    width : int
        The picture's, in pixels.

    Returns
    -------
    Tensor, shape (..., 4)
    """
    x1, y1, x2, y2 = boxes.unbind(-1)
    return torch.stack([width - x2, y1, width - x1, y2], dim=-1)


def mirrored_at_random(images: Tensor) -> Tensor:
    """Mirror each picture of a batch left to right with a chance of one half, by torch's random numbers.

    Parameters
    ----------
    images : Tensor, shape (N, C, H, W)

    Returns
    -------
    Tensor, shape (N, C, H, W)
    """
    chosen = torch.rand(len(images)) < 0.5
    return torch.where(chosen[:, None, None, None], images.flip(-1), images)

"""Edges for Edge Boxes: how strong, in which direction, and thinned to single pixels."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import gaussian_filter1d
from torch import Tensor

from lecture_utils.scenes.picture import check_picture


@dataclass(frozen=True)
class Edges:
    """The edges of an image.

    Attributes
    ----------
    magnitude : Tensor, shape (H, W), float32
        Strength of the edge through each pixel, in [0, 1].
    orientation : Tensor, shape (H, W), float32
        Angle of the edge's normal, the direction of steepest ascent, in [0, π); the y axis points down.
    thin : Tensor, shape (H, W), float32
        The magnitude where it is largest along the normal, 0 elsewhere.
    """

    magnitude: Tensor
    orientation: Tensor
    thin: Tensor


def find_edges(image: Tensor, sigma: float = 1.5) -> Edges:
    """Find edges by the gradient of the smoothed image, and thin them by non-maximum suppression along the normal.

    The paper takes the edges of a learned detector, structured forests, whose model isn't part of any library that the
    lecture uses. Gradients also answer to texture, which that detector has learned to leave out.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    sigma : float
        Standard deviation of the smoothing in pixels.

    Returns
    -------
    Edges
        Magnitudes are divided by the one that a hundredth of the pixels exceeds, and cut off at 1.

    References
    ----------
    Zitnick & Dollár, *Edge Boxes*, ECCV 2014, section 3. Canny, *A Computational Approach to Edge Detection*, TPAMI
    1986: thinning.
    """
    check_picture(image)
    every_right, every_down = _derivatives(image, sigma)  # (3, H, W) each
    squared = every_right**2 + every_down**2
    right, down, best = every_right[0], every_down[0], squared[0]
    for channel in (1, 2):  # of the three channels, the one that rises most
        steeper = squared[channel] > best
        right, down = np.where(steeper, every_right[channel], right), np.where(steeper, every_down[channel], down)
        best = np.maximum(best, squared[channel])
    magnitude = np.hypot(right, down)
    rank = len(magnitude.ravel()) * 99 // 100
    magnitude = (magnitude / max(np.partition(magnitude.ravel(), rank)[rank], 1e-6)).clip(max=1)
    orientation = np.arctan2(down, right) % np.float32(np.pi)
    orientation[orientation >= np.float32(np.pi)] = 0  # −1e-9 % π is π
    return Edges(*(torch.from_numpy(part) for part in (magnitude, orientation, _thinned(magnitude, orientation))))


def _derivatives(image: Tensor, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Gaussian derivatives to the right and downwards, (3, H, W) each."""
    values = image.detach().cpu().float().numpy()

    def filtered(values: np.ndarray, axis: int, order: int) -> np.ndarray:
        return gaussian_filter1d(values, sigma, axis=axis, order=order, mode="nearest", truncate=3)

    right = filtered(filtered(values, axis=1, order=0), axis=2, order=1)
    down = filtered(filtered(values, axis=2, order=0), axis=1, order=1)
    return right, down


def _thinned(magnitude: np.ndarray, orientation: np.ndarray) -> np.ndarray:
    """Keep a magnitude where neither neighbour along the normal, read between the pixels, has a larger one."""
    row, column = np.nonzero(magnitude > 0.02)
    angle, here = orientation[row, column], magnitude[row, column]
    down, right = np.sin(angle), np.cos(angle)  # one pixel along the normal; down is never negative
    padded = np.pad(magnitude, 1, mode="edge")
    largest = here >= _between(padded, row + 1 - down, column + 1 - right)
    largest &= here > _between(padded, row + 1 + down, column + 1 + right)
    thin = np.zeros_like(magnitude)
    thin[row[largest], column[largest]] = here[largest]
    return thin


def _between(values: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Read between the pixels: the mean of the four around, weighted by closeness."""
    top = np.minimum(row.astype(np.int32), values.shape[0] - 2)
    left = np.minimum(column.astype(np.int32), values.shape[1] - 2)
    low, far = row - top, column - left
    flat, first, width = values.ravel(), top * values.shape[1] + left, values.shape[1]
    upper = flat[first] * (1 - far) + flat[first + 1] * far
    lower = flat[first + width] * (1 - far) + flat[first + width + 1] * far
    return upper * (1 - low) + lower * low

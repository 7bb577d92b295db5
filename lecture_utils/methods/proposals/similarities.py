"""How alike two regions are: what Selective Search merges by. For arrays of NumPy and tensors alike."""

from typing import TypeVar

import numpy as np
from torch import Tensor

Array = TypeVar("Array", Tensor, np.ndarray)


def histogram_intersection(one: Array, other: Array) -> Array:
    """Sum what two histograms have in common: in each bin the smaller of the two shares.

    Parameters
    ----------
    one, other : Tensor or ndarray, shape (..., B)
        Histograms that sum to 1 each; shapes are broadcast.

    Returns
    -------
    Tensor or ndarray, shape (...)
        1 for equal histograms, 0 where no bin is in both.

    References
    ----------
    Uijlings et al., *Selective Search for Object Recognition*, IJCV 2013, equations 2 and 4.
    """
    return one.clip(max=other).sum(-1)


def size_and_fill(sizes1: Array, boxes1: Array, sizes2: Array, boxes2: Array, pixels: float) -> tuple[Array, Array]:
    """Compare regions by their sizes, and by how well they fill the box around both.

    Parameters
    ----------
    sizes1, sizes2 : Tensor or ndarray, shape (...)
        Pixels of each region.
    boxes1, boxes2 : Tensor or ndarray, shape (..., 4)
        ``(x1, y1, x2, y2)``, tight around each; shapes are broadcast.
    pixels : float
        Of the whole image.

    Returns
    -------
    size : Tensor or ndarray, shape (...)
        1 − the share of the image that both cover together, so that small regions merge early.
    fill : Tensor or ndarray, shape (...)
        1 − the share of the image that lies in the box around both but in neither, so that gaps are closed.

    References
    ----------
    Uijlings et al., IJCV 2013, equations 5 and 6.
    """
    together = sizes1 + sizes2
    start, end = boxes1[..., :2].clip(max=boxes2[..., :2]), boxes1[..., 2:].clip(min=boxes2[..., 2:])
    around = (end - start).prod(-1)
    return 1 - together / pixels, 1 - (around - together) / pixels

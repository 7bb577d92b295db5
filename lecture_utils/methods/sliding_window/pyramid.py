"""The image pyramid: one image at several scales, so that one window size finds things of all sizes."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.methods.validation import FLOATS, require


class Level(NamedTuple):
    """One level of an image pyramid.

    Attributes
    ----------
    scale : float
        Pixels of the level for one pixel of the image, before the level's sides are rounded to whole pixels.
    image : Tensor, shape (C, h, w)
        The image at this scale.
    """

    scale: float
    image: Tensor


def pyramid_scales(largest: float, smallest: float, count: int) -> tuple[float, ...]:
    """Choose scales so that each is the same multiple of the one before: a geometric series.

    Parameters
    ----------
    largest, smallest : float
        A window of 64 pixels shows 32 pixels of the image at scale 2, and 128 at scale 0.5.
    count : int
        The number of scales. 1: the largest alone.

    Returns
    -------
    tuple of float
        From the largest to the smallest.

    Raises
    ------
    ValueError
        If the scales aren't positive and in this order, or the count is below 1.
    """
    require(0 < smallest <= largest < math.inf, "smallest", f"above 0, at most largest = {largest}", smallest)
    require(isinstance(count, int) and count >= 1, "count", "a positive integer", count)
    if count == 1:
        return (float(largest),)
    step = (smallest / largest) ** (1 / (count - 1))
    return (float(largest), *(largest * step**number for number in range(1, count - 1)), float(smallest))


def level_size(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """Return the height and width of a level: those of the image times the scale, rounded, at least 1 pixel.

    Raises
    ------
    ValueError
        If a side or the scale isn't positive.
    """
    require(len(size) == 2 and min(size) >= 1, "size", "(height, width), both positive", size)
    require(0 < scale < math.inf, "scale", "a positive number", scale)
    height, width = (max(1, math.floor(side * scale + 0.5)) for side in size)
    return height, width


def image_pyramid(image: Tensor, scales: Sequence[float]) -> list[Level]:
    """Show an image at every scale.

    Parameters
    ----------
    image : Tensor, shape (C, H, W)
        Floats.
    scales : sequence of float
        See `pyramid_scales`.

    Returns
    -------
    list of Level
        In the order of the scales.

    Raises
    ------
    ValueError
        If the image has another shape or dtype, or a scale isn't positive.

    Notes
    -----
    Where a level is smaller than the image, each of its pixels is a mean over all pixels of the image that it stands
    for (antialiasing). Taking one of them instead would turn stripes and fur into patterns that aren't there.

    References
    ----------
    Adelson et al., *Pyramid Methods in Image Processing*, RCA Engineer 1984. Dalal and Triggs, *Histograms of Oriented
    Gradients for Human Detection*, CVPR 2005, section 4: a detection window at all positions and scales.
    """
    fits = image.dim() == 3 and image.dtype in FLOATS and min(image.shape) >= 1
    require(fits, "image", "floats of shape (C, H, W)", f"{image.dtype} {tuple(image.shape)}")
    height, width = image.shape[1:]
    levels = []
    for scale in scales:
        size = level_size((height, width), scale)
        resized = interpolate(image[None], size, mode="bilinear", antialias=True)[0] if scale != 1 else image
        levels.append(Level(float(scale), resized))  # (C, h, w)
    return levels

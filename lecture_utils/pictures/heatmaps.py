"""Heatmaps: numbers as colours, alone or over an image."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Colormap

from lecture_utils.pictures.arrays import to_array
from lecture_utils.pictures.axes_layout import lay_out, size_of
from lecture_utils.pictures.images import to_pixels
from lecture_utils.pictures.number_format import format_number, needed_decimals
from lecture_utils.pictures.shapes import add_lines, rectangles
from lecture_utils.pictures.text import text_width, write
from lecture_utils.pictures.theme import DIVERGING, FONT_SIZES, GLOW, SEQUENTIAL, colour

_SCALE_GAP, _SCALE_WIDTH = 0.1, 0.16  # inches
_FADE = 0.35  # of an image under colours that are equally opaque everywhere
_GREY = 0.5  # what a scale of see-through colours lies on


def draw_heatmap(
    axes: Axes,
    values: Any,
    image: Any = None,
    limits: tuple[float, float] | None = None,
    colormap: Colormap | str | None = None,
    title: str = "",
    colorbar: bool = False,
    opacity: float = 0.7,
) -> None:
    """Draw numbers as colours.

    Parameters
    ----------
    axes : Axes
        The picture, its title and its colour scale stay inside the rectangle of these axes.
    values : Tensor or array, shape (h, w)
        NaN and ±∞ are grey.
    image : Tensor or array, shape (3, H, W) or (H, W), optional
        Lies under the values in grey; the values are stretched over it and the axes count its pixels.
    limits : (lowest, highest), optional
        Of the colours; the values' own where left out, made symmetric for ``"diverging"``.
    colormap : Colormap, {"sequential", "diverging"} or a name that matplotlib knows, optional
        Where left out: the theme's sequential one; over an image its glow, which lets the image be seen where
        the values are low.
    colorbar : bool
        Whether a scale of the colours stands at the right.
    opacity : float
        Of a given colormap over an image.

    Raises
    ------
    ValueError
        If the values are not (h, w) with at least one, the limits are the wrong way round, or the colormap unknown.
    """
    array = to_array(values, "values", (2,)).astype(float)
    if not array.size:
        raise ValueError(f"values must not be empty, got shape {tuple(array.shape)}")
    if not 0 <= opacity <= 1:
        raise ValueError(f"opacity must be between 0 and 1, got {opacity}")
    finite = array[np.isfinite(array)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if colormap == "diverging":
        low, high = -max(abs(low), abs(high)), max(abs(low), abs(high))
    low, high = limits or (low, high)
    if not low <= high:
        raise ValueError(f"limits must be (lowest, highest), got {limits}")
    glows = image is not None and colormap is None
    chosen = GLOW if glows else _colormap(colormap)
    under = None if image is None else _grey(image, 0.0 if glows else _FADE)  # (H, W, 3)
    height, width = array.shape if under is None else under.shape[:2]
    numbers = [format_number(value, needed_decimals(np.array([low, high]))) for value in (low, high)]
    widest = max(text_width(number, FONT_SIZES["small"]) for number in numbers)
    right = _SCALE_GAP + _SCALE_WIDTH + 0.05 + widest if colorbar else 0.0
    lay_out(axes, title, (height, width), right=right)
    if under is not None:
        axes.imshow(under, extent=(0, width, height, 0))
    axes.imshow(
        np.where(np.isfinite(array), array, np.nan),
        extent=(0, width, height, 0),
        cmap=chosen,
        vmin=low,
        vmax=high if high > low else low + 1,
        interpolation="nearest",
        alpha=None if under is None or glows else opacity,
        aspect="equal",
    )
    axes.set(xlim=(0, width), ylim=(height, 0))
    if colorbar:
        _draw_scale(axes, chosen, numbers)


def _colormap(colormap: Colormap | str | None) -> Colormap:
    if not isinstance(colormap, str):
        return colormap or SEQUENTIAL
    ours = {"sequential": SEQUENTIAL, "diverging": DIVERGING}
    if colormap not in ours and colormap not in colormaps:
        raise ValueError(f"colormap must be 'sequential', 'diverging' or one of matplotlib's, got {colormap!r}")
    return ours.get(colormap) or colormaps[colormap]


def _grey(image: Any, fade: float) -> np.ndarray:
    return to_pixels(to_pixels(image).mean(axis=2).astype(np.uint8), fade)


def _draw_scale(axes: Axes, colormap: Colormap, numbers: list[str]) -> None:
    """Draw a scale of colours at the right, its ends in numbers."""
    width = size_of(axes)[0]
    scale = axes.inset_axes(((width + _SCALE_GAP) / width, 0, _SCALE_WIDTH / width, 1))
    scale.set_axis_off()
    colours = colormap(np.linspace(0, 1, 256))[:, None]  # (256, 1, 4)
    opaque = colours[..., :3] * colours[..., 3:] + _GREY * (1 - colours[..., 3:])
    scale.imshow(opaque, extent=(0, 1, 0, 1), origin="lower", aspect="auto")
    add_lines(scale, rectangles([0, 0, 1, 1], closed=True), colour("muted"), 0.75)
    scale.set(xlim=(0, 1), ylim=(0, 1))
    x = 1 + 0.05 / _SCALE_WIDTH
    for number, y, side in ((numbers[0], 0, "bottom"), (numbers[1], 1, "top")):
        write(scale, x, y, number, "small", "left", side)

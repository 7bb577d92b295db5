"""Heatmaps: numbers as colours, alone or over an image."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Colormap

from lecture_utils.pictures.images import to_pixels
from lecture_utils.pictures.layout import hide_axis, reserve, write_title
from lecture_utils.pictures.lettering import format_number, needed_decimals, text_width, to_array
from lecture_utils.pictures.theme import FONT_SIZES, SEQUENTIAL, colour


def draw_heatmap(
    axes: Axes,
    values: Any,
    image: Any = None,
    limits: tuple[float, float] | None = None,
    colormap: Colormap | str | None = None,
    title: str = "",
    colorbar: bool = False,
    opacity: float = 0.65,
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
        Of the colours; the values' own where left out.
    colormap : Colormap or str, optional
        The theme's sequential one where left out.
    colorbar : bool
        Whether a scale of the colours stands at the right.
    opacity : float
        Of the colours over an image.
    """
    array = to_array(values, "values", (2,)).astype(float)
    if array.size == 0:
        raise ValueError(f"values must not be empty, got shape {tuple(array.shape)}")
    finite = array[np.isfinite(array)]
    low, high = limits or ((float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0))
    if not low <= high:
        raise ValueError(f"limits must be (lowest, highest), got {limits}")
    chosen = colormaps[colormap] if isinstance(colormap, str) else colormap or SEQUENTIAL
    write_title(axes, title)
    hide_axis(axes)
    if colorbar:
        _draw_scale(axes, chosen, low, high)
    height, width = array.shape
    if image is not None:
        grey = to_pixels(image).mean(axis=2).astype(np.uint8)  # (H, W)
        height, width = grey.shape
        axes.imshow(np.repeat(grey[:, :, None], 3, axis=2), extent=(0, width, height, 0))
    axes.imshow(
        np.where(np.isfinite(array), array, np.nan),
        extent=(0, width, height, 0),
        cmap=chosen,
        vmin=low,
        vmax=high if high > low else low + 1,
        interpolation="nearest",
        alpha=opacity if image is not None else None,
        aspect="equal",
    )
    axes.set(xlim=(0, width), ylim=(height, 0))


def _draw_scale(axes: Axes, colormap: Colormap, low: float, high: float) -> None:
    decimals, points = needed_decimals(np.array([low, high])), FONT_SIZES["small"]
    numbers = [format_number(low, decimals), format_number(high, decimals)]
    reserve(axes, right=0.3 + max(text_width(number, points) for number in numbers))
    scale = axes.inset_axes((1.04, 0.0, 0.05, 1.0))
    scale.set_axis_off()
    scale.imshow(np.linspace(0, 1, 64)[:, None], cmap=colormap, extent=(0, 1, 0, 1), origin="lower", aspect="auto")
    for number, y, anchor in zip(numbers, (0, 1), ("bottom", "top"), strict=True):
        scale.text(1.4, y, number, fontsize=points, ha="left", va=anchor, color=colour("ink"))

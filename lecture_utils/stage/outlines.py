"""The boxes and cells that a viewer drags and picks, in pictures without a browser, which draws them itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import SubFigure
from matplotlib.patches import Rectangle
from PIL import Image, ImageDraw

from lecture_utils.pictures.theme import colour
from lecture_utils.stage.controls import Control

# As in player.css: pixels of the line, and of the light line under it.
LINE, HALO = 3.0, 6.0


def place(control: Control, value: Any, axes: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of what a control outlines, as fractions of its panel.

    Parameters
    ----------
    control : PickCell or DragBox
    axes : tuple of 8 floats
        Where the panel's axes lie, as in :class:`~lecture_utils.stage.drawing.Drawn`.
    """
    left, top, width, height, x0, x1, y0, y1 = axes
    if control.kind == "pick":
        rows, columns = control.shape  # type: ignore[attr-defined]
        corners = (value[1] / columns, value[0] / rows, (value[1] + 1) / columns, (value[0] + 1) / rows)
    else:
        spans = (x1 - x0, y1 - y0) * 2
        corners = tuple((number - (x0, y0)[i % 2]) / spans[i] for i, number in enumerate(value))
    return (
        left + corners[0] * width,
        top + corners[1] * height,
        (corners[2] - corners[0]) * width,
        (corners[3] - corners[1]) * height,
    )


def outline_pixels(
    pixels: np.ndarray, control: Control, value: Any, axes: tuple[float, ...], scale: float
) -> np.ndarray:
    """Draw the outline on a panel, uint8 (H, W, 3); ``scale`` is the size of a pixel of the screen."""
    page = Image.fromarray(pixels)
    left, top, width, height = place(control, value, axes)
    x, y = left * page.width, top * page.height
    w, h = width * page.width, height * page.height
    for line, shade in ((HALO, colour("paper")), (LINE, colour(control.role))):  # type: ignore[attr-defined]
        half = line * scale / 2
        box = (x - half, y - half, x + w + half, y + h + half)
        ImageDraw.Draw(page).rectangle(box, outline=shade, width=max(round(line * scale), 1))
    return np.asarray(page)


def outline_figure(figure: SubFigure, control: Control, value: Any, axes: tuple[float, ...]) -> None:
    """Draw the outline on a panel that keeps its lines."""
    left, top, width, height = place(control, value, axes)
    for line, shade in ((HALO, colour("paper")), (LINE, colour(control.role))):  # type: ignore[attr-defined]
        figure.add_artist(
            Rectangle(
                (left, 1 - top - height),
                width,
                height,
                fill=False,
                edgecolor=shade,
                linewidth=line * 0.72,  # points of 100 pixels an inch
                transform=figure.transSubfigure,
            )
        )

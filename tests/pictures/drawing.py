"""What the tests of pictures share: one pair of axes, drawn, and its pixels."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lecture_utils.pictures import cut_off_texts, overlapping_texts, smallest_text
from lecture_utils.pictures.theme import FONT_SIZES


def new_figure(width: float = 4.0, height: float = 3.0, dots: float = 100.0) -> Figure:
    """Return a figure of so many inches."""
    figure = Figure(figsize=(width, height), dpi=dots)
    FigureCanvasAgg(figure)
    return figure


def new_axes(width: float = 4.0, height: float = 3.5, dots: float = 100.0) -> Axes:
    """Return axes that fill a figure of so many inches."""
    return new_figure(width, height, dots).add_axes((0, 0, 1, 1))


def pixels_of(axes: Axes) -> np.ndarray:
    """Draw the figure of the axes and return its pixels, uint8 (H, W, 3)."""
    canvas = FigureCanvasAgg(axes.figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def pixel_at(axes: Axes, x: float, y: float) -> tuple[int, ...]:
    """Return the colour that is drawn at a place in data units."""
    drawn = pixels_of(axes)
    across, up = axes.transData.transform((x, y))
    return tuple(int(part) for part in drawn[int(drawn.shape[0] - up), int(across)])


def rgb(chosen: str) -> tuple[int, ...]:
    """Return a hex colour as three whole numbers."""
    return tuple(int(chosen[start : start + 2], 16) for start in (1, 3, 5))


def letters_of(axes: Axes) -> list[str]:
    """Return all texts of the axes that say something, without the title."""
    return [text.get_text() for text in axes.texts if text.get_text()]


def in_cells(axes: Axes) -> dict[tuple[int, int], str]:
    """Return the texts that stand in the middle of cells, by (row, column)."""
    return {
        (int(y), int(x)): text.get_text()
        for text in axes.texts
        for x, y in [text.get_position()]
        if x % 1 == y % 1 == 0.5 and x > 0 and y > 0
    }


def assert_readable(figure: Figure) -> None:
    """Make sure that no text is on another, cut off or too small."""
    assert overlapping_texts(figure) == []
    assert cut_off_texts(figure) == []
    assert smallest_text(figure) >= FONT_SIZES["small"]

"""Squared paper: matrices of equal cells at exact places, with their names, shapes and formulas above them."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure, SubFigure

from lecture_utils.pictures import colour, draw_matrix, lettering

Sheet = Figure | SubFigure
Block = tuple[int, int, int, int]
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def index(name: str, *numbers: int) -> str:
    """Write an index that counts from 0 as the slides do, from 1: ``E₁₃``."""
    return name + "".join(str(number + 1) for number in numbers).translate(SUBSCRIPTS)


def number(value: float, decimals: int = 2) -> str:
    """Write a number with a true minus sign and no more decimals than it needs."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"
    return ("0" if text in ("-0", "") else text).replace("-", "−")


def factor(value: float) -> str:
    """Write a number as a factor: negative ones in parentheses."""
    return f"({number(value)})" if value < 0 and number(value) != "0" else number(value)


def percent(share: float) -> str:
    """Write a share as whole percent; number and sign stay on one line."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def vector(values: Iterable[float], decimals: int = 2) -> str:
    """Write a vector: ``(2, −1, 1.5)``."""
    return "(" + ", ".join(number(value, decimals) for value in values) + ")"


def paper(figure: Sheet) -> Axes:
    """Return axes over the whole figure, in inches from the upper left corner; made at the first call."""
    for axes in figure.axes:
        if axes.get_label() == "paper":
            return axes
    axes = figure.add_axes((0, 0, 1, 1), label="paper")
    axes.set_axis_off()
    axes.set(xlim=(0, figure.bbox.width / figure.dpi), ylim=(figure.bbox.height / figure.dpi, 0))
    return axes


def write(
    figure: Sheet,
    left: float,
    top: float,
    text: str,
    role: str = "ink",
    size: str = "label",
    align: str = "left",
    bold: bool = False,
) -> None:
    """Write text whose middle lies ``top`` inches under the upper edge; parts in ``$...$`` are formulas."""
    lettering.write(paper(figure), left, top, text, size, across=align, text_colour=colour(role), bold=bold)


def place(figure: Sheet, left: float, top: float, width: float, height: float) -> Axes:
    """Add axes; all four are inches, ``top`` from the upper edge."""
    across, down = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    return figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))


def matrix(
    figure: Sheet,
    left: float,
    top: float,
    cell: float | tuple[float, float],
    values: Any,
    role: str,
    outlined: Block | None = None,
    **options: Any,
) -> None:
    """Draw a matrix, a block of its cells outlined in the colour of the current step.

    Parameters
    ----------
    cell : float or (float, float)
        Inches of a cell, or of its width and height.
    outlined : (row, column, rows, columns), optional
        First row and column of the block, and how many it has.
    **options
        As for :func:`lecture_utils.pictures.draw_matrix`.
    """
    across, down = cell if isinstance(cell, tuple) else (cell, cell)
    rows, columns = np.shape(values)
    axes = place(figure, left, top, columns * across, rows * down)
    rectangle = axes.get_position(original=True)
    draw_matrix(axes, values, role, shape_label=False, **options)
    axes.set_aspect("auto")  # cells may be wider than high
    axes.set_position(rectangle)
    if outlined is not None:
        first_row, first_column, height, width = outlined
        x1, y1, x2, y2 = first_column, first_row, first_column + width, first_row + height
        corners = [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]
        lines = LineCollection([corners], colors=colour("step"), linewidths=3.5, capstyle="projecting", zorder=4)
        lines.set_clip_on(False)
        axes.add_collection(lines, autolim=False)


def head(figure: Sheet, left: float, name: str, shape: tuple[int, ...], role: str, formula: str = "") -> None:
    """Write what a matrix is, in the colour of its role, with its shape, and the formula that it comes from below."""
    size = "×".join(str(length) for length in shape)
    write(figure, left, 0.13, f"{name} ({size})", role, "label", bold=True)
    if formula:
        write(figure, left, 0.35, formula, "ink", "small")

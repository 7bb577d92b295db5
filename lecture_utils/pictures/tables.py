"""Tables of equal cells on squared paper: many small matrices on one pair of axes.

That takes a fraction of the time of axes for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from lecture_utils.pictures.axes_layout import size_of
from lecture_utils.pictures.number_format import number
from lecture_utils.pictures.shapes import add_areas, rectangles
from lecture_utils.pictures.sheet import Sheet, axes_on, cell_size
from lecture_utils.pictures.text import text_width, write
from lecture_utils.pictures.theme import DIVERGING, FONT_SIZES, colour, text_on, tint

Block = tuple[float, float, float, float]  # first row, first column, rows, columns
EMPTY = "#f3f5f6"  # a cell that isn't computed yet
FILL = (0.86, 0.8)  # the parts of a cell's width and height that letters may take


def draw_table(
    place: Sheet | Axes,
    left: float,
    top: float,
    cell: float | tuple[float, float],
    values: Any,
    role: str,
    outlined: Iterable[Block] = (),
    faded: Iterable[Sequence[int]] = (),
    letters: Callable[[Any], str] | None = None,
    fills: Callable[[Any], Any] | Sequence[Any] | str | None = None,
    inks: Sequence[str] | None = None,
) -> None:
    """Draw a table of equal cells; all texts have one size, as large as the widest of them allows.

    Parameters
    ----------
    place : Figure, SubFigure or Axes
        Its :func:`sheet_axes`; or axes of your own, such as :func:`cell_axes`, and their units.
    left, top : float
        Upper left corner of the table.
    cell : float or (width, height)
        Size of a cell.
    values : Tensor, array or nested sequence, shape (rows, columns)
        Numbers, texts, or whatever ``letters`` can write.
    role : str
        Whose colour the cells have.
    outlined : iterable of (row, column, rows, columns)
        Blocks of cells that the current step is about.
    faded : iterable of (row, column)
        Cells not yet reached: empty and grey.
    letters : function of a value to str, optional
        What stands in a cell. Where left out: texts as they are, numbers with at most two decimals.
    fills : function of a value to a colour, or a colour, or one for each cell, row by row
        The role's tint where left out.
    inks : sequence of colours, optional
        Of the texts, row by row; ink or paper where left out, whichever is easier to read on the cell.

    Raises
    ------
    ValueError
        If the values are no table, a block or a faded cell lies outside, or there are not as many colours as cells.
    """
    axes, (width, height) = axes_on(place), cell_size(cell)
    rows = _rows(values)
    shape = len(rows), len(rows[0])
    flat = [value for row in rows for value in row]
    blocks = _inside(outlined, "outlined", 4, shape)
    empty = {row * shape[1] + column for row, column, *_ in _inside(faded, "faded", 2, shape)}
    colours = _fills(fills, flat, role)
    colours = [EMPTY if position in empty else fill for position, fill in enumerate(colours)]
    if inks is not None and len(inks) != len(flat):
        raise ValueError(f"inks must be {len(flat)} colours, one for each cell, got {len(inks)}")

    corners = [(left + column * width, top + row * height) for row, column in np.ndindex(shape)]
    boxes = rectangles([(x, y, x + width, y + height) for x, y in corners])
    add_areas(axes, boxes, colours, tint(role, 0.35), order=2.0, clip=False)
    written = letters or _plainly
    texts = ["" if position in empty else written(value) for position, value in enumerate(flat)]
    unit = size_of(axes)[0] / abs(np.ptp(axes.get_xlim()))
    points = _fitting_points(texts, width * unit, height * unit)
    for position, (text, (x, y)) in enumerate(zip(texts, corners, strict=True)):
        if text:
            ink = text_on(colours[position]) if inks is None else inks[position]
            write(axes, x + width / 2, y + height / 2, text, points, text_colour=ink)
    draw_outlines(axes, left, top, cell, blocks)


def draw_outlines(
    place: Sheet | Axes,
    left: float,
    top: float,
    cell: float | tuple[float, float],
    blocks: Iterable[Block],
    role: str = "step",
    width: float = 3.5,
    style: Any = "-",
) -> None:
    """Outline blocks of cells of a table.

    Parameters
    ----------
    place, left, top, cell
        Those of the table.
    blocks : iterable of (row, column, rows, columns)
        They may reach out of the table.
    width : float
        Of the line, in points.
    style : str or (offset, dashes)
        Any line style that matplotlib knows.
    """
    across, down = cell_size(cell)
    boxes = [
        (left + column * across, top + row * down, left + (column + columns) * across, top + (row + rows) * down)
        for row, column, rows, columns in blocks
    ]
    lines = LineCollection(
        list(rectangles(boxes, closed=True)),
        colors=colour(role),
        linewidths=width,
        linestyles=style,
        capstyle="projecting" if style == "-" else "butt",  # corners of whole lines, gaps between dots
        zorder=5,
        clip_on=False,
    )
    axes_on(place).add_collection(lines, autolim=False)


def deeper(role: str, highest: float = 1.0) -> Callable[[float], str]:
    """Fill cells with values from 0 to ``highest`` by ever deeper tints of a role."""
    if not highest > 0:
        raise ValueError(f"highest must be positive, got {highest}")
    return lambda value: tint(role, 0.92 - 0.42 * min(max(value / highest, 0.0), 1.0))


def diverging(furthest: float) -> Callable[[float], Any]:
    """Fill cells with values from ``-furthest`` to ``furthest`` by the theme's diverging colours."""
    if not furthest > 0:
        raise ValueError(f"furthest must be positive, got {furthest}")
    return lambda value: DIVERGING(min(max(0.5 + value / furthest / 2, 0.0), 1.0))


def _rows(values: Any) -> list[list[Any]]:
    """Return the values row by row, and make sure that they are a table."""
    lines = values.tolist() if hasattr(values, "tolist") else values
    try:
        rows = [list(line) for line in lines]
    except TypeError:
        raise ValueError(f"values must be rows of equal length, got {values!r}") from None
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise ValueError(f"values must be rows of equal length, got rows of {[len(row) for row in rows]}")
    return rows


def _inside(blocks: Iterable[Any], argument: str, length: int, shape: tuple[int, int]) -> list[Any]:
    """Return blocks or cells, and make sure that the table has them."""
    chosen = list(blocks)
    for block in chosen:
        if len(block) != length:
            raise ValueError(f"{argument} must be given by {length} numbers each, got {tuple(block)}")
        row, column, rows, columns = (*block, 1, 1)[:4]
        if row < 0 or column < 0 or row + rows > shape[0] or column + columns > shape[1]:
            raise ValueError(f"{argument} must lie in a table of {shape[0]}×{shape[1]} cells, got {tuple(block)}")
    return chosen


def _fills(fills: Callable[[Any], Any] | Sequence[Any] | str | None, values: list[Any], role: str) -> list[str]:
    """Return the colour of each cell, row by row."""
    if callable(fills):
        return [to_hex(fills(value)) for value in values]
    if fills is None or isinstance(fills, str):
        return [fills or tint(role, 0.8)] * len(values)
    if len(fills) != len(values):
        raise ValueError(f"fills must be {len(values)} colours, one for each cell, got {len(fills)}")
    return [to_hex(fill) for fill in fills]


def _plainly(value: Any) -> str:
    return value if isinstance(value, str) else number(value)


def _fitting_points(texts: Sequence[str], width: float, height: float) -> float:
    """Return the size at which all texts fit into cells of so many inches, at least the theme's smallest."""
    points = FONT_SIZES["cell"]
    widest = max(text_width(text, points) for text in texts)
    part = min(1.0, FILL[0] * width / max(widest, 1e-9), FILL[1] * height * 72 / points)
    return max(points * part, FONT_SIZES["small"])

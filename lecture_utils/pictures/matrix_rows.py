"""Matrices side by side with signs and arrows between them, laid out without a coordinate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from lecture_utils.pictures.arrows import draw_arrow
from lecture_utils.pictures.bare_axes import axes_at
from lecture_utils.pictures.cell_text import fitting_size
from lecture_utils.pictures.matrices import GREY_TEXT, draw_matrix
from lecture_utils.pictures.matrix_layout import (
    LARGEST,
    SMALLEST,
    Arrow,
    Item,
    Label,
    MatrixView,
    Place,
    around,
    as_label,
    cell_of,
    fitting_cell,
    head_of,
    measure,
    place_items,
    views_of,
)
from lecture_utils.pictures.shapes import add_areas, cell_rectangles
from lecture_utils.pictures.sheet import sheet_axes
from lecture_utils.pictures.text import write
from lecture_utils.pictures.theme import colour, tint


def draw_matrices(
    figure: Figure | SubFigure,
    layout: Sequence[Item],
    largest: float = LARGEST,
    margin: float = 0.08,
    first: str = "",
    align: str = "center",
) -> dict[str, Axes]:
    """Draw a layout of matrices whose cells are equally large, as large as the figure allows.

    Parameters
    ----------
    layout : sequence of rows
        Each row a sequence of :class:`MatrixView`, :class:`Arrow`, :class:`Label`, texts, and columns.
    largest : float
        The most inches that a cell may have.
    margin : float
        Inches around everything.
    first : str
        The name of the matrix whose cells are picked: it becomes the figure's first axes.
    align : {"center", "left"}
        Where everything stands in a figure that is wider; at the left nothing moves when a text gets longer.

    Returns
    -------
    dict of str to Axes
        The axes of each matrix by its name: cell (row i, column j) covers [j, j + 1] × [i, i + 1].

    Raises
    ------
    ValueError
        If names occur twice or there is no room.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure, X, W = Figure(figsize=(6, 2)), np.ones((3, 2)), np.ones((2, 4))
    >>> row = [MatrixView("X", X, "input"), "·", MatrixView("W_K", W, "filter"), "=", MatrixView("K", X @ W, "key")]
    >>> axes = draw_matrices(figure, [row])
    >>> sorted(axes)
    ['K', 'W_K', 'X']
    """
    rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in layout]
    names = [view.name for view in views_of(rows)]
    if len(set(names)) != len(names):
        raise ValueError(f"layout must have matrices with different names, got {names}")
    if first and first not in names:
        raise ValueError(f"first must be one of the matrices {names}, got {first!r}")
    if align not in ("center", "left"):
        raise ValueError(f"align must be 'center' or 'left', got {align!r}")
    across, up = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    unit = fitting_cell(rows, (across - 2 * margin, up - 2 * margin), largest)
    if unit < SMALLEST:
        raise ValueError(f"figure must have room for {names}, got {across:.2f} × {up:.2f} inches")
    size = measure(rows, unit, True)
    left = margin if align == "left" else (across - size.width) / 2
    placed = list(place_items(rows, unit, True, left, up / 2 + (size.up - size.down) / 2))
    placed.sort(key=lambda place: not isinstance(place.item, MatrixView) or place.item.name != first)
    found = {
        place.item.name: _draw_view(figure, place.item, unit, place)
        for place in placed
        if isinstance(place.item, MatrixView)
    }
    for place in placed:
        _draw_sign(figure, place)
    return found


def _draw_view(figure: Figure | SubFigure, view: MatrixView, unit: float, place: Place) -> Axes:
    (width, height), (rows, columns) = cell_of(view, unit), view.shape
    left, top = around(view, unit)
    free = view.room + view.border * width, view.room + view.border * height
    corner = place.left + free[0], place.middle - rows * height / 2 - top + free[1]
    size = left - free[0] + columns * width, top - free[1] + rows * height
    axes = axes_at(figure, *corner, *size, label=view.name)
    own = ("name", "note", "title", "widest", "scale", "room", "border", "shape_label")
    options = {key: value for key, value in vars(view).items() if key not in own}
    draw_matrix(axes, aspect="auto", shape_label=False, **options)
    head_of(view).write(axes, (width, height), top)
    if view.border:
        _draw_border(axes, view, (width, height))
    return axes


def _draw_border(axes: Axes, view: MatrixView, cell: tuple[float, float]) -> None:
    """Draw the zeros around a matrix."""
    (rows, columns), border = view.shape, view.border
    around = [
        (row, column)
        for row in range(-border, rows + border)
        for column in range(-border, columns + border)
        if not (0 <= row < rows and 0 <= column < columns)
    ]
    add_areas(axes, cell_rectangles(around), tint(view.role, 0.93), tint(view.role, 0.35), clip=False, order=0.9)
    points = fitting_size(np.array(["0"]), cell)
    for row, column in around:
        write(axes, column + 0.5, row + 0.5, "0", points, text_colour=GREY_TEXT)


def _draw_sign(figure: Figure | SubFigure, place: Place) -> None:
    item, left, middle = place.item, place.left, place.middle
    if isinstance(item, (str, Label)):
        label = item if isinstance(item, Label) else as_label(item)
        x, side = (left + place.size.width, "right") if label.text.startswith(" ") else (left, "left")
        text, ink = label.text.strip(), colour(label.role)
        write(sheet_axes(figure), x, middle, text, label.size, side, text_colour=ink, bold=label.bold)
    elif isinstance(item, Arrow):
        if place.down:  # the item of a row
            draw_arrow(sheet_axes(figure), (left, middle), (left + place.size.width, middle), item.role, item.text)
        else:
            ends = (left + 0.1, middle - 0.18), (left + 0.1, middle + 0.18)
            draw_arrow(sheet_axes(figure), *ends, item.role, item.text, "right")

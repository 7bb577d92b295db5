"""Matrices side by side with signs and arrows between them, laid out without a coordinate, and filled step by step.

A layout is nested lists: the outer list is a column of rows, each row a list from left to right, a list inside a row
again a column. Their items are a :class:`MatrixView`, an :class:`Arrow`, a :class:`Label`, or a text such as ``"·"``.

Examples
--------
Twice a matrix that the viewer edits where it is drawn, row by row:

>>> from lecture_utils.stage import Demo, Matrix, Panel, Step
>>> STEPS = [MatrixStep(f"row {i + 1}", fills={"Y": i}, outlines={"X": i, "Y": i}) for i in range(2)]
>>> def draw(figure, x, step):
...     row = [MatrixView("X", x, "input", "yours"), Arrow("times 2"), MatrixView("Y", 2 * x, "output", widest="−00")]
...     draw_matrices(figure, at_step([row], STEPS, step))
>>> demo = Demo(
...     "twice",
...     title="Every number is doubled",
...     controls=[
...         Step("step", count=2, names=[step.name for step in STEPS]),
...         Matrix("x", [[1, 2], [3, 4]], panel="matrices", axes="X"),
...     ],
...     panels=[[Panel("matrices", draw, size=(5, 2))]],
...     caption=lambda x, step: f"2 · {x[step, 0]:g} = {2 * x[step, 0]:g}",
... )
>>> demo.text("caption", step=1)
'2 · 3 = 6'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from lecture_utils.pictures.arrows import draw_arrow
from lecture_utils.pictures.bare_axes import axes_at
from lecture_utils.pictures.cell_text import FILL, fitting_size, plan_labels
from lecture_utils.pictures.matrices import GREY_TEXT, INDEX_ROOM, Head, Index, block_of, draw_matrix, mask_of, title_of
from lecture_utils.pictures.shapes import add_areas, cell_rectangles
from lecture_utils.pictures.sheet import sheet_axes
from lecture_utils.pictures.text import HINTING, text_height, text_width, write
from lecture_utils.pictures.theme import FONT_SIZES, colour, tint

GAP = 0.16  # inches between an item and the next in a row
ROW_GAP = 0.16  # inches between a row and the next
LARGEST, SMALLEST = 0.5, 0.16  # inches of a cell


@dataclass(frozen=True)
class MatrixView:
    """A matrix in a layout.

    Parameters
    ----------
    name : str
        What it is called, ``W_K`` for instance. Its axes have this label, by which controls find its cells.
    values : Tensor, array or nested sequence, shape (rows, columns) or (n,)
    role : str
    note : str
        In small letters below the title.
    title : str, optional
        Where it isn't the name; ``""`` for none. The shape follows.
    widest : str
        The widest text that a cell will hold at any state, ``"−0.00"`` for instance: cells get wide enough for it at a
        good size, and stay so. Cells are squares where left out.
    scale : float
        How large the cells are compared with those of the other matrices.
    room : float
        Inches kept free at the left and above, for what is drawn there on the axes, such as a :func:`draw_move`.
    border : int
        Cells of zeros around the matrix, drawn pale: a padding. The axes cover the matrix alone.
    highlight, faded, pale, ... :
        See :func:`~lecture_utils.pictures.matrices.draw_matrix`.
    """

    name: str
    values: Any
    role: str = "input"
    note: str = ""
    title: str | None = None
    widest: str = ""
    scale: float = 1.0
    room: float = 0.0
    border: int = 0
    texts: Any = None
    decimals: int | None = None
    highlight: Iterable[Index] = ()
    faded: Any = ()
    pale: Any = ()
    shade: bool = False
    fills: Any = None
    colormap: Any = None
    limits: tuple[float, float] | None = None
    shape_label: bool = True
    orientation: str = "row"
    row_labels: Sequence[str] | None = None
    column_labels: Sequence[str] | None = None
    row_role: str = "ink"
    column_role: str = "ink"
    indices: int | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns that are drawn."""
        shape = self.own_shape
        if len(shape) == 1:
            return (1, shape[0]) if self.orientation == "row" else (shape[0], 1)
        return shape[0], shape[1]

    @property
    def own_shape(self) -> tuple[int, ...]:
        """The shape of the values, which the title says."""
        values = self.values if hasattr(self.values, "shape") else np.array(self.values, dtype=object)
        return tuple(int(length) for length in values.shape)


@dataclass(frozen=True)
class Arrow:
    """An arrow from left to right (downwards in a column), with a text above it."""

    text: str = ""
    role: str = "ink"


@dataclass(frozen=True)
class Label:
    """Words in a layout, in the colour of a role; a text alone is one in ink."""

    text: str
    role: str = "ink"
    size: str = "label"
    bold: bool = False


Item = Any  # MatrixView | Arrow | Label | str | Sequence["Item"]


class _Size(NamedTuple):
    """Inches that an item takes: ``up`` and ``down`` from the line on which everything in a row is centred."""

    width: float
    up: float
    down: float

    @property
    def height(self) -> float:
        return self.up + self.down


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
    size = _measure(rows, unit, True)
    left = margin if align == "left" else (across - size.width) / 2
    placed = list(_place(rows, unit, True, left, up / 2 + (size.up - size.down) / 2))
    placed.sort(key=lambda place: not isinstance(place.item, MatrixView) or place.item.name != first)
    found = {
        place.item.name: _draw_view(figure, place.item, unit, place)
        for place in placed
        if isinstance(place.item, MatrixView)
    }
    for place in placed:
        _draw_sign(figure, place)
    return found


def views_of(item: Item) -> list[MatrixView]:
    """List the matrices of a layout."""
    if isinstance(item, MatrixView):
        return [item]
    return [] if isinstance(item, (str, Label, Arrow)) else [view for part in item for view in views_of(part)]


def fitting_cell(rows: Sequence[Item], room: tuple[float, float], largest: float = LARGEST) -> float:
    """Return the largest cell, in inches, with which a layout fits into (width, height)."""

    def fits(unit: float) -> bool:
        try:
            size = _measure(rows, unit, True)
        except ValueError:  # labels don't fit cells so small
            return False
        return size.width <= room[0] and size.height <= room[1]

    if fits(largest):
        return largest
    low, high = 0.0, largest
    for _ in range(10):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


# --- sizes


def _cell(view: MatrixView, unit: float) -> tuple[float, float]:
    """Return width and height of the cells of a matrix where a square cell has ``unit`` inches."""
    side = unit * view.scale
    needed = text_width(view.widest, FONT_SIZES["label"]) / FILL[0] if view.widest else 0.0
    return max(side, needed), side


def _head(view: MatrixView) -> Head:
    name = view.name if view.title is None else view.title
    return Head(
        title_of(name, view.own_shape) if view.shape_label and name else name,
        view.note,
        "muted" if view.colormap else view.role,
    )


def _labels(view: MatrixView, unit: float) -> Any:
    (width, _), (rows, columns) = _cell(view, unit), view.shape
    left = max((text_width(label, FONT_SIZES["label"]) for label in view.row_labels or ()), default=0.0) + 0.2
    room = (columns * width + left, 99.0)
    return plan_labels(view.row_labels, view.column_labels, (rows, columns), room, width)


def _around(view: MatrixView, unit: float) -> tuple[float, float]:
    """Return the inches that labels and numbers take at the left and at the top."""
    labels, numbers = _labels(view, unit), 0.0 if view.indices is None else INDEX_ROOM
    around = view.room + view.border * _cell(view, unit)[0], view.room + view.border * _cell(view, unit)[1]
    return labels.left + numbers + around[0], labels.top + numbers + around[1]


def _label(text: str) -> Label:
    """Return a text as a label: signs are larger than words."""
    return Label(text, size="cell", bold=True) if len(text) == 1 else Label(text)


def _measure(item: Item, unit: float, down: bool) -> _Size:
    """Measure an item; ``down`` says whether a list's items would stand below each other here: in a row they do."""
    if isinstance(item, MatrixView):
        (width, height), (rows, columns), head = _cell(item, unit), item.shape, _head(item)
        left, top = _around(item, unit)
        half, right = rows * height / 2, columns * width + item.border * width
        return _Size(left + max(right, head.width), half + top + head.height, half + item.border * height)
    if isinstance(item, str):
        return _measure(_label(item), unit, down)
    if isinstance(item, Label):
        half = text_height(item.text, FONT_SIZES[item.size]) / 2
        width = text_width(item.text, FONT_SIZES[item.size], item.bold) / HINTING
        return _Size(width, half, half)
    if isinstance(item, Arrow):
        height = text_height(item.text, FONT_SIZES["small"])
        if not down:  # the item of a column
            return _Size(0.2 + text_width(item.text, FONT_SIZES["small"]), 0.2, 0.2)
        return _Size(max(0.45, text_width(item.text, FONT_SIZES["small"]) / HINTING + 0.1), height + 0.1, 0.1)
    sizes = [_measure(part, unit, not down) for part in item]
    if not down:
        width = sum(size.width for size in sizes) + GAP * (len(sizes) - 1)
        return _Size(width, max(size.up for size in sizes), max(size.down for size in sizes))
    height = sum(size.height for size in sizes) + ROW_GAP * (len(sizes) - 1)
    return _Size(max(size.width for size in sizes), height / 2, height / 2)


class _Place(NamedTuple):
    """Where an item stands: its left edge and its middle line, in inches from the upper left corner."""

    item: Item
    left: float
    middle: float
    size: _Size
    down: bool


def _place(item: Item, unit: float, down: bool, left: float, middle: float) -> Iterator[_Place]:
    """Place all items of a layout that are drawn."""
    size = _measure(item, unit, down)
    if isinstance(item, (MatrixView, str, Label, Arrow)):
        yield _Place(item, left, middle, size, down)
        return
    top = middle - size.up
    for part in item:
        own = _measure(part, unit, not down)
        yield from _place(part, unit, not down, left, top + own.up if down else middle)
        left, top = (left, top + own.height + ROW_GAP) if down else (left + own.width + GAP, top)


# --- drawing


def _draw_view(figure: Figure | SubFigure, view: MatrixView, unit: float, place: _Place) -> Axes:
    (width, height), (rows, columns) = _cell(view, unit), view.shape
    left, top = _around(view, unit)
    free = view.room + view.border * width, view.room + view.border * height
    corner = place.left + free[0], place.middle - rows * height / 2 - top + free[1]
    size = left - free[0] + columns * width, top - free[1] + rows * height
    axes = axes_at(figure, *corner, *size, label=view.name)
    own = ("name", "note", "title", "widest", "scale", "room", "border", "shape_label")
    options = {key: value for key, value in vars(view).items() if key not in own}
    draw_matrix(axes, aspect="auto", shape_label=False, **options)
    _head(view).write(axes, (width, height), top)
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


def _draw_sign(figure: Figure | SubFigure, place: _Place) -> None:
    item, left, middle = place.item, place.left, place.middle
    if isinstance(item, (str, Label)):
        label = item if isinstance(item, Label) else _label(item)
        x, side = (left + place.size.width, "right") if label.text.startswith(" ") else (left, "left")
        text, ink = label.text.strip(), colour(label.role)
        write(sheet_axes(figure), x, middle, text, label.size, side, text_colour=ink, bold=label.bold)
    elif isinstance(item, Arrow):
        if place.down:  # the item of a row
            draw_arrow(sheet_axes(figure), (left, middle), (left + place.size.width, middle), item.role, item.text)
        else:
            ends = (left + 0.1, middle - 0.18), (left + 0.1, middle + 0.18)
            draw_arrow(sheet_axes(figure), *ends, item.role, item.text, "right")


# --- steps


@dataclass(frozen=True)
class MatrixStep:
    """A step in which cells are filled: what stands in them was not there before, and stays.

    Parameters
    ----------
    name : str
    fills : mapping of a matrix's name to cells
        As NumPy's indices: ``np.s_[0]`` is a row, ``np.s_[:, 1]`` a column, ``np.s_[:]`` everything.
    outlines : mapping of a matrix's name to cells
        What the step is about.
    """

    name: str
    fills: Mapping[str, Index] = field(default_factory=dict)
    outlines: Mapping[str, Index] = field(default_factory=dict)


def at_step(layout: Sequence[Item], steps: Sequence[MatrixStep], step: int) -> list[Item]:
    """Return a layout as it is at a step: cells that a later step fills are empty, and the step's own are outlined.

    Parameters
    ----------
    step : int
        At ``len(steps)`` everything is filled and nothing outlined.

    Raises
    ------
    ValueError
        If a step names a matrix that the layout doesn't have, or cells that a matrix doesn't have.

    Examples
    --------
    >>> X, Y = MatrixView("X", [[1, 2], [3, 4]]), MatrixView("Y", [[2, 4], [6, 8]], "output")
    >>> steps = [MatrixStep(f"row {i + 1}", {"Y": i}, {"X": i, "Y": i}) for i in range(2)]
    >>> [[before, after]] = at_step([[X, Y]], steps, 0)
    >>> before.highlight, after.faded.tolist()
    ((0,), [[False, False], [True, True]])
    """
    names = {view.name for view in views_of(layout)}
    unknown = {name for one in steps for name in (*one.fills, *one.outlines)} - names
    if unknown:
        raise ValueError(f"steps must name matrices of the layout, {sorted(names)}, got {sorted(unknown)}")
    return [_at_step(item, steps, step) for item in layout]


def _at_step(item: Item, steps: Sequence[MatrixStep], step: int) -> Item:
    if isinstance(item, (str, Label, Arrow)):
        return item
    if not isinstance(item, MatrixView):
        return [_at_step(part, steps, step) for part in item]
    faded = mask_of(item.faded, "faded", item.shape).copy()
    for later in steps[step + 1 :]:
        if item.name in later.fills:
            row, column, rows, columns = block_of(later.fills[item.name], "fills", item.shape)
            faded[row : row + rows, column : column + columns] = True
    for done in steps[: step + 1]:
        if item.name in done.fills:
            row, column, rows, columns = block_of(done.fills[item.name], "fills", item.shape)
            faded[row : row + rows, column : column + columns] = False
    outlines = steps[step].outlines if step < len(steps) else {}
    highlight = (*item.highlight, outlines[item.name]) if item.name in outlines else tuple(item.highlight)
    return replace(item, faded=faded, highlight=highlight)

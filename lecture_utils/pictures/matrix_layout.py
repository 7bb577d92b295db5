"""The items of a layout of matrices, how much room they take, and where they stand.

A layout is nested lists: the outer list is a column of rows, each row a list from left to right, a list inside a row
again a column. Their items are a :class:`MatrixView`, an :class:`Arrow`, a :class:`Label`, or a text such as ``"·"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lecture_utils.pictures.cell_text import FILL, plan_labels
from lecture_utils.pictures.matrices import INDEX_ROOM
from lecture_utils.pictures.matrix_cells import Index
from lecture_utils.pictures.matrix_heads import Head, title_of
from lecture_utils.pictures.text import HINTING, text_height, text_width
from lecture_utils.pictures.theme import FONT_SIZES

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


class Size(NamedTuple):
    """Inches that an item takes: ``up`` and ``down`` from the line on which everything in a row is centred."""

    width: float
    up: float
    down: float

    @property
    def height(self) -> float:
        """From the upper edge to the lower one."""
        return self.up + self.down


def views_of(item: Item) -> list[MatrixView]:
    """List the matrices of a layout."""
    if isinstance(item, MatrixView):
        return [item]
    return [] if isinstance(item, (str, Label, Arrow)) else [view for part in item for view in views_of(part)]


def fitting_cell(rows: Sequence[Item], room: tuple[float, float], largest: float = LARGEST) -> float:
    """Return the largest cell, in inches, with which a layout fits into (width, height)."""

    def fits(unit: float) -> bool:
        try:
            size = measure(rows, unit, True)
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


def cell_of(view: MatrixView, unit: float) -> tuple[float, float]:
    """Return width and height of the cells of a matrix where a square cell has ``unit`` inches."""
    side = unit * view.scale
    needed = text_width(view.widest, FONT_SIZES["label"]) / FILL[0] if view.widest else 0.0
    return max(side, needed), side


def head_of(view: MatrixView) -> Head:
    """Return what stands over a matrix."""
    name = view.name if view.title is None else view.title
    return Head(
        title_of(name, view.own_shape) if view.shape_label and name else name,
        view.note,
        "muted" if view.colormap else view.role,
    )


def _labels(view: MatrixView, unit: float) -> Any:
    (width, _), (rows, columns) = cell_of(view, unit), view.shape
    left = max((text_width(label, FONT_SIZES["label"]) for label in view.row_labels or ()), default=0.0) + 0.2
    room = (columns * width + left, 99.0)
    return plan_labels(view.row_labels, view.column_labels, (rows, columns), room, width)


def around(view: MatrixView, unit: float) -> tuple[float, float]:
    """Return the inches that labels and numbers take at the left and at the top."""
    labels, numbers = _labels(view, unit), 0.0 if view.indices is None else INDEX_ROOM
    around = view.room + view.border * cell_of(view, unit)[0], view.room + view.border * cell_of(view, unit)[1]
    return labels.left + numbers + around[0], labels.top + numbers + around[1]


def as_label(text: str) -> Label:
    """Return a text as a label: signs are larger than words."""
    return Label(text, size="cell", bold=True) if len(text) == 1 else Label(text)


def measure(item: Item, unit: float, down: bool) -> Size:
    """Measure an item; ``down`` says whether a list's items would stand below each other here: in a row they do."""
    if isinstance(item, MatrixView):
        (width, height), (rows, columns), head = cell_of(item, unit), item.shape, head_of(item)
        left, top = around(item, unit)
        half, right = rows * height / 2, columns * width + item.border * width
        return Size(left + max(right, head.width), half + top + head.height, half + item.border * height)
    if isinstance(item, str):
        return measure(as_label(item), unit, down)
    if isinstance(item, Label):
        half = text_height(item.text, FONT_SIZES[item.size]) / 2
        width = text_width(item.text, FONT_SIZES[item.size], item.bold) / HINTING
        return Size(width, half, half)
    if isinstance(item, Arrow):
        height = text_height(item.text, FONT_SIZES["small"])
        if not down:  # the item of a column
            return Size(0.2 + text_width(item.text, FONT_SIZES["small"]), 0.2, 0.2)
        return Size(max(0.45, text_width(item.text, FONT_SIZES["small"]) / HINTING + 0.1), height + 0.1, 0.1)
    sizes = [measure(part, unit, not down) for part in item]
    if not down:
        width = sum(size.width for size in sizes) + GAP * (len(sizes) - 1)
        return Size(width, max(size.up for size in sizes), max(size.down for size in sizes))
    height = sum(size.height for size in sizes) + ROW_GAP * (len(sizes) - 1)
    return Size(max(size.width for size in sizes), height / 2, height / 2)


class Place(NamedTuple):
    """Where an item stands: its left edge and its middle line, in inches from the upper left corner."""

    item: Item
    left: float
    middle: float
    size: Size
    down: bool


def place_items(item: Item, unit: float, down: bool, left: float, middle: float) -> Iterator[Place]:
    """Place all items of a layout that are drawn."""
    size = measure(item, unit, down)
    if isinstance(item, (MatrixView, str, Label, Arrow)):
        yield Place(item, left, middle, size, down)
        return
    top = middle - size.up
    for part in item:
        own = measure(part, unit, not down)
        yield from place_items(part, unit, not down, left, top + own.up if down else middle)
        left, top = (left, top + own.height + ROW_GAP) if down else (left + own.width + GAP, top)

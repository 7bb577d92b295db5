"""Matrices and vectors: cells with numbers or symbols, in the colour of their role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap

from lecture_utils.pictures.layout import hide_axis, reserve, size_of, write_title
from lecture_utils.pictures.lettering import format_number, needed_decimals, text_height, text_width, to_array
from lecture_utils.pictures.theme import DIVERGING, FONT_SIZES, SEQUENTIAL, colour, text_on, tint

Cell = tuple[int, int]


def draw_matrix(
    axes: Axes,
    values: Any,
    role: str = "input",
    name: str = "",
    texts: Sequence[Sequence[str]] | Sequence[str] | None = None,
    decimals: int | None = None,
    highlight: Iterable[Cell] = (),
    faded: Iterable[Cell] = (),
    shade: bool = True,
    shape_label: bool = True,
    orientation: str = "row",
    row_labels: Sequence[str] | None = None,
    column_labels: Sequence[str] | None = None,
    colormap: Colormap | str | None = None,
    limits: tuple[float, float] | None = None,
) -> None:
    """Draw a matrix: cell (row i, column j) covers [j, j + 1] × [i, i + 1].

    Parameters
    ----------
    axes : Axes
        The matrix, its title and its labels stay inside the rectangle of these axes.
    values : Tensor or array, shape (rows, columns) or (n,)
        NaN and ±∞ are written as such.
    role : str
        Whose colour the cells have.
    name : str
        What it is called; the title is ``name (rows×columns)``.
    texts : nested sequence of str, optional
        What stands in the cells instead of the numbers, of the same shape.
    decimals : int, optional
        The most that are written. Where left out: as many as the values need, at most two. In cells too small for
        them there are fewer; in cells too small for whole numbers there are none, and shading alone shows the values.
    highlight : iterable of (row, column)
        Cells outlined in the colour of the current step.
    faded : iterable of (row, column)
        Cells not yet reached: empty and grey.
    shade : bool
        Whether the colour deepens with the value.
    shape_label : bool
        Whether the title says the shape.
    orientation : {"row", "column"}
        How one-dimensional values lie.
    row_labels, column_labels : sequence of str, optional
        Written at the left and above.
    colormap : Colormap or {"sequential", "diverging"}, optional
        For weights in 0..1, and for signed values; the role's tints where left out.
    limits : (lowest, highest), optional
        Of the colours: 0..1 for sequential and symmetric for diverging where left out, else the values' own, with 0.
    """
    array = to_array(values, "values", (1, 2))
    shape = array.shape
    letters = None if texts is None else _letters_like(texts, shape)
    if orientation not in ("row", "column"):
        raise ValueError(f"orientation must be 'row' or 'column', got {orientation!r}")
    if array.ndim == 1:
        array = array[None, :] if orientation == "row" else array[:, None]  # (1, n) or (n, 1)
        letters = None if letters is None else letters.reshape(array.shape)
    rows, columns = array.shape
    if array.size == 0:
        raise ValueError(f"values must not be empty, got shape {tuple(shape)}")
    outlined, empty = _cells(highlight, "highlight", array.shape), _cells(faded, "faded", array.shape)
    size = "×".join(str(length) for length in shape)
    write_title(axes, " ".join(part for part in (name, f"({size})" if shape_label else "") if part))
    hide_axis(axes)
    axes.set_aspect("equal")
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    _write_labels(axes, rows, columns, row_labels, column_labels)
    colours = _cell_colours(array, role, shade, colormap, limits)
    for row, column in empty:
        colours[row, column] = _EMPTY
    edge = tint(role, 0.35)
    axes.add_collection(
        PolyCollection(
            _corners(rows, columns), facecolors=colours.reshape(-1, 3), edgecolors=edge, linewidths=1.0, clip_on=False
        ),
        autolim=False,
    )
    _write_cells(axes, array, letters, decimals, colours, empty)
    if outlined:
        squares = [
            [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
            for row, column in outlined
        ]
        axes.add_collection(
            LineCollection(
                squares, colors=colour("step"), linewidths=3.5, capstyle="projecting", zorder=3, clip_on=False
            ),
            autolim=False,
        )


_EMPTY = (0.955, 0.96, 0.965)


def _letters_like(texts: Any, shape: tuple[int, ...]) -> np.ndarray:
    letters = np.asarray(texts, dtype=object)
    if letters.shape != shape:
        raise ValueError(f"texts must have the shape of values, {tuple(shape)}, got {tuple(letters.shape)}")
    return letters


def _cells(cells: Iterable[Cell], argument: str, shape: tuple[int, ...]) -> list[Cell]:
    chosen = [(int(row), int(column)) for row, column in cells]
    for row, column in chosen:
        if not (0 <= row < shape[0] and 0 <= column < shape[1]):
            raise ValueError(f"{argument} must be cells of a {shape[0]}×{shape[1]} matrix, got {(row, column)}")
    return chosen


def _corners(rows: int, columns: int) -> np.ndarray:
    row, column = (grid.ravel() for grid in np.mgrid[:rows, :columns])
    return np.stack([column, row, column + 1, row, column + 1, row + 1, column, row + 1], axis=1).reshape(-1, 4, 2)


def _cell_colours(
    array: np.ndarray, role: str, shade: bool, colormap: Colormap | str | None, limits: tuple[float, float] | None
) -> np.ndarray:
    """Return the colour of each cell, (rows, columns, 3)."""
    finite = array[np.isfinite(array)].astype(float)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if isinstance(colormap, str):
        if colormap not in ("sequential", "diverging"):
            raise ValueError(f"colormap must be 'sequential', 'diverging' or a Colormap, got {colormap!r}")
        furthest = max(abs(low), abs(high))
        limits = limits or ((0.0, 1.0) if colormap == "sequential" else (-furthest, furthest))
        colormap = SEQUENTIAL if colormap == "sequential" else DIVERGING
    chosen = colormap or LinearSegmentedColormap.from_list("tints", [tint(role, 0.94), tint(role, 0.5)])
    low, high = limits or (min(low, 0.0), max(high, 0.0))
    scaled = (np.nan_to_num(array.astype(float), nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1.0)
    if colormap is None and not shade:
        scaled = np.full(array.shape, 0.25)
    return chosen(np.clip(scaled, 0, 1))[..., :3]


def _write_labels(
    axes: Axes, rows: int, columns: int, row_labels: Sequence[str] | None, column_labels: Sequence[str] | None
) -> None:
    points = FONT_SIZES["label"]
    for labels, count, argument in ((row_labels, rows, "row_labels"), (column_labels, columns, "column_labels")):
        if labels is not None and len(labels) != count:
            raise ValueError(f"{argument} must be {count} texts, got {len(labels)}")
    if row_labels is not None:
        reserve(axes, left=max(text_width(label, points) for label in row_labels) + 0.1)
        for row, label in enumerate(row_labels):
            axes.annotate(
                label, (0, row + 0.5), (-6, 0), textcoords="offset points", ha="right", va="center", fontsize=points
            )
    if column_labels is not None:
        reserve(axes, top=max(text_height(label, points) for label in column_labels) + 0.05)
        for column, label in enumerate(column_labels):
            axes.annotate(
                label, (column + 0.5, 0), (0, 5), textcoords="offset points", ha="center", va="bottom", fontsize=points
            )


def _fitting(array: np.ndarray, decimals: int | None, room: tuple[float, float]) -> tuple[np.ndarray | None, float]:
    """Return the numbers as texts and their size in points, as large and exact as the room of a cell allows."""
    most = needed_decimals(array) if decimals is None else decimals
    for fewer in range(most, -1, -1):
        letters = np.array([format_number(value, fewer) for value in array.ravel().tolist()], dtype=object)
        points = _largest(letters, room)
        if points >= FONT_SIZES["small"]:
            return letters.reshape(array.shape), points
    return None, 0.0


def _largest(letters: np.ndarray, room: tuple[float, float]) -> float:
    """Return the largest size in points, up to that of cells, at which all letters fit."""
    points = FONT_SIZES["cell"]
    widest = max(text_width(str(text), points) for text in letters.ravel())
    return points * min(1.0, room[0] / max(widest, 1e-9), room[1] / (points / 72))


def _write_cells(
    axes: Axes,
    array: np.ndarray,
    letters: np.ndarray | None,
    decimals: int | None,
    colours: np.ndarray,
    empty: list[Cell],
) -> None:
    width, height = size_of(axes)
    cell = min(width / array.shape[1], height / array.shape[0])
    room = (cell * 0.86, cell * 0.8)
    if letters is None:
        letters, points = _fitting(array, decimals, room)
        if letters is None:
            return
    else:
        points = max(_largest(letters, room), FONT_SIZES["small"])
    hidden = set(empty)
    for (row, column), text in np.ndenumerate(letters):
        if (row, column) in hidden or not text:
            continue
        axes.text(
            column + 0.5,
            row + 0.5,
            str(text),
            fontsize=points,
            color=text_on(tuple(colours[row, column])),
            ha="center",
            va="center_baseline",
            parse_math=False,
        )

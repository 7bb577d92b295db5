"""Matrices and vectors: cells with numbers or symbols, in the colour of their role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgb

from lecture_utils.pictures.arrays import to_array, to_rows
from lecture_utils.pictures.cell_letters import column_shifts, fitting_numbers, fitting_size, plan_labels, write_cells
from lecture_utils.pictures.room import lay_out, size_of, title_height
from lecture_utils.pictures.shapes import add_areas, add_lines, cell_rectangles
from lecture_utils.pictures.theme import DIVERGING, FONT_SIZES, NO_NUMBER, SEQUENTIAL, colour, tint

LARGEST_CELL = 1.0  # inches
_PALE, _DEEP = 0.93, 0.5  # tints of the lowest and the highest value
_EMPTY = "#f4f5f6"


def draw_matrix(
    axes: Axes,
    values: Any,
    role: str = "input",
    name: str = "",
    texts: Sequence[Any] | np.ndarray | None = None,
    decimals: int | None = None,
    highlight: Iterable[tuple[int, int]] = (),
    faded: Iterable[tuple[int, int]] = (),
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
        NaN and ±∞ are written as such, on grey.
    role : str
        Whose colour the cells have.
    name : str
        What it is called, ``$W_K$`` for instance; the title is ``name (rows×columns)``.
    texts : nested sequence of str, optional
        What stands in the cells instead of the numbers, of the same shape as ``values``.
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
        How one-dimensional values lie; cells are (row, column) all the same.
    row_labels, column_labels : sequence of str, optional
        Written at the left, and above: in lines if they fit the cells' width, turned by a quarter if they don't.
    colormap : Colormap or {"sequential", "diverging"}, optional
        For weights in 0..1, and for signed values; the role's tints where left out.
    limits : (lowest, highest), optional
        Of the colours. Where left out: 0..1 for sequential, symmetric for diverging, else those of the values and 0.

    Raises
    ------
    ValueError
        If values are empty or have more than two dimensions, texts or labels don't match them, a cell lies outside,
        or the axes have no room.
    """
    array = to_array(values, "values", (1, 2))
    shape = tuple(array.shape)
    if not array.size:
        raise ValueError(f"values must not be empty, got shape {shape}")
    if orientation not in ("row", "column"):
        raise ValueError(f"orientation must be 'row' or 'column', got {orientation!r}")
    letters = None if texts is None else _letters_like(texts, shape)
    if array.ndim == 1:
        array = array[None, :] if orientation == "row" else array[:, None]  # (1, n) or (n, 1)
        letters = None if letters is None else letters.reshape(array.shape)
    rows, columns = array.shape
    outlined, empty = _cells(highlight, "highlight", array.shape), _cells(faded, "faded", array.shape)
    colours = _cell_colours(array, role, shade, colormap, limits)
    colours[tuple(empty.T)] = to_rgb(_EMPTY)
    title = " ".join(part for part in (name, f"({'×'.join(map(str, shape))})" if shape_label else "") if part)

    width, height = size_of(axes)
    room = width, height - title_height(axes, title)
    labels = plan_labels(row_labels, column_labels, (rows, columns), room, LARGEST_CELL)
    cell = lay_out(axes, title, (rows, columns), labels.left, 0, labels.top, 0, LARGEST_CELL)[0] / columns
    axes.set(xlim=(0, columns), ylim=(rows, 0), aspect="equal")
    labels.write(axes, cell)
    everywhere = np.argwhere(np.ones((rows, columns), dtype=bool))
    edge = colour("muted") if colormap else tint(role, 0.35)
    add_areas(axes, cell_rectangles(everywhere), colours.reshape(-1, 3), edge, 1.0, clip=False)
    _write_values(axes, array, letters, decimals, cell, colours, empty)
    if len(outlined):
        add_lines(axes, cell_rectangles(outlined, closed=True), colour("step"), 3.5, halo=bool(colormap))


def _letters_like(texts: Any, shape: tuple[int, ...]) -> np.ndarray:
    letters = np.array(texts, dtype=object)
    if letters.shape != shape:
        raise ValueError(f"texts must have the shape of values, {shape}, got {letters.shape}")
    return np.array([str(text) for text in letters.ravel()], dtype=object).reshape(shape)


def _cells(cells: Iterable[tuple[int, int]], argument: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return cells as integers (K, 2), and make sure that the matrix has them."""
    chosen = to_rows(list(cells), argument, 2).astype(int)
    for row, column in chosen.tolist():
        if not (0 <= row < shape[0] and 0 <= column < shape[1]):
            raise ValueError(f"{argument} must be cells of a {shape[0]}×{shape[1]} matrix, got {(row, column)}")
    return chosen


def _cell_colours(
    array: np.ndarray, role: str, shade: bool, colormap: Colormap | str | None, limits: tuple[float, float] | None
) -> np.ndarray:
    """Return the colour of each cell, (rows, columns, 3)."""
    finite = array[np.isfinite(array)].astype(float)
    low, high = min(finite.min(initial=0.0), 0.0), max(finite.max(initial=0.0), 0.0)
    chosen: Colormap
    if colormap == "sequential":
        chosen, low, high = SEQUENTIAL, 0.0, 1.0
    elif colormap == "diverging":
        chosen, low, high = DIVERGING, -max(-low, high), max(-low, high)
    elif isinstance(colormap, str):
        raise ValueError(f"colormap must be 'sequential', 'diverging' or a Colormap, got {colormap!r}")
    else:
        chosen = colormap or LinearSegmentedColormap.from_list("tints", [tint(role, _PALE), tint(role, _DEEP)])
    low, high = limits or (low, high)
    if not low <= high:
        raise ValueError(f"limits must be (lowest, highest), got {limits}")
    scaled = (np.where(np.isfinite(array), array, low) - low) / ((high - low) or 1.0)
    if colormap is None and not shade:
        scaled = np.full(array.shape, 0.3)
    colours = np.array(chosen(np.clip(scaled, 0, 1))[..., :3])
    colours[~np.isfinite(array)] = to_rgb(NO_NUMBER)
    return colours


def _write_values(
    axes: Axes,
    array: np.ndarray,
    letters: np.ndarray | None,
    decimals: int | None,
    cell: float,
    colours: np.ndarray,
    empty: np.ndarray,
) -> None:
    shifts = np.zeros(array.shape)
    if letters is not None:
        points = max(fitting_size(letters, cell), FONT_SIZES["small"])
        letters = letters.copy()
    else:
        fitting = fitting_numbers(array, decimals, cell)
        if fitting is None:
            return
        letters, points = fitting
        shifts = column_shifts(array, letters, points, cell)
    letters[tuple(empty.T)] = ""
    write_cells(axes, letters, shifts, points, colours)

"""Matrices and vectors: cells with numbers or symbols, in the colour of their role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgb

from lecture_utils.pictures.arrays import to_array
from lecture_utils.pictures.axes_layout import lay_out, size_of
from lecture_utils.pictures.cell_text import column_shifts, fitting_numbers, fitting_size, plan_labels, write_cells
from lecture_utils.pictures.matrix_cells import Index, block_of, draw_blocks, mask_of
from lecture_utils.pictures.matrix_heads import Head, title_of
from lecture_utils.pictures.shapes import add_areas, cell_rectangles
from lecture_utils.pictures.sheet import Sheet, cell_axes
from lecture_utils.pictures.text import write
from lecture_utils.pictures.theme import DIVERGING, FONT_SIZES, NO_NUMBER, SEQUENTIAL, colour, tint

LARGEST_CELL = 1.0  # inches
EMPTY = "#f4f5f6"  # a cell that isn't computed yet
GREY_TEXT = "#5f646c"  # of indices: the role's own grey is too pale for letters
_FLAT, _PALE, _DEEP = 0.8, 0.93, 0.5  # tints of all values, and of the lowest and the highest


def draw_matrix(
    axes: Axes,
    values: Any,
    role: str = "input",
    name: str = "",
    note: str = "",
    texts: Any = None,
    decimals: int | None = None,
    highlight: Iterable[Index] = (),
    faded: Iterable[Index] = (),
    pale: Iterable[Index] = (),
    shade: bool = False,
    fills: Any = None,
    colormap: Colormap | str | None = None,
    limits: tuple[float, float] | None = None,
    shape_label: bool = True,
    orientation: str = "row",
    aspect: str = "equal",
    row_labels: Sequence[str] | None = None,
    column_labels: Sequence[str] | None = None,
    row_role: str = "ink",
    column_role: str = "ink",
    indices: int | None = None,
) -> None:
    """Draw a matrix: cell (row i, column j) covers [j, j + 1] × [i, i + 1].

    Cells are named as NumPy's indices name them: ``(0, 1)`` is a cell, ``np.s_[0]`` a row, ``np.s_[:, 1]`` a column.

    Parameters
    ----------
    axes : Axes
        The matrix, its title and its labels stay inside the rectangle of these axes.
    values : Tensor, array or nested sequence, shape (rows, columns) or (n,)
        NaN and ±∞ are written as such, on grey. Symbols and texts are written as they are.
    role : str
        Whose colour the cells and the title have.
    name : str
        What it is called, ``W_K`` for instance; the title is ``name (rows×columns)``.
    note : str
        What it is or how it is computed, in small letters below the title.
    texts : nested sequence of str, optional
        What stands in the cells instead of the numbers, of the same shape as ``values``.
    decimals : int, optional
        The most that are written. Where left out: as many as the values need, at most two. In cells too small for
        them there are fewer; in cells too small for whole numbers there are none, and shading alone shows the values.
    highlight : iterable of cells
        Each outlined in the colour of the current step.
    faded : iterable of cells, or mask of the shape of ``values``
        Not reached yet: empty and grey.
    pale : iterable of cells, or mask
        About to be left out: half of their colour, grey letters.
    shade : bool
        Whether the colour deepens with the value; it does where ``limits`` are given.
    fills : array of colours, optional
        One for each cell, in the place of the role's tint.
    colormap : Colormap or {"sequential", "diverging"}, optional
        For weights in 0..1, and for signed values; the role's tints where left out.
    limits : (lowest, highest), optional
        Of the colours. Where left out: 0..1 for sequential, symmetric for diverging, else those of the values and 0.
    shape_label : bool
        Whether the title says the shape; without a name there is no title.
    orientation : {"row", "column"}
        How one-dimensional values lie; cells are (row, column) all the same.
    aspect : {"equal", "auto"}
        Whether the cells are squares or fill the axes.
    row_labels, column_labels : sequence of str, optional
        Written at the left, and above: in lines if they fit the cells' width, turned by a quarter if they don't.
    row_role, column_role : str
        Whose colour the labels have.
    indices : int, optional
        The number of the first row and column, where all are to be numbered.

    Raises
    ------
    ValueError
        If values are empty or have more than two dimensions, texts or labels don't match them, a cell lies outside,
        or the axes have no room.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> axes = Figure(figsize=(3, 2)).add_axes((0, 0, 1, 1))
    >>> draw_matrix(axes, [[1, 2], [3, 4]], "key", "K", highlight=[np.s_[0]], faded=[(1, 1)])
    >>> [text.get_text() for text in axes.texts]
    ['K (2×2)', '1', '2', '3']
    """
    if orientation not in ("row", "column"):
        raise ValueError(f"orientation must be 'row' or 'column', got {orientation!r}")
    if aspect not in ("equal", "auto"):
        raise ValueError(f"aspect must be 'equal' or 'auto', got {aspect!r}")
    array, letters = _read(values, texts)
    title = title_of(name, array.shape if shape_label else None)
    if array.ndim == 1:
        array = array[None, :] if orientation == "row" else array[:, None]  # (1, n) or (n, 1)
        letters = None if letters is None else letters.reshape(array.shape)
    rows, columns = array.shape
    outlined = [block_of(index, "highlight", array.shape) for index in highlight]
    empty, light = mask_of(faded, "faded", array.shape), mask_of(pale, "pale", array.shape)
    colours = _cell_colours(array, role, shade, fills, colormap, limits)
    colours[light] = (1 + colours[light]) / 2
    colours[empty] = to_rgb(EMPTY)

    width, height = size_of(axes)
    head = Head(title, note, "muted" if colormap else role, width)
    numbers = 0.0 if indices is None else INDEX_ROOM
    room = width - numbers, height - head.height - numbers
    largest = LARGEST_CELL if aspect == "equal" else float("inf")
    labels = plan_labels(row_labels, column_labels, (rows, columns), room, largest)
    left, top = labels.left + numbers, labels.top + numbers + head.height
    shape = (rows, columns) if aspect == "equal" else None
    across, down = lay_out(axes, "", shape, left, 0, top, 0, LARGEST_CELL)
    cell = across / columns, down / rows
    axes.set(xlim=(0, columns), ylim=(rows, 0), aspect=aspect)
    head.write(axes, cell, top - head.height, width)
    labels.write(axes, cell, row_role, column_role)
    if indices is not None:
        write_indices(axes, cell, (rows, columns), indices)
    edge = colour("muted") if colormap else tint(role, 0.35)
    everywhere = np.argwhere(np.ones((rows, columns), dtype=bool))
    add_areas(axes, cell_rectangles(everywhere), colours.reshape(-1, 3), edge, 1.0, clip=False)
    _write_values(axes, array, letters, decimals, cell, colours, empty, light)
    if outlined:
        draw_blocks(axes, outlined, halo=bool(colormap))


def draw_matrix_at(
    figure: Sheet,
    left: float,
    top: float,
    cell: float | tuple[float, float],
    values: Any,
    role: str = "input",
    label: str = "",
    **options: Any,
) -> Axes:
    """Draw a matrix at an exact place, for pictures that :func:`~lecture_utils.pictures.draw_matrices` can't lay out.

    Parameters
    ----------
    left, top : float
        Inches from the upper left corner of the figure.
    cell : float or (width, height)
        Inches of a cell.
    values, role, **options
        Those of :func:`draw_matrix`, without a title and labels, which have no room.
    label : str
        By which controls find its axes.

    Returns
    -------
    Axes
        Cell (row i, column j) covers [j, j + 1] × [i, i + 1].
    """
    shape = np.shape(values) if hasattr(values, "shape") else np.shape(np.array(values, dtype=object))
    if len(shape) == 1:
        shape = (1, *shape) if options.get("orientation", "row") == "row" else (*shape, 1)
    axes = cell_axes(figure, left, top, cell, shape, label)
    draw_matrix(axes, values, role, aspect="auto", **options)
    return axes


def _read(values: Any, texts: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """Return numbers and, where the cells hold something else, what is written, both of one shape."""
    letters = None
    if texts is None and _has_symbols(values):
        texts = values
        values = np.zeros(np.shape(np.array(values, dtype=object)))
    array = to_array(values, "values", (1, 2))
    if not array.size:
        raise ValueError(f"values must not be empty, got shape {tuple(array.shape)}")
    if texts is not None:
        letters = np.array(texts, dtype=object)
        if letters.shape != array.shape:
            raise ValueError(f"texts must have the shape of values, {tuple(array.shape)}, got {letters.shape}")
        letters = np.array([str(text) for text in letters.ravel()], dtype=object).reshape(array.shape)
    return array, letters


def _has_symbols(values: Any) -> bool:
    if hasattr(values, "detach"):
        return False
    array = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    return array.dtype.kind in "OUS" and any(not isinstance(value, (int, float, np.number)) for value in array.flat)


INDEX_ROOM = 0.24  # inches for the numbers of rows or columns


def write_indices(axes: Axes, cell: tuple[float, float], shape: tuple[int, int], first: int = 0) -> None:
    """Write the numbers of the rows at the left and of the columns above cells of so many inches."""
    width, height = cell
    places = [(-INDEX_ROOM / 2 / width, i + 0.5, i + first) for i in range(shape[0])]
    places += [(j + 0.5, -INDEX_ROOM / 2 / height, j + first) for j in range(shape[1])]
    for x, y, number in places:
        write(axes, x, y, str(number), "small", text_colour=GREY_TEXT)


def _cell_colours(
    array: np.ndarray,
    role: str,
    shade: bool,
    fills: Any,
    colormap: Colormap | str | None,
    limits: tuple[float, float] | None,
) -> np.ndarray:
    """Return the colour of each cell, (rows, columns, 3)."""
    flat = np.array(to_rgb(tint(role, _FLAT)))
    if fills is not None:
        given = np.array(fills, dtype=object)
        if given.size != array.size and given.shape != (*array.shape, 3):
            raise ValueError(f"fills must be {array.size} colours, one for each cell, got {given.size}")
        if given.shape == (*array.shape, 3):
            return given.astype(float)
        return np.array([to_rgb(fill) for fill in given.ravel()]).reshape(*array.shape, 3)
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
    if colormap is None and not shade and limits is None:
        colours = np.tile(flat, (*array.shape, 1))
    else:
        scaled = (np.where(np.isfinite(array), array, low) - low) / ((high - low) or 1.0)
        colours = np.array(chosen(np.clip(scaled, 0, 1))[..., :3])
    colours[~np.isfinite(array)] = to_rgb(NO_NUMBER)
    return colours


def _write_values(
    axes: Axes,
    array: np.ndarray,
    letters: np.ndarray | None,
    decimals: int | None,
    cell: tuple[float, float],
    colours: np.ndarray,
    empty: np.ndarray,
    pale: np.ndarray,
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
    letters[empty] = ""
    write_cells(axes, letters, shifts, points, colours, pale)

"""Which cells of a matrix are meant, and outlines around them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.pictures.shapes import add_lines, rectangles
from lecture_utils.pictures.theme import colour

# Cells of a matrix, as NumPy's indices write them: (0, 1) is a cell, np.s_[0] a row, np.s_[:, 1] a column,
# np.s_[0:2, 1:3] a block.
Index = int | slice | tuple[int | slice, ...]
Block = tuple[int, int, int, int]  # first row, first column, rows, columns


def block_of(index: Index, argument: str, shape: Sequence[int]) -> Block:
    """Return cells that an index names as (first row, first column, rows, columns).

    Raises
    ------
    ValueError
        If the matrix doesn't have them.
    """
    given: Any = index.tolist() if hasattr(index, "tolist") else index  # a row of a tensor or array of cells
    parts = tuple(given) if isinstance(given, (tuple, list)) else (given,)
    parts = (*parts, *[slice(None)] * (2 - len(parts)))
    spans = [
        range(*part.indices(size)) if isinstance(part, slice) else range(int(part), int(part) + 1)
        for part, size in zip(parts, shape, strict=False)
    ]
    outside = len(parts) != 2 or any(
        not span or span[0] < 0 or span[-1] >= size or span.step != 1 for span, size in zip(spans, shape, strict=True)
    )
    if outside:
        raise ValueError(f"{argument} must be cells of a {shape[0]}×{shape[1]} matrix, got {index}")
    (rows, columns) = spans
    return rows[0], columns[0], len(rows), len(columns)


def mask_of(cells: Iterable[Index] | np.ndarray, argument: str, shape: Sequence[int]) -> np.ndarray:
    """Return which cells are named, a mask (rows, columns); a mask is returned as it is."""
    mask = np.zeros(tuple(shape), dtype=bool)
    if isinstance(cells, np.ndarray) and cells.dtype == bool:
        if cells.size != mask.size:
            raise ValueError(f"{argument} must be a mask of shape {tuple(shape)}, got {cells.shape}")
        return cells.reshape(mask.shape)
    for index in cells:
        row, column, rows, columns = block_of(index, argument, shape)
        mask[row : row + rows, column : column + columns] = True
    return mask


def draw_blocks(
    axes: Axes,
    blocks: Iterable[Sequence[float]],
    role: str = "step",
    width: float = 3.5,
    style: Any = "-",
    halo: bool = False,
    behind: np.ndarray | None = None,
) -> None:
    """Outline blocks of cells, which may reach out of the matrix.

    Parameters
    ----------
    blocks : iterable of (first row, first column, rows, columns)
        Fractions of cells are allowed.
    width : float
        Of the line, in points.
    style : str or (offset, dashes)
        Any line style that matplotlib knows.
    halo : bool
        Whether a rim of paper lies under the line.
    behind : mask (rows, columns), optional
        Cells whose letters interrupt a line that goes through them.
    """
    boxes = [(column, row, column + columns, row + rows) for row, column, rows, columns in blocks]
    paths = rectangles(boxes, closed=True)
    lines = list(paths) if behind is None else [part for path in paths for part in _interrupted(path, behind)]
    add_lines(axes, lines, colour(role), width, style, halo, order=5.0, clip=False)


LETTERS = (0.43, 0.3)  # half the width and half the height of the letters in a cell, as parts of it


def _interrupted(path: np.ndarray, letters: np.ndarray) -> Iterator[np.ndarray]:
    """Cut the sides of a rectangle where they go through the letters of cells."""
    for start, end in itertools.pairwise(path):
        axis = int(start[0] == end[0])  # the one along which this side goes: 0 for x, 1 for y
        across, (low, high) = float(start[1 - axis]), sorted((float(start[axis]), float(end[axis])))
        line = int(across)  # the row or column of cells that it goes through
        if abs(across - line - 0.5) < LETTERS[1 - axis] and line < letters.shape[axis]:
            cells = letters[line] if axis == 0 else letters[:, line]
            gaps = [(cell + 0.5 - LETTERS[axis], cell + 0.5 + LETTERS[axis]) for cell in np.flatnonzero(cells)]
        else:
            gaps = []
        edges = [low, *(edge for gap in gaps for edge in gap), high]
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            first, last = max(first, low), min(last, high)
            if last > first:
                part = np.full((2, 2), across)
                part[:, axis] = first, last
                yield part

"""Where the cells and boxes of the controls lie in a panel that is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lecture_utils.stage.controls import Control, Matrix
from lecture_utils.stage.drawing import Drawn

Rectangle = tuple[float, float, float, float]  # left, top, width, height, as fractions of the panel


def places(controls: Sequence[Control], panel: str, drawn: Drawn) -> dict[str, dict[str, Any]]:
    """Tell the browser where to pick, drag and edit on a panel.

    Returns
    -------
    dict
        ``"axes"``: for each control that picks or drags, the 8 numbers of :attr:`Drawn.axes`. ``"cells"``: for each
        matrix that is drawn here, a rectangle for every number, row by row. A control that this state doesn't draw is
        left out. ``"items"``: for each control that picks items here, their numbers and rectangles.
    """
    here = [control for control in controls if getattr(control, "panel", "") == panel]
    found: dict[str, dict[str, Any]] = {"axes": {}, "cells": {}}
    picking = [control.name for control in controls if panel in getattr(control, "picks", ())]
    if picking:
        found["items"] = dict.fromkeys(picking, drawn.items)
    for control in here:
        if isinstance(control, Matrix):
            if cells := matrix_cells(control, drawn):
                found["cells"][control.name] = cells
        elif drawn.axes:
            found["axes"][control.name] = drawn.axes
    return found


def matrix_cells(control: Matrix, drawn: Drawn) -> list[Rectangle]:
    """Return where the numbers of a matrix stand, row by row; nothing where its axes are not drawn.

    Raises
    ------
    ValueError
        If the axes have too few cells.
    """
    first = (drawn.axes,) if drawn.axes else ()
    several = drawn.named.get(control.axes, ()) if control.axes else first
    if not several:
        return []
    rows, columns = np.shape(control.start)
    if len(several) == 1:
        first_row, first_column = control.corner
        wanted = [(first_row + row, first_column + column) for row, column in np.ndindex(rows, columns)]
        cells = [(several[0], row, column) for row, column in wanted]
    else:
        cells = [(axes, row, column) for axes in several for row, column in np.ndindex(_shape(axes))]
    if len(cells) != rows * columns or any(not _holds(*cell) for cell in cells):
        raise ValueError(
            f"axes {control.axes!r} of matrix {control.name!r} must have {rows}×{columns} cells from {control.corner}, "
            f"got {[_shape(axes) for axes in several]}"
        )
    return [_rectangle(axes, row, column) for axes, row, column in cells]


def _shape(axes: tuple[float, ...]) -> tuple[int, int]:
    """Rows and columns of axes in which cell (row i, column j) covers [j, j + 1] × [i, i + 1]."""
    _, _, _, _, left, right, top, bottom = axes
    return round(bottom - top), round(right - left)


def _holds(axes: tuple[float, ...], row: int, column: int) -> bool:
    _, _, _, _, left, right, top, bottom = axes
    return left <= column < right and top <= row < bottom


def _rectangle(axes: tuple[float, ...], row: int, column: int) -> Rectangle:
    left, top, width, height, x0, x1, y0, y1 = axes
    across, down = width / (x1 - x0), height / (y1 - y0)
    return left + (column - x0) * across, top + (row - y0) * down, across, down

"""Arrows with a text beside them, and beams from one matrix to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure, SubFigure
from matplotlib.transforms import ScaledTranslation

from lecture_utils.pictures.matrix_cells import Index, block_of
from lecture_utils.pictures.sheet import sheet_axes
from lecture_utils.pictures.text import write
from lecture_utils.pictures.theme import colour


def draw_arrow(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    role: str = "ink",
    text: str = "",
    side: str = "above",
    width: float = 2.5,
    size: str = "small",
) -> None:
    """Draw a straight arrow.

    Parameters
    ----------
    start, end : (x, y)
        In data units.
    role : str
        Whose colour it and its text have.
    text : str
        What it does, or how far it goes.
    side : {"above", "below", "left", "right", "end"}
        Where the text stands; ``"end"`` is behind its head, in its direction.
    width : float
        Of the line, in points.

    Raises
    ------
    ValueError
        If there is no such role or side.
    """
    style: dict[str, Any] = {"arrowstyle": "-|>", "color": colour(role), "linewidth": width, "shrinkA": 0, "shrinkB": 0}
    axes.annotate(
        "", end, start, annotation_clip=False, arrowprops={**style, "mutation_scale": 6 + 5 * width}, zorder=4.0
    )
    if not text:
        return
    sides: dict[str, tuple[float, float, str, str]] = {  # points to the right and up, and the text's own anchor
        "above": (0, 5, "center", "bottom"),
        "below": (0, -5, "center", "top"),
        "left": (-9, 0, "right", "center"),
        "right": (9, 0, "left", "center"),
    }
    if side == "end":
        inverted = axes.get_ylim()[0] > axes.get_ylim()[1]
        across, up = end[0] - start[0], (start[1] - end[1]) if inverted else end[1] - start[1]
        side_at_end = (
            ("right" if across > 0 else "left") if abs(across) >= abs(up) else ("above" if up > 0 else "below")
        )
        right, above, horizontal, vertical = sides[side_at_end]
        x, y = end
    elif side in sides:
        right, above, horizontal, vertical = sides[side]
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    else:
        raise ValueError(f"side must be 'above', 'below', 'left', 'right' or 'end', got {side!r}")
    assert axes.figure is not None
    moved = axes.transData + ScaledTranslation(right / 72, above / 72, axes.figure.dpi_scale_trans)
    write(axes, x, y, text, size, horizontal, vertical, text_colour=colour(role), transform=moved)


def draw_move(axes: Axes, position: Sequence[int], distance: Sequence[int], first: int = 0) -> None:
    """Show how far a window went in the last step: an arrow outside its matrix, with the number of cells.

    Parameters
    ----------
    axes : Axes
        Of a matrix: cell (row i, column j) covers [j, j + 1] × [i, i + 1].
    position : (row, column)
        The upper left cell of what moved, after the move.
    distance : (rows, columns)
        One of them is 0, or both: then nothing is drawn.
    first : int
        The number of the first row and column that are drawn: -1 where a border of one cell lies around the matrix.
    """
    rows, columns = distance
    outside = first - 0.28
    if columns:
        start, end = (position[1] + 0.5 - columns, outside), (position[1] + 0.5, outside)
        draw_arrow(axes, start, end, "step", str(columns), "above", 2.2)
    elif rows:
        start, end = (outside, position[0] + 0.5 - rows), (outside, position[0] + 0.5)
        draw_arrow(axes, start, end, "step", str(rows), "left", 2.2)


def draw_beam(
    figure: Figure | SubFigure, start: Axes, from_cells: Index, end: Axes, to_cells: Index, role: str = "filter"
) -> None:
    """Draw a beam from the right edge of some cells of a matrix to the left edge of some of another.

    Parameters
    ----------
    start, end : Axes
        Of the two matrices, on ``figure``.
    from_cells, to_cells : cells
        As NumPy's indices name them: ``np.s_[0:2, 1:3]``.
    """
    sheet = sheet_axes(figure)
    corners = []
    for axes, cells, right in ((start, from_cells, True), (end, to_cells, False)):
        shape = int(axes.get_ylim()[0]), int(axes.get_xlim()[1])
        row, column, rows, columns = block_of(cells, "cells", shape)
        x = column + (columns if right else 0)
        pixels = axes.transData.transform([(x, row), (x, row + rows)])
        corners.append(sheet.transData.inverted().transform(pixels))
    beam = [corners[0][0], corners[1][0], corners[1][1], corners[0][1]]
    sheet.add_collection(
        PolyCollection([beam], facecolors=colour(role), alpha=0.25, edgecolors="none", zorder=4.5), autolim=False
    )

"""Many lines or areas in one artist each: fifty boxes cost as much time as one."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.transforms import Bbox, TransformedBbox

from lecture_utils.pictures.axes_layout import size_of
from lecture_utils.pictures.theme import colour

HALO = 2.0  # points by which a halo is wider than its line


def add_lines(
    axes: Axes,
    paths: Any,
    line_colour: Any,
    width: float = 2.0,
    style: Any = "-",
    halo: bool = False,
    order: float = 3.0,
    clip: bool = True,
) -> None:
    """Draw lines, each through its own points, without a change of the axes' limits.

    Parameters
    ----------
    paths : sequence of (points, 2)
        In data units.
    width : float
        In points.
    halo : bool
        Whether a rim of paper lies under the lines. All roles stand out from paper by 3:1, so with the rim they are
        seen on any photograph: on light parts the line, on dark parts its rim.
    order : float
        What is drawn above what.
    clip : bool
        Whether lines end at the axes' limits.
    """
    layers = [(colour("paper"), width + HALO, "-", order)] if halo else []
    for chosen, points, dashes, height in [*layers, (line_colour, width, style, order + 0.1)]:
        caps = "projecting" if dashes == "-" else "butt"  # corners of whole lines, gaps between dots
        lines = LineCollection(
            paths, colors=chosen, linewidths=points, linestyles=dashes, capstyle=caps, zorder=height, clip_on=clip
        )
        axes.add_collection(lines, autolim=False)
        if clip:
            clip_around(axes, lines, points)


def clip_around(axes: Axes, lines: Any, points: float) -> None:
    """Clip lines at the axes' limits, but leave what is ``points`` wide and stands on the very border whole."""
    width, height = size_of(axes)
    across, up = points / 72 / 2 / width, points / 72 / 2 / height
    lines.set_clip_path(None)
    lines.set_clip_box(TransformedBbox(Bbox([[-across, -up], [1 + across, 1 + up]]), axes.transAxes))


def add_areas(
    axes: Axes, corners: Any, fill: Any, edge: Any = "none", width: float = 1.0, order: float = 1.0, clip: bool = True
) -> None:
    """Draw areas, each through its own corners, without a change of the axes' limits.

    Parameters
    ----------
    corners : sequence of (corners, 2)
        In data units.
    fill, edge : colour or one colour for each area
    width : float
        Of the edge, in points.
    """
    areas = PolyCollection(
        corners, facecolors=fill, edgecolors=edge, linewidths=width, zorder=order, clip_on=clip, joinstyle="miter"
    )
    axes.add_collection(areas, autolim=False)


def rectangles(boxes: Any, closed: bool = False) -> np.ndarray:
    """Return the corners of boxes (K, 4), ``(x1, y1, x2, y2)``.

    Returns
    -------
    float array, shape (K, 4, 2), or (K, 5, 2) with the first corner again at the end if ``closed``
    """
    corners = [0, 1, 2, 1, 2, 3, 0, 3, *([0, 1] if closed else [])]
    return np.asarray(boxes, dtype=float).reshape(-1, 4)[:, corners].reshape(-1, len(corners) // 2, 2)


def cell_rectangles(cells: Any, closed: bool = False) -> np.ndarray:
    """Return the corners of cells ``(row, column)`` of a grid with unit spacing, (K, 4, 2) or (K, 5, 2)."""
    rows, columns = np.asarray(cells, dtype=float).reshape(-1, 2).T
    return rectangles(np.stack([columns, rows, columns + 1, rows + 1], axis=1), closed)

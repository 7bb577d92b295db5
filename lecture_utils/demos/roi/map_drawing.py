"""What the demos of lecture 05 draw alike: a feature map in grey, and on it the region, its bins and its points."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from torch import Tensor

from lecture_utils.methods.roi import RoIAlignSteps, RoIPoolSteps
from lecture_utils.pictures import draw_boxes, draw_heatmap, draw_points, draw_rectangles

Rectangle = tuple[float, float, float, float]
FEATURES = LinearSegmentedColormap.from_list("features", ["#ffffff", "#d9dce1", "#8f959e", "#4a4f57"])
"""Grey, so that the colours on a map are those of the region and its bins."""

DASHES = (0, (3, 2))
REGION, BINS, CURRENT = "prediction", "output", "step"
"""Roles: the region of interest, what becomes the output, and the bin of the current step."""


def draw_map(axes: Axes, values: Tensor, title: str, highest: float) -> None:
    """Draw one channel of a feature map, (H, W), with its cells: cell (i, j) covers [j, j + 1] × [i, i + 1]."""
    rows, columns = values.shape
    draw_heatmap(axes, values, limits=(0, highest), colormap=FEATURES, title=title)
    lines = [[(x, 0), (x, rows)] for x in range(columns + 1)] + [[(0, y), (columns, y)] for y in range(rows + 1)]
    axes.add_collection(LineCollection(lines, colors="#c3c7cd", linewidths=0.6, zorder=2), autolim=False)


def zoom_to(axes: Axes, box: Tensor) -> None:
    """Show only a few cells around a box that is small, so that its bins can be told apart."""
    x1, y1, x2, y2 = box.tolist()
    height, width = axes.get_ylim()[0], axes.get_xlim()[1]
    for rows, columns in ((3, 4), (6, 8)):
        if y2 - y1 <= rows - 2 and x2 - x1 <= columns - 2:
            left = min(max(round((x1 + x2 - columns) / 2), 0), width - columns)
            top = min(max(round((y1 + y2 - rows) / 2), 0), height - rows)
            axes.set(xlim=(left, left + columns), ylim=(top + rows, top))
            return


def rectangles(top: list[float], bottom: list[float], left: list[float], right: list[float]) -> list[Rectangle]:
    """Make rectangles (x1, y1, x2, y2) of the edges of bins, row by row."""
    return [(x1, y1, x2, y2) for y1, y2 in zip(top, bottom, strict=True) for x1, x2 in zip(left, right, strict=True)]


def pool_bins(steps: RoIPoolSteps, box: int = 0, inset: float = 0.12) -> list[Rectangle]:
    """Return RoI pooling's bins row by row, each a little smaller, so that two that share cells show two frames."""
    found = rectangles(*(edge[box].tolist() for edge in (steps.top, steps.bottom, steps.left, steps.right)))
    return [(x1 + inset, y1 + inset, x2 - inset, y2 - inset) for x1, y1, x2, y2 in found]


def align_edges(steps: RoIAlignSteps, box: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges of RoI Align's bins along x and y; cell i covers [i, i + 1], and its value is at i + 0.5."""
    x1, y1, x2, y2 = (steps.region[box] + 0.5).tolist()
    return np.linspace(x1, x2, steps.columns.shape[1] + 1), np.linspace(y1, y2, steps.rows.shape[1] + 1)


def align_points(steps: RoIAlignSteps, number: int | None = None, box: int = 0) -> np.ndarray:
    """Return the sampling points (x, y) of all bins, or of one counted row by row, in cells as in `align_edges`."""
    rows, columns = steps.rows[box].numpy() + 0.5, steps.columns[box].numpy() + 0.5
    if number is not None:
        row, column = divmod(number, len(columns))
        rows, columns = rows[row : row + 1], columns[column : column + 1]
    y, x = np.meshgrid(rows.ravel(), columns.ravel(), indexing="ij")
    return np.stack([x.ravel(), y.ravel()], axis=1)


def draw_align(axes: Axes, steps: RoIAlignSteps, points: bool, point_size: float) -> None:
    """Draw RoI Align's bins and, with ``points``, where it samples."""
    xs, ys = align_edges(steps)
    bins = rectangles(*(edges.tolist() for edges in (ys[:-1], ys[1:], xs[:-1], xs[1:])))
    draw_rectangles(axes, bins, BINS, fill=0.18)
    if points:
        draw_points(axes, align_points(steps), BINS, size=point_size)


def draw_region(axes: Axes, box: Tensor) -> None:
    """Outline the projected box with its fractions, over all else."""
    draw_boxes(axes, box.reshape(1, 4), REGION, line_width=2.2, style=DASHES)

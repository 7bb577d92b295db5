"""What the demos of lecture 05 draw alike: a feature map in grey, and on it the region, its bins and its points."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure, SubFigure
from torch import Tensor

from lecture_utils.methods.roi import RoIAlignSteps, RoIPoolSteps
from lecture_utils.pictures import FONT_SIZES, axes_at, colour, draw_boxes, draw_heatmap, draw_points

Sheet = Figure | SubFigure
Rectangle = tuple[float, float, float, float]
FEATURES = LinearSegmentedColormap.from_list("features", ["#ffffff", "#d9dce1", "#8f959e", "#4a4f57"])
"""Grey, so that the colours on a map are those of the region and its bins."""

GREY_TEXT = "#5f646c"  # readable on paper
DASHES = (0, (3, 2))
REGION, BINS, CURRENT = "prediction", "output", "step"
"""Roles: the region of interest, what becomes the output, and the bin of the current step."""


def whole(figure: Sheet, margin: float = 0.06, top: float = 0.06) -> Axes:
    """Add axes over all of a panel but a margin; inches."""
    width, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    return axes_at(figure, margin, top, width - 2 * margin, height - margin - top)


def headline(figure: Sheet, text: str) -> None:
    """Write a line at the upper left of a panel, where a title over its axes would be too wide for them."""
    width, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    figure.text(
        0.06 / width, 1 - 0.17 / height, text, fontsize=FONT_SIZES["title"], color=colour("ink"), va="center", ha="left"
    )


def draw_map(axes: Axes, values: Tensor, title: str, highest: float) -> None:
    """Draw one channel of a feature map, (H, W), with its cells: cell (i, j) covers [j, j + 1] × [i, i + 1]."""
    rows, columns = values.shape
    draw_heatmap(axes, values, limits=(0, highest), colormap=FEATURES, title=title)
    lines = [[(x, 0), (x, rows)] for x in range(columns + 1)] + [[(0, y), (columns, y)] for y in range(rows + 1)]
    axes.add_collection(LineCollection(lines, colors="#c3c7cd", linewidths=0.6, zorder=2), autolim=False)


def write_indices(axes: Axes, rows: int, columns: int) -> None:
    """Write the numbers of the rows at the left and of the columns above, from 0."""
    places = [(-0.3, i + 0.5, i) for i in range(rows)] + [(j + 0.5, -0.25, j) for j in range(columns)]
    for x, y, number in places:
        axes.text(
            x, y, str(number), fontsize=FONT_SIZES["small"], color=GREY_TEXT, ha="center", va="center", clip_on=False
        )


def draw_rectangles(axes: Axes, areas: Iterable[Rectangle], role: str, fill: float, line_width: float = 2.0) -> None:
    """Draw tinted (x1, y1, x2, y2) side by side; where two overlap, the tint is deeper."""
    corners = [[(x1, y1), (x2, y1), (x2, y2), (x1, y2)] for x1, y1, x2, y2 in areas]
    red, green, blue = (int(colour(role)[i : i + 2], 16) / 255 for i in (1, 3, 5))
    axes.add_collection(
        PolyCollection(
            corners, facecolors=[(red, green, blue, fill)], edgecolors=colour(role), linewidths=line_width, zorder=2.8
        ),
        autolim=False,
    )


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


def draw_region(axes: Axes, box: Tensor, under_numbers: bool = False) -> None:
    """Outline the projected box with its fractions; over all else, or under the numbers of a matrix."""
    if not under_numbers:
        draw_boxes(axes, box.reshape(1, 4), REGION, line_width=2.2, style=DASHES)
        return
    x1, y1, x2, y2 = box.tolist()
    outline = [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]
    axes.add_collection(
        LineCollection([outline], colors=colour(REGION), linewidths=1.8, linestyles=DASHES, zorder=1.5), autolim=False
    )

"""The lecture's small feature map and box, taken step by step through each of the three methods."""

import numpy as np
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.roi.map_drawing import (
    CURRENT,
    Rectangle,
    align_points,
    draw_align,
    draw_region,
    pool_bins,
    rectangles,
)
from lecture_utils.methods.roi import (
    bilinear_interpolate,
    cells_inside,
    neighbours_and_weights,
    project_box,
    pyramid_edges,
    roi_align_steps,
    roi_pool_steps,
    spatial_pyramid_pool,
)
from lecture_utils.pictures import Arrow, MatrixView, Sheet, draw_cells, draw_matrices, draw_points, draw_rectangles
from lecture_utils.scenes.roi import SCALE, STRIDE, small_box, small_map
from lecture_utils.stage import Choice, Demo, Panel, Step

POOLING, ALIGN, PYRAMID = METHODS = ["RoI pooling", "RoI Align", "spatial pyramid"]
PROJECT, SNAP, DIVIDE, POOL = range(4)
LEVELS = (2, 1)

MAP = small_map()
POOLED = roi_pool_steps(MAP, small_box(), 2, SCALE)
[ALIGNED] = roi_align_steps(MAP, small_box(), 2, SCALE, sampling_ratio=2, aligned=True)
BOX = project_box(small_box()[0, 1:], SCALE)
WINDOW = cells_inside(BOX, *MAP.shape[2:])
VECTOR = spatial_pyramid_pool(MAP, LEVELS, small_box(), SCALE)[0]


def count(method: str) -> int:
    """Count the steps: project, snap, divide, then one for each bin."""
    return POOL + (len(VECTOR) if method == PYRAMID else 4)


def pyramid_bins() -> list[Rectangle]:
    """Return the bins of both levels as (x1, y1, x2, y2), level by level."""
    found = []
    for level in LEVELS:
        edges = [edge.tolist() for axis in (1, 0) for edge in pyramid_edges(WINDOW[axis], WINDOW[axis + 2], level)]
        found += rectangles(*edges)  # top, bottom, left, right
    return found


def bins_of(method: str) -> list[Rectangle]:
    """Return the whole-cell bins of RoI pooling or of the pyramid."""
    return pyramid_bins() if method == PYRAMID else pool_bins(POOLED, inset=0)


def region_of(method: str) -> Rectangle:
    """Return the rectangle of whole cells that a method keeps."""
    x1, y1, x2, y2 = (float(side) for side in (WINDOW if method == PYRAMID else POOLED.snapped[0]))
    return (x1, y1, x2 + 1, y2 + 1)


def winner(rectangle: Rectangle) -> tuple[int, int]:
    """Return (row, column) of the largest cell in a bin."""
    x1, y1, x2, y2 = (int(side) for side in rectangle)
    cells = MAP[0, 0, y1:y2, x1:x2]
    down, across = divmod(int(cells.argmax()), cells.shape[1])
    return y1 + down, x1 + across


def inset(rectangle: Rectangle, by: float) -> Rectangle:
    """Make a rectangle a little smaller, so that two that share cells show two frames."""
    x1, y1, x2, y2 = rectangle
    return (x1 + by, y1 + by, x2 - by, y2 - by)


def draw(figure: Sheet, method: str, step: int) -> None:
    """Draw the feature map with what the method has done so far, and the output as far as it is pooled."""
    here = step - POOL
    values = VECTOR[:, None] if method == PYRAMID else (ALIGNED if method == ALIGN else POOLED).output[0, 0]
    later = np.arange(values.numel()) > here
    now = [divmod(here, values.shape[1])] if here >= 0 else []
    features = MatrixView("feature map", MAP[0, 0], "input", f"stride {STRIDE}", indices=0)
    output = MatrixView(
        "output", values, "output", highlight=now, faded=later, scale=1.1 if method == PYRAMID else 1.4, widest="0.00"
    )
    axes = draw_matrices(figure, [[features, Arrow(method), output]], align="left")["feature map"]
    if method == ALIGN:
        _draw_align(axes, step)
    else:
        _draw_whole_cells(axes, method, step)
    draw_region(axes, BOX)


def _draw_align(axes: Axes, step: int) -> None:
    if step >= DIVIDE:
        draw_align(axes, ALIGNED, points=True, point_size=7)
    if step >= POOL:
        draw_points(axes, align_points(ALIGNED, step - POOL), CURRENT, size=10)


def _draw_whole_cells(axes: Axes, method: str, step: int) -> None:
    if step == SNAP:
        draw_rectangles(axes, [region_of(method)], "output", fill=0.2, line_width=3)
    if step >= DIVIDE:
        bins = bins_of(method) if method == POOLING else bins_of(method)[:4]
        draw_rectangles(axes, [inset(b, 0.07) for b in bins], "output", fill=0.18, line_width=2.5)
    if step >= POOL:
        current = bins_of(method)[step - POOL]
        draw_rectangles(axes, [inset(current, 0.07)], CURRENT, fill=0.0, line_width=4)
        draw_cells(axes, [winner(current)], CURRENT, fill=0.35)


def caption(method: str, step: int) -> str:
    """Write the arithmetic of the step."""
    if step == PROJECT:
        return (
            f"Project: {_numbers(small_box()[0, 1:])} pixels · 1/{STRIDE} = {_numbers(BOX)} cells, as (x1, y1, x2, y2)."
        )
    if step == SNAP:
        return _say_snap(method)
    if step == DIVIDE:
        return _say_divide(method)
    return _say_align(step - POOL) if method == ALIGN else _say_maximum(bins_of(method)[step - POOL])


def _say_snap(method: str) -> str:
    if method == POOLING:
        return f"Snap: each coordinate is rounded. {_numbers(BOX)} becomes columns 2 to 7, rows 1 to 5."
    if method == PYRAMID:
        return (
            f"Snap: keep the indices strictly between the sides. {_numbers(BOX)} becomes columns 2 to 6, rows 2 to 5; "
            "row 5, as a square, extends beyond the box."
        )
    return (
        f"Nothing is snapped. A cell's value is at its centre, half a cell from its edges: {_numbers(BOX)} − 0.5 = "
        f"{_numbers(ALIGNED.region[0])}."
    )


def _say_divide(method: str) -> str:
    if method == POOLING:
        return (
            "Divide: 6 columns / 2 = 3, exactly. 5 rows / 2 = 2.5, rounded outwards: both rows of bins contain row 3."
        )
    if method == PYRAMID:
        return "Divide: 2×2 bins, 5 columns / 2 = 2.5, rounded outwards: both share column 4. And one bin over all."
    return "Divide: bins of 2.5 columns and 2 rows, not rounded. In each, 2×2 points in the middle of its quarters."


def _say_maximum(rectangle: Rectangle) -> str:
    x1, y1, x2, y2 = (int(side) for side in rectangle)
    row, column = winner(rectangle)
    largest = f"{MAP[0, 0, row, column]:g}, in row {row}, column {column}"
    return f"Pool: rows {y1} to {y2 - 1}, columns {x1} to {x2 - 1}. The largest is {largest}."


def _say_align(number: int) -> str:
    row, column = divmod(number, 2)
    points = [(y, x) for y in ALIGNED.rows[0, row] for x in ALIGNED.columns[0, column]]
    values = " + ".join(f"{bilinear_interpolate(MAP[0], y, x).item():.2f}" for y, x in points)
    y, x = points[0]
    return (
        f"First point, row {y:g}, column {x:g}: {mixed(y, x)} = {bilinear_interpolate(MAP[0], y, x).item():.2f}.\n"
        f"Mean of the 4 points: ({values}) / 4 = {ALIGNED.output[0, 0, row, column]:.2f}."
    )


def mixed(row: Tensor, column: Tensor) -> str:
    """Write the bilinear interpolation at a point, one row of cells after the other."""
    rows, row_weights = neighbours_and_weights(row, MAP.shape[2])
    columns, column_weights = neighbours_and_weights(column, MAP.shape[3])
    parts = []
    for i, weight in zip(rows, row_weights, strict=True):
        terms = (f"{w:g}·{MAP[0, 0, i, j]:g}" for j, w in zip(columns, column_weights, strict=True))
        parts.append(f"{weight:g}·({' + '.join(terms)})")
    return " + ".join(parts)


def _numbers(values: Tensor) -> str:
    return "(" + ", ".join(f"{value:g}" for value in values.tolist()) + ")"


def title(method: str) -> str:
    """Say what becomes of the region."""
    return {
        POOLING: "RoI pooling: 4×5 cells become 5×6, and both rows of bins contain row 3",
        ALIGN: "RoI Align: 4×5 cells stay, and each bin is the mean of four points",
        PYRAMID: "Spatial pyramid pooling: 2×2 bins and 1×1 bin, concatenated",
    }[method]


def small_box_demo() -> Demo:
    """Step through RoI pooling, RoI Align and spatial pyramid pooling on a map of 6×8 cells."""
    names = ["project", "snap", "divide", *(f"pool bin {number + 1}" for number in range(len(VECTOR)))]
    return Demo(
        name="roi_small_box",
        title=title,
        controls=[
            Choice("method", METHODS, label="method"),
            Step("step", count=count, label="step", names=names, start=POOL + 3),
        ],
        panels=[[Panel("matrices", draw, size=(8.2, 3.95), alt="feature map with the bins, and output")]],
        caption=caption,
        caption_lines=3,
    )

"""The idea in still pictures: a convolution gathers, its transpose scatters; all copies at once."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.sheet import COVERS, cover
from lecture_utils.methods.transpose_convolution import StampStep, overlap_counts, transpose_convolution_steps
from lecture_utils.pictures import Sheet, colour, draw_outlines, draw_table, say, sheet_axes
from lecture_utils.stage import Demo, Panel

LARGE, SMALL, KERNEL = 4, 2, 3
WINDOW = (1, 1, KERNEL, KERNEL)  # of the last of the four positions, at stride 2 and padding 1
IDEA_SIZE, COPIES_SIZE = (8.9, 3.0), (8.9, 3.75)


def draw_idea(figure: Sheet) -> None:
    """Draw one output gathering a window beside one input scattering a copy."""
    axes = sheet_axes(figure)
    large, small, top, narrow = (0.42, 0.42), (0.55, 0.55), 0.85, 1.14
    say(axes, 0.1, 0.2, "convolution: 9 inputs, 1 output", bold=True)
    say(axes, 0.1, 0.58, f"input ({LARGE}×{LARGE})", "input")
    say(axes, 2.9, narrow - 0.27, f"output ({SMALL}×{SMALL})", "output")
    _fan(axes, (0.1, top, large), WINDOW, (2.9, narrow, small), (1, 1, 1, 1))
    _blank(axes, (0.1, top, large), LARGE, "input", WINDOW)
    _blank(axes, (2.9, narrow, small), SMALL, "output", (1, 1, 1, 1))

    say(axes, 4.9, 0.2, "transpose convolution: 1 input, 9 outputs", bold=True)
    say(axes, 4.9, narrow - 0.27, f"input ({SMALL}×{SMALL})", "input")
    say(axes, 7.1, 0.58, f"output ({LARGE}×{LARGE})", "output")
    counts = overlap_counts((SMALL, SMALL), KERNEL, 2, 1, 1).flatten().tolist()
    _blank(axes, (4.9, narrow, small), SMALL, "input", (1, 1, 1, 1))
    _blank(axes, (7.1, top, large), LARGE, "output", WINDOW, [cover(count) for count in counts])
    _fan(axes, (4.9, narrow, small), (1, 1, 1, 1), (7.1, top, large), WINDOW)
    say(axes, 0.1, 2.78, "filter 3×3, stride 2, padding 1", "filter")
    say(axes, 4.9, 2.78, "deeper green: more copies overlap", "filter")


Grid = tuple[float, float, tuple[float, float]]  # left, top, cell


def _blank(
    axes: Axes,
    grid: Grid,
    side: int,
    role: str,
    marked: tuple[int, int, int, int],
    faces: list[str] | None = None,
) -> None:
    left, top, cell = grid
    draw_table(axes, left, top, cell, [[""] * side] * side, role, [marked], fills=faces)


def _fan(axes: Axes, start: Grid, start_cells: tuple[int, ...], end: Grid, end_cells: tuple[int, ...]) -> None:
    """Draw a beam from the right edge of some cells to the left edge of others."""
    edges = []
    for (left, top, (width, height)), (row, column, rows, columns), side in (
        (start, start_cells, "right"),
        (end, end_cells, "left"),
    ):
        x = left + (column + (columns if side == "right" else 0)) * width
        edges.append([(x, top + row * height), (x, top + (row + rows) * height)])
    beam = [edges[0][0], edges[1][0], edges[1][1], edges[0][1]]
    axes.add_collection(PolyCollection([beam], facecolors=colour("filter"), alpha=0.25, edgecolors="none", zorder=4.5))


def draw_copies(figure: Sheet) -> None:
    """Draw input and filter, the four weighted copies where they are stamped, and their sum."""
    axes = sheet_axes(figure)
    steps = list(transpose_convolution_steps(tiny.SMALL, tiny.FILTER, 2, 1, 1))
    cell = (0.42, 0.42)
    say(axes, 0.1, 0.2, f"input ({SMALL}×{SMALL})", "input", "title")
    draw_table(axes, 0.1, 0.42, cell, tiny.SMALL, "input")
    say(axes, 0.1, 1.75, f"filter ({KERNEL}×{KERNEL})", "filter", "title")
    draw_table(axes, 0.1, 1.97, cell, tiny.FILTER, "filter")
    say(axes, 1.95, 0.2, "each input weights a copy of the filter …", "filter", "title")
    for index, here in enumerate(steps):
        _draw_stamp(axes, 2.25 + 1.75 * (index % 2), 0.5 + 1.65 * (index // 2), here)
    say(axes, 3.8, 0.5 + 0.65, "+", size="title")
    say(axes, 3.8, 0.5 + 1.65 + 0.65, "+", size="title")
    say(axes, 1.98, 0.5 + 1.65 + 0.65, "+", size="title")
    say(axes, 5.7, 1.95, "=", size="title")
    say(axes, 6.0, 0.2, f"… summed: output ({LARGE}×{LARGE})", "output", "title")
    wide, left, top, side = 0.52, 6.1, 0.55, 5
    counts = overlap_counts((SMALL, SMALL), KERNEL, 2).numpy()
    canvas = steps[-1].canvas[:side, :side]
    cut = [index for index in np.ndindex(side, side) if 0 in index]
    faces = [cover(int(counts[index])) for index in np.ndindex(side, side)]
    draw_table(axes, left, top, wide, canvas, "output", faded=cut, fills=faces)
    draw_outlines(axes, left, top, wide, [(1, 1, LARGE, LARGE)], "output", 4)
    say(axes, 6.1, top + side * wide + 0.2, "grey: cut off by padding 1", "ink", "label")


def _draw_stamp(axes: Axes, left: float, top: float, here: StampStep) -> None:
    side, cell = 5, (0.28, 0.28)
    rows, columns = here.region
    draw_table(axes, left, top, cell, [[""] * side] * side, "output", fills=COVERS[0])
    place = left + columns.start * cell[0], top + rows.start * cell[1]
    draw_table(axes, *place, cell, here.stamp, "filter")


def copies_demo() -> Demo:
    """Make the still picture that opens the lecture, as a demo without controls."""
    return Demo(
        name="transpose_convolution_copies",
        title="Transpose convolution: weighted copies of the filter, summed where they overlap",
        panels=[[Panel("copies", draw_copies, size=COPIES_SIZE)]],
        alt="Four copies of a 3×3 filter, each times one of the inputs 1, 2, 3, 4, are placed 2 cells apart and summed "
        "into a 4×4 output",
    )

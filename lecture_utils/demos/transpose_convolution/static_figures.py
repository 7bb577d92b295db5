"""The idea in still pictures: a convolution gathers, its transpose scatters; all copies at once."""

from typing import Any

import numpy as np

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.moves import cover
from lecture_utils.methods.transpose_convolution import StampStep, overlap_counts, transpose_convolution_steps
from lecture_utils.pictures import (
    Label,
    MatrixView,
    Sheet,
    draw_beam,
    draw_blocks,
    draw_matrices,
    tint,
)
from lecture_utils.pictures.number_format import number
from lecture_utils.stage import Demo, Panel

LARGE, SMALL, KERNEL = 4, 2, 3
WINDOW, CELL = np.s_[1:, 1:], (1, 1)  # of the last of the four positions, at stride 2 and padding 1
IDEA_SIZE, COPIES_SIZE = (8.9, 3.0), (8.9, 3.75)
GAP = " " * 14  # room for a beam


def draw_idea(figure: Sheet) -> None:
    """Draw one output gathering a window beside one input scattering a copy."""
    counts = overlap_counts((SMALL, SMALL), KERNEL, 2, 1, 1)
    convolution = [
        Label("convolution: 9 inputs, 1 output", bold=True),
        [blank("X", LARGE, "input", WINDOW), GAP, blank("Y", SMALL, "output", CELL)],
        Label("filter 3×3, stride 2, padding 1", "filter"),
    ]
    transpose = [
        Label("transpose convolution: 1 input, 9 outputs", bold=True),
        [blank("Y′", SMALL, "input", CELL), GAP, blank("Z", LARGE, "output", WINDOW, fills=cover(counts))],
        Label("deeper green: more copies overlap", "output"),
    ]
    axes = draw_matrices(figure, [[convolution, "  ", transpose]], largest=0.42)
    draw_beam(figure, axes["X"], WINDOW, axes["Y"], CELL)
    draw_beam(figure, axes["Y′"], CELL, axes["Z"], WINDOW)


def blank(name: str, side: int, role: str, marked: Any, **options: Any) -> MatrixView:
    """Lay out an array without numbers, some of its cells outlined."""
    cells = np.full((side, side), "", dtype=object)
    return MatrixView(name, cells, role, title=role, highlight=[marked], **options)


def draw_copies(figure: Sheet) -> None:
    """Draw input and filter, the four weighted copies where they are stamped, and their sum."""
    steps = list(transpose_convolution_steps(tiny.SMALL, tiny.FILTER, 2, 1, 1))
    copies = [stamped(here, f"copy {number + 1}") for number, here in enumerate(steps)]
    side = KERNEL + 2
    counts = overlap_counts((SMALL, SMALL), KERNEL, 2).numpy()[:side, :side]
    cut = np.pad(np.zeros((LARGE, LARGE), dtype=bool), ((1, 0), (1, 0)), constant_values=True)
    output = MatrixView(
        "output", steps[-1].canvas[:side, :side], "output", "grey: cropped by padding 1",
        title=f"output ({LARGE}×{LARGE})", shape_label=False, fills=cover(counts), faded=cut,
    )  # fmt: skip
    given = [MatrixView("input", tiny.SMALL, "input"), MatrixView("filter", tiny.FILTER, "filter")]
    rows = [[copies[0], "+", copies[1]], [copies[2], "+", copies[3]]]
    weighted = [Label("each input weights a copy", "filter", bold=True), *rows]
    axes = draw_matrices(figure, [[given, weighted, "=", output]], largest=0.42)
    draw_blocks(axes["output"], [(1, 1, LARGE, LARGE)], "output", 4)


def stamped(here: StampStep, name: str) -> MatrixView:
    """Lay out an empty output on which one copy lies."""
    side = KERNEL + 2
    texts = np.full((side, side), "", dtype=object)
    fills = np.full((side, side), cover(0), dtype=object)
    texts[here.region] = np.vectorize(number, otypes=[object])(here.stamp)
    fills[here.region] = tint("filter", 0.8)
    return MatrixView(name, texts, "output", title="", fills=fills, scale=0.66)


def copies_demo() -> Demo:
    """Make the still picture that opens the lecture, as a demo without controls."""
    return Demo(
        name="transpose_convolution_copies",
        title="Transpose convolution: weighted copies of the filter, summed where they overlap",
        panels=[[Panel("copies", draw_copies, size=COPIES_SIZE)]],
        alt="Four copies of a 3×3 filter, each times one of the inputs 1, 2, 3, 4, are placed 2 cells apart and summed "
        "into a 4×4 output",
    )

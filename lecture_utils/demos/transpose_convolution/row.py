"""The slides' 1-D example, with symbols and with numbers, drawn from the same steps of the method."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.moves import cover, written
from lecture_utils.methods.transpose_convolution import StampStep, slide_notation, symbols, transpose_convolution_steps
from lecture_utils.pictures import Sheet, colour, draw_matrix_at, say, sheet_axes
from lecture_utils.pictures.number_format import number
from lecture_utils.scenes.slides import TRANSPOSE_1D
from lecture_utils.stage import Demo, Matrix, Panel, Slider, Step

LETTERS, FILTER_LETTERS = symbols(" ".join(TRANSPOSE_1D.input)), symbols(" ".join(TRANSPOSE_1D.filter))
INPUTS, KERNEL = len(LETTERS), len(FILTER_LETTERS)
SUM = INPUTS + 1  # step 0 shows input and filter, then there is one copy a step, then the sum
CELL, MARGIN = (0.68, 0.44), 0.3  # inches of a cell, and left of the first
FILTER_TOP, INPUT_TOP, COPY_TOP, SUM_TOP = 0.42, 1.12, 2.0, 3.3
SIZE = (4.45, 3.9)


def draw_row(figure: Sheet, name: str, input: np.ndarray, filter: np.ndarray, stride: int, step: int) -> None:
    """Draw filter, input, copies and their sum; each copy hangs under its input."""
    steps = list(transpose_convolution_steps(input, filter, stride))
    axes = sheet_axes(figure)
    say(axes, 0.05, 0.16, name, bold=True)
    say(axes, 0.05, FILTER_TOP + CELL[1] / 2, f"filter ({KERNEL})", "filter")
    draw_matrix_at(figure, MARGIN + 1.5 * CELL[0], FILTER_TOP, CELL, written(filter), "filter", "filter")
    say(axes, 0.05, INPUT_TOP + CELL[1] / 2, f"input ({INPUTS})", "input")
    for index in reversed(range(min(step, INPUTS))):
        _hang(axes, steps[index], COPY_TOP + index * CELL[1])
    for index, here in enumerate(steps):
        now = step == index + 1
        weight, middle = written([here.weight]), _left(here) + (KERNEL - 1) / 2 * CELL[0]
        outlined = [np.s_[:]] if now else ()
        draw_matrix_at(figure, middle, INPUT_TOP, CELL, weight, "input", "input", highlight=outlined)
        if index < step:
            top = COPY_TOP + index * CELL[1]
            draw_matrix_at(figure, _left(here), top, CELL, written(here.stamp), "filter", highlight=outlined)
    _draw_sum(figure, steps, step)


def _left(here: StampStep) -> float:
    return MARGIN + here.region[0].start * CELL[0]


def _hang(axes: Axes, here: StampStep, top: float) -> None:
    """Draw the fan from an input to its copy, and the shade that the copy casts on the output: overlaps are darker."""
    left, middle = _left(here), _left(here) + (KERNEL - 1) / 2 * CELL[0]
    right, above = left + KERNEL * CELL[0], INPUT_TOP + CELL[1]
    fan = [(middle, above), (middle + CELL[0], above), (right, top), (left, top)]
    shade = [(left, top + CELL[1]), (right, top + CELL[1]), (right, SUM_TOP), (left, SUM_TOP)]
    axes.add_collection(
        PolyCollection([fan, shade], facecolors=colour("filter"), alpha=0.16, edgecolors="none", zorder=1)
    )


def _draw_sum(figure: Sheet, steps: list[StampStep], step: int) -> None:
    """Draw the output: the sum of the copies so far, deeper where more of them meet."""
    size = len(steps[0].canvas)
    counts = np.zeros(size, dtype=int)
    for here in steps[:step]:
        counts[here.region] += 1
    running = steps[min(max(step, 1), INPUTS) - 1].canvas
    overlaps = [(0, int(cell)) for cell in np.flatnonzero(counts > 1)] if step == SUM else []
    options = {"fills": cover(counts), "faded": counts == 0, "highlight": overlaps}
    draw_matrix_at(figure, MARGIN, SUM_TOP, CELL, written(running), "output", **options)
    say(figure, 0.05, SUM_TOP - 0.17, f"output ({size})", "output")


def draw_symbols(figure: Sheet, stride: int, step: int) -> None:
    """Run the method on letters."""
    draw_row(figure, "with symbols", LETTERS, FILTER_LETTERS, stride, step)


def draw_numbers(figure: Sheet, input: np.ndarray, filter: np.ndarray, stride: int, step: int) -> None:
    """Run the method on the numbers of the controls."""
    draw_row(figure, "with numbers", input[0], filter[0], stride, step)


def caption(input: np.ndarray, filter: np.ndarray, stride: int, step: int) -> str:
    """Say what the step does, with symbols and with numbers."""
    letters = list(transpose_convolution_steps(LETTERS, FILTER_LETTERS, stride))
    numbers = list(transpose_convolution_steps(input[0], filter[0], stride))
    if step == 0:
        cells = "cell" if stride == 1 else "cells"
        return f"Each input weights a copy of the filter. Stride {stride:g}: {stride:g} {cells} from copy to copy."
    if step < SUM:
        there, here = letters[step - 1], numbers[step - 1]
        copies = [", ".join(written(stamp)) for stamp in (there.stamp, here.stamp)]
        start = here.region[0].start
        return (
            f"{there.weight} · (x, y, z) = ({copies[0]}), in numbers ({copies[1]}).\n"
            f"The copy starts in cell {start + 1} of the output."
        )
    overlap = range(numbers[1].region[0].start, numbers[0].region[0].stop)
    sums = []
    for cell in overlap:
        parts = " + ".join(number(here.stamp[cell - here.region[0].start]) for here in numbers)
        sums.append(f"{slide_notation(letters[-1].canvas[cell])} = {parts} = {number(numbers[-1].canvas[cell])}")
    where = "Where copies overlap they are summed: " + ", ".join(sums) if sums else "The copies do not overlap"
    return f"{where}.\nOutput: ({', '.join(written(letters[-1].canvas))})."


def title(stride: int) -> str:
    """Say how many cells overlap."""
    overlap = max(KERNEL - stride, 0)
    cells = "one cell" if overlap == 1 else f"{overlap or 'no'} cells"
    return f"Stride {stride:g}: neighbouring copies of a filter of {KERNEL} share {cells}"


def transpose_convolution_1d_demo() -> Demo:
    """Show the slide "Transpose Convolution: 1-D Example"."""
    own: dict[str, Any] = {"lowest": -9, "highest": 9, "panel": "numbers"}
    return Demo(
        name="transpose_convolution_1d",
        title=title,
        controls=[
            Step("step", count=SUM + 1, start=2, names=["input and filter", "copy 1", "copy 2", "sum"]),
            Slider("stride", [1, 2, 3], start=TRANSPOSE_1D.stride, label="stride"),
            Matrix("input", [tiny.ROW.tolist()], role="input", label="input (a, b)", axes="input", **own),
            Matrix("filter", [tiny.ROW_FILTER.tolist()], role="filter", label="filter (x, y, z)", axes="filter", **own),
        ],
        panels=[
            [
                Panel("symbols", draw_symbols, size=SIZE, alt="the example with symbols"),
                Panel("numbers", draw_numbers, size=SIZE, alt="the example with numbers"),
            ]
        ],
        caption=caption,
    )

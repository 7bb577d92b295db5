"""Recall: normal convolution, one dot product for each output."""

import numpy as np

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.sheet import frame, grey, last_move, matrix, move
from lecture_utils.methods.transpose_convolution import WindowStep, convolution_steps, output_size
from lecture_utils.pictures import Sheet, draw_head, say
from lecture_utils.pictures.number_format import number, product
from lecture_utils.stage import Demo, Matrix, Panel, Slider, Step

KERNEL, SIZE = 3, 4
CELL, TOP, LEFT = 0.4, 0.88, 0.42


def steps_of(input: np.ndarray, filter: np.ndarray, stride: int, padding: int) -> list[WindowStep]:
    """Run the method on the numbers of the controls."""
    return list(convolution_steps(input, filter, int(stride), int(padding)))


def draw_input(figure: Sheet, input: np.ndarray, stride: int, padding: int, step: int) -> None:
    """Draw the input with its padding, and the window that the filter lies on."""
    padding, stride = int(padding), int(stride)
    here = steps_of(input, np.zeros((KERNEL, KERNEL)), stride, padding)[step]
    size = SIZE + 2 * padding
    border = [
        (i, j) for i in range(size) for j in range(size) if not padding <= min(i, j) <= max(i, j) < SIZE + padding
    ]
    around = f"padding {padding}: zeros around it" if padding else "no padding"
    draw_head(figure, 0.05, "input X", (SIZE, SIZE), "input", around, size="title", bold=False)
    indent = (1 - padding) * CELL  # the input stays where it is when the padding goes
    axes = matrix(figure, LEFT + indent, TOP + indent, CELL, here.padded, "input", faded=border)
    grey(axes, border)
    corner = (here.region[0].start, here.region[1].start)
    frame(axes, *corner, KERNEL, KERNEL)
    move(axes, corner, last_move(here.position, here.output.shape[1], stride))


def draw_filter(figure: Sheet, filter: np.ndarray) -> None:
    """Draw the filter between the signs of the operation."""
    draw_head(figure, 0.3, "filter W", (KERNEL, KERNEL), "filter", "slides over the input", size="title", bold=False)
    top = TOP + 1.5 * CELL
    matrix(figure, 0.38, top, CELL, filter, "filter")
    say(figure, 0.15, top + 1.5 * CELL, "∗", size="cell", align="center")
    say(figure, 1.85, top + 1.5 * CELL, "=", size="cell", align="center")


def draw_output(figure: Sheet, input: np.ndarray, filter: np.ndarray, stride: int, padding: int, step: int) -> None:
    """Draw the outputs that are computed so far."""
    here = steps_of(input, filter, stride, padding)[step]
    rows, columns = here.output.shape
    later = [(i, j) for i in range(rows) for j in range(columns) if (i, j) > here.position]
    draw_head(figure, 0.05, "output Y", (rows, columns), "output", "one dot product a cell", size="title", bold=False)
    top = TOP + (SIZE + 2 - rows) / 2 * CELL - 0.1
    axes = matrix(figure, LEFT, top, CELL, here.output, "output", highlight=[here.position], faded=later)
    move(axes, here.position, last_move(here.position, columns, 1))
    cells = "cell" if stride == 1 else "cells"
    say(figure, 0.05, 2.9, f"stride {stride:g}: {stride:g} {cells} in the input", "step")
    say(figure, 0.05, 3.11, "for 1 cell in the output", "step")


def caption(input: np.ndarray, filter: np.ndarray, stride: int, padding: int, step: int) -> str:
    """Write the dot product out."""
    here = steps_of(input, filter, stride, padding)[step]
    terms = " + ".join(product(x, w) for x, w in zip(here.window.flat, filter.flat, strict=True))
    row, column = here.position
    return f"Output row {row + 1}, column {column + 1}: {terms} = {number(here.total)}."


def title(stride: int, padding: int) -> str:
    """Say what the size becomes."""
    size = output_size(SIZE, KERNEL, int(stride), int(padding))
    return f"Convolution, stride {stride:g} pad {padding:g}: {SIZE}×{SIZE} becomes {size}×{size}"


def convolution_demo() -> Demo:
    """Step through a 3×3 convolution of a 4×4 input: slides "Recall: Normal 3 x 3 convolution"."""
    return Demo(
        name="convolution",
        title=title,
        controls=[
            Slider("stride", [1, 2], start=2, label="stride"),
            Slider("padding", [0, 1], start=1, label="padding"),
            Step(
                "step",
                count=lambda stride, padding: output_size(SIZE, KERNEL, int(stride), int(padding)) ** 2,
                label="output",
                start=1,
            ),
            Matrix("input", tiny.INPUT.tolist(), lowest=-5, highest=5, role="input", label="X"),
            Matrix("filter", tiny.FILTER.tolist(), lowest=-5, highest=5, role="filter", label="W"),
        ],
        panels=[
            [
                Panel("input", draw_input, size=(3.2, 3.3), alt="padded input with the filter's window"),
                Panel("filter", draw_filter, size=(2.5, 3.3), alt="filter"),
                Panel("output", draw_output, size=(3.0, 3.3), alt="output so far"),
            ]
        ],
        caption=caption,
    )

"""Recall: normal convolution, one dot product for each output."""

from typing import Any

import numpy as np

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.moves import last_move
from lecture_utils.methods.transpose_convolution import WindowStep, convolution_steps, output_size
from lecture_utils.pictures import Label, MatrixView, Sheet, draw_blocks, draw_matrices, draw_move
from lecture_utils.pictures.number_format import counted, number, product
from lecture_utils.stage import Demo, Matrix, Panel, Slider, Step

KERNEL, SIZE = 3, 4


def steps_of(input: np.ndarray, filter: np.ndarray, stride: int, padding: int) -> list[WindowStep]:
    """Run the method on the numbers of the controls."""
    return list(convolution_steps(input, filter, stride, padding))


def draw(figure: Sheet, input: np.ndarray, filter: np.ndarray, stride: int, padding: int, step: int) -> None:
    """Draw the input with its padding and the window on it, the filter, and the outputs that are computed so far."""
    here = steps_of(input, filter, stride, padding)[step]
    columns = here.output.shape[1]
    around = f"padding {padding}: zeros around it" if padding else "no padding"
    later = np.arange(here.output.size) > step
    views = [
        MatrixView("X", input, "input", around, "input X", border=padding, room=0.5),
        MatrixView("W", filter, "filter", "slides over the input", "filter W"),
        MatrixView(
            "Y", here.output, "output", "one dot product a cell", "output Y",
            highlight=[here.position], faded=later, widest="−00", room=0.5,
        ),
    ]  # fmt: skip
    note = Label(f"stride {stride}: {counted(stride, 'cell')} in the input for 1 cell in the output", "step")
    axes = draw_matrices(figure, [[views[0], "∗", views[1], "=", views[2]], note], largest=0.4)
    row, column = here.region[0].start - padding, here.region[1].start - padding
    draw_blocks(axes["X"], [(row, column, KERNEL, KERNEL)])
    draw_move(axes["X"], (row, column), last_move(here.position, columns, stride), -padding)
    draw_move(axes["Y"], here.position, last_move(here.position, columns, 1))


def caption(input: np.ndarray, filter: np.ndarray, stride: int, padding: int, step: int) -> str:
    """Write the dot product out."""
    here = steps_of(input, filter, stride, padding)[step]
    terms = " + ".join(product(x, w) for x, w in zip(here.window.flat, filter.flat, strict=True))
    row, column = here.position
    return f"Output row {row + 1}, column {column + 1}: {terms} = {number(here.total)}."


def title(stride: int, padding: int) -> str:
    """Say what the size becomes."""
    size = output_size(SIZE, KERNEL, stride, padding)
    return f"Convolution, stride {stride:g} pad {padding:g}: {SIZE}×{SIZE} becomes {size}×{size}"


def count(stride: int, padding: int) -> int:
    """Count the outputs."""
    return output_size(SIZE, KERNEL, stride, padding) ** 2


def convolution_demo() -> Demo:
    """Step through a 3×3 convolution of a 4×4 input: slides "Recall: Normal 3 x 3 convolution"."""
    own: dict[str, Any] = {"lowest": -5, "highest": 5, "panel": "matrices"}
    return Demo(
        name="convolution",
        title=title,
        controls=[
            Slider("stride", [1, 2], start=2, label="stride"),
            Slider("padding", [0, 1], start=1, label="padding"),
            Step("step", count=count, label="output", start=1),
            Matrix("input", tiny.INPUT.tolist(), role="input", label="X", axes="X", **own),
            Matrix("filter", tiny.FILTER.tolist(), role="filter", label="W", axes="W", **own),
        ],
        panels=[[Panel("matrices", draw, size=(8.9, 3.75), alt="padded input with the window, filter, output so far")]],
        caption=caption,
    )

"""Transpose convolution: the input weights copies of the filter, which are summed where they overlap."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.sheet import covered, frame, last_move, matrix, move
from lecture_utils.methods.transpose_convolution import StampStep, transpose_convolution_steps, transpose_output_size
from lecture_utils.pictures import Sheet, colour, draw_head, say
from lecture_utils.pictures.number_format import factor, number
from lecture_utils.stage import Demo, Matrix, Panel, Slider, Step

KERNEL, SIZE = 3, 2
STAMPS = SIZE * SIZE
CELL, ROOM = 0.44, 2.62  # inches of a cell, and of the largest output


def steps_of(
    input: np.ndarray, filter: np.ndarray, stride: float, padding: float, output_padding: float
) -> list[StampStep]:
    """Run the method on the numbers of the controls."""
    return list(transpose_convolution_steps(input, filter, int(stride), int(padding), int(output_padding)))


def legal_padding(stride: float) -> tuple[float, float]:
    """Allow the paddings that leave at least one cell of the output."""
    return 0, min(KERNEL - 1, (transpose_output_size(SIZE, KERNEL, int(stride)) - 1) // 2)


def legal_output_padding(stride: float) -> tuple[float, float]:
    """Allow one output padding for each of the ``stride`` sizes that a convolution maps to this input."""
    return 0, stride - 1


def shown_size(stride: float, padding: float, output_padding: float) -> tuple[int, int]:
    """Cells along one side that are drawn, and those of them that are the output.

    The copies reach over the first ``(SIZE - 1) * stride + KERNEL`` cells; output padding above padding adds more.
    """
    reach = transpose_output_size(SIZE, KERNEL, int(stride))
    output = transpose_output_size(SIZE, KERNEL, int(stride), int(padding), int(output_padding))
    return max(reach, int(padding) + output), output


def draw_input(figure: Sheet, input: np.ndarray, stride: float, step: int) -> None:
    """Draw the input, the cell that weights the current copy outlined."""
    draw_head(figure, 0.05, "input Y", (SIZE, SIZE), "input", "gives the weights", size="title", bold=False)
    top, position = 1.6, (step // SIZE, step % SIZE)
    done = step == STAMPS
    axes = matrix(figure, 0.42, top, CELL, input, "input", highlight=[] if done else [position])
    axes.set_label("input")
    if not done:
        move(axes, position, last_move(position, SIZE, 1))
    say(figure, 1.55, top + SIZE * CELL / 2, "×", size="cell", align="center")
    cells = "cell" if stride == 1 else "cells"
    say(figure, 0.05, top + SIZE * CELL + 0.45, f"stride {stride:g}: {stride:g} {cells}", "step")
    say(figure, 0.05, top + SIZE * CELL + 0.66, "in the output for", "step")
    say(figure, 0.05, top + SIZE * CELL + 0.87, "1 cell in the input", "step")


def draw_copy(figure: Sheet, input: np.ndarray, filter: np.ndarray, step: int) -> None:
    """Draw the filter, and under it the copy that the current input weights."""
    draw_head(figure, 0.05, "filter W", (KERNEL, KERNEL), "filter", size="title", bold=False)
    matrix(figure, 0.1, 0.36, CELL, filter, "filter").set_label("filter")
    if step == STAMPS:
        say(figure, 0.1, 2.0, "all copies stamped")
        return
    weight = input[step // SIZE, step % SIZE]
    say(figure, 0.1, 1.88, f"copy = {number(weight)} · W", "step", "title")
    axes = matrix(figure, 0.1, 2.08, CELL, weight * filter, "filter")
    frame(axes, 0, 0, KERNEL, KERNEL)
    say(figure, 1.7, 2.08 + KERNEL * CELL / 2, "→", size="title", align="center")


def draw_output(
    figure: Sheet,
    input: np.ndarray,
    filter: np.ndarray,
    stride: float,
    padding: float,
    output_padding: float,
    step: int,
) -> None:
    """Draw the sum of the copies so far, what the padding cuts off, and the output that is left."""
    steps = steps_of(input, filter, stride, padding, output_padding)
    here, done = steps[min(step, STAMPS - 1)], step == STAMPS
    side, size = shown_size(stride, padding, output_padding)
    near = int(padding)
    counts = np.zeros(here.canvas.shape, dtype=int)
    for stamped in steps[: step + 1]:
        counts[stamped.region] += 1
    texts = [
        [number(value) if count else "" for value, count in zip(*rows, strict=True)]
        for rows in zip(here.canvas, counts, strict=True)
    ]
    inside = slice(near, near + size)
    if done:  # cells of the output that no copy reaches are 0
        for row in texts[inside]:
            row[inside] = [text or "0" for text in row[inside]]
    note = f"sum of the copies so far; pale: padding {near} will be cut off" if near else "sum of the copies so far"
    if done:
        kept = f"behind the dashes: output padding {output_padding:g}" if output_padding else "no output padding"
        note = f"padding {near} cut off; {kept}" if near else kept
    draw_head(figure, 0.05, "output Z", (size, size), "output", note, size="title", bold=False)
    cell = min(CELL, ROOM / side)
    left, top = 0.5 + (ROOM - side * cell) / 3, 0.85 + (ROOM - side * cell) / 3
    shown = slice(0, side)
    axes = covered(
        figure, left, top, cell, counts[shown, shown], [row[shown] for row in texts[shown]], (near, size), done
    )
    if done and output_padding:
        border = near + size - output_padding
        ends: list[Any] = [[(near, border), (near + size, border)], [(border, near), (border, near + size)]]
        dashes = LineCollection(ends, colors=colour("ink"), linewidths=2.0, linestyles="--", zorder=4.5)
        axes.add_collection(dashes, autolim=False)
    frame(axes, near, near, size, size, "output")
    if not done:
        corner = (here.region[0].start, here.region[1].start)
        frame(axes, *corner, KERNEL, KERNEL)
        move(axes, corner, last_move(here.position, SIZE, int(stride)))


def caption(
    input: np.ndarray, filter: np.ndarray, stride: float, padding: float, output_padding: float, step: int
) -> str:
    """Say what the current copy adds, or what the padding leaves."""
    steps = steps_of(input, filter, stride, padding, output_padding)
    if step == STAMPS:
        return _caption_of_sizes(stride, padding, output_padding)
    here = steps[step]
    row, column = here.position
    first = f"Input {number(here.weight)} (row {row + 1}, column {column + 1}) weights a copy of the filter."
    return f"{first}{_overlap(steps[: step + 1])}"


def _overlap(steps: Sequence[StampStep]) -> str:
    """Write the sum out for one cell in which the newest copy meets earlier ones."""
    newest = steps[-1]
    for row, column in np.ndindex(newest.stamp.shape):
        cell = newest.region[0].start + row, newest.region[1].start + column
        parts = [
            stamped.stamp[tuple(index - there.start for index, there in zip(cell, stamped.region, strict=True))]
            for stamped in steps
            if all(there.start <= index < there.stop for index, there in zip(cell, stamped.region, strict=True))
        ]
        if len(parts) > 1 and all(parts):
            terms = " + ".join(factor(part) for part in parts)
            return f" Overlaps are summed: {terms} = {number(newest.canvas[cell])}."
    return ""


def _caption_of_sizes(stride: float, padding: float, output_padding: float) -> str:
    reach = transpose_output_size(SIZE, KERNEL, int(stride))
    size = transpose_output_size(SIZE, KERNEL, int(stride), int(padding), int(output_padding))
    formula = f"({SIZE} − 1)·{stride:g} + {KERNEL} − 2·{padding:g} + {output_padding:g} = {size}"
    parts = [f"The copies reach over {reach} cells. Output size: {formula}."]
    if output_padding > padding:
        parts.append("Output padding above padding adds cells that no copy reaches: they are 0.")
    elif output_padding:
        parts.append(f"At the far end padding would cut {padding:g} off; output padding gives {output_padding:g} back.")
    return "\n".join(parts)


def title(stride: float, padding: float, output_padding: float) -> str:
    """Say what the size becomes."""
    size = transpose_output_size(SIZE, KERNEL, int(stride), int(padding), int(output_padding))
    extra = f", output padding {output_padding:g}" if output_padding else ""
    return f"Transpose convolution, stride {stride:g} pad {padding:g}{extra}: {SIZE}×{SIZE} becomes {size}×{size}"


def transpose_convolution_demo() -> Demo:
    """Stamp the copies of a 3×3 filter one by one: slides "3 x 3 transpose convolution, stride 2 pad 1"."""
    return Demo(
        name="transpose_convolution",
        title=title,
        controls=[
            Step(
                "step",
                count=STAMPS + 1,
                start=1,
                names=[*(f"copy {i + 1}" for i in range(STAMPS)), "cut the padding off"],
            ),
            Slider("stride", [1, 2, 3], start=2, label="stride"),
            Slider("padding", [0, 1, 2], start=1, legal=legal_padding, label="padding"),
            Slider("output_padding", [0, 1, 2], start=1, legal=legal_output_padding, label="output padding"),
            Matrix(
                "input", tiny.SMALL.tolist(), lowest=-9, highest=9, role="input", label="Y", panel="input", axes="input"
            ),
            Matrix(
                "filter",
                tiny.FILTER.tolist(),
                lowest=-9,
                highest=9,
                role="filter",
                label="W",
                panel="copy",
                axes="filter",
            ),
        ],
        panels=[
            [
                Panel("input", draw_input, size=(1.9, 3.55), alt="input"),
                Panel("copy", draw_copy, size=(2.0, 3.55), alt="filter and its weighted copy"),
                Panel("output", draw_output, size=(4.8, 3.55), alt="output, copies summed so far"),
            ]
        ],
        caption=caption,
    )

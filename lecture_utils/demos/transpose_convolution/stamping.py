"""Transpose convolution: the input weights copies of the filter, which are summed where they overlap."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.moves import cover, last_move
from lecture_utils.methods.transpose_convolution import StampStep, transpose_convolution_steps, transpose_output_size
from lecture_utils.pictures import Label, MatrixView, Sheet, colour, draw_blocks, draw_matrices, draw_move
from lecture_utils.pictures.number_format import counted, factor, number
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.stage import Demo, Matrix, Panel, Slider, Step

KERNEL, SIZE = 3, 2
STAMPS = SIZE * SIZE


def steps_of(input: np.ndarray, filter: np.ndarray, stride: int, padding: int, output_padding: int) -> list[StampStep]:
    """Run the method on the numbers of the controls."""
    return list(transpose_convolution_steps(input, filter, stride, padding, output_padding))


def legal_padding(stride: int) -> tuple[float, float]:
    """Allow the paddings that leave at least one cell of the output."""
    return 0, min(KERNEL - 1, (transpose_output_size(SIZE, KERNEL, stride) - 1) // 2)


def legal_output_padding(stride: int) -> tuple[float, float]:
    """Allow one output padding for each of the ``stride`` sizes that a convolution maps to this input."""
    return 0, stride - 1


def shown_size(stride: int, padding: int, output_padding: int) -> tuple[int, int]:
    """Cells along one side that are drawn, and those of them that are the output.

    The copies reach over the first ``(SIZE - 1) * stride + KERNEL`` cells; output padding above padding adds more.
    """
    reach = transpose_output_size(SIZE, KERNEL, stride)
    output = transpose_output_size(SIZE, KERNEL, stride, padding, output_padding)
    return max(reach, padding + output), output


def draw(
    figure: Sheet,
    input: np.ndarray,
    filter: np.ndarray,
    stride: int,
    padding: int,
    output_padding: int,
    step: int,
) -> None:
    """Draw the input, the filter and the copy that is stamped now, and the sum of the copies so far."""
    here = steps_of(input, filter, stride, padding, output_padding)[min(step, STAMPS - 1)]
    done, position = step == STAMPS, divmod(min(step, STAMPS - 1), SIZE)
    now, weight = [] if done else [np.s_[:]], number(here.weight)
    views = [
        MatrixView("Y", input, "input", "gives the weights", "input Y", highlight=[] if done else [position], room=0.5),
        MatrixView("W", filter, "filter", title="filter W"),
        MatrixView("copy", here.stamp, "filter", title="all stamped" if done else f"copy = {weight} · W",
                   shape_label=False, highlight=now, faded=[np.s_[:]] if done else ()),
        output_view(input, filter, stride, padding, output_padding, step),
    ]  # fmt: skip
    near, (_, size) = padding, shown_size(stride, padding, output_padding)
    notes = [
        Label(f"stride {stride:g}: {counted(stride, 'cell')} in the output for 1 cell in the input", "step"),
        Label(said_of_padding(near, output_padding, done), "output"),
    ]
    axes = draw_matrices(figure, [[views[0], "×", [views[1], views[2]], "→", views[3]], *notes], largest=0.4)
    draw_blocks(axes["Z"], [(near, near, size, size)], "output")
    if not done:
        corner = (here.region[0].start, here.region[1].start)
        draw_blocks(axes["Z"], [(*corner, KERNEL, KERNEL)])
        draw_move(axes["Y"], position, last_move(position, SIZE, 1))
        draw_move(axes["Z"], corner, last_move(here.position, SIZE, stride))
    elif output_padding:
        border = near + size - output_padding
        ends = [[(near, border), (near + size, border)], [(border, near), (border, near + size)]]
        add_lines(axes["Z"], ends, colour("ink"), 2.0, "--", order=4.5)


def said_of_padding(padding: int, output_padding: int, done: bool) -> str:
    """Say what becomes of the padding."""
    if not done:
        return f"pale: padding {padding} will be cropped" if padding else "no padding"
    rest = f"behind the dashes: output padding {output_padding:g}" if output_padding else "no output padding"
    return f"padding {padding} is cropped; {rest}" if padding else rest


def output_view(
    input: np.ndarray, filter: np.ndarray, stride: int, padding: int, output_padding: int, step: int
) -> MatrixView:
    """Lay out the sum of the copies so far: what the padding cuts off is pale, and empty in the end."""
    steps, done = steps_of(input, filter, stride, padding, output_padding), step == STAMPS
    (side, size), near = shown_size(stride, padding, output_padding), padding
    counts = np.zeros(steps[0].canvas.shape, dtype=int)
    for stamped in steps[: step + 1]:
        counts[stamped.region] += 1
    counts, sums = counts[:side, :side], steps[min(step, STAMPS - 1)].canvas[:side, :side]
    kept = np.zeros((side, side), dtype=bool)
    kept[near : near + size, near : near + size] = True
    return MatrixView(
        "Z",
        sums,
        "output",
        "sum of the copies" if done else "sum of the copies so far",
        title=f"output Z ({size}×{size})",
        shape_label=False,
        fills=cover(counts),
        faded=~kept if done else counts == 0,  # cells of the output that no copy reaches are 0
        pale=~kept,
        room=0.5,
    )


def caption(input: np.ndarray, filter: np.ndarray, stride: int, padding: int, output_padding: int, step: int) -> str:
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


def _caption_of_sizes(stride: int, padding: int, output_padding: int) -> str:
    reach = transpose_output_size(SIZE, KERNEL, stride)
    size = transpose_output_size(SIZE, KERNEL, stride, padding, output_padding)
    formula = f"({SIZE} − 1)·{stride:g} + {KERNEL} − 2·{padding:g} + {output_padding:g} = {size}"
    parts = [f"The copies reach over {reach} cells. Output size: {formula}."]
    if output_padding > padding:
        parts.append("Output padding above padding adds cells that no copy reaches: they are 0.")
    elif output_padding:
        parts.append(f"At the far end padding would crop {padding:g}; output padding keeps {output_padding:g} of it.")
    return "\n".join(parts)


def title(stride: int, padding: int, output_padding: int) -> str:
    """Say what the size becomes."""
    size = transpose_output_size(SIZE, KERNEL, stride, padding, output_padding)
    extra = f", output padding {output_padding:g}" if output_padding else ""
    return f"Transpose convolution, stride {stride:g} pad {padding:g}{extra}: {SIZE}×{SIZE} becomes {size}×{size}"


def transpose_convolution_demo() -> Demo:
    """Stamp the copies of a 3×3 filter one by one: slides "3 x 3 transpose convolution, stride 2 pad 1"."""
    own: dict[str, Any] = {"lowest": -9, "highest": 9, "panel": "matrices"}
    return Demo(
        name="transpose_convolution",
        title=title,
        controls=[
            Step(
                "step",
                count=STAMPS + 1,
                start=1,
                names=[*(f"copy {i + 1}" for i in range(STAMPS)), "crop the padding"],
            ),
            Slider("stride", [1, 2, 3], start=2, label="stride"),
            Slider("padding", [0, 1, 2], start=1, legal=legal_padding, label="padding"),
            Slider("output_padding", [0, 1, 2], start=1, legal=legal_output_padding, label="output padding"),
            Matrix("input", tiny.SMALL.tolist(), role="input", label="Y", axes="Y", **own),
            Matrix("filter", tiny.FILTER.tolist(), role="filter", label="W", axes="W", **own),
        ],
        panels=[[Panel("matrices", draw, size=(8.9, 4.1), alt="input, filter and its weighted copy, output so far")]],
        caption=caption,
    )

"""Three ways to make a small map large, cell by cell: nearest neighbour, bed of nails, max unpooling."""

import numpy as np
import torch
from torch import Tensor

from lecture_utils.methods.unpooling import (
    UnpoolingStep,
    bed_of_nails_steps,
    max_pool2d,
    max_unpooling_steps,
    nearest_neighbour_steps,
)
from lecture_utils.pictures import Label, MatrixView, Sheet, draw_matrices
from lecture_utils.pictures.number_format import counted, number
from lecture_utils.scenes.slides import MAX_POOL_INPUT, UNPOOLING_INPUT
from lecture_utils.stage import Choice, Demo, Matrix, Panel, Slider, Step

NEAREST, NAILS, MAX = WAYS = ("nearest neighbour", "bed of nails", "max unpooling")
FACTORS = (2, 3)
CELLS = len(UNPOOLING_INPUT) * len(UNPOOLING_INPUT[0])

LARGER_INPUT = torch.tensor(
    [
        [1, 2, 0, 6, 3, 1],
        [3, 1, 4, 2, 1, 5],
        [0, 5, 2, 1, 2, 3],
        [1, 2, 2, 1, 0, 4],
        [7, 3, 0, 4, 8, 2],
        [2, 1, 6, 3, 5, 0],
    ]
).float()
"""What was pooled where the factor is 3; for 2 it is the slide's."""


def pooled_input(factor: int) -> Tensor:
    """Return the map that the positions of max unpooling come from."""
    return torch.tensor(MAX_POOL_INPUT).float() if factor == 2 else LARGER_INPUT


def positions(factor: int) -> Tensor:
    """Return where max pooling found its maxima: (2, 2), numbers of cells in reading order."""
    _, indices = max_pool2d(pooled_input(factor)[None, None], factor, return_indices=True)
    return indices[0, 0]


def steps_of(way: str, factor: int, input: np.ndarray) -> list[UnpoolingStep]:
    """Run a method on the numbers of the control."""
    small = torch.as_tensor(input, dtype=torch.float32)
    if way == MAX:
        return list(max_unpooling_steps(small, positions(factor), factor))
    return list({NEAREST: nearest_neighbour_steps, NAILS: bed_of_nails_steps}[way](small, factor))


def draw(figure: Sheet, way: str, factor: int, input: np.ndarray, step: int) -> None:
    """Draw the input, for max unpooling what was pooled before, and the output as far as it is written."""
    here, *waiting = steps_of(way, factor, input)[step:]
    later = [cell for one in waiting for cell in one.block]
    top, left = here.block[0]
    block = [np.s_[top : top + factor, left : left + factor]]
    if way == MAX:
        note = Label("its largest numbers, where they were", "muted")
        before = MatrixView("pooled before", pooled_input(factor), "muted", "max pooling remembered", highlight=block)
    given = MatrixView("input", input, "input", highlight=[here.position])
    output = MatrixView("output", here.output, "output", way, highlight=block, faded=later, widest="−00")
    row = [given, "→", output] if way != MAX else [[before, note], given, "→", output]
    draw_matrices(figure, [row], largest=0.52)


def title(way: str, factor: int) -> str:
    """Say what a way leaves in the output."""
    empty = factor**2 - 1
    return {
        NEAREST: f"Nearest neighbour: every input fills a block of {factor}×{factor}",
        NAILS: f"Bed of nails leaves {empty} of {factor**2} outputs empty",
        MAX: f"Max unpooling leaves {empty} of {factor**2} empty, and remembers which are not",
    }[way]


def caption(way: str, factor: int, input: np.ndarray, step: int) -> str:
    """Say where the current number goes."""
    here = steps_of(way, factor, input)[step]
    row, column = here.position
    start = f"Input row {row + 1}, column {column + 1} is {number(float(here.value))}."
    if way == NEAREST:
        return f"{start} All {counted(factor**2, 'cell')} of its block get it."
    down, across = here.written[0]
    place = f"row {down + 1}, column {across + 1}"
    if way == NAILS:
        return f"{start} It goes to the upper left cell of its block, {place}. The others stay 0."
    largest = number(float(pooled_input(factor)[down, across]))
    return f"{start} Its window's largest number was {largest}, in {place}: there it goes. The others stay 0."


def three_ways_demo() -> Demo:
    """Unpool a 2×2 map cell by cell: slides "In-network Up Sampling (a.k.a "Unpooling")" and "Max Unpooling"."""
    return Demo(
        name="unpooling",
        title=title,
        controls=[
            Choice("way", list(WAYS), label="way"),
            Slider("factor", FACTORS, label="factor"),
            Step("step", count=CELLS, label="input", start=1),
            Matrix("input", UNPOOLING_INPUT, role="input", label="input", panel="maps", axes="input"),
        ],
        panels=[
            [Panel("maps", draw, size=(8.9, 3.75), alt="the small input and the large output, its block outlined")]
        ],
        caption=caption,
    )

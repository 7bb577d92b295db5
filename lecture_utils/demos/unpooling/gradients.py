"""What each way of unpooling does to the gradient: type the output's, see what reaches each input."""

import numpy as np
import torch

from lecture_utils.demos.unpooling.three_ways import MAX, NAILS, NEAREST, WAYS, positions, steps_of
from lecture_utils.methods.unpooling import bed_of_nails, input_gradient, max_unpool2d, nearest_neighbour
from lecture_utils.pictures import MatrixView, Sheet, draw_matrices
from lecture_utils.pictures.number_format import number
from lecture_utils.scenes.slides import UNPOOLING_INPUT
from lecture_utils.stage import Choice, Demo, Matrix, Panel, PickCell

START = ((1, 2, 0, 1), (0, 1, 3, 0), (2, 0, 1, 1), (1, 4, 0, 2))


def unpooled(way: str, small: torch.Tensor) -> torch.Tensor:
    """Unpool (2, 2) to (4, 4)."""
    if way == MAX:
        return max_unpool2d(small[None, None], positions(2)[None, None], 2)[0, 0]
    return {NEAREST: nearest_neighbour, NAILS: bed_of_nails}[way](small, 2)


def gradient(way: str, output_gradient: np.ndarray) -> torch.Tensor:
    """Bring the gradient back to the input, by backpropagation: (2, 2)."""
    small = torch.tensor(UNPOOLING_INPUT).float()
    return input_gradient(lambda one: unpooled(way, one), small, torch.as_tensor(output_gradient, dtype=torch.float32))


def draw(figure: Sheet, way: str, output_gradient: np.ndarray, cell: tuple[int, int]) -> None:
    """Draw the output's gradient, which of it reaches the picked input, and the input's gradient."""
    here = steps_of(way, 2, np.array(UNPOOLING_INPUT))[cell[0] * 2 + cell[1]]
    views = [
        MatrixView("output gradient", output_gradient, "output", "type your own", highlight=list(here.written)),
        MatrixView("input gradient", gradient(way, output_gradient), "input", way, highlight=[cell], widest="−00"),
    ]
    draw_matrices(figure, [[views[0], "→", views[1]]], largest=0.55, first="input gradient")


def title(way: str) -> str:
    """Say what a way does to the gradient."""
    return {
        NEAREST: "Nearest neighbour: an input gets the sum of its block's gradients",
        NAILS: "Bed of nails: only the upper left cell of each block sends its gradient back",
        MAX: "Max unpooling: only the remembered cell of each window sends its gradient back",
    }[way]


def caption(way: str, output_gradient: np.ndarray, cell: tuple[int, int]) -> str:
    """Do the sum of the picked input."""
    here = steps_of(way, 2, np.array(UNPOOLING_INPUT))[cell[0] * 2 + cell[1]]
    terms = " + ".join(number(float(output_gradient[place])) for place in here.written)
    total = float(gradient(way, output_gradient)[cell])
    lost = float(output_gradient.sum()) - float(gradient(way, output_gradient).sum())
    sums = f"{terms} = {number(total)}" if len(here.written) > 1 else number(total)
    return (
        f"Input row {cell[0] + 1}, column {cell[1] + 1} was written to {len(here.written)} of 4 cells, so its gradient "
        f"is {sums}. Of the output's gradient, {number(lost)} in all is lost."
    )


def gradient_demo() -> Demo:
    """Type the gradient of the output and see what reaches each input."""
    return Demo(
        name="unpooling_gradient",
        title=title,
        controls=[
            Choice("way", list(WAYS), label="way"),
            PickCell("cell", panel="maps", shape=(2, 2), label="an input"),
            Matrix(
                "output_gradient", START, role="output", label="output gradient", panel="maps", axes="output gradient"
            ),
        ],
        panels=[[Panel("maps", draw, size=(8.0, 3.2), alt="the output's gradient and the input's, cells outlined")]],
        caption=caption,
    )

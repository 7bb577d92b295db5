"""Max pooling, the rest of the network, max unpooling: the positions that lead back."""

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patches import ConnectionPatch

from lecture_utils.methods.unpooling import PoolingStep, max_pooling_steps, max_unpooling_steps
from lecture_utils.pictures import MatrixView, Sheet, colour, draw_matrices
from lecture_utils.pictures.number_format import number
from lecture_utils.scenes.slides import MAX_POOL_INPUT, MAX_UNPOOL_INPUT
from lecture_utils.stage import Demo, Matrix, Panel, PickCell

KERNEL = 2


def pooling(input: np.ndarray) -> list[PoolingStep]:
    """Pool the numbers of the control."""
    return list(max_pooling_steps(torch.as_tensor(input, dtype=torch.float32), KERNEL))


def draw(figure: Sheet, input: np.ndarray, back: np.ndarray, cell: tuple[int, int]) -> None:
    """Draw all four maps; the picked window, its maximum and its position are outlined in each."""
    steps = pooling(input)
    here = steps[cell[0] * 2 + cell[1]]
    top, left = here.cells[0]
    window = [np.s_[top : top + KERNEL, left : left + KERNEL]]
    *_, last = max_unpooling_steps(torch.as_tensor(back, dtype=torch.float32), steps[-1].indices, KERNEL)
    views = [
        MatrixView("input", input, "input", "max pooling remembers", highlight=[*window, here.taken]),
        MatrixView("pooled", steps[-1].output, "output", "the largest of each window", highlight=[cell]),
        MatrixView("back", back, "input", "rest of the network", title="comes back", highlight=[cell]),
        MatrixView("unpooled", last.output, "output", "max unpooling", highlight=[*window, here.taken]),
    ]
    row = [views[0], "→", views[1], "… →", views[2], "→", views[3]]
    axes = draw_matrices(figure, [row], largest=0.5, first="pooled")
    _link(figure, axes["input"], axes["unpooled"])


def _link(figure: Sheet, pooled: Axes, unpooled: Axes) -> None:
    """Join the two layers that belong together by a line below what lies between them."""
    below = (0.5, -0.04)
    style = "bar,fraction=0.05"
    line = ConnectionPatch(
        below, below, pooled.transAxes, unpooled.transAxes, arrowstyle="<->", connectionstyle=style, lw=2
    )
    line.set_color(colour("step"))
    figure.add_artist(line)


def ties(here: PoolingStep) -> int:
    """Count the cells of a window that hold its largest number."""
    return int((here.values == here.values.max()).sum())


def title(input: np.ndarray, cell: tuple[int, int]) -> str:
    """Say where a number comes from and goes back to."""
    here = pooling(input)[cell[0] * 2 + cell[1]]
    row, column = here.taken
    if ties(here) > 1:
        return f"{ties(here)} cells of the window are equally large: the first one in reading order is taken"
    return f"Row {row + 1}, column {column + 1} held the largest number, and gets back what comes back"


def caption(input: np.ndarray, back: np.ndarray, cell: tuple[int, int]) -> str:
    """Do the arithmetic of the picked window."""
    here = pooling(input)[cell[0] * 2 + cell[1]]
    row, column = here.taken
    window = ", ".join(number(float(value)) for value in here.values)
    return (
        f"max({window}) = {number(float(here.values.max()))}, in row {row + 1}, column {column + 1}. As one number: "
        f"{row} · 4 + {column} = {int(here.indices[here.position])}, both counted from 0. On the way back "
        f"{number(float(back[cell]))} is put there, and 0 into the three others."
    )


def there_and_back_demo() -> Demo:
    """Edit what is pooled and what comes back: slide "In-network Up Sampling: Max Unpooling"."""
    return Demo(
        name="max_unpooling",
        title=title,
        controls=[
            PickCell("cell", panel="maps", shape=(2, 2), start=(1, 1), label="a window"),
            Matrix("input", MAX_POOL_INPUT, role="input", label="input", panel="maps", axes="input"),
            Matrix("back", MAX_UNPOOL_INPUT, role="input", label="comes back", panel="maps", axes="back"),
        ],
        panels=[[Panel("maps", draw, size=(9.2, 3.1), alt="input, pooled map, what comes back, unpooled map")]],
        caption=caption,
    )

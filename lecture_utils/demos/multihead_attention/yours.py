"""The last exercise at work: the heads of your layer look at a photograph."""

from collections.abc import Callable
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.self_attention.shuffled import PHOTO, SHARPNESS, patches, shuffled_image, vectors
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.exercises.multihead_attention import exercises
from lecture_utils.pictures import draw_heatmap
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Choice, Demo, PickCell

COUNT = 2
HEADS = ["head 1: colours", "head 2: edges"]


def calls() -> list[tuple[Any, ...]]:
    """Give the arguments of ``multihead_attention``: all patches, matrices that change nothing, and two heads."""
    same = torch.eye(vectors().shape[1])
    return [(vectors(), SHARPNESS * same, same, same, same, COUNT)]


def draw(axes: Axes, results: list[tuple[Tensor, Tensor]], patch: tuple[int, int], head: str) -> None:
    """Draw the weights of the picked patch in one head over the photograph."""
    rows, columns = patches().shape[:2]
    found = results[0][0][HEADS.index(head), patch[0] * columns + patch[1]].reshape(rows, columns)
    draw_heatmap(axes, found, shuffled_image("as they are").mean(dim=0), title=f"A of {head}")


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Pick a patch of a photograph and see where each of two heads looks, through your ``multihead_attention``.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    rows, columns = patches().shape[:2]
    return driven_demo(
        exercises.exercises["multihead_attention"],
        function,
        controls=[
            PickCell("patch", panel="method", shape=(rows, columns), start=(7, 10), label="patch", frozen_every=6),
            Choice("head", HEADS, label="head"),
        ],
        calls=calls,
        draw=draw,
        about="All patches at once, two heads; pick a patch at the right. Left: your layer, run now. Right: the "
        f"method. {photograph(PHOTO).credit_line}",
    )

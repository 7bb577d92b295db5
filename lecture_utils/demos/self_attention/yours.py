"""The last exercise at work: the patches of a photograph ask one another through your self-attention layer."""

from collections.abc import Callable
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.self_attention.shuffled import PHOTO, SHARPNESS, patches, shuffled_image, vectors
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.exercises.self_attention import exercises
from lecture_utils.pictures import draw_heatmap
from lecture_utils.scenes.photographs import photograph
from lecture_utils.stage import Demo, PickCell


def calls() -> list[tuple[Tensor, ...]]:
    """Give the arguments of ``self_attention``: all patches, and matrices that change nothing but the length."""
    same = torch.eye(vectors().shape[1])
    return [(vectors(), SHARPNESS * same, same, same)]


def draw(axes: Axes, results: list[tuple[Tensor, ...]], patch: tuple[int, int]) -> None:
    """Draw the weights of the picked patch over the photograph."""
    rows, columns = patches().shape[:2]
    found = results[0][4][patch[0] * columns + patch[1]].reshape(rows, columns)
    draw_heatmap(axes, found, shuffled_image("as they are").mean(dim=0), title="A: where the patch looks")


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Pick a patch of a photograph and see where it looks, through your ``self_attention``.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    rows, columns = patches().shape[:2]
    return driven_demo(
        exercises.exercises["self_attention"],
        function,
        controls=[
            PickCell("patch", panel="method", shape=(rows, columns), start=(7, 10), label="patch", frozen_every=6)
        ],
        calls=calls,
        draw=draw,
        about="All patches at once, as inputs; pick one at the right. Left: your layer, run now. Right: the method. "
        f"{photograph(PHOTO).credit_line}",
    )

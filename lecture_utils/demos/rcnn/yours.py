"""The last exercise at work: the average precision of a class as detections come in, by your function."""

from collections.abc import Callable
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.rcnn.precision_recall import ranked, shown
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.exercises.rcnn import exercises
from lecture_utils.pictures import draw_curves
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Choice, Demo


def calls(category: str) -> list[tuple[Tensor, int]]:
    """Give the arguments of ``average_precision``: the first detection, the first two, and so on."""
    found = ranked(category)
    return [(found.right[:count].long(), found.truths) for count in range(1, shown(category) + 1)]


def draw(axes: Axes, results: list[Any], category: str) -> None:
    """Draw the average precision against the number of detections that count."""
    values = torch.stack([torch.as_tensor(one, dtype=torch.float64) for one in results])
    draw_curves(
        axes,
        range(1, len(values) + 1),
        {"AP": values},
        x_label="detections, by falling score",
        title=f"{category}: AP {float(values[-1]):.3f}",
        limits=(0, 1),
    )


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Let your ``average_precision`` measure R-CNN on the lecture's scenes, detection by detection.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    return driven_demo(
        exercises.exercises["average_precision"],
        function,
        controls=[Choice("category", THINGS, start="horse", label="class", frozen_options=("horse",), ahead=False)],
        calls=calls,
        draw=draw,
        about="The average precision of the first 1, 2, 3, … detections of R-CNN. Left: your function, run now. "
        "Right: the method.",
    )

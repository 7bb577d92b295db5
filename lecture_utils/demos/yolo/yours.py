"""The last exercise at work: the loss on a scene, by your function and by the method."""

from collections.abc import Callable
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.demos.yolo.looked_once import output, target
from lecture_utils.demos.yolo.loss import WORDS
from lecture_utils.exercises.yolo import exercises
from lecture_utils.pictures import draw_bars
from lecture_utils.stage import Demo


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Choose a scene, and see the five terms that your ``yolo_loss`` finds.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    scenes = shown_scenes()

    def calls(scene: str) -> list[tuple[Tensor, Tensor]]:
        return [(output(scenes[scene])[None], target(scenes[scene])[None])]

    def draw(axes: Axes, results: list[Any]) -> None:
        values = torch.stack([torch.as_tensor(term, dtype=torch.float64) for term in results[0]])
        draw_bars(axes, WORDS, values, "output", title="the five terms, weighted", decimals=3)

    return driven_demo(
        exercises.exercises["yolo_loss"],
        function,
        controls=[scenes.control(frozen=2)],
        calls=calls,
        draw=draw,
        about="The trained network's output against the target. Left: your function, run now. Right: the method.",
    )

"""The last exercise at work: the masks of a scene, pasted by your function and by the method."""

from collections.abc import Callable
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.mask_rcnn.networks import answer, found
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.exercises.mask_rcnn import exercises
from lecture_utils.methods.mask_rcnn import THRESHOLD
from lecture_utils.pictures import Mark, draw_marked_image
from lecture_utils.scenes.lecture_scenes import SIZE
from lecture_utils.stage import Demo


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Choose a scene, and see the masks that your ``paste_mask`` brings back into it.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    scenes = shown_scenes()

    def calls(scene: str) -> list[tuple[Tensor, Tensor, tuple[int, int]]]:
        shown = scenes[scene]
        return [(answer(shown, one.box).masks[one.label], torch.tensor(one.box), (SIZE, SIZE)) for one in found(shown)]

    def draw(axes: Axes, results: list[Any], scene: str) -> None:
        shown = scenes[scene]
        marks = [
            Mark(one.box, one.name, one.role, mask=torch.as_tensor(pasted) >= THRESHOLD)
            for one, pasted in zip(found(shown), results, strict=True)
        ]
        draw_marked_image(axes, shown.large, marks, title=f"pasted, p ≥ {THRESHOLD:g}", size=(SIZE, SIZE))

    return driven_demo(
        exercises.exercises["paste_mask"],
        function,
        controls=[scenes.control(frozen=2)],
        calls=calls,
        draw=draw,
        about="The trained network's masks, 20×20, in their boxes. Left: your function, run now. Right: the method.",
    )

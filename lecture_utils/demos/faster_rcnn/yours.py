"""The last exercise at work: the trained network's proposals, chosen by a student's function."""

from collections.abc import Callable
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.faster_rcnn.scene_steps import SIZE, steps_of
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.exercises.faster_rcnn import exercises
from lecture_utils.methods.box_coder import decode_offsets
from lecture_utils.pictures import Mark, draw_marked_image
from lecture_utils.stage import Demo, Slider

BEFORE, OVERLAP = 200, 0.7


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Choose the proposals of a scene with a student's ``filter_proposals``.

    Parameters
    ----------
    function : callable, optional
        The student's; the method's where left out.
    """
    scenes = shown_scenes()

    def calls(scene: str, count: int) -> list[tuple[Tensor, Tensor, tuple[int, int], int, int, float]]:
        steps = steps_of(scenes[scene])
        boxes = decode_offsets(steps.rpn_output.offsets[0], steps.anchors).flatten(0, 2)
        return [(boxes, steps.rpn_output.objectness[0].flatten(), SIZE, BEFORE, count, OVERLAP)]

    def draw(axes: Axes, results: list[Any], scene: str) -> None:
        _, boxes, _, kept = (torch.as_tensor(part) for part in results[0])
        marks = [Mark(box, "", "filter") for box in boxes[kept.long()].tolist()]
        title = f"{len(marks)} of {len(boxes)} candidates stay"
        draw_marked_image(axes, scenes[scene].large, marks, title=title, size=SIZE)

    return driven_demo(
        exercises.exercises["filter_proposals"],
        function,
        controls=[scenes.control(frozen=2), Slider("count", [5, 10, 20, 50], start=10, label="at most")],
        calls=calls,
        draw=draw,
        about=f"The {BEFORE} surest anchors of the scene, corrected by the trained network's offsets.",
    )

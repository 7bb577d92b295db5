"""The last exercise of lecture 02 at work: a student's suppression on the windows of a scene."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.sliding_window.suppression import THRESHOLDS, candidates
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.exercises.sliding_window import exercises
from lecture_utils.pictures import format_number
from lecture_utils.pictures.marked_images import Mark, draw_marked_image
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Demo, Slider


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Suppress the most probable windows of a scene with a student's function, category by category.

    Parameters
    ----------
    function : callable, optional
        The student's ``nms``; the method's where left out.
    """
    scenes = shown_scenes()

    def calls(scene: str, threshold: float) -> list[tuple[Tensor, Tensor, float]]:
        found = candidates(scenes[scene])
        members = [found.labels == label for label in range(len(THINGS))]
        return [(found.boxes[chosen], found.scores[chosen], threshold) for chosen in members]

    def draw(axes: Axes, results: list[Tensor], scene: str) -> None:
        found = candidates(scenes[scene])
        marks = []
        for label, kept in enumerate(results):
            members = (found.labels == label).nonzero()[:, 0]
            for index in members[kept.long()].tolist():
                words = f"{THINGS[label]} {format_number(float(found.scores[index]))}"
                marks.append(Mark(found.boxes[index].tolist(), words))
        title = f"{len(marks)} of {len(found.boxes)} windows stay"
        draw_marked_image(axes, scenes[scene].large, marks, title=title, size=(128, 128))

    return driven_demo(
        exercises.exercises["nms"],
        function,
        controls=[scenes.control(frozen=1), Slider("threshold", THRESHOLDS, start=0.3, label="IoU threshold")],
        calls=calls,
        draw=draw,
        about="The most probable windows of the scene, suppressed in each category.",
    )

"""The last exercise at work: the recall of the four methods on one scene, by your function and by the method."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.proposals.recall import AT, SHOWN, proposed
from lecture_utils.demos.proposals.recall_record import METHODS, NUMBERS
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.exercises.proposals import exercises
from lecture_utils.pictures import draw_curves
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.stage import Choice, Demo


def calls(scene: str, at: str) -> list[tuple[Any, ...]]:
    """Give the arguments of ``scene_recall`` for each method."""
    picture = lecture_scene(scene)
    return [(proposed(picture, method), picture.boxes, NUMBERS, AT[at]) for method in METHODS]


def draw(axes: Axes, results: list[Tensor], scene: str) -> None:
    """Draw a curve for each method."""
    curves = {name: 100 * share.double() for name, share in zip(METHODS, results, strict=True)}
    label = f"% of {len(lecture_scene(scene).boxes)} things found"
    draw_curves(axes, NUMBERS, curves, x_label="first K proposals", y_label=label, limits=(0, 100), x_log=True)


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Choose a scene, and see what your ``scene_recall`` says of the four methods.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    return driven_demo(
        exercises.exercises["scene_recall"],
        function,
        controls=[
            shown_scenes(names=SHOWN).control(frozen=2, start="eight things"),
            Choice("at", list(AT), label="enough is"),
        ],
        calls=calls,
        draw=draw,
        size=(4.6, 3.4),
        about="The first proposals of four methods on this scene. Left: your function, run now. Right: the method.",
    )

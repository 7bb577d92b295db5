"""The last exercise at work: the loss of a mini-batch on a scene, by your function and by the method."""

from collections.abc import Callable
from typing import Any

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.fast_rcnn.outputs import NAME, mini_batch
from lecture_utils.demos.fast_rcnn.static_figures import feature_map
from lecture_utils.demos.views.driven import driven_demo
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.exercises.fast_rcnn import exercises
from lecture_utils.pictures import draw_bars
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.stage import Demo, Slider
from lecture_utils.training.outputs import per_scene, trained

TERMS = ("classification", "localisation")
DRAWS = 8


@per_scene
def judged(scene: LectureScene, draw: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return what the trained network says of a mini-batch of a scene, and what it should say."""
    drawn = mini_batch(scene, draw, 0.25, 0.5).drawn
    found = trained(NAME).regions(feature_map(scene)[None], [drawn.boxes])
    return found.scores, found.offsets, drawn.labels, drawn.offsets


def yours_demo(function: Callable[..., Any] | None = None) -> Demo:
    """Choose a scene and a mini-batch, and see both terms that your ``region_loss`` finds.

    Parameters
    ----------
    function : callable, optional
        Yours; the method itself where left out.
    """
    scenes = shown_scenes()

    def calls(scene: str, draw: int) -> list[tuple[Tensor, ...]]:
        return [judged(scenes[scene], draw - 1)]

    def draw_terms(axes: Axes, results: list[Any]) -> None:
        values = torch.stack([torch.as_tensor(term, dtype=torch.float64) for term in results[0]])
        draw_bars(axes, TERMS, values, "output", title="both terms of the loss", decimals=3)

    return driven_demo(
        exercises.exercises["region_loss"],
        function,
        controls=[scenes.control(frozen=2), Slider("draw", range(1, DRAWS + 1), label="mini-batch")],
        calls=calls,
        draw=draw_terms,
        about="What the trained network says of a mini-batch. Left: your function, run now. Right: the method.",
    )

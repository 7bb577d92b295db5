"""What the sliding window finds in the lecture's scenes, right and wrong."""

from torch import Tensor

from lecture_utils.demos.sliding_window.suppression import all_maps
from lecture_utils.demos.views.detections import (
    Judged,
    above,
    detection_panels,
    explanation,
    judge,
    row_control,
    summary,
)
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.sliding_window import BACKGROUND, detect
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.stage import Demo, Slider
from lecture_utils.training.outputs import per_scene

LOWEST = 0.5
"""Detections with a lower score are left out from the start."""


@per_scene
def found(scene: LectureScene) -> Detections:
    """Return what is left after suppression, by falling score."""
    return detect(all_maps(scene), LOWEST, background=BACKGROUND).detections


def found_demo(picture: Tensor | None = None) -> Demo:
    """Go through the scenes and through what the sliding window finds in them.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    scenes = shown_scenes(picture)

    def judged(scene: str, threshold: float) -> list[Judged]:
        return judge(above(found(scenes[scene]), threshold), scenes[scene])

    return Demo(
        name="sliding_window_found",
        title=lambda scene, threshold: summary(judged(scene, threshold), scenes[scene]),
        controls=[
            scenes.control(frozen=3),
            Slider("threshold", [0.5, 0.7, 0.9, 0.95, 0.99], start=0.9, label="lowest score"),
            row_control(judged),
        ],
        panels=[detection_panels(judged, scenes)],
        caption=lambda scene, threshold, row: explanation(judged(scene, threshold), scenes[scene], row),
    )

"""What the trained network finds in a scene: right and wrong, and why."""

from torch import Tensor

from lecture_utils.demos.fast_rcnn.outputs import NAME
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
from lecture_utils.stage import Demo, Slider
from lecture_utils.training.outputs import detections

SCORES = (0.05, 0.2, 0.5, 0.8)


def found_demo(picture: Tensor | None = None) -> Demo:
    """Go through what Fast R-CNN finds in a scene.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    scenes = shown_scenes(picture)

    def judged(scene: str, score: float) -> list[Judged]:
        return judge(above(detections(NAME, scenes[scene]), score), scenes[scene])

    return Demo(
        name="fast_rcnn_found",
        title=lambda scene, score: summary(judged(scene, score), scenes[scene]),
        controls=[
            scenes.control(frozen=2),
            Slider("score", SCORES, start=0.5, label="lowest score"),
            row_control(judged),
        ],
        panels=[detection_panels(judged, scenes, (4.5, 4.25), (4.2, 4.25))],
        caption=lambda scene, score, row: explanation(judged(scene, score), scenes[scene], row),
        caption_lines=2,
    )

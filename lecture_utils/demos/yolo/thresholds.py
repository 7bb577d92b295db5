"""What is left after both thresholds, right and wrong, with precision and recall."""

from torch import Tensor

from lecture_utils.demos.views.detections import (
    RIGHT,
    Judged,
    detection_panels,
    explanation,
    judge,
    row_control,
    summary,
)
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.demos.yolo.looked_once import found
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.stage import Demo, Slider

SCORES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
IOUS = (0.1, 0.3, 0.5, 0.7, 0.9)


def precision_and_recall(judged: list[Judged], scene: LectureScene) -> str:
    """Write both as fractions: right among the detections, and found among the things."""
    right = sum(one.kind == RIGHT for one in judged)
    precision = f"precision {right}/{len(judged)}" if judged else "no detection, so no precision"
    recall = f"recall {right}/{len(scene.boxes)}" if len(scene.boxes) else "no thing, so no recall"
    return f"{precision}, {recall}"


def found_demo(picture: Tensor | None = None) -> Demo:
    """Move both thresholds and go through what is left.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    scenes = shown_scenes(picture)

    def judged(scene: str, score: float, iou: float) -> list[Judged]:
        return judge(found(scenes[scene], score, iou), scenes[scene])

    def title(scene: str, score: float, iou: float) -> str:
        return summary(judged(scene, score, iou), scenes[scene])

    def caption(scene: str, score: float, iou: float, row: int) -> str:
        detections, shown = judged(scene, score, iou), scenes[scene]
        text = explanation(detections, shown, row)
        if not shown.has_truth:
            return text
        return f"Here: {precision_and_recall(detections, shown)}. {text}"

    return Demo(
        name="yolo_found",
        title=title,
        controls=[
            scenes.control(frozen=2),
            Slider("score", SCORES, start=0.2, label="lowest score"),
            Slider("iou", IOUS, start=0.5, label="IoU threshold of NMS"),
            row_control(judged),
        ],
        panels=[detection_panels(judged, scenes, (4.5, 4.25), (4.2, 4.25))],
        caption=caption,
        caption_lines=2,
    )

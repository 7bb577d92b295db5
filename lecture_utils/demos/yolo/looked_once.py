"""What the trained network says of a scene, computed when the scene is first shown."""

from torch import Tensor

from lecture_utils.methods.detections import Detections
from lecture_utils.methods.yolo import YoloPredictions, target_tensor, yolo_detections
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.outputs import per_scene, trained

NAME = "yolo"
GRID, PER_CELL = 8, 2
SIZE = (128, 128)
NUMBERS = ("x", "y", "√w", "√h", "confidence")
"""What a box has in the output tensor."""


@per_scene
def output(scene: LectureScene) -> Tensor:
    """Return the output tensor, (8, 8, 15): one run of the network."""
    tensor: Tensor = trained(NAME)(scene.image[None])[0]
    return tensor


@per_scene
def predictions(scene: LectureScene) -> YoloPredictions:
    """Return boxes in pixels, confidences and class probabilities of all cells."""
    found: YoloPredictions = trained(NAME).predictions(output(scene))
    return found


@per_scene
def target(scene: LectureScene) -> Tensor:
    """Return what the output should have been, (8, 8, 10)."""
    return target_tensor(scene.boxes, scene.labels, len(THINGS), GRID, SIZE)


@per_scene
def found(scene: LectureScene, score_threshold: float, iou_threshold: float) -> Detections:
    """Return what is left after both thresholds, by falling score."""
    return yolo_detections(predictions(scene), SIZE, score_threshold, iou_threshold).detections

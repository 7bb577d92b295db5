"""What R-CNN makes of a scene: its regions at every stage, and what suppression leaves of them."""

from torch import Tensor

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.rcnn import RegionDetections, RegionStages, detect_among
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.training.outputs import per_scene, proposals, trained

NAME = "rcnn"
SVM, SOFTMAX = RANKINGS = ("svm", "softmax")
SUPPRESSED_FROM = 0.3
"""IoU above which a region goes, as in the authors' program."""


@per_scene
def stages(scene: LectureScene) -> RegionStages:
    """Return every proposal of a scene on its way through the network."""
    followed: RegionStages = trained(NAME).follow(scene.image, proposals(scene))
    return followed


@per_scene
def outcome(scene: LectureScene, corrected: bool = True) -> RegionDetections:
    """Return the candidates, region by region, and all that suppression leaves."""
    followed = stages(scene)
    most = max(1, followed.margins.numel())
    return detect_among(followed, (SIZE, SIZE), "svm", corrected, iou_threshold=SUPPRESSED_FROM, max_detections=most)


@per_scene
def overlaps(scene: LectureScene) -> Tensor:
    """Return the IoU of each proposal with each thing: (R, K)."""
    return box_iou(stages(scene).proposals, scene.boxes)

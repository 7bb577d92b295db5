"""What the trained Faster R-CNN makes of a scene, with every step kept, and the labels of its anchors."""

from torch import Tensor

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.faster_rcnn import AnchorLabels, FasterRCNNSteps, label_anchors
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.training.outputs import per_scene, trained

NAME = "faster_rcnn"
SIZE = (128, 128)
"""Height and width of a scene in pixels."""

STRIDE = 4
"""Pixels of the scene for one cell of the feature map."""

CELLS = SIZE[0] // STRIDE
"""Rows and columns of the feature map."""


@per_scene
def steps_of(scene: LectureScene) -> FasterRCNNSteps:
    """Run the network on a scene and keep every step."""
    steps: FasterRCNNSteps = trained(NAME).steps(scene.image[None])
    return steps


@per_scene
def labels_of(scene: LectureScene, foreground: float, background: float) -> AnchorLabels:
    """Label all anchors of a scene by their overlap with its things."""
    return label_anchors(steps_of(scene).anchors, scene.boxes, None, foreground, background)


def size_name(box: Tensor) -> str:
    """Write width and height of a box (4): ``16×16``."""
    width, height = (box[2:] - box[:2]).tolist()
    return f"{width:.0f}×{height:.0f}"


def best_ious(boxes: Tensor, scene: LectureScene) -> Tensor:
    """Return for each of N boxes the IoU with the thing that it overlaps most: (N,); 0 where nothing is."""
    return box_iou(boxes, scene.boxes).amax(dim=1) if len(scene.boxes) else boxes.new_zeros(len(boxes))


def thing_ious(scene: LectureScene, boxes: Tensor) -> Tensor:
    """Return for each of G things the IoU with the box that overlaps it most: (G,); 0 where there is no box."""
    return box_iou(scene.boxes, boxes).amax(dim=1) if len(boxes) else scene.boxes.new_zeros(len(scene.boxes))

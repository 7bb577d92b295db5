"""Demos of lecture 08: a cell laid open, both thresholds, things on the grid, the loss term by term, its training."""

from lecture_utils.demos.yolo import small
from lecture_utils.demos.yolo.cells import cell_demo
from lecture_utils.demos.yolo.looked_once import GRID, NAME, SIZE, found, output, predictions, target
from lecture_utils.demos.yolo.loss import loss_demo
from lecture_utils.demos.yolo.static_figures import IDEA_SIZE, draw_idea, title_picture
from lecture_utils.demos.yolo.targets import target_demo
from lecture_utils.demos.yolo.thresholds import found_demo
from lecture_utils.demos.yolo.training import training_demo
from lecture_utils.demos.yolo.yours import yours_demo
from lecture_utils.methods.boxes import box_iou
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import trained

__all__ = [
    "GRID",
    "IDEA_SIZE",
    "NAME",
    "SIZE",
    "THINGS",
    "box_iou",
    "cell_demo",
    "draw_idea",
    "found",
    "found_demo",
    "lecture_scene",
    "loss_demo",
    "output",
    "predictions",
    "record",
    "small",
    "target",
    "target_demo",
    "title_picture",
    "trained",
    "training_demo",
    "yours_demo",
]

"""Demos of lecture 12: a walk along the U, with and without skips, skips turned down, both trainings."""

from lecture_utils.demos.unet.cut import cut_demo, without_each_skip
from lecture_utils.demos.unet.networks import confusions, labels_with, scene_iou
from lecture_utils.demos.unet.skips import skips_demo
from lecture_utils.demos.unet.static_figures import IDEA_SIZE, draw_idea, title_picture
from lecture_utils.demos.unet.training import iou_then, moments, things_then, training_demo
from lecture_utils.demos.unet.walk import walk_demo
from lecture_utils.demos.unet.yours import yours_demo
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import semantic_labels, trained

__all__ = [
    "IDEA_SIZE",
    "confusions",
    "cut_demo",
    "draw_idea",
    "iou_then",
    "labels_with",
    "lecture_scene",
    "moments",
    "record",
    "scene_iou",
    "semantic_labels",
    "skips_demo",
    "things_then",
    "title_picture",
    "trained",
    "training_demo",
    "walk_demo",
    "without_each_skip",
    "yours_demo",
]

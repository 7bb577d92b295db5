"""Demos of lecture 04: a region's way, hard negatives, corrected boxes, precision and recall, errors."""

from lecture_utils.demos.rcnn import small
from lecture_utils.demos.rcnn.box_correction import correction_demo
from lecture_utils.demos.rcnn.errors import errors_demo
from lecture_utils.demos.rcnn.evaluated import evaluated
from lecture_utils.demos.rcnn.hard_negatives import hard_negatives_demo
from lecture_utils.demos.rcnn.outputs import NAME, stages
from lecture_utils.demos.rcnn.precision_recall import precision_demo
from lecture_utils.demos.rcnn.region_way import way_demo
from lecture_utils.demos.rcnn.static_figures import IDEA_SIZE, draw_idea
from lecture_utils.demos.rcnn.yours import yours_demo
from lecture_utils.methods import evaluation
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import trained

__all__ = [
    "IDEA_SIZE",
    "NAME",
    "correction_demo",
    "draw_idea",
    "errors_demo",
    "evaluated",
    "evaluation",
    "hard_negatives_demo",
    "lecture_scene",
    "precision_demo",
    "record",
    "small",
    "stages",
    "title_picture",
    "trained",
    "way_demo",
    "yours_demo",
]

title_picture = way_demo
"""What opens the lecture, and stands for it in a gallery."""

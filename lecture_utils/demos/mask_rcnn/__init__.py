"""Demos of lecture 13: instances beside labels, a dragged box, both kinds of pooling, the slide's walk, gradients."""

from lecture_utils.demos.mask_rcnn import small
from lecture_utils.demos.mask_rcnn.class_gradients import gradient_demo
from lecture_utils.demos.mask_rcnn.dragged_box import box_demo
from lecture_utils.demos.mask_rcnn.instances import instance_demo, touching_cats
from lecture_utils.demos.mask_rcnn.networks import ALIGN, NAMES, POOL, answer, found
from lecture_utils.demos.mask_rcnn.pooling import pooling_demo
from lecture_utils.demos.mask_rcnn.slide_walk import walk_demo
from lecture_utils.demos.mask_rcnn.static_figures import (
    FIGURES,
    IDEA_SIZE,
    average_precisions,
    draw_average_precisions,
    draw_idea,
    draw_pasted,
    title_picture,
)
from lecture_utils.demos.mask_rcnn.yours import yours_demo
from lecture_utils.methods.roi import roi_align
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import trained

__all__ = [
    "ALIGN",
    "FIGURES",
    "IDEA_SIZE",
    "NAMES",
    "POOL",
    "THINGS",
    "answer",
    "average_precisions",
    "box_demo",
    "draw_average_precisions",
    "draw_idea",
    "draw_pasted",
    "found",
    "gradient_demo",
    "instance_demo",
    "lecture_scene",
    "pooling_demo",
    "record",
    "roi_align",
    "small",
    "title_picture",
    "touching_cats",
    "trained",
    "walk_demo",
    "yours_demo",
]

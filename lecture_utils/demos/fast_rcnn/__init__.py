"""Demos of lecture 06: mini-batches, the loss, the training, what is found, and the slide's comparison."""

from lecture_utils.demos.fast_rcnn import small
from lecture_utils.demos.fast_rcnn.backbone_gradients import GRADIENTS_SIZE, draw_gradients, gradients
from lecture_utils.demos.fast_rcnn.comparison import comparison_demo
from lecture_utils.demos.fast_rcnn.costs import of_a_crop, of_an_image, of_vgg16
from lecture_utils.demos.fast_rcnn.errors import count_errors
from lecture_utils.demos.fast_rcnn.found import found_demo
from lecture_utils.demos.fast_rcnn.loss import loss_demo
from lecture_utils.demos.fast_rcnn.mini_batches import mini_batch_demo
from lecture_utils.demos.fast_rcnn.outputs import COUNT, NAME, RCNN, SPP, mini_batch
from lecture_utils.demos.fast_rcnn.static_figures import (
    IDEA_SIZE,
    draw_idea,
    draw_three_losses,
    feature_map,
    title_picture,
)
from lecture_utils.demos.fast_rcnn.times import times_record
from lecture_utils.demos.fast_rcnn.training_moments import training_demo
from lecture_utils.demos.fast_rcnn.yours import yours_demo
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.roi import roi_pool, spatial_pyramid_pool
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import detections, proposals, trained

__all__ = [
    "COUNT",
    "GRADIENTS_SIZE",
    "IDEA_SIZE",
    "NAME",
    "RCNN",
    "SPP",
    "THINGS",
    "box_iou",
    "comparison_demo",
    "count_errors",
    "detections",
    "draw_gradients",
    "draw_idea",
    "draw_three_losses",
    "feature_map",
    "found_demo",
    "gradients",
    "lecture_scene",
    "loss_demo",
    "mini_batch",
    "mini_batch_demo",
    "of_a_crop",
    "of_an_image",
    "of_vgg16",
    "proposals",
    "record",
    "roi_pool",
    "small",
    "spatial_pyramid_pool",
    "times_record",
    "title_picture",
    "trained",
    "training_demo",
    "yours_demo",
]

"""Demos of lecture 07: a cell's anchors, anchors to proposals, both kinds of proposals, a detection traced back."""

from lecture_utils.demos.faster_rcnn import small
from lecture_utils.demos.faster_rcnn.anchor_labels import anchor_demo
from lecture_utils.demos.faster_rcnn.proposals import proposal_demo
from lecture_utils.demos.faster_rcnn.recall_record import recorded
from lecture_utils.demos.faster_rcnn.rpn import rpn_demo
from lecture_utils.demos.faster_rcnn.scene_steps import NAME, SIZE, steps_of, thing_ious
from lecture_utils.demos.faster_rcnn.static_figures import IDEA_SIZE, draw_idea, draw_small, title_picture
from lecture_utils.demos.faster_rcnn.traced import things_found, traced_demo
from lecture_utils.demos.faster_rcnn.training import training_demo
from lecture_utils.demos.faster_rcnn.yours import yours_demo
from lecture_utils.methods.boxes import box_iou, clip_boxes_to_image
from lecture_utils.methods.nms import nms
from lecture_utils.methods.proposals import selective_search
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import detections, trained

__all__ = [
    "IDEA_SIZE",
    "NAME",
    "SIZE",
    "anchor_demo",
    "box_iou",
    "clip_boxes_to_image",
    "detections",
    "draw_idea",
    "draw_small",
    "lecture_scene",
    "nms",
    "proposal_demo",
    "record",
    "recorded",
    "rpn_demo",
    "selective_search",
    "small",
    "steps_of",
    "thing_ious",
    "things_found",
    "title_picture",
    "traced_demo",
    "trained",
    "training_demo",
    "yours_demo",
]

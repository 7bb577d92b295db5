"""Demos of lecture 02: the window moves, boxes overlap, suppression, what is found, what it costs."""

from torchvision import ops as torchvision_ops

from lecture_utils.demos.sliding_window import small
from lecture_utils.demos.sliding_window.box_overlap import overlap_demo
from lecture_utils.demos.sliding_window.costs import cost_demo
from lecture_utils.demos.sliding_window.found import found_demo
from lecture_utils.demos.sliding_window.static_figures import IDEA_SIZE, draw_idea
from lecture_utils.demos.sliding_window.suppression import suppression_demo
from lecture_utils.demos.sliding_window.window_moves import NAME, window_demo
from lecture_utils.demos.sliding_window.yours import yours_demo
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import trained
from lecture_utils.training.sliding_window import SCALES

__all__ = [
    "IDEA_SIZE",
    "NAME",
    "SCALES",
    "cost_demo",
    "draw_idea",
    "found_demo",
    "lecture_scene",
    "overlap_demo",
    "record",
    "small",
    "suppression_demo",
    "title_picture",
    "torchvision_ops",
    "trained",
    "window_demo",
    "yours_demo",
]

title_picture = window_demo
"""What opens the lecture, and stands for it in a gallery."""

"""Demos of lecture 05: a box on a photograph, on small numbers, shifted by a pixel, in a pyramid, and its gradients."""

from torchvision import ops as torchvision_ops

from lecture_utils.demos.roi.gradients import gradient_demo
from lecture_utils.demos.roi.on_photograph import roi_demo
from lecture_utils.demos.roi.on_small_numbers import small_box_demo
from lecture_utils.demos.roi.photograph_map import PhotographMap, fit
from lecture_utils.demos.roi.pyramid import pyramid_demo
from lecture_utils.demos.roi.shifted import Shifted, shift_demo
from lecture_utils.demos.roi.static_figures import CHANNELS_SIZE, IDEA_SIZE, draw_channels, draw_idea
from lecture_utils.demos.roi.yours import yours_demo
from lecture_utils.scenes import roi as small
from lecture_utils.scenes.photographs import photograph

__all__ = [
    "CHANNELS_SIZE",
    "IDEA_SIZE",
    "PhotographMap",
    "Shifted",
    "draw_channels",
    "draw_idea",
    "fit",
    "gradient_demo",
    "photograph",
    "pyramid_demo",
    "roi_demo",
    "shift_demo",
    "small",
    "small_box_demo",
    "title_picture",
    "torchvision_ops",
    "yours_demo",
]

title_picture = roi_demo
"""What opens the lecture, and stands for it in a gallery."""

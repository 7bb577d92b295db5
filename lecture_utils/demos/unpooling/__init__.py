"""Demos of lecture 10: three ways of unpooling, max pooling and back, a real feature map, gradients."""

from lecture_utils.demos.unpooling.feature_map import errors, feature_map_demo
from lecture_utils.demos.unpooling.gradients import gradient_demo
from lecture_utils.demos.unpooling.there_and_back import there_and_back_demo
from lecture_utils.demos.unpooling.three_ways import three_ways_demo
from lecture_utils.demos.unpooling.yours import yours_demo
from lecture_utils.scenes import slides
from lecture_utils.scenes.lecture_scenes import lecture_scene

__all__ = [
    "errors",
    "feature_map_demo",
    "gradient_demo",
    "lecture_scene",
    "slides",
    "there_and_back_demo",
    "three_ways_demo",
    "title_picture",
    "yours_demo",
]

title_picture = there_and_back_demo
"""What opens the lecture, and stands for it in a gallery."""

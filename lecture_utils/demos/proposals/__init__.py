"""Demos of lecture 03: grouping, contours in a box, normed gradients, cues of objects, recall of proposals."""

from lecture_utils.demos.proposals import small
from lecture_utils.demos.proposals.contours import contour_demo
from lecture_utils.demos.proposals.cues import objectness_demo
from lecture_utils.demos.proposals.grouping import grouping_demo
from lecture_utils.demos.proposals.photographs import ShownPhotographs
from lecture_utils.demos.proposals.recall import recall_demo
from lecture_utils.demos.proposals.recall_record import METHODS, recorded
from lecture_utils.demos.proposals.static_figures import IDEA_SIZE, draw_idea
from lecture_utils.demos.proposals.windows import bing_demo
from lecture_utils.demos.proposals.yours import yours_demo
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.scenes.photographs import photograph

__all__ = [
    "IDEA_SIZE",
    "METHODS",
    "ShownPhotographs",
    "bing_demo",
    "contour_demo",
    "draw_idea",
    "grouping_demo",
    "lecture_scene",
    "objectness_demo",
    "photograph",
    "recall_demo",
    "recorded",
    "small",
    "title_picture",
    "yours_demo",
]

title_picture = grouping_demo
"""What opens the lecture, and stands for it in a gallery."""

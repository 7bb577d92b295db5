"""Demos of lecture 09: patch by patch, designs as volumes, two networks compared, labels that sharpen, skip fusion."""

from lecture_utils.demos.semantic_segmentation import small
from lecture_utils.demos.semantic_segmentation.comparison import compare_demo
from lecture_utils.demos.semantic_segmentation.networks import NETWORKS, costs, figures, labels, patch_costs
from lecture_utils.demos.semantic_segmentation.patch_by_patch import patch_demo
from lecture_utils.demos.semantic_segmentation.sharpening import sharpening_demo
from lecture_utils.demos.semantic_segmentation.skip_fusion import fusion_demo
from lecture_utils.demos.semantic_segmentation.static_figures import (
    COST_SIZE,
    IDEA_SIZE,
    LEARNING,
    LEARNING_SIZE,
    draw_costs,
    draw_idea,
    draw_learning,
    validation_iou,
)
from lecture_utils.demos.semantic_segmentation.volumes import volumes_demo
from lecture_utils.demos.semantic_segmentation.yours import yours_demo
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.training.outputs import trained

__all__ = [
    "COST_SIZE",
    "IDEA_SIZE",
    "LEARNING",
    "LEARNING_SIZE",
    "NETWORKS",
    "compare_demo",
    "costs",
    "draw_costs",
    "draw_idea",
    "draw_learning",
    "figures",
    "fusion_demo",
    "labels",
    "lecture_scene",
    "patch_costs",
    "patch_demo",
    "sharpening_demo",
    "small",
    "trained",
    "validation_iou",
    "volumes_demo",
    "yours_demo",
]

title_picture = patch_demo
"""What opens the lecture, and stands for it in a gallery."""

"""Demos of lecture 15: the layer, its inputs shuffled, positions, and the patches of a photograph shuffled."""

from lecture_utils.demos.self_attention.layer import draw_finished_layer, layer_demo
from lecture_utils.demos.self_attention.permutation import permutation_demo
from lecture_utils.demos.self_attention.positions import grid_positions_demo, positions_demo
from lecture_utils.demos.self_attention.shuffled import changes, shuffled_patches_demo
from lecture_utils.demos.self_attention.yours import yours_demo
from lecture_utils.scenes.readers import TINY_SELF

__all__ = [
    "TINY_SELF",
    "changes",
    "draw_finished_layer",
    "grid_positions_demo",
    "layer_demo",
    "permutation_demo",
    "positions_demo",
    "shuffled_patches_demo",
    "title_picture",
    "yours_demo",
]

title_picture = shuffled_patches_demo
"""What opens the lecture, and stands for it in a gallery."""

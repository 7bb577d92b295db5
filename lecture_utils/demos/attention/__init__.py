"""Demos of lecture 14: readers and books, the attention layer, why it divides by √D_Q, patches of a photograph."""

from lecture_utils.demos.attention.concept import concept_demo
from lecture_utils.demos.attention.layer import attention_layer_demo, draw_finished_layer
from lecture_utils.demos.attention.patches import patches_demo
from lecture_utils.demos.attention.scaling import scaling_demo
from lecture_utils.demos.attention.static_figures import draw_row_or_column
from lecture_utils.demos.attention.yours import yours_demo
from lecture_utils.scenes.readers import TINY

__all__ = [
    "TINY",
    "attention_layer_demo",
    "concept_demo",
    "draw_finished_layer",
    "draw_row_or_column",
    "patches_demo",
    "scaling_demo",
    "title_picture",
    "yours_demo",
]

title_picture = patches_demo
"""What opens the lecture, and stands for it in a gallery."""

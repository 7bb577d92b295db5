"""Demos of lecture 16: the layer with two heads, from one head to eight, and the heads of trained networks."""

from lecture_utils.demos.multihead_attention.layer import draw_finished_layer, example_layer, layer_demo
from lecture_utils.demos.multihead_attention.number_of_heads import number_of_heads_demo
from lecture_utils.demos.multihead_attention.switched_off_record import both_off, recorded
from lecture_utils.demos.multihead_attention.trained_heads import language_heads_demo, moving_shares, vit_heads_demo
from lecture_utils.demos.multihead_attention.yours import yours_demo
from lecture_utils.scenes.readers import TINY_HEADS

__all__ = [
    "TINY_HEADS",
    "both_off",
    "draw_finished_layer",
    "example_layer",
    "language_heads_demo",
    "layer_demo",
    "moving_shares",
    "number_of_heads_demo",
    "recorded",
    "title_picture",
    "vit_heads_demo",
    "yours_demo",
]

title_picture = number_of_heads_demo
"""What opens the lecture, and stands for it in a gallery."""

"""Demos of lecture 11: convolution, transpose convolution, their matrices, and the checkerboard."""

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.checkerboard import checkerboard_demo, credit, draw_upsampled
from lecture_utils.demos.transpose_convolution.convolution import convolution_demo
from lecture_utils.demos.transpose_convolution.matrices import matrix_demo
from lecture_utils.demos.transpose_convolution.row import transpose_convolution_1d_demo
from lecture_utils.demos.transpose_convolution.stamping import transpose_convolution_demo
from lecture_utils.demos.transpose_convolution.static_figures import copies_demo, draw_idea
from lecture_utils.demos.transpose_convolution.yours import yours_demo

__all__ = [
    "checkerboard_demo",
    "convolution_demo",
    "copies_demo",
    "credit",
    "draw_idea",
    "draw_upsampled",
    "matrix_demo",
    "tiny",
    "title_picture",
    "transpose_convolution_1d_demo",
    "transpose_convolution_demo",
    "yours_demo",
]

title_picture = copies_demo
"""What opens the lecture, and stands for it in a gallery."""

"""Convolution and transpose convolution: their steps, their matrix, and the checkerboard that the second can leave.

Lecture 11, slides "In-network Up Sampling: Transpose Convolution". ``methods/convolution_geometry.py`` says
where the filter goes, ``convolution`` and ``transpose`` are the two operations with the names, arguments and results of
:mod:`torch.nn.functional`, ``steps`` is the same on one channel as a loop to be watched, on numbers or on
`symbols` of SymPy,
``matrix`` writes both as C and Cᵀ, ``slide_loops`` is each idea in its shortest form, ``checkerboard`` counts overlaps.
"""

from lecture_utils.methods.convolution_geometry import Movement, input_sizes, output_size, transpose_output_size
from lecture_utils.methods.layers import bilinear_filter

from .arrays import slide_notation, symbols
from .checkerboard import overlap_counts, resize_convolution
from .convolution import conv1d, conv2d, convolve
from .matrix import convolution_matrix
from .slide_loops import convolution_matrix_1d, stamp_1d, stamp_2d
from .steps import StampStep, WindowStep, convolution_steps, transpose_convolution_steps
from .transpose import conv_transpose1d, conv_transpose2d, transpose_convolve

__all__ = [
    "Movement",
    "StampStep",
    "WindowStep",
    "bilinear_filter",
    "conv1d",
    "conv2d",
    "conv_transpose1d",
    "conv_transpose2d",
    "convolution_matrix",
    "convolution_matrix_1d",
    "convolution_steps",
    "convolve",
    "input_sizes",
    "output_size",
    "overlap_counts",
    "resize_convolution",
    "slide_notation",
    "stamp_1d",
    "stamp_2d",
    "symbols",
    "transpose_convolution_steps",
    "transpose_convolve",
    "transpose_output_size",
]

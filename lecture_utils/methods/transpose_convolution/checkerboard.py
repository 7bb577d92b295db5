"""The checkerboard that a transpose convolution can leave, and two ways round it."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods.convolution_geometry import Numbers, expand
from lecture_utils.methods.validation import require

from .convolution import conv1d, conv2d
from .transpose import conv_transpose1d, conv_transpose2d


def overlap_counts(
    input_size: Sequence[int],
    kernel_size: Numbers,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    dilation: Numbers = 1,
) -> Tensor:
    """Count how many copies of the filter cover each output of a transpose convolution.

    It is the transpose convolution of ones with a filter of ones. Away from the border the count is the same
    everywhere only if the kernel size is a multiple of the stride.

    Parameters
    ----------
    input_size : tuple of int
        (L,) or (H, W).
    kernel_size, stride, padding, output_padding, dilation : int or tuple of int

    Returns
    -------
    Tensor of int64, shape (*output sizes)

    Raises
    ------
    ValueError
        If a number does not fit.

    References
    ----------
    Odena, Dumoulin & Olah, *Deconvolution and Checkerboard Artifacts*, Distill 2016.
    """
    dimensions = len(input_size)
    require(dimensions in (1, 2), "input_size", "(L,) or (H, W)", tuple(input_size))
    require(min(input_size) > 0, "input_size", "at least one cell in every dimension", tuple(input_size))
    kernel = expand("kernel_size", kernel_size, dimensions, lowest=1)
    ones = torch.ones(1, *input_size, dtype=torch.int64), torch.ones(1, 1, *kernel, dtype=torch.int64)
    operation = conv_transpose1d if dimensions == 1 else conv_transpose2d
    return operation(*ones, None, stride, padding, output_padding, 1, dilation)[0]


def resize_convolution(input: Tensor, weight: Tensor, bias: Tensor | None = None, scale: int = 2) -> Tensor:
    """Upsample by the nearest neighbour, then convolve: each output is covered equally often.

    Parameters
    ----------
    input : Tensor, shape (N, C_in, L) or (N, C_in, H, W)
    weight : Tensor, shape (C_out, C_in, *kernel)
    bias : Tensor, shape (C_out,), optional
    scale : int
        How often each input is repeated in every dimension.

    Returns
    -------
    Tensor, shape (N, C_out, scale * L) or (N, C_out, scale * H, scale * W)

    Raises
    ------
    ValueError
        If a shape or number does not fit.

    References
    ----------
    Odena, Dumoulin & Olah, Distill 2016, section "Better Upsampling".
    """
    require(input.dim() in (3, 4), "input", "(N, C_in, L) or (N, C_in, H, W)", tuple(input.shape))
    (times,) = expand("scale", scale, 1, lowest=1)
    for dimension in range(2, input.dim()):
        input = input.repeat_interleave(times, dim=dimension)
    return (conv1d if input.dim() == 3 else conv2d)(input, weight, bias, padding="same")

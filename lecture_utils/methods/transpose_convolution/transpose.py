"""Transpose convolution: each input weights a copy of the filter; copies are summed where they overlap."""

import torch
from torch import Tensor

from lecture_utils.methods.convolution_geometry import Movement, Numbers, cells, expand, trailing, transpose_output_size
from lecture_utils.methods.validation import require

from .arguments import add_bias, check_tensors


def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    groups: int = 1,
    dilation: Numbers = 1,
) -> Tensor:
    """Transpose-convolve along one dimension.

    Parameters
    ----------
    input : Tensor, shape (N, C_in, L) or (C_in, L)
    weight : Tensor, shape (C_in, C_out / groups, K)
        The weight of the convolution from C_out to C_in channels that this is the transpose of.
    bias : Tensor, shape (C_out,), optional
    stride : int
        Cells that the filter moves in the output for each cell of the input.
    padding : int
        Cells cut off at both ends of the output: the zeros that the convolution would have put around its input.
    output_padding : int
        Cells given back at the far end. A convolution of stride s maps s sizes to one;
        this says which of them to return to. Less than the stride, or less than the dilation.
    groups : int
        Channels are split into this many groups that do not see one another.
    dilation : int
        Cells from one weight of the filter to the next.

    Returns
    -------
    Tensor, shape (N, C_out, L_out) or (C_out, L_out)
        ``L_out`` as :func:`~lecture_utils.methods.transpose_convolution.transpose_output_size` says.

    Raises
    ------
    ValueError
        If a shape or number does not fit; the message names the argument.

    References
    ----------
    Slide "Transpose Convolution: 1-D Example". Same result as :func:`torch.nn.functional.conv_transpose1d`.
    """
    return transpose_convolve(input, weight, bias, stride, padding, output_padding, groups, dilation, dimensions=1)


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    groups: int = 1,
    dilation: Numbers = 1,
) -> Tensor:
    """Transpose-convolve along height and width.

    Parameters
    ----------
    input : Tensor, shape (N, C_in, H, W) or (C_in, H, W)
    weight : Tensor, shape (C_in, C_out / groups, kH, kW)
    bias : Tensor, shape (C_out,), optional
    stride, padding, output_padding, dilation : int or (int, int)
        As for :func:`conv_transpose1d`; two numbers for height and width.
    groups : int

    Returns
    -------
    Tensor, shape (N, C_out, H_out, W_out) or (C_out, H_out, W_out)

    Raises
    ------
    ValueError
        If a shape or number does not fit; the message names the argument.

    References
    ----------
    Slide "3 x 3 transpose convolution, stride 2 pad 1" (2×2 → 4×4). Same result as
    :func:`torch.nn.functional.conv_transpose2d`.
    """
    return transpose_convolve(input, weight, bias, stride, padding, output_padding, groups, dilation, dimensions=2)


def check_output_padding(movement: Movement, output_padding: Numbers) -> tuple[int, ...]:
    """Write the output padding as one number per dimension, each below the stride or below the dilation there.

    Raises
    ------
    ValueError
        If one is not: with more, another number of inputs would have been stamped.
    """
    extra = expand("output_padding", output_padding, len(movement.stride), lowest=0)
    highest = tuple(max(s, d) - 1 for s, d in zip(movement.stride, movement.dilation, strict=True))
    fits = all(e <= h for e, h in zip(extra, highest, strict=True))
    require(fits, "output_padding", f"less than the stride or the dilation, at most {highest}", extra)
    return extra


def stamped_sizes(small: tuple[int, ...], movement: Movement, extra: tuple[int, ...]) -> tuple[int, ...]:
    """Size of the output, in every dimension, that ``small`` inputs give.

    Raises
    ------
    ValueError
        If the padding cuts everything off.
    """
    arguments = (small, movement.kernel_size, movement.stride, movement.before, extra, movement.dilation)
    large = tuple(transpose_output_size(*numbers) for numbers in zip(*arguments, strict=True))
    require(min(large) > 0, "padding", "less, so that some of the output is left", f"an output of size {large}")
    return large


def transpose_convolve(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: Numbers,
    padding: Numbers,
    output_padding: Numbers,
    groups: int,
    dilation: Numbers,
    dimensions: int,
) -> Tensor:
    """Transpose-convolve along ``dimensions`` dimensions: write the canvas once for each weight of the filter.

    Instead of the slides' loop over inputs this loops over the filter's entries: one entry of all copies at a time.
    Where the convolution reads the cells that ``Movement.meets`` names, this writes them: that is the transpose.

    Parameters
    ----------
    input, weight, bias, stride, padding, output_padding, groups, dilation
        As for :func:`conv_transpose1d` and :func:`conv_transpose2d`.
    dimensions : {1, 2}

    Returns
    -------
    Tensor, shape (N, C_out, *large) or (C_out, *large)

    Raises
    ------
    ValueError
        If a shape or number does not fit; the message names the argument.
    """
    check_tensors(input, weight, bias, groups, dimensions, transposed=True)
    require(not isinstance(padding, str), "padding", "integers", repr(padding))
    movement = Movement.of(weight.shape[2:], stride, padding, dilation)
    extra = check_output_padding(movement, output_padding)
    batch = input if input.dim() == dimensions + 2 else input[None]  # (N, C_in, *small)
    small = tuple(batch.shape[2:])
    large = stamped_sizes(small, movement, extra)

    per_group = weight.shape[0] // groups
    inputs = batch.unflatten(1, (groups, per_group))  # (N, groups, C_in / groups, *small)
    filters = weight.unflatten(0, (groups, per_group))  # (groups, C_in / groups, C_out / groups, *kernel)
    canvas = batch.new_zeros(len(batch), groups, weight.shape[1], *movement.padded(large))
    for tap in cells(movement.kernel_size):
        met = trailing(movement.meets(tap, small))
        canvas[met] += torch.einsum("ngi...,gio->ngo...", inputs, filters[trailing(tap)])
    output = canvas[trailing(movement.inside(large))].flatten(1, 2)  # (N, C_out, *large)
    output = add_bias(output, bias, dimensions)
    return output if batch is input else output[0]

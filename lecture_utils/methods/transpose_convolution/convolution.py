"""Convolution: each output is the dot product of the filter with the input under it."""

import torch
from torch import Tensor

from lecture_utils.methods.convolution_geometry import Movement, Numbers, cells, trailing
from lecture_utils.methods.validation import require

from .arguments import add_bias, check_tensors


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Numbers = 1,
    padding: Numbers | str = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> Tensor:
    """Convolve along one dimension.

    Parameters
    ----------
    input : Tensor, shape (N, C_in, L) or (C_in, L)
    weight : Tensor, shape (C_out, C_in / groups, K)
        ``C_out`` filters.
    bias : Tensor, shape (C_out,), optional
    stride : int
        Cells that the filter moves in the input for each cell of the output.
    padding : int or {"same", "valid"}
        Zeros before and after the input. ``"same"``: as many as keep its size (stride 1 only). ``"valid"``: none.
    dilation : int
        Cells from one weight of the filter to the next.
    groups : int
        Channels are split into this many groups that do not see one another.

    Returns
    -------
    Tensor, shape (N, C_out, L_out) or (C_out, L_out)
        ``L_out`` as :func:`~lecture_utils.methods.transpose_convolution.output_size` says.

    Raises
    ------
    ValueError
        If a shape or number does not fit; the message names the argument.

    References
    ----------
    Slide "Recall: Normal 3 x 3 convolution". Same result as :func:`torch.nn.functional.conv1d`.
    """
    return convolve(input, weight, bias, stride, padding, dilation, groups, dimensions=1)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Numbers = 1,
    padding: Numbers | str = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> Tensor:
    """Convolve along height and width.

    Parameters
    ----------
    input : Tensor, shape (N, C_in, H, W) or (C_in, H, W)
    weight : Tensor, shape (C_out, C_in / groups, kH, kW)
        ``C_out`` filters.
    bias : Tensor, shape (C_out,), optional
    stride, dilation : int or (int, int)
        As for :func:`conv1d`; two numbers for height and width.
    padding : int or (int, int) or {"same", "valid"}
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
    Slides "Recall: Normal 3 x 3 convolution, stride 1 pad 1" (4×4 → 4×4) and "stride 2 pad 1" (4×4 → 2×2).
    Same result as :func:`torch.nn.functional.conv2d`.
    """
    return convolve(input, weight, bias, stride, padding, dilation, groups, dimensions=2)


def convolve(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: Numbers,
    padding: Numbers | str,
    dilation: Numbers,
    groups: int,
    dimensions: int,
) -> Tensor:
    """Convolve along ``dimensions`` dimensions: read the input once for each weight of the filter.

    Instead of the slides' loop over positions this loops over the filter's entries: one for all its inputs at a time.

    Parameters
    ----------
    input, weight, bias, stride, padding, dilation, groups
        As for :func:`conv1d` and :func:`conv2d`.
    dimensions : {1, 2}

    Returns
    -------
    Tensor, shape (N, C_out, *small) or (C_out, *small)

    Raises
    ------
    ValueError
        If a shape or number does not fit; the message names the argument.
    """
    check_tensors(input, weight, bias, groups, dimensions, transposed=False)
    movement = Movement.of(weight.shape[2:], stride, padding, dilation)
    batch = input if input.dim() == dimensions + 2 else input[None]  # (N, C_in, *large)
    large = batch.shape[2:]
    small = movement.small(large)
    extent, room = movement.extent, movement.padded(large)
    require(min(small) > 0, "input", f"at least the filter's extent {extent}", f"{room} after padding")

    padded = batch.new_zeros(*batch.shape[:2], *movement.padded(large))
    padded[trailing(movement.inside(large))] = batch
    padded = padded.unflatten(1, (groups, weight.shape[1]))  # (N, groups, C_in / groups, *padded)
    per_group = weight.shape[0] // groups
    filters = weight.unflatten(0, (groups, per_group))  # (groups, C_out / groups, C_in / groups, *kernel)
    output = batch.new_zeros(len(batch), *filters.shape[:2], *small)
    for tap in cells(movement.kernel_size):
        met = padded[trailing(movement.meets(tap, small))]  # (N, groups, C_in / groups, *small)
        output = output + torch.einsum("ngi...,goi->ngo...", met, filters[trailing(tap)])
    output = add_bias(output.flatten(1, 2), bias, dimensions)  # (N, C_out, *small)
    return output if batch is input else output[0]

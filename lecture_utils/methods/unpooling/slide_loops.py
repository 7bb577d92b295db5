"""Max pooling, max unpooling and a gradient on one channel, as the loops that the slides draw."""

import torch
from torch import Tensor

from lecture_utils.methods.validation import require


def max_pool_with_positions(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Max-pool one channel, and remember where each maximum was.

    Parameters
    ----------
    input : Tensor, shape (H, W)
        Both are multiples of ``kernel_size``.
    kernel_size : int
        Side of the windows, and their stride.

    Returns
    -------
    output : Tensor, shape (H / kernel_size, W / kernel_size)
        The largest number of each window.
    indices : Tensor, the same shape, int64
        Its position ``row * W + column``, counted from 0; of equal numbers the first one's in reading order.

    Raises
    ------
    ValueError
        If a side isn't a multiple of ``kernel_size``.

    References
    ----------
    Slide "In-network Up Sampling: Max Unpooling". The loop behind `max_pool2d`.
    """
    height, width = input.shape
    fits = height % kernel_size == 0 and width % kernel_size == 0
    require(fits, "input", f"sides that are multiples of {kernel_size}", tuple(input.shape))
    output = input.new_zeros(height // kernel_size, width // kernel_size)
    indices = torch.zeros(output.shape, dtype=torch.int64)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            top, left = i * kernel_size, j * kernel_size
            window = input[top : top + kernel_size, left : left + kernel_size]
            row, column = divmod(int(window.flatten().argmax()), kernel_size)
            output[i, j] = window[row, column]
            indices[i, j] = (top + row) * width + left + column
    return output, indices


def max_unpool_at(input: Tensor, indices: Tensor, size: tuple[int, int]) -> Tensor:
    """Put each value of one channel at its remembered position, and zeros everywhere else.

    Parameters
    ----------
    input : Tensor, shape (h, w)
    indices : Tensor, shape (h, w), int64
        Positions ``row * W + column`` in the output, counted from 0, all different.
    size : (int, int)
        Height and width (H, W) of the output.

    Returns
    -------
    Tensor, shape (H, W)

    References
    ----------
    Slide "In-network Up Sampling: Max Unpooling". The loop behind `max_unpool2d`.
    """
    output = input.new_zeros(size)
    for i in range(input.shape[0]):
        for j in range(input.shape[1]):
            row, column = divmod(int(indices[i, j]), size[1])
            output[row, column] = input[i, j]
    return output


def bed_of_nails_gradient(output_gradient: Tensor, factor: int) -> Tensor:
    """Bring the gradient of bed of nails' output back to its input: only the nails send any.

    Parameters
    ----------
    output_gradient : Tensor, shape (H * factor, W * factor)
    factor : int
        Side of the blocks.

    Returns
    -------
    Tensor, shape (H, W)
        What `input_gradient` finds by backpropagation.
    """
    return output_gradient[::factor, ::factor].clone()

"""Unpooling that remembers nothing: every cell becomes a block of cells."""

from torch import Tensor

from lecture_utils.methods.convolution_geometry import Numbers, expand
from lecture_utils.methods.validation import require


def nearest_neighbour(input: Tensor, factor: Numbers = 2) -> Tensor:
    """Fill each cell's block with the cell's value.

    Parameters
    ----------
    input : Tensor, shape (..., H, W)
    factor : int or (int, int)
        Rows and columns of a block.

    Returns
    -------
    Tensor, shape (..., H * rows, W * columns)
        The gradient of a cell is the sum of its block's.

    Raises
    ------
    ValueError
        If ``input`` has less than two dimensions, or a factor is below 1.

    References
    ----------
    Slide "In-network Up Sampling (a.k.a "Unpooling")". Same result as :func:`torch.nn.functional.interpolate` with
    ``mode="nearest"``.
    """
    rows, columns = read_factor(input, factor)
    return input.repeat_interleave(rows, dim=-2).repeat_interleave(columns, dim=-1)


def bed_of_nails(input: Tensor, factor: Numbers = 2) -> Tensor:
    """Put each cell's value into the upper left cell of its block, and zeros into the others.

    Parameters
    ----------
    input : Tensor, shape (..., H, W)
    factor : int or (int, int)
        Rows and columns of a block.

    Returns
    -------
    Tensor, shape (..., H * rows, W * columns)
        The gradient of a cell is that of its block's upper left cell; what comes back to the others is lost.

    Raises
    ------
    ValueError
        If ``input`` has less than two dimensions, or a factor is below 1.

    References
    ----------
    Slide "In-network Up Sampling (a.k.a "Unpooling")". Same result as
    :func:`torch.nn.functional.conv_transpose2d` with a filter that is 1 in its first cell, and this stride.
    """
    rows, columns = read_factor(input, factor)
    output = input.new_zeros(*input.shape[:-2], input.shape[-2] * rows, input.shape[-1] * columns)
    output[..., ::rows, ::columns] = input
    return output


def read_factor(input: Tensor, factor: Numbers) -> tuple[int, int]:
    """Write the factor as rows and columns of a block.

    Raises
    ------
    ValueError
        If ``input`` has less than two dimensions, or a factor is below 1.
    """
    require(input.dim() >= 2, "input", "shape (..., H, W)", tuple(input.shape))
    rows, columns = expand("factor", factor, 2, lowest=1)
    return rows, columns

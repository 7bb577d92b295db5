"""Usual mistakes of lecture 10, each a wrong implementation, named after what is wrong."""

import itertools

import torch
from torch import Tensor

from lecture_utils.methods import unpooling as method

# --- nearest_neighbour


def tiled(input: Tensor, factor: int) -> Tensor:
    """Lay copies of the whole map side by side."""
    return input.repeat(factor, factor)


def rows_only(input: Tensor, factor: int) -> Tensor:
    """Repeat rows and forget columns."""
    return input.repeat_interleave(factor, dim=0)


def columns_only(input: Tensor, factor: int) -> Tensor:
    """Repeat columns and forget rows."""
    return input.repeat_interleave(factor, dim=1)


def nails_for_neighbours(input: Tensor, factor: int) -> Tensor:
    """Fill one cell of each block."""
    return method.bed_of_nails(input, factor)


def two_cells(input: Tensor, factor: int) -> Tensor:
    """Fill two cells along each side of a block, whatever the factor."""
    output = input.new_zeros(input.shape[0] * factor, input.shape[1] * factor)
    for row, column in itertools.product(range(input.shape[0]), range(input.shape[1])):
        output[row * factor : row * factor + 2, column * factor : column * factor + 2] = input[row, column]
    return output


# --- bed_of_nails


def nails_in_rows(input: Tensor, factor: int) -> Tensor:
    """Fill the first row of each block."""
    return method.bed_of_nails(input, factor)[:, ::factor].repeat_interleave(factor, dim=1)


def nails_in_columns(input: Tensor, factor: int) -> Tensor:
    """Fill the first column of each block."""
    return method.bed_of_nails(input, factor)[::factor].repeat_interleave(factor, dim=0)


def neighbours_for_nails(input: Tensor, factor: int) -> Tensor:
    """Fill the whole block."""
    return method.nearest_neighbour(input, factor)


def last_cell(input: Tensor, factor: int) -> Tensor:
    """Put the value into the last cell of its block."""
    return method.bed_of_nails(input.flip(0, 1), factor).flip(0, 1)


def without_the_last_zeros(input: Tensor, factor: int) -> Tensor:
    """Stop at the last value, without the zeros behind it."""
    height, width = input.shape
    return method.bed_of_nails(input, factor)[: (height - 1) * factor + 1, : (width - 1) * factor + 1]


def in_the_corner(input: Tensor, factor: int) -> Tensor:
    """Put the whole map into the upper left corner."""
    output = input.new_zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[: input.shape[0], : input.shape[1]] = input
    return output


# --- max_pool_with_positions


def _pooled(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    output, indices = method.max_pool2d(input[None, None], kernel_size, return_indices=True)
    return output[0, 0], indices[0, 0]


def positions_in_the_window(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Count the position within the window."""
    output, indices = _pooled(input, kernel_size)
    rows, columns = indices // input.shape[1], indices % input.shape[1]
    return output, rows % kernel_size * kernel_size + columns % kernel_size


def counted_down_the_columns(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Count column by column."""
    output, indices = _pooled(input, kernel_size)
    return output, indices % input.shape[1] * input.shape[0] + indices // input.shape[1]


def last_of_equals(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Take the last of equal numbers."""
    output, indices = _pooled(input.flip(0, 1), kernel_size)
    return output.flip(0, 1), input.numel() - 1 - indices.flip(0, 1)


def counted_from_one(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Count positions from 1."""
    output, indices = _pooled(input, kernel_size)
    return output, indices + 1


def first_by_columns(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Take the first of equal numbers column by column."""
    output, indices = _pooled(input.T.contiguous(), kernel_size)
    return output.T, (indices % input.shape[0] * input.shape[1] + indices // input.shape[0]).T


def looked_for_everywhere(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Look for a window's largest number in the whole map."""
    output, _ = _pooled(input, kernel_size)
    return output, (input.flatten() == output[..., None]).int().argmax(dim=2)


def means(input: Tensor, kernel_size: int) -> tuple[Tensor, Tensor]:
    """Take the mean of each window."""
    _, indices = _pooled(input, kernel_size)
    return torch.nn.functional.avg_pool2d(input[None, None], kernel_size)[0, 0], indices


# --- max_unpool


def filled_with_neighbours(input: Tensor, indices: Tensor, size: tuple[int, int]) -> Tensor:
    """Ignore the positions and fill each block."""
    return method.nearest_neighbour(input, size[0] // input.shape[0])


def to_the_upper_left(input: Tensor, indices: Tensor, size: tuple[int, int]) -> Tensor:
    """Ignore the positions and use the upper left cells."""
    return method.bed_of_nails(input, size[0] // input.shape[0])


def width_for_height(input: Tensor, indices: Tensor, size: tuple[int, int]) -> Tensor:
    """Count the positions with the height."""
    output = input.new_zeros(size)
    rows, columns = indices // size[0], indices % size[0]
    output[rows.clamp(max=size[0] - 1), columns.clamp(max=size[1] - 1)] = input
    return output


def the_positions_themselves(input: Tensor, indices: Tensor, size: tuple[int, int]) -> Tensor:
    """Write positions in place of values."""
    return unpooled(indices.to(input.dtype), indices, size)


def unpooled(input: Tensor, indices: Tensor, size: tuple[int, int]) -> Tensor:
    """Put values at their positions."""
    output = input.new_zeros(size)
    output.view(-1)[indices.flatten()] = input.flatten()
    return output


def one_position_too_far(input: Tensor, indices: Tensor, size: tuple[int, int]) -> Tensor:
    """Count positions from 1."""
    return unpooled(input, (indices + 1).clamp(max=size[0] * size[1] - 1), size)


# --- bed_of_nails_gradient


def summed(output_gradient: Tensor, factor: int) -> Tensor:
    """Sum over the block, as for nearest neighbour."""
    return torch.nn.functional.avg_pool2d(output_gradient[None, None], factor)[0, 0] * factor**2


def averaged(output_gradient: Tensor, factor: int) -> Tensor:
    """Average over the block."""
    return torch.nn.functional.avg_pool2d(output_gradient[None, None], factor)[0, 0]


def of_the_upper_right(output_gradient: Tensor, factor: int) -> Tensor:
    """Take the upper right cell of each block."""
    return output_gradient[::factor, factor - 1 :: factor]


def of_the_lower_left(output_gradient: Tensor, factor: int) -> Tensor:
    """Take the lower left cell of each block."""
    return output_gradient[factor - 1 :: factor, ::factor]


def mean_of_the_first_row(output_gradient: Tensor, factor: int) -> Tensor:
    """Average the first row of the block."""
    return output_gradient[::factor].unflatten(1, (-1, factor)).mean(dim=2)


def spread_once_more(output_gradient: Tensor, factor: int) -> Tensor:
    """Go forward a second time."""
    return method.bed_of_nails(output_gradient, factor)


def largest(output_gradient: Tensor, factor: int) -> Tensor:
    """Take the largest of the block."""
    return torch.nn.functional.max_pool2d(output_gradient[None, None], factor)[0, 0]


def of_the_last_cell(output_gradient: Tensor, factor: int) -> Tensor:
    """Take the last cell of each block."""
    return output_gradient[factor - 1 :: factor, factor - 1 :: factor]


def masked_at_full_size(output_gradient: Tensor, factor: int) -> Tensor:
    """Keep the output's size."""
    return method.bed_of_nails(output_gradient[::factor, ::factor], factor)

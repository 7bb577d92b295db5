"""Usual mistakes of lecture 11, each a wrong implementation, named after what is wrong."""

import torch
from torch import Tensor
from torch.nn.functional import pad

from lecture_utils.methods import transpose_convolution as method

# --- output_size


def without_plus_one(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Count the moves, not the positions."""
    return (size + 2 * padding - kernel_size) // stride


def padding_at_one_end(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Pad at one end only."""
    return (size + padding - kernel_size) // stride + 1


def rounded_up(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Count a position that hangs over the end."""
    return -(-(size + 2 * padding - kernel_size) // stride) + 1


def size_over_stride(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Divide by the stride and look at nothing else."""
    return size // stride


def of_the_transpose(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Give the size of a transpose convolution."""
    return (size - 1) * stride + kernel_size - 2 * padding


def filter_alone_divided(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Leave out the parentheses."""
    return size + 2 * padding - kernel_size // stride + 1


def padding_not_divided(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Add the padding after the division."""
    return (size - kernel_size) // stride + 2 * padding + 1


def divided_one_by_one(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Divide every part by the stride by itself."""
    return size // stride + 2 * padding // stride - kernel_size // stride + 1


def stride_and_padding_exchanged(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Take the two in the other order."""
    return (size + 2 * stride - kernel_size) // padding + 1


def padding_subtracted(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Let padding make the input smaller."""
    return (size - 2 * padding - kernel_size) // stride + 1


def one_for_each_stride(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Count an output for each stride that begins, as "same" padding does."""
    return -(-size // stride)


def filters_side_by_side(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Count how often the filter fits into the input."""
    return (size + 2 * padding) // kernel_size


def times_the_stride(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Multiply by the stride."""
    return (size + 2 * padding - kernel_size) * stride + 1


def at_most_the_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0) -> int:
    """Forget the filter."""
    return (size + 2 * padding - 1) // stride + 1


# --- stamp_1d


def two_copies_at_most_1d(input: Tensor, filter: Tensor, stride: int = 1) -> Tensor:
    """Add the previous copy only."""
    output = torch.zeros_like(method.stamp_1d(input, filter, stride))
    previous = torch.zeros_like(output)
    for i, weight in enumerate(input):
        own = torch.zeros_like(output)
        own[i * stride : i * stride + len(filter)] = weight * filter
        covered = own != 0
        output = torch.where(covered, own + previous, output)
        previous = own
    return output


def flipped_1d(input: Tensor, filter: Tensor, stride: int = 1) -> Tensor:
    """Stamp the mirrored filter."""
    return method.stamp_1d(input, filter.flip(0), stride)


def overwritten_1d(input: Tensor, filter: Tensor, stride: int = 1) -> Tensor:
    """Replace where copies overlap."""
    output = torch.zeros_like(method.stamp_1d(input, filter, stride))
    for i, weight in enumerate(input):
        output[i * stride : i * stride + len(filter)] = weight * filter
    return output


def moved_by_one_1d(input: Tensor, filter: Tensor, stride: int = 1) -> Tensor:
    """Start each copy one cell after the last."""
    output = torch.zeros_like(method.stamp_1d(input, filter, stride))
    for i, weight in enumerate(input):
        output[i : i + len(filter)] += weight * filter
    return output


def stride_one_1d(input: Tensor, filter: Tensor, stride: int = 1) -> Tensor:
    """Leave the stride out."""
    return method.stamp_1d(input, filter, 1)


def averaged_1d(input: Tensor, filter: Tensor, stride: int = 1) -> Tensor:
    """Average where copies overlap."""
    counts = method.stamp_1d(torch.ones_like(input), torch.ones_like(filter), stride)
    return method.stamp_1d(input, filter, stride) / counts.clamp(min=1)


def length_times_stride_1d(input: Tensor, filter: Tensor, stride: int = 1) -> Tensor:
    """Return L · stride cells."""
    whole = method.stamp_1d(input, filter, stride)
    return pad(whole, (0, max(len(input) * stride - len(whole), 0)))[: len(input) * stride]


# --- convolution_matrix_1d


def transposed_matrix(filter: Tensor, size: int, stride: int = 1) -> Tensor:
    """Return Cᵀ."""
    return method.convolution_matrix_1d(filter, size, stride).T


def filter_as_rows(filter: Tensor, size: int, stride: int = 1) -> Tensor:
    """Return the filter's weights alone, without the zeros around them."""
    return filter.expand((size - len(filter)) // stride + 1, -1).clone()


def rows_moved_by_one(filter: Tensor, size: int, stride: int = 1) -> Tensor:
    """Move each row by one cell."""
    rows = len(method.convolution_matrix_1d(filter, size, stride))
    return method.convolution_matrix_1d(filter, size, 1)[:rows]


def flipped_matrix(filter: Tensor, size: int, stride: int = 1) -> Tensor:
    """Lay the filter mirrored."""
    return method.convolution_matrix_1d(filter.flip(0), size, stride)


def cut_off_rows(filter: Tensor, size: int, stride: int = 1) -> Tensor:
    """Count positions at which the filter hangs over the end."""
    longer = size + len(filter) - 1
    return method.convolution_matrix_1d(filter, longer, stride)[:, :size]


def wrapped_rows(filter: Tensor, size: int, stride: int = 1) -> Tensor:
    """Let the filter come back at the left."""
    first = pad(filter, (0, size - len(filter)))
    return torch.stack([first.roll(start) for start in range(0, size, stride)])


def every_strideth_column(filter: Tensor, size: int, stride: int = 1) -> Tensor:
    """Leave out columns, not rows."""
    return method.convolution_matrix_1d(filter, size, 1)[:, ::stride]


# --- stamp_2d


def flipped_2d(input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0) -> Tensor:
    """Stamp the mirrored filter."""
    return method.stamp_2d(input, filter.flip(0, 1), stride, padding, output_padding)


def swapped_2d(input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0) -> Tensor:
    """Exchange rows and columns of the filter."""
    return method.stamp_2d(input, filter.T, stride, padding, output_padding)


def overwritten_2d(input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0) -> Tensor:
    """Replace where copies overlap."""
    canvas = torch.zeros_like(method.stamp_2d(input, filter, stride, 0, output_padding))
    size = len(filter)
    for i, row in enumerate(input):
        for j, weight in enumerate(row):
            canvas[i * stride : i * stride + size, j * stride : j * stride + size] = weight * filter
    return canvas[padding : len(canvas) - padding, padding : canvas.shape[1] - padding]


def padding_added(input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0) -> Tensor:
    """Add the padding."""
    return pad(method.stamp_2d(input, filter, stride, 0, output_padding), [padding] * 4)


def cropped_at_near_end(
    input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> Tensor:
    """Cut the padding off in front only."""
    return method.stamp_2d(input, filter, stride, 0, output_padding)[padding:, padding:]


def zeros_appended(input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0) -> Tensor:
    """Append zeros as output padding."""
    return pad(method.stamp_2d(input, filter, stride, padding), (0, output_padding, 0, output_padding))


def output_padding_forgotten(
    input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> Tensor:
    """Leave output padding out."""
    return method.stamp_2d(input, filter, stride, padding)


def output_padding_in_front(
    input: Tensor, filter: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> Tensor:
    """Add the extra row and column in front."""
    return method.stamp_2d(input.flip(0, 1), filter.flip(0, 1), stride, padding, output_padding).flip(0, 1)

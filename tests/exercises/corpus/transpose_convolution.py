"""Answers to the exercises on the transpose convolution as students write them, right and wrong."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.corpus import right, wrong

# --- output_size ---


@wrong("output_size", "Adds the padding at one end only")
def size_padding_once(size, kernel_size, stride=1, padding=0):
    return (size + padding - kernel_size) // stride + 1


@wrong("output_size", "Forgets the + 1 of the first position")
def size_without_first(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) // stride


@wrong("output_size", "Adds the 1 before it divides")
def size_one_inside(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size + 1) // stride


@wrong("output_size", "Rounds up, which counts a position that the filter only half reaches")
def size_rounded_up(size, kernel_size, stride=1, padding=0):
    return math.ceil((size + 2 * padding - kernel_size) / stride) + 1


@wrong("output_size", "Rounds to the nearest whole number")
def size_rounded(size, kernel_size, stride=1, padding=0):
    return round((size + 2 * padding - kernel_size) / stride) + 1


@wrong("output_size", "Divides with / and returns a float")
def size_as_float(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) / stride + 1


@wrong("output_size", "Ignores the stride")
def size_without_stride(size, kernel_size, stride=1, padding=0):
    return size + 2 * padding - kernel_size + 1


@wrong("output_size", "Ignores the padding")
def size_without_padding(size, kernel_size, stride=1, padding=0):
    return (size - kernel_size) // stride + 1


@wrong("output_size", "Gives the size of a transpose convolution")
def size_of_transpose(size, kernel_size, stride=1, padding=0):
    return (size - 1) * stride + kernel_size - 2 * padding


@wrong("output_size", "Subtracts the padding")
def size_minus_padding(size, kernel_size, stride=1, padding=0):
    return (size - 2 * padding - kernel_size) // stride + 1


@wrong("output_size", "Divides the size by the stride only, as for a padding that keeps the size")
def size_for_same_padding(size, kernel_size, stride=1, padding=0):
    return math.ceil(size / stride)


@wrong("output_size", "Divides the number of inputs before it subtracts the filter")
def size_divided_first(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding) // stride - kernel_size + 1


@wrong("output_size", "Lets precedence divide the filter alone")
def size_without_parentheses(size, kernel_size, stride=1, padding=0):
    return size + 2 * padding - kernel_size // stride + 1


@wrong("output_size", "Loses half a filter at each end, rounded down, right for odd filters alone")
def size_half_filters(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - 2 * (kernel_size // 2) - 1) // stride + 1


@wrong("output_size", "Takes the filter for 3 wide")
def size_for_three(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - 3) // stride + 1


@wrong("output_size", "Counts how often the filter fits without overlap")
def size_without_overlap(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding) // kernel_size


@wrong("output_size", "Returns a tensor instead of an integer")
def size_as_tensor(size, kernel_size, stride=1, padding=0):
    return torch.tensor([(size + 2 * padding - kernel_size) // stride + 1])


@wrong("output_size", "Multiplies the padding by the stride")
def size_strided_padding(size, kernel_size, stride=1, padding=0):
    return (size - kernel_size) // stride + 2 * padding + 1


@wrong("output_size", "Prints the result and returns nothing")
def size_printed(size, kernel_size, stride=1, padding=0):
    print((size + 2 * padding - kernel_size) // stride + 1)


@right("output_size", "Counts the positions with a range")
def size_by_range(size, kernel_size, stride=1, padding=0):
    return len(range(-padding, size + padding - kernel_size + 1, stride))


@right("output_size", "Moves the 1 into the numerator as one stride")
def size_one_stride_more(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size + stride) // stride


@right("output_size", "Rounds up the number of positions at stride 1, divided by the stride")
def size_by_ceil(size, kernel_size, stride=1, padding=0):
    return math.ceil((size + 2 * padding - kernel_size + 1) / stride)


@right("output_size", "Convolves zeros and looks at the shape")
def size_by_convolution(size, kernel_size, stride=1, padding=0):
    return F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, kernel_size), stride=stride, padding=padding).shape[-1]


@right("output_size", "Moves the filter step by step, by recursion")
def size_by_recursion(size, kernel_size, stride=1, padding=0):
    if size + 2 * padding < kernel_size:
        return 0
    return 1 + size_by_recursion(size - stride, kernel_size, stride, padding)


right("output_size", "Is a lambda with a float that int cuts off")(
    lambda size, kernel_size, stride=1, padding=0: int((size + 2 * padding - kernel_size) / stride + 1)
)


# --- stamp_1d ---


@wrong("stamp_1d", "Overwrites instead of adding where copies overlap")
def stamp_overwrites(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        output[i * stride : i * stride + len(filter)] = input[i] * filter
    return output


@wrong("stamp_1d", "Stamps the filter backwards")
def stamp_flipped(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        output[i * stride : i * stride + len(filter)] += input[i] * filter.flip(0)
    return output


@wrong("stamp_1d", "Ignores the stride")
def stamp_without_stride(input, filter, stride=1):
    output = torch.zeros(len(input) - 1 + len(filter))
    for i in range(len(input)):
        output[i : i + len(filter)] += input[i] * filter
    return output


@wrong("stamp_1d", "Makes the output right, but moves by 1 instead of the stride")
def stamp_moves_by_one(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        output[i : i + len(filter)] += input[i] * filter
    return output


@wrong("stamp_1d", "Makes the output L · stride long and cuts what goes beyond")
def stamp_cut(input, filter, stride=1):
    output = torch.zeros(len(input) * stride + len(filter))
    for i in range(len(input)):
        output[i * stride : i * stride + len(filter)] += input[i] * filter
    return output[: len(input) * stride]


@wrong("stamp_1d", "Makes the output L · stride + K long, with zeros at the end")
def stamp_too_long(input, filter, stride=1):
    output = torch.zeros(len(input) * stride + len(filter))
    for i in range(len(input)):
        output[i * stride : i * stride + len(filter)] += input[i] * filter
    return output


@wrong("stamp_1d", "Writes the text's example down, two inputs and three weights at stride 2")
def stamp_example(input, filter, stride=1):
    a, b = input
    x, y, z = filter
    return torch.stack([a * x, a * y, a * z + b * x, b * y, b * z])


@wrong("stamp_1d", "Convolves instead, from many inputs to few outputs")
def stamp_convolves(input, filter, stride=1):
    return F.conv1d(input[None, None], filter[None, None], stride=stride, padding=len(filter) - 1)[0, 0]


@wrong("stamp_1d", "Puts zeros between the inputs and slides the filter without turning it")
def stamp_slides(input, filter, stride=1):
    spread = torch.zeros((len(input) - 1) * stride + 1)
    spread[::stride] = input
    return F.conv1d(spread[None, None], filter[None, None], padding=len(filter) - 1)[0, 0]


@wrong("stamp_1d", "Stamps copies of the input with the filter's weights, which is the same at stride 1 only")
def stamp_exchanged(input, filter, stride=1):
    output = torch.zeros((len(filter) - 1) * stride + len(input))
    for k in range(len(filter)):
        output[k * stride : k * stride + len(input)] += filter[k] * input
    return output


@wrong("stamp_1d", "Collects the sums in an integer tensor")
def stamp_to_integers(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter), dtype=torch.long)
    for i in range(len(input)):
        output[i * stride : i * stride + len(filter)] += (input[i] * filter).long()
    return output


@wrong("stamp_1d", "Puts the copies one behind the other without overlap")
def stamp_side_by_side(input, filter, stride=1):
    return torch.cat([value * filter for value in input])


@wrong("stamp_1d", "Takes the mean where copies overlap")
def stamp_mean(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter))
    copies = torch.zeros_like(output)
    for i in range(len(input)):
        output[i * stride : i * stride + len(filter)] += input[i] * filter
        copies[i * stride : i * stride + len(filter)] += 1
    return output / copies.clamp(min=1)


@wrong("stamp_1d", "Assumes three weights")
def stamp_three_weights(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + 3)
    for i, value in enumerate(input):
        for k in range(3):
            output[i * stride + k] += value * filter[k]
    return output


@wrong("stamp_1d", "Leaves the last input out")
def stamp_without_last(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input) - 1):
        output[i * stride : i * stride + len(filter)] += input[i] * filter
    return output


@wrong("stamp_1d", "Adds to indices with +=, which counts a repeated index once")
def stamp_repeated_indices(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter))
    positions = torch.arange(len(input))[:, None] * stride + torch.arange(len(filter))
    output[positions] += input[:, None] * filter
    return output


@wrong("stamp_1d", "Returns a list of numbers")
def stamp_to_list(input, filter, stride=1):
    output = [0.0] * ((len(input) - 1) * stride + len(filter))
    for i, value in enumerate(input.tolist()):
        for k, weight in enumerate(filter.tolist()):
            output[i * stride + k] += value * weight
    return output


@wrong("stamp_1d", "Adds the filter to the input instead of multiplying")
def stamp_adds(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        output[i * stride : i * stride + len(filter)] += input[i] + filter
    return output


@wrong("stamp_1d", "Multiplies the filter in place from copy to copy, so the factors pile up")
def stamp_in_place(input, filter, stride=1):
    output = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        filter *= input[i]
        output[i * stride : i * stride + len(filter)] += filter
    return output


@right("stamp_1d", "Uses the library's function, which the text does not forbid")
def stamp_of_the_library(input, filter, stride=1):
    return F.conv_transpose1d(input.view(1, 1, -1), filter.view(1, 1, -1), stride=stride).flatten()


@right("stamp_1d", "Convolves the spread input with NumPy, whose convolution turns the filter")
def stamp_in_numpy(input, filter, stride=1):
    spread = np.zeros((len(input) - 1) * stride + 1)
    spread[::stride] = input.numpy()
    return torch.from_numpy(np.convolve(spread, filter.numpy()))


@right("stamp_1d", "Adds one strided slice for each weight")
def stamp_by_weights(input, filter, stride=1):
    L, K = len(input), len(filter)
    output = torch.zeros((L - 1) * stride + K, dtype=torch.float64)
    for k in range(K):
        output[k : k + (L - 1) * stride + 1 : stride] += filter[k] * input
    return output.to(filter.dtype)


@right("stamp_1d", "Adds all products at once with index_add")
def stamp_by_index_add(input, filter, stride=1):
    positions = (torch.arange(input.numel())[:, None] * stride + torch.arange(filter.numel())).flatten()
    zeros = input.new_zeros((input.numel() - 1) * stride + filter.numel())
    return zeros.index_add(0, positions, torch.outer(input, filter).flatten())


@right("stamp_1d", "Adds padded copies, by recursion over the inputs")
def stamp_by_recursion(input, filter, stride=1):
    if len(input) == 1:
        return input[0] * filter
    rest = stamp_by_recursion(input[1:], filter, stride)
    length = max(stride + len(rest), len(filter))
    first = F.pad(input[0] * filter, (0, length - len(filter)))
    return first + F.pad(rest, (stride, length - stride - len(rest)))


class Stamp(nn.Module):
    def forward(self, input, filter, stride=1):
        length = (input.shape[0] - 1) * stride + filter.shape[0]
        columns = torch.outer(filter, input)[None]
        return F.fold(columns.float(), (1, length), (1, filter.shape[0]), stride=(1, stride)).view(-1)


right("stamp_1d", "Is an instance of nn.Module that folds the copies")(Stamp())


# --- convolution_matrix_1d ---


@wrong("convolution_matrix_1d", "Moves by 1 whatever the stride, and has too many rows")
def matrix_without_stride(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros(size - K + 1, size)
    for i in range(size - K + 1):
        C[i, i : i + K] = filter
    return C


@wrong("convolution_matrix_1d", "Has the right number of rows, but moves by 1 from row to row")
def matrix_moves_by_one(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size - K) // stride + 1, size)
    for i in range(len(C)):
        C[i, i : i + K] = filter
    return C


@wrong("convolution_matrix_1d", "Turns the filter round, as mathematics does and CNNs don't")
def matrix_flipped(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size - K) // stride + 1, size)
    for i in range(len(C)):
        C[i, i * stride : i * stride + K] = filter.flip(0)
    return C


@wrong("convolution_matrix_1d", "Returns the transpose (L, L_out)")
def matrix_transposed(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros(size, (size - K) // stride + 1)
    for i in range(C.shape[1]):
        C[i * stride : i * stride + K, i] = filter
    return C


@wrong("convolution_matrix_1d", "Has one row too few")
def matrix_one_row_fewer(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size - K) // stride, size)
    for i in range(len(C)):
        C[i, i * stride : i * stride + K] = filter
    return C


@wrong("convolution_matrix_1d", "Has a row for every input and wraps the filter around at the end")
def matrix_circulant(filter, size, stride=1):
    row = F.pad(filter, (0, size - len(filter)))
    return torch.stack([row.roll(i) for i in range(0, size, stride)])


@wrong("convolution_matrix_1d", "Pads at both ends, so the filter hangs over")
def matrix_padded(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size + K - 2) // stride + 1, size + 2 * (K - 1))
    for i in range(len(C)):
        C[i, i * stride : i * stride + K] = filter
    return C[:, K - 1 : K - 1 + size]


@wrong("convolution_matrix_1d", "Fills an integer matrix, which cuts the weights' decimals off")
def matrix_of_integers(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size - K) // stride + 1, size, dtype=torch.long)
    for i in range(len(C)):
        C[i, i * stride : i * stride + K] = filter
    return C


@wrong("convolution_matrix_1d", "Assumes three weights")
def matrix_three_weights(filter, size, stride=1):
    x, y, z = filter
    C = torch.zeros((size - 3) // stride + 1, size)
    for i in range(len(C)):
        C[i, i * stride], C[i, i * stride + 1], C[i, i * stride + 2] = x, y, z
    return C


@wrong("convolution_matrix_1d", "Writes ones where weights belong")
def matrix_of_ones(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size - K) // stride + 1, size)
    for i in range(len(C)):
        C[i, i * stride : i * stride + K] = 1
    return C


@wrong("convolution_matrix_1d", "Takes size for the number of outputs")
def matrix_size_of_output(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros(size, (size - 1) * stride + K)
    for i in range(size):
        C[i, i * stride : i * stride + K] = filter
    return C


@wrong("convolution_matrix_1d", "Rounds the number of rows up, so the last row doesn't hold the whole filter")
def matrix_rounded_up(filter, size, stride=1):
    K = len(filter)
    rows = math.ceil((size - K) / stride) + 1
    C = torch.zeros(rows, size + stride)
    for i in range(rows):
        C[i, i * stride : i * stride + K] = filter
    return C[:, :size]


@wrong("convolution_matrix_1d", "Adds the 1 before the division by the stride")
def matrix_one_inside(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size - K + 1) // stride, size)
    for i in range(len(C)):
        C[i, i * stride : i * stride + K] = filter
    return C


@wrong("convolution_matrix_1d", "Returns a list of lists, with which C @ x doesn't work")
def matrix_as_list(filter, size, stride=1):
    K, weights = len(filter), filter.tolist()
    return [[0.0] * i + weights + [0.0] * (size - K - i) for i in range(0, size - K + 1, stride)]


@wrong("convolution_matrix_1d", "Has a square matrix with a diagonal for each weight and forgets to drop the last rows")
def matrix_square(filter, size, stride=1):
    return sum(weight * torch.diag(torch.ones(size - k), k) for k, weight in enumerate(filter))


@wrong("convolution_matrix_1d", "Takes every stride-th column instead of every stride-th row")
def matrix_strided_columns(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros(size - K + 1, size)
    for i in range(len(C)):
        C[i, i : i + K] = filter
    return C[:, ::stride]


@wrong("convolution_matrix_1d", "Fills the first row only")
def matrix_first_row(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size - K) // stride + 1, size)
    C[0, :K] = filter
    return C


@wrong("convolution_matrix_1d", "Stops one position early because range excludes its end")
def matrix_range_end(filter, size, stride=1):
    K = len(filter)
    return torch.stack([F.pad(filter, (i, size - K - i)) for i in range(0, size - K, stride)])


@wrong("convolution_matrix_1d", "Puts the filter at multiples of its own length")
def matrix_by_filter_length(filter, size, stride=1):
    K = len(filter)
    C = torch.zeros((size - K) // stride + 1, size + len(filter) * size)
    for i in range(len(C)):
        C[i, i * K : i * K + K] = filter
    return C[:, :size]


@right("convolution_matrix_1d", "Convolves the unit vectors, which gives the columns")
def matrix_of_unit_vectors(filter, size, stride=1):
    units = torch.eye(size, dtype=filter.dtype)
    return F.conv1d(units[:, None], filter[None, None], stride=stride)[:, 0].T


@right("convolution_matrix_1d", "Pads the filter on both sides for each row")
def matrix_of_padded_rows(filter, size, stride=1):
    K = len(filter)
    return torch.stack([F.pad(filter, (i, size - K - i)) for i in range(0, size - K + 1, stride)])


@right("convolution_matrix_1d", "Adds shifted identities, one for each weight, and keeps every stride-th row")
def matrix_of_diagonals(filter, size, stride=1):
    K, L = len(filter), size
    C = sum(float(filter[k]) * torch.eye(L, dtype=torch.float64).roll(k, dims=1) for k in range(K))
    return C[: L - K + 1 : stride]


@right("convolution_matrix_1d", "Sets each number in NumPy")
def matrix_in_numpy(filter, size, stride=1):
    K = filter.numel()
    C = np.zeros(((size - K) // stride + 1, size))
    for i in range(C.shape[0]):
        for k in range(K):
            C[i, i * stride + k] = filter[k].item()
    return torch.tensor(C).to(filter)


@right("convolution_matrix_1d", "Looks up weights by the distance of column and row")
def matrix_by_distance(filter, size, stride=1):
    rows = torch.arange(0, size - len(filter) + 1, stride)
    distance = torch.arange(size) - rows[:, None]
    inside = (distance >= 0) & (distance < len(filter))
    return torch.where(inside, filter[distance.clamp(0, len(filter) - 1)], torch.zeros((), dtype=filter.dtype))


# --- stamp_2d ---


@wrong("stamp_2d", "Overwrites instead of adding where copies overlap")
def map_overwrites(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] = input[i, j] * filter
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@wrong("stamp_2d", "Turns the filter round")
def map_flipped(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter.flip(0, 1)
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@wrong("stamp_2d", "Transposes the filter")
def map_transposed_filter(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter.T
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@wrong("stamp_2d", "Ignores the padding")
def map_without_padding(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    return full


@wrong("stamp_2d", "Ignores the output padding")
def map_without_output_padding(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K, (W - 1) * stride + K)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@wrong("stamp_2d", "Cuts with [padding:-padding], which is empty without padding")
def map_minus_zero(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    return full[padding:-padding, padding:-padding]


@wrong("stamp_2d", "Cuts at the top and the left only")
def map_cut_once(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    return full[padding:, padding:]


@wrong("stamp_2d", "Cuts twice the padding at the bottom and the right instead of once at each side")
def map_cut_at_one_side(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    return full[: full.shape[0] - 2 * padding, : full.shape[1] - 2 * padding]


@wrong("stamp_2d", "Cuts twice the padding at each side")
def map_cut_double(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K, cut = len(filter), 2 * padding
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    return full[cut : full.shape[0] - cut, cut : full.shape[1] - cut]


@wrong("stamp_2d", "Cuts the padding off first and then appends zeros, though stamped values were there")
def map_zeros_appended(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K, (W - 1) * stride + K)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    full = full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]
    return F.pad(full, (0, output_padding, 0, output_padding))


@wrong("stamp_2d", "Adds the output padding at the top and the left")
def map_output_padding_in_front(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K, (W - 1) * stride + K)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    full = F.pad(full, (output_padding, 0, output_padding, 0))
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@wrong("stamp_2d", "Adds the output padding on all sides, like the padding")
def map_output_padding_around(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K, (W - 1) * stride + K)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    full = F.pad(full, (output_padding,) * 4)
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@wrong("stamp_2d", "Takes the height for the width too, right for square maps alone")
def map_square(input, filter, stride=1, padding=0, output_padding=0):
    H = input.shape[0]
    K = len(filter)
    side = (H - 1) * stride + K + output_padding
    full = torch.zeros(side, side)
    for i in range(H):
        for j in range(H):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += input[i, j] * filter
    return full[padding : side - padding, padding : side - padding]


@wrong("stamp_2d", "Convolves the map instead, so it gets smaller")
def map_convolves(input, filter, stride=1, padding=0, output_padding=0):
    return F.conv2d(input[None, None], filter[None, None], stride=stride, padding=padding)[0, 0]


@wrong("stamp_2d", "Moves by the stride in rows and by 1 in columns")
def map_stride_of_rows(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j : j + K] += input[i, j] * filter
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@wrong("stamp_2d", "Returns (1, 1, H, W)")
def map_four_dimensions(input, filter, stride=1, padding=0, output_padding=0):
    return F.conv_transpose2d(
        input[None, None], filter[None, None], stride=stride, padding=padding, output_padding=output_padding
    )


@wrong("stamp_2d", "Pads the input before stamping, as a convolution does")
def map_pads_input(input, filter, stride=1, padding=0, output_padding=0):
    padded = F.pad(input, (padding,) * 4)
    return F.conv_transpose2d(
        padded[None, None], filter[None, None], stride=stride, output_padding=min(output_padding, stride - 1)
    )[0, 0]


@wrong("stamp_2d", "Collects the sums in an integer tensor")
def map_of_integers(input, filter, stride=1, padding=0, output_padding=0):
    H, W = input.shape
    K = len(filter)
    full = torch.zeros((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding, dtype=torch.int64)
    for i in range(H):
        for j in range(W):
            full[i * stride : i * stride + K, j * stride : j * stride + K] += (input[i, j] * filter).long()
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@wrong("stamp_2d", "Passes padding and output padding to the library in the wrong order")
def map_arguments_exchanged(input, filter, stride=1, padding=0, output_padding=0):
    return F.conv_transpose2d(input[None, None], filter[None, None], None, stride, output_padding, padding)[0, 0]


@wrong("stamp_2d", "Passes the sides on in the wrong order and so gives (W, H)")
def map_transposed(input, filter, stride=1, padding=0, output_padding=0):
    return F.conv_transpose2d(
        input.T[None, None],
        filter.T[None, None],
        stride=stride,
        padding=padding,
        output_padding=output_padding,
    )[0, 0]


@right("stamp_2d", "Stamps in Python loops on a larger canvas and cuts by sizes")
def map_on_canvas(input, filter, stride=1, padding=0, output_padding=0):
    (H, W), (K, _) = input.shape, filter.shape
    h, w = ((n - 1) * stride + K - 2 * padding + output_padding for n in (H, W))
    rows = [[0.0] * (padding + w + K) for _ in range(padding + h + K)]
    for i in range(H):
        for j in range(W):
            for y in range(K):
                for x in range(K):
                    row, column = i * stride + y, j * stride + x
                    if row < len(rows) and column < len(rows[0]):
                        rows[row][column] += float(input[i, j]) * float(filter[y, x])
    return torch.tensor([row[padding : padding + w] for row in rows[padding : padding + h]])


@right("stamp_2d", "Puts zeros between the inputs and convolves with the turned filter")
def map_by_convolution(input, filter, stride=1, padding=0, output_padding=0):
    (H, W), K = input.shape, len(filter)
    spread = input.new_zeros((H - 1) * stride + 1, (W - 1) * stride + 1)
    spread[::stride, ::stride] = input
    spread = F.pad(spread, (K - 1, K - 1 + output_padding, K - 1, K - 1 + output_padding))
    full = F.conv2d(spread[None, None], filter.flip(0, 1)[None, None]).squeeze(0).squeeze(0)
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@right("stamp_2d", "Uses the library's function, which the text does not forbid")
def map_of_the_library(input, filter, stride=1, padding=0, output_padding=0):
    return F.conv_transpose2d(
        input[None, None], filter[None, None], stride=stride, padding=padding, output_padding=output_padding
    )[0, 0]


@right("stamp_2d", "Adds one strided slice for each weight in NumPy and returns float64")
def map_in_numpy(input, filter, stride=1, padding=0, output_padding=0):
    array, weights = input.numpy().astype(float), filter.numpy()
    (H, W), K = array.shape, len(weights)
    full = np.zeros(((H - 1) * stride + K + output_padding, (W - 1) * stride + K + output_padding))
    for y, x in np.ndindex(K, K):
        full[y : y + (H - 1) * stride + 1 : stride, x : x + (W - 1) * stride + 1 : stride] += weights[y, x] * array
    return torch.from_numpy(full[padding : full.shape[0] - padding, padding : full.shape[1] - padding])


@right("stamp_2d", "Contracts the filter with two one-hot tables of positions by einsum")
def map_by_einsum(input, filter, stride=1, padding=0, output_padding=0):
    K = len(filter)

    def positions(n):
        size = (n - 1) * stride + K + output_padding
        index = torch.arange(n)[:, None] * stride + torch.arange(K)
        return F.one_hot(index, size)[..., padding : size - padding].to(input.dtype)

    return torch.einsum("ij,yx,iyh,jxw->hw", input, filter, positions(input.shape[0]), positions(input.shape[1]))

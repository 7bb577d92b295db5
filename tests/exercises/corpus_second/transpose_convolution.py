"""Answers to the exercises of topic transpose_convolution, written from their texts alone."""

import functools
import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F

from tests.exercises.corpus import right, wrong

# output_size


@wrong("output_size", "Forgets the + 1.")
def size_no_plus_1(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) // stride


@wrong("output_size", "Padding at one end only.")
def size_padding_once(size, kernel_size, stride=1, padding=0):
    return (size + padding - kernel_size) // stride + 1


@wrong("output_size", "Ignores the stride.")
def size_ignores_stride(size, kernel_size, stride=1, padding=0):
    return size + 2 * padding - kernel_size + 1


@wrong("output_size", "Ignores the padding.")
def size_ignores_padding(size, kernel_size, stride=1, padding=0):
    return (size - kernel_size) // stride + 1


@wrong("output_size", "Rounds up: a filter that hangs over the end counts.")
def size_ceil(size, kernel_size, stride=1, padding=0):
    return math.ceil((size + 2 * padding - kernel_size) / stride) + 1


@wrong("output_size", "The output size of the transpose convolution.")
def size_transposed(size, kernel_size, stride=1, padding=0):
    return (size - 1) * stride + kernel_size - 2 * padding


@wrong("output_size", "True division: a float, and a fraction if the stride doesn't fit.")
def size_fraction(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) / stride + 1


@wrong("output_size", "Rounds to the nearest whole number.")
def size_round(size, kernel_size, stride=1, padding=0):
    return round((size + 2 * padding - kernel_size) / stride) + 1


@wrong("output_size", "Adds the 1 before it divides.")
def size_plus_1_inside(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size + 1) // stride


@wrong("output_size", "Forgets the brackets: only the filter is divided by the stride.")
def size_no_brackets(size, kernel_size, stride=1, padding=0):
    return size + 2 * padding - kernel_size // stride + 1


@wrong("output_size", "Takes padding and stride in the other order.")
def size_swapped_arguments(size, kernel_size, padding=0, stride=1):
    return (size + 2 * padding - kernel_size) // stride + 1


@wrong("output_size", "Subtracts the padding.")
def size_padding_sign(size, kernel_size, stride=1, padding=0):
    return (size - 2 * padding - kernel_size) // stride + 1


@wrong("output_size", "One input for each stride, whatever the filter's size.")
def size_same(size, kernel_size, stride=1, padding=0):
    return -(-size // stride)


@wrong("output_size", "Returns the positions, not their number.")
def size_positions(size, kernel_size, stride=1, padding=0):
    return list(range(0, size + 2 * padding - kernel_size + 1, stride))


@wrong("output_size", "The range ends one position too early.")
def size_short_range(size, kernel_size, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel_size, stride))


@wrong("output_size", "Prints the number.")
def size_prints(size, kernel_size, stride=1, padding=0):
    print((size + 2 * padding - kernel_size) // stride + 1)


@wrong("output_size", "Two mistakes: no + 1, and padding once.")
def size_two_mistakes(size, kernel_size, stride=1, padding=0):
    return (size + padding - kernel_size) // stride


@wrong("output_size", "Divides by the filter's size: filters side by side.")
def size_tiles(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding) // (kernel_size * stride)


@wrong("output_size", "Multiplies by the stride.")
def size_times_stride(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) * stride + 1


@wrong("output_size", "Forgets the defaults of stride and padding.")
def size_no_defaults(size, kernel_size, stride, padding):
    return (size + 2 * padding - kernel_size) // stride + 1


@wrong("output_size", "Two mistakes: the padding subtracted, and rounded up.")
def size_two_more_mistakes(size, kernel_size, stride=1, padding=0):
    return -(-(size - 2 * padding - kernel_size) // stride) + 1


@right("output_size", "Counts the starts that fit.")
def size_counts(size, kernel_size, stride=1, padding=0):
    return sum(1 for start in range(-padding, size + padding, stride) if start + kernel_size <= size + padding)


@right("output_size", "The length of a range.")
def size_range(size, kernel_size, stride=1, padding=0):
    return len(range(kernel_size, size + 2 * padding + 1, stride))


@right("output_size", "Recursion: one output, and those of an input shorter by the stride.")
def size_recursive(size, kernel_size, stride=1, padding=0):
    if size + 2 * padding < kernel_size:
        return 0
    return 1 + size_recursive(size + 2 * padding - stride, kernel_size, stride)


@right("output_size", "The stride is added before dividing.")
def size_stride_first(n, k, s=1, p=0):
    return max(0, (n + p + p - k + s) // s)


@right("output_size", "Lets unfold count.")
def size_unfold(size, kernel_size, stride=1, padding=0):
    padded = torch.zeros(size + 2 * padding)
    return padded.unfold(0, kernel_size, stride).shape[0] if len(padded) >= kernel_size else 0


# stamp_1d


@wrong("stamp_1d", "Overwrites where the copies overlap.")
def stamp_overwrites(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    for i, x in enumerate(input):
        out[i * stride : i * stride + len(filter)] = x * filter
    return out


@wrong("stamp_1d", "Ignores the stride when it places the copies.")
def stamp_places_at_1(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        out[i : i + len(filter)] += input[i] * filter
    return out


@wrong("stamp_1d", "Mirrors the filter.")
def stamp_mirrored(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        out[i * stride : i * stride + len(filter)] += input[i] * filter.flip(0)
    return out


@wrong("stamp_1d", "The output has length L · stride + K.")
def stamp_too_long(input, filter, stride=1):
    out = torch.zeros(len(input) * stride + len(filter))
    for i in range(len(input)):
        out[i * stride : i * stride + len(filter)] += input[i] * filter
    return out


@wrong("stamp_1d", "A convolution with the same stride.")
def stamp_convolves(input, filter, stride=1):
    return F.conv1d(input[None, None], filter[None, None], stride=stride)[0, 0]


@wrong("stamp_1d", "np.convolve, which has no stride.")
def stamp_numpy_convolve(input, filter, stride=1):
    return torch.from_numpy(np.convolve(input.numpy(), filter.numpy()))


@wrong("stamp_1d", "Returns a NumPy array.")
def stamp_array(input, filter, stride=1):
    spread = np.zeros((len(input) - 1) * stride + 1, dtype=np.float32)
    spread[::stride] = input.numpy()
    return np.convolve(spread, filter.numpy())


@wrong("stamp_1d", "Returns a list.")
def stamp_list(input, filter, stride=1):
    out = [0.0] * ((len(input) - 1) * stride + len(filter))
    for i, x in enumerate(input.tolist()):
        for j, w in enumerate(filter.tolist()):
            out[i * stride + j] += x * w
    return out


@wrong("stamp_1d", "Spreads the filter's weights, not the copies: dilation.")
def stamp_dilates(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter) + len(input) * len(filter) * stride)
    for i in range(len(input)):
        for j in range(len(filter)):
            out[i + j * stride] += input[i] * filter[j]
    return out[: (len(input) - 1) * stride + len(filter)]


@wrong("stamp_1d", "Keeps the batch and channel dimensions.")
def stamp_batched(input, filter, stride=1):
    return F.conv_transpose1d(input[None, None], filter[None, None], stride=stride)


@wrong("stamp_1d", "Only for two inputs and three weights, as in the example.")
def stamp_example(input, filter, stride=1):
    a, b = input
    x, y, z = filter
    return torch.stack([a * x, a * y, a * z + b * x, b * y, b * z])


@wrong("stamp_1d", "Adds the filter without multiplying by the input.")
def stamp_unweighted(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        out[i * stride : i * stride + len(filter)] += filter
    return out


@wrong("stamp_1d", "Divides overlapping places by the number of copies.")
def stamp_averages(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    count = torch.zeros_like(out)
    for i in range(len(input)):
        out[i * stride : i * stride + len(filter)] += input[i] * filter
        count[i * stride : i * stride + len(filter)] += 1
    return out / count.clamp(min=1)


@wrong("stamp_1d", "Leaves out the last input.")
def stamp_loses_last(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input) - 1):
        out[i * stride : i * stride + len(filter)] += input[i] * filter
    return out


@wrong("stamp_1d", "Indexing with repeated places adds only once.")
def stamp_index_add_once(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    places = torch.arange(len(input))[:, None] * stride + torch.arange(len(filter))
    out[places] += input[:, None] * filter
    return out


@wrong("stamp_1d", "Input and filter have changed places.")
def stamp_swapped(filter, input, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        out[i * stride : i * stride + len(filter)] += input[i] * filter
    return out


@wrong("stamp_1d", "Stride 2 is hard coded.")
def stamp_stride_2(input, filter, stride=1):
    return F.conv_transpose1d(input[None, None], filter[None, None], stride=2)[0, 0]


@wrong("stamp_1d", "Multiplies the filter in place, so that each copy contains all inputs before.")
def stamp_in_place(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        filter *= input[i]
        out[i * stride : i * stride + len(filter)] += filter
    return out


@wrong("stamp_1d", "Two mistakes: overwrites, and mirrors the filter.")
def stamp_two_mistakes(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter))
    for i in range(len(input)):
        out[i * stride : i * stride + len(filter)] = input[i] * filter.flip(0)
    return out


@wrong("stamp_1d", "Integers as output truncate the values.")
def stamp_long(input, filter, stride=1):
    out = torch.zeros((len(input) - 1) * stride + len(filter), dtype=torch.int64)
    for i in range(len(input)):
        out[i * stride : i * stride + len(filter)] += (input[i] * filter).long()
    return out


@wrong("stamp_1d", "Correlates the spread input with the filter: the copies are mirrored.")
def stamp_correlates(input, filter, stride=1):
    k = len(filter)
    spread = torch.zeros((len(input) - 1) * stride + 1)
    spread[::stride] = input
    return F.conv1d(F.pad(spread, (k - 1, k - 1))[None, None], filter[None, None])[0, 0]


@wrong("stamp_1d", "Two mistakes: one place too many, and the copies side by side at a distance of K.")
def stamp_two_more_mistakes(input, filter, stride=1):
    out = torch.zeros(len(input) * stride + len(filter))
    copies = (input[:, None] * filter).flatten()[: len(out)]
    out[: len(copies)] += copies
    return out


@right("stamp_1d", "torch's transpose convolution, which the text doesn't forbid.")
def stamp_library(input, filter, stride=1):
    return F.conv_transpose1d(input.view(1, 1, -1), filter.view(1, 1, -1), stride=stride).view(-1)


@right("stamp_1d", "Each weight adds a scaled copy of the input, at every stride-th place.")
def stamp_by_weights(input, filter, stride=1):
    last = (len(input) - 1) * stride
    out = input.new_zeros(last + len(filter))
    for j, weight in enumerate(filter):
        out[j : j + last + 1 : stride] += weight * input
    return out


@right("stamp_1d", "index_add of the outer product.")
def stamp_index_add(input, filter, stride=1):
    places = torch.arange(len(input)).mul(stride)[:, None] + torch.arange(len(filter))
    out = torch.zeros(int(places.max()) + 1, dtype=input.dtype)
    return out.index_add(0, places.flatten(), torch.outer(input, filter).flatten())


@right("stamp_1d", "Polynomials: np.convolve after the input has been spread.")
def stamp_spread(input, filter, stride=1):
    spread = np.zeros((len(input) - 1) * stride + 1)
    spread[::stride] = input.numpy()
    return torch.from_numpy(np.convolve(spread, filter.double().numpy())).to(input.dtype)


@right("stamp_1d", "A sum of padded copies.")
def stamp_padded_copies(input, filter, stride=1):
    last = (len(input) - 1) * stride
    copies = [F.pad(x * filter, (i * stride, last - i * stride)) for i, x in enumerate(input)]
    return functools.reduce(torch.add, copies)


@right("stamp_1d", "Recursion over the inputs.")
def stamp_recursive(input, filter, stride=1):
    if len(input) == 1:
        return input * filter
    head = F.pad(input[0] * filter, (0, (len(input) - 1) * stride))
    return head + F.pad(stamp_recursive(input[1:], filter, stride), (stride, 0))


@right("stamp_1d", "A sparse matrix of all products, coalesced to dense.")
def stamp_sparse(input, filter, stride=1):
    places = (torch.arange(len(input))[:, None] * stride + torch.arange(len(filter))).reshape(1, -1)
    size = ((len(input) - 1) * stride + len(filter),)
    return torch.sparse_coo_tensor(places, (input[:, None] * filter).reshape(-1), size).to_dense()


# convolution_matrix_1d


@wrong("convolution_matrix_1d", "Returns the transpose, (L, L_out).")
def matrix_transposed(filter, size, stride=1):
    k = len(filter)
    rows = (size - k) // stride + 1
    c = torch.zeros(size, rows)
    for i in range(rows):
        c[i * stride : i * stride + k, i] = filter
    return c


@wrong("convolution_matrix_1d", "Ignores the stride.")
def matrix_stride_1(filter, size, stride=1):
    k = len(filter)
    c = torch.zeros(size - k + 1, size)
    for i in range(size - k + 1):
        c[i, i : i + k] = filter
    return c


@wrong("convolution_matrix_1d", "Has the right number of rows, but moves the filter by one cell.")
def matrix_moves_by_1(filter, size, stride=1):
    k = len(filter)
    rows = (size - k) // stride + 1
    c = torch.zeros(rows, size)
    for i in range(rows):
        c[i, i : i + k] = filter
    return c


@wrong("convolution_matrix_1d", "Mirrors the filter, as mathematicians convolve.")
def matrix_mirrored(filter, size, stride=1):
    k = len(filter)
    rows = (size - k) // stride + 1
    c = torch.zeros(rows, size)
    for i in range(rows):
        c[i, i * stride : i * stride + k] = filter.flip(0)
    return c


@wrong("convolution_matrix_1d", "One row too few.")
def matrix_row_too_few(filter, size, stride=1):
    k = len(filter)
    rows = (size - k) // stride
    c = torch.zeros(rows, size)
    for i in range(rows):
        c[i, i * stride : i * stride + k] = filter
    return c


@wrong("convolution_matrix_1d", "A square matrix whose rows wrap around.")
def matrix_circulant(filter, size, stride=1):
    row = F.pad(filter, (0, size - len(filter)))
    return torch.stack([row.roll(i) for i in range(0, size, stride)])


@wrong("convolution_matrix_1d", "A position at which the filter hangs over the end has a row, too.")
def matrix_hanging_over(filter, size, stride=1):
    k = len(filter)
    rows = -(-(size - k) // stride) + 1
    c = torch.zeros(rows, size)
    for i in range(rows):
        for j in range(k):
            if i * stride + j < size:
                c[i, i * stride + j] = filter[j]
    return c


@wrong("convolution_matrix_1d", "The matrix of the transpose convolution.")
def matrix_of_stamp(filter, size, stride=1):
    c = torch.zeros((size - 1) * stride + len(filter), size)
    for i in range(size):
        c[i * stride : i * stride + len(filter), i] = filter
    return c


@wrong("convolution_matrix_1d", "Padded so that each input has an output.")
def matrix_padded(filter, size, stride=1):
    k = len(filter)
    c = torch.zeros(size, size + k - 1)
    for i in range(size):
        c[i, i : i + k] = filter
    return c[::stride, (k - 1) // 2 : (k - 1) // 2 + size]


@wrong("convolution_matrix_1d", "Nested lists.")
def matrix_list(filter, size, stride=1):
    k, weights = len(filter), filter.tolist()
    return [[0.0] * i + weights + [0.0] * (size - k - i) for i in range(0, size - k + 1, stride)]


@wrong("convolution_matrix_1d", "A NumPy array.")
def matrix_array(filter, size, stride=1):
    k = len(filter)
    starts = range(0, size - k + 1, stride)
    c = np.zeros((len(starts), size), dtype=np.float32)
    for i, s in enumerate(starts):
        c[i, s : s + k] = filter.numpy()
    return c


@wrong("convolution_matrix_1d", "Only where the filter has weights: (L_out, K).")
def matrix_narrow(filter, size, stride=1):
    return filter.repeat((size - len(filter)) // stride + 1, 1)


@wrong("convolution_matrix_1d", "Dilates the filter by the stride.")
def matrix_dilated(filter, size, stride=1):
    k = len(filter)
    rows = (size - k) // stride + 1
    c = torch.zeros(rows, size + rows + k * stride)
    for i in range(rows):
        c[i, i : i + k * stride : stride] = filter
    return c[:, :size]


@wrong("convolution_matrix_1d", "Hard coded for three weights.")
def matrix_three_weights(filter, size, stride=1):
    rows = (size - 3) // stride + 1
    c = torch.zeros(rows, size)
    for i in range(rows):
        c[i, i * stride], c[i, i * stride + 1], c[i, i * stride + 2] = filter[0], filter[1], filter[2]
    return c


@wrong("convolution_matrix_1d", "An integer matrix, which truncates the weights.")
def matrix_integers(filter, size, stride=1):
    rows = (size - len(filter)) // stride + 1
    c = torch.zeros(rows, size, dtype=torch.int64)
    for i in range(rows):
        c[i, i * stride : i * stride + len(filter)] = filter
    return c


@wrong("convolution_matrix_1d", "The number of rows as if the stride came before the filter: (L - K + 1) // stride.")
def matrix_rows_misdivided(filter, size, stride=1):
    rows = (size - len(filter) + 1) // stride
    c = torch.zeros(rows, size)
    for i in range(rows):
        c[i, i * stride : i * stride + len(filter)] = filter
    return c


@wrong("convolution_matrix_1d", "Applies the matrix to ones instead of returning it.")
def matrix_applied(filter, size, stride=1):
    return F.conv1d(torch.ones(1, 1, size), filter[None, None], stride=stride)[0, 0]


@wrong("convolution_matrix_1d", "Takes `size` as the number of outputs.")
def matrix_size_is_rows(filter, size, stride=1):
    k = len(filter)
    c = torch.zeros(size, (size - 1) * stride + k)
    for i in range(size):
        c[i, i * stride : i * stride + k] = filter
    return c


@wrong("convolution_matrix_1d", "All rows are one tensor, changed in each round.")
def matrix_shared_row(filter, size, stride=1):
    row = torch.zeros(size)
    rows = []
    for start in range(0, size - len(filter) + 1, stride):
        row.zero_()
        row[start : start + len(filter)] = filter
        rows.append(row)
    return torch.stack(rows)


@wrong("convolution_matrix_1d", "Two mistakes: transposed, and the filter mirrored.")
def matrix_two_mistakes(filter, size, stride=1):
    k = len(filter)
    rows = (size - k) // stride + 1
    c = torch.zeros(size, rows)
    for i in range(rows):
        c[i * stride : i * stride + k, i] = filter.flip(0)
    return c


@wrong(
    "convolution_matrix_1d", "Two mistakes: one row too few, and the filter is moved by one cell whatever the stride."
)
def matrix_two_more_mistakes(filter, size, stride=1):
    c = torch.zeros((size - len(filter)) // stride, size)
    for i in range(len(c)):
        c[i, i : i + len(filter)] = filter
    return c


@right("convolution_matrix_1d", "The convolution of the unit vectors.")
def matrix_of_units(filter, size, stride=1):
    eye = torch.eye(size, dtype=filter.dtype)
    return F.conv1d(eye[:, None], filter[None, None], stride=stride)[:, 0].T


@right("convolution_matrix_1d", "Windows of the unit matrix, weighted and summed.")
def matrix_unfold(filter, size, stride=1):
    windows = torch.eye(size, dtype=filter.dtype).unfold(0, len(filter), stride)
    return torch.einsum("olk,k->ol", windows, filter)


@right("convolution_matrix_1d", "Rows from a comprehension.")
def matrix_rows(filter, size, stride=1):
    k = filter.shape[0]
    return torch.stack([F.pad(filter, (s, size - k - s)) for s in range(0, size - k + 1, stride)])


@right("convolution_matrix_1d", "A band of diagonals, then every stride-th row.")
def matrix_diagonals(filter, size, stride=1):
    n = size - len(filter) + 1
    band = sum(w * torch.eye(size, dtype=filter.dtype).roll(j, 1)[:n] for j, w in enumerate(filter))
    return band[::stride]


@right("convolution_matrix_1d", "A comparison of indices, looked up in the filter.")
def matrix_lookup(filter, size, stride=1):
    rows = (size - len(filter)) // stride + 1
    j = torch.arange(size) - stride * torch.arange(rows)[:, None]
    return torch.where((j >= 0) & (j < len(filter)), filter[j.clamp(0, len(filter) - 1)], filter.new_zeros(()))


@right("convolution_matrix_1d", "The Jacobian of the convolution.")
def matrix_jacobian(filter, size, stride=1):
    def convolve(x):
        return F.conv1d(x[None, None], filter[None, None], stride=stride)[0, 0]

    return torch.autograd.functional.jacobian(convolve, filter.new_zeros(size))


# stamp_2d


@wrong("stamp_2d", "Overwrites where the copies overlap.")
def map_overwrites(input, filter, stride=1, padding=0, output_padding=0):
    (h, w), k = input.shape, len(filter)
    rows, columns = (h - 1) * stride + k, (w - 1) * stride + k
    out = torch.zeros(rows + output_padding, columns + output_padding)
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + k, j * stride : j * stride + k] = input[i, j] * filter
    return out[padding : rows - padding + output_padding, padding : columns - padding + output_padding]


@wrong("stamp_2d", "Crops with [p:-p], which leaves nothing for a padding of 0.")
def map_negative_slice(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    cropped = full[padding:-padding, padding:-padding]
    return F.pad(cropped, (0, output_padding, 0, output_padding))


@wrong("stamp_2d", "Output padding adds zeros after the crop.")
def map_zero_output_padding(input, filter, stride=1, padding=0, output_padding=0):
    cropped = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride, padding=padding)[0, 0]
    return F.pad(cropped, (0, output_padding, 0, output_padding))


@wrong("stamp_2d", "Ignores the output padding.")
def map_no_output_padding(input, filter, stride=1, padding=0, output_padding=0):
    return F.conv_transpose2d(input[None, None], filter[None, None], stride=stride, padding=padding)[0, 0]


@wrong("stamp_2d", "Ignores the padding.")
def map_no_padding(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    return F.pad(full, (0, output_padding, 0, output_padding))


@wrong("stamp_2d", "Keeps the additional rows and columns at the top and left.")
def map_output_padding_first(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    low = output_padding - padding
    return F.pad(full, (low, -padding, low, -padding))


@wrong("stamp_2d", "Output padding on all four sides.")
def map_output_padding_around(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    return F.pad(full, (output_padding - padding,) * 4)


@wrong("stamp_2d", "Crops at the top and left only.")
def map_crops_two_sides(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    return F.pad(full, (-padding, output_padding, -padding, output_padding))


@wrong("stamp_2d", "Adds the padding in place of cropping it.")
def map_pads(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    return F.pad(full, (padding, padding + output_padding, padding, padding + output_padding))


@wrong("stamp_2d", "Takes the map as square.")
def map_square(input, filter, stride=1, padding=0, output_padding=0):
    n, k = len(input), len(filter)
    size = (n - 1) * stride + k
    out = torch.zeros(size + output_padding, size + output_padding)
    for i in range(n):
        for j in range(n):
            out[i * stride : i * stride + k, j * stride : j * stride + k] += input[i, j] * filter
    end = size - padding + output_padding
    return out[padding:end, padding:end]


@wrong("stamp_2d", "Mirrors the filter.")
def map_mirrored(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter.flip(0, 1)[None, None], stride=stride)[0, 0]
    end = output_padding - padding
    return F.pad(full, (-padding, end, -padding, end))


@wrong("stamp_2d", "Transposes the filter.")
def map_filter_transposed(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter.T[None, None], stride=stride)[0, 0]
    end = output_padding - padding
    return F.pad(full, (-padding, end, -padding, end))


@wrong("stamp_2d", "Places the copies without the stride.")
def map_stride_ignored(input, filter, stride=1, padding=0, output_padding=0):
    (h, w), k = input.shape, len(filter)
    rows, columns = (h - 1) * stride + k, (w - 1) * stride + k
    out = torch.zeros(rows + output_padding, columns + output_padding)
    for i in range(h):
        for j in range(w):
            out[i : i + k, j : j + k] += input[i, j] * filter
    return out[padding : rows - padding + output_padding, padding : columns - padding + output_padding]


@wrong("stamp_2d", "Keeps the batch and channel dimensions.")
def map_four_dimensions(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)
    end = output_padding - padding
    return F.pad(full, (-padding, end, -padding, end))


@wrong("stamp_2d", "Output padding at the bottom only.")
def map_output_padding_rows(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    return F.pad(full, (-padding, -padding, -padding, output_padding - padding))


@wrong("stamp_2d", "Crops one row and column for the padding in all, not at both ends.")
def map_crops_half(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    low, high = padding // 2, padding - padding // 2
    return F.pad(full, (-low, output_padding - high, -low, output_padding - high))


@wrong("stamp_2d", "A convolution.")
def map_convolves(input, filter, stride=1, padding=0, output_padding=0):
    return F.conv2d(input[None, None], filter[None, None], stride=stride, padding=padding)[0, 0]


@wrong("stamp_2d", "Interpolates: nearest neighbours, then a convolution.")
def map_upsamples(input, filter, stride=1, padding=0, output_padding=0):
    larger = F.interpolate(input[None, None], scale_factor=float(stride))
    k = len(filter)
    out = F.conv2d(larger, filter.flip(0, 1)[None, None], padding=k - 1)[0, 0]
    h, w = ((n - 1) * stride + k - 2 * padding + output_padding for n in input.shape)
    return out[padding : padding + h, padding : padding + w]


@wrong("stamp_2d", "Padding and output padding have changed places.")
def map_swapped_arguments(input, filter, stride=1, output_padding=0, padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    end = output_padding - padding
    return F.pad(full, (-padding, end, -padding, end))


@wrong("stamp_2d", "Nested lists.")
def map_list(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    end = output_padding - padding
    return F.pad(full, (-padding, end, -padding, end)).tolist()


@wrong("stamp_2d", "Only filters of 3 × 3.")
def map_three_by_three(input, filter, stride=1, padding=0, output_padding=0):
    h, w = input.shape
    out = torch.zeros((h - 1) * stride + 3 + output_padding, (w - 1) * stride + 3 + output_padding)
    for i, j in itertools.product(range(h), range(w)):
        out[i * stride : i * stride + 3, j * stride : j * stride + 3] += input[i, j] * filter
    return out[padding : len(out) - padding, padding : out.shape[1] - padding]


@wrong("stamp_2d", "Two mistakes: overwrites, and zeros as output padding.")
def map_two_mistakes(input, filter, stride=1, padding=0, output_padding=0):
    (h, w), k = input.shape, len(filter)
    rows, columns = (h - 1) * stride + k, (w - 1) * stride + k
    out = torch.zeros(rows, columns)
    for i, j in itertools.product(range(h), range(w)):
        out[i * stride : i * stride + k, j * stride : j * stride + k] = input[i, j] * filter
    cropped = out[padding : rows - padding, padding : columns - padding]
    return F.pad(cropped, (0, output_padding, 0, output_padding))


@wrong("stamp_2d", "Returns the whole canvas before the crop.")
def map_not_cropped(input, filter, stride=1, padding=0, output_padding=0):
    return F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]


@wrong("stamp_2d", "Two mistakes: the filter transposed, and the padding cropped only at the bottom and right.")
def map_two_more_mistakes(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter.T[None, None], stride=stride)[0, 0]
    end = output_padding - 2 * padding
    return F.pad(full, (0, end, 0, end))


@right("stamp_2d", "torch's own without padding, then a pad that is negative where it crops.")
def map_library(input, filter, stride=1, padding=0, output_padding=0):
    full = F.conv_transpose2d(input[None, None], filter[None, None], stride=stride)[0, 0]
    end = output_padding - padding
    return F.pad(full, (-padding, end, -padding, end))


@right("stamp_2d", "Each weight adds a scaled copy of the map to a strided view.")
def map_by_weights(input, filter, stride=1, padding=0, output_padding=0):
    (h, w), k = input.shape, filter.shape[0]
    rows, columns = (h - 1) * stride + k + output_padding, (w - 1) * stride + k + output_padding
    canvas = input.new_zeros(rows, columns)
    for a, b in itertools.product(range(k), repeat=2):
        canvas[a : a + (h - 1) * stride + 1 : stride, b : b + (w - 1) * stride + 1 : stride] += filter[a, b] * input
    return canvas[padding : rows - padding, padding : columns - padding]


@right("stamp_2d", "Two matrices for each row and column of weights: no loop over the map.")
def map_einsum(input, filter, stride=1, padding=0, output_padding=0):
    def places(n):
        size = (n - 1) * stride + len(filter) - 2 * padding + output_padding
        at = torch.arange(n)[:, None] * stride + torch.arange(len(filter)) - padding
        return (at[..., None] == torch.arange(size)).to(input.dtype)

    return torch.einsum("ij,ab,iar,jbc->rc", input, filter, places(input.shape[0]), places(input.shape[1]))


@right("stamp_2d", "Spreads the map and convolves it with the mirrored filter.")
def map_spread(input, filter, stride=1, padding=0, output_padding=0):
    (h, w), k = input.shape, len(filter)
    spread = input.new_zeros((h - 1) * stride + 1, (w - 1) * stride + 1)
    spread[::stride, ::stride] = input
    spread = F.pad(spread, (k - 1, k - 1 + output_padding, k - 1, k - 1 + output_padding))
    out = F.conv2d(spread[None, None], filter.flip((0, 1))[None, None])[0, 0]
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@right("stamp_2d", "F.fold adds the copies.")
def map_fold(input, filter, stride=1, padding=0, output_padding=0):
    k = len(filter)
    copies = filter.reshape(-1, 1) * input.reshape(1, -1)
    size = tuple((n - 1) * stride + k for n in input.shape)
    full = F.fold(copies[None], size, k, stride=stride)[0, 0]
    full = F.pad(full, (0, output_padding, 0, output_padding))
    return full[padding : full.shape[0] - padding, padding : full.shape[1] - padding]


@right("stamp_2d", "A dictionary of the outputs' values, in Python floats.")
def map_dictionary(input, filter, stride=1, padding=0, output_padding=0):
    values = {}
    for (i, row), (a, weights) in itertools.product(enumerate(input.tolist()), enumerate(filter.tolist())):
        for (j, x), (b, weight) in itertools.product(enumerate(row), enumerate(weights)):
            place = (i * stride + a - padding, j * stride + b - padding)
            values[place] = values.get(place, 0.0) + x * weight
    h, w = ((n - 1) * stride + len(filter) - 2 * padding + output_padding for n in input.shape)
    return torch.tensor([[values.get((r, c), 0.0) for c in range(w)] for r in range(h)], dtype=input.dtype)

"""Further answers to the exercises on unpooling as students write them, right and wrong."""

import math
from functools import reduce

import numpy as np
import torch
import torch.nn.functional as F

from tests.exercises.corpus import right, wrong

# --- nearest_neighbour ---


@wrong("nearest_neighbour", "Spreads nails by a maximum over the block, so negative numbers become 0")
def enlarge_by_maximum(input, factor):
    nails = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    nails[::factor, ::factor] = input
    return F.max_pool2d(F.pad(nails[None], (factor - 1, 0, factor - 1, 0)), factor, stride=1)[0]


@wrong("nearest_neighbour", "Enlarges in half precision")
def enlarge_half_precision(input, factor):
    return input.half().repeat_interleave(factor, 0).repeat_interleave(factor, 1).float()


@wrong("nearest_neighbour", "Imports interpolate by its name, which the text forbids as well")
def enlarge_by_imported_name(input, factor):
    from torch.nn.functional import interpolate

    return interpolate(input[None, None], size=(input.shape[0] * factor, input.shape[1] * factor))[0, 0]


@wrong("nearest_neighbour", "Exchanges quotient and remainder, which tiles the map")
def enlarge_by_remainder(input, factor):
    height, width = input.shape
    rows, columns = torch.arange(height * factor) % height, torch.arange(width * factor) % width
    return input[rows[:, None], columns]


@wrong("nearest_neighbour", "Doubles again and again, so only powers of 2 are reached")
def enlarge_by_doubling(input, factor):
    while factor > 1:
        input = torch.stack([input, input], 2).flatten(1)
        input = torch.stack([input, input], 1).flatten(0, 1)
        factor //= 2
    return input


@wrong("nearest_neighbour", "Runs straight between the numbers, bilinear as the grid of grid_sample does")
def enlarge_bilinear(input, factor):
    height, width = input.shape
    rows = torch.linspace(-1, 1, height * factor)
    columns = torch.linspace(-1, 1, width * factor)
    grid = torch.stack([columns.repeat(len(rows), 1), rows[:, None].repeat(1, len(columns))], -1)
    return F.grid_sample(input[None, None], grid[None], align_corners=True)[0, 0]


@wrong("nearest_neighbour", "Centres the blocks on the cells, so the first block is cut and the last one longer")
def enlarge_centred(input, factor):
    height, width = input.shape
    rows = ((torch.arange(height * factor) + factor // 2) // factor).clamp(max=height - 1)
    columns = ((torch.arange(width * factor) + factor // 2) // factor).clamp(max=width - 1)
    return input[rows][:, columns]


@wrong("nearest_neighbour", "Repeats each row factor² times, as if the factor counted cells on the way")
def enlarge_squared(input, factor):
    return input.repeat_interleave(factor**2, 0).repeat_interleave(factor**2, 1)


@wrong("nearest_neighbour", "Repeats the first row for all, as it writes with the wrong variable")
def enlarge_wrong_variable(input, factor):
    height, width = input.shape
    output = torch.zeros(height * factor, width * factor)
    for i in range(height):
        for di in range(factor):
            for j in range(width):
                for dj in range(factor):
                    output[i * factor + di, j * factor + dj] = input[di % height, j]
    return output


@wrong("nearest_neighbour", "Stores the enlarged map in the caller's tensor by set_")
def enlarge_into_input(input, factor):
    input.set_(input.repeat_interleave(factor, 0).repeat_interleave(factor, 1))
    return input


@wrong("nearest_neighbour", "Returns a NumPy array")
def enlarge_to_array(input, factor):
    return np.kron(input.numpy(), np.ones((factor, factor)))


@wrong("nearest_neighbour", "Steps by factor in the rows but by factor + 1 in the columns and leaves gaps of 0")
def enlarge_gaps(input, factor):
    height, width = input.shape
    output = torch.zeros(height * factor, width * (factor + 1))
    for i in range(height):
        for j in range(width):
            output[i * factor : (i + 1) * factor, j * (factor + 1) : j * (factor + 1) + factor] = input[i, j]
    return output[:, : width * factor]


@wrong("nearest_neighbour", "Lets even factors be as they are and makes odd ones even")
def enlarge_even_factor(input, factor):
    factor += factor % 2
    return input.repeat_interleave(factor, 0).repeat_interleave(factor, 1)


@wrong("nearest_neighbour", "Enlarges the rows only, by the factor's square")
def enlarge_rows_squared(input, factor):
    return input.repeat_interleave(factor * factor, 0)


@right("nearest_neighbour", "Concatenates full blocks of single numbers")
def enlarge_by_blocks(input, factor):
    rows = [torch.cat([torch.full((factor, factor), x) for x in row], 1) for row in input.tolist()]
    return torch.cat(rows)


@right("nearest_neighbour", "Samples a grid of cell centres with mode nearest")
def enlarge_by_grid_sample(input, factor):
    height, width = input.shape
    rows = (torch.arange(height * factor, dtype=torch.float64) // factor + 0.5) * 2 / height - 1
    columns = (torch.arange(width * factor, dtype=torch.float64) // factor + 0.5) * 2 / width - 1
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    grid = torch.stack([x, y], -1)[None]
    return F.grid_sample(input[None, None].double(), grid, mode="nearest", align_corners=False)[0, 0]


@right("nearest_neighbour", "Makes factor² equal channels and shuffles them into pixels")
def enlarge_by_pixel_shuffle(input, factor):
    return F.pixel_shuffle(input.expand(factor**2, *input.shape), factor)[0]


@right("nearest_neighbour", "Splits the map in halves and recurs, down to single numbers")
def enlarge_by_recursion(input, factor):
    height, width = input.shape
    if height > 1:
        return torch.vstack([enlarge_by_recursion(half, factor) for half in input.tensor_split(2)])
    if width > 1:
        return torch.hstack([enlarge_by_recursion(half, factor) for half in input.tensor_split(2, dim=1)])
    return input.expand(factor, factor).clone()


# --- bed_of_nails ---


@wrong("bed_of_nails", "Writes only numbers above 0, as after a ReLU")
def spread_positive(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    for i, j in (input > 0).nonzero().tolist():
        output[i * factor, j * factor] = input[i, j]
    return output


@wrong("bed_of_nails", "Spaces the numbers of the flat map and reshapes, so the rows aren't spaced")
def spread_flat(input, factor):
    height, width = input.shape
    output = torch.zeros(height * factor * width * factor)
    output[:: factor**2] = input.flatten()
    return output.reshape(height * factor, width * factor)


@wrong("bed_of_nails", "Spaces the columns, but puts all rows above the zeros")
def spread_columns(input, factor):
    height, width = input.shape
    output = torch.zeros(height * factor, width * factor)
    output[:height, ::factor] = input
    return output


@wrong("bed_of_nails", "Shifts the map by one cell")
def spread_from_one(input, factor):
    height, width = input.shape
    output = torch.zeros(height * factor + 1, width * factor + 1)
    output[1::factor, 1::factor] = input
    return output[: height * factor, : width * factor]


@wrong("bed_of_nails", "Writes on the diagonal of each block")
def spread_diagonal(input, factor):
    return torch.kron(input, torch.eye(factor))


@wrong("bed_of_nails", "Writes into the first row of each block")
def spread_first_row(input, factor):
    stamp = torch.zeros(factor, factor)
    stamp[0] = 1
    return torch.kron(input, stamp)


@wrong("bed_of_nails", "Repeats the map's mean where the zeros should be")
def spread_on_mean(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor) + input.mean()
    output[::factor, ::factor] = input
    return output


@wrong("bed_of_nails", "Adds to the output what nearest neighbour gives in the other cells with the opposite sign")
def spread_signed(input, factor):
    output = -input.repeat_interleave(factor, 0).repeat_interleave(factor, 1)
    output[::factor, ::factor] = input
    return output


@wrong("bed_of_nails", "Keeps dimensions of batch and channel")
def spread_four_dimensions(input, factor):
    kernel = torch.zeros(1, 1, factor, factor)
    kernel[0, 0, 0, 0] = 1
    return F.conv_transpose2d(input[None, None], kernel, stride=factor)


@wrong("bed_of_nails", "Flips the kernel, so the number lands in the last cell")
def spread_flipped_kernel(input, factor):
    kernel = torch.zeros(1, 1, factor, factor)
    kernel[0, 0, -1, -1] = 1
    return F.conv_transpose2d(input[None, None], kernel, stride=factor)[0, 0]


@wrong("bed_of_nails", "Pads each number by 1 whatever the factor is")
def spread_pad_one(input, factor):
    height, width = input.shape
    blocks = F.pad(input.reshape(-1, 1, 1), (0, 1, 0, 1)).reshape(height, width, 2, 2)
    return blocks.permute(0, 2, 1, 3).reshape(height * 2, width * 2)


@wrong("bed_of_nails", "Reads the blocks in the wrong order after padding, and halves the numbers")
def spread_two_mistakes(input, factor):
    height, width = input.shape
    blocks = F.pad(input.reshape(-1, 1, 1), (0, factor - 1, 0, factor - 1)).reshape(height, width, factor, factor)
    return blocks.permute(2, 0, 3, 1).reshape(height * factor, width * factor) / 2


@wrong("bed_of_nails", "Scales the caller's map to 0 to 1 in place")
def spread_normalises_in_place(input, factor):
    low, high = float(input.min()), float(input.max())
    input -= low
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[::factor, ::factor] = input + low if high > low else torch.full_like(input, low)
    return output


@wrong("bed_of_nails", "Spreads in half of the steps and returns a list")
def spread_half_steps_to_list(input, factor):
    step = max(factor // 2, 1)
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[: input.shape[0] * step : step, : input.shape[1] * step : step] = input
    return output.tolist()


@right("bed_of_nails", "Shuffles one channel of numbers and factor² - 1 of zeros into pixels")
def spread_by_pixel_shuffle(input, factor):
    channels = torch.zeros(factor**2, *input.shape, dtype=input.dtype)
    channels[0] = input
    return F.pixel_shuffle(channels, factor).squeeze(0)


@right("bed_of_nails", "Writes through a view with strides")
def spread_by_strides(input, factor):
    height, width = input.shape
    output = torch.zeros(height * factor, width * factor, dtype=input.dtype)
    output.as_strided((height, width), (width * factor * factor, factor)).copy_(input)
    return output


@right("bed_of_nails", "Concatenates each number with its zeros")
def spread_by_lists(input, factor):
    width = input.shape[1] * factor
    rows = []
    for row in input.tolist():
        rows.append([x for number in row for x in [number] + [0.0] * (factor - 1)])
        rows.extend([0.0] * width for _ in range(factor - 1))
    return torch.tensor(rows)


@right("bed_of_nails", "Folds columns of blocks")
def spread_by_fold(input, factor):
    height, width = input.shape
    columns = torch.zeros(1, factor**2, height * width, dtype=input.dtype)
    columns[0, 0] = input.flatten()
    return F.fold(columns, (height * factor, width * factor), factor, stride=factor)[0, 0]


# --- max_pool_with_positions ---


def _windows(input, k):
    return input.unfold(0, k, k).unfold(1, k, k).flatten(2)


def _positions(best, k, width):
    rows = torch.arange(best.shape[0])[:, None] * k + best // k
    columns = torch.arange(best.shape[1]) * k + best % k
    return rows * width + columns


@wrong("max_pool_with_positions", "Looks for the smallest number")
def keep_smallest(input, kernel_size):
    values, best = _windows(input, kernel_size).min(2)
    return values, _positions(best, kernel_size, input.shape[1])


@wrong("max_pool_with_positions", "Calls max_pool2d for the numbers and finds the positions itself")
def keep_values_by_max_pool(input, kernel_size):
    values = F.max_pool2d(input[None, None], kernel_size)[0, 0]
    return values, _positions(_windows(input, kernel_size).argmax(2), kernel_size, input.shape[1])


@wrong("max_pool_with_positions", "Gives the position of the window's first cell")
def keep_first_cell(input, kernel_size):
    windows = _windows(input, kernel_size)
    return windows.amax(2), _positions(torch.zeros(windows.shape[:2], dtype=torch.long), kernel_size, input.shape[1])


@wrong("max_pool_with_positions", "Exchanges quotient and remainder within the window")
def keep_quotient_and_remainder(input, kernel_size):
    k = kernel_size
    values, best = _windows(input, k).max(2)
    rows = torch.arange(best.shape[0])[:, None] * k + best % k
    columns = torch.arange(best.shape[1]) * k + best // k
    return values, rows * input.shape[1] + columns


@wrong("max_pool_with_positions", "Forgets to multiply the window's row by k")
def keep_row_of_windows(input, kernel_size):
    k = kernel_size
    values, best = _windows(input, k).max(2)
    rows = torch.arange(best.shape[0])[:, None] + best // k
    columns = torch.arange(best.shape[1]) * k + best % k
    return values, rows * input.shape[1] + columns


@wrong("max_pool_with_positions", "Takes the largest of the first row of each window")
def keep_first_row(input, kernel_size):
    k = kernel_size
    values, best = input[::k].unfold(1, k, k).max(2)
    return values, _positions(best, k, input.shape[1])


@wrong("max_pool_with_positions", "Flattens both tensors")
def keep_flat(input, kernel_size):
    values, best = _windows(input, kernel_size).max(2)
    return values.flatten(), _positions(best, kernel_size, input.shape[1]).flatten()


@wrong(
    "max_pool_with_positions",
    "Finds the largest of each column first and then of these, which takes equal numbers by columns",
)
def keep_columns_then_rows(input, kernel_size):
    k = kernel_size
    in_columns, row = input.unfold(0, k, k).unfold(1, k, k).max(2)
    values, column = in_columns.max(2)
    row = row.gather(2, column[..., None])[..., 0]
    return values, _positions(row * k + column, k, input.shape[1])


@wrong("max_pool_with_positions", "Sorts a window upwards and takes its end, where the last of equal numbers is")
def keep_end_of_sorting(input, kernel_size):
    values, order = _windows(input, kernel_size).sort(dim=2, stable=True)
    return values[..., -1], _positions(order[..., -1], kernel_size, input.shape[1])


@wrong("max_pool_with_positions", "Makes whole numbers of the largest ones")
def keep_whole_numbers(input, kernel_size):
    values, best = _windows(input, kernel_size).max(2)
    return values.long(), _positions(best, kernel_size, input.shape[1])


@wrong("max_pool_with_positions", "Stacks numbers and positions to one float tensor (2, H / k, W / k)")
def keep_stacked(input, kernel_size):
    values, best = _windows(input, kernel_size).max(2)
    return torch.stack([values, _positions(best, kernel_size, input.shape[1]).float()])


@wrong("max_pool_with_positions", "Stores positions in 8 bits, wrong for maps of more than 256 cells")
def keep_positions_in_bytes(input, kernel_size):
    values, best = _windows(input, kernel_size).max(2)
    return values, _positions(best, kernel_size, input.shape[1]).to(torch.uint8).long()


@wrong("max_pool_with_positions", "Loops over as many columns as rows of windows and begins the search at -1")
def keep_two_mistakes(input, kernel_size):
    k, (height, width) = kernel_size, input.shape
    values = torch.full((height // k, height // k), -1.0)
    positions = torch.zeros(height // k, height // k, dtype=torch.long)
    for i in range(height):
        for j in range(min(height, width)):
            if input[i, j] > values[i // k, j // k]:
                values[i // k, j // k] = input[i, j]
                positions[i // k, j // k] = i * width + j
    return values, positions


@wrong("max_pool_with_positions", "Breaks equal numbers by a small slope over the map, which changes the numbers")
def keep_with_slope(input, kernel_size):
    slope = torch.arange(input.numel(), dtype=torch.float32).reshape(input.shape) * 0.01
    values, best = _windows(input - slope, kernel_size).max(2)
    return values, _positions(best, kernel_size, input.shape[1])


@wrong("max_pool_with_positions", "Takes the last of equal numbers and counts positions down the columns")
def keep_last_column_major(input, kernel_size):
    k = kernel_size
    values, best = _windows(input, k).flip(2).max(2)
    best = k * k - 1 - best
    rows = torch.arange(best.shape[0])[:, None] * k + best // k
    columns = torch.arange(best.shape[1]) * k + best % k
    return values, columns * input.shape[0] + rows


@right("max_pool_with_positions", "Pools with adaptive_max_pool2d, which the text doesn't forbid")
def keep_by_adaptive_pool(input, kernel_size):
    size = (input.shape[0] // kernel_size, input.shape[1] // kernel_size)
    values, positions = F.adaptive_max_pool2d(input[None, None], size, return_indices=True)
    return values[0, 0], positions[0, 0]


@right("max_pool_with_positions", "Keeps pairs of number and negative position and takes Python's max")
def keep_by_pairs(input, kernel_size):
    k, (height, width) = kernel_size, input.shape
    rows = input.tolist()
    best = [
        max((rows[i][j], -(i * width + j)) for i in range(top, top + k) for j in range(left, left + k))
        for top in range(0, height, k)
        for left in range(0, width, k)
    ]
    values, negative = zip(*best, strict=True)
    shape = (height // k, width // k)
    return torch.tensor(values).reshape(shape), -torch.tensor(negative).reshape(shape)


@right(
    "max_pool_with_positions",
    "Finds the first row with the largest number, then the first column in it, by running along dimensions",
)
def keep_rows_then_columns(input, kernel_size):
    k = kernel_size
    in_rows, column = input.unfold(0, k, k).unfold(1, k, k).max(3)
    values, row = in_rows.max(2)
    column = column.gather(2, row[..., None])[..., 0]
    return values, _positions(row * k + column, k, input.shape[1])


@right("max_pool_with_positions", "Takes columns from F.unfold and returns int32 positions")
def keep_by_columns(input, kernel_size):
    k, (height, width) = kernel_size, input.shape
    columns = F.unfold(input[None, None], k, stride=k)[0]
    cells = torch.arange(height * width, dtype=torch.float64).reshape(1, 1, height, width)
    cells = F.unfold(cells, k, stride=k)[0]
    best = columns.argmax(0, keepdim=True)
    values, positions = columns.gather(0, best), cells.gather(0, best)
    return values.reshape(height // k, width // k), positions.int().reshape(height // k, width // k)


# --- bed_of_nails_gradient ---


@wrong("bed_of_nails_gradient", "Takes every cell's absolute largest")
def nails_back_of_absolute(output_gradient, factor):
    height, width = output_gradient.shape
    blocks = output_gradient.reshape(height // factor, factor, width // factor, factor).transpose(1, 2).flatten(2)
    return blocks.gather(2, blocks.abs().argmax(2, keepdim=True))[..., 0]


@wrong("bed_of_nails_gradient", "Takes the upper right cell of each block")
def nails_back_upper_right(output_gradient, factor):
    return output_gradient[::factor, factor - 1 :: factor]


@wrong("bed_of_nails_gradient", "Takes the lower left cell of each block")
def nails_back_lower_left(output_gradient, factor):
    return output_gradient[factor - 1 :: factor, ::factor]


@wrong("bed_of_nails_gradient", "Sums the diagonal of each block")
def nails_back_diagonal(output_gradient, factor):
    return sum(output_gradient[i::factor, i::factor] for i in range(factor))


@wrong("bed_of_nails_gradient", "Reshapes without keeping rows of cells apart")
def nails_back_reshaped(output_gradient, factor):
    height, width = output_gradient.shape
    return output_gradient.reshape(height // factor, width // factor, factor**2)[..., 0]


@wrong("bed_of_nails_gradient", "Steps by factor + 1")
def nails_back_step(output_gradient, factor):
    height, width = output_gradient.shape
    return output_gradient[:: factor + 1, :: factor + 1][: height // factor, : width // factor]


@wrong("bed_of_nails_gradient", "Steps over the rows by the factor and over the columns by 2")
def nails_back_columns_by_two(output_gradient, factor):
    return output_gradient[::factor, ::2]


@wrong("bed_of_nails_gradient", "Lets autograd's jacobian answer for bed of nails")
def nails_back_by_jacobian(output_gradient, factor):
    height, width = output_gradient.shape

    def nails(input):
        return F.pad(input[:, None, :, None], (0, factor - 1, 0, 0, 0, factor - 1)).reshape(height, width)

    input = torch.zeros(height // factor, width // factor)
    return torch.autograd.functional.vjp(nails, input, output_gradient)[1]


@wrong("bed_of_nails_gradient", "Drops gradients below 0, as a ReLU's gradient")
def nails_back_positive(output_gradient, factor):
    return output_gradient[::factor, ::factor].clamp(min=0)


@wrong("bed_of_nails_gradient", "Scales the gradient to the sum of all gradients")
def nails_back_rescaled(output_gradient, factor):
    gradient = output_gradient[::factor, ::factor]
    return gradient * output_gradient.abs().sum() / gradient.abs().sum()


@wrong("bed_of_nails_gradient", "Leaves one column out, for it asks for the last multiple below the width's last cell")
def nails_back_short_range(output_gradient, factor):
    height, width = output_gradient.shape
    return output_gradient[range(0, height, factor)][:, list(range(0, width - factor, factor))]


@wrong("bed_of_nails_gradient", "Returns (1, 1, H, W)")
def nails_back_four_dimensions(output_gradient, factor):
    return output_gradient[None, None, ::factor, ::factor]


@wrong("bed_of_nails_gradient", "Sets what it has read to 0 in the caller's tensor")
def nails_back_empties(output_gradient, factor):
    gradient = output_gradient[::factor, ::factor].clone()
    output_gradient[::factor, ::factor] = 0
    return gradient


@wrong("bed_of_nails_gradient", "Rounds to whole numbers and transposes, right for symmetric maps of whole numbers")
def nails_back_two_mistakes(output_gradient, factor):
    return output_gradient[::factor, ::factor].round().T


@wrong("bed_of_nails_gradient", "Takes the last column of each block and divides by the factor")
def nails_back_last_column_divided(output_gradient, factor):
    return output_gradient[::factor, factor - 1 :: factor] / factor


@right("bed_of_nails_gradient", "Selects rows, then columns, by lists")
def nails_back_by_select(output_gradient, factor):
    rows = torch.arange(0, output_gradient.size(0), factor)
    columns = torch.arange(0, output_gradient.size(1), factor)
    return output_gradient.index_select(0, rows).index_select(1, columns)


@right("bed_of_nails_gradient", "Reads through a view with strides")
def nails_back_by_strides(output_gradient, factor):
    height, width = output_gradient.shape
    down, across = output_gradient.stride()
    return output_gradient.as_strided((height // factor, width // factor), (down * factor, across * factor)).clone()


@right("bed_of_nails_gradient", "Splits into pieces and takes the first row and column of each")
def nails_back_by_split(output_gradient, factor):
    return torch.stack([
        torch.stack([piece[0, 0] for piece in strip.split(factor, dim=1)]) for strip in output_gradient.split(factor)
    ])  # fmt: skip


@right("bed_of_nails_gradient", "Measures the change of the loss cell by cell, as the loss is linear")
def nails_back_by_differences(output_gradient, factor):
    height, width = output_gradient.shape
    gradient = torch.zeros(height // factor, width // factor, dtype=torch.float64)
    for i, j in np.ndindex(*gradient.shape):
        output = np.zeros((height, width))
        output[i * factor, j * factor] = 1.0
        gradient[i, j] = float((output * output_gradient.numpy()).sum())
    return gradient


# --- max_unpool_at ---


@wrong("max_unpool_at", "Puts each number at its transposed place, column · W + row")
def put_back_transposed(input, indices, size):
    rows, columns = indices.long() // size[1], indices.long() % size[1]
    output = torch.zeros(max(size), max(size))
    output[columns, rows] = input
    return output[: size[0], : size[1]]


@wrong("max_unpool_at", "Leaves numbers below 0 out, for it takes the maximum with the zeros")
def put_back_maximum(input, indices, size):
    flat = torch.zeros(size[0] * size[1])
    flat.scatter_reduce_(0, indices.long().flatten(), input.flatten(), "amax")
    return flat.reshape(size)


@wrong("max_unpool_at", "Takes the mean with the zero that was there")
def put_back_mean(input, indices, size):
    flat = torch.zeros(size[0] * size[1])
    flat.scatter_reduce_(0, indices.long().flatten(), input.flatten(), "mean")
    return flat.reshape(size)


@wrong("max_unpool_at", "Takes the positions for those within windows of 2 × 2")
def put_back_in_windows(input, indices, size):
    output = torch.zeros(size[0] + 2, size[1] + 2)
    for i in range(input.shape[0]):
        for j in range(input.shape[1]):
            position = int(indices[i, j]) % 4
            output[min(2 * i + position // 2, size[0]), min(2 * j + position % 2, size[1])] = input[i, j]
    return output[: size[0], : size[1]]


@wrong("max_unpool_at", "Writes the numbers in rising order of position, as they come in reading order")
def put_back_by_mask(input, indices, size):
    mask = torch.zeros(size[0] * size[1], dtype=torch.bool)
    mask[indices.long().flatten()] = True
    return torch.zeros(size).masked_scatter(mask.reshape(size), input)


@wrong("max_unpool_at", "Writes rows by rows: the last number of a row overwrites all")
def put_back_rows(input, indices, size):
    output = torch.zeros(size)
    for row, number in zip((indices // size[1]).flatten().tolist(), input.flatten(), strict=True):
        output[row] = number
    return output


@wrong("max_unpool_at", "Zips the rows of both only, so each row gets its first number")
def put_back_first_column(input, indices, size):
    flat = torch.zeros(size[0] * size[1])
    for numbers, positions in zip(input, indices, strict=True):
        flat[positions[0].long()] = numbers[0]
    return flat.reshape(size)


@wrong("max_unpool_at", "Asks max_unpool2d under another name")
def put_back_renamed(input, indices, size):
    unpool = F.max_unpool2d
    factor = (size[0] // input.shape[0], size[1] // input.shape[1])
    return unpool(input[None], indices[None].long(), factor, output_size=size)[0]


@wrong("max_unpool_at", "Divides by the width as a float and rounds to the nearest row")
def put_back_rounded_row(input, indices, size):
    output = torch.zeros(size)
    rows = (indices / size[1]).round().long().clamp(max=size[0] - 1)
    output[rows, indices.long() % size[1]] = input
    return output


@wrong("max_unpool_at", "Returns the mask of the positions times the sum of the numbers")
def put_back_mask(input, indices, size):
    flat = torch.zeros(size[0] * size[1])
    flat[indices.long().flatten()] = input.sum()
    return flat.view(size)


@wrong("max_unpool_at", "Makes the output whole numbers")
def put_back_whole_numbers(input, indices, size):
    flat = torch.zeros(math.prod(size), dtype=torch.int64)
    flat[indices.long().flatten()] = input.flatten().long()
    return flat.view(size)


@wrong("max_unpool_at", "Sorts the caller's positions in place before it writes, and adds a row")
def put_back_two_mistakes(input, indices, size):
    order = indices.flatten().argsort()
    numbers = input.flatten()[order]
    indices.copy_(indices.flatten()[order].reshape(indices.shape))
    flat = torch.zeros((size[0] + 1) * size[1])
    flat[indices.long().flatten()] = numbers
    return flat.reshape(size[0] + 1, size[1])


@wrong("max_unpool_at", "Makes all cells that aren't positions equal to the smallest number")
def put_back_on_minimum(input, indices, size):
    flat = torch.full((math.prod(size),), float(input.min()))
    flat[indices.long().flatten()] = input.flatten()
    return flat.view(size)


@wrong("max_unpool_at", "Exchanges row and column and adds 1 to all cells")
def put_back_column_major_on_ones(input, indices, size):
    flat = torch.ones(math.prod(size))
    flat[indices.long().flatten()] += input.flatten()
    return flat.reshape(size[1], size[0]).T


@right("max_unpool_at", "Scatters in the flat map")
def put_back_by_scatter(input, indices, size):
    return (
        torch.zeros(math.prod(size), dtype=input.dtype).scatter(0, indices.flatten().long(), input.flatten()).view(size)
    )


@right("max_unpool_at", "Asks each cell whether a position is its own")
def put_back_by_comparison(input, indices, size):
    cells = torch.arange(math.prod(size)).reshape(*size, 1)
    return torch.where(cells == indices.flatten(), input.flatten(), 0).sum(-1)


@right("max_unpool_at", "Sums maps with one number each")
def put_back_by_sum(input, indices, size):
    def with_one(output, pair):
        number, position = pair
        one = torch.zeros(size, dtype=torch.float64)
        one[divmod(position, size[1])] = number
        return output + one

    pairs = zip(input.flatten().tolist(), indices.flatten().tolist(), strict=True)
    return reduce(with_one, pairs, torch.zeros(size, dtype=torch.float64))


@right("max_unpool_at", "Writes through NumPy's flat iterator")
def put_back_by_flat_iterator(input, indices, size):
    output = np.zeros(size, dtype=np.float32)
    output.flat[indices.numpy().ravel()] = input.numpy().ravel()
    return torch.as_tensor(output)

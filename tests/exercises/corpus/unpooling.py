"""Answers to the exercises on unpooling as students write them, right and wrong."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.corpus import right, wrong

# --- nearest_neighbour ---


@wrong("nearest_neighbour", "Tiles the map instead of repeating each number")
def nearest_tiled(input, factor):
    return input.repeat(factor, factor)


@wrong("nearest_neighbour", "Exchanges the factors of the Kronecker product, which tiles the map")
def nearest_kron_swapped(input, factor):
    return torch.kron(torch.ones(factor, factor), input)


@wrong("nearest_neighbour", "Repeats rows only")
def nearest_rows_only(input, factor):
    return input.repeat_interleave(factor, 0)


@wrong("nearest_neighbour", "Repeats columns only")
def nearest_columns_only(input, factor):
    return input.repeat_interleave(factor, dim=1)


@wrong("nearest_neighbour", "Forgets the dimension, so the map is flattened before it is repeated")
def nearest_flattened(input, factor):
    return input.repeat_interleave(factor).repeat_interleave(factor)


@wrong("nearest_neighbour", "Divides each number by the cells of its block, so that the sum stays")
def nearest_shared(input, factor):
    return input.repeat_interleave(factor, 0).repeat_interleave(factor, 1) / factor**2


@wrong("nearest_neighbour", "Calls interpolate, which the text forbids")
def nearest_by_interpolate(input, factor):
    return F.interpolate(input[None, None], scale_factor=factor, mode="nearest")[0, 0]


@wrong("nearest_neighbour", "Takes the number of rows for that of columns too, right for square maps")
def nearest_square_only(input, factor):
    side = input.shape[0]
    output = torch.zeros(side * factor, side * factor)
    for row in range(side * factor):
        for column in range(side * factor):
            output[row, column] = input[row // factor, column // factor]
    return output


@wrong("nearest_neighbour", "Takes a factor of 2 for granted")
def nearest_by_two(input, factor):
    return input.repeat_interleave(2, 0).repeat_interleave(2, 1)


@wrong("nearest_neighbour", "Writes two cells of each block per side, which fills blocks for factors up to 2 only")
def nearest_two_cells(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    for row in range(input.shape[0]):
        for column in range(input.shape[1]):
            output[row * factor : row * factor + 2, column * factor : column * factor + 2] = input[row, column]
    return output


@wrong("nearest_neighbour", "Is bed of nails")
def nearest_as_nails(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[::factor, ::factor] = input
    return output


@wrong("nearest_neighbour", "Returns columns as rows")
def nearest_transposed(input, factor):
    return input.T.repeat_interleave(factor, 0).repeat_interleave(factor, 1)


@wrong("nearest_neighbour", "Returns a list of lists instead of a tensor")
def nearest_to_list(input, factor):
    return [[number for number in row for _ in range(factor)] for row in input.tolist() for _ in range(factor)]


@wrong("nearest_neighbour", "Keeps the dimensions of batch and channel")
def nearest_four_dimensions(input, factor):
    return input[None, None].repeat_interleave(factor, 2).repeat_interleave(factor, 3)


@wrong("nearest_neighbour", "Gives the caller's map two further dimensions in place")
def nearest_unsqueezes_in_place(input, factor):
    image = input.unsqueeze_(0).unsqueeze_(0)
    return image.repeat_interleave(factor, 2).repeat_interleave(factor, 3)[0, 0]


@wrong("nearest_neighbour", "Rounds the quotient of the indices instead of rounding it down")
def nearest_rounded_index(input, factor):
    height, width = input.shape
    rows = (torch.arange(height * factor) / factor).round().long().clamp(max=height - 1)
    columns = (torch.arange(width * factor) / factor).round().long().clamp(max=width - 1)
    return input[rows][:, columns]


@wrong("nearest_neighbour", "Reshapes the blocks without bringing rows of blocks and rows of cells together")
def nearest_without_permute(input, factor):
    height, width = input.shape
    return input[:, :, None, None].expand(height, width, factor, factor).reshape(height * factor, width * factor)


@wrong("nearest_neighbour", "Makes whole numbers of the map and has rows and columns of the output exchanged")
def nearest_whole_numbers(input, factor):
    output = torch.zeros(input.shape[1] * factor, input.shape[0] * factor, dtype=torch.long)
    for row in range(output.shape[0]):
        for column in range(output.shape[1]):
            output[row, column] = input[column // factor, row // factor].long()
    return output


@wrong("nearest_neighbour", "Lets the blocks overlap by one cell and returns the map without the last border")
def nearest_overlapping(input, factor):
    height, width = input.shape
    output = torch.zeros((height - 1) * factor + 1, (width - 1) * factor + 1)
    for row in range(height):
        for column in range(width):
            top, left = row * factor, column * factor
            output[top : top + factor, left : left + factor] = input[row, column]
    return output


@wrong("nearest_neighbour", "Tiles the map and divides by factor²")
def nearest_tiled_and_divided(input, factor):
    return input.repeat(factor, factor) / factor**2


right("nearest_neighbour", "Is a lambda with a Kronecker product")(
    lambda input, factor: torch.kron(input, torch.ones(factor, factor))
)


@right("nearest_neighbour", "Indexes by whole quotients")
def nearest_by_index(input, factor):
    height, width = input.shape
    rows = torch.arange(height * factor) // factor
    columns = torch.arange(width * factor) // factor
    return input[rows[:, None], columns]


@right("nearest_neighbour", "Expands each cell to a block and reshapes")
def nearest_by_expand(input, factor):
    height, width = input.shape
    return input[:, None, :, None].expand(height, factor, width, factor).reshape(height * factor, -1)


@right("nearest_neighbour", "Stamps each number by a transpose convolution with ones")
def nearest_by_transpose_convolution(input, factor):
    stamp = torch.ones(1, 1, factor, factor)
    return F.conv_transpose2d(input[None, None].float(), stamp, stride=factor)[0, 0]


@right("nearest_neighbour", "Repeats in NumPy and returns float64")
def nearest_in_numpy(input, factor):
    return torch.from_numpy(np.repeat(np.repeat(input.numpy().astype(np.float64), factor, 0), factor, 1))


@right("nearest_neighbour", "Builds nested lists and makes a tensor of them at the end")
def nearest_by_comprehension(input, factor):
    rows = [[number for number in row for _ in range(factor)] for row in input.tolist()]
    return torch.tensor([row for row in rows for _ in range(factor)])


@right("nearest_neighbour", "Multiplies by a matrix of repetitions from both sides")
def nearest_by_matrices(input, factor):
    down = torch.eye(input.shape[0], dtype=input.dtype).repeat_interleave(factor, 0)
    across = torch.eye(input.shape[1], dtype=input.dtype).repeat_interleave(factor, 0)
    return torch.einsum("ih,hw,jw->ij", down, input, across)


# --- bed_of_nails ---


@wrong("bed_of_nails", "Puts each number in the lower right cell of its block")
def nails_lower_right(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[factor - 1 :: factor, factor - 1 :: factor] = input
    return output


@wrong("bed_of_nails", "Puts each number in the middle of its block")
def nails_middle(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[factor // 2 :: factor, factor // 2 :: factor] = input
    return output


@wrong("bed_of_nails", "Puts each number in the upper right cell of its block")
def nails_upper_right(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[::factor, factor - 1 :: factor] = input
    return output


@wrong("bed_of_nails", "Fills the whole block, which is nearest neighbour")
def nails_as_nearest(input, factor):
    return input.repeat_interleave(factor, 0).repeat_interleave(factor, 1)


@wrong("bed_of_nails", "Spreads the rows only and repeats the columns")
def nails_rows_only(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[::factor] = input.repeat_interleave(factor, 1)
    return output


@wrong("bed_of_nails", "Puts the map as it is into the upper left corner of zeros")
def nails_in_one_corner(input, factor):
    height, width = input.shape
    output = torch.zeros(height * factor, width * factor)
    output[:height, :width] = input
    return output


@wrong("bed_of_nails", "Steps by 2 whatever the factor is")
def nails_step_two(input, factor):
    output = torch.zeros(input.shape[0] * 2, input.shape[1] * 2)
    output[::2, ::2] = input
    return output


@wrong("bed_of_nails", "Makes a square output, right for square maps")
def nails_square_only(input, factor):
    side = len(input)
    output = torch.zeros(side * factor, side * factor)
    for row in range(side):
        for column in range(side):
            output[row * factor, column * factor] = input[row, column]
    return output


@wrong("bed_of_nails", "Ends at the last nail, as a transpose convolution with kernel 1 does")
def nails_without_last_zeros(input, factor):
    return F.conv_transpose2d(input[None, None], torch.ones(1, 1, 1, 1), stride=factor)[0, 0]


@wrong("bed_of_nails", "Multiplies by the cells of the block, so that the mean stays")
def nails_mean_kept(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor)
    output[::factor, ::factor] = input * factor**2
    return output


@wrong("bed_of_nails", "Fills the other cells with ones")
def nails_on_ones(input, factor):
    output = torch.ones(input.shape[0] * factor, input.shape[1] * factor)
    output[::factor, ::factor] = input
    return output


@wrong("bed_of_nails", "Writes into whole numbers, which cuts the decimals off")
def nails_whole_numbers(input, factor):
    output = torch.zeros(input.shape[0] * factor, input.shape[1] * factor, dtype=torch.int64)
    output[::factor, ::factor] = input.long()
    return output


@wrong("bed_of_nails", "Returns columns as rows")
def nails_transposed(input, factor):
    output = torch.zeros(input.shape[1] * factor, input.shape[0] * factor)
    output[::factor, ::factor] = input.t()
    return output


@wrong("bed_of_nails", "Exchanges the factors of the Kronecker product")
def nails_kron_swapped(input, factor):
    nail = torch.zeros(factor, factor)
    nail[0, 0] = 1
    return torch.kron(nail, input)


@wrong("bed_of_nails", "Adds factor rows of zeros after each row instead of factor - 1")
def nails_one_zero_too_many(input, factor):
    height, width = input.shape
    output = torch.zeros(height * (factor + 1), width * (factor + 1))
    output[:: factor + 1, :: factor + 1] = input
    return output


@wrong("bed_of_nails", "Puts zeros around the map by padding")
def nails_by_padding(input, factor):
    height, width = input.shape
    return F.pad(input, (0, width * (factor - 1), 0, height * (factor - 1)))


@wrong("bed_of_nails", "Creates the output in the size of the input and returns it in a list")
def nails_same_size(input, factor):
    output = torch.zeros_like(input)
    output[::factor, ::factor] = input[: len(output[::factor]), : output[:, ::factor].shape[1]]
    return [output]


@wrong("bed_of_nails", "Enlarges the caller's map in place")
def nails_resizes_in_place(input, factor):
    copy = input.clone()
    input.resize_(copy.shape[0] * factor, copy.shape[1] * factor).zero_()
    input[::factor, ::factor] = copy
    return input


@wrong("bed_of_nails", "Puts the numbers into the last cells and returns columns as rows")
def nails_last_and_transposed(input, factor):
    output = torch.zeros(input.shape[1] * factor, input.shape[0] * factor)
    output[factor - 1 :: factor, factor - 1 :: factor] = input.T
    return output


@right("bed_of_nails", "Is a transpose convolution whose kernel has a single 1 in its first cell")
def nails_by_transpose_convolution(input, factor):
    kernel = torch.zeros(1, 1, factor, factor)
    kernel[0, 0, 0, 0] = 1
    return F.conv_transpose2d(input[None, None].float(), kernel, stride=factor)[0, 0]


@right("bed_of_nails", "Is a Kronecker product with one nail")
def nails_by_kron(input, factor):
    nail = torch.zeros(factor, factor)
    nail[0][0] = 1
    return torch.kron(input, nail)


@right("bed_of_nails", "Asks each cell of the output whether it is the first of its block")
def nails_by_modulo(input, factor):
    height, width = input.shape
    output = torch.zeros(height * factor, width * factor, dtype=input.dtype)
    for row in range(height * factor):
        for column in range(width * factor):
            if row % factor == 0 and column % factor == 0:
                output[row, column] = input[row // factor, column // factor]
    return output


@right("bed_of_nails", "Unpools with positions that it counts itself, as the text doesn't forbid it here")
def nails_by_max_unpool(input, factor):
    height, width = input.shape
    rows = torch.arange(height)[:, None] * factor
    positions = rows * width * factor + torch.arange(width) * factor
    return F.max_unpool2d(input[None], positions[None], factor)[0]


@right("bed_of_nails", "Multiplies by matrices with a 1 in every factor-th row")
def nails_by_matrices(input, factor):
    height, width = input.shape
    down = torch.zeros(height * factor, height, dtype=input.dtype)
    down[torch.arange(height) * factor, torch.arange(height)] = 1
    across = torch.zeros(width, width * factor, dtype=input.dtype)
    across[torch.arange(width), torch.arange(width) * factor] = 1
    return down @ input @ across


@right("bed_of_nails", "Stacks zeros behind each number along two new dimensions")
def nails_by_padding_dimensions(input, factor):
    blocks = F.pad(input[:, None, :, None], (0, factor - 1, 0, 0, 0, factor - 1))
    return blocks.reshape(input.shape[0] * factor, -1)


@right("bed_of_nails", "Masks nearest neighbour in NumPy")
def nails_in_numpy(input, factor):
    blocks = np.kron(input.numpy(), np.ones((factor, factor)))
    row, column = np.indices(blocks.shape)
    return torch.from_numpy(np.where((row % factor) + (column % factor) == 0, blocks, 0.0))


# --- max_pool_with_positions ---


@wrong("max_pool_with_positions", "Returns positions within the window")
def pool_positions_in_window(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    windows = input.reshape(height // k, k, width // k, k).permute(0, 2, 1, 3).reshape(height // k, width // k, k * k)
    values, positions = windows.max(-1)
    return values, positions


@wrong("max_pool_with_positions", "Counts positions with the width of the output")
def pool_output_width(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values = torch.zeros(height // k, width // k)
    positions = torch.zeros(height // k, width // k, dtype=torch.long)
    for i in range(height // k):
        for j in range(width // k):
            window = input[i * k : i * k + k, j * k : j * k + k]
            best = int(window.argmax())
            values[i, j] = window.max()
            positions[i, j] = (i * k + best // k) * (width // k) + j * k + best % k
    return values, positions


@wrong("max_pool_with_positions", "Multiplies the row by the height, right for square maps")
def pool_row_times_height(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    windows = input.unfold(0, k, k).unfold(1, k, k).flatten(2)
    values, best = windows.max(2)
    rows = torch.arange(0, height, k)[:, None] + best // k
    columns = torch.arange(0, width, k) + best % k
    return values, rows * height + columns


@wrong("max_pool_with_positions", "Returns positions before numbers")
def pool_positions_first(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values, best = input.unfold(0, k, k).unfold(1, k, k).flatten(2).max(2)
    rows = torch.arange(0, height, k)[:, None] + best // k
    columns = torch.arange(0, width, k) + best % k
    return rows * width + columns, values


@wrong("max_pool_with_positions", "Takes the last of equal numbers, as it compares by >=")
def pool_last_of_equal(input, kernel_size):
    height, width = input.shape
    values = torch.full((height // kernel_size, width // kernel_size), float("-inf"))
    positions = torch.zeros(height // kernel_size, width // kernel_size, dtype=torch.long)
    for row in range(height):
        for column in range(width):
            i, j = row // kernel_size, column // kernel_size
            if input[row, column] >= values[i, j]:
                values[i, j] = input[row, column]
                positions[i, j] = row * width + column
    return values, positions


@wrong("max_pool_with_positions", "Calls max_pool2d, which the text forbids")
def pool_by_max_pool(input, kernel_size):
    values, positions = F.max_pool2d(input[None], kernel_size, return_indices=True)
    return values[0], positions[0]


@wrong("max_pool_with_positions", "Counts positions from 1")
def pool_from_one(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values, best = input.unfold(0, k, k).unfold(1, k, k).flatten(2).max(2)
    rows = torch.arange(0, height, k)[:, None] + best // k
    columns = torch.arange(0, width, k) + best % k
    return values, rows * width + columns + 1


@wrong("max_pool_with_positions", "Returns rows and columns as a pair in a third dimension")
def pool_to_pairs(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values, best = input.unfold(0, k, k).unfold(1, k, k).flatten(2).max(2)
    rows = torch.arange(0, height, k)[:, None] + best // k
    columns = torch.arange(0, width, k)[None] + best % k
    return values, torch.stack([rows, columns], -1)


@wrong("max_pool_with_positions", "Lets windows overlap with stride 1")
def pool_stride_one(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values, best = input.unfold(0, k, 1).unfold(1, k, 1).flatten(2).max(2)
    rows = torch.arange(height - k + 1)[:, None] + best // k
    return values, rows * width + torch.arange(width - k + 1) + best % k


@wrong("max_pool_with_positions", "Counts positions down the columns")
def pool_column_major(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values, best = input.unfold(0, k, k).unfold(1, k, k).flatten(2).max(2)
    rows = torch.arange(0, height, k)[:, None] + best // k
    columns = torch.arange(0, width, k) + best % k
    return values, columns * height + rows


@wrong("max_pool_with_positions", "Begins the search at 0, so windows of negative numbers get 0 at position 0")
def pool_from_zero(input, kernel_size):
    height, width = input.shape
    values = torch.zeros(height // kernel_size, width // kernel_size)
    positions = torch.zeros(height // kernel_size, width // kernel_size, dtype=torch.long)
    for row in range(height):
        for column in range(width):
            i, j = row // kernel_size, column // kernel_size
            if input[row, column] > values[i, j]:
                values[i, j] = input[row, column]
                positions[i, j] = row * width + column
    return values, positions


@wrong("max_pool_with_positions", "Looks for the largest number in the whole map, where another window may have it too")
def pool_looks_everywhere(input, kernel_size):
    k = kernel_size
    values = input.unfold(0, k, k).unfold(1, k, k).amax((2, 3))
    flat = input.flatten().tolist()
    positions = [[flat.index(value) for value in row] for row in values.tolist()]
    return values, torch.tensor(positions)


@wrong("max_pool_with_positions", "Takes the first of equal numbers by columns, for the windows are transposed")
def pool_first_by_columns(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values, best = input.unfold(0, k, k).unfold(1, k, k).transpose(2, 3).flatten(2).max(2)
    rows = torch.arange(0, height, k)[:, None] + best % k
    columns = torch.arange(0, width, k) + best // k
    return values, rows * width + columns


@wrong("max_pool_with_positions", "Reshapes without permuting, so a window is a run of k² numbers of the map")
def pool_without_permute(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    runs = input.reshape(height // k, width // k, k * k)
    values, best = runs.max(-1)
    return values, torch.arange(0, height * width, k * k).reshape(height // k, width // k) + best


@wrong("max_pool_with_positions", "Takes the number that is largest without its sign")
def pool_of_absolute(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    best = input.abs().unfold(0, k, k).unfold(1, k, k).flatten(2).argmax(2)
    positions = (torch.arange(0, height, k)[:, None] + best // k) * width + torch.arange(0, width, k) + best % k
    return input.flatten()[positions], positions


@wrong("max_pool_with_positions", "Divides by 2 whatever the window is")
def pool_by_two(input, kernel_size):
    height, width = input.shape
    values, best = input.unfold(0, 2, 2).unfold(1, 2, 2).flatten(2).max(2)
    rows = torch.arange(0, height - 1, 2)[:, None] + best // 2
    return values, rows * width + torch.arange(0, width - 1, 2) + best % 2


@wrong("max_pool_with_positions", "Returns the mean of the window with the position of the largest number")
def pool_mean(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    windows = input.unfold(0, k, k).unfold(1, k, k).flatten(2)
    best = windows.argmax(2)
    rows = torch.arange(0, height, k)[:, None] + best // k
    return windows.mean(2), rows * width + torch.arange(0, width, k) + best % k


@wrong("max_pool_with_positions", "Overwrites the caller's largest numbers by -inf to find them")
def pool_in_place(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values = torch.zeros(height // k, width // k)
    positions = torch.zeros(height // k, width // k, dtype=torch.long)
    for i in range(height // k):
        for j in range(width // k):
            window = input[i * k : (i + 1) * k, j * k : (j + 1) * k]
            row, column = divmod(int(window.argmax()), k)
            values[i, j] = window[row, column]
            window[row, column] = float("-inf")
            positions[i, j] = (i * k + row) * width + j * k + column
    return values, positions


@wrong("max_pool_with_positions", "Forgets where the window begins in its row and takes the last of equal numbers")
def pool_two_mistakes(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    flipped = input.unfold(0, k, k).unfold(1, k, k).flatten(2).flip(2)
    values, best = flipped.max(2)
    best = k * k - 1 - best
    rows = torch.arange(0, height, k)[:, None] + best // k
    return values, rows * width + best % k


@wrong("max_pool_with_positions", "Returns the numbers only")
def pool_values_only(input, kernel_size):
    return input.unfold(0, kernel_size, kernel_size).unfold(1, kernel_size, kernel_size).amax((-1, -2))


@wrong("max_pool_with_positions", "Returns positions first, counted from 1")
def pool_order_and_from_one(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    values, best = input.unfold(0, k, k).unfold(1, k, k).flatten(2).max(2)
    rows = torch.arange(0, height, k)[:, None] + best // k
    return rows * width + torch.arange(0, width, k) + best % k + 1, values


@right("max_pool_with_positions", "Unfolds numbers and positions alike and gathers")
def pool_by_unfold(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    positions = torch.arange(height * width).reshape(height, width).unfold(0, k, k).unfold(1, k, k).flatten(2)
    values, best = input.unfold(0, k, k).unfold(1, k, k).flatten(2).max(2)
    return values, positions.gather(2, best[..., None])[..., 0]


@right("max_pool_with_positions", "Loops over all cells in reading order and compares by >")
def pool_in_loops(input, kernel_size):
    height, width = input.shape
    values = torch.full((height // kernel_size, width // kernel_size), -torch.inf, dtype=input.dtype)
    positions = torch.full(values.shape, -1)
    for position, number in enumerate(input.flatten().tolist()):
        row, column = divmod(position, width)
        if number > values[row // kernel_size, column // kernel_size]:
            values[row // kernel_size, column // kernel_size] = number
            positions[row // kernel_size, column // kernel_size] = position
    return values, positions


@right("max_pool_with_positions", "Sorts the positions of each window by falling number and rising position")
def pool_by_sorting(input, kernel_size):
    height, width = input.shape
    flat = input.flatten().tolist()
    positions = []
    for top in range(0, height, kernel_size):
        for left in range(0, width, kernel_size):
            window = [(top + i) * width + left + j for i in range(kernel_size) for j in range(kernel_size)]
            positions.append(sorted(window, key=lambda position: (-flat[position], position))[0])
    positions = torch.tensor(positions).reshape(height // kernel_size, width // kernel_size)
    return input.flatten()[positions], positions


@right("max_pool_with_positions", "Uses NumPy's argmax and divmod")
def pool_in_numpy(input, kernel_size):
    k = kernel_size
    array = input.numpy()
    height, width = array.shape
    windows = array.reshape(height // k, k, width // k, k).swapaxes(1, 2).reshape(height // k, width // k, -1)
    row, column = np.divmod(windows.argmax(-1), k)
    row = row + np.arange(0, height, k)[:, None]
    column = column + np.arange(0, width, k)[None, :]
    return torch.from_numpy(windows.max(-1)), torch.from_numpy(row * width + column)


@right("max_pool_with_positions", "Masks all but the largest numbers and takes the smallest position of them")
def pool_by_smallest_position(input, kernel_size):
    k = kernel_size
    height, width = input.shape
    windows = input.reshape(height // k, k, width // k, k)
    values = windows.amax((1, 3))
    positions = torch.arange(height * width).reshape(windows.shape)
    largest = windows == values[:, None, :, None]
    return values, torch.where(largest, positions, height * width).amin((1, 3))


# --- bed_of_nails_gradient ---


@wrong("bed_of_nails_gradient", "Sums each block, which is the gradient of nearest neighbour")
def gradient_summed(output_gradient, factor):
    height, width = output_gradient.shape
    return output_gradient.reshape(height // factor, factor, width // factor, factor).sum((1, 3))


@wrong("bed_of_nails_gradient", "Takes the mean of each block")
def gradient_mean(output_gradient, factor):
    return F.avg_pool2d(output_gradient[None, None], factor)[0, 0]


@wrong("bed_of_nails_gradient", "Takes the largest number of each block, as max pooling does")
def gradient_largest(output_gradient, factor):
    return F.max_pool2d(output_gradient[None], factor)[0]


@wrong("bed_of_nails_gradient", "Takes the last cell of each block")
def gradient_of_last_cell(output_gradient, factor):
    return output_gradient[factor - 1 :: factor, factor - 1 :: factor]


@wrong("bed_of_nails_gradient", "Takes the middle of each block")
def gradient_of_middle(output_gradient, factor):
    return output_gradient[factor // 2 :: factor, factor // 2 :: factor]


@wrong("bed_of_nails_gradient", "Steps by 2 whatever the factor is")
def gradient_step_two(output_gradient, factor):
    return output_gradient[::2, ::2]


@wrong("bed_of_nails_gradient", "Takes the upper left part of the whole map")
def gradient_of_corner(output_gradient, factor):
    height, width = output_gradient.shape
    return output_gradient[: height // factor, : width // factor]


@wrong("bed_of_nails_gradient", "Divides by the cells of a block")
def gradient_divided(output_gradient, factor):
    return output_gradient[::factor, ::factor] / (factor * factor)


@wrong("bed_of_nails_gradient", "Multiplies by the factor as by an inner derivative")
def gradient_times_factor(output_gradient, factor):
    return factor * output_gradient[::factor, ::factor]


@wrong("bed_of_nails_gradient", "Leaves columns out only")
def gradient_columns_only(output_gradient, factor):
    return output_gradient[:, ::factor]


@wrong("bed_of_nails_gradient", "Returns the mask of the nails with the gradient in it, in the output's shape")
def gradient_masked(output_gradient, factor):
    masked = torch.zeros_like(output_gradient)
    masked[::factor, ::factor] = output_gradient[::factor, ::factor]
    return masked


@wrong("bed_of_nails_gradient", "Spreads the gradient by bed of nails once more")
def gradient_spread(output_gradient, factor):
    height, width = output_gradient.shape
    spread = torch.zeros(height * factor, width * factor)
    spread[::factor, ::factor] = output_gradient
    return spread


@wrong("bed_of_nails_gradient", "Asks autograd, which the text forbids")
def gradient_by_autograd(output_gradient, factor):
    height, width = output_gradient.shape
    with torch.enable_grad():
        input = torch.zeros(height // factor, width // factor, requires_grad=True)
        output = torch.zeros(height, width)
        output[::factor, ::factor] = input
        output.backward(output_gradient)
    return input.grad


@wrong("bed_of_nails_gradient", "Loops over a square, right for square maps")
def gradient_square_only(output_gradient, factor):
    side = output_gradient.shape[0] // factor
    gradient = torch.zeros(side, side)
    for row in range(side):
        for column in range(side):
            gradient[row, column] = output_gradient[row * factor, column * factor]
    return gradient


@wrong("bed_of_nails_gradient", "Is 1 for each number of the input, the derivative without the chain rule")
def gradient_of_ones(output_gradient, factor):
    height, width = output_gradient.shape
    return torch.ones(height // factor, width // factor)


@wrong("bed_of_nails_gradient", "Sets all cells but the nails of the caller's gradient to 0 before it sums")
def gradient_in_place(output_gradient, factor):
    for row in range(output_gradient.shape[0]):
        for column in range(output_gradient.shape[1]):
            if row % factor or column % factor:
                output_gradient[row, column] = 0
    height, width = output_gradient.shape
    return output_gradient.reshape(height // factor, factor, width // factor, factor).sum((1, 3))


@wrong("bed_of_nails_gradient", "Turns the sign, as for a step of descent, and exchanges rows and columns")
def gradient_descends(output_gradient, factor):
    return -output_gradient.T[::factor, ::factor]


@wrong("bed_of_nails_gradient", "Averages the gradient over the first row of each block")
def gradient_of_first_row(output_gradient, factor):
    height, width = output_gradient.shape
    return output_gradient[::factor].reshape(height // factor, width // factor, factor).mean(-1)


@wrong("bed_of_nails_gradient", "Returns a list of rows")
def gradient_to_list(output_gradient, factor):
    return [row[::factor] for row in output_gradient[::factor]]


@wrong("bed_of_nails_gradient", "Averages each block and multiplies by the factor once instead of twice")
def gradient_mean_times_factor(output_gradient, factor):
    height, width = output_gradient.shape
    return output_gradient.reshape(height // factor, factor, width // factor, factor).mean((1, 3)) * factor


@right("bed_of_nails_gradient", "Reshapes to blocks and takes the first cell of each")
def gradient_by_reshape(output_gradient, factor):
    height, width = output_gradient.shape
    return output_gradient.reshape(height // factor, factor, width // factor, factor)[:, 0, :, 0]


@right("bed_of_nails_gradient", "Convolves by a kernel with a single 1, with stride")
def gradient_by_convolution(output_gradient, factor):
    kernel = torch.zeros(1, 1, factor, factor, dtype=output_gradient.dtype)
    kernel[..., 0, 0] = 1
    return F.conv2d(output_gradient[None, None], kernel, stride=factor)[0, 0]


@right("bed_of_nails_gradient", "Takes the first channel that pixel_unshuffle makes")
def gradient_by_pixel_unshuffle(output_gradient, factor):
    return F.pixel_unshuffle(output_gradient[None], factor)[0]


@right("bed_of_nails_gradient", "Multiplies by the transposed matrix of bed of nails")
def gradient_by_matrix(output_gradient, factor):
    height, width = output_gradient.shape
    rows, columns = height // factor, width // factor
    nails = torch.zeros(height * width, rows * columns, dtype=torch.float64)
    for i in range(rows):
        for j in range(columns):
            nails[i * factor * width + j * factor, i * columns + j] = 1
    return (nails.T @ output_gradient.double().flatten()).reshape(rows, columns)


@right("bed_of_nails_gradient", "Masks by an outer product before it sums the blocks")
def gradient_by_mask(output_gradient, factor):
    height, width = output_gradient.shape
    first = (torch.arange(max(height, width)) % factor == 0).float()
    nails = torch.outer(first[:height], first[:width]) * output_gradient
    return nails.unflatten(0, (-1, factor)).unflatten(2, (-1, factor)).sum((1, 3))


@right("bed_of_nails_gradient", "Collects the numbers one by one in Python")
def gradient_by_comprehension(output_gradient, factor):
    rows = output_gradient.tolist()
    return torch.tensor([[row[j] for j in range(0, len(row), factor)] for row in rows[::factor]])


# --- max_unpool_at ---


@wrong("max_unpool_at", "Exchanges height and width of the size")
def unpool_size_swapped(input, indices, size):
    width, height = size
    output = torch.zeros(height * width)
    output[indices.flatten().long()] = input.flatten()
    return output.reshape(height, width)


@wrong("max_unpool_at", "Reads a position as column * H + row")
def unpool_column_major(input, indices, size):
    height, width = size
    output = torch.zeros(width * height)
    output[indices.flatten().long()] = input.flatten()
    return output.reshape(width, height).T


@wrong("max_unpool_at", "Divides positions by the height, right for square maps")
def unpool_divides_by_height(input, indices, size):
    height, width = size
    output = torch.zeros(height, width)
    for number, position in zip(input.flatten(), indices.flatten().tolist(), strict=True):
        output[position // height, position % height] = number
    return output


@wrong("max_unpool_at", "Divides positions by the width of the small map")
def unpool_divides_by_small_width(input, indices, size):
    output = torch.zeros(size)
    for i in range(input.shape[0]):
        for j in range(input.shape[1]):
            row, column = divmod(int(indices[i, j]), input.shape[1])
            output[row, column] = input[i, j]
    return output


@wrong("max_unpool_at", "Counts positions from 1")
def unpool_from_one(input, indices, size):
    output = torch.zeros(size[0] * size[1])
    output[indices.flatten().long() - 1] = input.flatten()
    return output.reshape(size)


@wrong("max_unpool_at", "Calls max_unpool2d, which the text forbids")
def unpool_by_max_unpool(input, indices, size):
    windows = (size[0] // input.shape[0], size[1] // input.shape[1])
    return F.max_unpool2d(input[None, None], indices[None, None].long(), windows, output_size=size)[0, 0]


@wrong("max_unpool_at", "Calls the layer MaxUnpool2d, which is max_unpool2d, with windows of 2")
def unpool_by_layer(input, indices, size):
    return nn.MaxUnpool2d(2)(input[None], indices[None].long())[0]


@wrong("max_unpool_at", "Indexes twice, so the numbers are written into a copy")
def unpool_into_copy(input, indices, size):
    output = torch.zeros(size)
    output[indices.long() // size[1]][indices.long() % size[1]] = 1.0
    return output


@wrong("max_unpool_at", "Puts the numbers into the first cells of blocks and ignores the positions")
def unpool_as_nails(input, indices, size):
    output = torch.zeros(size)
    factor = size[0] // input.shape[0]
    output[::factor, ::factor] = input
    return output


@wrong("max_unpool_at", "Fills the whole block with each number, as nearest neighbour")
def unpool_as_nearest(input, indices, size):
    down, across = size[0] // input.shape[0], size[1] // input.shape[1]
    return input.repeat_interleave(down, 0).repeat_interleave(across, 1)


@wrong("max_unpool_at", "Makes the output twice as large as the input and ignores the size")
def unpool_ignores_size(input, indices, size):
    height, width = input.shape[0] * 2, input.shape[1] * 2
    output = torch.zeros(height * width)
    output[indices.flatten().long()] = input.flatten()
    return output.reshape(height, width)


@wrong("max_unpool_at", "Returns the flat map")
def unpool_flat(input, indices, size):
    output = torch.zeros(size[0] * size[1])
    output[indices.flatten().long()] = input.flatten()
    return output


@wrong("max_unpool_at", "Scatters along the rows instead of in the flat map")
def unpool_scatters_rows(input, indices, size):
    output = torch.zeros(size)
    return output.scatter_(1, indices.long(), input)


@wrong("max_unpool_at", "Gathers at the positions instead of writing there")
def unpool_gathers(input, indices, size):
    flat = torch.zeros(size).flatten()
    return flat.gather(0, indices.flatten().long()).reshape(indices.shape)


@wrong("max_unpool_at", "Stores the positions in a byte, wrong for those above 255")
def unpool_in_bytes(input, indices, size):
    flat = torch.zeros(size[0] * size[1])
    flat[indices.to(torch.uint8).long().flatten()] = input.flatten()
    return flat.reshape(size)


@wrong("max_unpool_at", "Leaves -inf where no number goes to")
def unpool_on_infinity(input, indices, size):
    flat = torch.full((size[0] * size[1],), float("-inf"))
    flat[indices.long().flatten()] = input.flatten()
    return flat.reshape(size)


@wrong("max_unpool_at", "Writes 1 at the positions")
def unpool_ones(input, indices, size):
    flat = torch.zeros(size[0] * size[1])
    flat[indices.long().flatten()] = 1
    return flat.reshape(size)


@wrong("max_unpool_at", "Sorts the positions but not the numbers")
def unpool_sorted(input, indices, size):
    flat = torch.zeros(size[0] * size[1])
    flat[indices.long().flatten().sort().values] = input.flatten()
    return flat.reshape(size)


@wrong("max_unpool_at", "Drops numbers below 0 by a ReLU and writes into whole numbers")
def unpool_rectified(input, indices, size):
    flat = torch.zeros(size[0] * size[1], dtype=torch.long)
    flat[indices.long().flatten()] = input.flatten().clamp(min=0).long()
    return flat.reshape(size)


@wrong("max_unpool_at", "Reads the columns of the numbers, but the rows of the positions")
def unpool_mixed_order(input, indices, size):
    flat = torch.zeros(size[0] * size[1])
    flat[indices.long().flatten()] = input.T.flatten()
    return flat.reshape(size)


@wrong("max_unpool_at", "Reads positions from 1 and leaves the map flat")
def unpool_from_one_and_flat(input, indices, size):
    output = torch.zeros(size[0] * size[1])
    output[indices.flatten().long() - 1] = input.flatten()
    return output


@right("max_unpool_at", "Writes by rows and columns at once")
def unpool_by_rows_and_columns(input, indices, size):
    output = input.new_zeros(size)
    positions = indices.long()
    output[positions // size[1], positions % size[1]] = input
    return output


@right("max_unpool_at", "Multiplies by the one-hot positions")
def unpool_by_one_hot(input, indices, size):
    one_hot = F.one_hot(indices.long().flatten(), size[0] * size[1]).to(input.dtype)
    return torch.einsum("n,np->p", input.flatten(), one_hot).reshape(size)


@right("max_unpool_at", "Uses NumPy's put")
def unpool_in_numpy(input, indices, size):
    output = np.zeros(size)
    np.put(output, indices.numpy(), input.numpy())
    return torch.from_numpy(output)


@right("max_unpool_at", "Adds at the positions, which are all different")
def unpool_by_adding(input, indices, size):
    flat = torch.zeros(size[0] * size[1], dtype=input.dtype)
    return flat.index_add(0, indices.flatten().long(), input.flatten()).view(size)


@right("max_unpool_at", "Looks each position of the output up in a dictionary")
def unpool_by_dictionary(input, indices, size):
    numbers = dict(zip(indices.flatten().tolist(), input.flatten().tolist(), strict=True))
    return torch.tensor([[numbers.get(i * size[1] + j, 0.0) for j in range(size[1])] for i in range(size[0])])


@right("max_unpool_at", "Makes a sparse tensor dense")
def unpool_by_sparse(input, indices, size):
    positions = indices.long().flatten()
    places = torch.stack([positions // size[1], positions % size[1]])
    return torch.sparse_coo_tensor(places, input.flatten(), size, check_invariants=True).to_dense()

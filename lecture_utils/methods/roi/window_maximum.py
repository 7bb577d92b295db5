"""The maximum of many rectangles of one feature map, without looking at all their cells.

Two ideas make it fast. A *place* (0 for a channel's largest cell, 1 for the next, ...) stands for value and position at
once, and the smallest place in a rectangle is its maximum. And every rectangle is covered by four windows whose sides
are powers of two, one in each corner; they overlap, which does a minimum no harm. The windows of one such size are made
once, for all cells.
"""

import torch
from torch import Tensor
from torch.nn.functional import pad


def first_maximum(input: Tensor, image: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Take the maximum of each bin; of equal cells, the first in reading order gives it and gets its gradient.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W)
        Feature maps, finite.
    image : Tensor, shape (K,), integer
        The feature map that each region is cut from.
    top, bottom : Tensor, shape (K, h), integer
        First row of each row of bins, and the row after its last.
    left, right : Tensor, shape (K, w), integer
        First column of each column of bins, and the column after its last.

    Returns
    -------
    Tensor, shape (K, C, h, w)
        Maxima; 0 for a bin without cells.
    """
    images, channels, height, width = input.shape
    cells = height * width
    ordered, order = torch.sort(input.flatten(2), dim=2, descending=True, stable=True)  # (N, C, H*W)
    places = torch.arange(cells, dtype=torch.int32, device=input.device).expand_as(order)
    place_of_cell = torch.empty_like(order, dtype=torch.int32).scatter_(2, order, places)
    place_map = place_of_cell.view(input.shape).permute(0, 2, 3, 1).contiguous()  # (N, H, W, C)

    best = smallest_in_bins(place_map, image, top, bottom, left, right)  # (K, h, w, C)
    best += (image * (cells + 1)).int()[:, None, None, None]
    index = best.permute(3, 0, 1, 2).contiguous().flatten(1).long()  # (C, K*h*w)
    # For each channel its values, largest first, then a 0 for bins without cells; image after image.
    values = pad(ordered, (0, 1)).transpose(0, 1).reshape(channels, images * (cells + 1))
    maximum = values.gather(1, index).view(channels, *best.shape[:3])  # (C, K, h, w)
    return maximum.transpose(0, 1).contiguous()  # (K, C, h, w)


def smallest_in_bins(
    place_map: Tensor, image: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor
) -> Tensor:
    """Find the smallest number in each bin of a map of whole numbers.

    Parameters
    ----------
    place_map : Tensor, shape (N, H, W, C), int32
        Places of the cells, from 0 to H*W - 1. Channels lie last, so that one look-up fetches all of them.
    image, top, bottom, left, right : Tensor
        As in `first_maximum`.

    Returns
    -------
    Tensor, shape (K, h, w, C), int32
        The smallest place in each bin; H*W for a bin without cells.
    """
    images, height, width, channels = place_map.shape
    regions, rows, columns = len(image), top.shape[1], left.shape[1]
    smallest = place_map.new_full((regions * rows * columns, channels), height * width)
    row_power, column_power = power_of_two_within(bottom - top), power_of_two_within(right - left)  # (K, h), (K, w)
    row_sizes, column_sizes = (int(power.max()) + 1 if power.numel() else 0 for power in (row_power, column_power))
    windows = place_map.new_empty(max(column_sizes, 1), images, height, width, channels)
    cell = windows.flatten(0, 3)  # (column_sizes * N * H * W, C), one row for each window
    for i in range(row_sizes):
        # windows[j, n, y, x]: the smallest place of 2**i rows by 2**j columns, from (y, x) of image n onwards. Windows
        # that would leave the map hold anything; no bin asks for them.
        windows[0] = place_map if i == 0 else smaller_of_two(windows[0], dim=1, distance=2 ** (i - 1))
        for j in range(1, column_sizes):
            smaller_of_two(windows[j - 1], dim=2, distance=2 ** (j - 1), out=windows[j])
        of_this_height = (row_power == i)[:, :, None] & (column_power >= 0)[:, None, :]  # (K, h, w)
        region, row, column = of_this_height.nonzero().unbind(1)
        power = column_power[region, column]
        upper, lower = top[region, row], bottom[region, row] - 2**i
        near, far = left[region, column], right[region, column] - 2**power
        first = (power * images + image[region]) * height
        found = cell.index_select(0, (first + upper) * width + near)  # (bins of this height, C)
        for corner_row, corner_column in ((upper, far), (lower, near), (lower, far)):
            torch.minimum(found, cell.index_select(0, (first + corner_row) * width + corner_column), out=found)
        smallest.index_copy_(0, (region * rows + row) * columns + column, found)
    return smallest.view(regions, rows, columns, channels)


def smaller_of_two(values: Tensor, dim: int, distance: int, out: Tensor | None = None) -> Tensor:
    """Take the smaller of each value and the one ``distance`` further along ``dim``, where there is one."""
    count = max(values.shape[dim] - distance, 0)
    smaller = torch.empty_like(values) if out is None else out
    torch.minimum(values.narrow(dim, 0, count), values.narrow(dim, distance, count), out=smaller.narrow(dim, 0, count))
    return smaller


def power_of_two_within(length: Tensor) -> Tensor:
    """Return the largest i with 2**i <= length; -1 where the length isn't positive."""
    powers = 2 ** torch.arange(31, device=length.device)
    return (length[..., None] >= powers).sum(dim=-1) - 1

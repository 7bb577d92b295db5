"""Answers to the exercises on RoI pooling and RoI Align as students write them, right and wrong."""

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.corpus import right, wrong

# --- project_box ---


@wrong("project_box", "Divides by the scale as if it were the stride")
def project_divides(boxes, spatial_scale):
    return boxes / spatial_scale


@wrong("project_box", "Rounds to whole cells already")
def project_rounds(boxes, spatial_scale):
    return torch.round(boxes * spatial_scale)


@wrong("project_box", "Rounds down to whole cells already")
def project_floors(boxes, spatial_scale):
    return (boxes * spatial_scale).floor()


@wrong("project_box", "Returns integers")
def project_to_integers(boxes, spatial_scale):
    return (boxes * spatial_scale).long()


@wrong("project_box", "Scales x1 and y1 only, as if the others were width and height that stay")
def project_first_corner(boxes, spatial_scale):
    return torch.cat([boxes[..., :2] * spatial_scale, boxes[..., 2:].to(torch.float32)], -1)


@wrong("project_box", "Scales the x coordinates alone")
def project_columns_only(boxes, spatial_scale):
    return boxes * torch.tensor([spatial_scale, 1, spatial_scale, 1])


@wrong("project_box", "Returns x, y, width and height")
def project_to_width_and_height(boxes, spatial_scale):
    x1, y1, x2, y2 = (boxes * spatial_scale).unbind(-1)
    return torch.stack([x1, y1, x2 - x1, y2 - y1], -1)


@wrong("project_box", "Exchanges x and y, as a tensor is indexed by row first")
def project_rows_first(boxes, spatial_scale):
    return boxes[..., [1, 0, 3, 2]] * spatial_scale


@wrong("project_box", "Scales the boxes of the caller in place")
def project_in_place(boxes, spatial_scale):
    boxes *= spatial_scale
    return boxes


@wrong("project_box", "Unpacks one box, so (N, 4) fails or is read by columns")
def project_one_box(boxes, spatial_scale):
    x1, y1, x2, y2 = boxes
    return torch.stack([x1 * spatial_scale, y1 * spatial_scale, x2 * spatial_scale, y2 * spatial_scale])


@wrong("project_box", "Expects a matrix of boxes, so a single box and further dimensions fail")
def project_matrix(boxes, spatial_scale):
    projected = torch.zeros(boxes.shape[0], 4)
    for n in range(boxes.shape[0]):
        projected[n] = boxes[n] * spatial_scale
    return projected


@wrong("project_box", "Takes the stride 16 for granted")
def project_by_sixteen(boxes, spatial_scale):
    return boxes / 16


@wrong("project_box", "Makes the stride a whole number first, which turns a scale of 0.03 into 1/33")
def project_by_whole_stride(boxes, spatial_scale):
    return boxes / int(1 / spatial_scale)


@wrong("project_box", "Adds 1 to the far corner in pixels")
def project_last_pixel(boxes, spatial_scale):
    return (boxes + torch.tensor([0, 0, 1, 1])) * spatial_scale


@wrong("project_box", "Shifts by half a cell, which belongs to RoI Align in its aligned form")
def project_half_a_cell(boxes, spatial_scale):
    return boxes * spatial_scale - 0.5


@wrong("project_box", "Raises negative coordinates to 0")
def project_clamped(boxes, spatial_scale):
    return (boxes * spatial_scale).clamp(min=0)


@wrong("project_box", "Multiplies by the scale twice, as for an area")
def project_squared(boxes, spatial_scale):
    return boxes * spatial_scale**2


@wrong("project_box", "Rounds the coordinates to one decimal")
def project_one_decimal(boxes, spatial_scale):
    return (boxes * spatial_scale).round(decimals=1)


@wrong("project_box", "Returns four tensors instead of one of (..., 4)")
def project_to_tuple(boxes, spatial_scale):
    return tuple(coordinate * spatial_scale for coordinate in boxes.unbind(-1))


right("project_box", "Is a lambda with the factors exchanged")(lambda boxes, spatial_scale: spatial_scale * boxes)


@right("project_box", "Multiplies by a diagonal matrix")
def project_by_matrix(boxes, spatial_scale):
    return boxes.double() @ torch.diag(torch.full((4,), spatial_scale, dtype=torch.float64))


@right("project_box", "Divides by the inverse of the scale")
def project_by_stride(boxes, spatial_scale):
    stride = 1 / spatial_scale
    return boxes / stride


@right("project_box", "Scales the numbers one by one and builds the tensor anew")
def project_in_loops(boxes, spatial_scale):
    return torch.tensor([number * spatial_scale for number in boxes.flatten().tolist()]).reshape(boxes.shape)


@right("project_box", "Recurs down to single boxes")
def project_by_recursion(boxes, spatial_scale):
    if boxes.dim() > 1:
        return torch.stack([project_by_recursion(box, spatial_scale) for box in boxes])
    x1, y1, x2, y2 = boxes
    return torch.stack((x1 * spatial_scale, y1 * spatial_scale, x2 * spatial_scale, y2 * spatial_scale))


@right("project_box", "Calculates in NumPy and returns float64")
def project_in_numpy(boxes, spatial_scale):
    return torch.from_numpy(np.multiply(boxes.numpy(), np.float64(spatial_scale)))


# --- snap_to_cells ---


@wrong("snap_to_cells", "Uses torch.round, which takes halves to the even number")
def snap_to_even(box):
    x1, y1, x2, y2 = torch.round(box).unbind(-1)
    return torch.stack([x1, y1, torch.maximum(x1, x2), torch.maximum(y1, y2)], -1)


@wrong("snap_to_cells", "Adds 0.5 and rounds down, which takes −0.5 to 0 and −1.5 to −1")
def snap_halves_up(box):
    cells = torch.floor(box + 0.5)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1)


@wrong("snap_to_cells", "Adds 0.5 and cuts the decimals off, wrong below 0")
def snap_truncated(box):
    cells = (box + 0.5).long().to(box.dtype)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1)


@wrong("snap_to_cells", "Cuts the decimals off without adding 0.5")
def snap_cut_off(box):
    cells = box.trunc()
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1)


@wrong("snap_to_cells", "Rounds the first corner down and the last one up")
def snap_outward(box):
    return torch.cat([box[..., :2].floor(), torch.maximum(box[..., :2].floor(), box[..., 2:].ceil())], -1)


@wrong("snap_to_cells", "Rounds right, but lets a region have no cell")
def snap_without_minimum(box):
    return torch.sign(box) * torch.floor(box.abs() + 0.5)


@wrong("snap_to_cells", "Makes the last cell at least the first plus 1, which are two cells")
def snap_at_least_two(box):
    cells = torch.sign(box) * torch.floor(box.abs() + 0.5)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2] + 1, cells[..., 2:])], -1)


@wrong("snap_to_cells", "Returns int64 instead of the box's dtype")
def snap_to_int64(box):
    cells = torch.sign(box) * torch.floor(box.abs() + 0.5)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1).long()


@wrong("snap_to_cells", "Raises negative cells to 0")
def snap_clamped(box):
    cells = torch.floor(box.abs() + 0.5) * (box > 0)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1)


@wrong("snap_to_cells", "Lowers the first cell to the last instead of raising the last one")
def snap_lowers_first(box):
    cells = torch.sign(box) * torch.floor(box.abs() + 0.5)
    return torch.cat([torch.minimum(cells[..., :2], cells[..., 2:]), cells[..., 2:]], -1)


@wrong("snap_to_cells", "Rounds up always")
def snap_up(box):
    cells = box.ceil()
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1)


@wrong("snap_to_cells", "Makes sure of one column but not of one row")
def snap_columns_only(box):
    x1, y1, x2, y2 = (torch.sign(box) * torch.floor(box.abs() + 0.5)).unbind(-1)
    return torch.stack([x1, y1, torch.maximum(x1, x2), y2], -1)


@wrong("snap_to_cells", "Compares the last column with the first row and the last row with the first column")
def snap_crossed(box):
    x1, y1, x2, y2 = (torch.sign(box) * torch.floor(box.abs() + 0.5)).unbind(-1)
    return torch.stack([x1, y1, torch.maximum(y1, x2), torch.maximum(x1, y2)], -1)


@wrong("snap_to_cells", "Raises the last cell by a comparison with 1 instead of the first cell")
def snap_compares_with_one(box):
    cells = torch.sign(box) * torch.floor(box.abs() + 0.5)
    return torch.cat([cells[..., :2], cells[..., 2:].clamp(min=1)], -1)


@wrong("snap_to_cells", "Returns the number of columns and rows instead of the last ones")
def snap_to_size(box):
    cells = torch.sign(box) * torch.floor(box.abs() + 0.5)
    return torch.cat([cells[..., :2], (cells[..., 2:] - cells[..., :2] + 1).clamp(min=1)], -1)


@wrong("snap_to_cells", "Returns one column beyond the last, as a slice would need it")
def snap_end_of_slice(box):
    cells = torch.sign(box) * torch.floor(box.abs() + 0.5)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:]) + 1], -1)


@wrong("snap_to_cells", "Unpacks one box, so several boxes fail or get mixed")
def snap_one_box(box):
    x1, y1, x2, y2 = torch.sign(box) * torch.floor(box.abs() + 0.5)
    return torch.stack([x1, y1, torch.maximum(x1, x2), torch.maximum(y1, y2)])


@wrong("snap_to_cells", "Uses Python's round, which takes halves to the even number too")
def snap_by_python_round(box):
    cells = torch.tensor([round(number) for number in box.flatten().tolist()], dtype=box.dtype).reshape(box.shape)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1)


@wrong("snap_to_cells", "Nudges halves up by 0.01 before torch.round, wrong below 0 and just under a half")
def snap_nudged(box):
    cells = torch.round(box + 0.01)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1)


@wrong("snap_to_cells", "Rounds the box of the caller in place")
def snap_in_place(box):
    box.copy_(torch.sign(box) * torch.floor(box.abs() + 0.5))
    box[..., 2:] = torch.maximum(box[..., 2:], box[..., :2])
    return box


@wrong("snap_to_cells", "Returns rows before columns")
def snap_rows_first(box):
    x1, y1, x2, y2 = (torch.sign(box) * torch.floor(box.abs() + 0.5)).unbind(-1)
    return torch.stack([y1, x1, torch.maximum(y1, y2), torch.maximum(x1, x2)], -1)


@wrong("snap_to_cells", "Loses the sign of what it rounds")
def snap_without_sign(box):
    cells = torch.floor(box.abs() + 0.5)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2], cells[..., 2:])], -1)


@wrong(
    "snap_to_cells", "Makes sure of one cell before rounding, by 1 added to the first corner, which moves good corners"
)
def snap_minimum_before_rounding(box):
    wide = torch.cat([box[..., :2], torch.maximum(box[..., :2] + 1, box[..., 2:])], -1)
    return torch.sign(wide) * torch.floor(wide.abs() + 0.5)


@right("snap_to_cells", "Rounds with Python's decimal numbers")
def snap_by_decimal(box):
    rows = []
    for x1, y1, x2, y2 in box.reshape(-1, 4).tolist():
        cells = [int(Decimal(number).quantize(Decimal(1), ROUND_HALF_UP)) for number in (x1, y1, x2, y2)]
        rows.append([cells[0], cells[1], max(cells[0], cells[2]), max(cells[1], cells[3])])
    return torch.tensor(rows, dtype=box.dtype).reshape(box.shape)


@right("snap_to_cells", "Adds a half with the number's sign and cuts off")
def snap_by_copysign(box):
    cells = torch.trunc(box + torch.copysign(torch.full_like(box, 0.5), box))
    first, last = cells.split(2, dim=-1)
    return torch.cat((first, last.maximum(first)), dim=-1)


@right("snap_to_cells", "Chooses between rounding down and up with where")
def snap_by_where(box):
    cells = torch.where(box >= 0, (box + 0.5).floor(), (box - 0.5).ceil())
    return torch.stack(
        [cells[..., 0], cells[..., 1], cells[..., [0, 2]].amax(-1), cells[..., 1::2].max(dim=-1).values], dim=-1
    )


@right("snap_to_cells", "Calculates in NumPy with float64 and returns to the box's dtype")
def snap_in_numpy(box):
    numbers = box.numpy().astype(np.float64)
    cells = np.sign(numbers) * np.floor(np.abs(numbers) + 0.5)
    cells[..., 2:] = np.maximum(cells[..., 2:], cells[..., :2])
    return torch.from_numpy(cells).to(box.dtype)


@right("snap_to_cells", "Adds the missing cells to a copy, as the positive part of a difference")
def snap_by_relu(box):
    cells = box.sign() * (box.abs() + 0.5).floor()
    cells[..., 2:] += F.relu(cells[..., :2] - cells[..., 2:])
    return cells


# --- bin_edges ---


@wrong("bin_edges", "Forgets that the last cell belongs to the region")
def bins_without_last_cell(first, last, bins, cells):
    size = (last - first)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


@wrong("bin_edges", "Rounds starts and ends down, so bins never overlap and the last may miss cells")
def bins_floor_floor(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.floor((i + 1) * size / bins) + first[:, None]
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


@wrong("bin_edges", "Rounds starts and ends up")
def bins_ceil_ceil(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.ceil(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


@wrong("bin_edges", "Rounds starts and ends to the nearest cell")
def bins_nearest(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    edges = torch.round(torch.arange(bins + 1) * size / bins) + first[:, None]
    edges = edges.clamp(0, cells).long()
    return edges[:, :-1], edges[:, 1:]


@wrong("bin_edges", "Returns each bin's last cell instead of the one after it")
def bins_inclusive_end(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None] - 1
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


@wrong("bin_edges", "Counts the cells from the region's first one and forgets to add it")
def bins_from_zero(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins)
    end = torch.ceil((i + 1) * size / bins)
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


@wrong("bin_edges", "Ignores where the feature map ends")
def bins_beyond_the_map(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return start.long(), end.long()


@wrong("bin_edges", "Cuts at cells − 1, so the map's last cell belongs to no bin")
def bins_cut_too_early(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return start.clamp(0, cells - 1).long(), end.clamp(0, cells - 1).long()


@wrong("bin_edges", "Cuts at the map's end, but lets negative cells pass, which index from behind")
def bins_negative(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return start.clamp(max=cells).long(), end.clamp(max=cells).long()


@wrong("bin_edges", "Returns floating-point numbers")
def bins_floating(first, last, bins, cells):
    size = (last - first + 1).float()[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return start.clamp(0, cells), end.clamp(0, cells)


@wrong("bin_edges", "Returns (bins, K) instead of (K, bins)")
def bins_transposed(first, last, bins, cells):
    size = last - first + 1
    i = torch.arange(bins)[:, None]
    start = torch.floor(i * size / bins) + first
    end = torch.ceil((i + 1) * size / bins) + first
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


@wrong("bin_edges", "Rounds the bin's size down to whole cells first")
def bins_of_whole_cells(first, last, bins, cells):
    size = (last - first + 1)[:, None] // bins
    i = torch.arange(bins)
    start = i * size + first[:, None]
    end = (i + 1) * size + first[:, None]
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


@wrong("bin_edges", "Rounds the bin's size up to whole cells first")
def bins_of_whole_cells_up(first, last, bins, cells):
    size = torch.ceil((last - first + 1)[:, None] / bins)
    start = torch.arange(bins) * size + first[:, None]
    return start.clamp(0, cells).long(), (start + size).clamp(0, cells).long()


@wrong("bin_edges", "Takes one region for granted")
def bins_of_one_region(first, last, bins, cells):
    first, last = int(first[0]), int(last[0])
    size = last - first + 1
    start = [[min(max(first + math.floor(i * size / bins), 0), cells) for i in range(bins)]]
    end = [[min(max(first + math.ceil((i + 1) * size / bins), 0), cells) for i in range(bins)]]
    return torch.tensor(start), torch.tensor(end)


@wrong("bin_edges", "Returns all bins + 1 edges in one tensor")
def bins_as_edges(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    edges = torch.floor(torch.arange(bins + 1) * size / bins) + first[:, None]
    return edges.clamp(0, cells).long()


@wrong("bin_edges", "Counts the bins from 1")
def bins_from_one(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(1, bins + 1)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


@wrong("bin_edges", "Cuts the region off at the map's border before it divides it into bins")
def bins_of_cut_region(first, last, bins, cells):
    first, last = first.clamp(0, cells - 1), last.clamp(0, cells - 1)
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return start.long(), end.long()


@wrong("bin_edges", "Divides the whole feature map instead of the region")
def bins_of_the_map(first, last, bins, cells):
    i = torch.arange(bins).expand(len(first), bins)
    start = torch.floor(i * cells / bins)
    end = torch.ceil((i + 1) * cells / bins)
    return start.long(), end.long()


@wrong("bin_edges", "Returns one tensor (K, bins, 2), which unpacks along the wrong dimension")
def bins_stacked(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = torch.floor(i * size / bins) + first[:, None]
    end = torch.ceil((i + 1) * size / bins) + first[:, None]
    return torch.stack([start, end], -1).clamp(0, cells).long()


@wrong("bin_edges", "Gives every bin at least one cell of its own by start + 1, even outside of the map")
def bins_never_empty(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    i = torch.arange(bins)
    start = (torch.floor(i * size / bins) + first[:, None]).clamp(0, cells)
    end = (torch.ceil((i + 1) * size / bins) + first[:, None]).clamp(0, cells)
    return start.long(), torch.maximum(start + 1, end).long()


@wrong("bin_edges", "Lets a bin begin where the last one ended, so bins don't share a cell")
def bins_one_after_the_other(first, last, bins, cells):
    size = (last - first + 1)[:, None]
    end = (torch.ceil(torch.arange(1, bins + 1) * size / bins) + first[:, None]).clamp(0, cells).long()
    start = torch.cat([first[:, None].clamp(0, cells).long(), end[:, :-1]], 1)
    return start, end


@right("bin_edges", "Divides whole numbers only, rounding up by −(−a // b)")
def bins_by_whole_numbers(first, last, bins, cells):
    first, last = first.long()[:, None], last.long()[:, None]
    size = last + 1 - first
    i = torch.arange(bins)[None]
    return (first + i * size // bins).clamp(0, cells), (first - (-(i + 1) * size) // bins).clamp(0, cells)


@right("bin_edges", "Loops over regions and bins with fractions")
def bins_by_fractions(first, last, bins, cells):
    starts, ends = [], []
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        size = Fraction(int(b) - int(a) + 1, bins)
        starts.append([min(max(int(a) + math.floor(size * i), 0), cells) for i in range(bins)])
        ends.append([min(max(int(a) + math.ceil(size * (i + 1)), 0), cells) for i in range(bins)])
    return torch.tensor(starts), torch.tensor(ends)


@right("bin_edges", "Calculates in NumPy and returns a list of int32 tensors")
def bins_in_numpy(first, last, bins, cells):
    a, b = first.numpy().astype(int)[:, None], last.numpy().astype(int)[:, None]
    start, rest = np.divmod(np.arange(bins + 1) * (b - a + 1), bins)
    edges = [(a + start)[:, :-1], (a + start + (rest > 0))[:, 1:]]
    return [torch.from_numpy(np.clip(edge, 0, cells)).to(torch.int32) for edge in edges]


@right("bin_edges", "Rounds with div's rounding mode and clamps with minimum and relu")
def bins_by_rounding_mode(first, last, bins, cells):
    size = (last - first + 1).unsqueeze(1).double()
    i = torch.arange(bins, dtype=torch.float64).unsqueeze(0)
    start = torch.div(i * size, bins, rounding_mode="floor") + first.unsqueeze(1)
    end = -torch.div(-(i + 1) * size, bins, rounding_mode="floor") + first.unsqueeze(1)
    limit = torch.tensor(float(cells), dtype=torch.float64)
    return F.relu(torch.minimum(start, limit)).int(), F.relu(torch.minimum(end, limit)).int()


@right("bin_edges", "Looks through all cells for those that a bin touches")
def bins_by_search(first, last, bins, cells):
    starts, ends = [], []
    for a, b in zip(first.int().tolist(), last.int().tolist(), strict=True):
        size = b - a + 1
        touched = [
            [c for c in range(size) if (c + 1) * bins > i * size and c * bins < (i + 1) * size] for i in range(bins)
        ]
        starts.append([a + cells_of_bin[0] for cells_of_bin in touched])
        ends.append([a + cells_of_bin[-1] + 1 for cells_of_bin in touched])
    return torch.tensor(starts).clamp(0, cells), torch.tensor(ends).clamp(0, cells)


# --- pool_bin_by_bin ---


@wrong("pool_bin_by_bin", "Takes the ends as last cells and adds 1")
def pool_one_more(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, top[i] : bottom[i] + 1, left[j] : right[j] + 1]
            if region.numel():
                output[:, i, j] = region.amax((1, 2))
    return output


@wrong("pool_bin_by_bin", "Leaves the last row and column of each bin out")
def pool_one_fewer(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, top[i] : bottom[i] - 1, left[j] : right[j] - 1]
            if region.numel():
                output[:, i, j] = region.amax((1, 2))
    return output


@wrong("pool_bin_by_bin", "Starts every maximum at 0, so negative features become 0")
def pool_from_zero(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            for y in range(top[i], bottom[i]):
                for x in range(left[j], right[j]):
                    output[:, i, j] = torch.maximum(output[:, i, j], features[:, y, x])
    return output


@wrong("pool_bin_by_bin", "Fails at a bin without cells, as there is no maximum")
def pool_fails_at_empty(features, top, bottom, left, right):
    rows = []
    for i in range(len(top)):
        rows.append([features[:, top[i] : bottom[i], left[j] : right[j]].amax((1, 2)) for j in range(len(left))])
    return torch.stack([torch.stack(row, -1) for row in rows], 1)


@wrong("pool_bin_by_bin", "Leaves −inf in a bin without cells")
def pool_minus_infinity(features, top, bottom, left, right):
    output = torch.full((features.shape[0], len(top), len(left)), -torch.inf)
    for i in range(len(top)):
        for j in range(len(left)):
            for y in range(top[i], bottom[i]):
                for x in range(left[j], right[j]):
                    output[:, i, j] = torch.maximum(output[:, i, j], features[:, y, x])
    return output


@wrong("pool_bin_by_bin", "Takes the mean instead of the maximum")
def pool_mean(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, top[i] : bottom[i], left[j] : right[j]]
            if region.numel():
                output[:, i, j] = region.mean((1, 2))
    return output


@wrong("pool_bin_by_bin", "Returns (C, w, h)")
def pool_transposed(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(left), len(top))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, top[i] : bottom[i], left[j] : right[j]]
            if region.numel():
                output[:, j, i] = region.amax((1, 2))
    return output


@wrong("pool_bin_by_bin", "Takes as many columns as rows, right for square grids alone")
def pool_square(features, top, bottom, left, right):
    h = len(top)
    output = torch.zeros(features.shape[0], h, h)
    for i in range(h):
        for j in range(h):
            region = features[:, top[i] : bottom[i], left[j] : right[j]]
            if region.numel():
                output[:, i, j] = region.amax((1, 2))
    return output


@wrong("pool_bin_by_bin", "Slices columns by top and bottom and rows by left and right")
def pool_exchanged(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, left[j] : right[j], top[i] : bottom[i]]
            if region.numel():
                output[:, i, j] = region.amax((1, 2))
    return output


@wrong("pool_bin_by_bin", "Takes the maximum over all channels together")
def pool_over_channels(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, top[i] : bottom[i], left[j] : right[j]]
            if region.numel():
                output[:, i, j] = region.max()
    return output


@wrong("pool_bin_by_bin", "Pools the first channel alone")
def pool_first_channel(features, top, bottom, left, right):
    output = torch.zeros(1, len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[0, top[i] : bottom[i], left[j] : right[j]]
            if region.numel():
                output[0, i, j] = region.max()
    return output


@wrong("pool_bin_by_bin", "Takes the i-th bin of the rows with the i-th of the columns only")
def pool_diagonal(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(min(len(top), len(left))):
        region = features[:, top[i] : bottom[i], left[i] : right[i]]
        if region.numel():
            output[:, i, i] = region.amax((1, 2))
    return output


@wrong("pool_bin_by_bin", "Cuts the region out and lets adaptive pooling choose its own bins")
def pool_adaptive(features, top, bottom, left, right):
    region = features[:, top[0] : bottom[-1], left[0] : right[-1]]
    return F.adaptive_max_pool2d(region, (len(top), len(left)))


@wrong("pool_bin_by_bin", "Looks for the largest absolute value")
def pool_absolute(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, top[i] : bottom[i], left[j] : right[j]]
            if region.numel():
                output[:, i, j] = region.abs().amax((1, 2))
    return output


@wrong("pool_bin_by_bin", "Takes the maximum over columns and keeps the bin's first row")
def pool_first_row(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, top[i] : bottom[i], left[j] : right[j]]
            if region.numel():
                output[:, i, j] = region.max(-1).values[:, 0]
    return output


@wrong("pool_bin_by_bin", "Gives a whole row of bins 0 when one of them has no cells")
def pool_empty_rows(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        regions = [features[:, top[i] : bottom[i], left[j] : right[j]] for j in range(len(left))]
        if all(region.numel() for region in regions):
            output[:, i] = torch.stack([region.amax((1, 2)) for region in regions], 1)
    return output


@wrong("pool_bin_by_bin", "Ignores the ends: every bin goes on to the start of the next")
def pool_start_to_start(features, top, bottom, left, right):
    rows = [*top.tolist(), int(bottom[-1])]
    columns = [*left.tolist(), int(right[-1])]
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, rows[i] : rows[i + 1], columns[j] : columns[j + 1]]
            if region.numel():
                output[:, i, j] = region.amax((1, 2))
    return output


@wrong("pool_bin_by_bin", "Masks with 0 instead of −inf before the maximum")
def pool_masked_by_zero(features, top, bottom, left, right):
    y, x = torch.arange(features.shape[1]), torch.arange(features.shape[2])
    rows = (y >= top[:, None]) & (y < bottom[:, None])
    columns = (x >= left[:, None]) & (x < right[:, None])
    mask = rows[:, None, :, None] & columns[None, :, None, :]
    return (features[:, None, None] * mask).amax((-2, -1))


@wrong("pool_bin_by_bin", "Takes the bin's middle cell")
def pool_middle(features, top, bottom, left, right):
    output = torch.zeros(features.shape[0], len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            if bottom[i] > top[i] and right[j] > left[j]:
                output[:, i, j] = features[:, (top[i] + bottom[i]) // 2, (left[j] + right[j]) // 2]
    return output


@wrong("pool_bin_by_bin", "Takes 0 for a missing maximum by turning −inf and all negative maxima into 0")
def pool_relu(features, top, bottom, left, right):
    y, x = torch.arange(features.shape[1]), torch.arange(features.shape[2])
    rows = (y >= top[:, None]) & (y < bottom[:, None])
    columns = (x >= left[:, None]) & (x < right[:, None])
    mask = rows[:, None, :, None] & columns[None, :, None, :]
    return features[:, None, None].masked_fill(~mask, -torch.inf).amax((-2, -1)).clamp(min=0)


@wrong("pool_bin_by_bin", "Keeps whole numbers only, as the output is an integer tensor")
def pool_to_integers(features, top, bottom, left, right):
    output = torch.zeros((features.shape[0], len(top), len(left)), dtype=top.dtype)
    for i in range(len(top)):
        for j in range(len(left)):
            region = features[:, top[i] : bottom[i], left[j] : right[j]]
            if region.numel():
                output[:, i, j] = region.amax((1, 2))
    return output


@right("pool_bin_by_bin", "Masks all cells outside of each bin with −inf, without loops")
def pool_by_mask(features, top, bottom, left, right):
    y, x = torch.arange(features.shape[1]), torch.arange(features.shape[2])
    rows = (y >= top[:, None]) & (y < bottom[:, None])
    columns = (x >= left[:, None]) & (x < right[:, None])
    mask = rows[:, None, :, None] & columns[None, :, None, :]
    maxima = features[:, None, None].masked_fill(~mask, -torch.inf).amax((-2, -1))
    return torch.where(mask.any(-1).any(-1), maxima, 0.0)


@right("pool_bin_by_bin", "Takes the maxima of the rows first and of the columns afterwards")
def pool_one_axis_at_a_time(features, top, bottom, left, right):
    def pool(x, start, end):
        parts = [x[..., a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
        return torch.stack([p.amax(-1) if p.shape[-1] else torch.full(x.shape[:-1], -torch.inf) for p in parts], -1)

    maxima = pool(pool(features, left, right).transpose(1, 2), top, bottom).transpose(1, 2)
    return maxima.masked_fill(maxima.isneginf(), 0)


@right("pool_bin_by_bin", "Loops over every number in Python")
def pool_in_loops(features, top, bottom, left, right):
    values = features.tolist()
    spans = [list(zip(a.tolist(), b.tolist(), strict=True)) for a, b in ((top, bottom), (left, right))]
    return torch.tensor(
        [
            [
                [
                    max((channel[y][x] for y in range(*rows) for x in range(*columns)), default=0.0)
                    for columns in spans[1]
                ]
                for rows in spans[0]
            ]
            for channel in values
        ]
    )


@right("pool_bin_by_bin", "Cuts out with NumPy and returns float64")
def pool_in_numpy(features, top, bottom, left, right):
    array = features.numpy()
    output = np.zeros((array.shape[0], len(top), len(left)))
    for i, (y0, y1) in enumerate(zip(top.numpy(), bottom.numpy(), strict=True)):
        for j, (x0, x1) in enumerate(zip(left.numpy(), right.numpy(), strict=True)):
            if y1 > y0 and x1 > x0:
                output[:, i, j] = array[:, y0:y1, x0:x1].max(axis=(1, 2))
    return torch.from_numpy(output)


class PoolModule(nn.Module):
    def forward(self, features, top, bottom, left, right):
        zero = features.new_zeros(features.shape[0])
        return torch.stack(
            [
                torch.stack(
                    [
                        features[:, a:b, c:d].flatten(1).max(1).values if b > a and d > c else zero
                        for c, d in zip(left, right, strict=True)
                    ],
                    dim=1,
                )
                for a, b in zip(top, bottom, strict=True)
            ],
            dim=1,
        )


right("pool_bin_by_bin", "Is an instance of nn.Module that stacks the maxima")(PoolModule())


# --- bilinear_interpolate ---


@wrong("bilinear_interpolate", "Takes the row for the column")
def bilinear_exchanged(features, row, column):
    return bilinear_in_floats(features, column, row)


@wrong("bilinear_interpolate", "Reads the nearest cell")
def bilinear_nearest(features, row, column):
    _, H, W = features.shape
    if row < -1 or row > H or column < -1 or column > W:
        return torch.zeros(features.shape[0])
    return features[:, row.clamp(0, H - 1).round().long(), column.clamp(0, W - 1).round().long()]


@wrong("bilinear_interpolate", "Gives the near cell the small weight")
def bilinear_weights_exchanged(features, row, column):
    _, H, W = features.shape
    if row < -1 or row > H or column < -1 or column > W:
        return torch.zeros(features.shape[0])
    row, column = float(row.clamp(0, H - 1)), float(column.clamp(0, W - 1))
    i, j = int(row), int(column)
    i2, j2 = min(i + 1, H - 1), min(j + 1, W - 1)
    v, u = row - i, column - j
    upper = u * features[:, i, j] + (1 - u) * features[:, i, j2]
    lower = u * features[:, i2, j] + (1 - u) * features[:, i2, j2]
    return v * upper + (1 - v) * lower


@wrong("bilinear_interpolate", "Has no rule for the border and fails in the last row or reads from behind")
def bilinear_without_border(features, row, column):
    i, j = int(row.floor()), int(column.floor())
    v, u = row - i, column - j
    upper = (1 - u) * features[:, i, j] + u * features[:, i, j + 1]
    lower = (1 - u) * features[:, i + 1, j] + u * features[:, i + 1, j + 1]
    return (1 - v) * upper + v * lower


@wrong("bilinear_interpolate", "Lets the values fade to 0 outside, as grid_sample does by itself")
def bilinear_zeros_outside(features, row, column):
    _, H, W = features.shape
    grid = torch.stack([(2 * column + 1) / W - 1, (2 * row + 1) / H - 1]).reshape(1, 1, 1, 2)
    return F.grid_sample(features[None], grid, align_corners=False).reshape(-1)


@wrong("bilinear_interpolate", "Is 0 as soon as the point leaves the outermost cells' middles")
def bilinear_zero_at_once(features, row, column):
    _, H, W = features.shape
    if row < 0 or row > H - 1 or column < 0 or column > W - 1:
        return torch.zeros(features.shape[0])
    return bilinear_in_floats(features, row, column)


@wrong("bilinear_interpolate", "Lets the outermost cell go on without end")
def bilinear_clamped(features, row, column):
    return bilinear_in_floats(features, row.clamp(0, features.shape[1] - 1), column.clamp(0, features.shape[2] - 1))


@wrong("bilinear_interpolate", "Is already 0 exactly one cell outside, at row −1 and row H")
def bilinear_border_excluded(features, row, column):
    _, H, W = features.shape
    if row <= -1 or row >= H or column <= -1 or column >= W:
        return torch.zeros(features.shape[0])
    return bilinear_in_floats(features, row, column)


@wrong("bilinear_interpolate", "Draws the line half a cell outside")
def bilinear_half_a_cell(features, row, column):
    _, H, W = features.shape
    if row < -0.5 or row > H - 0.5 or column < -0.5 or column > W - 0.5:
        return torch.zeros(features.shape[0])
    return bilinear_in_floats(features, row, column)


@wrong("bilinear_interpolate", "Draws the line one cell too far at the lower and right end, at H + 1")
def bilinear_border_too_far(features, row, column):
    _, H, W = features.shape
    if row < -1 or row > H + 1 or column < -1 or column > W + 1:
        return torch.zeros(features.shape[0])
    return bilinear_clamped(features, row, column)


@wrong("bilinear_interpolate", "Weights with floor and ceil, which are equal at whole numbers, so all weights are 0")
def bilinear_floor_and_ceil(features, row, column):
    _, H, W = features.shape
    if row < -1 or row > H or column < -1 or column > W:
        return torch.zeros(features.shape[0])
    row, column = row.clamp(0, H - 1), column.clamp(0, W - 1)
    top, bottom, left, right = row.floor(), row.ceil(), column.floor(), column.ceil()
    result = torch.zeros(features.shape[0])
    for y, a in ((top, bottom - row), (bottom, row - top)):
        for x, b in ((left, right - column), (right, column - left)):
            result += a * b * features[:, int(y), int(x)]
    return result


@wrong("bilinear_interpolate", "Shifts by half a cell, as if cell (i, j) had its value at i + 0.5, j + 0.5")
def bilinear_shifted(features, row, column):
    return bilinear_in_floats(features, row - 0.5, column - 0.5)


@wrong("bilinear_interpolate", "Takes the plain mean of the four cells around")
def bilinear_mean(features, row, column):
    _, H, W = features.shape
    if row < -1 or row > H or column < -1 or column > W:
        return torch.zeros(features.shape[0])
    i, j = int(row.clamp(0, H - 1)), int(column.clamp(0, W - 1))
    i2, j2 = min(i + 1, H - 1), min(j + 1, W - 1)
    return (features[:, i, j] + features[:, i, j2] + features[:, i2, j] + features[:, i2, j2]) / 4


@wrong("bilinear_interpolate", "Interpolates along the row and takes the upper row alone")
def bilinear_one_axis(features, row, column):
    return bilinear_in_floats(features, row.floor().clamp(min=-1), column)


@wrong("bilinear_interpolate", "Compares the column with the height too, right for square maps alone")
def bilinear_square(features, row, column):
    H = features.shape[1]
    if row < -1 or row > H or column < -1 or column > H:
        return torch.zeros(features.shape[0])
    row, column = float(row.clamp(0, H - 1)), float(column.clamp(0, H - 1))
    i, j = int(row), int(column)
    i2, j2 = min(i + 1, H - 1), min(j + 1, H - 1)
    v, u = row - i, column - j
    upper = (1 - u) * features[:, i, j] + u * features[:, i, j2]
    return (1 - v) * upper + v * ((1 - u) * features[:, i2, j] + u * features[:, i2, j2])


@wrong("bilinear_interpolate", "Looks at the row's border only, and lets the column go on without end")
def bilinear_row_border_only(features, row, column):
    if row < -1 or row > features.shape[1]:
        return torch.zeros(features.shape[0])
    return bilinear_clamped(features, row, column)


@wrong("bilinear_interpolate", "Returns (C, 1, 1)")
def bilinear_three_dimensions(features, row, column):
    return bilinear_in_floats(features, row, column)[:, None, None]


@wrong("bilinear_interpolate", "Clamps the cells but not the point, so that it extrapolates outside")
def bilinear_extrapolates(features, row, column):
    _, H, W = features.shape
    if row < -1 or row > H or column < -1 or column > W:
        return torch.zeros(features.shape[0])
    i, j = int(row.floor().clamp(0, max(H - 2, 0))), int(column.floor().clamp(0, max(W - 2, 0)))
    i2, j2 = min(i + 1, H - 1), min(j + 1, W - 1)
    v, u = row - i, column - j
    upper = (1 - u) * features[:, i, j] + u * features[:, i, j2]
    return (1 - v) * upper + v * ((1 - u) * features[:, i2, j] + u * features[:, i2, j2])


@wrong("bilinear_interpolate", "Weights by 1 minus the distance to each cell instead of the product of both axes")
def bilinear_by_distance(features, row, column):
    _, H, W = features.shape
    if row < -1 or row > H or column < -1 or column > W:
        return torch.zeros(features.shape[0])
    row, column = float(row.clamp(0, H - 1)), float(column.clamp(0, W - 1))
    total, weights = torch.zeros(features.shape[0]), 0.0
    for i in {int(row), min(int(row) + 1, H - 1)}:
        for j in {int(column), min(int(column) + 1, W - 1)}:
            weight = max(1 - math.hypot(row - i, column - j), 0.0)
            total, weights = total + weight * features[:, i, j], weights + weight
    return total / weights


@wrong("bilinear_interpolate", "Returns 0 without dimensions for points far outside")
def bilinear_scalar_outside(features, row, column):
    _, H, W = features.shape
    if row < -1 or row > H or column < -1 or column > W:
        return 0
    return bilinear_in_floats(features, row, column)


@right("bilinear_interpolate", "Calculates with Python floats")
def bilinear_in_floats(features, row, column):
    C, H, W = features.shape
    y, x = row.item(), column.item()
    if not (-1 <= y <= H and -1 <= x <= W):
        return torch.zeros(C)
    y, x = min(max(y, 0), H - 1), min(max(x, 0), W - 1)
    i, j = int(y), int(x)
    v, u = y - i, x - j
    below, beside = min(i + 1, H - 1), min(j + 1, W - 1)
    return (
        (1 - v) * (1 - u) * features[:, i, j]
        + (1 - v) * u * features[:, i, beside]
        + v * (1 - u) * features[:, below, j]
        + v * u * features[:, below, beside]
    )


@right("bilinear_interpolate", "Weights all cells with a tent function and contracts with einsum")
def bilinear_by_einsum(features, row, column):
    _, H, W = features.shape
    inside = (row >= -1) & (row <= H) & (column >= -1) & (column <= W)
    rows = F.relu(1 - (torch.arange(H) - row.clamp(0, H - 1)).abs())
    columns = F.relu(1 - (torch.arange(W) - column.clamp(0, W - 1)).abs())
    return torch.einsum("chw,h,w->c", features, rows, columns) * inside


@right("bilinear_interpolate", "Lets grid_sample read with its border mode and handles far points itself")
def bilinear_by_grid_sample(features, row, column):
    C, H, W = features.shape
    if min(row, column) < -1 or row > H or column > W:
        return features.new_zeros(C)
    grid = torch.stack([(2 * column + 1) / W - 1, (2 * row + 1) / H - 1]).view(1, 1, 1, 2)
    return F.grid_sample(features[None], grid.to(features), padding_mode="border", align_corners=False).view(C)


@right("bilinear_interpolate", "Pads the map by copies of the outermost cells and uses lerp")
def bilinear_by_padding(features, row, column):
    H, W = features.shape[1:]
    if bool((row < -1) | (row > H) | (column < -1) | (column > W)):
        return features[:, 0, 0] * 0
    padded = F.pad(features[None], (1, 2, 1, 2), mode="replicate")[0]
    i, j = int(torch.floor(row + 1)), int(torch.floor(column + 1))
    square = padded[:, i : i + 2, j : j + 2]
    ends = torch.lerp(square[..., 0], square[..., 1], column + 1 - j)
    return torch.lerp(ends[:, 0], ends[:, 1], row + 1 - i)


@right("bilinear_interpolate", "Interpolates each channel twice with NumPy's interp")
def bilinear_by_numpy(features, row, column):
    C, H, W = features.shape
    y, x = float(row), float(column)
    if y < -1 or y > H or x < -1 or x > W:
        return torch.zeros(C, dtype=torch.float64)
    values = [
        np.interp(y, range(H), [np.interp(x, range(W), line) for line in channel]) for channel in features.numpy()
    ]
    return torch.tensor(np.array(values))

"""Answers to the exercises of topic roi, written from their texts alone."""

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import torch
import torch.nn.functional as F

from tests.exercises.corpus import right, wrong

# project_box


@wrong("project_box", "Divides by the scale.")
def project_divides(boxes, spatial_scale):
    return boxes / spatial_scale


@wrong("project_box", "Already rounds to whole cells.")
def project_rounds(boxes, spatial_scale):
    return torch.round(boxes * spatial_scale)


@wrong("project_box", "Rounds down.")
def project_floors(boxes, spatial_scale):
    return (boxes * spatial_scale).floor()


@wrong("project_box", "Integer division by the number of pixels in a cell.")
def project_integer_division(boxes, spatial_scale):
    return boxes // (1 / spatial_scale)


@wrong("project_box", "Outer cells: the start rounded down, the end rounded up.")
def project_outwards(boxes, spatial_scale):
    scaled = boxes * spatial_scale
    return torch.cat([scaled[..., :2].floor(), scaled[..., 2:].ceil()], dim=-1)


@wrong("project_box", "Scales only x.")
def project_x_only(boxes, spatial_scale):
    return boxes * torch.tensor([spatial_scale, 1.0, spatial_scale, 1.0])


@wrong("project_box", "Scales only the upper left corner.")
def project_corner_only(boxes, spatial_scale):
    return torch.cat([boxes[..., :2] * spatial_scale, boxes[..., 2:]], dim=-1)


@wrong("project_box", "Scales the caller's boxes in place.")
def project_in_place(boxes, spatial_scale):
    boxes *= spatial_scale
    return boxes


@wrong("project_box", "Unpacks the first dimension: fit for a single box.")
def project_unpacks(boxes, spatial_scale):
    x1, y1, x2, y2 = boxes
    return torch.stack([x1 * spatial_scale, y1 * spatial_scale, x2 * spatial_scale, y2 * spatial_scale])


@wrong("project_box", "Indexes [:, i]: fit for two dimensions only.")
def project_two_dimensions(boxes, spatial_scale):
    return torch.stack([boxes[:, i] * spatial_scale for i in range(4)], dim=1)


@wrong("project_box", "Returns nested lists.")
def project_list(boxes, spatial_scale):
    return (boxes * spatial_scale).tolist()


@wrong("project_box", "Multiplies twice.")
def project_squared(boxes, spatial_scale):
    return boxes * spatial_scale * spatial_scale


@wrong("project_box", "Shifts by half a cell, as the aligned variant of RoI Align does.")
def project_half_cell(boxes, spatial_scale):
    return boxes * spatial_scale - 0.5


@wrong("project_box", "Converts to corner and size.")
def project_width_height(boxes, spatial_scale):
    scaled = boxes * spatial_scale
    return torch.cat([scaled[..., :2], scaled[..., 2:] - scaled[..., :2]], dim=-1)


@wrong("project_box", "The stride of 16 is hard coded.")
def project_hard_coded(boxes, spatial_scale=1 / 16):
    return boxes / 16


@wrong("project_box", "Takes the scale as a reciprocal of a whole number of pixels.")
def project_whole_stride(boxes, spatial_scale):
    return boxes / round(1 / spatial_scale)


@wrong("project_box", "Cuts off the coordinates below 0.")
def project_clamps(boxes, spatial_scale):
    return (boxes * spatial_scale).clamp(min=0)


@wrong("project_box", "Truncates the pixels before it scales them.")
def project_long_pixels(boxes, spatial_scale):
    return boxes.long() * spatial_scale


@wrong("project_box", "Takes the end as inclusive: one pixel more.")
def project_inclusive_end(boxes, spatial_scale):
    return (boxes + torch.tensor([0, 0, 1, 1])) * spatial_scale


@wrong("project_box", "Two mistakes: divides, and rounds down.")
def project_two_mistakes(boxes, spatial_scale):
    return (boxes / spatial_scale).int()


@wrong("project_box", "Swaps x and y, as rows come before columns.")
def project_swapped(boxes, spatial_scale):
    return boxes[..., [1, 0, 3, 2]] * spatial_scale


@wrong("project_box", "Flattens the leading dimensions.")
def project_flattened(boxes, spatial_scale):
    return boxes.reshape(-1, 4) * spatial_scale


@wrong("project_box", "Two mistakes: takes corner and size, and rounds.")
def project_two_more_mistakes(boxes, spatial_scale):
    x, y, w, h = boxes.unbind(-1)
    return (torch.stack([x, y, x + w, y + h], -1) * spatial_scale).round()


@right("project_box", "Coordinate by coordinate along the last dimension.")
def project_unbind(boxes, spatial_scale):
    return torch.stack([coordinate * spatial_scale for coordinate in boxes.unbind(-1)], dim=-1)


@right("project_box", "A diagonal matrix from the right.")
def project_matrix(boxes, spatial_scale):
    floats = boxes if boxes.is_floating_point() else boxes.float()
    return floats @ torch.diag(torch.full((4,), spatial_scale, dtype=floats.dtype))


@right("project_box", "Recursion down to single boxes.")
def project_recursive(boxes, spatial_scale):
    if boxes.ndim == 1 or len(boxes) == 0:
        return torch.mul(spatial_scale, boxes)
    return torch.stack([project_recursive(b, spatial_scale) for b in boxes])


@right("project_box", "einsum with a scale for each coordinate.")
def project_einsum(boxes, spatial_scale):
    floats = boxes if boxes.is_floating_point() else boxes.float()
    return torch.einsum("...c,c->...c", floats, torch.tensor([spatial_scale] * 4, dtype=floats.dtype))


@right("project_box", "Corner and size are scaled separately, then put together again.")
def project_by_size(boxes, spatial_scale):
    start, end = boxes[..., :2], boxes[..., 2:]
    start, size = start * spatial_scale, (end - start) * spatial_scale
    return torch.cat((start, start + size), -1)


@right("project_box", "NumPy inside.")
def project_numpy(boxes, spatial_scale):
    scaled = boxes.numpy() * spatial_scale
    return torch.from_numpy(np.ascontiguousarray(scaled)).to(torch.result_type(boxes, spatial_scale))


# snap_to_cells


@wrong("snap_to_cells", "torch.round takes halves to the even number.")
def snap_half_to_even(box):
    out = torch.round(box)
    out[..., 2:] = torch.maximum(out[..., 2:], out[..., :2])
    return out


@wrong("snap_to_cells", "floor(x + 0.5) takes negative halves towards zero.")
def snap_half_up(box):
    out = (box + 0.5).floor()
    return torch.cat([out[..., :2], torch.maximum(out[..., :2], out[..., 2:])], dim=-1)


@wrong("snap_to_cells", "Truncates x + 0.5, which is wrong below zero.")
def snap_trunc(box):
    out = (box + 0.5).trunc()
    return torch.cat([out[..., :2], out[..., 2:].max(out[..., :2])], -1)


@wrong("snap_to_cells", "Rounds down.")
def snap_floor(box):
    out = box.floor()
    return torch.cat([out[..., :2], out[..., 2:].max(out[..., :2])], -1)


@wrong("snap_to_cells", "Outwards: the start down, the end up.")
def snap_outwards(box):
    return torch.cat([box[..., :2].floor(), box[..., 2:].ceil().max(box[..., :2].floor())], -1)


@wrong("snap_to_cells", "Returns whole numbers of type int64.")
def snap_long(box):
    whole = box.trunc()
    out = whole + box.sign() * ((box - whole).abs() >= 0.5)
    return torch.cat([out[..., :2], out[..., 2:].max(out[..., :2])], -1).long()


@wrong("snap_to_cells", "Leaves a box that ends before it begins.")
def snap_no_repair(box):
    whole = box.trunc()
    return whole + box.sign() * ((box - whole).abs() >= 0.5)


@wrong("snap_to_cells", "Gives every box an end at least one cell after its start.")
def snap_one_cell_more(box):
    whole = box.trunc()
    out = whole + box.sign() * ((box - whole).abs() >= 0.5)
    return torch.cat([out[..., :2], out[..., 2:].max(out[..., :2] + 1)], -1)


@wrong("snap_to_cells", "Repairs the columns only.")
def snap_repairs_columns(box):
    whole = box.trunc()
    out = whole + box.sign() * ((box - whole).abs() >= 0.5)
    x1, y1, x2, y2 = out.unbind(-1)
    return torch.stack([x1, y1, torch.where(x2 < x1, x1, x2), y2], -1)


@wrong("snap_to_cells", "Swaps start and end of a box that ends before it begins.")
def snap_sorts(box):
    whole = box.trunc()
    out = whole + box.sign() * ((box - whole).abs() >= 0.5)
    low, high = torch.minimum(out[..., :2], out[..., 2:]), torch.maximum(out[..., :2], out[..., 2:])
    return torch.cat([low, high], -1)


@wrong("snap_to_cells", "Moves the first cell to the last, not the last to the first.")
def snap_moves_the_start(box):
    whole = box.trunc()
    out = whole + box.sign() * ((box - whole).abs() >= 0.5)
    return torch.cat([out[..., :2].min(out[..., 2:]), out[..., 2:]], -1)


@wrong("snap_to_cells", "Repairs both axes as soon as one is inverted.")
def snap_repairs_together(box):
    whole = box.trunc()
    out = whole + box.sign() * ((box - whole).abs() >= 0.5)
    inverted = (out[..., 2:] < out[..., :2]).any(-1, keepdim=True)
    return torch.cat([out[..., :2], torch.where(inverted, out[..., :2], out[..., 2:])], -1)


@wrong("snap_to_cells", "Compares x2 with y1: the corners taken as (x1, x2, y1, y2).")
def snap_wrong_pairs(box):
    whole = box.trunc()
    out = whole + box.sign() * ((box - whole).abs() >= 0.5)
    a, b, c, d = out.unbind(-1)
    return torch.stack([a, torch.maximum(a, b), c, torch.maximum(c, d)], -1)


@wrong("snap_to_cells", "Cuts off cells outside the map at 0.")
def snap_clamps(box):
    whole = box.trunc()
    out = (whole + box.sign() * ((box - whole).abs() >= 0.5)).clamp(min=0)
    return torch.cat([out[..., :2], out[..., 2:].max(out[..., :2])], -1)


@wrong("snap_to_cells", "Writes into the caller's boxes.")
def snap_in_place(box):
    rounded = box.trunc() + box.sign() * (box.frac().abs() >= 0.5)
    box.copy_(rounded)
    box[..., 2:] = torch.maximum(box[..., 2:], box[..., :2])
    return box


@wrong("snap_to_cells", "Unpacks one box; several don't fit.")
def snap_single_box(box):
    x1, y1, x2, y2 = (math.copysign(math.floor(abs(v) + 0.5), v) for v in box)
    return torch.tensor([x1, y1, max(x1, x2), max(y1, y2)], dtype=box.dtype)


@wrong("snap_to_cells", "Always returns float32, whatever came.")
def snap_float32(box):
    box = box.double()
    out = box.trunc() + box.sign() * (box.frac().abs() >= 0.5)
    return torch.cat([out[..., :2], out[..., 2:].max(out[..., :2])], -1).float()


@wrong("snap_to_cells", "Takes the last cell as the one before the rounded end.")
def snap_exclusive_end(box):
    out = box.trunc() + box.sign() * (box.frac().abs() >= 0.5)
    return torch.cat([out[..., :2], (out[..., 2:] - 1).max(out[..., :2])], -1)


@wrong("snap_to_cells", "Forgets the sign after rounding the absolute value.")
def snap_absolute(box):
    out = (box.abs() + 0.5).floor()
    return torch.cat([out[..., :2], out[..., 2:].max(out[..., :2])], -1)


@wrong("snap_to_cells", "Returns (first row, first column, last row, last column).")
def snap_rows_first(box):
    out = box.trunc() + box.sign() * (box.frac().abs() >= 0.5)
    first, last = out[..., :2], out[..., 2:].max(out[..., :2])
    return torch.cat([first.flip(-1), last.flip(-1)], -1)


@wrong("snap_to_cells", "Two mistakes: halves to even, and an end left before its start.")
def snap_two_mistakes(box):
    return box.round()


@wrong("snap_to_cells", "Two mistakes: rounds up, and returns integers.")
def snap_two_more_mistakes(box):
    out = box.ceil().int()
    out[..., 2:] = torch.max(out[..., 2:], out[..., :2])
    return out


@right("snap_to_cells", "Decimals, rounded half up: away from zero in that library.")
def snap_decimal(box):
    def one(x):
        return int(Decimal(x).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    rows = [[one(v) for v in b] for b in box.reshape(-1, 4).tolist()]
    rows = [[a, b, max(a, c), max(b, d)] for a, b, c, d in rows]
    return torch.tensor(rows, dtype=box.dtype).reshape(box.shape)


@right("snap_to_cells", "Integer and fractional part.")
def snap_parts(box):
    part = box.frac()
    out = box - part + (part >= 0.5).to(box.dtype) - (part <= -0.5).to(box.dtype)
    return torch.cat([out[..., :2], torch.maximum(out[..., :2], out[..., 2:])], dim=-1)


@right("snap_to_cells", "Repairs the box before rounding, which comes to the same.")
def snap_repairs_first(box):
    box = torch.cat([box[..., :2], box[..., 2:].max(box[..., :2])], -1)
    down, up = box.floor(), box.ceil()
    to_up = torch.where(box > 0, up - box <= box - down, up - box < box - down)
    return torch.where(to_up, up, down)


@right("snap_to_cells", "torch.round, put right at the halves.")
def snap_round_repaired(box):
    half = (box - box.trunc()).abs() == 0.5
    out = torch.where(half, box + box.sign() / 2, box.round())
    return torch.cat((out[..., :2], torch.where(out[..., 2:] < out[..., :2], out[..., :2], out[..., 2:])), -1)


@right("snap_to_cells", "NumPy's modf, and cummax over start and end.")
def snap_numpy(box):
    part, whole = np.modf(box.numpy())
    cells = whole + np.trunc(2 * part)
    pairs = torch.from_numpy(cells).reshape(*box.shape[:-1], 2, 2)
    return pairs.cummax(dim=-2).values.reshape(box.shape).to(box.dtype)


# bin_edges


@wrong("bin_edges", "The length is last - first: the last cell is left out.")
def edges_exclusive_last(first, last, bins, cells):
    i = torch.arange(bins)
    size = (last - first)[:, None] / bins
    start = (first[:, None] + i * size).floor().clamp(0, cells)
    end = (first[:, None] + (i + 1) * size).ceil().clamp(0, cells)
    return start.long(), end.long()


@wrong("bin_edges", "The end is rounded down, too.")
def edges_floor_end(first, last, bins, cells):
    i = torch.arange(bins + 1)
    edges = (first[:, None] + i * (last - first + 1)[:, None] / bins).floor().clamp(0, cells).long()
    return edges[:, :-1], edges[:, 1:]


@wrong("bin_edges", "The start is rounded up, too.")
def edges_ceil_start(first, last, bins, cells):
    i = torch.arange(bins + 1)
    edges = (first[:, None] + i * (last - first + 1)[:, None] / bins).ceil().clamp(0, cells).long()
    return edges[:, :-1], edges[:, 1:]


@wrong("bin_edges", "Both ends are rounded to the nearest cell.")
def edges_nearest(first, last, bins, cells):
    i = torch.arange(bins + 1)
    edges = (first[:, None] + i * (last - first + 1)[:, None] / bins).round().clamp(0, cells).long()
    return edges[:, :-1], edges[:, 1:]


@wrong("bin_edges", "Start up and end down: the wrong way round.")
def edges_inwards(first, last, bins, cells):
    i = torch.arange(bins + 1)
    edges = first[:, None] + i * (last - first + 1)[:, None] / bins
    return edges[:, :-1].ceil().clamp(0, cells).long(), edges[:, 1:].floor().clamp(0, cells).long()


@wrong("bin_edges", "Doesn't keep the bins on the map.")
def edges_not_clamped(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    return (first[:, None] + i * length / bins).floor().long(), (first[:, None] + (i + 1) * length / bins).ceil().long()


@wrong("bin_edges", "Keeps the ends between 0 and cells - 1.")
def edges_clamped_to_last_cell(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).floor()
    end = (first[:, None] + (i + 1) * length / bins).ceil()
    return start.clamp(0, cells - 1).long(), end.clamp(0, cells - 1).long()


@wrong("bin_edges", "Clamps the start below only and the end above only.")
def edges_half_clamped(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).floor().clamp(min=0)
    end = (first[:, None] + (i + 1) * length / bins).ceil().clamp(max=cells)
    return start.long(), end.long()


@wrong("bin_edges", "Bins of a whole number of cells.")
def edges_whole_bins(first, last, bins, cells):
    i = torch.arange(bins)
    size = (last - first + 1)[:, None] // bins
    start = first[:, None] + i * size
    return start.clamp(0, cells).long(), (start + size).clamp(0, cells).long()


@wrong("bin_edges", "Forgets where the region begins.")
def edges_without_offset(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    return (i * length / bins).floor().clamp(0, cells).long(), ((i + 1) * length / bins).ceil().clamp(0, cells).long()


@wrong("bin_edges", "Returns floats.")
def edges_floats(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).floor()
    end = (first[:, None] + (i + 1) * length / bins).ceil()
    return start.clamp(0, cells), end.clamp(0, cells)


@wrong("bin_edges", "Returns (bins, K).")
def edges_transposed(first, last, bins, cells):
    i = torch.arange(bins)[:, None]
    length = last - first + 1
    start = (first + i * length / bins).floor().clamp(0, cells)
    return start.long(), (first + (i + 1) * length / bins).ceil().clamp(0, cells).long()


@wrong("bin_edges", "Returns the last cell of each bin, not the one after it.")
def edges_inclusive_end(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).floor().clamp(0, cells)
    return start.long(), (first[:, None] + (i + 1) * length / bins).ceil().clamp(0, cells).long() - 1


@wrong("bin_edges", "Ends first, then starts.")
def edges_swapped(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).floor().clamp(0, cells).long()
    return (first[:, None] + (i + 1) * length / bins).ceil().clamp(0, cells).long(), start


@wrong("bin_edges", "The end is the rounded down edge plus 1, even if the edge is a whole number.")
def edges_floor_plus_1(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).floor().clamp(0, cells)
    end = ((first[:, None] + (i + 1) * length / bins).floor() + 1).clamp(0, cells)
    return start.long(), end.long()


@wrong("bin_edges", "Cuts the region to the map before it is divided.")
def edges_region_clamped(first, last, bins, cells):
    first, last = first.clamp(0, cells - 1), last.clamp(0, cells - 1)
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).floor().clamp(0, cells)
    return start.long(), (first[:, None] + (i + 1) * length / bins).ceil().clamp(0, cells).long()


@wrong("bin_edges", "Returns starts and lengths of the bins.")
def edges_lengths(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).floor().clamp(0, cells).long()
    end = (first[:, None] + (i + 1) * length / bins).ceil().clamp(0, cells).long()
    return start, end - start


@wrong("bin_edges", "linspace with `bins` points in place of `bins` + 1.")
def edges_linspace(first, last, bins, cells):
    start, end = [], []
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        edges = torch.linspace(a, b + 1, bins)
        start.append(edges.floor())
        end.append((edges + (b + 1 - a) / bins).ceil())
    return torch.stack(start).clamp(0, cells).long(), torch.stack(end).clamp(0, cells).long()


@wrong("bin_edges", "Only the first region.")
def edges_first_region(first, last, bins, cells):
    a, length = first[0].item(), (last[0] - first[0] + 1).item()
    start = [min(max(math.floor(a + i * length / bins), 0), cells) for i in range(bins)]
    end = [min(max(math.ceil(a + (i + 1) * length / bins), 0), cells) for i in range(bins)]
    return torch.tensor([start]), torch.tensor([end])


@wrong("bin_edges", "Adds 1 to the caller's `last` in place.")
def edges_in_place(first, last, bins, cells):
    last += 1
    i = torch.arange(bins)
    length = (last - first)[:, None]
    start = (first[:, None] + i * length / bins).floor().clamp(0, cells)
    return start.long(), (first[:, None] + (i + 1) * length / bins).ceil().clamp(0, cells).long()


@wrong("bin_edges", "Two mistakes: the last cell is left out, and no clamp.")
def edges_two_mistakes(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first)[:, None]
    return (first[:, None] + i * length / bins).floor().long(), (first[:, None] + (i + 1) * length / bins).ceil().long()


@wrong("bin_edges", "Truncates to integers before the clamp: towards zero, not down; the end isn't rounded up.")
def edges_int(first, last, bins, cells):
    i = torch.arange(bins)
    length = (last - first + 1)[:, None]
    start = (first[:, None] + i * length / bins).int().clamp(0, cells)
    return start, (first[:, None] + (i + 1) * length / bins).int().clamp(0, cells)


@wrong("bin_edges", "Two mistakes: whole bins, and ends that are inclusive.")
def edges_two_more_mistakes(first, last, bins, cells):
    size = ((last - first + 1) // bins)[:, None]
    start = first[:, None] + torch.arange(bins) * size
    return start.clamp(0, cells).long(), (start + size - 1).clamp(0, cells).long()


@right("bin_edges", "Fractions, exact, in loops.")
def edges_fractions(first, last, bins, cells):
    start = torch.zeros(len(first), bins, dtype=torch.int64)
    end = start.clone()
    for k, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        size = (Fraction(b) - Fraction(a) + 1) / bins
        for i in range(bins):
            start[k, i] = sorted((0, math.floor(Fraction(a) + i * size), cells))[1]
            end[k, i] = sorted((0, math.ceil(Fraction(a) + (i + 1) * size), cells))[1]
    return start, end


@right("bin_edges", "Integers only: ceil as minus floor of minus.")
def edges_integers(first, last, bins, cells):
    a, n = first.long()[:, None], (last - first + 1).long()[:, None]
    i = torch.arange(bins)
    start = a + i * n // bins
    end = a - (-(i + 1) * n) // bins
    return start.clamp(0, cells), end.clamp(0, cells)


@right("bin_edges", "float64, clamped before rounding, which comes to the same.")
def edges_double(first, last, bins, cells):
    first, last = first.double()[:, None], last.double()[:, None]
    i = torch.arange(bins, dtype=torch.float64)
    start = (first * bins + i * (last - first + 1)) / bins
    end = (first * bins + (i + 1) * (last - first + 1)) / bins
    return start.clamp(0, cells).floor().int(), end.clamp(0, cells).ceil().int()


@right("bin_edges", "The ends are the mirrored starts.")
def edges_mirrored(first, last, bins, cells):
    def starts(begin, length):
        return (begin[:, None] + torch.div(torch.arange(bins) * length[:, None], bins, rounding_mode="floor")).long()

    first, length = first.double(), (last - first + 1).double()
    end = -starts(-(first + length), length).flip(1)
    return torch.clip(starts(first, length), 0, cells), torch.clip(end, 0, cells)


@right("bin_edges", "NumPy, outer product.")
def edges_numpy(first, last, bins, cells):
    a = first.numpy().astype(np.int64)
    n = last.numpy().astype(np.int64) + 1 - a
    edges = np.outer(n, np.arange(bins + 1))
    start = np.clip(a[:, None] + np.floor_divide(edges[:, :-1], bins), 0, cells)
    end = np.clip(a[:, None] + np.floor_divide(edges[:, 1:] + bins - 1, bins), 0, cells)
    return torch.from_numpy(start), torch.from_numpy(end)


# pool_bin_by_bin


@wrong("pool_bin_by_bin", "An empty bin stays at -inf.")
def pool_minus_infinity(features, top, bottom, left, right):
    out = torch.full((features.shape[0], len(top), len(left)), -torch.inf)
    for i in range(len(top)):
        for j in range(len(left)):
            for r in range(top[i], bottom[i]):
                for c in range(left[j], right[j]):
                    out[:, i, j] = torch.maximum(out[:, i, j], features[:, r, c])
    return out


@wrong("pool_bin_by_bin", "Takes the maximum of an empty slice.")
def pool_empty_fails(features, top, bottom, left, right):
    rows = []
    for t, b in zip(top, bottom, strict=True):
        rows.append(torch.stack([features[:, t:b, x:y].amax((1, 2)) for x, y in zip(left, right, strict=True)], 1))
    return torch.stack(rows, 1)


@wrong("pool_bin_by_bin", "The mean in place of the maximum.")
def pool_mean(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i, (t, b) in enumerate(zip(top, bottom, strict=True)):
        for j, (x, y) in enumerate(zip(left, right, strict=True)):
            if t < b and x < y:
                out[:, i, j] = features[:, t:b, x:y].mean((1, 2))
    return out


@wrong("pool_bin_by_bin", "Starts each maximum at 0, so that negative maxima are lost.")
def pool_from_zero(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            for r in range(top[i], bottom[i]):
                for c in range(left[j], right[j]):
                    out[:, i, j] = torch.maximum(out[:, i, j], features[:, r, c])
    return out


@wrong("pool_bin_by_bin", "Includes the row and column after the last.")
def pool_inclusive(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            part = features[:, top[i] : bottom[i] + 1, left[j] : right[j] + 1]
            if part.numel():
                out[:, i, j] = part.amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "Rows and columns swapped.")
def pool_swapped(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            part = features[:, left[j] : right[j], top[i] : bottom[i]]
            if part.numel():
                out[:, i, j] = part.amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "Returns (C, w, h).")
def pool_transposed(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(left), len(top))
    for i in range(len(top)):
        for j in range(len(left)):
            part = features[:, top[i] : bottom[i], left[j] : right[j]]
            if part.numel():
                out[:, j, i] = part.amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "One maximum over all channels.")
def pool_over_channels(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            part = features[:, top[i] : bottom[i], left[j] : right[j]]
            if part.numel():
                out[:, i, j] = part.max()
    return out


@wrong("pool_bin_by_bin", "Takes the grid of bins as square.")
def pool_square(features, top, bottom, left, right):
    n = len(top)
    out = torch.zeros(len(features), n, n)
    for i in range(n):
        for j in range(n):
            part = features[:, top[i] : bottom[i], left[j] : right[j]]
            if part.numel():
                out[:, i, j] = part.amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "Only the bins on the diagonal: all four tensors in one zip.")
def pool_diagonal(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i, (t, b, x, y) in enumerate(zip(top, bottom, left, right, strict=False)):
        if t < b and x < y:
            out[:, i, i] = features[:, t:b, x:y].amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "A grid of 7 × 7 is hard coded.")
def pool_seven(features, top, bottom, left, right):
    out = torch.zeros(len(features), 7, 7)
    for i in range(7):
        for j in range(7):
            part = features[:, top[i] : bottom[i], left[j] : right[j]]
            if part.numel():
                out[:, i, j] = part.amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "Adaptive pooling of the whole region, with bins of its own.")
def pool_adaptive(features, top, bottom, left, right):
    region = features[:, top[0] : bottom[-1], left[0] : right[-1]]
    return F.adaptive_max_pool2d(region, (len(top), len(left)))


@wrong("pool_bin_by_bin", "Gives an empty bin the cell at its start.")
def pool_at_least_one_cell(features, top, bottom, left, right):
    bottom, right = torch.maximum(bottom, top + 1), torch.maximum(right, left + 1)
    out = torch.zeros(len(features), len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            out[:, i, j] = features[:, top[i] : bottom[i], left[j] : right[j]].amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "Empty bins become the lowest float: nan_to_num of -inf.")
def pool_nan_to_num(features, top, bottom, left, right):
    rows = torch.arange(features.shape[1])
    columns = torch.arange(features.shape[2])
    in_rows = (rows >= top[:, None]) & (rows < bottom[:, None])
    in_columns = (columns >= left[:, None]) & (columns < right[:, None])
    mask = in_rows[:, None, :, None] & in_columns[None, :, None, :]
    filled = features[:, None, None].masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(filled.amax((-2, -1)))


@wrong("pool_bin_by_bin", "Multiplies by the mask: cells outside the bin count as 0.")
def pool_mask_product(features, top, bottom, left, right):
    rows = torch.arange(features.shape[1])
    columns = torch.arange(features.shape[2])
    in_rows = (rows >= top[:, None]) & (rows < bottom[:, None])
    in_columns = (columns >= left[:, None]) & (columns < right[:, None])
    mask = in_rows[:, None, :, None] & in_columns[None, :, None, :]
    return (features[:, None, None] * mask).amax((-2, -1))


@wrong("pool_bin_by_bin", "The largest absolute value.")
def pool_absolute(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            part = features[:, top[i] : bottom[i], left[j] : right[j]]
            if part.numel():
                out[:, i, j] = part.abs().amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "Nested lists of tensors.")
def pool_list(features, top, bottom, left, right):
    out = []
    for t, b in zip(top, bottom, strict=True):
        row = []
        for x, y in zip(left, right, strict=True):
            part = features[:, t:b, x:y]
            row.append(part.amax((1, 2)) if part.numel() else torch.zeros(len(features)))
        out.append(row)
    return out


@wrong("pool_bin_by_bin", "Returns a NumPy array.")
def pool_array(features, top, bottom, left, right):
    f = features.numpy()
    out = np.zeros((len(f), len(top), len(left)), dtype=f.dtype)
    for i in range(len(top)):
        for j in range(len(left)):
            part = f[:, top[i] : bottom[i], left[j] : right[j]]
            if part.size:
                out[:, i, j] = part.max(axis=(1, 2))
    return out


@wrong("pool_bin_by_bin", "The channels come last.")
def pool_channels_last(features, top, bottom, left, right):
    out = torch.zeros(len(top), len(left), len(features))
    for i in range(len(top)):
        for j in range(len(left)):
            part = features[:, top[i] : bottom[i], left[j] : right[j]]
            if part.numel():
                out[i, j] = part.amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "Sets used cells to -inf in the caller's map, as if bins didn't overlap.")
def pool_consumes(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            part = features[:, top[i] : bottom[i], left[j] : right[j]]
            if part.numel():
                out[:, i, j] = part.amax((1, 2))
                part.fill_(-torch.inf)
    return out


@wrong("pool_bin_by_bin", "Two mistakes: rows and columns swapped, and starts at 0.")
def pool_two_mistakes(features, top, bottom, left, right):
    rows = [features[:, :, t:b].sum(2) * 0 for t, b in zip(top, bottom, strict=True)]
    out = torch.stack([r.amax(1) for r in rows], 1)[:, :, None].repeat(1, 1, len(left))
    for i in range(len(top)):
        for j in range(len(left)):
            for c in range(top[i], bottom[i]):
                for r in range(left[j], right[j]):
                    out[:, i, j] = out[:, i, j].maximum(features[:, r, c])
    return out


@wrong("pool_bin_by_bin", "A bin without cells makes its whole row of bins 0.")
def pool_zero_rows(features, top, bottom, left, right):
    out = torch.zeros(len(features), len(top), len(left))
    for i in range(len(top)):
        if bool((right <= left).any()) or top[i] >= bottom[i]:
            continue
        for j in range(len(left)):
            out[:, i, j] = features[:, top[i] : bottom[i], left[j] : right[j]].amax((1, 2))
    return out


@wrong("pool_bin_by_bin", "Two mistakes: inclusive ends, and -inf for bins without cells.")
def pool_two_more_mistakes(features, top, bottom, left, right):
    out = torch.full((len(features), len(top), len(left)), -torch.inf)
    for i in range(len(top)):
        for j in range(len(left)):
            part = features[:, top[i] : bottom[i] + 1, left[j] : right[j] + 1]
            if part.numel():
                out[:, i, j] = part.amax((1, 2))
    return out


@right("pool_bin_by_bin", "Masks of all bins at once.")
def pool_masks(features, top, bottom, left, right):
    rows, columns = torch.arange(features.shape[1]), torch.arange(features.shape[2])
    in_rows = (rows >= top[:, None]) & (rows < bottom[:, None])
    in_columns = (columns >= left[:, None]) & (columns < right[:, None])
    mask = in_rows[:, None, :, None] & in_columns[None, :, None, :]
    maxima = features[:, None, None].masked_fill(~mask, -torch.inf).amax((-2, -1))
    return torch.where(mask.any(-1).any(-1), maxima, torch.zeros_like(maxima))


@right("pool_bin_by_bin", "First the maxima of the rows of bins, then of their columns.")
def pool_separable(features, top, bottom, left, right):
    c, h, w = len(features), len(top), len(left)
    bands = features.new_zeros(c, h, features.shape[2])
    for i in range(h):
        if bottom[i] > top[i]:
            bands[:, i] = features[:, top[i] : bottom[i]].amax(1)
    out = features.new_zeros(c, h, w)
    for j in range(w):
        if right[j] > left[j]:
            out[..., j] = bands[..., left[j] : right[j]].amax(2)
    return out


@right("pool_bin_by_bin", "Python's max with a default for bins without cells.")
def pool_python(features, top, bottom, left, right):
    values = [
        [
            [
                max((v for row in channel[t:b] for v in row[x:y]), default=0.0)
                for x, y in zip(left.tolist(), right.tolist(), strict=True)
            ]
            for t, b in zip(top.tolist(), bottom.tolist(), strict=True)
        ]
        for channel in features.tolist()
    ]
    return torch.tensor(values, dtype=features.dtype)


@right("pool_bin_by_bin", "adaptive_max_pool2d to one cell for each bin.")
def pool_adaptive_each(features, top, bottom, left, right):
    def one(t, b, x, y):
        part = features[:, t:b, x:y]
        return F.adaptive_max_pool2d(part, 1)[:, 0, 0] if part.numel() else features.new_zeros(len(features))

    grid = [[one(t, b, x, y) for x, y in zip(left, right, strict=True)] for t, b in zip(top, bottom, strict=True)]
    return torch.stack([torch.stack(row, -1) for row in grid], -2)


@right("pool_bin_by_bin", "NumPy's maximum with a start value, replaced where the bin is empty.")
def pool_numpy(features, top, bottom, left, right):
    f = features.detach().numpy()
    out = np.empty((f.shape[0], top.numel(), left.numel()), f.dtype)
    for i, j in np.ndindex(out.shape[1:]):
        part = f[:, int(top[i]) : int(bottom[i]), int(left[j]) : int(right[j])]
        out[:, i, j] = part.max(axis=(1, 2), initial=-np.inf) if part.size else 0
    return torch.from_numpy(out)


# bilinear_interpolate


@wrong("bilinear_interpolate", "Fades to 0 outside the map: cells outside count as 0.")
def interpolate_fades(features, row, column):
    _, h, w = features.shape
    r0, c0 = math.floor(row), math.floor(column)
    out = torch.zeros(len(features))
    for r in (r0, r0 + 1):
        for c in (c0, c0 + 1):
            if 0 <= r < h and 0 <= c < w:
                out += (1 - abs(row - r)) * (1 - abs(column - c)) * features[:, r, c]
    return out


@wrong("bilinear_interpolate", "Repeats the border everywhere outside.")
def interpolate_always_border(features, row, column):
    _, h, w = features.shape
    row, column = row.clamp(0, h - 1), column.clamp(0, w - 1)
    r0, c0 = int(row), int(column)
    r1, c1 = min(r0 + 1, h - 1), min(c0 + 1, w - 1)
    dr, dc = row - r0, column - c0
    upper = features[:, r0, c0] * (1 - dc) + features[:, r0, c1] * dc
    lower = features[:, r1, c0] * (1 - dc) + features[:, r1, c1] * dc
    return upper * (1 - dr) + lower * dr


@wrong("bilinear_interpolate", "0 everywhere outside the outermost cells.")
def interpolate_no_border(features, row, column):
    _, h, w = features.shape
    if row < 0 or row > h - 1 or column < 0 or column > w - 1:
        return torch.zeros_like(features[:, 0, 0])
    r0, c0 = int(row), int(column)
    r1, c1 = min(r0 + 1, h - 1), min(c0 + 1, w - 1)
    dr, dc = row - r0, column - c0
    upper = features[:, r0, c0] * (1 - dc) + features[:, r0, c1] * dc
    lower = features[:, r1, c0] * (1 - dc) + features[:, r1, c1] * dc
    return upper * (1 - dr) + lower * dr


@wrong("bilinear_interpolate", "Leaves out the ends -1 and H, W.")
def interpolate_ends_excluded(features, row, column):
    _, h, w = features.shape
    if row <= -1 or row >= h or column <= -1 or column >= w:
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row, column)


@wrong("bilinear_interpolate", "The border is repeated one cell too far below and at the right.")
def interpolate_border_too_wide(features, row, column):
    _, h, w = features.shape
    if row < -1 or row > h + 1 or column < -1 or column > w + 1:
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row, column)


@wrong("bilinear_interpolate", "The border ends at H - 1 below, but at -1 above.")
def interpolate_border_too_narrow(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h - 1 and -1 <= column <= w - 1):
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row, column)


@wrong("bilinear_interpolate", "Row and column swapped.")
def interpolate_swapped(features, column, row):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row, column)


@wrong("bilinear_interpolate", "The nearest cell.")
def interpolate_nearest(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return features.new_zeros(len(features))
    return features[:, int(row.clamp(0, h - 1).round()), int(column.clamp(0, w - 1).round())]


@wrong("bilinear_interpolate", "The weights of the four cells are interchanged.")
def interpolate_weights_swapped(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return features.new_zeros(len(features))
    row, column = row.clamp(0, h - 1), column.clamp(0, w - 1)
    r0, c0 = int(row), int(column)
    r1, c1 = min(r0 + 1, h - 1), min(c0 + 1, w - 1)
    dr, dc = row - r0, column - c0
    upper = features[:, r0, c0] * dc + features[:, r0, c1] * (1 - dc)
    lower = features[:, r1, c0] * dc + features[:, r1, c1] * (1 - dc)
    return upper * dr + lower * (1 - dr)


@wrong("bilinear_interpolate", "Reads beyond the last row and column.")
def interpolate_index_error(features, row, column):
    _, h, w = features.shape
    if row < -1 or row > h or column < -1 or column > w:
        return torch.zeros(len(features))
    row, column = row.clamp(0, h - 1), column.clamp(0, w - 1)
    r, c = int(row), int(column)
    dr, dc = row - r, column - c
    block = features[:, [r, r, r + 1, r + 1], [c, c + 1, c, c + 1]]
    return block @ torch.stack([(1 - dr) * (1 - dc), (1 - dr) * dc, dr * (1 - dc), dr * dc])


@wrong("bilinear_interpolate", "Index -1 wraps around to the opposite border.")
def interpolate_wraps(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return torch.zeros(len(features))
    r, c = math.floor(row), math.floor(column)
    dr, dc = row - r, column - c
    out = features[:, r % h, c % w] * (1 - dr) * (1 - dc) + features[:, r % h, (c + 1) % w] * (1 - dr) * dc
    return out + features[:, (r + 1) % h, c % w] * dr * (1 - dc) + features[:, (r + 1) % h, (c + 1) % w] * dr * dc


@wrong("bilinear_interpolate", "Clamps the four cells but not the point, so that int() extrapolates above the map.")
def interpolate_extrapolates(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return torch.zeros(len(features))
    r0, c0 = min(int(row), h - 1), min(int(column), w - 1)
    r1, c1 = min(r0 + 1, h - 1), min(c0 + 1, w - 1)
    dr, dc = row - r0, column - c0
    upper = features[:, r0, c0] * (1 - dc) + features[:, r0, c1] * dc
    lower = features[:, r1, c0] * (1 - dc) + features[:, r1, c1] * dc
    return upper * (1 - dr) + lower * dr


@wrong("bilinear_interpolate", "Clamps the caller's point in place.")
def interpolate_in_place(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row.clamp_(0, h - 1), column.clamp_(0, w - 1))


@wrong("bilinear_interpolate", "Only the first channel, as a tensor without dimensions.")
def interpolate_first_channel(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return torch.tensor(0.0)
    return interpolate_always_border(features, row, column)[0]


@wrong("bilinear_interpolate", "Returns (C, 1, 1), as the library gives it.")
def interpolate_extra_dimensions(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return features.new_zeros(len(features), 1, 1)
    return interpolate_always_border(features, row, column)[:, None, None]


@wrong("bilinear_interpolate", "Tests only the row for being outside.")
def interpolate_tests_row_only(features, row, column):
    if not -1 <= row <= features.shape[1]:
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row, column)


@wrong("bilinear_interpolate", "Cells have their values at their centres, half a cell farther.")
def interpolate_half_cell(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row - 0.5, column - 0.5)


@wrong("bilinear_interpolate", "grid_sample without align_corners.")
def interpolate_grid_sample(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return features.new_zeros(len(features))
    grid = torch.stack([2 * column / max(w - 1, 1) - 1, 2 * row / max(h - 1, 1) - 1]).to(features)
    return F.grid_sample(features[None], grid[None, None, None], padding_mode="border", align_corners=False)[0, :, 0, 0]


@wrong("bilinear_interpolate", "Takes the map as square: the height for both axes.")
def interpolate_square(features, row, column):
    n = features.shape[1]
    if not (-1 <= row <= n and -1 <= column <= n):
        return features.new_zeros(len(features))
    row, column = row.clamp(0, n - 1), column.clamp(0, n - 1)
    r, c = min(int(row), n - 2), min(int(column), n - 2)
    dr, dc = row - r, column - c
    upper = torch.lerp(features[:, r, c], features[:, r, c + 1], dc)
    return torch.lerp(upper, torch.lerp(features[:, r + 1, c], features[:, r + 1, c + 1], dc), dr)


@wrong("bilinear_interpolate", "Interpolates along the row only.")
def interpolate_linear(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row.clamp(0, h - 1).floor(), column)


@wrong("bilinear_interpolate", "Returns a list of floats.")
def interpolate_list(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return [0.0] * len(features)
    return interpolate_always_border(features, row, column).tolist()


@wrong("bilinear_interpolate", "Two mistakes: swapped coordinates, and the ends left out.")
def interpolate_two_mistakes(features, row, column):
    _, h, w = features.shape
    if not (-1 < column < h and -1 < row < w):
        return features.new_zeros(len(features))
    return interpolate_always_border(features, column, row)


@wrong("bilinear_interpolate", "0 only where both coordinates are outside.")
def interpolate_and_for_or(features, row, column):
    _, h, w = features.shape
    if (row < -1 or row > h) and (column < -1 or column > w):
        return features.new_zeros(len(features))
    return interpolate_always_border(features, row, column)


@wrong("bilinear_interpolate", "Two mistakes: the nearest cell, and 0 from the outermost cells on.")
def interpolate_two_more_mistakes(features, row, column):
    r, c = round(row.item()), round(column.item())
    if 0 <= r < features.shape[1] and 0 <= c < features.shape[2]:
        return features[:, r, c]
    return features.new_zeros(features.shape[0])


@right("bilinear_interpolate", "Hat functions of all rows and columns, in einsum.")
def interpolate_hats(features, row, column):
    _, h, w = features.shape
    inside = (row >= -1) & (row <= h) & (column >= -1) & (column <= w)
    in_rows = F.relu(1 - (torch.arange(h) - row.clamp(0, h - 1)).abs()).to(features)
    in_columns = F.relu(1 - (torch.arange(w) - column.clamp(0, w - 1)).abs()).to(features)
    return torch.einsum("chw,h,w->c", features, in_rows, in_columns) * inside


@right("bilinear_interpolate", "grid_sample with align_corners and border, and 0 far outside.")
def interpolate_aligned_grid_sample(features, row, column):
    _, h, w = features.shape
    if not (-1 <= row.item() <= h and -1 <= column.item() <= w):
        return torch.zeros_like(features[:, 0, 0])
    x = 2 * column.clamp(0, w - 1) / max(w - 1, 1) - 1
    y = 2 * row.clamp(0, h - 1) / max(h - 1, 1) - 1
    grid = torch.stack((x, y)).to(features).reshape(1, 1, 1, 2)
    return F.grid_sample(features[None], grid, padding_mode="border", align_corners=True).flatten()


@right("bilinear_interpolate", "NumPy's interp along each axis; it repeats the border by itself.")
def interpolate_numpy(features, row, column):
    f = features.double().numpy()
    c, h, w = f.shape
    if not (-1 <= row <= h and -1 <= column <= w):
        return torch.zeros(c, dtype=features.dtype)
    values = [np.interp(float(column), range(w), [np.interp(float(row), range(h), v) for v in m.T]) for m in f]
    return torch.tensor(values, dtype=features.dtype)


@right("bilinear_interpolate", "Python floats, cell by cell.")
def interpolate_floats(features, row, column):
    _, h, w = features.shape
    r, c = float(row), float(column)
    if max(-1 - r, r - h, -1 - c, c - w) > 0:
        return features.new_zeros(features.size(0))
    r, c = sorted((0.0, r, h - 1.0))[1], sorted((0.0, c, w - 1.0))[1]
    total = 0
    for i in {math.floor(r), math.ceil(r)}:
        for j in {math.floor(c), math.ceil(c)}:
            total = total + (1 - abs(r - i)) * (1 - abs(c - j)) * features[:, i, j]
    return total


@right("bilinear_interpolate", "A padded map with repeated border, read by lerp.")
def interpolate_padded(features, row, column):
    _, h, w = features.shape
    if (row + 1) * (h - row) < 0 or (column + 1) * (w - column) < 0:
        return features.new_zeros(len(features))
    padded = F.pad(features[None], (1, 2, 1, 2), mode="replicate")[0]
    r, c = int(row.floor()) + 1, int(column.floor()) + 1
    dr, dc = (row + 1 - r).to(features), (column + 1 - c).to(features)
    block = padded[:, r : r + 2, c : c + 2]
    side = torch.lerp(block[:, 0], block[:, 1], dr)
    return torch.lerp(side[:, 0], side[:, 1], dc)

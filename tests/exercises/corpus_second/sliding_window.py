"""Further answers to the exercises on sliding windows as students write them, right and wrong."""

import heapq
import math

import numpy as np
import torch
import torch.nn.functional as F
from torchvision.ops import box_iou as library_iou

from tests.exercises.corpus import right, wrong


def _areas(boxes):
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def _shared(boxes1, boxes2):
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    return (last - first).clamp(min=0).prod(-1)


def _union(boxes1, boxes2):
    return _areas(boxes1)[:, None] + _areas(boxes2) - _shared(boxes1, boxes2)


def _iou(boxes1, boxes2):
    return _shared(boxes1, boxes2) / _union(boxes1, boxes2)


def _enclosing(boxes1, boxes2):
    first = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    return (last - first).prod(-1)


# --- clip_boxes_to_image ---


@wrong("clip_boxes_to_image", "Reflects numbers below 0 by their absolute value")
def cut_by_absolute(boxes, size):
    limits = torch.tensor([size[1], size[0], size[1], size[0]])
    return torch.minimum(boxes.abs(), limits)


@wrong("clip_boxes_to_image", "Cuts x only")
def cut_columns(boxes, size):
    cut = boxes.clone()
    cut[:, [0, 2]] = cut[:, [0, 2]].clamp(0, size[1])
    return cut


@wrong("clip_boxes_to_image", "Takes slices 0:2 and 2:4 for x and y")
def cut_slices(boxes, size):
    height, width = size
    return torch.cat([boxes[:, 0:2].clamp(0, width), boxes[:, 2:4].clamp(0, height)], 1)


@wrong("clip_boxes_to_image", "Scales boxes that reach over the border into the image")
def cut_by_scaling(boxes, size):
    limits = torch.tensor([size[1], size[0]])
    factor = (limits / boxes[:, 2:].clamp(min=1)).clamp(max=1).repeat(1, 2)
    return boxes.clamp(min=0) * factor


@wrong("clip_boxes_to_image", "Replaces a box that reaches over the border by the whole image")
def cut_to_whole_image(boxes, size):
    whole = torch.tensor([0.0, 0.0, size[1], size[0]])
    limits = torch.tensor([size[1], size[0], size[1], size[0]])
    reaches_over = ((boxes < 0) | (boxes > limits)).any(1, keepdim=True)
    return torch.where(reaches_over, whole, boxes)


@wrong("clip_boxes_to_image", "Makes numbers integers, as clip's limits are")
def cut_to_integers(boxes, size):
    limits = torch.tensor([size[1], size[0], size[1], size[0]])
    return torch.minimum(boxes.long().clamp(min=0), limits)


@wrong("clip_boxes_to_image", "Gives a box that lies wholly outside the numbers -1")
def cut_marks_outside(boxes, size):
    limits = torch.tensor([size[1], size[0], size[1], size[0]])
    cut = torch.minimum(boxes.clamp(min=0), limits)
    cut[_areas(cut) == 0] = -1
    return cut


@wrong("clip_boxes_to_image", "Keeps a box that lies wholly outside as it is")
def cut_keeps_outside(boxes, size):
    limits = torch.tensor([size[1], size[0], size[1], size[0]])
    cut = torch.minimum(boxes.clamp(min=0), limits)
    return torch.where((_areas(cut) > 0)[:, None], cut, boxes)


@wrong("clip_boxes_to_image", "Copies shallowly and writes through a view of the caller's boxes")
def cut_through_view(boxes, size):
    cut = boxes.view(-1, 2, 2)
    cut[..., 0].clamp_(0, size[1])
    cut[..., 1].clamp_(0, size[0])
    return cut.view(-1, 4)


@wrong("clip_boxes_to_image", "Sorts the coordinates while it cuts, so all corners of the image get mixed")
def cut_sorted(boxes, size):
    limits = torch.tensor([size[1], size[0], size[1], size[0]])
    return torch.minimum(boxes.clamp(min=0), limits).sort(1).values


@wrong("clip_boxes_to_image", "Exchanges the bounds of clamp, so everything is at the far border")
def cut_bounds_exchanged(boxes, size):
    limits = torch.tensor([size[1], size[0], size[1], size[0]])
    return boxes.clamp(min=limits, max=None).clamp(max=limits)


@wrong("clip_boxes_to_image", "Asks for the larger of x2 and the width")
def cut_larger(boxes, size):
    x1, y1, x2, y2 = boxes.unbind(1)
    width, height = torch.tensor(size[1]), torch.tensor(size[0])
    return torch.stack([x1.clamp(min=0), y1.clamp(min=0), torch.maximum(x2, width), torch.maximum(y2, height)], 1)


@wrong("clip_boxes_to_image", "Ends one pixel before the far border and begins at 1, and returns a tuple of columns")
def cut_two_mistakes(boxes, size):
    x1, y1, x2, y2 = boxes.unbind(1)
    right_end, bottom = size[1] - 1, size[0] - 1
    return x1.clamp(1, right_end), y1.clamp(1, bottom), x2.clamp(1, right_end), y2.clamp(1, bottom)


@wrong("clip_boxes_to_image", "Cuts the first corners only, and rounds them")
def cut_first_corners_rounded(boxes, size):
    limits = torch.tensor([size[1], size[0]])
    return torch.cat([torch.minimum(boxes[:, :2].clamp(min=0), limits).round(), boxes[:, 2:]], 1)


@right("clip_boxes_to_image", "Clips relative coordinates to 0 to 1 by hardtanh and scales back")
def cut_relative(boxes, size):
    scale = torch.tensor([size[1], size[0]] * 2, dtype=torch.float64)
    return F.hardtanh(boxes.double() / scale, 0.0, 1.0) * scale


@right("clip_boxes_to_image", "Writes masked numbers into a copy")
def cut_by_masks(boxes, size):
    cut = boxes.clone()
    for column in range(4):
        limit = size[1] if column % 2 == 0 else size[0]
        cut[cut[:, column] < 0, column] = 0
        cut[cut[:, column] > limit, column] = limit
    return cut


@right("clip_boxes_to_image", "Sorts 0, number and limit in Python and takes the middle")
def cut_by_sorting(boxes, size):
    limits = (size[1], size[0], size[1], size[0])
    rows = [[sorted((0.0, x, float(limit)))[1] for x, limit in zip(row, limits, strict=True)] for row in boxes.tolist()]
    return torch.tensor(rows, dtype=boxes.dtype).reshape(-1, 4)


@right("clip_boxes_to_image", "Subtracts what is beyond either border by two ReLUs")
def cut_by_relu(boxes, size):
    limits = boxes.new_tensor([size[1], size[0], size[1], size[0]])
    inside = F.relu(boxes)
    return inside - F.relu(inside - limits)


# --- box_iou ---


@wrong("box_iou", "Divides by the area of the first box")
def overlap_by_first(boxes1, boxes2):
    return _shared(boxes1, boxes2) / _areas(boxes1)[:, None]


@wrong("box_iou", "Divides by the area of the second box")
def overlap_by_second(boxes1, boxes2):
    return _shared(boxes1, boxes2) / _areas(boxes2)


@wrong("box_iou", "Divides by the larger area")
def overlap_by_larger(boxes1, boxes2):
    return _shared(boxes1, boxes2) / torch.maximum(_areas(boxes1)[:, None], _areas(boxes2))


@wrong("box_iou", "Takes the absolute value of negative sides")
def overlap_absolute_sides(boxes1, boxes2):
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    shared = (last - first).abs().prod(-1)
    return shared / (_areas(boxes1)[:, None] + _areas(boxes2) - shared)


@wrong("box_iou", "Raises the width to 0 but not the height")
def overlap_width_only(boxes1, boxes2):
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    width, height = (last - first).unbind(-1)
    shared = width.clamp(min=0) * height
    return shared / (_areas(boxes1)[:, None] + _areas(boxes2) - shared)


@wrong("box_iou", "Adds the shared area to the union instead of subtracting")
def overlap_union_sign(boxes1, boxes2):
    shared = _shared(boxes1, boxes2)
    return shared / (_areas(boxes1)[:, None] + _areas(boxes2) + shared)


@wrong("box_iou", "Subtracts the shared area twice")
def overlap_symmetric_difference(boxes1, boxes2):
    shared = _shared(boxes1, boxes2)
    return shared / (_areas(boxes1)[:, None] + _areas(boxes2) - 2 * shared).clamp(min=1e-9)


@wrong("box_iou", "Imports box_iou from torchvision under another name")
def overlap_by_library(boxes1, boxes2):
    return library_iou(boxes1, boxes2)


@wrong("box_iou", "Multiplies the IoU of the widths and the IoU of the heights")
def overlap_of_axes(boxes1, boxes2):
    shared = (
        torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:]) - torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    ).clamp(min=0)
    sides1, sides2 = boxes1[:, 2:] - boxes1[:, :2], boxes2[:, 2:] - boxes2[:, :2]
    return (shared / (sides1[:, None] + sides2 - shared)).prod(-1)


@wrong("box_iou", "Pairs x1 with y1 for the sides of the areas")
def overlap_wrong_columns(boxes1, boxes2):
    shared = _shared(boxes1, boxes2)
    area1 = (boxes1[:, 1] - boxes1[:, 0]).abs() * (boxes1[:, 3] - boxes1[:, 2]).abs()
    area2 = (boxes2[:, 1] - boxes2[:, 0]).abs() * (boxes2[:, 3] - boxes2[:, 2]).abs()
    return shared / (area1[:, None] + area2 - shared)


@wrong("box_iou", "Counts whole pixels on a raster of both boxes")
def overlap_on_raster(boxes1, boxes2):
    size = int(torch.cat([boxes1, boxes2]).max()) + 1
    ious = torch.zeros(len(boxes1), len(boxes2))
    for i, (ax1, ay1, ax2, ay2) in enumerate(boxes1.long().clamp(min=0).tolist()):
        for j, (bx1, by1, bx2, by2) in enumerate(boxes2.long().clamp(min=0).tolist()):
            raster = torch.zeros(size, size)
            raster[ay1:ay2, ax1:ax2] += 1
            raster[by1:by2, bx1:bx2] += 1
            ious[i, j] = (raster == 2).sum() / (raster > 0).sum().clamp(min=1)
    return ious


@wrong("box_iou", "Compares each box of the first set with all boxes of the first set")
def overlap_with_itself(boxes1, boxes2):
    return _iou(boxes1, boxes1)


@wrong("box_iou", "Returns per cent of the sum of areas, transposed")
def overlap_two_mistakes(boxes1, boxes2):
    return (100 * _shared(boxes1, boxes2) / (_areas(boxes1)[:, None] + _areas(boxes2))).T


@wrong("box_iou", "Divides by the smaller area and returns (M, N)")
def overlap_by_smaller_transposed(boxes1, boxes2):
    return (_shared(boxes1, boxes2) / torch.minimum(_areas(boxes1)[:, None], _areas(boxes2))).T


@right("box_iou", "Fills row by row with matrices of columns")
def overlap_by_columns(boxes1, boxes2):
    x1, y1, x2, y2 = boxes1.double().T.unsqueeze(-1)
    u1, v1, u2, v2 = boxes2.double().T.unsqueeze(-2)
    shared = (x2.minimum(u2) - x1.maximum(u1)).relu() * (y2.minimum(v2) - y1.maximum(v1)).relu()
    return shared / torch.sub((x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1), shared)


@right("box_iou", "Clips the second box to the first to get what they share")
def overlap_by_clipping(boxes1, boxes2):
    rows = []
    for box in boxes1:
        lower, upper = box[:2].repeat(2), box[2:].repeat(2)
        shared = _areas(torch.minimum(torch.maximum(boxes2, lower), upper))
        rows.append(shared / (_areas(box[None]) + _areas(boxes2) - shared))
    return torch.stack(rows)


@right("box_iou", "Gets the quotient from 1 / (sum of areas / shared - 1)")
def overlap_by_quotient(boxes1, boxes2):
    shared = _shared(boxes1.double(), boxes2.double())
    total = _areas(boxes1.double())[:, None] + _areas(boxes2.double())[None]
    return 1 / (total / shared - 1)


@right("box_iou", "Vectorises a function of two boxes over both sets by vmap")
def overlap_by_vmap(boxes1, boxes2):
    def one_pair(a, b):
        sides = (torch.minimum(a[2:], b[2:]) - torch.maximum(a[:2], b[:2])).clamp(min=0)
        shared = sides[0] * sides[1]
        return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)

    return torch.vmap(torch.vmap(one_pair, (None, 0)), (0, None))(boxes1, boxes2)


# --- generalized_box_iou ---


@wrong("generalized_box_iou", "Takes union / enclosing for the penalty")
def general_share_of_union(boxes1, boxes2):
    return _iou(boxes1, boxes2) - _union(boxes1, boxes2) / _enclosing(boxes1, boxes2)


@wrong("generalized_box_iou", "Subtracts the union from the IoU's side: (enclosing - union) isn't divided")
def general_undivided(boxes1, boxes2):
    return _iou(boxes1, boxes2) - (_enclosing(boxes1, boxes2) - _union(boxes1, boxes2))


@wrong("generalized_box_iou", "Takes the shared box for the enclosing one")
def general_shared_for_enclosing(boxes1, boxes2):
    enclosing = _shared(boxes1, boxes2).clamp(min=1e-6)
    return _iou(boxes1, boxes2) - (enclosing - _union(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Multiplies by the penalty instead of subtracting")
def general_multiplied(boxes1, boxes2):
    return _iou(boxes1, boxes2) * _union(boxes1, boxes2) / _enclosing(boxes1, boxes2)


@wrong("generalized_box_iou", "Raises the value to at least the IoU, so the penalty has no effect")
def general_at_least_iou(boxes1, boxes2):
    enclosing, ious = _enclosing(boxes1, boxes2), _iou(boxes1, boxes2)
    return torch.maximum(ious, ious - (enclosing - _union(boxes1, boxes2)) / enclosing)


@wrong("generalized_box_iou", "Penalises boxes that overlap only")
def general_overlapping_only(boxes1, boxes2):
    enclosing, ious = _enclosing(boxes1, boxes2), _iou(boxes1, boxes2)
    return torch.where(ious > 0, ious - (enclosing - _union(boxes1, boxes2)) / enclosing, 0.0)


@wrong("generalized_box_iou", "Halves the sum to map it to 0 to 1")
def general_mapped(boxes1, boxes2):
    enclosing = _enclosing(boxes1, boxes2)
    return (_iou(boxes1, boxes2) - (enclosing - _union(boxes1, boxes2)) / enclosing + 1) / 2


@wrong("generalized_box_iou", "Squares the penalty")
def general_squared(boxes1, boxes2):
    enclosing = _enclosing(boxes1, boxes2)
    return _iou(boxes1, boxes2) - ((enclosing - _union(boxes1, boxes2)) / enclosing) ** 2


@wrong("generalized_box_iou", "Takes a square around both with the longer side")
def general_square_around(boxes1, boxes2):
    first = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    enclosing = (last - first).amax(-1) ** 2
    return _iou(boxes1, boxes2) - (enclosing - _union(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Encloses from the origin")
def general_from_origin(boxes1, boxes2):
    enclosing = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:]).prod(-1)
    return _iou(boxes1, boxes2) - (enclosing - _union(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Asks torchvision for the IoU in it")
def general_with_library_iou(boxes1, boxes2):
    enclosing = _enclosing(boxes1, boxes2)
    return library_iou(boxes1, boxes2) - (enclosing - _union(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Returns the diagonal, row i with row i")
def general_of_pairs(boxes1, boxes2):
    enclosing = _enclosing(boxes1, boxes2)
    return (_iou(boxes1, boxes2) - (enclosing - _union(boxes1, boxes2)) / enclosing).diagonal()


@wrong("generalized_box_iou", "Moves the caller's boxes to the first quadrant in place")
def general_moves_in_place(boxes1, boxes2):
    least = torch.cat([boxes1[:, :2], boxes2[:, :2]]).amin(0).repeat(2)
    boxes1 -= least
    boxes2 -= least
    enclosing = _enclosing(boxes1, boxes2)
    return _iou(boxes1, boxes2) - (enclosing - _union(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Adds 1 to each side and bounds the value at -0.5")
def general_two_mistakes(boxes1, boxes2):
    one = torch.tensor([0, 0, 1, 1])
    boxes1, boxes2 = boxes1 + one, boxes2 + one
    enclosing = _enclosing(boxes1, boxes2)
    return (_iou(boxes1, boxes2) - (enclosing - _union(boxes1, boxes2)) / enclosing).clamp(min=-0.5)


@wrong("generalized_box_iou", "Subtracts the enclosing area from the union and clamps at 0")
def general_turned_and_clamped(boxes1, boxes2):
    enclosing = _enclosing(boxes1, boxes2)
    return (_iou(boxes1, boxes2) - (_union(boxes1, boxes2) - enclosing) / enclosing).clamp(min=0)


@right("generalized_box_iou", "Divides once by union times enclosing, in float64")
def general_one_fraction(boxes1, boxes2):
    boxes1, boxes2 = boxes1.double(), boxes2.double()
    shared, union, enclosing = _shared(boxes1, boxes2), _union(boxes1, boxes2), _enclosing(boxes1, boxes2)
    return (shared * enclosing - (enclosing - union) * union) / (union * enclosing)


@right("generalized_box_iou", "Gets the enclosing sides from the sum of sides minus the signed overlap")
def general_by_signed_overlap(boxes1, boxes2):
    sides1, sides2 = boxes1[:, 2:] - boxes1[:, :2], boxes2[:, 2:] - boxes2[:, :2]
    signed = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:]) - torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    around = (sides1[:, None] + sides2 - signed).prod(-1)
    shared = signed.clamp_min(0).prod(-1)
    union = sides1.prod(-1)[:, None] + sides2.prod(-1) - shared
    return torch.addcdiv(shared / union, union - around, around)


@right("generalized_box_iou", "Recurs over the rows of the first set")
def general_by_recursion(boxes1, boxes2):
    if len(boxes1) > 1:
        half = len(boxes1) // 2
        return torch.vstack([general_by_recursion(boxes1[:half], boxes2), general_by_recursion(boxes1[half:], boxes2)])
    union, enclosing = _union(boxes1, boxes2), _enclosing(boxes1, boxes2)
    return _iou(boxes1, boxes2) + union / enclosing - 1


@right("generalized_box_iou", "Repeats all pairs and reshapes, in NumPy")
def general_by_repeating(boxes1, boxes2):
    n, m = len(boxes1), len(boxes2)
    a, b = np.repeat(boxes1.numpy(), m, 0).astype(np.float64), np.tile(boxes2.numpy(), (n, 1)).astype(np.float64)
    inner = np.minimum(a, b)[:, 2:] - np.maximum(a, b)[:, :2]
    outer = np.maximum(a, b)[:, 2:] - np.minimum(a, b)[:, :2]
    shared, enclosing = np.where(inner > 0, inner, 0).prod(1), outer.prod(1)
    union = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - shared
    return torch.from_numpy((shared / union - (enclosing - union) / enclosing).reshape(n, m))


# --- crop_count ---


def _places(length, window, stride):
    return math.ceil((length - window) / stride) + 1


@wrong("crop_count", "Divides whole numbers before it rounds up, so the last window is missing")
def windows_ceil_too_late(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += (math.ceil((height - window) // stride) + 1) * (math.ceil((width - window) // stride) + 1)
    return count


@wrong("crop_count", "Forgets parentheses: window / stride is subtracted from the length")
def windows_precedence(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += (math.ceil(height - window / stride) + 1) * (math.ceil(width - window / stride) + 1)
    return count


@wrong("crop_count", "Gives the border's window to rows but not to columns")
def windows_border_rows_only(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += _places(height, window, stride) * ((width - window) // stride + 1)
    return count


@wrong("crop_count", "Asks only the height whether the level is smaller than the window")
def windows_height_only(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window:
            count += _places(height, window, stride) * _places(width, window, stride)
    return count


@wrong("crop_count", "Counts at least one crop for each level")
def windows_one_each_level(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        fits = height >= window and width >= window
        count += _places(height, window, stride) * _places(width, window, stride) if fits else 1
    return count


@wrong("crop_count", "Stops at the first level that is smaller than the window, though a larger one may follow")
def windows_break(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height < window or width < window:
            break
        count += _places(height, window, stride) * _places(width, window, stride)
    return count


@wrong("crop_count", "Counts each scale once, for it makes a set of them")
def windows_set_of_scales(image, scales, window, stride):
    count = 0
    for scale in set(scales):
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += _places(height, window, stride) * _places(width, window, stride)
    return count


@wrong("crop_count", "Rounds the sum over the levels of rows and columns before multiplying them")
def windows_sums_first(image, scales, window, stride):
    rows = columns = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            rows += _places(height, window, stride)
            columns += _places(width, window, stride)
    return rows * columns


@wrong("crop_count", "Scales the stride too")
def windows_scaled_stride(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            step = max(1, round(stride * scale))
            count += _places(height, window, step) * _places(width, window, step)
    return count


@wrong("crop_count", "Returns a float")
def windows_to_float(image, scales, window, stride):
    count = 0.0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += _places(height, window, stride) * _places(width, window, stride)
    return count


@wrong("crop_count", "Takes the image itself besides the levels")
def windows_image_besides(image, scales, window, stride):
    count = 0
    for scale in (1.0, *scales):
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += _places(height, window, stride) * _places(width, window, stride)
    return count


@wrong("crop_count", "Cuts a level's area instead of its sides: multiplies by the root of the scale")
def windows_scaled_area(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * math.sqrt(scale)), round(image[1] * math.sqrt(scale))
        if height >= window and width >= window:
            count += _places(height, window, stride) * _places(width, window, stride)
    return count


@wrong("crop_count", "Divides the area of the level by the area of the stride")
def windows_by_area(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += math.ceil((height - window) * (width - window) / stride**2) + 1
    return count


@wrong("crop_count", "Steps by the window instead of the stride and rounds levels down")
def windows_two_mistakes(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = math.floor(image[0] * scale), math.floor(image[1] * scale)
        if height >= window and width >= window:
            count += _places(height, window, window) * _places(width, window, window)
    return count


@wrong("crop_count", "Divides by the scale and counts the first side for both")
def windows_divided_square(image, scales, window, stride):
    count = 0
    for scale in scales:
        side = round(image[0] / scale)
        if side >= window:
            count += _places(side, window, stride) ** 2
    return count


@right("crop_count", "Counts the windows that end at or before the border, plus one where there is a rest")
def windows_with_rest(image, scales, window, stride):
    count = 0
    for scale in scales:
        product = 1
        for side in image:
            steps, rest = divmod(round(side * scale) - window, stride)
            product *= 0 if steps < 0 else steps + 1 + (rest > 0)
        count += product
    return count


@right("crop_count", "Unfolds an index tensor that is padded to a full last stride")
def windows_by_unfold(image, scales, window, stride):
    def places(length):
        if length < window:
            return 0
        padded = torch.arange(length + (window - length) % stride)
        return padded.unfold(0, window, stride).shape[0]

    return sum(places(round(image[0] * s)) * places(round(image[1] * s)) for s in scales)


@right("crop_count", "Counts by ranges, whose length rounds up")
def windows_by_ranges(image, scales, window, stride):
    total = 0
    for scale in scales:
        rows, columns = (int(side * scale + 0.5) - window + stride for side in image)
        if rows >= stride and columns >= stride:
            total += len(range(0, rows, stride)) * len(range(0, columns, stride))
    return total


@right("crop_count", "Builds all places as tensors and counts the distinct ones")
def windows_by_unique(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if min(height, width) < window:
            continue
        tops = torch.arange(0, height, stride).clamp(max=height - window).unique()
        lefts = torch.arange(0, width, stride).clamp(max=width - window).unique()
        count += torch.cartesian_prod(tops, lefts).shape[0]
    return count


# --- nms ---


def _order(scores):
    return scores.argsort(descending=True, stable=True)


@wrong("nms", "Keeps the one of each overlapping pair that comes first in the list, whatever its score is")
def suppress_by_index(boxes, scores, iou_threshold):
    dropped = (_iou(boxes, boxes) > iou_threshold).triu(1).any(0)
    kept = (~dropped).nonzero().flatten()
    return kept[_order(scores[kept])]


@wrong("nms", "Drops a box that overlaps any other box")
def suppress_all_overlapping(boxes, scores, iou_threshold):
    overlaps = (_iou(boxes, boxes) > iou_threshold).fill_diagonal_(False)
    kept = (~overlaps.any(1)).nonzero().flatten()
    return kept[_order(scores[kept])]


@wrong("nms", "Sorts indices only and keeps the boxes unsorted")
def suppress_unsorted_boxes(boxes, scores, iou_threshold):
    order, overlaps = _order(scores), _iou(boxes, boxes)
    kept = []
    for i in range(len(order)):
        if all(overlaps[i, j] <= iou_threshold for j in kept):
            kept.append(i)
    return order[torch.tensor(kept, dtype=torch.long)]


@wrong("nms", "Compares with 1 - threshold")
def suppress_one_minus(boxes, scores, iou_threshold):
    order, overlaps = _order(scores), _iou(boxes, boxes)
    kept = []
    for i in order.tolist():
        if all(overlaps[i, j] <= 1 - iou_threshold for j in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Compares the shared area with the threshold")
def suppress_by_area(boxes, scores, iou_threshold):
    order, shared = _order(scores), _shared(boxes, boxes)
    kept = []
    for i in order.tolist():
        if all(shared[i, j] <= iou_threshold for j in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Keeps one box for each score, for a dictionary finds the index")
def suppress_by_dictionary(boxes, scores, iou_threshold):
    overlaps = _iou(boxes, boxes)
    index = {score: i for i, score in enumerate(scores.tolist())}
    kept = []
    for score in sorted(index, reverse=True):
        i = index[score]
        if all(overlaps[i, j] <= iou_threshold for j in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Returns the dropped boxes")
def suppress_returns_dropped(boxes, scores, iou_threshold):
    order, overlaps = _order(scores), _iou(boxes, boxes)
    kept, dropped = [], []
    for i in order.tolist():
        (kept if all(overlaps[i, j] <= iou_threshold for j in kept) else dropped).append(i)
    return torch.tensor(dropped, dtype=torch.long)


@wrong("nms", "Returns the scores of the kept boxes besides")
def suppress_with_scores(boxes, scores, iou_threshold):
    order, overlaps = _order(scores), _iou(boxes, boxes)
    kept = []
    for i in order.tolist():
        if all(overlaps[i, j] <= iou_threshold for j in kept):
            kept.append(i)
    kept = torch.tensor(kept, dtype=torch.long)
    return kept, scores[kept]


@wrong("nms", "Removes from the list while it goes through it, so a box after a dropped one is skipped")
def suppress_skips(boxes, scores, iou_threshold):
    order, overlaps = _order(scores).tolist(), _iou(boxes, boxes)
    kept = []
    while order:
        best = order.pop(0)
        kept.append(best)
        for i in order:
            if overlaps[best, i] > iou_threshold:
                order.remove(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Lowers the scores of overlapping boxes by 1 - IoU instead of dropping, which is soft suppression")
def suppress_softly(boxes, scores, iou_threshold):
    left, overlaps = scores.clone(), _iou(boxes, boxes)
    order = []
    for _ in range(len(boxes)):
        best = int(left.argmax())
        order.append(best)
        left = torch.where(overlaps[best] > iou_threshold, left * (1 - overlaps[best]), left)
        left[order] = -torch.inf
    return torch.tensor(order, dtype=torch.long)


@wrong("nms", "Keeps at most three boxes")
def suppress_top_three(boxes, scores, iou_threshold):
    order, overlaps = _order(scores), _iou(boxes, boxes)
    kept = []
    for i in order.tolist():
        if len(kept) < 3 and all(overlaps[i, j] <= iou_threshold for j in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Begins with a best score of 0, so boxes with scores below 0 are never kept")
def suppress_positive_only(boxes, scores, iou_threshold):
    overlaps, kept, left = _iou(boxes, boxes), [], list(range(len(boxes)))
    while left:
        best, best_score = None, 0.0
        for i in left:
            if scores[i] > best_score:
                best, best_score = i, float(scores[i])
        if best is None:
            break
        kept.append(best)
        left = [i for i in left if i != best and overlaps[best, i] <= iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Lets a later box of equal score be the better one, by >=, and drops at the threshold")
def suppress_two_mistakes(boxes, scores, iou_threshold):
    overlaps, kept, left = _iou(boxes, boxes), [], list(range(len(boxes)))
    while left:
        best = left[0]
        for i in left:
            if scores[i] >= scores[best]:
                best = i
        kept.append(best)
        left = [i for i in left if i != best and overlaps[best, i] < iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Asks torchvision for the IoU")
def suppress_with_library_iou(boxes, scores, iou_threshold):
    kept = []
    for i in _order(scores).tolist():
        if not kept or not (library_iou(boxes[i][None], boxes[kept]) > iou_threshold).any():
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Sorts upwards and compares with the box before only")
def suppress_upwards_neighbours(boxes, scores, iou_threshold):
    order, overlaps = scores.argsort(stable=True).tolist(), _iou(boxes, boxes)
    kept = [i for n, i in enumerate(order) if n == 0 or overlaps[i, order[n - 1]] <= iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


@right("nms", "Takes boxes from a heap of negative scores and indices")
def suppress_by_heap(boxes, scores, iou_threshold):
    overlaps = _iou(boxes, boxes)
    heap = [(-score, i) for i, score in enumerate(scores.tolist())]
    heapq.heapify(heap)
    kept = []
    while heap:
        _, i = heapq.heappop(heap)
        if not (overlaps[i, kept] > iou_threshold).any():
            kept.append(i)
    return torch.tensor(kept).long()


@right("nms", "Keeps a mask of the boxes left and asks for the best of them")
def suppress_by_mask(boxes, scores, iou_threshold):
    left = torch.ones(len(boxes), dtype=torch.bool)
    kept = torch.zeros(0, dtype=torch.long)
    while left.any():
        candidates = left.nonzero().squeeze(1)
        best = candidates[scores[candidates].argmax()]
        kept = torch.cat([kept, best.reshape(1)])
        left &= _iou(boxes, boxes[best][None])[:, 0] <= iou_threshold
        left[best] = False
    return kept


@right("nms", "Sorts by two keys in NumPy's lexsort and crosses rows of the matrix out")
def suppress_by_lexsort(boxes, scores, iou_threshold):
    order = np.lexsort((np.arange(len(scores)), -scores.numpy()))
    far = (_iou(boxes, boxes) <= iou_threshold).numpy()
    alive, kept = np.ones(len(scores), dtype=bool), []
    for i in order:
        if alive[i]:
            kept.append(int(i))
            alive &= far[i]
    return torch.tensor(kept, dtype=torch.int64)


@right("nms", "Lets a generator give the kept boxes one by one")
def suppress_by_generator(boxes, scores, iou_threshold):
    def kept(order):
        while len(order):
            best, order = order[0], order[1:]
            yield best
            order = order[~(_iou(boxes[best].unsqueeze(0), boxes[order]).flatten() > iou_threshold)]

    found = list(kept(_order(scores)))
    return torch.stack(found) if found else torch.empty(0, dtype=torch.long)

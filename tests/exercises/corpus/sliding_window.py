"""Answers to the exercises on sliding windows as students write them, right and wrong."""

import itertools
import math

import numpy as np
import torch
import torchvision

from tests.exercises.corpus import right, wrong

# --- clip_boxes_to_image ---


@wrong("clip_boxes_to_image", "Cuts x at the height and y at the width")
def clip_swapped(boxes, size):
    x1, y1, x2, y2 = boxes.unbind(1)
    x_max, y_max = size
    return torch.stack([x1.clamp(0, x_max), y1.clamp(0, y_max), x2.clamp(0, x_max), y2.clamp(0, y_max)], 1)


@wrong("clip_boxes_to_image", "Ends at the last pixel, width - 1")
def clip_to_last_pixel(boxes, size):
    height, width = size
    clipped = boxes.clone()
    clipped[:, 0::2] = clipped[:, 0::2].clamp(0, width - 1)
    clipped[:, 1::2] = clipped[:, 1::2].clamp(0, height - 1)
    return clipped


@wrong("clip_boxes_to_image", "Clips the caller's boxes in place")
def clip_in_place(boxes, size):
    height, width = size
    boxes[:, 0::2].clamp_(0, width)
    boxes[:, 1::2].clamp_(0, height)
    return boxes


@wrong("clip_boxes_to_image", "Drops boxes that lie wholly outside")
def clip_and_drop(boxes, size):
    height, width = size
    limits = torch.tensor([width, height, width, height], dtype=boxes.dtype)
    clipped = torch.minimum(boxes.clamp(min=0), limits)
    return clipped[(clipped[:, 2] > clipped[:, 0]) & (clipped[:, 3] > clipped[:, 1])]


@wrong("clip_boxes_to_image", "Cuts at 0 but not at the far borders")
def clip_at_zero(boxes, size):
    return boxes.clamp(min=0)


@wrong("clip_boxes_to_image", "Cuts at the far borders but not at 0")
def clip_at_far_borders(boxes, size):
    height, width = size
    return torch.minimum(boxes, torch.tensor([width, height, width, height], dtype=boxes.dtype))


@wrong(
    "clip_boxes_to_image", "Raises only the first corner and lowers only the last one, wrong for boxes wholly outside"
)
def clip_one_side_each(boxes, size):
    height, width = size
    x1, y1, x2, y2 = boxes.T
    return torch.stack([x1.clamp(min=0), y1.clamp(min=0), x2.clamp(max=width), y2.clamp(max=height)]).T


@wrong("clip_boxes_to_image", "Clips all numbers to the larger side of the image")
def clip_to_larger_side(boxes, size):
    return boxes.clamp(0, max(size))


@wrong("clip_boxes_to_image", "Moves a box that reaches over the border inside instead of cutting it")
def clip_by_moving(boxes, size):
    height, width = size
    moved = boxes.clone()
    moved[:, 0::2] -= moved[:, 0:1].clamp(max=0)
    moved[:, 1::2] -= moved[:, 1:2].clamp(max=0)
    moved[:, 0::2] -= (moved[:, 2:3] - width).clamp(min=0)
    moved[:, 1::2] -= (moved[:, 3:4] - height).clamp(min=0)
    return moved


@wrong("clip_boxes_to_image", "Reads a box as (x, y, width, height) and keeps width and height")
def clip_keeps_sides(boxes, size):
    height, width = size
    return torch.stack([boxes[:, 0].clamp(0, width), boxes[:, 1].clamp(0, height), boxes[:, 2], boxes[:, 3]], 1)


@wrong("clip_boxes_to_image", "Returns width and height of what is inside")
def clip_to_sides(boxes, size):
    height, width = size
    x1, x2 = boxes[:, 0].clamp(0, width), boxes[:, 2].clamp(0, width)
    y1, y2 = boxes[:, 1].clamp(0, height), boxes[:, 3].clamp(0, height)
    return torch.stack([x1, y1, x2 - x1, y2 - y1], 1)


@wrong("clip_boxes_to_image", "Stacks along the first dimension, which gives (4, N)")
def clip_stacked_along_first(boxes, size):
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(-1)
    return torch.stack([x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height)])


@wrong("clip_boxes_to_image", "Rounds to whole pixels")
def clip_rounded(boxes, size):
    height, width = size
    limits = torch.tensor([width, height, width, height])
    return torch.min(boxes.clamp(min=0), limits.float()).round()


@wrong("clip_boxes_to_image", "Calls torchvision, which the text forbids")
def clip_by_torchvision(boxes, size):
    return torchvision.ops.clip_boxes_to_image(boxes, size)


@wrong("clip_boxes_to_image", "Handles the first box only")
def clip_first_box(boxes, size):
    height, width = size
    clipped = boxes.clone()
    clipped[0, 0::2] = boxes[0, 0::2].clamp(0, width)
    clipped[0, 1::2] = boxes[0, 1::2].clamp(0, height)
    return clipped


@wrong("clip_boxes_to_image", "Leaves at least one pixel of each box")
def clip_at_least_a_pixel(boxes, size):
    height, width = size
    x1, y1 = boxes[:, 0].clamp(0, width - 1), boxes[:, 1].clamp(0, height - 1)
    x2 = torch.maximum(boxes[:, 2].clamp(0, width), x1 + 1)
    y2 = torch.maximum(boxes[:, 3].clamp(0, height), y1 + 1)
    return torch.stack([x1, y1, x2, y2], 1)


@wrong("clip_boxes_to_image", "Puts numbers beyond the border to 0, on the far side too")
def clip_to_zero(boxes, size):
    height, width = size
    limits = torch.tensor([width, height, width, height])
    return torch.where((boxes < 0) | (boxes > limits), 0.0, boxes)


@wrong("clip_boxes_to_image", "Reads rows as (y1, x1, y2, x2) and returns a list")
def clip_rows_first(boxes, size):
    height, width = size
    clipped = []
    for y1, x1, y2, x2 in boxes.tolist():
        clipped.append(
            [min(max(y1, 0), height), min(max(x1, 0), width), min(max(y2, 0), height), min(max(x2, 0), width)]
        )
    return clipped


@right("clip_boxes_to_image", "Takes the minimum with a tensor of limits")
def clip_by_limits(boxes, size):
    return torch.minimum(boxes.relu(), boxes.new_tensor([size[1], size[0]] * 2))


@right("clip_boxes_to_image", "Loops over the numbers")
def clip_in_loops(boxes, size):
    clipped = torch.zeros_like(boxes)
    for i in range(boxes.shape[0]):
        for j in range(4):
            clipped[i, j] = max(0.0, min(float(boxes[i, j]), float(size[1 - j % 2])))
    return clipped


@right("clip_boxes_to_image", "Takes the middle of three: 0, the number and the border")
def clip_by_median(boxes, size):
    limits = boxes.new_tensor(size).flip(0).repeat(2).expand_as(boxes)
    return torch.stack([torch.zeros_like(boxes), boxes, limits]).median(0).values


@right("clip_boxes_to_image", "Uses NumPy's clip and returns float64")
def clip_in_numpy(boxes, size):
    height, width = size
    return torch.from_numpy(np.clip(boxes.numpy().astype(float), 0, np.array([width, height, width, height])))


@right("clip_boxes_to_image", "Views a box as two points and clamps by the size reversed")
def clip_by_points(boxes, size):
    points = boxes.reshape(-1, 2, 2)
    return points.clamp(torch.zeros(2), torch.tensor(size[::-1])).reshape(-1, 4).to(boxes.dtype)


# --- box_iou ---


def iou(boxes1, boxes2):
    """Return the IoU (N, M), a helper of the answers below."""
    first = torch.maximum(boxes1[:, None, :2], boxes2[None, :, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[None, :, 2:])
    shared = (last - first).clamp(min=0).prod(-1)
    area1 = (boxes1[:, 2:] - boxes1[:, :2]).prod(1)
    area2 = (boxes2[:, 2:] - boxes2[:, :2]).prod(1)
    return shared / (area1[:, None] + area2[None, :] - shared)


def areas(boxes):
    """Return the areas (N,), a helper of the answers below."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def shared_areas(boxes1, boxes2):
    """Return the shared areas (N, M), a helper of the answers below."""
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    return (last - first).clamp(min=0).prod(-1)


@wrong("box_iou", "Doesn't raise negative sides to 0, so two negative ones make a positive area")
def iou_unclamped(boxes1, boxes2):
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    shared = (last - first).prod(-1)
    return shared / (areas(boxes1)[:, None] + areas(boxes2) - shared)


@wrong("box_iou", "Raises the product to 0 instead of the sides")
def iou_clamped_product(boxes1, boxes2):
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    shared = (last - first).prod(-1).clamp(min=0)
    return shared / (areas(boxes1)[:, None] + areas(boxes2) - shared)


@wrong("box_iou", "Adds 1 to each side, as old codes count pixels")
def iou_plus_one(boxes1, boxes2):
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    shared = (last - first + 1).clamp(min=0).prod(-1)
    area1 = (boxes1[:, 2:] - boxes1[:, :2] + 1).prod(1)
    area2 = (boxes2[:, 2:] - boxes2[:, :2] + 1).prod(1)
    return shared / (area1[:, None] + area2 - shared)


@wrong("box_iou", "Takes the sum of both areas for the union")
def iou_by_sum(boxes1, boxes2):
    return shared_areas(boxes1, boxes2) / (areas(boxes1)[:, None] + areas(boxes2)[None])


@wrong("box_iou", "Is the Dice coefficient, twice the shared area by the sum of areas")
def iou_as_dice(boxes1, boxes2):
    return 2 * shared_areas(boxes1, boxes2) / (areas(boxes1)[:, None] + areas(boxes2)[None])


@wrong("box_iou", "Divides by the smaller area")
def iou_by_smaller(boxes1, boxes2):
    return shared_areas(boxes1, boxes2) / torch.minimum(areas(boxes1)[:, None], areas(boxes2))


@wrong("box_iou", "Divides by the area of the smallest box around both")
def iou_by_enclosing(boxes1, boxes2):
    first = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    return shared_areas(boxes1, boxes2) / (last - first).prod(-1)


@wrong("box_iou", "Compares row i with row i only")
def iou_of_pairs(boxes1, boxes2):
    x1 = torch.maximum(boxes1[:, 0], boxes2[:, 0])
    y1 = torch.maximum(boxes1[:, 1], boxes2[:, 1])
    x2 = torch.minimum(boxes1[:, 2], boxes2[:, 2])
    y2 = torch.minimum(boxes1[:, 3], boxes2[:, 3])
    shared = (x2 - x1).clamp(min=0) * (y2 - y1).clamp(min=0)
    return shared / (areas(boxes1) + areas(boxes2) - shared)


@wrong("box_iou", "Returns (M, N)")
def iou_transposed(boxes1, boxes2):
    return iou(boxes2, boxes1)


@wrong("box_iou", "Returns the shared area without dividing")
def iou_shared_only(boxes1, boxes2):
    return shared_areas(boxes1, boxes2)


@wrong("box_iou", "Calls torchvision, which the text forbids")
def iou_by_torchvision(boxes1, boxes2):
    return torchvision.ops.box_iou(boxes1, boxes2)


@wrong("box_iou", "Adds the areas of the wrong dimension, right for a single box on one side")
def iou_areas_along_wrong_axis(boxes1, boxes2):
    shared = shared_areas(boxes1, boxes2)
    return shared / (areas(boxes1) + areas(boxes2)[:, None] - shared)


@wrong("box_iou", "Exchanges maximum and minimum")
def iou_corners_exchanged(boxes1, boxes2):
    first = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    shared = (last - first).clamp(min=0).prod(-1)
    return shared / (areas(boxes1)[:, None] + areas(boxes2) - shared)


@wrong("box_iou", "Squares the width for the area, right for square boxes")
def iou_of_squares(boxes1, boxes2):
    shared = shared_areas(boxes1, boxes2)
    area1, area2 = (boxes1[:, 2] - boxes1[:, 0]) ** 2, (boxes2[:, 2] - boxes2[:, 0]) ** 2
    return shared / (area1[:, None] + area2 - shared)


@wrong("box_iou", "Takes x2 times y2 for the area, right for boxes at the origin")
def iou_of_far_corners(boxes1, boxes2):
    shared = shared_areas(boxes1, boxes2)
    return shared / ((boxes1[:, 2] * boxes1[:, 3])[:, None] + boxes2[:, 2] * boxes2[:, 3] - shared)


@wrong("box_iou", "Cuts coordinates off to whole pixels")
def iou_of_whole_pixels(boxes1, boxes2):
    return iou(boxes1.long().float(), boxes2.long().float())


@wrong("box_iou", "Adds 1 to the union, against a division by 0 that cannot happen")
def iou_with_large_epsilon(boxes1, boxes2):
    shared = shared_areas(boxes1, boxes2)
    return shared / (areas(boxes1)[:, None] + areas(boxes2) - shared + 1)


@wrong("box_iou", "Turns the caller's corners into sides in place")
def iou_in_place(boxes1, boxes2):
    shared = shared_areas(boxes1, boxes2)
    boxes1[:, 2:] -= boxes1[:, :2]
    boxes2[:, 2:] -= boxes2[:, :2]
    area1, area2 = boxes1[:, 2] * boxes1[:, 3], boxes2[:, 2] * boxes2[:, 3]
    return shared / (area1[:, None] + area2 - shared)


@wrong("box_iou", "Is 1 for boxes where one lies inside the other, and returns a list")
def iou_inside_is_one(boxes1, boxes2):
    ious = iou(boxes1, boxes2)
    smaller = torch.minimum(areas(boxes1)[:, None], areas(boxes2))
    return torch.where(shared_areas(boxes1, boxes2) >= smaller, 1.0, ious).tolist()


@wrong("box_iou", "Reads the rows as x, y, width, height")
def iou_of_sides(boxes1, boxes2):
    corners1 = torch.cat([boxes1[:, :2], boxes1[:, :2] + boxes1[:, 2:]], 1)
    corners2 = torch.cat([boxes2[:, :2], boxes2[:, :2] + boxes2[:, 2:]], 1)
    return iou(corners1, corners2)


@right("box_iou", "Loops over all pairs in Python")
def iou_in_loops(boxes1, boxes2):
    ious = torch.zeros(len(boxes1), len(boxes2))
    for i, (ax1, ay1, ax2, ay2) in enumerate(boxes1.tolist()):
        for j, (bx1, by1, bx2, by2) in enumerate(boxes2.tolist()):
            width, height = min(ax2, bx2) - max(ax1, bx1), min(ay2, by2) - max(ay1, by1)
            if width > 0 and height > 0:
                shared = width * height
                ious[i, j] = shared / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared)
    return ious


@right("box_iou", "Gets the shared sides from lengths and distances of the centres")
def iou_by_centres(boxes1, boxes2):
    centres1, centres2 = (boxes1[:, :2] + boxes1[:, 2:]) / 2, (boxes2[:, :2] + boxes2[:, 2:]) / 2
    half1, half2 = (boxes1[:, 2:] - boxes1[:, :2]) / 2, (boxes2[:, 2:] - boxes2[:, :2]) / 2
    distance = (centres1[:, None] - centres2).abs()
    sides = torch.minimum(half1[:, None] + half2 - distance, 2 * torch.minimum(half1[:, None], half2.expand(1, -1, -1)))
    shared = sides.relu().prod(-1)
    return shared / (4 * half1.prod(1)[:, None] + 4 * half2.prod(1) - shared)


@right("box_iou", "Calculates in NumPy with float64")
def iou_in_numpy(boxes1, boxes2):
    one, two = boxes1.numpy().astype(np.float64)[:, None], boxes2.numpy().astype(np.float64)[None]
    sides = np.clip(np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2]), 0, None)
    shared = sides[..., 0] * sides[..., 1]
    union = np.prod(one[..., 2:] - one[..., :2], -1) + np.prod(two[..., 2:] - two[..., :2], -1) - shared
    return torch.from_numpy(shared / union)


@right("box_iou", "Stacks rows of a comprehension")
def iou_by_comprehension(boxes1, boxes2):
    return torch.stack([iou(box[None], boxes2)[0] for box in boxes1])


@right("box_iou", "Repeats both sets to N · M rows and reshapes")
def iou_by_repeating(boxes1, boxes2):
    n, m = boxes1.shape[0], boxes2.shape[0]
    ones, twos = boxes1.repeat_interleave(m, 0), boxes2.repeat(n, 1)
    width = torch.min(ones[:, 2], twos[:, 2]) - torch.max(ones[:, 0], twos[:, 0])
    height = torch.min(ones[:, 3], twos[:, 3]) - torch.max(ones[:, 1], twos[:, 1])
    shared = torch.where((width > 0) & (height > 0), width * height, 0)
    return (shared / (areas(ones) + areas(twos) - shared)).reshape(n, m)


# --- generalized_box_iou ---


def enclosing_areas(boxes1, boxes2):
    """Return the areas (N, M) of the smallest boxes around each pair, a helper of the answers below."""
    first = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    return (last - first).prod(-1)


def unions(boxes1, boxes2):
    """Return the areas (N, M) covered together, a helper of the answers below."""
    return areas(boxes1)[:, None] + areas(boxes2) - shared_areas(boxes1, boxes2)


@wrong("generalized_box_iou", "Adds the penalty instead of subtracting it")
def giou_sign(boxes1, boxes2):
    enclosing = enclosing_areas(boxes1, boxes2)
    return iou(boxes1, boxes2) + (enclosing - unions(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Divides the gap by the union")
def giou_by_union(boxes1, boxes2):
    union = unions(boxes1, boxes2)
    return iou(boxes1, boxes2) - (enclosing_areas(boxes1, boxes2) - union) / union


@wrong("generalized_box_iou", "Subtracts the shared area from the enclosing one instead of the union")
def giou_minus_shared(boxes1, boxes2):
    enclosing = enclosing_areas(boxes1, boxes2)
    return iou(boxes1, boxes2) - (enclosing - shared_areas(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Forgets the parentheses, so only the union is divided")
def giou_without_parentheses(boxes1, boxes2):
    enclosing, union = enclosing_areas(boxes1, boxes2), unions(boxes1, boxes2)
    return iou(boxes1, boxes2) - enclosing - union / enclosing


@wrong("generalized_box_iou", "Raises negative values to 0")
def giou_clamped(boxes1, boxes2):
    enclosing = enclosing_areas(boxes1, boxes2)
    return (iou(boxes1, boxes2) - (enclosing - unions(boxes1, boxes2)) / enclosing).clamp(min=0)


@wrong("generalized_box_iou", "Returns the loss, 1 minus the value")
def giou_as_loss(boxes1, boxes2):
    enclosing = enclosing_areas(boxes1, boxes2)
    return 1 - iou(boxes1, boxes2) + (enclosing - unions(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Returns the plain IoU")
def giou_as_iou(boxes1, boxes2):
    return iou(boxes1, boxes2)


@wrong("generalized_box_iou", "Returns the penalty only")
def giou_penalty_only(boxes1, boxes2):
    enclosing = enclosing_areas(boxes1, boxes2)
    return (enclosing - unions(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Puts one box around all boxes of both sets")
def giou_of_all(boxes1, boxes2):
    together = torch.cat([boxes1, boxes2])
    enclosing = (together[:, 2:].amax(0) - together[:, :2].amin(0)).prod()
    return iou(boxes1, boxes2) - (enclosing - unions(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Penalises the distance of the centres instead, which is DIoU")
def giou_as_diou(boxes1, boxes2):
    centres1, centres2 = (boxes1[:, :2] + boxes1[:, 2:]) / 2, (boxes2[:, :2] + boxes2[:, 2:]) / 2
    first = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    return iou(boxes1, boxes2) - ((centres1[:, None] - centres2) ** 2).sum(-1) / ((last - first) ** 2).sum(-1)


@wrong("generalized_box_iou", "Adds both widths and both heights for the enclosing box")
def giou_sum_of_sides(boxes1, boxes2):
    sides1, sides2 = boxes1[:, 2:] - boxes1[:, :2], boxes2[:, 2:] - boxes2[:, :2]
    enclosing = (sides1[:, None] + sides2).prod(-1)
    return iou(boxes1, boxes2) - (enclosing - unions(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Returns (M, N)")
def giou_transposed(boxes1, boxes2):
    enclosing = enclosing_areas(boxes2, boxes1)
    return iou(boxes2, boxes1) - (enclosing - unions(boxes2, boxes1)) / enclosing


@wrong("generalized_box_iou", "Encloses row i with row i only, so the penalty is the same for all columns")
def giou_encloses_pairs(boxes1, boxes2):
    enclosing = enclosing_areas(boxes1, boxes2).diagonal()[:, None]
    return iou(boxes1, boxes2) - (enclosing - unions(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Calls torchvision, which the text forbids")
def giou_by_torchvision(boxes1, boxes2):
    return torchvision.ops.generalized_box_iou(boxes1, boxes2)


@wrong("generalized_box_iou", "Lets the penalty be there only for boxes that don't overlap")
def giou_penalty_apart_only(boxes1, boxes2):
    enclosing, ious = enclosing_areas(boxes1, boxes2), iou(boxes1, boxes2)
    return torch.where(ious > 0, ious, -(enclosing - unions(boxes1, boxes2)) / enclosing)


@wrong("generalized_box_iou", "Doesn't raise negative sides of the overlap to 0")
def giou_unclamped(boxes1, boxes2):
    first = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    last = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    shared = (last - first).prod(-1)
    union = areas(boxes1)[:, None] + areas(boxes2) - shared
    enclosing = enclosing_areas(boxes1, boxes2)
    return shared / union - (enclosing - union) / enclosing


@wrong("generalized_box_iou", "Encloses by the first corners of the first box and the last corners of the second")
def giou_ordered_boxes(boxes1, boxes2):
    enclosing = (boxes2[:, 2:] - boxes1[:, None, :2]).clamp(min=1e-6).prod(-1)
    return iou(boxes1, boxes2) - (enclosing - unions(boxes1, boxes2)) / enclosing


@wrong("generalized_box_iou", "Takes the sum of areas for the union in the penalty and rounds to two decimals")
def giou_two_mistakes(boxes1, boxes2):
    enclosing = enclosing_areas(boxes1, boxes2)
    together = areas(boxes1)[:, None] + areas(boxes2)
    return (iou(boxes1, boxes2) - (enclosing - together) / enclosing).round(decimals=2)


@right("generalized_box_iou", "Shortens the formula to IoU - 1 + union / enclosing")
def giou_shortened(boxes1, boxes2):
    return iou(boxes1, boxes2) - 1 + unions(boxes1, boxes2) / enclosing_areas(boxes1, boxes2)


@right("generalized_box_iou", "Loops over all pairs in Python")
def giou_in_loops(boxes1, boxes2):
    rows = []
    for a in boxes1.tolist():
        row = []
        for b in boxes2.tolist():
            shared = max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
            union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
            enclosing = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]))
            row.append(shared / union - (enclosing - union) / enclosing)
        rows.append(row)
    return torch.tensor(rows)


@right(
    "generalized_box_iou", "Sorts the four coordinates: the middle ones are the overlap, the outer ones the box around"
)
def giou_by_sorting(boxes1, boxes2):
    n, m = len(boxes1), len(boxes2)
    pairs = torch.stack([boxes1[:, None].expand(n, m, 4), boxes2[None].expand(n, m, 4)], 2).double()
    ordered = pairs.reshape(n, m, 4, 2).sort(2).values
    enclosing = (ordered[:, :, 3] - ordered[:, :, 0]).prod(-1)
    apart = (pairs[:, :, :, :2].amax(2) >= pairs[:, :, :, 2:].amin(2)).any(-1)
    shared = (ordered[:, :, 2] - ordered[:, :, 1]).prod(-1).masked_fill(apart, 0)
    union = areas(boxes1.double())[:, None] + areas(boxes2.double()) - shared
    return shared / union - (enclosing - union) / enclosing


@right("generalized_box_iou", "Calculates in NumPy with broadcast columns")
def giou_in_numpy(boxes1, boxes2):
    ax1, ay1, ax2, ay2 = (column[:, None] for column in boxes1.numpy().T)
    bx1, by1, bx2, by2 = boxes2.numpy().T
    shared = np.maximum(np.minimum(ax2, bx2) - np.maximum(ax1, bx1), 0)
    shared = shared * np.maximum(np.minimum(ay2, by2) - np.maximum(ay1, by1), 0)
    union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared
    around = (np.maximum(ax2, bx2) - np.minimum(ax1, bx1)) * (np.maximum(ay2, by2) - np.minimum(ay1, by1))
    return torch.tensor(shared / union - (around - union) / around)


# --- crop_count ---


@wrong("crop_count", "Rounds the number of steps down, so the last window at the border is missing")
def crops_floored(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += ((height - window) // stride + 1) * ((width - window) // stride + 1)
    return count


@wrong("crop_count", "Adds one more window always, also where the last stride ends at the border")
def crops_one_more(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += ((height - window) // stride + 2) * ((width - window) // stride + 2)
    return count


@wrong("crop_count", "Forgets the window at 0")
def crops_without_first(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if min(height, width) >= window:
            count += math.ceil((height - window) / stride) * math.ceil((width - window) / stride)
    return count


@wrong("crop_count", "Cuts the sides of a level off instead of rounding")
def crops_truncated(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = int(image[0] * scale), int(image[1] * scale)
        if min(height, width) >= window:
            count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Rounds the sides of a level up")
def crops_levels_up(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = math.ceil(image[0] * scale), math.ceil(image[1] * scale)
        if min(height, width) >= window:
            count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Leaves the sides of a level as fractions")
def crops_fractions(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = image[0] * scale, image[1] * scale
        if min(height, width) >= window:
            count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Counts levels smaller than the window by the formula")
def crops_small_levels(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Gives at least one window to each side of a level")
def crops_at_least_one(image, scales, window, stride):
    def places(length):
        return max(math.ceil((length - window) / stride), 0) + 1

    return sum(places(round(image[0] * scale)) * places(round(image[1] * scale)) for scale in scales)


@wrong("crop_count", "Leaves a level out only where both sides are smaller than the window")
def crops_both_smaller(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height < window and width < window:
            continue
        count += max(math.ceil((height - window) / stride) + 1, 1) * max(math.ceil((width - window) / stride) + 1, 1)
    return count


@wrong("crop_count", "Leaves a level out that is just as large as the window")
def crops_as_large(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height > window and width > window:
            count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Returns in the first turn of the loop, right for one level")
def crops_first_level(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
        return count


@wrong("crop_count", "Keeps the last level's count only")
def crops_last_level(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count = (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Squares the places along the height, right for square images")
def crops_square_image(image, scales, window, stride):
    count = 0
    for scale in scales:
        length = round(image[0] * scale)
        if length >= window:
            count += (math.ceil((length - window) / stride) + 1) ** 2
    return count


@wrong("crop_count", "Adds rows and columns instead of multiplying them")
def crops_sum(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += math.ceil((height - window) / stride) + 1 + math.ceil((width - window) / stride) + 1
    return count


@wrong("crop_count", "Scales window and stride instead of the image")
def crops_scaled_window(image, scales, window, stride):
    count = 0
    for scale in scales:
        size, step = round(window * scale), max(round(stride * scale), 1)
        if image[0] >= size and image[1] >= size:
            count += (math.ceil((image[0] - size) / step) + 1) * (math.ceil((image[1] - size) / step) + 1)
    return count


@wrong("crop_count", "Divides by the scale")
def crops_divided(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] / scale), round(image[1] / scale)
        if height >= window and width >= window:
            count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Exchanges window and stride")
def crops_arguments_exchanged(image, scales, window, stride):
    window, stride = stride, window
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Doesn't subtract the window, so windows reach over the border")
def crops_beyond_border(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height >= window and width >= window:
            count += len(range(0, height, stride)) * len(range(0, width, stride))
    return count


@wrong("crop_count", "Takes all levels one after another, each made of the one before")
def crops_pyramid(image, scales, window, stride):
    count = 0
    height, width = image
    for scale in scales:
        height, width = round(height * scale), round(width * scale)
        if height >= window and width >= window:
            count += (math.ceil((height - window) / stride) + 1) * (math.ceil((width - window) / stride) + 1)
    return count


@wrong("crop_count", "Returns a list with the crops of each level")
def crops_by_level(image, scales, window, stride):
    counts = []
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        rows = math.ceil((height - window) / stride) + 1 if height >= window else 0
        columns = math.ceil((width - window) / stride) + 1 if width >= window else 0
        counts.append(rows * columns)
    return counts


@right("crop_count", "Collects the places in a set, with the border's one")
def crops_by_sets(image, scales, window, stride):
    def places(length):
        if length < window:
            return set()
        return set(range(0, length - window, stride)) | {length - window}

    return sum(len(places(round(image[0] * s))) * len(places(round(image[1] * s))) for s in scales)


@right("crop_count", "Rounds up by a negative whole division and multiplies by a truth value")
def crops_by_negative_division(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = (round(side * scale) for side in image)
        fits = height >= window and width >= window
        count += fits * (1 - (window - height) // stride) * (1 - (window - width) // stride)
    return int(count)


@right("crop_count", "Walks from window to window and counts by one")
def crops_by_walking(image, scales, window, stride):
    count = 0
    for scale in scales:
        height, width = round(image[0] * scale), round(image[1] * scale)
        if height < window or width < window:
            continue
        tops, lefts = [0], [0]
        while tops[-1] + window < height:
            tops.append(min(tops[-1] + stride, height - window))
        while lefts[-1] + window < width:
            lefts.append(min(lefts[-1] + stride, width - window))
        for _ in itertools.product(tops, lefts):
            count += 1
    return count


@right("crop_count", "Recurs over the scales")
def crops_by_recursion(image, scales, window, stride):
    if not scales:
        return 0
    sides = [round(side * scales[0]) for side in image]
    here = math.prod(-(-(side - window) // stride) + 1 for side in sides) if min(sides) >= window else 0
    return here + crops_by_recursion(image, scales[1:], window, stride)


@right("crop_count", "Calculates all levels at once in NumPy and returns an int")
def crops_in_numpy(image, scales, window, stride):
    levels = np.rint(np.outer(scales, image))
    places = np.where(levels >= window, np.ceil((levels - window) / stride) + 1, 0)
    return int(places.prod(1).sum())


# --- nms ---


@wrong("nms", "Drops a box whose IoU is at the threshold")
def nms_drops_at_threshold(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True).tolist()
    kept = []
    while order:
        best = order.pop(0)
        kept.append(best)
        order = [i for i in order if iou(boxes[best : best + 1], boxes[i : i + 1]).item() < iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Takes the last of equal scores first")
def nms_last_of_equal(boxes, scores, iou_threshold):
    order = scores.argsort(stable=True).tolist()
    kept = []
    while order:
        best = order.pop()
        kept.append(best)
        order = [i for i in order if iou(boxes[best][None], boxes[i][None]).item() <= iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Begins with the lowest score")
def nms_lowest_first(boxes, scores, iou_threshold):
    order = scores.argsort(stable=True).tolist()
    kept = []
    while order:
        best = order.pop(0)
        kept.append(best)
        order = [i for i in order if iou(boxes[best][None], boxes[i][None]).item() <= iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Lets dropped boxes drop others too")
def nms_dropped_drop(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    overlaps = iou(boxes[order], boxes[order]).triu(1)
    return order[(overlaps <= iou_threshold).all(0)]


@wrong("nms", "Returns positions in the sorted order instead of indices of the boxes")
def nms_positions_in_order(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    overlaps = iou(boxes[order], boxes[order])
    kept = []
    for i in range(len(order)):
        if all(overlaps[i, j] <= iou_threshold for j in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Returns the indices in rising order of index")
def nms_rising_indices(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    kept = []
    for i in order.tolist():
        if all(iou(boxes[i][None], boxes[j][None]).item() <= iou_threshold for j in kept):
            kept.append(i)
    return torch.tensor(sorted(kept), dtype=torch.long)


@wrong("nms", "Goes through the boxes as they come and ignores the scores")
def nms_without_scores(boxes, scores, iou_threshold):
    kept = []
    for i in range(len(boxes)):
        if all(iou(boxes[i][None], boxes[j][None]).item() <= iou_threshold for j in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Returns a mask of the kept boxes")
def nms_to_mask(boxes, scores, iou_threshold):
    mask = torch.zeros(len(boxes), dtype=torch.bool)
    for i in scores.argsort(descending=True, stable=True).tolist():
        mask[i] = all(iou(boxes[i][None], boxes[j][None]).item() <= iou_threshold for j in mask.nonzero().flatten())
    return mask


@wrong("nms", "Returns the kept boxes themselves")
def nms_to_boxes(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    boxes = boxes[order]
    kept = []
    while len(boxes):
        kept.append(boxes[0])
        boxes = boxes[1:][iou(boxes[:1], boxes[1:])[0] <= iou_threshold]
    return torch.stack(kept) if kept else boxes


@wrong("nms", "Returns a list")
def nms_to_list(boxes, scores, iou_threshold):
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(iou(boxes[i][None], boxes[j][None]).item() <= iou_threshold for j in kept):
            kept.append(i)
    return kept


@wrong("nms", "Asks for the best of no boxes, so N = 0 fails")
def nms_fails_for_none(boxes, scores, iou_threshold):
    left = scores.clone()
    kept = []
    while True:
        best = int(left.argmax())
        kept.append(best)
        left[iou(boxes[best][None], boxes)[0] > iou_threshold] = float("-inf")
        left[best] = float("-inf")
        if left.isinf().all():
            return torch.tensor(kept)


@wrong("nms", "Compares with the box kept last only")
def nms_last_kept(boxes, scores, iou_threshold):
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if not kept or iou(boxes[i][None], boxes[kept[-1]][None]).item() <= iou_threshold:
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Compares with the first of all boxes only")
def nms_first_round_only(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    if len(order) == 0:
        return order
    far = iou(boxes[order[:1]], boxes[order[1:]])[0] <= iou_threshold
    return torch.cat([order[:1], order[1:][far]])


@wrong("nms", "Keeps what overlaps and drops what is apart")
def nms_inverted(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        kept.append(int(order[0]))
        order = order[1:][iou(boxes[order[:1]], boxes[order[1:]])[0] > iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Takes a threshold of 0.5 for granted")
def nms_half(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        kept.append(int(order[0]))
        order = order[1:][iou(boxes[order[:1]], boxes[order[1:]])[0] <= 0.5]
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Calls torchvision, which the text forbids")
def nms_by_torchvision(boxes, scores, iou_threshold):
    return torchvision.ops.nms(boxes, scores, iou_threshold)


@wrong("nms", "Overwrites the caller's scores by -1")
def nms_in_place(boxes, scores, iou_threshold):
    kept = []
    while len(scores) and scores.max() > -1e30:
        best = int(scores.argmax())
        kept.append(best)
        scores[iou(boxes[best][None], boxes)[0] > iou_threshold] = -1e31
        scores[best] = -1e31
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Divides by the smaller area instead of the union")
def nms_by_smaller_area(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, order = order[:1], order[1:]
        kept.append(best)
        overlap = shared_areas(boxes[best], boxes[order])[0] / torch.minimum(areas(boxes[best]), areas(boxes[order]))
        order = order[overlap <= iou_threshold]
    return torch.cat(kept) if kept else order


@wrong("nms", "Takes the threshold for one on the score too")
def nms_score_threshold(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    order = order[scores[order] > iou_threshold]
    kept = []
    while len(order):
        kept.append(int(order[0]))
        order = order[1:][iou(boxes[order[:1]], boxes[order[1:]])[0] <= iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


@wrong("nms", "Makes a tensor of an empty list, which is float for N = 0")
def nms_float_for_none(boxes, scores, iou_threshold):
    kept = []
    for i in scores.argsort(descending=True, stable=True).tolist():
        if all(iou(boxes[i][None], boxes[j][None]).item() <= iou_threshold for j in kept):
            kept.append(i)
    return torch.tensor(kept)


@right("nms", "Marks dropped boxes in a vector while it goes through the sorted matrix of IoUs")
def nms_by_matrix(boxes, scores, iou_threshold):
    order = torch.sort(scores, descending=True, stable=True).indices
    overlaps = iou(boxes[order], boxes[order]) > iou_threshold
    dropped = torch.zeros(len(order), dtype=torch.bool)
    for i in range(len(order)):
        if not dropped[i]:
            dropped[i + 1 :] |= overlaps[i, i + 1 :]
    return order[~dropped]


@right("nms", "Recurs over what is left")
def nms_by_recursion(boxes, scores, iou_threshold):
    def rest(left):
        if len(left) == 0:
            return left
        best = left[scores[left].argmax()]
        others = left[left != best]
        far = iou(boxes[best][None], boxes[others])[0] <= iou_threshold
        return torch.cat([best[None], rest(others[far])])

    return rest(torch.arange(len(boxes)))


@right("nms", "Sorts in Python by falling score and keeps what is far from all kept ones")
def nms_in_python(boxes, scores, iou_threshold):
    rows, marks = boxes.tolist(), scores.tolist()

    def overlap(a, b):
        shared = max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
        return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)

    kept = []
    for i in sorted(range(len(rows)), key=lambda i: -marks[i]):
        if not any(overlap(rows[i], rows[k]) > iou_threshold for k in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


@right("nms", "Uses NumPy and a stable sort of negative scores, and returns int32")
def nms_in_numpy(boxes, scores, iou_threshold):
    overlaps = iou(boxes, boxes).numpy()
    order = np.argsort(-scores.numpy(), kind="stable")
    kept = []
    while order.size:
        kept.append(order[0])
        order = order[1:][overlaps[order[0], order[1:]] <= iou_threshold]
    return torch.from_numpy(np.array(kept, dtype=np.int32))


@right("nms", "Repeats until nothing changes: a box stays if no better one that stays overlaps it")
def nms_by_fixed_point(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True, stable=True)
    overlaps = (iou(boxes[order], boxes[order]) > iou_threshold).triu(1)
    stays = torch.ones(len(order), dtype=torch.bool)
    while True:
        anew = ~(overlaps & stays[:, None]).any(0) if len(order) else stays
        if torch.equal(anew, stays):
            return order[stays]
        stays = anew

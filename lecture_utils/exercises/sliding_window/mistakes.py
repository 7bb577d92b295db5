"""Usual mistakes of lecture 02, each a wrong implementation, named after what is wrong."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods import sliding_window as method

Size = tuple[int, int]

# --- clip_boxes_to_image


def clipped_as_width_and_height(boxes: Tensor, size: Size) -> Tensor:
    """Take size for (width, height)."""
    return method.clip_boxes_to_image(boxes, (size[1], size[0]))


def clipped_to_the_last_pixel(boxes: Tensor, size: Size) -> Tensor:
    """Let the last edge be that of the last pixel's number."""
    return method.clip_boxes_to_image(boxes, (size[0] - 1, size[1] - 1))


def clipped_at_zero_only(boxes: Tensor, size: Size) -> Tensor:
    """Forget the far borders."""
    return boxes.clamp(min=0)


def clipped_at_the_far_borders_only(boxes: Tensor, size: Size) -> Tensor:
    """Forget the borders at 0."""
    return torch.minimum(boxes, boxes.new_tensor([size[1], size[0]] * 2))


def clipped_corner_by_corner(boxes: Tensor, size: Size) -> Tensor:
    """Clip the first corner to the width and the second one to the height."""
    return torch.cat([boxes[:, :2].clamp(0, size[1]), boxes[:, 2:].clamp(0, size[0])], dim=1)


def larger_in_place_of_smaller(boxes: Tensor, size: Size) -> Tensor:
    """Move the last corner out to the far borders."""
    last = torch.maximum(boxes[:, 2:], boxes.new_tensor([size[1], size[0]]))
    return torch.cat([boxes[:, :2].clamp(min=0), last], dim=1)


def one_border_for_both(boxes: Tensor, size: Size) -> Tensor:
    """Clip x and y to the larger side."""
    return boxes.clamp(0, max(size))


def outside_dropped(boxes: Tensor, size: Size) -> Tensor:
    """Leave boxes out that lie outside."""
    clipped = method.clip_boxes_to_image(boxes, size)
    return clipped[method.box_area(clipped) > 0]


# --- box_iou and generalized_box_iou


def _parts(boxes1: Tensor, boxes2: Tensor, clamp: bool = True, inclusive: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """Return intersection (N, M) and both areas (N, 1), (M)."""
    start = torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    end = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:])
    sides = end - start + inclusive
    sides = sides.clamp(min=0) if clamp else sides
    areas = [(boxes[:, 2:] - boxes[:, :2] + inclusive).prod(dim=1) for boxes in (boxes1, boxes2)]
    return sides.prod(dim=2), areas[0][:, None], areas[1]


def shared_of_nothing(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Let boxes apart have a side below 0."""
    shared, one, other = _parts(boxes1, boxes2, clamp=False)
    return shared / (one + other - shared)


def _one_side_clamped(boxes1: Tensor, boxes2: Tensor, side: int) -> Tensor:
    sides = torch.minimum(boxes1[:, None, 2:], boxes2[:, 2:]) - torch.maximum(boxes1[:, None, :2], boxes2[:, :2])
    _, one, other = _parts(boxes1, boxes2)
    shared = sides[..., side].clamp(min=0) * sides[..., 1 - side]
    return shared / (one + other - shared)


def width_clamped_only(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Let boxes above each other have a height below 0."""
    return _one_side_clamped(boxes1, boxes2, 0)


def height_clamped_only(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Let boxes beside each other have a width below 0."""
    return _one_side_clamped(boxes1, boxes2, 1)


def shared_counted_twice(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divide by the sum of the areas."""
    shared, one, other = _parts(boxes1, boxes2)
    return shared / (one + other)


def pixels_counted(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Count x2 − x1 + 1 pixels along a side."""
    shared, one, other = _parts(boxes1, boxes2, inclusive=1)
    return shared / (one + other - shared)


def intersection_alone(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Forget to divide."""
    return _parts(boxes1, boxes2)[0]


def of_the_smaller(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divide by the smaller box."""
    shared, one, other = _parts(boxes1, boxes2)
    return shared / torch.minimum(one, other)


def of_the_first(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divide by the first box."""
    shared, one, _ = _parts(boxes1, boxes2)
    return shared / one


def of_the_enclosing(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divide by the box around both."""
    return _parts(boxes1, boxes2)[0] / _enclosing(boxes1, boxes2)


def _enclosing(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    start = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    end = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    return (end - start).prod(dim=2)


def pair_by_pair(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Compare box i with box i only."""
    count = min(len(boxes1), len(boxes2))
    return method.box_iou(boxes1[:count], boxes2[:count]).diagonal()


def iou_only(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Stop at the IoU."""
    return method.box_iou(boxes1, boxes2)


def intersection_in_place_of_union(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Subtract what the enclosing box has beyond the intersection."""
    enclosing = _enclosing(boxes1, boxes2)
    return method.box_iou(boxes1, boxes2) - (enclosing - _parts(boxes1, boxes2)[0]) / enclosing


def divided_by_union(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divide the empty part by the union."""
    shared, one, other = _parts(boxes1, boxes2)
    union = one + other - shared
    return shared / union - (_enclosing(boxes1, boxes2) - union) / union


def not_divided(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Subtract an area from a share."""
    shared, one, other = _parts(boxes1, boxes2)
    union = one + other - shared
    return shared / union - (_enclosing(boxes1, boxes2) - union)


def covered_share_subtracted(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Subtract the share of the enclosing box that is covered."""
    iou = method.box_iou(boxes1, boxes2)
    return 2 * iou - 1 - method.generalized_box_iou(boxes1, boxes2)


def empty_share_squared(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Square the empty share."""
    iou = method.box_iou(boxes1, boxes2)
    return iou - (iou - method.generalized_box_iou(boxes1, boxes2)).square()


def intersection_in_place_of_enclosing(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Take what the boxes share for the enclosing box."""
    shared, one, other = _parts(boxes1, boxes2)
    union, enclosing = one + other - shared, shared.clamp(min=1e-6)
    return shared / union - (enclosing - union) / enclosing


def not_bracketed(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divide the union alone by the enclosing area."""
    shared, one, other = _parts(boxes1, boxes2)
    union, enclosing = one + other - shared, _enclosing(boxes1, boxes2)
    return shared / union - enclosing - union / enclosing


def one_box_around_all(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Enclose all boxes of both sets together."""
    shared, one, other = _parts(boxes1, boxes2)
    union, both = one + other - shared, torch.cat([boxes1, boxes2])
    enclosing = (both[:, 2:].amax(dim=0) - both[:, :2].amin(dim=0)).prod()
    return shared / union - (enclosing - union) / enclosing


def distance_of_centres(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Subtract the squared distance of the centres, divided by the squared diagonal: the distance IoU."""
    centres = [(boxes[:, :2] + boxes[:, 2:]) / 2 for boxes in (boxes1, boxes2)]
    start = torch.minimum(boxes1[:, None, :2], boxes2[:, :2])
    end = torch.maximum(boxes1[:, None, 2:], boxes2[:, 2:])
    apart = (centres[0][:, None] - centres[1]).square().sum(dim=2)
    return method.box_iou(boxes1, boxes2) - apart / (end - start).square().sum(dim=2)


def empty_part_of_boxes_apart(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Subtract the empty share only where the boxes share nothing."""
    iou = method.box_iou(boxes1, boxes2)
    return torch.where(iou > 0, iou, method.generalized_box_iou(boxes1, boxes2))


def enclosing_in_place_of_intersection(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Exchange minimum and maximum: from the smaller first corner to the larger last one."""
    _, one, other = _parts(boxes1, boxes2)
    around = _enclosing(boxes1, boxes2)
    return around / (one + other - around)


def empty_part_added(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Add the empty part."""
    return 2 * method.box_iou(boxes1, boxes2) - method.generalized_box_iou(boxes1, boxes2)


# --- crop_count


def last_place_forgotten(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Round down, so that the border isn't reached."""
    sizes = _levels(image, scales, window)
    return sum(((height - window) // stride + 1) * ((width - window) // stride + 1) for height, width in sizes)


def first_place_forgotten(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Forget the + 1."""
    sizes = _levels(image, scales, window)
    return sum(math.ceil((height - window) / stride) * math.ceil((width - window) / stride) for height, width in sizes)


def levels_rounded_down(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Round a level's sides down."""
    sizes = [(math.floor(image[0] * scale), math.floor(image[1] * scale)) for scale in scales]
    return sum(method.crop_count(size, [1.0], window, stride) for size in sizes if min(size) >= 1)


def levels_rounded_up(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Round a level's sides up."""
    sizes = [(math.ceil(image[0] * scale), math.ceil(image[1] * scale)) for scale in scales]
    return sum(method.crop_count(size, [1.0], window, stride) for size in sizes)


def levels_not_rounded(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Leave a level's sides as fractions."""
    sizes = [(image[0] * scale, image[1] * scale) for scale in scales]
    return sum(
        _places(size[0], window, stride) * _places(size[1], window, stride) for size in sizes if min(size) >= window
    )


def _places(length: float, window: int, stride: int) -> int:
    return math.ceil((length - window) / stride) + 1


def small_levels_counted(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Count by the formula on levels smaller than the window."""
    sizes = [method.level_size(image, scale) for scale in scales]
    return sum(_places(size[0], window, stride) * _places(size[1], window, stride) for size in sizes)


def a_window_on_each_small_side(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Count one place along a side that is smaller than the window."""
    sizes = [method.level_size(image, scale) for scale in scales]
    return sum(max(_places(size[0], window, stride), 1) * max(_places(size[1], window, stride), 1) for size in sizes)


def both_sides_smaller(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Leave out only levels of which both sides are smaller than the window."""
    sizes = [size for scale in scales if max(size := method.level_size(image, scale)) >= window]
    return sum(max(_places(size[0], window, stride), 1) * max(_places(size[1], window, stride), 1) for size in sizes)


def window_scaled(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Scale window and stride, and leave the image as it is."""
    steps = [(round(window * scale), max(round(stride * scale), 1)) for scale in scales]
    return sum(method.crop_count(image, [1.0], side, step) for side, step in steps if side >= 1)


def window_by_stride_first(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Divide the window by the stride before it is subtracted."""
    sizes = _levels(image, scales, window)
    return sum(
        (math.ceil(height - window / stride) + 1) * (math.ceil(width - window / stride) + 1) for height, width in sizes
    )


def stopped_at_a_small_level(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Stop at the first level that is smaller than the window."""
    sizes = [method.level_size(image, scale) for scale in scales]
    small = [place for place, size in enumerate(sizes) if min(size) < window]
    return method.crop_count(image, scales[: small[0]] if small else scales, window, stride)


def stride_scaled(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Scale the stride with the image."""
    return sum(method.crop_count(image, [scale], window, max(1, round(stride * scale))) for scale in scales)


def area_by_area(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Divide an area by the area of a stride."""
    sizes = _levels(image, scales, window)
    return sum(math.ceil((height - window) * (width - window) / stride**2) + 1 for height, width in sizes)


def image_besides(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Count the image itself besides the levels."""
    return method.crop_count(image, [1.0, *scales], window, stride)


def over_the_border(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Count a place wherever a window can begin, though it reaches over the border."""
    sizes = _levels(image, scales, window)
    return sum(len(range(0, height, stride)) * len(range(0, width, stride)) for height, width in sizes)


def one_row(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Count along the width only."""
    return sum(method.crop_count((window, size[1]), [1.0], window, stride) for size in _levels(image, scales, window))


def rows_plus_columns(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Add rows and columns."""
    return sum(sum(grid.shape) for grid in method.window_grids(image, list(scales), window, stride))


def image_at_every_scale(image: Size, scales: Sequence[float], window: int, stride: int) -> int:
    """Count the image itself for every scale."""
    return method.crop_count(image, [1.0] * len(scales), window, stride)


def _levels(image: Size, scales: Sequence[float], window: int) -> list[Size]:
    sizes = [method.level_size(image, scale) for scale in scales]
    return [size for size in sizes if min(size) >= window]


# --- nms


def suppressed_at_the_threshold(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Drop boxes whose IoU is exactly the threshold as well."""
    return method.nms(boxes, scores, max(0.0, iou_threshold - 1e-6))


def by_dropped_ones_too(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Let a box that is dropped itself drop others."""
    order = scores.argsort(descending=True, stable=True)
    if not len(order):
        return order
    above = method.box_iou(boxes[order], boxes[order]).double() > iou_threshold
    return order[~above.triu(diagonal=1).any(dim=0)]


def unsorted(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Return the kept boxes in the order in which they came."""
    return method.nms(boxes, scores, iou_threshold).sort().values


def without_sorting_first(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Go through the boxes as they come."""
    return method.nms(boxes, torch.zeros_like(scores), iou_threshold)


def positive_scores_only(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Leave out boxes whose score isn't positive."""
    kept = method.nms(boxes, scores, iou_threshold)
    return kept[scores[kept] > 0]


def lowest_first(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Begin with the lowest score."""
    return method.nms(boxes, -scores, iou_threshold)


def last_of_equal_first(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Of equal scores, begin with the last."""
    return len(boxes) - 1 - method.nms(boxes.flip(0), scores.flip(0), iou_threshold)


def places_after_sorting(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Return places in the sorted list, not indices of the boxes."""
    order = scores.argsort(descending=True, stable=True)
    return method.nms(boxes[order], scores[order], iou_threshold)


def boxes_themselves(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Return boxes, not indices."""
    return boxes[method.nms(boxes, scores, iou_threshold)]


def a_mask(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Return true and false for each box."""
    kept = torch.zeros(len(boxes), dtype=torch.bool)
    kept[method.nms(boxes, scores, iou_threshold)] = True
    return kept


def dropped_ones(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Return what is dropped."""
    kept = method.nms(boxes, scores, iou_threshold)
    order = scores.argsort(descending=True, stable=True)
    return order[~torch.isin(order, kept)]


def one_pass(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Compare with the best box only."""
    order = scores.argsort(descending=True, stable=True)
    if not len(order):
        return order
    ious = method.box_iou(boxes[order[:1]], boxes[order])[0]
    ious[0] = 0
    return order[ious.double() <= iou_threshold]

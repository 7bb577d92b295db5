"""Usual mistakes of lecture 13, each a wrong implementation, named after what is wrong."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, interpolate

from lecture_utils.methods import mask_rcnn as method
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.evaluation import mask_iou
from lecture_utils.methods.roi import roi_align, roi_pool

Size = tuple[int, int]

# --- project_proposals


def sides_for_corners(proposals: Tensor, stride: int) -> Tensor:
    """Divide (x, y, w, h) as it is."""
    return proposals / stride


def sides_not_divided(proposals: Tensor, stride: int) -> Tensor:
    """Divide the corner only: x / s + w."""
    corner = proposals[:, :2] / stride
    return torch.cat([corner, corner + proposals[:, 2:]], dim=1)


def corner_not_divided(proposals: Tensor, stride: int) -> Tensor:
    """Divide the sides only: x + w / s."""
    return torch.cat([proposals[:, :2], proposals[:, :2] + proposals[:, 2:] / stride], dim=1)


def rounded_to_cells(proposals: Tensor, stride: int) -> Tensor:
    """Round to the nearest cell, as RoI pooling does."""
    return method.project_proposals(proposals, stride).round()


def rounded_down(proposals: Tensor, stride: int) -> Tensor:
    """Divide whole numbers."""
    return method.project_proposals(proposals, stride).floor()


def rounded_outwards(proposals: Tensor, stride: int) -> Tensor:
    """Round the start down and the end up."""
    boxes = method.project_proposals(proposals, stride)
    return torch.cat([boxes[:, :2].floor(), boxes[:, 2:].ceil()], dim=1)


def multiplied(proposals: Tensor, stride: int) -> Tensor:
    """Multiply by the stride."""
    return method.project_proposals(proposals, stride) * stride**2


def not_divided(proposals: Tensor, stride: int) -> Tensor:
    """Return corners in pixels."""
    return method.project_proposals(proposals, stride) * stride


def centre_for_corner(proposals: Tensor, stride: int) -> Tensor:
    """Take (x, y) for the centre."""
    half = proposals[:, 2:] / 2
    return torch.cat([proposals[:, :2] - half, proposals[:, :2] + half], dim=1) / stride


def width_to_y(proposals: Tensor, stride: int) -> Tensor:
    """Add h to x and w to y."""
    return method.project_proposals(proposals[:, [0, 1, 3, 2]], stride)


def half_a_cell_less(proposals: Tensor, stride: int) -> Tensor:
    """Subtract the half cell that only sampling subtracts."""
    return method.project_proposals(proposals, stride) - 0.5


def last_cell_inside(proposals: Tensor, stride: int) -> Tensor:
    """Take the last pixel as inside: x + w − 1."""
    boxes = method.project_proposals(proposals, stride)
    return boxes - boxes.new_tensor([0.0, 0.0, 1.0, 1.0]) / stride


# --- mask_iou


def of_bounding_boxes(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Compare the boxes around the masks."""
    return box_iou(_boxes_around(masks1), _boxes_around(masks2)).nan_to_num(0)


def intersection_only(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Count the common pixels."""
    return (masks1[:, None] & masks2).flatten(2).sum(dim=2).double()


def union_only(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Count the pixels that belong to at least one."""
    return (masks1[:, None] | masks2).flatten(2).sum(dim=2).double()


def dice(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide twice the intersection by the sum of the areas."""
    iou = mask_iou(masks1, masks2)
    return 2 * iou / (1 + iou)


def by_the_sum_of_areas(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide by the sum of both areas: the intersection counts twice."""
    return dice(masks1, masks2) / 2


def by_the_first(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide by the area of the first mask."""
    return intersection_only(masks1, masks2) / _areas(masks1)[:, None].clamp(min=1)


def by_the_second(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide by the area of the second mask."""
    return intersection_only(masks1, masks2) / _areas(masks2).clamp(min=1)


def by_the_smaller(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide by the smaller area."""
    smaller = torch.minimum(_areas(masks1)[:, None], _areas(masks2))
    return intersection_only(masks1, masks2) / smaller.clamp(min=1)


def by_the_larger(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide by the larger area."""
    larger = torch.maximum(_areas(masks1)[:, None], _areas(masks2))
    return intersection_only(masks1, masks2) / larger.clamp(min=1)


def by_all_pixels(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide by the size of the image."""
    return intersection_only(masks1, masks2) / masks1.shape[1:].numel()


def equal_pixels(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Return the share of pixels on which both masks agree, background included."""
    return (masks1[:, None] == masks2).flatten(2).double().mean(dim=2)


def not_a_number_if_empty(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide 0 by 0."""
    both = (masks1[:, None] | masks2).flatten(2).sum(dim=2)
    return intersection_only(masks1, masks2) / both


def one_if_empty(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Call two empty masks equal."""
    return not_a_number_if_empty(masks1, masks2).nan_to_num(1)


def row_by_row(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Compare mask i with mask i only."""
    count = min(len(masks1), len(masks2))
    return mask_iou(masks1, masks2)[:count, :count].diagonal()


def difference_for_union(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide by the pixels that only one of both has."""
    only_one = (masks1[:, None] ^ masks2).flatten(2).sum(dim=2)
    return intersection_only(masks1, masks2) / only_one.clamp(min=1)


def _areas(masks: Tensor) -> Tensor:
    return masks.flatten(1).sum(dim=1).double()


def _boxes_around(masks: Tensor) -> Tensor:
    boxes = torch.zeros(len(masks), 4, dtype=torch.float64)
    for place, mask in enumerate(masks):
        rows, columns = mask.any(dim=1).nonzero(), mask.any(dim=0).nonzero()
        if len(rows):
            boxes[place] = torch.tensor(
                [int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1]
            )
    return boxes


# --- mask_loss


def all_classes_nothing_elsewhere(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Compare all K masks, those of the other classes with 0."""
    wanted = torch.zeros_like(scores)
    wanted[torch.arange(len(labels)), labels] = targets
    return binary_cross_entropy_with_logits(scores, wanted) if len(labels) else scores.sum()


def all_classes_same_target(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Compare all K masks with the thing's mask."""
    wanted = targets[:, None].expand_as(scores)
    return binary_cross_entropy_with_logits(scores, wanted) if len(labels) else scores.sum()


def softmax_over_classes(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Let the K masks compete at each point."""
    logs = scores.log_softmax(dim=1)[torch.arange(len(labels)), labels]
    others = torch.log1p(-logs.exp().clamp(max=1 - 1e-7))
    losses = -(targets * logs + (1 - targets) * others)
    return losses.mean() if len(labels) else scores.sum()


def class_cross_entropy(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Classify each point, whatever the target says."""
    every = labels[:, None, None].expand(targets.shape)
    return cross_entropy(scores, every) if len(labels) else scores.sum()


def mean_of_classes(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Average the scores of all classes first."""
    return binary_cross_entropy_with_logits(scores.mean(dim=1), targets) if len(labels) else scores.sum()


def highest_of_classes(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Take the highest score at each point."""
    return binary_cross_entropy_with_logits(scores.amax(dim=1), targets) if len(labels) else scores.sum()


def labels_of_all_regions(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Index with a slice: every region gets the classes of all regions."""
    if not len(labels):
        return scores.sum()
    picked = scores[:, labels]  # (R, R, m, m)
    return binary_cross_entropy_with_logits(picked, targets[:, None].expand_as(picked))


def absolute_differences(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Take the absolute differences of probabilities."""
    losses = (method.of_class(scores, labels).sigmoid() - targets).abs()
    return losses.mean() if len(labels) else scores.sum()


def most_confident_class(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Take the class whose mask has the highest scores."""
    return method.mask_loss(scores, scores.flatten(2).mean(dim=2).argmax(dim=1), targets)


def class_before(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Count classes from 1, as with a background."""
    return method.mask_loss(scores, (labels - 1) % scores.shape[1], targets)


def class_after(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Skip a mask of the background that isn't there."""
    return method.mask_loss(scores, (labels + 1).clamp(max=scores.shape[1] - 1), targets)


def first_class(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Take mask 0 always."""
    return method.mask_loss(scores, torch.zeros_like(labels), targets)


def summed(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Sum over all points."""
    return method.mask_loss(scores, labels, targets) * targets.numel()


def summed_over_points(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Sum over the points of a mask, mean over regions."""
    return method.mask_loss(scores, labels, targets) * targets.shape[1:].numel()


def summed_over_regions(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Mean over the points of a mask, sum over regions."""
    return method.mask_loss(scores, labels, targets) * len(labels)


def divided_by_classes(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Divide by the number of classes too."""
    return method.mask_loss(scores, labels, targets) / scores.shape[1]


def thing_points_only(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Forget the term of the points outside the thing."""
    losses = torch.nn.functional.softplus(-method.of_class(scores, labels)) * targets
    return losses.mean() if len(labels) else scores.sum()


def probabilities_expected(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Take scores for probabilities."""
    chances = method.of_class(scores, labels).clamp(1e-6, 1 - 1e-6)
    losses = -(targets * chances.log() + (1 - targets) * (1 - chances).log())
    return losses.mean() if len(labels) else scores.sum()


def squared_differences(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Square the differences of probabilities."""
    losses = (method.of_class(scores, labels).sigmoid() - targets).square()
    return losses.mean() if len(labels) else scores.sum()


def sigmoid_twice(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Apply the sigmoid before a function that applies it too."""
    return method.mask_loss(scores.sigmoid(), labels, targets)


def yes_or_no_targets(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Round the targets first."""
    return method.mask_loss(scores, labels, (targets >= 0.5).to(targets.dtype))


def logarithm_of_zero(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Take the logarithm of a sigmoid that was rounded to 0 or 1."""
    chances = method.of_class(scores, labels).sigmoid()
    losses = -(targets * chances.log() + (1 - targets) * (1 - chances).log())
    return losses.mean() if len(labels) else scores.sum()


def cut_off_logarithm(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Cut probabilities off, so that large losses stay small."""
    chances = method.of_class(scores, labels).sigmoid().clamp(1e-7, 1 - 1e-7)
    losses = -(targets * chances.log() + (1 - targets) * (1 - chances).log())
    return losses.mean() if len(labels) else scores.sum()


def mean_of_nothing(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Divide by no points."""
    return binary_cross_entropy_with_logits(method.of_class(scores, labels), targets)


def no_minus(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Forget the minus."""
    return -method.mask_loss(scores, labels, targets)


# --- project_masks


def mask_of_its_own_number(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Take mask r for region r."""
    return method.project_masks(masks, torch.arange(len(boxes)) % len(masks), boxes, cells)


def first_mask(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Take the first mask for all regions."""
    return method.project_masks(masks, torch.zeros_like(truth), boxes, cells)


def corners_for_middles(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Leave out ``aligned``."""
    return method.project_masks(masks, truth, boxes, cells, aligned=False)


def from_whole_pixels(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Round the box to whole pixels first."""
    return method.project_masks(masks, truth, boxes.round(), cells)


def one_point_in_a_cell(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Sample one point in each cell."""
    return _aligned(masks, truth, boxes, cells, sampling_ratio=1)


def four_points_in_a_cell(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Sample 2 × 2 points in each cell, as for features."""
    return _aligned(masks, truth, boxes, cells, sampling_ratio=2)


def roi_pooled(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Take the maximum of each cell."""
    return roi_pool(masks[:, None].to(boxes.dtype), _regions(truth, boxes), cells)[:, 0]


def yes_or_no(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Round to 0 and 1."""
    return (method.project_masks(masks, truth, boxes, cells) >= 0.5).to(boxes.dtype)


def channel_left(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Keep the channel that RoI Align wanted."""
    return method.project_masks(masks, truth, boxes, cells)[:, None]


def whole_mask(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Shrink the whole mask, not the part in the region."""
    height, width = masks.shape[1:]
    everything = boxes.new_tensor([0.0, 0.0, width, height]).expand(len(boxes), 4)
    return method.project_masks(masks, truth, everything, cells)


def cut_and_resized(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Cut whole pixels out and resize them bilinearly."""
    found = [boxes.new_zeros(0, cells, cells)]
    for thing, (x1, y1, x2, y2) in zip(truth.tolist(), boxes.tolist(), strict=True):
        left, top = max(int(x1), 0), max(int(y1), 0)
        part = masks[thing, top : max(int(y2), top + 1), left : max(int(x2), left + 1)]
        found.append(interpolate(part[None, None].to(boxes.dtype), size=(cells, cells), mode="bilinear")[0])
    return torch.cat(found)


def x_and_y_exchanged(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Pass (y1, x1, y2, x2)."""
    return method.project_masks(masks, truth, boxes[:, [1, 0, 3, 2]], cells)


def sums_of_pixels(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int) -> Tensor:
    """Count pixels in place of a share."""
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) / cells**2
    return method.project_masks(masks, truth, boxes, cells) * areas[:, None, None]


def _regions(truth: Tensor, boxes: Tensor) -> Tensor:
    return torch.cat([truth[:, None].to(boxes.dtype), boxes], dim=1)


def _aligned(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int, sampling_ratio: int) -> Tensor:
    regions = _regions(truth, boxes)
    return roi_align(masks[:, None].to(boxes.dtype), regions, cells, sampling_ratio=sampling_ratio, aligned=True)[:, 0]


# --- paste_mask


def pixels_at_their_corner(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Read the mask at the upper left corner of each pixel."""
    return method.paste_mask(mask, box + 0.5, size)


def middles_of_cells_forgotten(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Put the value of a cell at its upper left corner."""
    return _pasted(mask, box, size, cell_middle=0.0)


def stretched_from_middle_to_middle(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Let the middles of the border cells lie on the box's edges (align_corners)."""
    (height, width), (rows, columns) = size, mask.shape
    x1, y1, x2, y2 = box
    row_of = (torch.arange(height) + 0.5 - y1) / (y2 - y1) * (rows - 1)
    column_of = (torch.arange(width) + 0.5 - x1) / (x2 - x1) * (columns - 1)
    return _weights(row_of, rows, mask) @ mask @ _weights(column_of, columns, mask).T


def nearest_cell(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Take the value of the cell in which the pixel's middle lies."""
    (height, width), (rows, columns) = size, mask.shape
    x1, y1, x2, y2 = box
    row_of = ((torch.arange(height) + 0.5 - y1) / (y2 - y1) * rows).floor().long()
    column_of = ((torch.arange(width) + 0.5 - x1) / (x2 - x1) * columns).floor().long()
    inside = ((row_of >= 0) & (row_of < rows))[:, None] & ((column_of >= 0) & (column_of < columns))
    found = mask[row_of.clamp(0, rows - 1)][:, column_of.clamp(0, columns - 1)]
    return torch.where(inside, found, found.new_zeros(()))


def whole_pixels(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Round the box to whole pixels."""
    return method.paste_mask(mask, _not_empty(box.round()), size)


def whole_pixels_outwards(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Round the box outwards."""
    return method.paste_mask(mask, torch.cat([box[:2].floor(), box[2:].ceil()]), size)


def whole_pixels_down(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Round the box down."""
    return method.paste_mask(mask, _not_empty(box.floor()), size)


def border_repeated(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Repeat the border cells inside the box, and cut at the box."""
    (height, width), (rows, columns) = size, mask.shape
    x1, y1, x2, y2 = box
    row_of = ((torch.arange(height) + 0.5 - y1) / (y2 - y1) * rows - 0.5).clamp(0, rows - 1)
    column_of = ((torch.arange(width) + 0.5 - x1) / (x2 - x1) * columns - 0.5).clamp(0, columns - 1)
    return _inside(_weights(row_of, rows, mask) @ mask @ _weights(column_of, columns, mask).T, box)


def border_repeated_everywhere(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Repeat the border cells to the image's border."""
    (height, width), (rows, columns) = size, mask.shape
    x1, y1, x2, y2 = box
    row_of = ((torch.arange(height) + 0.5 - y1) / (y2 - y1) * rows - 0.5).clamp(0, rows - 1)
    column_of = ((torch.arange(width) + 0.5 - x1) / (x2 - x1) * columns - 0.5).clamp(0, columns - 1)
    return _weights(row_of, rows, mask) @ mask @ _weights(column_of, columns, mask).T


def cut_at_the_box(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Leave 0 at pixels whose middle lies outside the box."""
    return _inside(method.paste_mask(mask, box, size), box)


def box_clipped(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Clip the box to the image first, and squeeze the whole mask into what is left."""
    limits = box.new_tensor([size[1], size[0], size[1], size[0]])
    return method.paste_mask(mask, torch.minimum(box.clamp(min=0), limits), size)


def width_first(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Take size for (width, height)."""
    return method.paste_mask(mask, box, (size[1], size[0]))


def rows_along_x(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Lay the mask's rows along x."""
    return method.paste_mask(mask.T, box, size)


def corner_and_sides(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Read the box as (x, y, w, h)."""
    return method.paste_mask(mask, torch.cat([box[:2], box[:2] + box[2:]]), size)


def yes_or_no_pixels(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Compare with 0.5."""
    return (method.paste_mask(mask, box, size) >= 0.5).to(mask.dtype)


def not_pasted(mask: Tensor, box: Tensor, size: Size) -> Tensor:
    """Stretch the mask over the whole image."""
    return method.paste_mask(mask, box.new_tensor([0, 0, size[1], size[0]]), size)


def _pasted(mask: Tensor, box: Tensor, size: Size, cell_middle: float) -> Tensor:
    (height, width), (rows, columns) = size, mask.shape
    x1, y1, x2, y2 = box
    row_of = (torch.arange(height) + 0.5 - y1) / (y2 - y1) * rows - cell_middle
    column_of = (torch.arange(width) + 0.5 - x1) / (x2 - x1) * columns - cell_middle
    return _weights(row_of, rows, mask) @ mask @ _weights(column_of, columns, mask).T


def _weights(places: Tensor, cells: int, mask: Tensor) -> Tensor:
    return (1 - (places[:, None] - torch.arange(cells)).abs()).clamp(min=0).to(mask.dtype)


def _inside(pasted: Tensor, box: Tensor) -> Tensor:
    x1, y1, x2, y2 = box
    y, x = (torch.arange(pixels) + 0.5 for pixels in pasted.shape)
    return pasted * (((y > y1) & (y < y2))[:, None] & ((x > x1) & (x < x2)))


def _not_empty(box: Tensor) -> Tensor:
    return torch.cat([box[:2], torch.maximum(box[2:], box[:2] + 1)])

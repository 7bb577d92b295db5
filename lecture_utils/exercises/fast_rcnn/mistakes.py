"""What goes wrong in the exercises of lecture 06: each function is a usual wrong answer."""

import torch
from torch import Tensor

from lecture_utils.methods import fast_rcnn as method
from lecture_utils.methods.box_coder import encode_offsets
from lecture_utils.methods.boxes import box_convert, box_iou
from lecture_utils.methods.fast_rcnn import AssignedTargets, RegionLoss

Size = tuple[int, int]


# smooth_l1


def square_everywhere(difference: Tensor, beta: float) -> Tensor:
    """Grow as the square even far out."""
    return 0.5 * difference**2 / beta


def absolute_everywhere(difference: Tensor, beta: float) -> Tensor:
    """Take the absolute value even near 0."""
    return difference.abs()


def with_a_jump(difference: Tensor, beta: float) -> Tensor:
    """Forget to lower the line."""
    size = difference.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, size)


def lowered_by_a_half(difference: Tensor, beta: float) -> Tensor:
    """Lower the line by 0.5 whatever beta is."""
    size = difference.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, size - 0.5)


def raised(difference: Tensor, beta: float) -> Tensor:
    """Raise the line."""
    size = difference.abs()
    return torch.where(size < beta, 0.5 * size**2 / beta, size + 0.5 * beta)


def without_the_half(difference: Tensor, beta: float) -> Tensor:
    """Forget the half of the parabola."""
    size = difference.abs()
    return torch.where(size < beta, size**2 / beta, size - 0.5 * beta)


def not_divided_by_beta(difference: Tensor, beta: float) -> Tensor:
    """Let the parabola end elsewhere than the line begins."""
    size = difference.abs()
    return torch.where(size < beta, 0.5 * size**2, size - 0.5 * beta)


def always_as_with_one(difference: Tensor, beta: float) -> Tensor:
    """Change from parabola to line at 1."""
    return method.smooth_l1(difference, 1.0)


def sign_forgotten(difference: Tensor, beta: float) -> Tensor:
    """Compare the difference itself with beta, so that negative ones are always squared."""
    return torch.where(difference < beta, 0.5 * difference**2 / beta, difference - 0.5 * beta)


def sides_swapped(difference: Tensor, beta: float) -> Tensor:
    """Take the line near 0 and the parabola far out."""
    size = difference.abs()
    return torch.where(size < beta, size - 0.5 * beta, 0.5 * size**2 / beta)


def hubers(difference: Tensor, beta: float) -> Tensor:
    """Multiply by beta, as Huber's loss does."""
    return beta * method.smooth_l1(difference, beta)


def summed(difference: Tensor, beta: float) -> Tensor:
    """Sum over all numbers."""
    return method.smooth_l1(difference, beta).sum()


def averaged(difference: Tensor, beta: float) -> Tensor:
    """Average over all numbers."""
    return method.smooth_l1(difference, beta).mean()


# speed_up


def heads_forgotten(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Compare convolutions only."""
    return regions * crop**2 / (image[0] * image[1])


def heads_once(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Run the head once in Fast R-CNN."""
    return regions * (crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel + head)


def no_head_in_rcnn(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Leave out the fully connected layers of R-CNN."""
    return regions * crop**2 * per_pixel / (image[0] * image[1] * per_pixel + regions * head)


def no_head_in_fast(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Leave out the heads of Fast R-CNN."""
    return regions * (crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel)


def crop_not_squared(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Count the pixels of a row of the crop."""
    return regions * (crop * per_pixel + head) / (image[0] * image[1] * per_pixel + regions * head)


def image_as_a_square(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Count the pixels of a square with the image's height."""
    return method.speed_up(regions, crop, (image[0], image[0]), per_pixel, head)


def image_as_a_square_of_its_width(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Count the pixels of a square with the image's width."""
    return method.speed_up(regions, crop, (image[1], image[1]), per_pixel, head)


def sides_added(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Add height and width."""
    return regions * (crop**2 * per_pixel + head) / (sum(image) * per_pixel + regions * head)


def for_each_crop_the_image(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Run R-CNN's convolutions over the image for each region."""
    pixels = image[0] * image[1] * per_pixel
    return regions * (pixels + head) / (pixels + regions * head)


def head_once_in_rcnn(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Run R-CNN's fully connected layers once."""
    return (regions * crop**2 * per_pixel + head) / (image[0] * image[1] * per_pixel + regions * head)


def the_other_way_round(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Divide Fast R-CNN's by R-CNN's."""
    return 1 / method.speed_up(regions, crop, image, per_pixel, head)


def the_difference(regions: int, crop: int, image: Size, per_pixel: float, head: float) -> float:
    """Subtract instead of dividing."""
    return regions * (crop**2 * per_pixel + head) - (image[0] * image[1] * per_pixel + regions * head)


# sample_regions


def _split(labels: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
    """Return objects and background, in order."""
    return order[(labels > 0)[order]], order[(labels == 0)[order]]


def all_objects(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Take objects without a limit."""
    objects, background = _split(labels, order)
    objects = objects[:count]
    return torch.cat([objects, background[: count - len(objects)]])


def background_not_filled_up(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Keep to the share of background where objects are too few."""
    objects, background = _split(labels, order)
    most = int(count * positive_fraction)
    return torch.cat([objects[:most], background[: count - most]])


def objects_filled_up(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Take more objects where background is too rare."""
    objects, background = _split(labels, order)
    most = int(count * positive_fraction)
    drawn = torch.cat([objects[:most], background[: count - len(objects[:most])]])
    return torch.cat([drawn, objects[most : most + count - len(drawn)]])


def ignored_as_background(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Take regions that aren't trained on as background."""
    return method.sample_regions(labels.clamp(min=0), count, positive_fraction, order)


def ignored_as_objects(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Take all that isn't background as an object."""
    return method.sample_regions(labels.abs(), count, positive_fraction, order)


def first_class_only(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Take label 1 only as objects."""
    return method.sample_regions(torch.where(labels > 1, -1, labels), count, positive_fraction, order)


def rounded_up(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Round the number of objects up."""
    most = -int(-count * positive_fraction // 1)
    return method.sample_regions(labels, count, most / count + 1e-9, order)


def rounded(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Round the number of objects to the nearest."""
    return method.sample_regions(labels, count, round(count * positive_fraction) / count + 1e-9, order)


def from_the_end(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Take the last ones of the order."""
    objects, background = _split(labels, order)
    objects = objects[-int(count * positive_fraction) :]
    return torch.cat([objects, background[-(count - len(objects)) :]])


def background_first(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Put background first."""
    drawn = method.sample_regions(labels, count, positive_fraction, order)
    shown = labels[drawn] > 0
    return torch.cat([drawn[~shown], drawn[shown]])


def in_the_order_of_the_labels(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Leave `order` out."""
    return method.sample_regions(labels, count, positive_fraction, torch.arange(len(labels)))


def sorted_by_index(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Sort what was drawn."""
    return method.sample_regions(labels, count, positive_fraction, order).sort().values


def places_in_the_order(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Return places in the order, not the regions that stand there."""
    return method.sample_regions(labels[order], count, positive_fraction, torch.arange(len(labels)))


def labels_of_the_drawn(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Return labels."""
    return labels[method.sample_regions(labels, count, positive_fraction, order)]


def share_of_what_is_there(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Take the share of the objects that there are."""
    objects, background = _split(labels, order)
    objects = objects[: int(len(objects) * positive_fraction)]
    return torch.cat([objects, background[: count - len(objects)]])


def a_mask(labels: Tensor, count: int, positive_fraction: float, order: Tensor) -> Tensor:
    """Return a mask."""
    mask = torch.zeros(len(labels), dtype=torch.bool)
    mask[method.sample_regions(labels, count, positive_fraction, order)] = True
    return mask


# assign_targets


def _assigned(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    return method.assign_targets(boxes, true_boxes, true_labels, foreground)


def labels_from_zero(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Give a thing its label, so that the first class is the background."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    return found._replace(labels=(found.labels - 1).clamp(min=0))


def background_minus_one(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Call background −1."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    return found._replace(labels=found.labels - 1)


def above_the_threshold(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Take an IoU at the threshold as background."""
    return _assigned(boxes, true_boxes, true_labels, foreground + 1e-5)


def always_at_a_half(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Take 0.5 as the threshold."""
    return _assigned(boxes, true_boxes, true_labels, 0.5)


def everything_is_an_object(
    boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float
) -> AssignedTargets:
    """Leave the threshold out."""
    return _assigned(boxes, true_boxes, true_labels, 0.0)


def plain_offsets(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Leave the weights out."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    return found._replace(offsets=found.offsets / found.offsets.new_tensor(method.OFFSET_WEIGHTS))


def divided_by_the_weights(
    boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float
) -> AssignedTargets:
    """Divide by the weights."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    return found._replace(offsets=found.offsets / found.offsets.new_tensor(method.OFFSET_WEIGHTS) ** 2)


def offsets_back(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Tell how the thing's box becomes the region."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    offsets, shown = torch.zeros_like(found.offsets), found.labels > 0
    offsets[shown] = encode_offsets(boxes[shown], true_boxes[found.truth[shown]], method.OFFSET_WEIGHTS)
    return found._replace(offsets=offsets)


def _with(
    boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float, by_truth: bool, corners: bool, log: bool
) -> AssignedTargets:
    """Write offsets in another way."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    shown = found.labels > 0
    offsets = torch.zeros_like(found.offsets)
    mine = box_convert(boxes[shown], "xyxy", "cxcywh")
    true = box_convert(true_boxes[found.truth[shown]], "xyxy", "cxcywh")
    start, end = (boxes[shown][:, :2], true_boxes[found.truth[shown]][:, :2]) if corners else (mine[:, :2], true[:, :2])
    sides = true[:, 2:] if by_truth else mine[:, 2:]
    growth = (true[:, 2:] / mine[:, 2:]).log() if log else true[:, 2:] / mine[:, 2:]
    offsets[shown] = torch.cat([(end - start) / sides, growth], dim=1) * mine.new_tensor(method.OFFSET_WEIGHTS)
    return found._replace(offsets=offsets)


def by_the_things_sides(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Divide the move by the sides of the thing."""
    return _with(boxes, true_boxes, true_labels, foreground, by_truth=True, corners=False, log=True)


def corners_for_centres(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Move the upper left corner."""
    return _with(boxes, true_boxes, true_labels, foreground, by_truth=False, corners=True, log=True)


def without_logarithm(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Give the factor of the sides itself."""
    return _with(boxes, true_boxes, true_labels, foreground, by_truth=False, corners=False, log=False)


def offsets_of_background(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Give background the offsets of the thing that it overlaps most."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    if not len(true_boxes):
        return found
    nearest = box_iou(boxes, true_boxes).argmax(dim=1)
    return found._replace(offsets=encode_offsets(true_boxes[nearest], boxes, method.OFFSET_WEIGHTS))


def truth_of_background(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Give background the thing that it overlaps most."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    if not len(true_boxes):
        return found
    return found._replace(truth=box_iou(boxes, true_boxes).argmax(dim=1))


def truth_zero_for_background(
    boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float
) -> AssignedTargets:
    """Give background thing 0."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    return found._replace(truth=found.truth.clamp(min=0))


def first_that_is_enough(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Take the first thing that overlaps enough, not the one that overlaps most."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    if not len(true_boxes):
        return found
    first = (box_iou(boxes, true_boxes) >= foreground).int().argmax(dim=1)
    shown = found.labels > 0
    truth = torch.where(shown, first, -1)
    labels = torch.where(shown, true_labels[first] + 1, 0)
    offsets = torch.zeros_like(found.offsets)
    offsets[shown] = encode_offsets(true_boxes[first[shown]], boxes[shown], method.OFFSET_WEIGHTS)
    return AssignedTargets(labels, truth, offsets)


def last_of_equal_ones(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Take the last of things that a region overlaps equally."""
    found = _assigned(boxes, true_boxes.flip(0), true_labels.flip(0), foreground)
    return found._replace(truth=torch.where(found.labels > 0, len(true_boxes) - 1 - found.truth, -1))


def true_boxes_for_offsets(
    boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float
) -> AssignedTargets:
    """Return the thing's box."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    offsets, shown = torch.zeros_like(found.offsets), found.labels > 0
    offsets[shown] = true_boxes[found.truth[shown]]
    return found._replace(offsets=offsets)


def labels_for_truth(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float) -> AssignedTargets:
    """Give the index of the thing, not its class."""
    found = _assigned(boxes, true_boxes, true_labels, foreground)
    return found._replace(labels=found.truth + 1)


# region_loss


def _terms(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> tuple[Tensor, Tensor]:
    """Return −log p of each region, and the smooth L1 of each object's offsets, (P, 4)."""
    rows = torch.arange(len(labels))
    logs = -scores.log_softmax(dim=1)[rows, labels]
    shown = labels >= 1
    chosen = offsets[shown, labels[shown] - 1]
    return logs, method.smooth_l1(chosen - target_offsets[shown])


def divided_by_the_objects(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Divide the second term by the number of objects."""
    logs, apart = _terms(scores, offsets, labels, target_offsets)
    return RegionLoss(logs.mean(), apart.sum() / max(1, len(apart)))


def averaged_over_four(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Average over the four offsets too."""
    logs, apart = _terms(scores, offsets, labels, target_offsets)
    return RegionLoss(logs.mean(), apart.sum() / len(labels) / 4)


def averaged_over_all(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Average over objects and offsets."""
    logs, apart = _terms(scores, offsets, labels, target_offsets)
    return RegionLoss(logs.mean(), apart.sum() / max(1, apart.numel()))


def terms_summed(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Sum instead of averaging."""
    logs, apart = _terms(scores, offsets, labels, target_offsets)
    return RegionLoss(logs.sum(), apart.sum())


def offsets_of_the_next_class(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take offsets at the label, which count from the first thing."""
    shown = labels >= 1
    last = offsets.shape[1] - 1
    chosen = offsets[shown, labels[shown].clamp(max=last)]
    apart = method.smooth_l1(chosen - target_offsets[shown])
    return RegionLoss(_terms(scores, offsets, labels, target_offsets)[0].mean(), apart.sum() / len(labels))


def offsets_of_the_best_class(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take the offsets of the predicted class."""
    shown = labels >= 1
    chosen = offsets[shown, scores[shown, 1:].argmax(dim=1)]
    apart = method.smooth_l1(chosen - target_offsets[shown])
    return RegionLoss(_terms(scores, offsets, labels, target_offsets)[0].mean(), apart.sum() / len(labels))


def offsets_of_all_classes(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Compare the offsets of all classes."""
    shown = labels >= 1
    apart = method.smooth_l1(offsets[shown] - target_offsets[shown][:, None])
    return RegionLoss(_terms(scores, offsets, labels, target_offsets)[0].mean(), apart.sum() / len(labels))


def background_located_too(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Compare the offsets of background regions, of the first class say."""
    chosen = offsets[torch.arange(len(labels)), (labels - 1).clamp(min=0)]
    apart = method.smooth_l1(chosen - target_offsets)
    return RegionLoss(_terms(scores, offsets, labels, target_offsets)[0].mean(), apart.sum() / len(labels))


def background_located_by_the_last(
    scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor
) -> RegionLoss:
    """Compare the offsets of background regions, of the last class, which −1 finds."""
    chosen = offsets[torch.arange(len(labels)), labels - 1]
    apart = method.smooth_l1(chosen - target_offsets)
    return RegionLoss(_terms(scores, offsets, labels, target_offsets)[0].mean(), apart.sum() / len(labels))


def background_not_classified(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Leave background out of the log loss."""
    logs, apart = _terms(scores, offsets, labels, target_offsets)
    shown = labels >= 1
    return RegionLoss(logs[shown].sum() / max(1, int(shown.sum())), apart.sum() / len(labels))


def squared_differences(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Square the differences."""
    logs, _ = _terms(scores, offsets, labels, target_offsets)
    shown = labels >= 1
    apart = (offsets[shown, labels[shown] - 1] - target_offsets[shown]).square()
    return RegionLoss(logs.mean(), apart.sum() / len(labels))


def absolute_differences(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take absolute differences."""
    logs, _ = _terms(scores, offsets, labels, target_offsets)
    shown = labels >= 1
    apart = (offsets[shown, labels[shown] - 1] - target_offsets[shown]).abs()
    return RegionLoss(logs.mean(), apart.sum() / len(labels))


def probability_for_its_log(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take 1 − p."""
    logs, apart = _terms(scores, offsets, labels, target_offsets)
    return RegionLoss((1 - (-logs).exp()).mean(), apart.sum() / len(labels))


def sign_of_the_log(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Forget the minus."""
    logs, apart = _terms(scores, offsets, labels, target_offsets)
    return RegionLoss(-logs.mean(), apart.sum() / len(labels))


def without_softmax(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take the score itself."""
    _, apart = _terms(scores, offsets, labels, target_offsets)
    return RegionLoss(-scores[torch.arange(len(labels)), labels].mean(), apart.sum() / len(labels))


def terms_swapped(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> tuple[Tensor, Tensor]:
    """Return the second term first."""
    found = method.region_loss(scores, offsets, labels, target_offsets)
    return found.localisation, found.classification


def terms_added(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> Tensor:
    """Return the sum."""
    found = method.region_loss(scores, offsets, labels, target_offsets)
    return found.classification + found.localisation


def halves_of_squares(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take half of the squared differences everywhere."""
    found = squared_differences(scores, offsets, labels, target_offsets)
    return found._replace(localisation=found.localisation / 2)


def another_beta(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take β = 1/9, as Faster R-CNN's RPN does."""
    return method.region_loss(scores, offsets, labels, target_offsets, 1 / 9)


def softmax_over_regions(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Let the probabilities of the regions sum to 1."""
    logs = -scores.log_softmax(dim=0)[torch.arange(len(labels)), labels]
    return RegionLoss(logs.mean(), method.region_loss(scores, offsets, labels, target_offsets).localisation)


def minus_probability(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take −p."""
    found = probability_for_its_log(scores, offsets, labels, target_offsets)
    return found._replace(classification=found.classification - 1)


def softmax_twice(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Take the softmax of probabilities."""
    return method.region_loss(scores.softmax(dim=1), offsets, labels, target_offsets)


def background_wants_zero(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> RegionLoss:
    """Want offsets of 0 for background."""
    targets = torch.where((labels > 0)[:, None], target_offsets, 0.0)
    return background_located_by_the_last(scores, offsets, labels, targets)

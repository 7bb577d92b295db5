"""Usual mistakes of lecture 03, each a wrong implementation, named after what is wrong."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods import proposals as method
from lecture_utils.methods.boxes import box_iou

Two = tuple[Tensor, Tensor]

# --- box_sums


def corner_not_added_back(integral: Tensor, boxes: Tensor) -> Tensor:
    """Forget that the upper left corner was subtracted twice."""
    x1, y1, x2, y2 = boxes.T
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1]


def corner_subtracted(integral: Tensor, boxes: Tensor) -> Tensor:
    """Subtract the upper left corner once more."""
    x1, y1, x2, y2 = boxes.T
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] - integral[y1, x1]


def lower_right_only(integral: Tensor, boxes: Tensor) -> Tensor:
    """Read one corner."""
    return integral[boxes[:, 3], boxes[:, 2]]


def two_corners(integral: Tensor, boxes: Tensor) -> Tensor:
    """Subtract the upper left corner from the lower right one."""
    x1, y1, x2, y2 = boxes.T
    return integral[y2, x2] - integral[y1, x1]


def x_as_the_row(integral: Tensor, boxes: Tensor) -> Tensor:
    """Read rows by x and columns by y, as far as the map goes."""
    x1, y1, x2, y2 = boxes.clamp(max=min(integral.shape) - 1).T
    return integral[x2, y2] - integral[x2, y1] - integral[x1, y2] + integral[x1, y1]


def last_row_and_column_left_out(integral: Tensor, boxes: Tensor) -> Tensor:
    """End the box one row and one column too early."""
    x1, y1, x2, y2 = boxes.T
    return method.box_sums(integral, torch.stack([x1, y1, torch.maximum(x2 - 1, x1), torch.maximum(y2 - 1, y1)], 1))


def integral_summed(integral: Tensor, boxes: Tensor) -> Tensor:
    """Sum the integral image's own entries in the box."""
    return torch.stack([integral[y1:y2, x1:x2].sum() for x1, y1, x2, y2 in boxes.tolist()])


def mean_inside(integral: Tensor, boxes: Tensor) -> Tensor:
    """Divide by the area."""
    area = (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)
    return method.box_sums(integral, boxes) / area.clamp(min=1)


def above_subtracted_twice(integral: Tensor, boxes: Tensor) -> Tensor:
    """Subtract what is above the box in place of what is to its left."""
    x1, y1, x2, y2 = boxes.T
    return integral[y2, x2] - 2 * integral[y1, x2] + integral[y1, x1]


def left_subtracted_twice(integral: Tensor, boxes: Tensor) -> Tensor:
    """Subtract what is to the left of the box in place of what is above."""
    x1, y1, x2, y2 = boxes.T
    return integral[y2, x2] - 2 * integral[y2, x1] + integral[y1, x1]


def far_corner_beyond(integral: Tensor, boxes: Tensor) -> Tensor:
    """Let x2 and y2 belong to the box."""
    x1, y1, x2, y2 = boxes.T
    padded = torch.nn.functional.pad(integral[None, None], (0, 1, 0, 1), mode="replicate")[0, 0]
    return padded[y2 + 1, x2 + 1] - padded[y1, x2 + 1] - padded[y2 + 1, x1] + padded[y1, x1]


def near_corner_before(integral: Tensor, boxes: Tensor) -> Tensor:
    """Read the first corner one row and column too early."""
    x1, y1, x2, y2 = boxes.T
    left, top = (x1 - 1).clamp(min=0), (y1 - 1).clamp(min=0)
    return integral[y2, x2] - integral[top, x2] - integral[y2, left] + integral[top, left]


def ends_as_sides(integral: Tensor, boxes: Tensor) -> Tensor:
    """Take the last two numbers of a box for width and height."""
    x, y, width, height = boxes.T
    right, bottom = (x + width).clamp(max=integral.shape[1] - 1), (y + height).clamp(max=integral.shape[0] - 1)
    return method.box_sums(integral, torch.stack([x, y, right, bottom], dim=1))


# --- histogram_intersection


def larger_share(one: Tensor, other: Tensor) -> Tensor:
    """Take the larger share."""
    return torch.maximum(one, other).sum(-1)


def product_of_shares(one: Tensor, other: Tensor) -> Tensor:
    """Multiply the shares."""
    return (one * other).sum(-1)


def distance(one: Tensor, other: Tensor) -> Tensor:
    """Sum the differences."""
    return (one - other).abs().sum(-1)


def largest_difference(one: Tensor, other: Tensor) -> Tensor:
    """Subtract the largest difference from 1."""
    return 1 - (one - other).abs().amax(-1)


def squared_differences(one: Tensor, other: Tensor) -> Tensor:
    """Subtract the squared differences from 1."""
    return 1 - (one - other).square().sum(-1)


def straight_distance(one: Tensor, other: Tensor) -> Tensor:
    """Take the root of the summed squared differences."""
    return (one - other).square().sum(-1).sqrt()


def roots_of_products(one: Tensor, other: Tensor) -> Tensor:
    """Sum the roots of the products: the Bhattacharyya coefficient."""
    return (one * other).sqrt().sum(-1)


def cosine(one: Tensor, other: Tensor) -> Tensor:
    """Take the cosine of the angle between the histograms."""
    return torch.nn.functional.cosine_similarity(one, other, dim=-1)


def over_larger_shares(one: Tensor, other: Tensor) -> Tensor:
    """Divide by the sum of the larger shares."""
    return torch.minimum(one, other).sum(-1) / torch.maximum(one, other).sum(-1)


def smallest_bin(one: Tensor, other: Tensor) -> Tensor:
    """Take the smallest of all bins in place of the sum."""
    return torch.minimum(one, other).amin(-1)


def not_halved(one: Tensor, other: Tensor) -> Tensor:
    """Subtract the whole sum of the differences from 1."""
    return 1 - (one - other).abs().sum(-1)


def sum_over_everything(one: Tensor, other: Tensor) -> Tensor:
    """Sum over all histograms too."""
    return torch.minimum(one, other).sum()


def sum_over_the_first(one: Tensor, other: Tensor) -> Tensor:
    """Sum over the first dimension."""
    return torch.minimum(one, other).sum(0)


def mean_over_bins(one: Tensor, other: Tensor) -> Tensor:
    """Take the mean over the bins."""
    return torch.minimum(one, other).mean(-1)


def bin_by_bin(one: Tensor, other: Tensor) -> Tensor:
    """Leave the bins unsummed."""
    return torch.minimum(one, other)


# --- size_and_fill


def _around(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    sides = torch.maximum(boxes1[:, 2:], boxes2[:, 2:]) - torch.minimum(boxes1[:, :2], boxes2[:, :2])
    return sides.prod(dim=1)


def shares_not_subtracted(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Return the shares themselves."""
    size, fill = method.size_and_fill(sizes1, boxes1, sizes2, boxes2, pixels)
    return 1 - size, 1 - fill


def whole_box_as_gap(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Forget to leave the regions out of the box around both."""
    return 1 - (sizes1 + sizes2) / pixels, 1 - _around(boxes1, boxes2) / pixels


def boxes_as_sizes(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Take the areas of the boxes for the regions' pixels."""
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(dim=1) for boxes in (boxes1, boxes2)]
    return method.size_and_fill(areas[0], boxes1, areas[1], boxes2, pixels)


def divided_by_the_box(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Divide the gap by the box around both."""
    around = _around(boxes1, boxes2)
    return 1 - (sizes1 + sizes2) / pixels, 1 - (around - sizes1 - sizes2) / around


def fill_first(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Return fill before size."""
    size, fill = method.size_and_fill(sizes1, boxes1, sizes2, boxes2, pixels)
    return fill, size


def shared_box(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Take what both boxes share for the box around both."""
    sides = torch.minimum(boxes1[:, 2:], boxes2[:, 2:]) - torch.maximum(boxes1[:, :2], boxes2[:, :2])
    together = sizes1 + sizes2
    return 1 - together / pixels, 1 - (sides.clamp(min=0).prod(dim=1) - together) / pixels


def first_size_only(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Leave the second region's pixels in the gap."""
    return 1 - (sizes1 + sizes2) / pixels, 1 - (_around(boxes1, boxes2) - sizes1) / pixels


def smaller_size(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Let the size be that of the smaller region."""
    _, fill = method.size_and_fill(sizes1, boxes1, sizes2, boxes2, pixels)
    return 1 - torch.minimum(sizes1, sizes2) / pixels, fill


def quotient_of_sizes(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Divide the smaller size by the larger one."""
    _, fill = method.size_and_fill(sizes1, boxes1, sizes2, boxes2, pixels)
    return torch.minimum(sizes1, sizes2) / torch.maximum(sizes1, sizes2), fill


def mean_of_sizes(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Take the mean of both sizes for both together."""
    mean = (sizes1 + sizes2) / 2
    return 1 - mean / pixels, 1 - (_around(boxes1, boxes2) - mean) / pixels


def larger_of_both(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Take the larger size, and the larger box."""
    size = torch.maximum(sizes1, sizes2)
    boxes = [(each[:, 2:] - each[:, :2]).prod(dim=1) for each in (boxes1, boxes2)]
    return 1 - size / pixels, 1 - (torch.maximum(*boxes) - size) / pixels


def divided_twice(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Divide the shares of the fill by the pixels once more."""
    both = (sizes1 + sizes2) / pixels
    return 1 - both, 1 - (_around(boxes1, boxes2) / pixels - both) / pixels


def one_box_around_all(sizes1: Tensor, boxes1: Tensor, sizes2: Tensor, boxes2: Tensor, pixels: float) -> Two:
    """Draw one box around all regions."""
    size, _ = method.size_and_fill(sizes1, boxes1, sizes2, boxes2, pixels)
    start, end = torch.minimum(boxes1[:, :2], boxes2[:, :2]), torch.maximum(boxes1[:, 2:], boxes2[:, 2:])
    around = (end.amax(dim=0) - start.amin(dim=0)).prod()
    return size, 1 - (around - sizes1 - sizes2) / pixels


# --- combine


def product_of_answers(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Multiply the probabilities that the cues give one by one."""
    yes, no = prior * on_object, (1 - prior) * on_background
    return (yes / (yes + no)).prod(1)


def one_cue_enough(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Ask whether one cue at least says object."""
    yes, no = prior * on_object, (1 - prior) * on_background
    return 1 - (1 - yes / (yes + no)).prod(1)


def divided_cue_by_cue(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Divide by the product of each cue's own probability."""
    return prior * on_object.prod(1) / (prior * on_object + (1 - prior) * on_background).prod(1)


def geometric_mean(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Take the geometric mean of the likelihoods, not their product."""
    yes, no = (likelihood.log().mean(1).exp() for likelihood in (on_object, on_background))
    return prior * yes / (prior * yes + (1 - prior) * no)


def prior_left_out(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Leave the prior out."""
    return method.combine(on_object, on_background, 0.5)


def prior_for_object_only(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Forget the prior of the background."""
    yes, no = prior * on_object.prod(1), on_background.prod(1)
    return yes / (yes + no)


def same_prior_for_both(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Give the background the prior of the object."""
    yes, no = prior * on_object.prod(1), prior**2 * on_background.prod(1)
    return yes / (yes + no)


def not_normalised(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Forget the denominator."""
    return prior * on_object.prod(1)


def odds(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Divide by the background alone."""
    return prior * on_object.prod(1) / ((1 - prior) * on_background.prod(1))


def likelihoods_added(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Add the likelihoods of the cues."""
    yes, no = prior * on_object.sum(1), (1 - prior) * on_background.sum(1)
    return yes / (yes + no)


def prior_for_each_cue(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Multiply each cue with the prior."""
    yes, no = (prior * on_object).prod(1), ((1 - prior) * on_background).prod(1)
    return yes / (yes + no)


def mean_of_the_cues(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Average what each cue says alone."""
    yes, no = prior * on_object, (1 - prior) * on_background
    return (yes / (yes + no)).mean(1)


def of_the_background(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Return the probability of background."""
    return 1 - method.combine(on_object, on_background, prior)


def boxes_multiplied(on_object: Tensor, on_background: Tensor, prior: float) -> Tensor:
    """Multiply over the boxes."""
    return method.combine(on_object.T, on_background.T, prior)


# --- scene_recall


def _overlaps(proposals: Tensor, truths: Tensor, numbers: Sequence[int]) -> list[Tensor]:
    return [box_iou(proposals[:number], truths) for number in numbers]


def above_the_threshold(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Ask for an IoU above the threshold."""
    found = [(overlap.double() > iou_threshold).any(0) for overlap in _overlaps(proposals, truths, numbers)]
    return torch.stack([share.double().mean() for share in found])


def counts(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Count the truths."""
    return method.scene_recall(proposals, truths, numbers, iou_threshold) * len(truths)


def precision(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Return the share of the proposals that overlap a truth."""
    hits = [(overlap.double() >= iou_threshold).any(1) for overlap in _overlaps(proposals, truths, numbers)]
    return torch.stack([share.double().mean() for share in hits])


def all_proposals(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Count all proposals for each number."""
    return method.scene_recall(proposals, truths, [len(proposals)] * len(numbers), iou_threshold)


def nth_alone(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Look at the n-th proposal only."""
    overlaps = [box_iou(proposals[[min(number, len(proposals)) - 1]], truths) for number in numbers]
    return torch.stack([(overlap.double() >= iou_threshold).any(0).double().mean() for overlap in overlaps])


def one_too_few(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Leave the n-th proposal out."""
    shares = [
        (box_iou(proposals[: number - 1], truths).double() >= iou_threshold).any(0).double().mean()
        for number in numbers
    ]
    return torch.stack(shares)


def one_too_many(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Count one proposal more."""
    return method.scene_recall(proposals, truths, [number + 1 for number in numbers], iou_threshold)


def hits_over_truths(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Divide the proposals that overlap a truth by the number of truths."""
    hits = [(overlap.double() >= iou_threshold).any(1).sum() for overlap in _overlaps(proposals, truths, numbers)]
    return torch.stack(hits).double() / len(truths)


def mean_best(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Average the best overlaps."""
    return torch.stack([overlap.amax(0).double().mean() for overlap in _overlaps(proposals, truths, numbers)])


def pairs(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Return the share of the pairs that overlap."""
    hits = [(overlap.double() >= iou_threshold).double().mean() for overlap in _overlaps(proposals, truths, numbers)]
    return torch.stack(hits)


def overlaps_summed(proposals: Tensor, truths: Tensor, numbers: Sequence[int], iou_threshold: float) -> Tensor:
    """Sum the IoU of the first proposals before it is compared."""
    found = [iou.sum(dim=0) >= iou_threshold for iou in _overlaps(proposals, truths, numbers)]
    return torch.stack([one.float().mean() for one in found])

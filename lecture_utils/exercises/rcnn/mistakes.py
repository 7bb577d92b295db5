"""Usual mistakes of lecture 04, each a wrong implementation, named after what is wrong."""

from collections.abc import Callable

import torch
from torch import Tensor

from lecture_utils.methods import evaluation
from lecture_utils.methods import rcnn as method

Labels = tuple[Tensor, Tensor]
Linear = tuple[Tensor, Tensor]


def _parts(boxes: Tensor) -> tuple[Tensor, Tensor]:
    """Return centres and sides, (..., 2) each."""
    return (boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]


# --- encode_offsets


def corners_compared(truth: Tensor, boxes: Tensor) -> Tensor:
    """Move the upper left corner in place of the centre."""
    _, size = _parts(boxes)
    _, true_size = _parts(truth)
    return torch.cat([(truth[..., :2] - boxes[..., :2]) / size, (true_size / size).log()], dim=-1)


def last_corners_compared(truth: Tensor, boxes: Tensor) -> Tensor:
    """Move the lower right corner in place of the centre."""
    return torch.cat(
        [(truth - boxes)[..., 2:] / _parts(boxes)[1], method.encode_offsets(truth, boxes)[..., 2:]], dim=-1
    )


def divided_by_the_mean(truth: Tensor, boxes: Tensor) -> Tensor:
    """Divide by the mean of both boxes' sides."""
    (true_centre, true_size), (centre, size) = _parts(truth), _parts(boxes)
    return torch.cat([2 * (true_centre - centre) / (true_size + size), (true_size / size).log()], dim=-1)


def logarithm_of_one_more(truth: Tensor, boxes: Tensor) -> Tensor:
    """Take the logarithm of 1 plus the factor."""
    offsets = method.encode_offsets(truth, boxes)
    return torch.cat([offsets[..., :2], (1 + offsets[..., 2:].exp()).log()], dim=-1)


def areas_compared(truth: Tensor, boxes: Tensor) -> Tensor:
    """Take the logarithm of the quotient of the areas for both sides."""
    offsets = method.encode_offsets(truth, boxes)
    both = offsets[..., 2:].sum(dim=-1, keepdim=True)
    return torch.cat([offsets[..., :2], both, both], dim=-1)


def moves_in_pixels(truth: Tensor, boxes: Tensor) -> Tensor:
    """Don't divide by the box's size."""
    (true_centre, true_size), (centre, size) = _parts(truth), _parts(boxes)
    return torch.cat([true_centre - centre, (true_size / size).log()], dim=-1)


def divided_by_the_truth(truth: Tensor, boxes: Tensor) -> Tensor:
    """Divide by the true box's size."""
    (true_centre, true_size), (centre, size) = _parts(truth), _parts(boxes)
    return torch.cat([(true_centre - centre) / true_size, (true_size / size).log()], dim=-1)


def no_logarithm(truth: Tensor, boxes: Tensor) -> Tensor:
    """Return factors in place of their logarithms."""
    offsets = method.encode_offsets(truth, boxes)
    return torch.cat([offsets[..., :2], offsets[..., 2:].exp()], dim=-1)


def from_truth_to_box(truth: Tensor, boxes: Tensor) -> Tensor:
    """Encode the way back."""
    return method.encode_offsets(boxes, truth)


# --- decode_offsets


def sides_without_exponential(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Multiply the sides by the offsets themselves."""
    centre, size = _parts(boxes)
    centre, size = centre + offsets[..., :2] * size, size * offsets[..., 2:]
    return torch.cat([centre - size / 2, centre + size / 2], dim=-1)


def moved_in_pixels(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Take the first two offsets for pixels."""
    centre, size = _parts(boxes)
    centre, size = centre + offsets[..., :2], size * offsets[..., 2:].exp()
    return torch.cat([centre - size / 2, centre + size / 2], dim=-1)


def moved_by_new_sides(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Multiply the moves by the sides after their change."""
    centre, size = _parts(boxes)
    size = size * offsets[..., 2:].exp()
    centre = centre + offsets[..., :2] * size
    return torch.cat([centre - size / 2, centre + size / 2], dim=-1)


def corner_kept_as_centre(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Move the upper left corner in place of the centre."""
    _, size = _parts(boxes)
    corner, size = boxes[..., :2] + offsets[..., :2] * size, size * offsets[..., 2:].exp()
    return torch.cat([corner, corner + size], dim=-1)


def _decoded(boxes: Tensor, moves: Tensor, new_size: Tensor) -> Tensor:
    """Return boxes whose centres are moved, with new sides."""
    centre = _parts(boxes)[0] + moves
    return torch.cat([centre - new_size / 2, centre + new_size / 2], dim=-1)


def sides_times_one_plus(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Take 1 + t for the exponential."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size, size * (1 + offsets[..., 2:]))


def exponential_added(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Add the exponential to the side."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size, size + offsets[..., 2:].exp())


def divided_by_the_exponential(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Divide the side by the exponential."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size, size / offsets[..., 2:].exp())


def logarithm_added(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Add the logarithm to the side."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size, size + offsets[..., 2:])


def last_corner_kept(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Let the moved box grow from its last corner."""
    _, size = _parts(boxes)
    last = boxes[..., 2:] + offsets[..., :2] * size
    return torch.cat([last - size * offsets[..., 2:].exp(), last], dim=-1)


def old_side_before_the_centre(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Take half the old side for the first corner, half the new one for the last."""
    centre, size = _parts(boxes)
    centre = centre + offsets[..., :2] * size
    return torch.cat([centre - size / 2, centre + size * offsets[..., 2:].exp() / 2], dim=-1)


def halves_cut_off(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Divide the sides by 2 as whole numbers."""
    centre, size = _parts(method.decode_offsets(offsets, boxes))
    return torch.cat([centre - size // 2, centre + size // 2], dim=-1)


def powers_of_two(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Take 2 for the base of the logarithm."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size, size * 2 ** offsets[..., 2:])


def powers_of_ten(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Take 10 for the base of the logarithm."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size, size * 10 ** offsets[..., 2:])


def whole_sides_about_the_centre(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Go a whole side from the centre to each edge."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size, 2 * size * offsets[..., 2:].exp())


def moved_by_the_other_side(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Multiply t_x by the height and t_y by the width."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size.flip(-1), size * offsets[..., 2:].exp())


def sides_kept(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Move the box and leave its sides as they are."""
    _, size = _parts(boxes)
    return _decoded(boxes, offsets[..., :2] * size, size)


def corners_moved(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Move the first corner by the first two offsets and the last corner by the others."""
    _, size = _parts(boxes)
    return boxes + offsets * torch.cat([size, size], dim=-1)


def inputs_exchanged(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Correct the offsets by the boxes."""
    _, size = _parts(offsets)
    return _decoded(offsets, boxes[..., :2] * size, size * boxes[..., 2:].exp())


def centre_and_size_returned(offsets: Tensor, boxes: Tensor) -> Tensor:
    """Return centre and sides in place of corners."""
    return torch.cat(_parts(method.decode_offsets(offsets, boxes)), dim=-1)


# --- label_regions


def _labels(true_labels: Tensor, truth: Tensor, shift: int = 1) -> Labels:
    labels = torch.where(truth >= 0, true_labels[truth.clamp(min=0)] + shift, torch.where(truth == -2, -1, 0))
    return labels, truth


def labels_from_zero(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Forget that class 0 is the background."""
    return _labels(true_labels, method.match_boxes(ious, foreground, background), shift=0)


def nothing_ignored(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Call everything below the upper threshold background."""
    return method.labels_from_overlaps(ious, true_labels, foreground, foreground)


def above_the_threshold(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Leave out a region whose IoU equals the upper threshold."""
    return method.labels_from_overlaps(ious, true_labels, min(1.0, foreground + 1e-6), background)


def first_that_is_enough(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Take the first true box that is overlapped enough, not the one that is overlapped most."""
    truth = method.match_boxes(ious, foreground, background)
    return _labels(true_labels, torch.where(truth >= 0, (ious >= foreground).int().argmax(dim=1), truth))


def last_that_is_enough(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Take the last true box that is overlapped enough."""
    truth = method.match_boxes(ious, foreground, background)
    last = ious.shape[1] - 1 - (ious >= foreground).int().flip(1).argmax(dim=1)
    return _labels(true_labels, torch.where(truth >= 0, last, truth))


def last_of_equal(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Take the last of true boxes that are overlapped equally."""
    truth = method.match_boxes(ious, foreground, background)
    return _labels(true_labels, torch.where(truth >= 0, ious.shape[1] - 1 - ious.flip(1).argmax(dim=1), truth))


def truths_from_one(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Count the things from 1."""
    labels, truth = method.labels_from_overlaps(ious, true_labels, foreground, background)
    return labels, torch.where(truth >= 0, truth + 1, truth)


def background_at_its_threshold(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Call a region background whose IoU equals the lower threshold."""
    truth = method.match_boxes(ious, foreground, background)
    return _labels(true_labels, torch.where((truth == -2) & (ious.amax(dim=1) <= background), -1, truth))


def a_region_for_each_thing(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Give each thing its best region besides, however little it overlaps."""
    truth = method.match_boxes(ious, foreground, background).clone()
    for thing, region in enumerate(ious.argmax(dim=0).tolist()):
        truth[region] = thing
    return _labels(true_labels, truth)


def order_of_results(ious: Tensor, true_labels: Tensor, foreground: float, background: float) -> Labels:
    """Return the things first."""
    labels, truth = method.labels_from_overlaps(ious, true_labels, foreground, background)
    return truth, labels


# --- ridge_regression


def _ridge(features: Tensor, targets: Tensor, penalty: float, intercept: bool = True) -> Linear:
    """Solve with a column of ones whose weight is penalised too, or without one."""
    x = torch.cat([features, torch.ones_like(features[:, :1])], dim=1) if intercept else features
    gram = x.T @ x + penalty * torch.eye(x.shape[1], dtype=x.dtype)
    weights = torch.linalg.solve(gram, x.T @ targets).T
    if not intercept:
        return weights, targets.new_zeros(targets.shape[1])
    return weights[:, :-1], weights[:, -1]


def bias_penalised(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Penalise the bias like a weight."""
    return _ridge(features, targets, penalty)


def without_bias(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Fit a function through the origin."""
    return _ridge(features, targets, penalty, intercept=False)


def not_penalised(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Forget the penalty."""
    weights, bias = method.ridge_regression(features, targets, 1e-9)
    return weights, bias


def mean_error(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Take the mean of the squared errors, not their sum."""
    weights, bias = method.ridge_regression(features, targets, penalty * len(features))
    return weights, bias


def bias_alone_penalised(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Penalise the bias and not the weights."""
    return _some_penalised(features, targets, penalty, [False] * features.shape[1] + [True])


def first_not_penalised(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Leave the first weight unpenalised, and penalise the bias."""
    return _some_penalised(features, targets, penalty, [False] + [True] * features.shape[1])


def _some_penalised(features: Tensor, targets: Tensor, penalty: float, which: list[bool]) -> Linear:
    """Solve with a column of ones at the end, and a penalty on some of the weights."""
    x = torch.cat([features, torch.ones_like(features[:, :1])], dim=1).double()
    gram = x.T @ x + penalty * torch.tensor(which).double().diag()
    solved = (torch.linalg.pinv(gram) @ x.T @ targets.double()).T.to(features.dtype)
    return solved[:, :-1], solved[:, -1]


def features_not_centred(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Subtract the mean of the targets, but not that of the features."""
    gram = features.T @ features + penalty * torch.eye(features.shape[1], dtype=features.dtype)
    weights = torch.linalg.solve(gram, features.T @ (targets - targets.mean(dim=0))).T
    return weights, targets.mean(dim=0) - weights @ features.mean(dim=0)


def penalty_subtracted(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Subtract the penalty from the diagonal."""
    return _centred(features, targets, lambda gram: gram - penalty * torch.eye(len(gram), dtype=gram.dtype))


def penalty_everywhere(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Add the penalty to every entry of the matrix, not to its diagonal."""
    return _centred(features, targets, lambda gram: gram + penalty)


def features_normalised(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Divide the features by their standard deviations, and return the weights of these."""
    return _centred((features - features.mean(dim=0)) / features.std(dim=0), targets, _with_penalty(penalty), features)


def bias_afterwards(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Fit weights through the origin, then the bias."""
    weights, _ = without_bias(features, targets, penalty)
    return weights, (targets - features @ weights.T).mean(dim=0)


def _with_penalty(penalty: float) -> Callable[[Tensor], Tensor]:
    return lambda gram: gram + penalty * torch.eye(len(gram), dtype=gram.dtype)


def _centred(
    features: Tensor, targets: Tensor, penalised: Callable[[Tensor], Tensor], for_bias: Tensor | None = None
) -> Linear:
    """Solve with the means subtracted and some penalty on the products of the features."""
    x, t = features - features.mean(dim=0), targets - targets.mean(dim=0)
    weights = (torch.linalg.pinv(penalised((x.T @ x).double())) @ (x.T @ t).double()).T.to(features.dtype)
    return weights, targets.mean(dim=0) - weights @ (features if for_bias is None else for_bias).mean(dim=0)


def weights_turned(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Return the weights as (D, O)."""
    weights, bias = method.ridge_regression(features, targets, penalty)
    return weights.T, bias


def bias_from_targets(features: Tensor, targets: Tensor, penalty: float) -> Linear:
    """Forget the features' mean in the bias."""
    return method.ridge_regression(features, targets, penalty).weights, targets.mean(dim=0)


# --- average_precision


def not_interpolated(right: Tensor, truths: int) -> Tensor:
    """Leave the curve its teeth."""
    precision, _ = evaluation.precision_and_recall(right, 1 - right, torch.tensor(truths))
    return (precision * right).sum() / truths


def over_those_found(right: Tensor, truths: int) -> Tensor:
    """Divide by the truths that are found."""
    return evaluation.one_class_average_precision(right, max(1, int(right.sum())))


def mean_over_detections(right: Tensor, truths: int) -> Tensor:
    """Average over all detections."""
    precision, _ = evaluation.precision_and_recall(right, 1 - right, torch.tensor(truths))
    return evaluation.interpolated(precision).sum() / max(1, len(right))


def last_precision(right: Tensor, truths: int) -> Tensor:
    """Return the precision after all detections."""
    return right.double().sum() / max(1, len(right))


def last_recall(right: Tensor, truths: int) -> Tensor:
    """Return the share of truths that is found."""
    return right.double().sum() / truths


def raised_to_those_before(right: Tensor, truths: int) -> Tensor:
    """Raise each precision to the highest before it."""
    precision, _ = evaluation.precision_and_recall(right, 1 - right, torch.tensor(truths))
    return (precision.cummax(0).values * right).sum() / truths


def maxima_not_turned_back(right: Tensor, truths: int) -> Tensor:
    """Take the maxima from the end, and leave them in this order."""
    precision, _ = evaluation.precision_and_recall(right, 1 - right, torch.tensor(truths))
    return (precision.flip(0).cummax(0).values * right).sum() / truths


def raised_to_the_next(right: Tensor, truths: int) -> Tensor:
    """Raise each precision to the next one only."""
    precision, _ = evaluation.precision_and_recall(right, 1 - right, torch.tensor(truths))
    following = torch.cat([precision[1:], precision.new_zeros(1)])[: len(precision)]
    return (torch.maximum(precision, following) * right).sum() / truths


def first_step_forgotten(right: Tensor, truths: int) -> Tensor:
    """Begin at the recall after the first detection, not at 0."""
    precision, recall = evaluation.precision_and_recall(right, 1 - right, torch.tensor(truths))
    return ((recall[1:] - recall[:-1]) * evaluation.interpolated(precision)[1:]).sum()


def counted_in_bytes(right: Tensor, truths: int) -> Tensor:
    """Count in numbers that end at 255."""
    precision = (right.cumsum(0) % 256) / torch.arange(1, len(right) + 1)
    return (evaluation.interpolated(precision) * right).sum() / truths


def first_precision_one(right: Tensor, truths: int) -> Tensor:
    """Raise the precision of the first right detection to 1, where the curve begins."""
    precision, _ = evaluation.precision_and_recall(right, 1 - right, torch.tensor(truths))
    heights = evaluation.interpolated(precision).clone()
    heights[right.nonzero()[:1, 0]] = 1.0
    return (heights * right).sum() / truths

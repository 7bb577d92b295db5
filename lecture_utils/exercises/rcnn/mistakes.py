"""Usual mistakes of lecture 04, each a wrong implementation, named after what is wrong."""

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

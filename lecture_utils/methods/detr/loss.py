"""The set loss: each thing's query should say what and where it is, all other queries should say ∅."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_convert, generalized_box_iou
from lecture_utils.methods.detr.matching import PAPER, Matching, Weights, match_queries
from lecture_utils.methods.detr.output import DETROutput, TrueSet, check_output, check_truth
from lecture_utils.methods.losses import log_softmax
from lecture_utils.methods.validation import require

NO_OBJECT = 0.1
"""What a query counts that should say ∅: most should, and would outweigh the few that answer for a thing."""


class SetLoss(NamedTuple):
    """The three terms, weighted; their sum is minimised.

    Attributes
    ----------
    classes : Tensor, shape ()
        −log p̂(c) of the right category, or of ∅, averaged over all queries; one that should say ∅ counts less.
    l1 : Tensor, shape ()
        λ_L1 · ‖b − b̂‖₁ of matched boxes, divided by the number of things.
    giou : Tensor, shape ()
        λ_iou · (1 − GIoU(b, b̂)) of matched boxes, divided by the number of things.
    """

    classes: Tensor
    l1: Tensor
    giou: Tensor


def set_loss(
    output: DETROutput,
    truths: Sequence[TrueSet],
    matchings: Sequence[Matching] | None = None,
    weights: Weights = PAPER,
    no_object: float = NO_OBJECT,
) -> SetLoss:
    """Compare the predictions for N images with their truth.

    Parameters
    ----------
    output : DETROutput
        Scores (N, Q, K + 1) and boxes (N, Q, 4).
    truths : sequence of N TrueSet
    matchings : sequence of N Matching, or None
        Which query answers for which thing; None is the best.
    weights : Weights
    no_object : float
        What a query counts that should say ∅.

    Returns
    -------
    SetLoss
        The order of the things and that of the queries don't matter. Without things in all images, the last two are 0;
        without images, all.

    Raises
    ------
    ValueError
        If there isn't one truth for each image, or as for `matching_costs`.

    References
    ----------
    Carion et al., *End-to-End Object Detection with Transformers*, ECCV 2020, equation 2 and section 3.1, "Bounding box
    loss"; appendix A.2 for the division "by the number of objects inside the batch".
    """
    check_output(output, 3, "N, Q")
    images, _, classes = output.scores.shape
    require(len(truths) == images, "truths", f"one for each of {images} images", len(truths))
    for truth in truths:
        check_truth(truth, classes - 1)
    if matchings is None:
        matchings = [match_queries(output.at(place), truth, weights) for place, truth in enumerate(truths)]
    require(len(matchings) == images, "matchings", f"one for each of {images} images", len(matchings))
    things = max(sum(len(truth.labels) for truth in truths), 1)
    matched, true_boxes = _matched_boxes(output.boxes, truths, matchings)
    return SetLoss(
        weights.classes * _class_loss(output.scores, class_targets(output, truths, matchings), no_object),
        weights.l1 * (matched - true_boxes).abs().sum() / things,
        weights.giou * (1 - _giou_of_pairs(matched, true_boxes)).sum() / things,
    )


def class_targets(output: DETROutput, truths: Sequence[TrueSet], matchings: Sequence[Matching]) -> Tensor:
    """Say what each query should say: its thing's category, or ∅.

    Parameters
    ----------
    output : DETROutput
        Scores (N, Q, K + 1).
    truths : sequence of N TrueSet
    matchings : sequence of N Matching

    Returns
    -------
    Tensor, shape (N, Q), int64
        From 0 to K; K is ∅.
    """
    images, queries, classes = output.scores.shape
    targets = torch.full((images, queries), classes - 1, device=output.scores.device)
    for target, truth, matching in zip(targets, truths, matchings, strict=True):
        target[matching.queries] = truth.labels[matching.things]
    return targets


def losses_of_every_layer(
    outputs: DETROutput, truths: Sequence[TrueSet], weights: Weights = PAPER, no_object: float = NO_OBJECT
) -> dict[str, Tensor]:
    """Compute the set loss of what every decoder layer predicts, each with a matching of its own.

    Parameters
    ----------
    outputs : DETROutput
        Scores (layers, N, Q, K + 1) and boxes (layers, N, Q, 4), the first layer's first.
    truths : sequence of N TrueSet
    weights, no_object
        As for `set_loss`.

    Returns
    -------
    dict of str to Tensor
        "class", "L1" and "GIoU" of the last layer, then the auxiliary losses: "class, layer 1", ...

    Raises
    ------
    ValueError
        As for `set_loss`.

    References
    ----------
    Carion et al., ECCV 2020, section 3.2, "Auxiliary decoding losses": "especially to help the model output the correct
    number of objects of each class".
    """
    check_output(outputs, 4, "layers, N, Q")
    last = len(outputs.scores) - 1
    terms: dict[str, Tensor] = {}
    for layer in (last, *range(last)):
        loss = set_loss(outputs.at(layer), truths, weights=weights, no_object=no_object)
        behind = "" if layer == last else f", layer {layer + 1}"
        terms |= {f"{name}{behind}": term for name, term in zip(("class", "L1", "GIoU"), loss, strict=True)}
    return terms


def _class_loss(scores: Tensor, targets: Tensor, no_object: float) -> Tensor:
    """Average −log p̂ of the targets (N, Q), each with its weight."""
    surprise = -log_softmax(scores, dim=-1).gather(-1, targets[..., None]).squeeze(-1)  # (N, Q)
    counts = torch.where(targets == scores.shape[-1] - 1, no_object, 1.0).to(surprise.dtype)
    total = counts.sum()
    return (counts * surprise).sum() / total.where(total > 0, 1.0)


def _matched_boxes(boxes: Tensor, truths: Sequence[TrueSet], matchings: Sequence[Matching]) -> tuple[Tensor, Tensor]:
    """Put the boxes of all matched queries together, and those of their things: (M, 4) both."""
    none = boxes.flatten(0, 1)[:0]  # (0, 4); a batch may hold no image
    matched, true_boxes = [none], [none.detach()]
    for predicted, truth, matching in zip(boxes, truths, matchings, strict=True):
        matched.append(predicted[matching.queries])
        true_boxes.append(truth.boxes[matching.things])
    return torch.cat(matched), torch.cat(true_boxes)


def _giou_of_pairs(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Return the generalized IoU of each pair of boxes (M, 4), (M,)."""
    corners1, corners2 = (box_convert(boxes, "cxcywh", "xyxy")[:, None] for boxes in (boxes1, boxes2))
    return generalized_box_iou(corners1, corners2).flatten()

"""Non-maximum suppression (NMS): of detections that overlap, the one with the highest score stays.

`nms_steps` is the lecture's loop, one picked box after the other; `nms` and `batched_nms` are what it ends with.
Detectors call `compiled_nms`, torchvision's operators, which keep the same boxes.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import torch
import torchvision
from torch import Tensor

from lecture_utils.methods.boxes import box_iou, check_coordinates
from lecture_utils.methods.validation import FLOATS, require


class NmsStep(NamedTuple):
    """One box is picked, and suppresses what overlaps it too much.

    Attributes
    ----------
    picked : int
        The index of the box with the highest score of those that are left.
    compared : Tensor, shape (M,), integer
        The indices of the others that are left and belong to the same category, by falling score.
    ious : Tensor, shape (M,)
        The IoU of the picked box with each of them.
    suppressed : Tensor, shape (S,), integer
        Those whose IoU is above the threshold.
    left : Tensor, shape (L,), integer
        What the next step picks from, by falling score.
    kept : tuple of int
        All that have been picked so far; the last step's is the result.
    """

    picked: int
    compared: Tensor
    ious: Tensor
    suppressed: Tensor
    left: Tensor
    kept: tuple[int, ...]


def nms_steps(boxes: Tensor, scores: Tensor, iou_threshold: float, idxs: Tensor | None = None) -> Iterator[NmsStep]:
    """Pick the box with the highest score, suppress all that overlap it too much, and go on with what is left.

    Parameters
    ----------
    boxes, scores, iou_threshold
        As for `nms`.
    idxs : Tensor, shape (N,), integer, or None
        The category of each box: it suppresses boxes of its own only, as in `batched_nms`. None: one for all.

    Yields
    ------
    NmsStep
        One for each box that is kept.

    Raises
    ------
    ValueError
        As for `batched_nms`.

    References
    ----------
    Girshick et al., *Rich feature hierarchies for accurate object detection*, CVPR 2014, section 2.2: "greedy
    non-maximum suppression (for each class independently)". Felzenszwalb et al., *Object Detection with
    Discriminatively Trained Part-Based Models*, TPAMI 2010, section 7.2.
    """
    boxes, scores = boxes.detach(), scores.detach()
    categories = torch.zeros(len(boxes), dtype=torch.long, device=boxes.device) if idxs is None else idxs
    _check(boxes, scores, iou_threshold, categories)
    left = _by_falling_score(scores)
    kept: tuple[int, ...] = ()
    while len(left):
        picked, others = left[0], left[1:]
        kept = (*kept, int(picked))
        rival = categories[others] == categories[picked]
        compared = others[rival]
        ious = box_iou(boxes[picked][None], boxes[compared])[0]  # (M,)
        suppressed = compared[_above(ious, iou_threshold)]
        left = others[~torch.isin(others, suppressed)]
        yield NmsStep(int(picked), compared, ious, suppressed, left, kept)


@torch.no_grad()
def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Keep the boxes that no better box which is kept overlaps too much.

    Parameters
    ----------
    boxes : Tensor, shape (N, 4)
        ``(x1, y1, x2, y2)`` in pixels, floats.
    scores : Tensor, shape (N,)
        Of equal scores, the box that comes first counts as the better one.
    iou_threshold : float
        From 0 to 1. A box goes if its IoU with a kept one is above; at the threshold it stays.

    Returns
    -------
    Tensor, shape (K,), int64
        Indices of the boxes that are kept, by falling score.

    Raises
    ------
    ValueError
        If a shape or a dtype is another, a number isn't finite, or the threshold doesn't lie in [0, 1].

    Notes
    -----
    The IoU of two boxes without area isn't a number, and so not above any threshold: both stay.

    References
    ----------
    As for `nms_steps`. Same result as ``torchvision.ops.nms``.
    """
    return _kept(nms_steps(boxes, scores, iou_threshold), boxes)


@torch.no_grad()
def batched_nms(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> Tensor:
    """Suppress within each category only: a cat that sits on a horse stays.

    Parameters
    ----------
    boxes, scores, iou_threshold
        As for `nms`.
    idxs : Tensor, shape (N,), integer
        The category of each box.

    Returns
    -------
    Tensor, shape (K,), int64
        Indices of the boxes that are kept, of all categories, by falling score.

    Raises
    ------
    ValueError
        As for `nms`; if ``idxs`` isn't one integer for each box.

    References
    ----------
    Same result as ``torchvision.ops.batched_nms``, but for two things. With up to 1000 boxes, that moves each
    category to another place and calls NMS once: it rounds, so an IoU very near the threshold may fall on its other
    side. With more, it returns boxes of equal scores in any order; ours come in the order of their indices.
    """
    return _kept(nms_steps(boxes, scores, iou_threshold, idxs), boxes)


@torch.no_grad()
def compiled_nms(boxes: Tensor, scores: Tensor, iou_threshold: float, idxs: Tensor | None = None) -> Tensor:
    """Keep what `nms` keeps, or `batched_nms` with ``idxs``, by torchvision's compiled loop.

    Parameters, result and errors are those of `batched_nms`.

    Notes
    -----
    Half precision is widened to float32, as it is in `nms`. With more than 1000 boxes of several categories, those of
    equal scores come in any order.
    """
    _check(boxes, scores, iou_threshold, idxs)
    dtype = torch.promote_types(torch.promote_types(boxes.dtype, scores.dtype), torch.float32)
    boxes, scores = boxes.to(dtype), scores.to(dtype)
    if idxs is None:
        return torchvision.ops.nms(boxes, scores, iou_threshold)
    return torchvision.ops.batched_nms(boxes, scores, idxs, iou_threshold)


def _kept(steps: Iterable[NmsStep], boxes: Tensor) -> Tensor:
    return torch.tensor([step.picked for step in steps], dtype=torch.int64, device=boxes.device)


def _above(ious: Tensor, iou_threshold: float) -> Tensor:
    """Compare as torchvision does: 64 bits, since 0.3 is another number in 32. What is not a number isn't above."""
    return ious.double() > iou_threshold


def _by_falling_score(scores: Tensor) -> Tensor:
    return scores.argsort(descending=True, stable=True)


def _check(boxes: Tensor, scores: Tensor, iou_threshold: float, idxs: Tensor | None = None) -> None:
    fits = boxes.dim() == 2 and boxes.shape[1] == 4 and boxes.dtype in FLOATS
    require(fits, "boxes", "floats of shape (N, 4)", f"{boxes.dtype} {tuple(boxes.shape)}")
    fits = scores.shape == boxes.shape[:1] and scores.dtype in FLOATS
    require(fits, "scores", f"{len(boxes)} floats", f"{scores.dtype} {tuple(scores.shape)}")
    check_coordinates("boxes", boxes)
    require(bool(torch.isfinite(scores).all()), "scores", "finite numbers", "infinity or not-a-number")
    require(0 <= iou_threshold <= 1, "iou_threshold", "a number from 0 to 1", iou_threshold)
    if idxs is not None:
        fits = idxs.shape == boxes.shape[:1] and not idxs.is_floating_point() and idxs.dtype != torch.bool
        require(fits, "idxs", f"{len(boxes)} integers", f"{idxs.dtype} {tuple(idxs.shape)}")

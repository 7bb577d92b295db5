"""The multi-task loss of Fast R-CNN: one term for what a region shows, one for where it is."""

from typing import NamedTuple

from torch import Tensor

from lecture_utils.methods.boxes import widened
from lecture_utils.methods.losses import cross_entropy, smooth_l1
from lecture_utils.methods.validation import FLOATS, require


class RegionLoss(NamedTuple):
    """The two terms of the loss; their sum is minimised.

    Attributes
    ----------
    classification : Tensor, shape ()
        −log of the probability of the true class, over all regions.
    localisation : Tensor, shape ()
        Smooth L1 of the true class's offsets, over the regions that show an object.
    """

    classification: Tensor
    localisation: Tensor


def region_loss(
    scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor, beta: float = 1.0
) -> RegionLoss:
    """Compare what the head says of R regions with what it should have said.

    Parameters
    ----------
    scores : Tensor, shape (R, K + 1)
        Before the softmax; class 0 is the background.
    offsets : Tensor, shape (R, K, 4)
        For each category without the background, as `encode_offsets` makes them.
    labels : Tensor, shape (R,), int64
        0 for background, 1 + label for a thing.
    target_offsets : Tensor, shape (R, 4)
        Those of background regions aren't looked at.
    beta : float
        As for `smooth_l1`.

    Returns
    -------
    RegionLoss
        Both are divided by R: a scene with many objects counts more than one with few. Without regions, both are 0.

    Raises
    ------
    ValueError
        If a shape or dtype is another, or a label is none of the K + 1.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, equations 1 and 2:
    L(p, u, t^u, v) = −log p_u + λ [u ≥ 1] Σ smooth_L1(t_i^u − v_i) with λ = 1. Same result as torchvision's
    ``fastrcnn_loss`` (with β = 1/9).
    """
    _check(scores, offsets, labels, target_offsets)
    scores, offsets = widened(scores), widened(offsets)  # autocast may have made halves of them
    if not len(labels):
        return RegionLoss(scores.sum(), offsets.sum())
    shown = labels >= 1
    chosen = offsets[shown, labels[shown] - 1]  # (P, 4), the offsets of the true class
    difference = chosen - target_offsets[shown]
    return RegionLoss(cross_entropy(scores, labels), smooth_l1(difference, beta).sum() / len(labels))


def _check(scores: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor) -> None:
    fits = scores.dim() == 2 and scores.dtype in FLOATS
    require(fits, "scores", "floats, shape (R, K + 1)", f"{scores.dtype} {tuple(scores.shape)}")
    regions, classes = scores.shape
    shape = (regions, classes - 1, 4)
    require(tuple(offsets.shape) == shape, "offsets", f"shape {shape}", tuple(offsets.shape))
    require(tuple(labels.shape) == (regions,), "labels", f"one for each of {regions} regions", tuple(labels.shape))
    require(
        tuple(target_offsets.shape) == (regions, 4),
        "target_offsets",
        f"shape {(regions, 4)}",
        tuple(target_offsets.shape),
    )

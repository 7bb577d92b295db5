"""Which true box a proposal or an anchor stands for: what it is trained to be."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_iou, check_true_boxes
from lecture_utils.methods.validation import FLOATS, require

BACKGROUND = -1
"""Assigned to a box that overlaps no true one enough: it is background."""

IGNORED = -2
"""Assigned to a box that is neither object nor background: it isn't trained on."""


class RegionLabels(NamedTuple):
    """What each of R regions of one scene is trained to be.

    Attributes
    ----------
    labels : Tensor, shape (R,), int64
        0 for background, 1 + label for a thing, −1 for what isn't trained on.
    truth : Tensor, shape (R,), int64
        The index of the true box it stands for; `BACKGROUND` or `IGNORED`.
    overlap : Tensor, shape (R,)
        The largest IoU with a true box; 0 where there is none.
    """

    labels: Tensor
    truth: Tensor
    overlap: Tensor


def match_boxes(ious: Tensor, foreground: float, background: float, best_for_each: bool = False) -> Tensor:
    """Assign to each box the true box that it overlaps most, if it overlaps it enough.

    Parameters
    ----------
    ious : Tensor, shape (R, G)
        IoU of each of R boxes with each of G true ones.
    foreground : float
        From this IoU on, a box stands for the true one.
    background : float
        Below this IoU, it is background; between the two it is ignored. At most ``foreground``.
    best_for_each : bool
        Whether a box that no other box beats at some true one stands for an object in any case, even if it overlaps
        too little: so no true box goes without. Boxes that overlap nothing gain nothing by it.

    Returns
    -------
    Tensor, shape (R,), int64
        The index of a true box, of equal ones the first; `BACKGROUND`; or `IGNORED`.

    Raises
    ------
    ValueError
        If ``ious`` isn't a float matrix, or the thresholds aren't ``0 ≤ background ≤ foreground ≤ 1``.

    Notes
    -----
    A box that is the best for one true box but overlaps another one more stands for that other one. torchvision's
    ``Matcher`` does the same; it also lets boxes be the best for a true box that none overlaps, with an IoU of 0.

    References
    ----------
    Ren et al., *Faster R-CNN*, NeurIPS 2015, section 3.1.2 (loss function): positive are "(i) the anchor/anchors with
    the highest Intersection-over-Union overlap with a ground-truth box, or (ii) an anchor that has an IoU overlap
    higher than 0.7 with any ground-truth box".
    """
    fits = ious.dim() == 2 and ious.dtype in FLOATS
    require(fits, "ious", "floats, shape (R, G)", f"{ious.dtype} {tuple(ious.shape)}")
    require(0 <= foreground <= 1, "foreground", "a number from 0 to 1", foreground)
    require(0 <= background <= foreground, "background", f"a number from 0 to foreground, {foreground}", background)
    if ious.shape[1] == 0:
        return torch.full((len(ious),), BACKGROUND, dtype=torch.long, device=ious.device)
    ious = ious.nan_to_num(0.0)  # two boxes without area
    overlap, nearest = ious.max(dim=1)  # (R,)
    truth = torch.where(overlap >= foreground, nearest, IGNORED)
    truth = torch.where(overlap < background, BACKGROUND, truth)
    if best_for_each and len(ious):
        best = ious.amax(dim=0)  # (G,)
        unbeaten = ((ious == best) & (best > 0)).any(dim=1)  # (R,)
        truth = torch.where(unbeaten, nearest, truth)
    return truth


def labels_from_overlaps(
    ious: Tensor, true_labels: Tensor, foreground: float = 0.5, background: float = 0.5
) -> tuple[Tensor, Tensor]:
    """Label R regions by what they overlap most of G things.

    Parameters
    ----------
    ious : Tensor, shape (R, G)
    true_labels : Tensor, shape (G,), int64
        From 0 on, without a background.
    foreground, background : float
        As for `match_boxes`.

    Returns
    -------
    labels, truth : Tensor, shape (R,), int64
        As in `RegionLabels`.
    """
    truth = match_boxes(ious, foreground, background)
    labels = torch.where(truth == IGNORED, -1, 0)  # (R,)
    stands = truth >= 0
    labels[stands] = true_labels[truth[stands]] + 1
    return labels, truth


def label_regions(
    boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float = 0.5, background: float = 0.5
) -> RegionLabels:
    """Label proposals for a classifier of K + 1 classes, of which class 0 is the background.

    Parameters
    ----------
    boxes : Tensor, shape (R, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    true_boxes : Tensor, shape (G, 4)
    true_labels : Tensor, shape (G,), int64
        From 0 to K − 1, without a background.
    foreground, background : float
        As for `match_boxes`.

    Returns
    -------
    RegionLabels

    Raises
    ------
    ValueError
        As for `match_boxes`; if there isn't one label for each true box, or a true box has no area.

    References
    ----------
    Girshick et al., CVPR 2014, section 2.3: "all region proposals with ≥ 0.5 IoU overlap with a ground-truth box as
    positives for that box's class and the rest as negatives". Girshick, *Fast R-CNN*, ICCV 2015, section 2.3.
    """
    check_true_boxes("true_boxes", true_boxes)
    fits = true_labels.shape == (len(true_boxes),)
    require(fits, "true_labels", f"one for each of {len(true_boxes)} boxes", tuple(true_labels.shape))
    ious = box_iou(boxes, true_boxes)  # (R, G)
    labels, truth = labels_from_overlaps(ious, true_labels, foreground, background)
    overlap = ious.nan_to_num(0.0).amax(dim=1) if len(true_boxes) else boxes.new_zeros(len(boxes))
    return RegionLabels(labels, truth, overlap)

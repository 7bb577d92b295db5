"""What a mini-batch of regions should come out as: drawn regions with their classes and offsets."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.box_coder import encode_offsets
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.fast_rcnn.sampling import sample_regions
from lecture_utils.methods.matcher import label_regions

OFFSET_WEIGHTS = (10.0, 10.0, 5.0, 5.0)
"""Brings the offsets of regions that overlap their truth by a half or more to about unit variance."""


class RegionTargets(NamedTuple):
    """R regions of one scene to train on.

    Attributes
    ----------
    boxes : Tensor, shape (R, 4)
        ``(x1, y1, x2, y2)`` in pixels, those that show an object first.
    labels : Tensor, shape (R,), int64
        0 for background, 1 + label for a thing.
    truth : Tensor, shape (R,), int64
        The index of the true box that each stands for; −1 for background.
    offsets : Tensor, shape (R, 4)
        What turns each box into its true one, weighted by `OFFSET_WEIGHTS`; 0 for background.
    """

    boxes: Tensor
    labels: Tensor
    truth: Tensor
    offsets: Tensor


class AssignedTargets(NamedTuple):
    """What each of R regions of one scene should come out as.

    Attributes
    ----------
    labels : Tensor, shape (R,), int64
        0 for background, 1 + label for a thing.
    truth : Tensor, shape (R,), int64
        The index of the true box that each stands for; −1 for background.
    offsets : Tensor, shape (R, 4)
        What turns each box into its true one, weighted by `OFFSET_WEIGHTS`; 0 for background.
    """

    labels: Tensor
    truth: Tensor
    offsets: Tensor


def assign_targets(boxes: Tensor, true_boxes: Tensor, true_labels: Tensor, foreground: float = 0.5) -> AssignedTargets:
    """Say of each region which class it shows, and by which offsets it becomes the box of its thing.

    Parameters
    ----------
    boxes : Tensor, shape (R, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    true_boxes : Tensor, shape (G, 4)
    true_labels : Tensor, shape (G,), int64
        From 0 to K − 1.
    foreground : float
        From this IoU on a region shows the thing that it overlaps most, below it background.

    Returns
    -------
    AssignedTargets

    Raises
    ------
    ValueError
        As for `label_regions`.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, section 2.3: a thing's class u ≥ 1 with its offsets v; background is u = 0. The
    offsets are R-CNN's (appendix C), brought to about unit variance.
    """
    found = label_regions(boxes, true_boxes, true_labels, foreground, foreground)
    shown = found.labels > 0
    offsets = boxes.new_zeros(len(boxes), 4)
    offsets[shown] = encode_offsets(true_boxes[found.truth[shown]], boxes[shown], OFFSET_WEIGHTS)
    return AssignedTargets(found.labels, found.truth, offsets)


@torch.no_grad()
def region_targets(
    proposals: Tensor,
    true_boxes: Tensor,
    true_labels: Tensor,
    count: int = 64,
    positive_fraction: float = 0.25,
    foreground: float = 0.5,
    least_overlap: float = 0.0,
    order: Tensor | None = None,
) -> RegionTargets:
    """Draw regions of one scene and say what each should come out as.

    Parameters
    ----------
    proposals : Tensor, shape (P, 4)
        ``(x1, y1, x2, y2)`` in pixels. The true boxes are put to them: so there is something to learn from even where
        the proposals miss everything.
    true_boxes : Tensor, shape (G, 4)
    true_labels : Tensor, shape (G,), int64
        From 0 to K − 1.
    count, positive_fraction
        As for `sample_regions`.
    foreground : float
        From this IoU on a region shows an object, below it background.
    least_overlap : float
        Background overlaps a true box by so much at least. The paper's 0.1 takes hard examples only; 0 takes any.
    order : Tensor, shape (P + G,), int64, or None
        As for `sample_regions`.

    Returns
    -------
    RegionTargets

    Raises
    ------
    ValueError
        As for `label_regions` and `sample_regions`.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, section 2.3. Adding the true boxes: Girshick's code, and torchvision's
    ``RoIHeads.select_training_samples``.
    """
    boxes = torch.cat([proposals, true_boxes])  # (P + G, 4)
    assigned = assign_targets(boxes, true_boxes, true_labels, foreground)
    labels = assigned.labels
    if least_overlap > 0 and len(true_boxes):
        easy = (labels == 0) & (box_iou(boxes, true_boxes).amax(dim=1) < least_overlap)
        labels = torch.where(easy, -1, labels)
    drawn = sample_regions(labels, count, positive_fraction, order)
    return RegionTargets(boxes[drawn], assigned.labels[drawn], assigned.truth[drawn], assigned.offsets[drawn])

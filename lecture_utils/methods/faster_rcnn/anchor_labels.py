"""What each anchor is trained to be: an object that it overlaps well, background, or nothing at all."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.box_coder import encode_offsets
from lecture_utils.methods.boxes import box_iou, check_true_boxes
from lecture_utils.methods.fast_rcnn.sampling import sample_regions
from lecture_utils.methods.faster_rcnn.anchors import crosses_border
from lecture_utils.methods.matcher import IGNORED, match_boxes
from lecture_utils.methods.validation import require


class AnchorLabels(NamedTuple):
    """The anchors of a feature map, and what each is trained to be. ``at`` gives those of one cell.

    Attributes
    ----------
    anchors : Tensor, shape (h, w, A, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    ious : Tensor, shape (h, w, A, G)
        With each true box.
    labels : Tensor, shape (h, w, A), int64
        1 for an object, 0 for background, −1 for what isn't trained on.
    truth : Tensor, shape (h, w, A), int64
        The index of the true box that it stands for; `BACKGROUND` or `IGNORED`.
    by_threshold : Tensor, shape (h, w, A), bool
        Whether the IoU alone makes it an object. An object without that is the best anchor of some true box.
    """

    anchors: Tensor
    ious: Tensor
    labels: Tensor
    truth: Tensor
    by_threshold: Tensor

    def at(self, row: int, column: int) -> "AnchorLabels":
        """Return what belongs to one cell: shapes (A, 4), (A, G) and (A,)."""
        return AnchorLabels(*(part[row, column] for part in self))


@torch.no_grad()
def label_anchors(
    anchors: Tensor,
    true_boxes: Tensor,
    inside: Sequence[int] | None = None,
    foreground: float = 0.7,
    background: float = 0.3,
) -> AnchorLabels:
    """Label anchors as objects or background by their overlap with the truth.

    Parameters
    ----------
    anchors : Tensor, shape (h, w, A, 4)
        As `grid_anchors` lays them out.
    true_boxes : Tensor, shape (G, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    inside : (int, int) or None
        Height and width of the image, if anchors that cross its border are to be ignored, as in the paper. None, as in
        torchvision: all count. In a meadow of 128 pixels almost half of our anchors cross the border (of the paper's,
        two thirds did). Without them fewer things have an anchor that they share half with (90 % instead of 93 %), and
        the network is never told what to say of anchors which it is asked about all the same when it detects. So our
        recipe leaves them in, and training converges.
    foreground, background : float
        From which IoU on an anchor is an object, and below which it is background. An anchor that no other beats at
        some true box is an object in any case.

    Returns
    -------
    AnchorLabels

    Raises
    ------
    ValueError
        If the anchors have another shape, a true box has no area, or as for `match_boxes` and `crosses_border`.

    References
    ----------
    Ren et al., *Faster R-CNN*, NeurIPS 2015, section 3.1.2; border: section 3.1.3, "ignore all cross-boundary anchors".
    Same labels as ``assign_targets_to_anchors`` of torchvision's ``RegionProposalNetwork``.
    """
    require(anchors.dim() == 4 and anchors.shape[-1] == 4, "anchors", "shape (h, w, A, 4)", tuple(anchors.shape))
    check_true_boxes("true_boxes", true_boxes)
    flat = anchors.flatten(0, 2)  # (h · w · A, 4)
    ious = box_iou(flat, true_boxes)  # (h · w · A, G)
    considered = torch.ones(len(flat), dtype=torch.bool, device=flat.device)
    if inside is not None:
        considered = ~crosses_border(flat, inside)
    truth = torch.full((len(flat),), IGNORED, device=flat.device)
    truth[considered] = match_boxes(ious[considered], foreground, background, best_for_each=True)
    labels = torch.where(truth >= 0, 1, torch.where(truth == IGNORED, -1, 0))  # (h · w · A,)
    overlap = ious.amax(dim=1) if len(true_boxes) else ious.new_zeros(len(flat))
    by_threshold = (labels == 1) & (overlap >= foreground)
    grid = anchors.shape[:3]
    parts = (part.unflatten(0, grid) for part in (ious, labels, truth, by_threshold))
    return AnchorLabels(anchors, *parts)


class AnchorTargets(NamedTuple):
    """S anchors of one image to train on.

    Attributes
    ----------
    drawn : Tensor, shape (S,), int64
        Their places among all h · w · A, objects first.
    labels : Tensor, shape (S,), int64
        1 for an object, 0 for background.
    offsets : Tensor, shape (S, 4)
        What turns each anchor into its true box; 0 for background.
    """

    drawn: Tensor
    labels: Tensor
    offsets: Tensor


@torch.no_grad()
def anchor_targets(
    labelled: AnchorLabels, true_boxes: Tensor, count: int = 256, positive_fraction: float = 0.5
) -> AnchorTargets:
    """Draw anchors of one image and say what the network should say of each.

    Parameters
    ----------
    labelled : AnchorLabels
    true_boxes : Tensor, shape (G, 4)
        Those that the anchors were labelled by.
    count, positive_fraction
        As for `sample_regions`: "if there are fewer than 128 positive samples in an image, we pad the mini-batch with
        negative ones".

    Returns
    -------
    AnchorTargets

    References
    ----------
    Ren et al., *Faster R-CNN*, NeurIPS 2015, section 3.1.3; offsets: equation 2, without weights.
    """
    drawn = sample_regions(labelled.labels.flatten(), count, positive_fraction)
    anchors = labelled.anchors.flatten(0, 2)[drawn]  # (S, 4)
    labels, truth = labelled.labels.flatten()[drawn], labelled.truth.flatten()[drawn]  # (S,)
    shown = labels == 1
    offsets = anchors.new_zeros(len(drawn), 4)
    offsets[shown] = encode_offsets(true_boxes[truth[shown]], anchors[shown])
    return AnchorTargets(drawn, labels, offsets)

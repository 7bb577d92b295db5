"""From scored anchors to proposals: the surest, cut off at the border, and each thing only a few times."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.boxes import clip_boxes_to_image
from lecture_utils.methods.detections import Proposals
from lecture_utils.methods.nms import compiled_nms
from lecture_utils.methods.validation import FLOATS, require

SMALLEST_SIDE = 1e-3
"""In pixels: what lies outside the image has no sides left after clipping."""


class ProposalSteps(NamedTuple):
    """What anchors become before and after suppression.

    Attributes
    ----------
    anchors : Tensor, shape (D,), int64
        The anchor of each candidate, by falling objectness: its place among all h · w · A.
    boxes : Tensor, shape (D, 4)
        Corrected and cut off at the border, ``(x1, y1, x2, y2)`` in pixels.
    scores : Tensor, shape (D,)
        Probability of being an object.
    kept : Tensor, shape (M,), int64
        Indices of the candidates that suppression leaves and that are among the first.
    """

    anchors: Tensor
    boxes: Tensor
    scores: Tensor
    kept: Tensor


@torch.no_grad()
def proposal_steps(
    boxes: Tensor,
    objectness: Tensor,
    size: tuple[int, int],
    pre_nms_top_n: int = 1000,
    post_nms_top_n: int = 300,
    iou_threshold: float = 0.7,
) -> ProposalSteps:
    """Choose the proposals of one image from its corrected anchors, and keep every step.

    Parameters
    ----------
    boxes : Tensor, shape (A, 4)
        All corrected anchors, ``(x1, y1, x2, y2)`` in pixels.
    objectness : Tensor, shape (A,)
        Before the sigmoid.
    size : (int, int)
        Height and width of the image.
    pre_nms_top_n, post_nms_top_n : int
        How many of the surest go into non-maximum suppression, and how many come out at most.
    iou_threshold : float
        A candidate goes if it overlaps a surer one by more.

    Returns
    -------
    ProposalSteps

    Raises
    ------
    ValueError
        If a shape or dtype is another, or ``pre_nms_top_n`` or ``post_nms_top_n`` isn't positive.

    References
    ----------
    Ren et al., *Faster R-CNN*, NeurIPS 2015, section 3.3, end: NMS at 0.7, then the top-N. Same result as
    ``filter_proposals`` of torchvision's ``RegionProposalNetwork`` on one feature map.
    """
    fits = boxes.dim() == 2 and boxes.shape[1] == 4 and boxes.dtype in FLOATS
    require(fits, "boxes", "floats, shape (A, 4)", f"{boxes.dtype} {tuple(boxes.shape)}")
    fits = objectness.shape == boxes.shape[:1] and objectness.dtype in FLOATS
    require(fits, "objectness", f"{len(boxes)} floats", f"{objectness.dtype} {tuple(objectness.shape)}")
    for name, number in (("pre_nms_top_n", pre_nms_top_n), ("post_nms_top_n", post_nms_top_n)):
        require(number >= 1, name, "a positive integer", number)
    anchors = objectness.argsort(descending=True, stable=True)[:pre_nms_top_n]  # (D,)
    clipped = clip_boxes_to_image(boxes[anchors], size)
    large = (clipped[:, 2:] - clipped[:, :2] >= SMALLEST_SIDE).all(dim=1)
    anchors, clipped = anchors[large], clipped[large]
    scores = objectness[anchors].sigmoid()
    kept = compiled_nms(clipped, scores, iou_threshold)[:post_nms_top_n]
    return ProposalSteps(anchors, clipped, scores, kept)


def filter_proposals(
    boxes: Tensor,
    objectness: Tensor,
    size: tuple[int, int],
    pre_nms_top_n: int = 1000,
    post_nms_top_n: int = 300,
    iou_threshold: float = 0.7,
) -> Proposals[ProposalSteps]:
    """Choose the proposals of one image from its corrected anchors.

    Parameters, errors and references are those of `proposal_steps`.

    Returns
    -------
    Proposals
        By falling probability, with `ProposalSteps`; like those of every other method. No gradient flows through them:
        the second stage takes its regions as given.
    """
    steps = proposal_steps(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold)
    return Proposals(steps.boxes[steps.kept], steps.scores[steps.kept], steps)

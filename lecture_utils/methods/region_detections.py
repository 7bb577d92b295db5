"""From scored regions to detections: a threshold, then non-maximum suppression in each category."""

from typing import NamedTuple

from torch import Tensor

from lecture_utils.methods.boxes import clip_boxes_to_image
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.nms import compiled_nms
from lecture_utils.methods.validation import FLOATS, require

SMALLEST_SIDE = 1e-2
"""In pixels: a box that lies outside the image has no sides left after clipping."""


class RegionDetections(NamedTuple):
    """What scored regions of one image become, before and after suppression.

    Attributes
    ----------
    candidates : Detections
        Every region and category whose score is above the threshold, region by region.
    regions : Tensor, shape (D,), int64
        The region that each candidate comes from.
    kept : Tensor, shape (M,), int64
        Indices of the candidates that suppression leaves, by falling score.
    """

    candidates: Detections
    regions: Tensor
    kept: Tensor

    @property
    def detections(self) -> Detections:
        """The result: the candidates that are kept."""
        boxes, scores, labels, _ = self.candidates
        return Detections(boxes[self.kept], scores[self.kept], labels[self.kept])


def region_detections(
    boxes: Tensor,
    scores: Tensor,
    size: tuple[int, int],
    score_threshold: float = 0.05,
    iou_threshold: float = 0.5,
    max_detections: int = 100,
) -> RegionDetections:
    """Turn regions, each with a score and a box for every category, into detections.

    Parameters
    ----------
    boxes : Tensor, shape (R, K, 4)
        What each category makes of each region, ``(x1, y1, x2, y2)`` in pixels. (R, 1, 4) where all make the same.
    scores : Tensor, shape (R, K)
        Probabilities, or margins of support vector machines. Without a background.
    size : (int, int)
        Height and width of the image. Boxes are cut off at its border; what has no area left is dropped.
    score_threshold : float
        A candidate's score is above it.
    iou_threshold : float
        A candidate goes if it overlaps a better one of its category by more.
    max_detections : int
        Detections of an image, the best of all categories.

    Returns
    -------
    RegionDetections
        Its ``detections`` can be evaluated as they are.

    Raises
    ------
    ValueError
        If a shape or dtype is another, or as for `batched_nms`.

    References
    ----------
    Girshick et al., *Rich feature hierarchies for accurate object detection*, CVPR 2014, section 2.2: "given all scored
    regions in an image, we apply a greedy non-maximum suppression (for each class independently)". Same result as
    ``postprocess_detections`` of torchvision's ``RoIHeads``, which takes scores with their background.
    """
    regions, categories = _check(boxes, scores, max_detections)
    boxes = clip_boxes_to_image(boxes.expand(regions, categories, 4), size)
    large = (boxes[..., 2:] - boxes[..., :2] >= SMALLEST_SIDE).all(dim=-1)  # (R, K)
    region, label = ((scores > score_threshold) & large).nonzero().unbind(1)  # (D,)
    candidates = Detections(boxes[region, label], scores[region, label], label)
    kept = compiled_nms(candidates.boxes, candidates.scores, iou_threshold, label)[:max_detections]
    return RegionDetections(candidates, region, kept)


def _check(boxes: Tensor, scores: Tensor, max_detections: int) -> tuple[int, int]:
    fits = scores.dim() == 2 and scores.dtype in FLOATS
    require(fits, "scores", "floats, shape (R, K)", f"{scores.dtype} {tuple(scores.shape)}")
    regions, categories = scores.shape
    shapes = {(regions, categories, 4), (regions, 1, 4)}
    fits = tuple(boxes.shape) in shapes and boxes.dtype in FLOATS
    require(fits, "boxes", f"floats, shape {(regions, categories, 4)}", f"{boxes.dtype} {tuple(boxes.shape)}")
    require(max_detections >= 1, "max_detections", "a positive integer", max_detections)
    return regions, categories

"""How much the regions of a scene overlap: boxes or masks."""

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_area, box_iou
from lecture_utils.methods.detections import Detections, LabelledScene, Regions
from lecture_utils.methods.validation import require


def mask_iou(masks1: Tensor, masks2: Tensor) -> Tensor:
    """Divide the intersection by the union, for each mask of one set with each mask of another.

    Parameters
    ----------
    masks1 : Tensor, shape (N, H, W), bool
    masks2 : Tensor, shape (M, H, W), bool

    Returns
    -------
    Tensor, shape (N, M), float64
        0 also where both masks are empty.

    Raises
    ------
    ValueError
        If a set has another shape or dtype, or the sizes differ.

    References
    ----------
    Lin et al., *Microsoft COCO*, ECCV 2014: masks are scored as boxes are, by their IoU. Same result as
    ``pycocotools.mask.iou`` without crowds.
    """
    for name, masks in (("masks1", masks1), ("masks2", masks2)):
        fits = masks.dim() == 3 and masks.dtype == torch.bool
        require(fits, name, "bool, shape (K, H, W)", f"{masks.dtype} {tuple(masks.shape)}")
    require(masks1.shape[1:] == masks2.shape[1:], "masks2", f"size {tuple(masks1.shape[1:])}", tuple(masks2.shape[1:]))
    one, other = _zeros_and_ones(masks1), _zeros_and_ones(masks2)  # (N, H*W), (M, H*W)
    intersection = (one @ other.T).double()  # (N, M): one matrix product counts the common pixels of all pairs
    union = one.sum(1).double()[:, None] + other.sum(1).double() - intersection
    return intersection / union.clamp(min=1)


def region_overlap(detections: Detections, truth: LabelledScene, regions: Regions) -> Tensor:
    """IoU of each detection of a scene with each truth in it, whatever their classes.

    Parameters
    ----------
    detections : Detections
    truth : Truth or scene
    regions : "boxes" or "masks"

    Returns
    -------
    Tensor, shape (D, G), float64
        0 where two boxes have no area.
    """
    if regions == "masks":
        assert detections.masks is not None
        assert truth.masks is not None
        return mask_iou(detections.masks.cpu(), truth.masks.cpu())
    return box_iou(_exact(detections.boxes), _exact(truth.boxes)).nan_to_num(0)


def region_area(scene: Detections | LabelledScene, regions: Regions) -> Tensor:
    """Area of each region of a scene in pixels: of its box, or of its mask. Shape (K,), float64."""
    if regions == "masks":
        assert scene.masks is not None
        return _zeros_and_ones(scene.masks.cpu()).sum(1).double()
    return box_area(_exact(scene.boxes))


def _zeros_and_ones(masks: Tensor) -> Tensor:
    """Masks as rows of floats: float32 counts up to 2**24 pixels exactly. By way of bytes it is four times faster."""
    dtype = torch.float32 if masks.shape[1:].numel() <= 2**24 else torch.float64
    return masks.contiguous().view(torch.uint8).flatten(1).to(dtype)


def _exact(boxes: Tensor) -> Tensor:
    return boxes.detach().cpu().double()

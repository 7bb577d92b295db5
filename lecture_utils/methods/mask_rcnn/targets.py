"""What a mask head should say: the true mask, seen through the region that it is asked about."""

import torch
from torch import Tensor

from lecture_utils.methods.boxes import widened
from lecture_utils.methods.roi import roi_align
from lecture_utils.methods.validation import FLOATS, require


@torch.no_grad()
def project_masks(masks: Tensor, truth: Tensor, boxes: Tensor, cells: int, aligned: bool = True) -> Tensor:
    """Cut each region's true mask out of the image and bring it to the mask head's grid.

    Parameters
    ----------
    masks : Tensor, shape (G, H, W), bool
        Of the true things.
    truth : Tensor, shape (R,), int64
        For each region, the thing that it stands for.
    boxes : Tensor, shape (R, 4)
        The regions, ``(x1, y1, x2, y2)`` in pixels.
    cells : int
        m, rows and columns of the grid.
    aligned : bool
        Whether the value of a pixel is that at its middle, half a pixel from its edge. torchvision has False: masks are
        then learned half a pixel off.

    Returns
    -------
    Tensor, shape (R, m, m)
        The share of each cell that the mask covers, from 0 to 1: RoI Align of the mask.

    Raises
    ------
    ValueError
        If a shape or dtype is another, or there is no such thing.

    References
    ----------
    He et al., *Mask R-CNN*, ICCV 2017, section 3, end: "the mask target is the intersection between an RoI and its
    associated ground-truth mask". Same result as torchvision's ``project_masks_on_boxes`` where not aligned.
    """
    fits = masks.dim() == 3 and masks.dtype == torch.bool
    require(fits, "masks", "bool, shape (G, H, W)", f"{masks.dtype} {tuple(masks.shape)}")
    fits = boxes.dim() == 2 and boxes.shape[1] == 4 and boxes.dtype in FLOATS
    require(fits, "boxes", "floats, shape (R, 4)", f"{boxes.dtype} {tuple(boxes.shape)}")
    require(truth.shape == boxes.shape[:1], "truth", f"one for each of {len(boxes)} boxes", tuple(truth.shape))
    require(cells >= 1, "cells", "a positive integer", cells)
    known = bool(((truth >= 0) & (truth < len(masks))).all())
    require(known, "truth", f"things from 0 to {len(masks) - 1}", truth.tolist())
    if not len(boxes):
        return boxes.new_zeros(0, cells, cells)
    places = widened(boxes)
    regions = torch.cat([truth[:, None].to(places.dtype), places], dim=1)  # (R, 5), the mask's number in front
    covered = roi_align(masks[:, None].to(places.dtype), regions, cells, aligned=aligned)[:, 0]  # (R, m, m)
    return covered.to(boxes.dtype)

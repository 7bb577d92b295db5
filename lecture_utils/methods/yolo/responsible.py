"""Which of a cell's B boxes is trained on the thing in it."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_convert, box_iou
from lecture_utils.methods.validation import FLOATS, require


class Responsible(NamedTuple):
    """The responsible box of each of M cells that hold a thing.

    Attributes
    ----------
    chosen : Tensor, shape (M,), int64
        Which of the B boxes it is.
    ious : Tensor, shape (M, B)
        IoU of each box with the thing.
    distances : Tensor, shape (M, B)
        Root of the mean square difference in centre and sides; it decides where all IoUs are 0.
    """

    chosen: Tensor
    ious: Tensor
    distances: Tensor


@torch.no_grad()
def responsible_boxes(boxes: Tensor, truth: Tensor) -> Responsible:
    """Choose in each cell the box that fits the thing best already: so the boxes specialise, in sizes, say.

    Parameters
    ----------
    boxes : Tensor, shape (M, B, 4)
        The predicted ones of each cell that holds a thing, ``(x1, y1, x2, y2)``, relative to the image.
    truth : Tensor, shape (M, 4)
        The thing's box.

    Returns
    -------
    Responsible
        The box with the highest IoU; where no box meets the thing, the one with the smallest distance. Of equal ones
        the first.

    Raises
    ------
    ValueError
        If a shape or dtype is another, or there is no box.

    References
    ----------
    Redmon et al., CVPR 2016, section 2: "we assign one predictor to be 'responsible' for predicting an object based on
    which prediction has the highest current IOU with the ground truth". The paper leaves open what happens where all
    are 0, as often at first; the authors' code (``detection_layer.c`` of darknet) then takes the distance.
    """
    fits = boxes.dim() == 3 and boxes.shape[1] >= 1 and boxes.shape[2] == 4 and boxes.dtype in FLOATS
    require(fits, "boxes", "floats, shape (M, B, 4), B at least 1", f"{boxes.dtype} {tuple(boxes.shape)}")
    require(tuple(truth.shape) == (len(boxes), 4), "truth", f"shape {(len(boxes), 4)}", tuple(truth.shape))
    ious = box_iou(boxes, truth[:, None]).squeeze(2).nan_to_num(0.0)  # (M, B)
    apart = box_convert(boxes, "xyxy", "cxcywh") - box_convert(truth, "xyxy", "cxcywh")[:, None]  # (M, B, 4)
    distances = apart.square().mean(dim=2).sqrt()  # (M, B)
    meets = (ious > 0).any(dim=1)  # (M,)
    return Responsible(torch.where(meets, ious.argmax(dim=1), distances.argmin(dim=1)), ious, distances)

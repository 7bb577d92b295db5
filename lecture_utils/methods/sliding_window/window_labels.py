"""What a window shows: which object, background, or too much of an object to be the one and too little to be the other.

A window is square and objects aren't: the window of an object is the smallest square around its box.
"""

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.validation import require

BACKGROUND = 0
"""The label of a window that shows no object, or only a part of one."""

UNCLEAR = -1
"""The label of a window that a classifier isn't taught."""


def squares_around(boxes: Tensor) -> Tensor:
    """Return the smallest square about the middle of each box that contains it.

    Parameters
    ----------
    boxes : Tensor, shape (K, 4)
        ``(x1, y1, x2, y2)`` in pixels.

    Returns
    -------
    Tensor, shape (K, 4)
        May reach outside the image.

    Raises
    ------
    ValueError
        If ``boxes`` has another shape.
    """
    require(boxes.dim() == 2 and boxes.shape[1] == 4, "boxes", "shape (K, 4)", tuple(boxes.shape))
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2  # (K, 2)
    side = (boxes[:, 2:] - boxes[:, :2]).amax(dim=1, keepdim=True)  # (K, 1)
    return torch.cat([middle - side / 2, middle + side / 2], dim=1)


def label_windows(
    windows: Tensor, boxes: Tensor, labels: Tensor, object_iou: float = 0.6, background_iou: float = 0.4
) -> Tensor:
    """Say what each window shows.

    Parameters
    ----------
    windows : Tensor, shape (N, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    boxes : Tensor, shape (K, 4)
        Of the objects.
    labels : Tensor, shape (K,), int64
        Their categories, from 0 on.
    object_iou : float
        A window shows an object if its IoU with the square around it is at least so large; the object with the largest
        IoU counts.
    background_iou : float
        It shows background if its IoU with every square is below; most partial views of an object are among these.

    Returns
    -------
    Tensor, shape (N,), int64
        `BACKGROUND`, `UNCLEAR` between the two thresholds, or 1 + the object's category.

    Raises
    ------
    ValueError
        If shapes don't fit, or the thresholds aren't in order between 0 and 1.
    """
    require(len(boxes) == len(labels), "labels", f"one for each of {len(boxes)} boxes", len(labels))
    in_order = 0 < background_iou <= object_iou <= 1
    require(in_order, "background_iou", f"above 0, at most object_iou = {object_iou} ≤ 1", background_iou)
    found = torch.full((len(windows),), BACKGROUND, dtype=torch.long, device=windows.device)
    if len(boxes) == 0:
        return found
    iou, best = box_iou(windows, squares_around(boxes)).max(dim=1)  # (N,)
    found[iou >= background_iou] = UNCLEAR
    return torch.where(iou >= object_iou, 1 + labels[best], found)

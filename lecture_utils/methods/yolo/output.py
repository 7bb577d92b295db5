"""The output tensor of YOLO laid open: for each cell of the grid, B boxes with their confidences, and C classes."""

from typing import NamedTuple

from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require

BOX = 5
"""Numbers that a box takes: x, y, √w, √h, confidence."""


class YoloOutput(NamedTuple):
    """An output tensor by the names of its parts. All are views: a change of one changes the tensor.

    Attributes
    ----------
    boxes : Tensor, shape (..., S, S, B, 4)
        (x, y, √w, √h): the centre relative to the cell, from 0 at its left and upper edge to 1; the square roots of
        width and height relative to the image.
    confidences : Tensor, shape (..., S, S, B)
        Pr(object) × IoU with the truth.
    classes : Tensor, shape (..., S, S, C)
        Pr(class | object), one set for each cell, whatever B is.
    """

    boxes: Tensor
    confidences: Tensor
    classes: Tensor


def split_output(output: Tensor, boxes_per_cell: int = 2) -> YoloOutput:
    """Name the parts of an S × S × (5B + C) tensor.

    Parameters
    ----------
    output : Tensor, shape (..., S, S, 5B + C)
        Each cell ``[row, column]`` has B times (x, y, √w, √h, confidence), then C classes.
    boxes_per_cell : int
        B. A target tensor, S × S × (5 + C), has one.

    Returns
    -------
    YoloOutput

    Raises
    ------
    ValueError
        If the tensor isn't one of floats with two equal dimensions of cells and at least 5B + 1 numbers for each.

    References
    ----------
    Redmon et al., *You Only Look Once*, CVPR 2016, section 2: "these predictions are encoded as an S × S × (B∗5 + C)
    tensor", with S = 7, B = 2 and C = 20 for PASCAL VOC. Slide "YOLO: You Only Look Once". The authors' code lays the
    same numbers in another order, and predicts the square roots, as here.
    """
    require(boxes_per_cell >= 1, "boxes_per_cell", "a positive integer", boxes_per_cell)
    numbers = BOX * boxes_per_cell
    fits = output.dim() >= 3 and output.shape[-3] == output.shape[-2] and output.shape[-1] > numbers
    wanted = f"floats, shape (..., S, S, {numbers} + C)"
    require(fits and output.dtype in FLOATS, "output", wanted, f"{output.dtype} {tuple(output.shape)}")
    each = output[..., :numbers].unflatten(-1, (boxes_per_cell, BOX))  # (..., S, S, B, 5)
    return YoloOutput(each[..., :4], each[..., 4], output[..., numbers:])

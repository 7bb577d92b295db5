"""Box regression: a box is corrected by four offsets, relative to its own size.

An offset of 0.5 in x means half the box's width, so the same numbers correct near and far things alike. Sides change by
a factor, whose logarithm is predicted: no prediction makes a side negative.
"""

import math

import torch
from torch import Tensor

from lecture_utils.methods.boxes import widened
from lecture_utils.methods.validation import FLOATS, require

PLAIN = (1.0, 1.0, 1.0, 1.0)
"""Offsets as the R-CNN paper writes them."""

LARGEST_GROWTH = 1000 / 16
"""No decoded side is longer than so many times the box's: a wild offset must not overflow."""


def encode_offsets(truth: Tensor, boxes: Tensor, weights: tuple[float, float, float, float] = PLAIN) -> Tensor:
    """Tell by which offsets each box becomes its true box: what a regressor learns.

    Parameters
    ----------
    truth : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels, for each box the one that it should become.
    boxes : Tensor, shape (..., 4)
        Proposals or anchors, with an area.
    weights : four floats
        By which (t_x, t_y, t_w, t_h) are multiplied. Fast R-CNN brings them to unit variance, since offsets of
        proposals that overlap their truth are small: a loss on them would hardly count beside the classifier's.

    Returns
    -------
    Tensor, shape (..., 4)
        (t_x, t_y, t_w, t_h): t_x = (G_x − P_x) / P_w, t_y = (G_y − P_y) / P_h for the centres, t_w = log(G_w / P_w),
        t_h = log(G_h / P_h) for the sides. In float32 or float64.

    Raises
    ------
    ValueError
        If a shape is another, or the boxes aren't floats.

    References
    ----------
    Girshick et al., *Rich feature hierarchies for accurate object detection*, CVPR 2014, appendix C, equations 6 to 9.
    Same result as ``encode_single`` of torchvision's ``BoxCoder``.
    """
    _check("truth", truth)
    _check("boxes", boxes)
    true_centre, true_size = _centre_and_size(widened(truth))
    centre, size = _centre_and_size(widened(boxes))
    moves = (true_centre - centre) / size  # (..., 2)
    growths = (true_size / size).log()  # (..., 2)
    return torch.cat([moves, growths], dim=-1) * moves.new_tensor(weights)  # (..., 4)


def decode_offsets(offsets: Tensor, boxes: Tensor, weights: tuple[float, float, float, float] = PLAIN) -> Tensor:
    """Correct boxes by their offsets.

    Parameters
    ----------
    offsets : Tensor, shape (..., 4)
        (t_x, t_y, t_w, t_h) as `encode_offsets` makes them.
    boxes : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels. Shapes are broadcast: offsets (R, K, 4) of K categories correct boxes (R, 1, 4).
    weights : four floats
        Those that the offsets were encoded with.

    Returns
    -------
    Tensor, shape (..., 4)
        May reach outside the image. In float32 or float64, whatever type a network predicts offsets in.

    Raises
    ------
    ValueError
        If a shape is another, or the offsets or boxes aren't floats.

    References
    ----------
    Girshick et al., CVPR 2014, appendix C, equations 1 to 4. Same result as ``decode`` of torchvision's ``BoxCoder``,
    which bounds the growth too.
    """
    _check("offsets", offsets)
    _check("boxes", boxes)
    offsets = widened(offsets)
    centre, size = _centre_and_size(boxes.to(offsets.dtype))
    plain = offsets / offsets.new_tensor(weights)
    centre = centre + plain[..., :2] * size  # (..., 2)
    size = size * plain[..., 2:].clamp(max=math.log(LARGEST_GROWTH)).exp()  # (..., 2)
    return torch.cat([centre - size / 2, centre + size / 2], dim=-1)  # (..., 4)


def _centre_and_size(boxes: Tensor) -> tuple[Tensor, Tensor]:
    size = boxes[..., 2:] - boxes[..., :2]
    return boxes[..., :2] + size / 2, size


def _check(name: str, boxes: Tensor) -> None:
    fits = boxes.dim() >= 1 and boxes.shape[-1] == 4 and boxes.dtype in FLOATS
    require(fits, name, "floats, shape (..., 4)", f"{boxes.dtype} {tuple(boxes.shape)}")

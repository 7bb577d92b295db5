"""Boxes: their area, their overlap, the ways to write them down.

A box is ``(x1, y1, x2, y2)`` in pixels: x1 and x2 are its left and right edge, y1 and y2 its upper and lower one. Edges
lie between pixels, so a box around one pixel in the corner is (0, 0, 1, 1) and has the area 1.
"""

import torch
from torch import Tensor

from lecture_utils.methods.validation import require

FORMATS = ("xyxy", "xywh", "cxcywh")
"""Ways to write down a box: two corners; first corner, width and height; centre, width and height."""

LARGEST_COORDINATE = 1e9
"""No picture has so many pixels; areas of larger boxes are too large for float32 and int64."""


def box_area(boxes: Tensor) -> Tensor:
    """Multiply the sides of each box.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels.

    Returns
    -------
    Tensor, shape (...)
        In square pixels: float64 for boxes of float64, float32 for other floats, int64 for whole numbers.

    Raises
    ------
    ValueError
        If ``boxes`` has another shape.

    References
    ----------
    Same result as ``torchvision.ops.box_area``.
    """
    _check_boxes("boxes", boxes)
    x1, y1, x2, y2 = widened(boxes).unbind(-1)
    return (x2 - x1) * (y2 - y1)


def box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Divide the intersection by the union, for each box of one set with each box of another.

    Parameters
    ----------
    boxes1 : Tensor, shape (..., N, 4)
    boxes2 : Tensor, shape (..., M, 4)
        ``(x1, y1, x2, y2)`` in pixels.

    Returns
    -------
    Tensor, shape (..., N, M)
        0 for boxes that don't meet, 1 for equal ones; not-a-number where both have no area.

    Raises
    ------
    ValueError
        If a set has another shape.

    References
    ----------
    Everingham et al., *The PASCAL Visual Object Classes (VOC) Challenge*, IJCV 2010, section 4.2 ("area of overlap").
    Same result as ``torchvision.ops.box_iou``.
    """
    intersection, union = _intersection_and_union(boxes1, boxes2)
    return intersection / union


def generalized_box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Subtract from the IoU the share of the smallest enclosing box that neither box covers.

    Boxes that don't meet have an IoU of 0 wherever they are. The generalized IoU falls with their distance, so its
    gradient pulls them together.

    Parameters
    ----------
    boxes1 : Tensor, shape (..., N, 4)
    boxes2 : Tensor, shape (..., M, 4)
        ``(x1, y1, x2, y2)`` in pixels.

    Returns
    -------
    Tensor, shape (..., N, M)
        In (−1, 1]; not-a-number where the enclosing box or the union has no area.

    Raises
    ------
    ValueError
        As for `box_iou`.

    References
    ----------
    Rezatofighi et al., *Generalized Intersection over Union*, CVPR 2019, algorithm 1.
    Same result as ``torchvision.ops.generalized_box_iou``.
    """
    intersection, union = _intersection_and_union(boxes1, boxes2)
    boxes1, boxes2 = widened(boxes1), widened(boxes2)
    one, other = boxes1[..., :, None, :], boxes2[..., None, :, :]  # (..., N, 1, 4), (..., 1, M, 4)
    enclosing = _rectangle(torch.min(one[..., :2], other[..., :2]), torch.max(one[..., 2:], other[..., 2:]))
    return intersection / union - (enclosing - union) / enclosing


def box_convert(boxes: Tensor, in_fmt: str, out_fmt: str) -> Tensor:
    """Write boxes down in another way.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
    in_fmt, out_fmt : str
        ``"xyxy"``: x1, y1, x2, y2. ``"xywh"``: x1, y1, width, height. ``"cxcywh"``: centre, width, height.

    Returns
    -------
    Tensor, shape (..., 4)
        A new tensor; floats if a centre comes from whole numbers. Computed in float32 or better and rounded once;
        whole numbers of 8 bits, which hold no sum of two of them, become int64.

    Raises
    ------
    ValueError
        If a format is none of the three, or ``boxes`` has another shape.

    References
    ----------
    Same result as ``torchvision.ops.box_convert``.
    """
    for name, given in (("in_fmt", in_fmt), ("out_fmt", out_fmt)):
        require(given in FORMATS, name, f"one of {', '.join(FORMATS)}", repr(given))
    _check_boxes("boxes", boxes)
    if in_fmt == out_fmt:
        return boxes.clone()
    corners = _to_corners(widened(boxes), in_fmt)
    converted = corners if out_fmt == "xyxy" else _from_corners(corners, out_fmt)
    short = boxes.dtype in (torch.uint8, torch.int8) or converted.is_floating_point() != boxes.is_floating_point()
    return converted if short else converted.to(boxes.dtype)


def clip_boxes_to_image(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Cut off what lies outside the image.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels.
    size : (int, int)
        Height and width of the image.

    Returns
    -------
    Tensor, shape (..., 4)
        A box that lies wholly outside becomes one without area on the border.

    Raises
    ------
    ValueError
        If ``boxes`` has another shape, or ``size`` isn't two numbers.

    References
    ----------
    Same result as ``torchvision.ops.clip_boxes_to_image``.
    """
    _check_boxes("boxes", boxes)
    require(len(size) == 2, "size", "(height, width)", size)
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(-1)
    return torch.stack([x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height)], dim=-1)


def _intersection_and_union(boxes1: Tensor, boxes2: Tensor) -> tuple[Tensor, Tensor]:
    """Areas that each pair of boxes shares and covers together, both of shape (..., N, M)."""
    for name, boxes in (("boxes1", boxes1), ("boxes2", boxes2)):
        _check_boxes(name, boxes)
        require(boxes.dim() >= 2, name, "shape (..., N, 4)", tuple(boxes.shape))
    boxes1, boxes2 = widened(boxes1), widened(boxes2)
    one, other = boxes1[..., :, None, :], boxes2[..., None, :, :]  # (..., N, 1, 4), (..., 1, M, 4)
    intersection = _rectangle(torch.max(one[..., :2], other[..., :2]), torch.min(one[..., 2:], other[..., 2:]))
    union = box_area(boxes1)[..., :, None] + box_area(boxes2)[..., None, :] - intersection  # (..., N, M)
    return intersection, union


def _rectangle(start: Tensor, end: Tensor) -> Tensor:
    """Area between two corners, shape (..., 2) each; 0 where the end lies before the start."""
    width, height = (end - start).clamp(min=0).unbind(-1)
    return width * height


def widened(numbers: Tensor) -> Tensor:
    """Give coordinates the precision of float32 or better, and whole numbers 64 bits.

    In bfloat16, 257 is 256 and 1001 is 1000; the area of 300 × 300 is too large for a float16, that of 50,000 × 50,000
    for an int32.

    Parameters
    ----------
    numbers : Tensor, any shape
        Of any real dtype.

    Returns
    -------
    Tensor, same shape
        float64 stays what it is; other floats become float32, whole numbers int64.
    """
    if numbers.is_floating_point():
        return numbers if numbers.dtype == torch.float64 else numbers.float()
    return numbers.long()


def _to_corners(boxes: Tensor, fmt: str) -> Tensor:
    if fmt == "xyxy":
        return boxes
    x, y, width, height = boxes.unbind(-1)
    if fmt == "cxcywh":
        return torch.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], dim=-1)
    return torch.stack([x, y, x + width, y + height], dim=-1)


def _from_corners(corners: Tensor, fmt: str) -> Tensor:
    x1, y1, x2, y2 = corners.unbind(-1)
    if fmt == "cxcywh":
        return torch.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1], dim=-1)
    return torch.stack([x1, y1, x2 - x1, y2 - y1], dim=-1)


def _check_boxes(name: str, boxes: Tensor) -> None:
    require(isinstance(boxes, Tensor), name, "a tensor of shape (..., 4)", type(boxes).__name__)
    require(boxes.dim() >= 1 and boxes.shape[-1] == 4, name, "shape (..., 4)", tuple(boxes.shape))


def check_coordinates(name: str, boxes: Tensor) -> None:
    """Check that every coordinate is a number that can be computed with.

    Raises
    ------
    ValueError
        If one isn't finite, or is beyond ±`LARGEST_COORDINATE`.
    """
    require(bool(torch.isfinite(boxes).all()), name, "finite numbers", "infinity or not-a-number")
    largest = float(boxes.double().abs().max()) if boxes.numel() else 0.0
    require(largest <= LARGEST_COORDINATE, name, f"coordinates up to ±{LARGEST_COORDINATE:g}", f"{largest:g}")


def check_true_boxes(name: str, boxes: Tensor) -> None:
    """Check that these are boxes of things, where truths come in: each with an area.

    Raises
    ------
    ValueError
        If they have another shape, as for `check_coordinates`, or a box ends where it begins or before.
    """
    require(isinstance(boxes, Tensor), name, "a tensor of shape (G, 4)", type(boxes).__name__)
    require(boxes.dim() == 2 and boxes.shape[1] == 4, name, "shape (G, 4)", tuple(boxes.shape))
    check_coordinates(name, boxes)
    large = (boxes[:, :2] < boxes[:, 2:]).all(dim=1)
    require(bool(large.all()), name, "x1 < x2 and y1 < y2 in every box", boxes[~large][:1].tolist())

"""The grid of YOLO: which cell a box belongs to, and boxes in the cells' own numbers."""

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_convert, check_true_boxes
from lecture_utils.methods.validation import FLOATS, require


def cells_of(boxes: Tensor, grid: int, size: tuple[int, int]) -> Tensor:
    """Find the cell into which the centre of each box falls: it is the one that has to find this thing.

    Parameters
    ----------
    boxes : Tensor, shape (G, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    grid : int
        S: the image is divided into S × S cells.
    size : (int, int)
        Height and width of the image in pixels.

    Returns
    -------
    Tensor, shape (G, 2), int64
        (row, column), each from 0 to S − 1. A centre on the edge of two cells belongs to the right or lower one, a
        centre on the image's own edge to the last one.

    Raises
    ------
    ValueError
        If the boxes aren't floats of this shape, a centre lies outside the image, or grid or size isn't positive.

    References
    ----------
    Redmon et al., CVPR 2016, section 2: "if the center of an object falls into a grid cell, that grid cell is
    responsible for detecting that object".
    """
    check_boxes("boxes", boxes)
    check_grid(grid, size)
    height, width = size
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2  # (G, 2), x before y
    relative = centres / centres.new_tensor([width, height])
    inside = ((relative >= 0) & (relative <= 1)).all(dim=1)
    require(bool(inside.all()), "boxes", f"centres inside the image, {size}", boxes[~inside][:1].tolist())
    return (relative.flip(1) * grid).long().clamp(max=grid - 1)


def encode_boxes(boxes: Tensor, cells: Tensor, grid: int, size: tuple[int, int]) -> Tensor:
    """Write boxes in the numbers that a cell predicts.

    Parameters
    ----------
    boxes : Tensor, shape (G, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    cells : Tensor, shape (G, 2), integer
        The (row, column) that each box is relative to, as `cells_of` finds it.
    grid : int
    size : (int, int)
        Height and width of the image in pixels.

    Returns
    -------
    Tensor, shape (G, 4)
        (x, y, √w, √h). The centre is relative to the cell, the sides are relative to the image.

    Raises
    ------
    ValueError
        If a shape is another, or a box has no area.

    References
    ----------
    Redmon et al., CVPR 2016, section 2: "the (x, y) coordinates represent the center of the box relative to the bounds
    of the grid cell. The width and height are predicted relative to the whole image"; section 2.2: "we predict the
    square root of the bounding box width and height instead of the width and height directly".
    """
    check_boxes("boxes", boxes)
    check_grid(grid, size)
    require(tuple(cells.shape) == (len(boxes), 2), "cells", f"shape {(len(boxes), 2)}", tuple(cells.shape))
    height, width = size
    relative = boxes / boxes.new_tensor([width, height, width, height])
    centre, sides = box_convert(relative, "xyxy", "cxcywh").split(2, dim=1)  # (G, 2) both
    return torch.cat([centre * grid - cells.flip(1), sides.sqrt()], dim=1)  # (G, 4)


def decode_boxes(encoded: Tensor, size: tuple[int, int]) -> Tensor:
    """Turn what the cells predict into boxes in pixels.

    Parameters
    ----------
    encoded : Tensor, shape (..., S, S, B, 4)
        (x, y, √w, √h) of B boxes in each cell.
    size : (int, int)
        Height and width of the image in pixels; (1, 1) gives boxes relative to the image.

    Returns
    -------
    Tensor, shape (..., S, S, B, 4)
        ``(x1, y1, x2, y2)``. May reach outside the image. No side is negative, whatever is predicted: a square isn't.

    Raises
    ------
    ValueError
        If the shape is another.
    """
    fits = encoded.dim() >= 4 and encoded.shape[-1] == 4 and encoded.shape[-4] == encoded.shape[-3]
    fits = fits and encoded.dtype in FLOATS
    require(fits, "encoded", "floats, shape (..., S, S, B, 4)", f"{encoded.dtype} {tuple(encoded.shape)}")
    grid = encoded.shape[-3]
    check_grid(grid, size)
    height, width = size
    place = torch.arange(grid, dtype=encoded.dtype, device=encoded.device)
    rows, columns = torch.meshgrid(place, place, indexing="ij")  # (S, S)
    corners = torch.stack([columns, rows], dim=-1)[:, :, None]  # (S, S, 1, 2), x before y
    centre = (corners + encoded[..., :2]) / grid  # (..., S, S, B, 2)
    relative = box_convert(torch.cat([centre, encoded[..., 2:] ** 2], dim=-1), "cxcywh", "xyxy")
    return relative * encoded.new_tensor([width, height, width, height])


def check_boxes(name: str, boxes: Tensor) -> None:
    """Require floats of shape (G, 4), each a box with an area."""
    fits = boxes.dim() == 2 and boxes.shape[1] == 4 and boxes.dtype in FLOATS
    require(fits, name, "floats, shape (G, 4)", f"{boxes.dtype} {tuple(boxes.shape)}")
    check_true_boxes(name, boxes)


def check_grid(grid: int, size: tuple[int, int]) -> None:
    """Require a grid and an image that aren't empty."""
    require(isinstance(grid, int) and grid >= 1, "grid", "a positive integer", grid)
    require(len(size) == 2 and min(size) > 0, "size", "(height, width), both positive", size)

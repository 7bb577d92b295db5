"""Pasting: a mask of a few cells goes back to its place in the image, which needn't begin at a whole pixel."""

import torch
from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require

SMALLEST_SIDE = 1e-2
"""In pixels: a box without area has no place for a mask."""


def paste_masks(masks: Tensor, boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Stretch each mask over its box, and read it at the middle of every pixel of the image.

    Parameters
    ----------
    masks : Tensor, shape (D, m, m)
        Floats; probabilities, usually.
    boxes : Tensor, shape (D, 4)
        ``(x1, y1, x2, y2)`` in pixels; may reach outside the image. Computed with in float32 or float64.
    size : (int, int)
        Height H and width W of the image.

    Returns
    -------
    Tensor, shape (D, H, W)
        Between the middles of cells by bilinear interpolation; outside the mask counts as 0.

    Raises
    ------
    ValueError
        If a shape or dtype is another.

    Notes
    -----
    torchvision's ``paste_masks_in_image`` first cuts the corners of boxes down to whole pixels, and takes the last
    pixel as part of the box: masks move by up to a pixel. On such boxes, the results are the same.

    References
    ----------
    He et al., *Mask R-CNN*, ICCV 2017, section 3.1, inference: "the m × m floating-number mask output is then resized
    to the RoI size, and binarized at a threshold of 0.5".
    """
    fits = masks.dim() == 3 and masks.dtype in FLOATS
    require(fits, "masks", "floats, shape (D, m, m)", f"{masks.dtype} {tuple(masks.shape)}")
    require(tuple(boxes.shape) == (len(masks), 4), "boxes", f"shape {(len(masks), 4)}", tuple(boxes.shape))
    require(len(size) == 2 and min(size) >= 1, "size", "(height, width)", size)
    (height, width), (rows, columns) = size, masks.shape[1:]
    x1, y1, x2, y2 = boxes.to(torch.promote_types(boxes.dtype, torch.float32)).unbind(1)
    from_rows = interpolation_weights(y1, y2, height, rows)  # (D, H, m)
    from_columns = interpolation_weights(x1, x2, width, columns)  # (D, W, m)
    pasted = from_rows @ masks.to(from_rows.dtype) @ from_columns.transpose(1, 2)  # (D, H, W)
    return pasted.to(masks.dtype)


def paste_mask(mask: Tensor, box: Tensor, size: tuple[int, int]) -> Tensor:
    """Paste one mask as `paste_masks` pastes many, with every step in a line of its own.

    Parameters
    ----------
    mask : Tensor, shape (m, n)
        Floats: m rows and n columns of cells, which cover the box exactly.
    box : Tensor, shape (4,)
        ``(x1, y1, x2, y2)`` in pixels, with a positive width and height; may reach outside the image.
    size : (int, int)
        Height H and width W of the image.

    Returns
    -------
    Tensor, shape (H, W)

    Raises
    ------
    ValueError
        If a shape or dtype is another, or the box has no area.

    References
    ----------
    As for `paste_masks`.
    """
    fits = mask.dim() == 2 and mask.dtype in FLOATS
    require(fits, "mask", "floats, shape (m, n)", f"{mask.dtype} {tuple(mask.shape)}")
    require(tuple(box.shape) == (4,), "box", "shape (4,)", tuple(box.shape))
    (height, width), (rows, columns) = size, mask.shape
    x1, y1, x2, y2 = box.to(mask.dtype)
    require(bool(x2 > x1) and bool(y2 > y1), "box", "x1 < x2 and y1 < y2", box.tolist())
    middles_y, middles_x = (torch.arange(pixels, dtype=mask.dtype) + 0.5 for pixels in (height, width))
    row_of = (middles_y - y1) / (y2 - y1) * rows - 0.5  # (H,), the middle of the mask's row i is at i
    column_of = (middles_x - x1) / (x2 - x1) * columns - 0.5  # (W,)
    from_rows = (1 - (row_of[:, None] - torch.arange(rows)).abs()).clamp(min=0)  # (H, m)
    from_columns = (1 - (column_of[:, None] - torch.arange(columns)).abs()).clamp(min=0)  # (W, n)
    return from_rows @ mask @ from_columns.T  # (H, W)


def interpolation_weights(start: Tensor, end: Tensor, pixels: int, cells: int) -> Tensor:
    """Say how much each cell of a mask counts at each pixel, along one axis.

    Parameters
    ----------
    start, end : Tensor, shape (D,)
        Where the masks begin and end, in pixels.
    pixels, cells : int
        Length of the image and of the masks.

    Returns
    -------
    Tensor, shape (D, pixels, cells)
        1 − d for a cell whose middle is d < 1 cells from the pixel's, otherwise 0: at most two of a pixel aren't 0.
    """
    middles = torch.arange(pixels, dtype=start.dtype, device=start.device) + 0.5  # (pixels,)
    sides = (end - start).clamp(min=SMALLEST_SIDE)
    in_cells = (middles - start[:, None]) / sides[:, None] * cells - 0.5  # (D, pixels), the middle of cell i is at i
    distance = in_cells[:, :, None] - torch.arange(cells, dtype=start.dtype, device=start.device)
    return (1 - distance.abs()).clamp(min=0)

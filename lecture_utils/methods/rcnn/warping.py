"""Warp regions of an image to one size: R-CNN's network takes crops of a fixed size, whatever the region's shape."""

import torch
from torch import Tensor
from torch.nn.functional import grid_sample

from lecture_utils.methods.boxes import widened
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


def warp_regions(image: Tensor, boxes: Tensor, size: int = 48, padding: int = 4, fill: float = 0.5) -> Tensor:
    """Stretch each region, with some context around it, to a square.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    boxes : Tensor, shape (R, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    size : int
        Rows and columns of a crop.
    padding : int
        Pixels of the crop on each side that show context; the region itself fills the ``size − 2 · padding`` in the
        middle. The paper has 16 of 227.
    fill : float
        What stands where the context reaches over the image's border: the mean that the network takes away first.

    Returns
    -------
    Tensor, shape (R, 3, size, size)

    Raises
    ------
    ValueError
        If ``image`` isn't a picture, the boxes have another shape, or no pixel is left for the region.

    References
    ----------
    Girshick et al., *Rich feature hierarchies for accurate object detection*, CVPR 2014, section 2.1 and appendix A
    ("warp ... with context padding").
    """
    check_picture(image)
    require(boxes.dim() == 2 and boxes.shape[1] == 4, "boxes", "shape (R, 4)", tuple(boxes.shape))
    require(padding >= 0, "padding", "a whole number from 0 up", padding)
    require(size > 2 * padding, "size", f"more than 2 · padding = {2 * padding}", size)
    pixels = widened(image)  # grid_sample wants pixels and places of one type; half of one can't name a pixel
    sources = with_context(boxes.to(pixels.dtype), size, padding)  # (R, 4)
    places = (torch.arange(size, dtype=pixels.dtype, device=image.device) + 0.5) / size  # of pixels' centres, in (0, 1)
    x = sources[:, 0, None] + places * (sources[:, 2] - sources[:, 0])[:, None]  # (R, size), in pixels of the image
    y = sources[:, 1, None] + places * (sources[:, 3] - sources[:, 1])[:, None]
    height, width = image.shape[1:]
    grid = torch.stack(
        [
            (2 * x / width - 1)[:, None, :].expand(-1, size, -1),
            (2 * y / height - 1)[:, :, None].expand(-1, -1, size),
        ],
        dim=-1,
    )  # (R, size, size, 2), from −1 to 1 across the image
    crops = grid_sample(pixels[None] - fill, grid.view(1, -1, size, 2), align_corners=False)  # (1, 3, R · size, size)
    return (crops.view(3, -1, size, size).transpose(0, 1) + fill).to(image.dtype)  # (R, 3, size, size)


def with_context(boxes: Tensor, size: int, padding: int) -> Tensor:
    """Enlarge boxes about their centres so that, warped to ``size``, they have ``padding`` pixels around them.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels.
    size, padding : int
        As for `warp_regions`.

    Returns
    -------
    Tensor, shape (..., 4)
        May reach outside the image.
    """
    context = padding / (size - 2 * padding) * (boxes[..., 2:] - boxes[..., :2])  # (..., 2)
    return torch.cat([boxes[..., :2] - context, boxes[..., 2:] + context], dim=-1)

"""Anchors: boxes of several scales and ratios about every cell of the feature map, from which proposals start."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods.validation import require

SCALES = (16.0, 32.0, 64.0)
"""Square roots of the anchors' areas in pixels: an eighth of the paper's, since our scenes are that much smaller."""

RATIOS = (0.5, 1.0, 2.0)
"""Heights over widths, as in the paper."""


def base_anchors(scales: Sequence[float] = SCALES, ratios: Sequence[float] = RATIOS, rounded: bool = False) -> Tensor:
    """Build the anchors of one cell: every scale in every ratio, about the point (0, 0).

    Parameters
    ----------
    scales : sequence of S floats
        Square root of the area in pixels: anchors of one scale have the same area.
    ratios : sequence of R floats
        Height over width.
    rounded : bool
        Whether corners are rounded to whole pixels, as torchvision does. An anchor's area is then off by some per
        cent, which matters to small ones: of (16, 2) with corners at (∓5.66, ∓11.31), 12 × 22 pixels are left.

    Returns
    -------
    Tensor, shape (R · S, 4)
        ``(x1, y1, x2, y2)``, all scales of the first ratio first.

    Raises
    ------
    ValueError
        If there is no scale or no ratio, or one isn't positive.

    References
    ----------
    Ren et al., *Faster R-CNN*, NeurIPS 2015, section 3.1.1: "3 scales and 3 aspect ratios, yielding k = 9 anchors at
    each sliding position". Same result as ``generate_anchors`` of torchvision's ``AnchorGenerator``, if rounded.
    """
    for name, numbers in (("scales", scales), ("ratios", ratios)):
        require(len(numbers) > 0 and min(numbers) > 0, name, "positive numbers", tuple(numbers))
    scale, ratio = torch.tensor(scales, dtype=torch.float32), torch.tensor(ratios, dtype=torch.float32)
    heights = (ratio.sqrt()[:, None] * scale).flatten()  # (R · S,)
    widths = (1 / ratio.sqrt()[:, None] * scale).flatten()  # (R · S,), so that height · width = scale²
    boxes = torch.stack([-widths, -heights, widths, heights], dim=1) / 2  # (R · S, 4)
    return boxes.round() if rounded else boxes


def grid_anchors(base: Tensor, size: Sequence[int], stride: int) -> Tensor:
    """Put the anchors of one cell about every cell of a feature map.

    Parameters
    ----------
    base : Tensor, shape (A, 4)
        As `base_anchors` builds them.
    size : (int, int)
        Rows h and columns w of the feature map.
    stride : int
        Pixels of the image for one cell. Cell (i, j) of our backbone is centred on pixel (stride · i, stride · j), so
        its anchors are too; those of the first row and column reach out of the image by half their size.

    Returns
    -------
    Tensor, shape (h, w, A, 4)
        ``(x1, y1, x2, y2)`` in pixels.

    Raises
    ------
    ValueError
        If the base isn't (A, 4), the size isn't two positive numbers, or the stride isn't positive.

    References
    ----------
    Ren et al., *Faster R-CNN*, NeurIPS 2015, section 3.1.1 and figure 3. Same result as ``grid_anchors`` of
    torchvision's ``AnchorGenerator``, which returns (h · w · A, 4).
    """
    require(base.dim() == 2 and base.shape[1] == 4, "base", "shape (A, 4)", tuple(base.shape))
    require(len(size) == 2 and min(size) >= 1, "size", "two positive integers", tuple(size))
    require(stride >= 1, "stride", "a positive integer", stride)
    rows, columns = (torch.arange(length, dtype=base.dtype, device=base.device) * stride for length in size)
    y, x = torch.meshgrid(rows, columns, indexing="ij")  # (h, w)
    centres = torch.stack([x, y, x, y], dim=-1)  # (h, w, 4)
    return centres[:, :, None] + base  # (h, w, A, 4)


def crosses_border(boxes: Tensor, size: Sequence[int]) -> Tensor:
    """Tell which boxes reach out of the image.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels.
    size : (int, int)
        Height and width of the image.

    Returns
    -------
    Tensor, shape (...), bool

    Raises
    ------
    ValueError
        If the boxes have another shape, or the size isn't two numbers.
    """
    require(boxes.dim() >= 1 and boxes.shape[-1] == 4, "boxes", "shape (..., 4)", tuple(boxes.shape))
    require(len(size) == 2, "size", "(height, width)", tuple(size))
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(-1)
    return (x1 < 0) | (y1 < 0) | (x2 > width) | (y2 > height)

"""Spatial pyramid pooling (SPP-net): grids of several sizes over one region, pooled and concatenated."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import adaptive_max_pool2d

from lecture_utils.methods.roi.regions import project_box, split_boxes


def spatial_pyramid_pool(
    input: Tensor,
    levels: Sequence[int] = (4, 2, 1),
    boxes: Tensor | Sequence[Tensor] | None = None,
    spatial_scale: float = 1.0,
) -> Tensor:
    """Pool a feature map of any size, or windows of it, to one vector of fixed length.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W)
        Feature maps, finite.
    levels : sequence of int
        The pyramid: n stands for a grid of n×n bins over the whole window.
    boxes : Tensor, shape (K, 5), or sequence of N tensors, each of shape (L, 4), optional
        Windows ``(image index, x1, y1, x2, y2)``, or for each image its windows ``(x1, y1, x2, y2)``, in pixels of the
        image. Without it, each whole feature map is one window, K = N.
    spatial_scale : float
        Cells of the feature map for one pixel of the image.

    Returns
    -------
    Tensor, shape (K, C · Σ n²)
        Level by level; within a level channel by channel, within a channel row by row.

    Raises
    ------
    ValueError
        If ``input`` or ``boxes`` isn't as above, or ``levels`` is empty or holds anything but whole numbers from 1 up.

    References
    ----------
    He et al., *Spatial Pyramid Pooling in Deep Convolutional Networks*, ECCV 2014, section 2.2, figure 3 (4×4, 2×2,
    1×1), section 4.1 for windows, appendix A for the roundings. Slide "R-CNN vs. SPP vs. Fast R-CNN".
    """
    if not levels or any(level != int(level) or level < 1 for level in levels):
        raise ValueError(f"levels: expected at least one whole number, each at least 1, got {levels}")
    image, coordinates = split_boxes(input, input.new_zeros(0, 5) if boxes is None else boxes)
    height, width = input.shape[2:]
    window = cells_inside(project_box(coordinates, spatial_scale), height, width)  # (K, 4)
    if boxes is None:
        image = torch.arange(len(input), device=input.device)
        window = torch.tensor([0, 0, width - 1, height - 1], device=input.device).expand(len(input), 4)
    vectors = [input[:0, :, 0, 0].repeat(1, sum(bins**2 for bins in levels))]  # what no window gives
    for number, (left, top, right, bottom) in zip(image.tolist(), window.tolist(), strict=True):
        cells = input[number, :, top : bottom + 1, left : right + 1]  # (C, rows, columns)
        grids = [adaptive_max_pool2d(cells, bins) for bins in levels]  # (C, bins, bins), its bins are `pyramid_edges`
        vectors.append(torch.cat([grid.flatten() for grid in grids])[None])  # (1, C · Σ bins²)
    return torch.cat(vectors)  # (K, C · Σ bins²)


def cells_inside(box: Tensor, height: int, width: int) -> Tensor:
    """Round a projected box inwards, as SPP-net does; RoI pooling rounds to the nearest cell.

    A cell counts as a point at its index, and the points strictly between the sides are kept. So the last cell, drawn
    as a square, may extend beyond the box. The left and upper side become ``floor + 1``, the right and lower side
    ``ceil - 1``. Where no cell is left, the cell at the box's centre is kept.

    Parameters
    ----------
    box : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in cells of the feature map.
    height, width : int
        Size of the feature map; the window is cut off at its ends.

    Returns
    -------
    Tensor, shape (..., 4), integer
        ``(first column, first row, last column, last row)``; the last ones belong to the window.

    References
    ----------
    He et al., ECCV 2014, appendix A, "Mapping a window to feature maps".
    """
    limit = torch.tensor([width - 1, height - 1], device=box.device)
    start, end = box[..., :2], box[..., 2:]
    first, last = torch.floor(start) + 1, torch.ceil(end) - 1
    centre = torch.floor((start + end) / 2)
    first, last = torch.where(first > last, centre, first), torch.where(first > last, centre, last)
    return torch.cat([first, last], dim=-1).clamp(min=0).minimum(limit.repeat(2)).long()


def pyramid_edges(first: Tensor, last: Tensor, bins: int) -> tuple[Tensor, Tensor]:
    """Divide the cells from ``first`` to ``last`` into bins, rounding outwards; smaller windows give bins that overlap.

    Parameters
    ----------
    first, last : Tensor, shape (...), integer
        First and last cell of the window along one axis.
    bins : int
        Number of bins along this axis.

    Returns
    -------
    start, end : Tensor, shape (..., bins), integer
        First cell of each bin, and the cell after its last: floor(i·a/n) and ceil((i + 1)·a/n) for a cells, n bins.

    References
    ----------
    He et al., ECCV 2014, appendix A, "Pooling bins"; the same bins as ``torch.nn.functional.adaptive_max_pool2d``.
    """
    size = (last - first + 1)[..., None]
    number = torch.arange(bins, device=first.device)
    start = first[..., None] + number * size // bins  # (..., bins)
    end = first[..., None] + ((number + 1) * size + bins - 1) // bins
    return start, end

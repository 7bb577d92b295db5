"""RoI pooling (Fast R-CNN): round the box to whole cells, round its bins to whole cells, take each bin's maximum."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lecture_utils.methods.roi.regions import project_box, read_output_size, split_boxes
from lecture_utils.methods.roi.window_maximum import first_maximum


@dataclass(frozen=True)
class RoIPoolSteps:
    """What RoI pooling makes of K boxes, step by step.

    Attributes
    ----------
    projected : Tensor, shape (K, 4)
        ``(x1, y1, x2, y2)`` in cells of the feature map, not rounded yet.
    snapped : Tensor, shape (K, 4)
        ``(first column, first row, last column, last row)``, whole numbers; the last ones belong to the region.
    top, bottom : Tensor, shape (K, h), integer
        First row of each row of bins, and the row after its last.
    left, right : Tensor, shape (K, w), integer
        First column of each column of bins, and the column after its last.
    output : Tensor, shape (K, C, h, w)
        The maximum of each bin; 0 for a bin without cells.
    """

    projected: Tensor
    snapped: Tensor
    top: Tensor
    bottom: Tensor
    left: Tensor
    right: Tensor
    output: Tensor


def roi_pool(
    input: Tensor,
    boxes: Tensor | Sequence[Tensor],
    output_size: int | Sequence[int],
    spatial_scale: float = 1.0,
) -> Tensor:
    """Pool each region of interest to a grid of fixed size, by the maximum of every bin.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W)
        Feature maps, finite.
    boxes : Tensor, shape (K, 5), or sequence of N tensors, each of shape (L, 4)
        ``(image index, x1, y1, x2, y2)``, or for each image its boxes ``(x1, y1, x2, y2)``, in pixels of the image.
    output_size : int or (int, int)
        Rows h and columns w of the output.
    spatial_scale : float
        Cells of the feature map for one pixel of the image, e.g. 1/16.

    Returns
    -------
    Tensor, shape (K, C, h, w)
        The gradient of each number goes to the one cell that it was copied from.

    Raises
    ------
    ValueError
        If ``input``, ``boxes`` or ``output_size`` isn't as above.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, section 2.1. Slide "Fast R-CNN". Same result as ``torchvision.ops.roi_pool``.
    """
    return roi_pool_steps(input, boxes, output_size, spatial_scale).output


def roi_pool_steps(
    input: Tensor,
    boxes: Tensor | Sequence[Tensor],
    output_size: int | Sequence[int],
    spatial_scale: float = 1.0,
) -> RoIPoolSteps:
    """Pool each region of interest as `roi_pool` does, and keep every step on the way.

    Parameters, errors and references are those of `roi_pool`.

    Returns
    -------
    RoIPoolSteps
        Of all K boxes.
    """
    rows, columns = read_output_size(output_size)
    image, coordinates = split_boxes(input, boxes)
    projected = project_box(coordinates, spatial_scale)  # (K, 4)
    snapped = snap_to_cells(projected)  # (K, 4)
    left, right = bin_edges(snapped[:, 0], snapped[:, 2], columns, input.shape[3])  # (K, w)
    top, bottom = bin_edges(snapped[:, 1], snapped[:, 3], rows, input.shape[2])  # (K, h)
    output = first_maximum(input, image, top, bottom, left, right)  # (K, C, h, w)
    return RoIPoolSteps(projected, snapped, top, bottom, left, right, output)


def snap_to_cells(box: Tensor) -> Tensor:
    """Round a projected box to whole cells: the first rounding of RoI pooling.

    Every coordinate goes to the nearest whole number, halves away from zero. The result names cells, and the last ones
    belong to the region, so that even a box without area keeps one cell.

    Parameters
    ----------
    box : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in cells of the feature map.

    Returns
    -------
    Tensor, shape (..., 4)
        ``(first column, first row, last column, last row)``, whole numbers in the dtype of ``box``.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, section 2.1; the rounding is that of the paper's published code.
    """
    # torch.round would take halves to the even neighbour: 2.5 to 2, but 3.5 to 4.
    nearest = box.trunc() + box.sign() * (box.frac().abs() >= 0.5)
    first, last = nearest[..., :2], nearest[..., 2:]
    return torch.cat([first, torch.maximum(first, last)], dim=-1)


def bin_edges(first: Tensor, last: Tensor, bins: int, cells: int) -> tuple[Tensor, Tensor]:
    """Divide the cells from ``first`` to ``last`` into bins of whole cells: the second rounding of RoI pooling.

    A bin starts at its start rounded down and ends at its end rounded up. So bins share cells where the size isn't a
    multiple of their number, and none is empty inside the map.

    Parameters
    ----------
    first, last : Tensor, shape (...)
        First and last cell of the region along one axis, whole numbers in a float dtype.
    bins : int
        Number of bins along this axis.
    cells : int
        Length of the feature map along this axis; bins are cut off at its ends.

    Returns
    -------
    start, end : Tensor, shape (..., bins), integer
        First cell of each bin, and the cell after its last. A bin outside the map has ``start == end``.

    References
    ----------
    He et al., *Spatial Pyramid Pooling*, ECCV 2014, appendix A. Girshick, *Fast R-CNN*, ICCV 2015, section 2.1.
    """
    bin_size = (last - first + 1)[..., None] / bins
    number = torch.arange(bins, dtype=first.dtype, device=first.device)
    start = first[..., None] + torch.floor(number * bin_size)  # (..., bins)
    end = first[..., None] + torch.ceil((number + 1) * bin_size)
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


def pool_bin_by_bin(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Pool one region bin by bin: what `roi_pool` computes for all boxes at once, written as the loop that explains it.

    Parameters
    ----------
    features : Tensor, shape (C, H, W)
        One feature map.
    top, bottom : Tensor, shape (h,), integer
        First row of each row of bins, and the row after its last.
    left, right : Tensor, shape (w,), integer
        First column of each column of bins, and the column after its last.

    Returns
    -------
    Tensor, shape (C, h, w)
    """
    output = features.new_zeros(features.shape[0], len(top), len(left))
    for row in range(len(top)):
        for column in range(len(left)):
            cells = features[:, top[row] : bottom[row], left[column] : right[column]]  # (C, rows, columns) of this bin
            if cells.numel() > 0:
                output[:, row, column] = cells.amax(dim=(1, 2))
    return output

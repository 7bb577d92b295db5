"""RoI pooling (Fast R-CNN): round the box to whole cells, round its bins to whole cells, take each bin's maximum."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lecture_utils.methods.roi.regions import project_box, read_output_size, split_boxes


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
    Girshick, *Fast R-CNN*, ICCV 2015, section 2.1. Slide "Fast R-CNN". Same result as ``torchvision.ops.roi_pool``,
    which detectors call: its loop is compiled. For the one difference see `bin_edges`.
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
    output = input[:0, :, :1, :1].expand(-1, -1, rows, columns)  # what no box gives, (0, C, h, w)
    if len(image):
        features = [input[number] for number in image.tolist()]
        pooled = [pool_bin_by_bin(*one) for one in zip(features, top, bottom, left, right, strict=True)]
        output = torch.stack(pooled)  # (K, C, h, w)
    return RoIPoolSteps(projected, snapped, top, bottom, left, right, output)


def snap_to_cells(box: Tensor) -> Tensor:
    """Round a projected box to whole cells: the first rounding of RoI pooling.

    Every coordinate is rounded; .5 is rounded away from zero. The result names cells, and the last ones
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
        First and last cell of the region along one axis, whole numbers in any dtype.
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

    Notes
    -----
    Whole numbers are divided here, with nothing rounded but the bins. Where i / bins of the size is a whole number,
    ``torchvision.ops.roi_pool`` may be a cell off, since it multiplies a rounded quotient: in float32, the last of 7
    bins of 57 cells ends at 58.
    """
    first, last = first.long(), last.long()
    size = (last - first + 1)[..., None]
    number = torch.arange(bins, device=first.device)
    start = first[..., None] + number * size // bins  # (..., bins)
    end = first[..., None] + -(-(number + 1) * size // bins)  # rounded up
    return start.clamp(0, cells), end.clamp(0, cells)


def pool_bin_by_bin(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Pool one region bin by bin.

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
        Of equal cells, the first in reading order gives the maximum and gets its gradient.
    """
    output = []
    for first_row, end_row in zip(top.tolist(), bottom.tolist(), strict=True):
        for first_column, end_column in zip(left.tolist(), right.tolist(), strict=True):
            cells = features[:, first_row:end_row, first_column:end_column].flatten(1)  # (C, cells of this bin)
            output.append(cells.max(dim=1).values if cells.shape[1] else cells.sum(dim=1))  # nothing: 0
    return torch.stack(output, dim=1).unflatten(1, (len(top), len(left)))  # (C, h, w)

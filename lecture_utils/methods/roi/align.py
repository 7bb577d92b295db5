"""RoI Align (Mask R-CNN): round nothing, sample the feature map between its cells, take each bin's mean."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import embedding_bag

from lecture_utils.methods.roi.regions import project_box, read_output_size, split_boxes

WEIGHTS_AT_ONCE = 2**20
"""Boxes are worked on in groups with about so many (cell, weight) pairs, which bounds the memory."""


@dataclass(frozen=True)
class RoIAlignSteps:
    """What RoI Align makes of L boxes that have the same number of sampling points in each bin, step by step.

    Attributes
    ----------
    boxes : Tensor, shape (L,), integer
        Which of the K boxes these are.
    region : Tensor, shape (L, 4)
        ``(x1, y1, x2, y2)`` on the feature map, in the coordinates that sampling uses: the value of cell i is at i.
    rows : Tensor, shape (L, h, p)
        Row coordinate of the p rows of sampling points in each bin.
    columns : Tensor, shape (L, w, q)
        Column coordinate of the q columns of sampling points in each bin.
    output : Tensor, shape (L, C, h, w)
        The mean over the p·q sampling points of each bin; 0 for a bin without any.
    """

    boxes: Tensor
    region: Tensor
    rows: Tensor
    columns: Tensor
    output: Tensor


def roi_align(
    input: Tensor,
    boxes: Tensor | Sequence[Tensor],
    output_size: int | Sequence[int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> Tensor:
    """Pool each region of interest to a grid of fixed size, by the mean of points sampled in every bin.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W)
        Feature maps.
    boxes : Tensor, shape (K, 5), or sequence of N tensors, each of shape (L, 4)
        ``(image index, x1, y1, x2, y2)``, or for each image its boxes ``(x1, y1, x2, y2)``, in pixels of the image.
    output_size : int or (int, int)
        Rows h and columns w of the output.
    spatial_scale : float
        Cells of the feature map for one pixel of the image, e.g. 1/16.
    sampling_ratio : int
        Points along each side of a bin. Zero or less: as many as the bin is cells long, rounded up.
    aligned : bool
        Whether to subtract the half cell by which a cell's centre lies inside it. Without it, regions are also made at
        least one cell long.

    Returns
    -------
    Tensor, shape (K, C, h, w)
        Linear in ``input``: the gradient of each number goes to all cells around its points, by their weights.

    Raises
    ------
    ValueError
        If ``input``, ``boxes`` or ``output_size`` isn't as above.

    References
    ----------
    He et al., *Mask R-CNN*, ICCV 2017, section 3. Slide "Mask R-CNN". Same result as ``torchvision.ops.roi_align``.
    """
    groups = roi_align_steps(input, boxes, output_size, spatial_scale, sampling_ratio, aligned)
    if len(groups) == 1:
        return groups[0].output
    order = torch.cat([group.boxes for group in groups]).argsort()
    return torch.cat([group.output for group in groups])[order]


def roi_align_steps(
    input: Tensor,
    boxes: Tensor | Sequence[Tensor],
    output_size: int | Sequence[int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> list[RoIAlignSteps]:
    """Pool each region of interest as `roi_align` does, and keep every step on the way.

    Parameters, errors and references are those of `roi_align`.

    Returns
    -------
    list of RoIAlignSteps
        One for each group of boxes with equally many sampling points; a single box gives a single group.
    """
    size = read_output_size(output_size)
    image, coordinates = split_boxes(input, boxes)
    region = region_to_sample(project_box(coordinates, spatial_scale), aligned)  # (K, 4)
    bin_sizes = (region[:, 2:] - region[:, :2]).flip(1) / region.new_tensor(size)  # (K, 2), height and width
    points = bin_sizes.ceil().clamp(min=0).long() if sampling_ratio <= 0 else torch.full_like(bin_sizes, sampling_ratio)
    kinds, kind_of_box = points.long().unique(dim=0, return_inverse=True)
    cells = input.permute(0, 2, 3, 1).contiguous()  # (N, H, W, C)
    groups = []
    for kind, (p, q) in enumerate(kinds.tolist() or [[1, 1]]):
        boxes_at_once = max(1, WEIGHTS_AT_ONCE // max(1, size[0] * 2 * p * size[1] * 2 * q))
        for members in (kind_of_box == kind).nonzero()[:, 0].split(boxes_at_once):
            rows = sampling_points(region[members, 1], bin_sizes[members, 0], size[0], p)  # (L, h, p)
            columns = sampling_points(region[members, 0], bin_sizes[members, 1], size[1], q)  # (L, w, q)
            output = mean_of_samples(cells, image[members], rows, columns)  # (L, C, h, w)
            groups.append(RoIAlignSteps(members, region[members], rows, columns, output))
    return groups


def region_to_sample(box: Tensor, aligned: bool) -> Tensor:
    """Bring a projected box into the coordinates that sampling uses, in which the value of cell i is at i.

    Parameters
    ----------
    box : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in cells of the feature map; cell i reaches from i to i + 1.
    aligned : bool
        Whether to subtract the half cell from a cell's edge to its centre. Without it, as in the paper's first code,
        every sample lies half a cell too far right and down, and a region shorter than a cell is made one cell long.

    Returns
    -------
    Tensor, shape (..., 4)
    """
    if aligned:
        return box - 0.5
    start, end = box[..., :2], box[..., 2:]
    return torch.cat([start, start + (end - start).clamp(min=1)], dim=-1)


def sampling_points(start: Tensor, bin_size: Tensor, bins: int, points: int) -> Tensor:
    """Spread points evenly over each bin of a region, along one axis.

    Parameters
    ----------
    start, bin_size : Tensor, shape (L,)
        Where the regions begin and how long their bins are, in cells.
    bins, points : int
        Number of bins in a region, and of points in a bin.

    Returns
    -------
    Tensor, shape (L, bins, points)
        Coordinate of each point: the middle of the part of the bin that it stands for.
    """
    number = torch.arange(bins, dtype=start.dtype, device=start.device)[:, None]
    part = torch.arange(points, dtype=start.dtype, device=start.device) + 0.5
    start, bin_size = start[:, None, None], bin_size[:, None, None]
    return start + number * bin_size + part * bin_size / points  # (L, bins, points)


def neighbours_and_weights(points: Tensor, cells: int) -> tuple[Tensor, Tensor]:
    """Name the two cells around each point of one axis, and how much each counts there.

    A point up to one cell outside the map takes the value of the outermost cell; beyond that it counts as 0.

    Parameters
    ----------
    points : Tensor, shape (...)
        Coordinates; the value of cell i is at i.
    cells : int
        Length of the feature map along this axis.

    Returns
    -------
    neighbours : Tensor, shape (..., 2), integer
        The cell before the point and the one after it.
    weights : Tensor, shape (..., 2)
        ``1 - d`` and ``d`` for a point at distance d behind the first of them; both 0 outside the map.

    References
    ----------
    He et al., *Mask R-CNN*, ICCV 2017, section 3; the rule at the border is that of the paper's published code.
    """
    inside = (points >= -1) & (points <= cells)
    points = points.clamp(0, cells - 1)
    before = points.floor()
    after = (before + 1).clamp(max=cells - 1)
    distance = points - before
    weights = torch.stack([1 - distance, distance], dim=-1) * inside[..., None]
    return torch.stack([before, after], dim=-1).long(), weights


def bilinear_interpolate(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Read a feature map at a point between its cells: the mean of the four cells around, weighted by closeness.

    Parameters
    ----------
    features : Tensor, shape (C, H, W)
        One feature map.
    row, column : Tensor, shape ()
        The point; the value of cell (i, j) is at row i, column j.

    Returns
    -------
    Tensor, shape (C,)
    """
    rows, row_weights = neighbours_and_weights(row, features.shape[1])  # (2,), (2,)
    columns, column_weights = neighbours_and_weights(column, features.shape[2])
    around = features[:, rows][:, :, columns]  # (C, 2, 2)
    return row_weights.to(around.dtype) @ around @ column_weights.to(around.dtype)


def align_point_by_point(features: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Pool one region point by point: what `roi_align` computes for all boxes at once, as the loop that explains it.

    Parameters
    ----------
    features : Tensor, shape (C, H, W)
        One feature map.
    rows, columns : Tensor, shape (h, p) and (w, q)
        Coordinates of the sampling points in each row and in each column of bins.

    Returns
    -------
    Tensor, shape (C, h, w)
    """
    output = features.new_zeros(features.shape[0], len(rows), len(columns))
    for i in range(len(rows)):
        for j in range(len(columns)):
            samples = [bilinear_interpolate(features, row, column) for row in rows[i] for column in columns[j]]
            if samples:
                output[:, i, j] = torch.stack(samples).mean(dim=0)
    return output


def mean_of_samples(cells: Tensor, image: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Take the mean over the sampling points of each bin, all boxes at once: one weighted sum of cells for each bin.

    Parameters
    ----------
    cells : Tensor, shape (N, H, W, C)
        Feature maps, channels last, so that each cell is one row of C numbers.
    image : Tensor, shape (L,), integer
        The feature map that each region is cut from.
    rows, columns : Tensor, shape (L, h, p) and (L, w, q)
        Coordinates of the sampling points.

    Returns
    -------
    Tensor, shape (L, C, h, w)
    """
    _, height, width, channels = cells.shape
    (regions, h, p), (_, w, q) = rows.shape, columns.shape
    row, row_weight = neighbours_and_weights(rows, height)  # (L, h, p, 2)
    column, column_weight = neighbours_and_weights(columns, width)  # (L, w, q, 2)
    row = image[:, None, None] * height + row.flatten(2)  # (L, h, 2p)
    # Every row of a bin meets every one of its columns.
    cell = row[:, :, None, :, None] * width + column.flatten(2)[:, None, :, None, :]  # (L, h, w, 2p, 2q)
    weight = row_weight.flatten(2)[:, :, None, :, None] * column_weight.flatten(2)[:, None, :, None, :] / max(1, p * q)
    start = torch.arange(regions * h * w, device=cells.device) * (4 * p * q)  # where each bin's weights begin
    dtype = cells.dtype
    cells = cells if dtype == torch.float64 else cells.float()  # a sum of many products is rounded once
    sums = embedding_bag(
        cell.flatten(), cells.flatten(0, 2), start, mode="sum", per_sample_weights=weight.flatten().to(cells.dtype)
    )  # (L*h*w, C)
    return sums.to(dtype).view(regions, h, w, channels).permute(0, 3, 1, 2).contiguous()  # (L, C, h, w)

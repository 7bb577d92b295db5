"""Usual mistakes of lecture 05, each a wrong implementation, named after what is wrong."""

import torch
from torch import Tensor

from lecture_utils.methods import roi as method

# --- project_box


def divided_by_scale(boxes: Tensor, spatial_scale: float) -> Tensor:
    """Divide by the scale."""
    return boxes / spatial_scale


def width_and_height(boxes: Tensor, spatial_scale: float) -> Tensor:
    """Take the box for (x, y, width, height)."""
    x, y, width, height = boxes.unbind(-1)
    return torch.stack([x, y, x + width, y + height], dim=-1) * spatial_scale


def rounded_already(boxes: Tensor, spatial_scale: float) -> Tensor:
    """Round in the projection."""
    return torch.round(boxes * spatial_scale)


def rounded_down_already(boxes: Tensor, spatial_scale: float) -> Tensor:
    """Round down in the projection."""
    return torch.floor(boxes * spatial_scale)


def rows_first(boxes: Tensor, spatial_scale: float) -> Tensor:
    """Return (y1, x1, y2, x2)."""
    return boxes[..., [1, 0, 3, 2]] * spatial_scale


def only_the_first_corner(boxes: Tensor, spatial_scale: float) -> Tensor:
    """Scale x1 and y1 only."""
    return torch.cat([boxes[..., :2] * spatial_scale, boxes[..., 2:]], dim=-1)


# --- snap_to_cells


def _keep_one_cell(corners: Tensor) -> Tensor:
    return torch.cat([corners[..., :2], torch.maximum(corners[..., :2], corners[..., 2:])], dim=-1)


def rounded_down(box: Tensor) -> Tensor:
    """Round all sides down."""
    return _keep_one_cell(torch.floor(box))


def rounded_outwards(box: Tensor) -> Tensor:
    """Round the first side down, the last up."""
    return _keep_one_cell(torch.cat([torch.floor(box[..., :2]), torch.ceil(box[..., 2:])], dim=-1))


def halves_to_even(box: Tensor) -> Tensor:
    """Use torch.round."""
    return _keep_one_cell(torch.round(box))


def halves_up(box: Tensor) -> Tensor:
    """Add a half and round down, for negative numbers too."""
    return _keep_one_cell(torch.floor(box + 0.5))


def end_excluded(box: Tensor) -> Tensor:
    """Return the cell after the last."""
    cells = method.snap_to_cells(box)
    return torch.cat([cells[..., :2], cells[..., 2:] + 1], dim=-1)


def may_be_empty(box: Tensor) -> Tensor:
    """Leave a box that ends before it begins."""
    return box.trunc() + box.sign() * (box.frac().abs() >= 0.5)


def at_least_two(box: Tensor) -> Tensor:
    """Make the last cell at least the first plus 1."""
    cells = method.snap_to_cells(box)
    rounded = may_be_empty(box)
    return torch.cat([cells[..., :2], torch.maximum(cells[..., :2] + 1, rounded[..., 2:])], dim=-1)


def ends_crossed(box: Tensor) -> Tensor:
    """Compare columns with rows."""
    rounded = may_be_empty(box)
    return torch.cat([rounded[..., :2], torch.maximum(rounded[..., [1, 0]], rounded[..., 2:])], dim=-1)


def widened_first(box: Tensor) -> Tensor:
    """Make the box one cell long before it is rounded."""
    return may_be_empty(torch.cat([box[..., :2], torch.maximum(box[..., :2] + 1, box[..., 2:])], dim=-1))


# --- bin_edges


def last_left_out(first: Tensor, last: Tensor, bins: int, cells: int) -> tuple[Tensor, Tensor]:
    """Divide last - first cells."""
    return method.bin_edges(first, last - 1, bins, cells)


def both_rounded_down(first: Tensor, last: Tensor, bins: int, cells: int) -> tuple[Tensor, Tensor]:
    """Let each bin end where the next begins."""
    size = (last - first + 1)[..., None] / bins
    start = first[..., None] + torch.floor(torch.arange(bins) * size)
    end = first[..., None] + torch.floor((torch.arange(bins) + 1) * size)
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


def both_rounded(first: Tensor, last: Tensor, bins: int, cells: int) -> tuple[Tensor, Tensor]:
    """Round start and end to the nearest cell."""
    size = (last - first + 1)[..., None] / bins
    start = first[..., None] + torch.floor(torch.arange(bins) * size + 0.5)
    end = first[..., None] + torch.floor((torch.arange(bins) + 1) * size + 0.5)
    return start.clamp(0, cells).long(), end.clamp(0, cells).long()


def size_rounded_down(first: Tensor, last: Tensor, bins: int, cells: int) -> tuple[Tensor, Tensor]:
    """Make every bin floor(size / bins) cells long."""
    size = torch.floor((last - first + 1)[..., None] / bins)
    start = first[..., None] + torch.arange(bins) * size
    return start.clamp(0, cells).long(), (start + size).clamp(0, cells).long()


def end_is_last_cell(first: Tensor, last: Tensor, bins: int, cells: int) -> tuple[Tensor, Tensor]:
    """Return the last cell of each bin in place of the one after it."""
    start, end = method.bin_edges(first, last, bins, cells)
    return start, end - 1


def from_zero(first: Tensor, last: Tensor, bins: int, cells: int) -> tuple[Tensor, Tensor]:
    """Forget where the region begins."""
    return method.bin_edges(torch.zeros_like(first), last - first, bins, cells)


def not_cut_off(first: Tensor, last: Tensor, bins: int, cells: int) -> tuple[Tensor, Tensor]:
    """Let bins leave the map."""
    size = (last - first + 1)[..., None] / bins
    start = first[..., None] + torch.floor(torch.arange(bins) * size)
    end = first[..., None] + torch.ceil((torch.arange(bins) + 1) * size)
    return start.long(), end.long()


# --- pool_bin_by_bin


def mean_of_bins(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Take the mean."""
    output = features.new_zeros(features.shape[0], len(top), len(left))
    for row in range(len(top)):
        for column in range(len(left)):
            cells = features[:, top[row] : bottom[row], left[column] : right[column]]
            if cells.numel() > 0:
                output[:, row, column] = cells.mean(dim=(1, 2))
    return output


def bottom_and_right_included(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Take bottom and right for the last cells."""
    return method.pool_bin_by_bin(features, top, bottom + 1, left, right + 1)


def over_channels_too(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Take one maximum over all channels."""
    pooled = method.pool_bin_by_bin(features, top, bottom, left, right)
    return pooled.amax(dim=0, keepdim=True).expand_as(pooled).clone()


def rows_and_columns_exchanged(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Use rows for columns."""
    return method.pool_bin_by_bin(features.transpose(1, 2), top, bottom, left, right)


def written_transposed(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Put the bin of row i, column j at (j, i)."""
    return method.pool_bin_by_bin(features, top, bottom, left, right).transpose(1, 2).contiguous()


def never_below_zero(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Start every maximum at 0."""
    return method.pool_bin_by_bin(features, top, bottom, left, right).clamp(min=0)


def minus_infinity_where_empty(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Start every maximum at -∞."""
    output = method.pool_bin_by_bin(features, top, bottom, left, right)
    empty = (bottom <= top)[:, None] | (right <= left)[None, :]
    return output.masked_fill(empty, -torch.inf)


def middle_cells(features: Tensor, top: Tensor, bottom: Tensor, left: Tensor, right: Tensor) -> Tensor:
    """Read the middle cell of each bin."""
    rows, columns = (top + bottom) // 2, (left + right) // 2
    inside = rows.clamp(max=features.shape[1] - 1), columns.clamp(max=features.shape[2] - 1)
    values = features[:, inside[0]][:, :, inside[1]]
    return values.masked_fill((bottom <= top)[:, None] | (right <= left)[None, :], 0)


# --- bilinear_interpolate


def _neighbours(features: Tensor, row: Tensor, column: Tensor) -> tuple[list[int], list[int]]:
    """Give the rows and columns of the four cells around a point inside the map."""
    rows, columns = features.shape[1:]
    top, left = int(row.clamp(0, rows - 1)), int(column.clamp(0, columns - 1))
    top, left = min(top, max(rows - 2, 0)), min(left, max(columns - 2, 0))
    return [top, min(top + 1, rows - 1)], [left, min(left + 1, columns - 1)]


def _counts(features: Tensor, row: Tensor, column: Tensor) -> bool:
    """Whether a point is at most one cell outside."""
    return bool(-1 <= row <= features.shape[1] and -1 <= column <= features.shape[2])


def extrapolated(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Move the cells into the map, and not the point."""
    if not _counts(features, row, column):
        return features.new_zeros(len(features))
    (top, bottom), (left, right) = _neighbours(features, row, column)
    down, across = row - top, column - left
    upper = (1 - across) * features[:, top, left] + across * features[:, top, right]
    lower = (1 - across) * features[:, bottom, left] + across * features[:, bottom, right]
    return (1 - down) * upper + down * lower


def weighted_by_distance(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Weight each cell by 1 minus its distance."""
    if not _counts(features, row, column):
        return features.new_zeros(len(features))
    row, column = row.clamp(0, features.shape[1] - 1), column.clamp(0, features.shape[2] - 1)
    rows, columns = _neighbours(features, row, column)
    cells = [(r, c, (1 - torch.hypot(row - r, column - c)).clamp(min=0)) for r in rows for c in columns]
    total = torch.stack([weight * features[:, r, c] for r, c, weight in cells]).sum(0)
    return total / torch.stack([weight for _, _, weight in cells]).sum()


def nearest_cell(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Read the nearest cell."""
    return method.bilinear_interpolate(features, torch.floor(row + 0.5), torch.floor(column + 0.5))


def cell_rounded_down(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Read the cell above and to the left."""
    return method.bilinear_interpolate(features, torch.floor(row), torch.floor(column))


def weights_exchanged(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Give each cell the weight of the one across."""
    return method.bilinear_interpolate(
        features, row.floor() + row.ceil() - row, column.floor() + column.ceil() - column
    )


def row_and_column_exchanged(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Take x for the row."""
    return method.bilinear_interpolate(features, column, row)


def centres_at_halves(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Put the value of cell i at i + 0.5."""
    return method.bilinear_interpolate(features, row - 0.5, column - 0.5)


def zeros_around_the_map(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Let the values fade to zero outside."""
    ringed = torch.nn.functional.pad(features, (2, 2, 2, 2))
    return method.bilinear_interpolate(ringed, row + 2, column + 2)


def border_goes_on_for_ever(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Read the outermost cell however far outside."""
    rows, columns = features.shape[1:]
    return method.bilinear_interpolate(features, row.clamp(0, rows - 1), column.clamp(0, columns - 1))


def plain_mean(features: Tensor, row: Tensor, column: Tensor) -> Tensor:
    """Take the mean of the four cells, unweighted."""
    corners = [(r, c) for r in (row.floor(), row.floor() + 1) for c in (column.floor(), column.floor() + 1)]
    return torch.stack([method.bilinear_interpolate(features, r, c) for r, c in corners]).mean(dim=0)

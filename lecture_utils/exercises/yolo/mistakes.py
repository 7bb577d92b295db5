"""Usual mistakes of lecture 08, each a wrong implementation, named after what is wrong."""

from typing import Any

import torch
from torch import Tensor

from lecture_utils.methods import yolo as method
from lecture_utils.methods.boxes import box_convert, box_iou

Size = tuple[int, int]
BOX = 5

# --- cells_of


def column_first(boxes: Tensor, grid: int, size: Size) -> Tensor:
    """Return (column, row)."""
    return method.cells_of(boxes, grid, size).flip(1)


def of_the_upper_left_corner(boxes: Tensor, grid: int, size: Size) -> Tensor:
    """Take the corner for the centre."""
    return _cell(boxes[:, :2], grid, size)


def half_the_sides(boxes: Tensor, grid: int, size: Size) -> Tensor:
    """Take half of width and height for the centre."""
    return _cell((boxes[:, 2:] - boxes[:, :2]) / 2, grid, size)


def height_and_width_swapped(boxes: Tensor, grid: int, size: Size) -> Tensor:
    """Take size for (width, height)."""
    return _cell((boxes[:, :2] + boxes[:, 2:]) / 2, grid, (size[1], size[0]))


def beyond_the_last(boxes: Tensor, grid: int, size: Size) -> Tensor:
    """Let a centre on the image's far edge belong to cell S."""
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    return (centres / centres.new_tensor([size[1], size[0]]) * grid).long().flip(1)


def rounded_to_the_nearest(boxes: Tensor, grid: int, size: Size) -> Tensor:
    """Round to the nearest whole number."""
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    return (centres / centres.new_tensor([size[1], size[0]]) * grid).round().long().clamp(max=grid - 1).flip(1)


def counted_from_one(boxes: Tensor, grid: int, size: Size) -> Tensor:
    """Count rows and columns from 1."""
    return method.cells_of(boxes, grid, size) + 1


def one_number(boxes: Tensor, grid: int, size: Size) -> Tensor:
    """Give each cell one number, row by row."""
    cells = method.cells_of(boxes, grid, size)
    return cells[:, 0] * grid + cells[:, 1]


def _cell(points: Tensor, grid: int, size: Size) -> Tensor:
    return (points / points.new_tensor([size[1], size[0]]) * grid).long().clamp(0, grid - 1).flip(1)


# --- encode_boxes


def centre_of_the_image(boxes: Tensor, cells: Tensor, grid: int, size: Size) -> Tensor:
    """Leave the centre relative to the image."""
    encoded = method.encode_boxes(boxes, cells, grid, size)
    return torch.cat([(encoded[:, :2] + cells.flip(1)) / grid, encoded[:, 2:]], dim=1)


def sides_without_root(boxes: Tensor, cells: Tensor, grid: int, size: Size) -> Tensor:
    """Forget the square roots."""
    encoded = method.encode_boxes(boxes, cells, grid, size)
    return torch.cat([encoded[:, :2], encoded[:, 2:] ** 2], dim=1)


def sides_of_the_cell(boxes: Tensor, cells: Tensor, grid: int, size: Size) -> Tensor:
    """Measure the sides in cells."""
    encoded = method.encode_boxes(boxes, cells, grid, size)
    return torch.cat([encoded[:, :2], encoded[:, 2:] * grid**0.5], dim=1)


def row_from_x(boxes: Tensor, cells: Tensor, grid: int, size: Size) -> Tensor:
    """Subtract the row from x and the column from y."""
    return method.encode_boxes(boxes, cells.flip(1), grid, size)


def corner_for_centre(boxes: Tensor, cells: Tensor, grid: int, size: Size) -> Tensor:
    """Encode the upper left corner."""
    encoded = method.encode_boxes(boxes, cells, grid, size)
    corner = boxes[:, :2] / boxes.new_tensor([size[1], size[0]]) * grid - cells.flip(1)
    return torch.cat([corner, encoded[:, 2:]], dim=1)


def cells_not_subtracted(boxes: Tensor, cells: Tensor, grid: int, size: Size) -> Tensor:
    """Count cells, but not from the own one."""
    return method.encode_boxes(boxes, torch.zeros_like(cells), grid, size)


def encoded_with_width_first(boxes: Tensor, cells: Tensor, grid: int, size: Size) -> Tensor:
    """Take size for (width, height)."""
    return method.encode_boxes(boxes, cells, grid, (size[1], size[0]))


# --- decode_boxes


def sides_not_squared(encoded: Tensor, size: Size) -> Tensor:
    """Take √w for w."""
    return method.decode_boxes(torch.cat([encoded[..., :2], encoded[..., 2:].abs().sqrt()], dim=-1), size)


def rows_for_columns(encoded: Tensor, size: Size) -> Tensor:
    """Add the row to x and the column to y."""
    return method.decode_boxes(encoded.transpose(-4, -3), size).transpose(-4, -3)


def cell_not_added(encoded: Tensor, size: Size) -> Tensor:
    """Forget in which cell a box is."""
    grid = encoded.shape[-3]
    own = method.decode_boxes(torch.zeros_like(encoded), size)  # the corner of each cell
    assert grid == encoded.shape[-4]
    return method.decode_boxes(encoded, size) - own


def centre_not_divided(encoded: Tensor, size: Size) -> Tensor:
    """Divide the cell's place by S, but not the centre in it."""
    grid = encoded.shape[-3]
    return method.decode_boxes(torch.cat([encoded[..., :2] * grid, encoded[..., 2:]], dim=-1), size)


def place_in_cells(encoded: Tensor, size: Size) -> Tensor:
    """Divide neither the cell's place nor the centre in it by S."""
    boxes = method.decode_boxes(encoded, size)
    middle = (boxes[..., :2] + boxes[..., 2:]) / 2
    return boxes + (encoded.shape[-3] - 1) * torch.cat([middle, middle], dim=-1)


def sides_in_cells(encoded: Tensor, size: Size) -> Tensor:
    """Divide the sides by S, as if they were counted in cells."""
    sides = encoded[..., 2:] / encoded.shape[-3] ** 0.5
    return method.decode_boxes(torch.cat([encoded[..., :2], sides], dim=-1), size)


def begins_at_the_centre(encoded: Tensor, size: Size) -> Tensor:
    """Let the box begin at its centre."""
    boxes = method.decode_boxes(encoded, size)
    half = (boxes[..., 2:] - boxes[..., :2]) / 2
    return boxes + torch.cat([half, half], dim=-1)


def twice_as_large(encoded: Tensor, size: Size) -> Tensor:
    """Go a whole side from the centre, not half of one."""
    return method.decode_boxes(torch.cat([encoded[..., :2], encoded[..., 2:] * 2**0.5], dim=-1), size)


def centre_and_sides(encoded: Tensor, size: Size) -> Tensor:
    """Return centre and sides, not corners."""
    return box_convert(method.decode_boxes(encoded, size), "xyxy", "cxcywh")


def relative_to_the_image(encoded: Tensor, size: Size) -> Tensor:
    """Forget the pixels."""
    return method.decode_boxes(encoded, (1, 1))


def decoded_with_width_first(encoded: Tensor, size: Size) -> Tensor:
    """Take size for (width, height)."""
    return method.decode_boxes(encoded, (size[1], size[0]))


# --- target_tensor


def last_one_wins(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: Size) -> Tensor:
    """Write a later thing over an earlier one."""
    return method.target_tensor(boxes.flip(0), labels.flip(0), categories, grid, size)


def classes_of_both(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: Size) -> Tensor:
    """Write the classes of both things of a cell."""
    target = method.target_tensor(boxes, labels, categories, grid, size)
    row, column = method.cells_of(boxes, grid, size).unbind(1)
    target[row, column, BOX + labels] = 1
    return target


def without_confidence(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: Size) -> Tensor:
    """Forget the confidence."""
    target = method.target_tensor(boxes, labels, categories, grid, size)
    target[..., 4] = 0
    return target


def confidence_first(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: Size) -> Tensor:
    """Write the confidence before the box."""
    target = method.target_tensor(boxes, labels, categories, grid, size)
    return torch.cat([target[..., 4:5], target[..., :4], target[..., 5:]], dim=-1)


def column_before_row(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: Size) -> Tensor:
    """Index by [column, row]."""
    return method.target_tensor(boxes, labels, categories, grid, size).transpose(0, 1)


def roots_forgotten(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: Size) -> Tensor:
    """Write w and h."""
    target = method.target_tensor(boxes, labels, categories, grid, size)
    return torch.cat([target[..., :2], target[..., 2:4] ** 2, target[..., 4:]], dim=-1)


def class_everywhere(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: Size) -> Tensor:
    """Write class 0 into empty cells."""
    target = method.target_tensor(boxes, labels, categories, grid, size)
    target[..., BOX] = torch.where(target[..., 4] > 0, target[..., BOX], 1.0)
    return target


def classes_before_the_box(boxes: Tensor, labels: Tensor, categories: int, grid: int, size: Size) -> Tensor:
    """Write the classes first."""
    return method.target_tensor(boxes, labels, categories, grid, size).roll(categories, dims=-1)


# --- responsible_boxes

Three = tuple[Tensor, Tensor, Tensor]


def worst_box(boxes: Tensor, truth: Tensor) -> Three:
    """Choose the box that fits least."""
    _, ious, distances = method.responsible_boxes(boxes, truth)
    return ious.argmin(dim=1), ious, distances


def always_the_nearest(boxes: Tensor, truth: Tensor) -> Three:
    """Decide by the distance where a box meets the thing."""
    _, ious, distances = method.responsible_boxes(boxes, truth)
    return distances.argmin(dim=1), ious, distances


def first_where_nothing_meets(boxes: Tensor, truth: Tensor) -> Three:
    """Decide by the IoU where it is 0 for all."""
    _, ious, distances = method.responsible_boxes(boxes, truth)
    return ious.argmax(dim=1), ious, distances


def distance_without_root(boxes: Tensor, truth: Tensor) -> Three:
    """Forget the root."""
    chosen, ious, distances = method.responsible_boxes(boxes, truth)
    return chosen, ious, distances.square()


def distance_summed(boxes: Tensor, truth: Tensor) -> Three:
    """Sum the four squares."""
    chosen, ious, distances = method.responsible_boxes(boxes, truth)
    return chosen, ious, distances * 2


def distance_of_corners(boxes: Tensor, truth: Tensor) -> Three:
    """Compare corners, not centres and sides."""
    _, ious, _ = method.responsible_boxes(boxes, truth)
    distances = (boxes - truth[:, None]).square().mean(dim=2).sqrt()
    meets = (ious > 0).any(dim=1)
    return torch.where(meets, ious.argmax(dim=1), distances.argmin(dim=1)), ious, distances


def _nearest_if_none_meets(ious: Tensor, distances: Tensor) -> Three:
    meets = (ious > 0).any(dim=1)
    return torch.where(meets, ious.argmax(dim=1), distances.argmin(dim=1)), ious, distances


def distance_of_centres(boxes: Tensor, truth: Tensor) -> Three:
    """Leave width and height out of the distance."""
    _, ious, _ = method.responsible_boxes(boxes, truth)
    apart = box_convert(boxes, "xyxy", "cxcywh")[..., :2] - box_convert(truth, "xyxy", "cxcywh")[:, None, :2]
    return _nearest_if_none_meets(ious, apart.square().sum(dim=2).sqrt())


def distance_of_centres_halved(boxes: Tensor, truth: Tensor) -> Three:
    """Leave width and height out, and take the mean of the two squares that are left."""
    _, ious, distances = distance_of_centres(boxes, truth)
    return _nearest_if_none_meets(ious, distances / 2**0.5)


def distance_of_roots(boxes: Tensor, truth: Tensor) -> Three:
    """Compare the roots of sides, as the loss does."""
    _, ious, _ = method.responsible_boxes(boxes, truth)
    mine, theirs = box_convert(boxes, "xyxy", "cxcywh"), box_convert(truth, "xyxy", "cxcywh")[:, None]
    apart = torch.cat([mine[..., :2] - theirs[..., :2], mine[..., 2:].sqrt() - theirs[..., 2:].sqrt()], dim=2)
    return _nearest_if_none_meets(ious, apart.square().mean(dim=2).sqrt())


def overlap_not_clamped(boxes: Tensor, truth: Tensor) -> Three:
    """Multiply the sides of an overlap that isn't there."""
    _, _, distances = method.responsible_boxes(boxes, truth)
    first, last = torch.maximum(boxes[..., :2], truth[:, None, :2]), torch.minimum(boxes[..., 2:], truth[:, None, 2:])
    shared = (last - first).prod(dim=2)
    areas = (boxes[..., 2:] - boxes[..., :2]).prod(dim=2) + (truth[:, 2:] - truth[:, :2]).prod(dim=1)[:, None]
    return _nearest_if_none_meets(shared / (areas - shared), distances)


def nearest_where_one_misses(boxes: Tensor, truth: Tensor) -> Three:
    """Decide by the distance where any IoU is 0."""
    _, ious, distances = method.responsible_boxes(boxes, truth)
    return torch.where((ious == 0).any(dim=1), distances.argmin(dim=1), ious.argmax(dim=1)), ious, distances


def iou_minus_distance(boxes: Tensor, truth: Tensor) -> Three:
    """Weigh IoU and distance against each other."""
    _, ious, distances = method.responsible_boxes(boxes, truth)
    return (ious - distances).argmax(dim=1), ious, distances


def with_every_thing(boxes: Tensor, truth: Tensor) -> Three:
    """Compare each box with the things of all cells, and keep the best."""
    chosen, _, distances = method.responsible_boxes(boxes, truth)
    return chosen, box_iou(boxes.flatten(0, 1), truth).amax(dim=1).reshape(boxes.shape[:2]), distances


def a_mask(boxes: Tensor, truth: Tensor) -> Three:
    """Say of each box whether it is responsible."""
    chosen, ious, distances = method.responsible_boxes(boxes, truth)
    return torch.nn.functional.one_hot(chosen, boxes.shape[1]).bool(), ious, distances


# --- yolo_loss

Terms = tuple[Tensor, ...]
PER_CELL = 2  # B in this exercise


def _terms(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float, **wrong: Any) -> Terms:
    """Compute the five terms with one thing wrong."""
    found, true = method.split_output(output, PER_CELL), method.split_output(target, 1)
    holds = true.confidences[..., 0] > 0
    predicted = method.decode_boxes(found.boxes, (1, 1))[holds]
    truth = method.decode_boxes(true.boxes, (1, 1))[holds][:, 0]
    chosen, ious, _ = method.responsible_boxes(predicted, truth)
    if wrong.get("first"):
        chosen = torch.zeros_like(chosen)
    if wrong.get("iou_alone"):
        chosen = ious.argmax(dim=1)
    if wrong.get("surest"):
        chosen = found.confidences[holds].argmax(dim=1)
    own = torch.nn.functional.one_hot(chosen, PER_CELL).bool()
    responsible = torch.zeros_like(found.confidences, dtype=torch.bool)
    responsible[holds] = own if not wrong.get("every_box") else torch.ones_like(own)
    wanted = torch.ones_like(ious) if wrong.get("wanted_one") else ious
    wanted = wanted[own] if not wrong.get("every_box") else wanted.flatten()
    empty = ~holds[..., None].expand_as(responsible) if wrong.get("empty_cells") else ~responsible
    true_boxes = true.boxes[holds].expand(-1, PER_CELL, -1)  # (M, B, 4)
    mine = own if not wrong.get("every_box") else torch.ones_like(own)
    apart = (found.boxes[holds][mine] - true_boxes[mine]).square()
    where = torch.ones_like(holds) if wrong.get("classes_everywhere") else holds
    return (
        lambda_coord * apart[:, :2].sum(),
        lambda_coord * apart[:, 2:].sum(),
        (found.confidences[responsible] - wanted).square().sum(),
        lambda_noobj * found.confidences[empty].square().sum(),
        (found.classes[where] - true.classes[where]).square().sum(),
    )


def _per_image(terms: Terms, output: Tensor) -> Terms:
    return tuple(term / len(output) for term in terms)


def first_box_always(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Let the first box of a cell be responsible."""
    return _per_image(_terms(output, target, lambda_coord, lambda_noobj, first=True), output)


def iou_alone(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Let the first box be responsible where none meets the thing."""
    return _per_image(_terms(output, target, lambda_coord, lambda_noobj, iou_alone=True), output)


def squares_of_sides(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Compare w and h, not their roots."""
    centre, _, *rest = method.yolo_loss(output, target, PER_CELL, lambda_coord, lambda_noobj)
    mine, true = _responsible(output, target)
    sides = lambda_coord * (mine[:, 2:4].square() - true[:, 2:4].square()).square().sum() / len(output)
    return centre, sides, *rest


def iou_of_encoded_boxes(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Take the IoU of the numbers in the tensors, as if they were corners."""
    centre, sides, _, *rest = method.yolo_loss(output, target, PER_CELL, lambda_coord, lambda_noobj)
    mine, true = _responsible(output, target)
    first, last = torch.maximum(mine[:, :2], true[:, :2]), torch.minimum(mine[:, 2:4], true[:, 2:4])
    shared = (last - first).clamp(min=0).prod(dim=1)
    areas = (mine[:, 2:4] - mine[:, :2]).prod(dim=1) + (true[:, 2:4] - true[:, :2]).prod(dim=1)
    return centre, sides, (mine[:, 4] - shared / (areas - shared)).square().sum() / len(output), *rest


def right_class_only(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Leave out the probabilities of wrong classes."""
    *rest, _ = method.yolo_loss(output, target, PER_CELL, lambda_coord, lambda_noobj)
    apart = (output[..., PER_CELL * BOX :] - target[..., BOX:]).square()
    return *rest, (apart * target[..., BOX:]).sum() / len(output)


def _responsible(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Return the five numbers of the responsible box of each cell that holds a thing, and those of its target."""
    found, true = method.split_output(output, PER_CELL), method.split_output(target, 1)
    holds = true.confidences[..., 0] > 0
    predicted = method.decode_boxes(found.boxes, (1, 1))[holds]
    truth = method.decode_boxes(true.boxes, (1, 1))[holds][:, 0]
    chosen = method.responsible_boxes(predicted, truth).chosen
    boxes = output[..., : PER_CELL * BOX].unflatten(-1, (PER_CELL, BOX))[holds]
    return boxes[torch.arange(len(boxes)), chosen], target[holds][:, :BOX]


def surest_box(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Let the box with the highest confidence be responsible."""
    return _per_image(_terms(output, target, lambda_coord, lambda_noobj, surest=True), output)


def all_boxes_of_the_cell(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Train all boxes of a cell on the thing."""
    return _per_image(_terms(output, target, lambda_coord, lambda_noobj, every_box=True), output)


def confidence_of_one(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Want a confidence of 1."""
    return _per_image(_terms(output, target, lambda_coord, lambda_noobj, wanted_one=True), output)


def no_object_in_empty_cells_only(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Leave the other boxes of cells that hold a thing alone."""
    return _per_image(_terms(output, target, lambda_coord, lambda_noobj, empty_cells=True), output)


def classes_in_every_cell(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Want class probabilities of 0 in empty cells."""
    wrong = _terms(output, target, lambda_coord, lambda_noobj, classes_everywhere=True)
    return _per_image(wrong, output)


def summed_over_images(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Forget the mean over the images."""
    return _terms(output, target, lambda_coord, lambda_noobj)


def factors_swapped(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Weigh boxes with λ_noobj, and confidences with λ_coord."""
    return tuple(method.yolo_loss(output, target, PER_CELL, lambda_noobj, lambda_coord))


def without_factors(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Terms:
    """Forget both factors."""
    return tuple(method.yolo_loss(output, target, PER_CELL, 1.0, 1.0))


def total(output: Tensor, target: Tensor, lambda_coord: float, lambda_noobj: float) -> Tensor:
    """Return the sum of the terms."""
    return torch.stack(tuple(method.yolo_loss(output, target, PER_CELL, lambda_coord, lambda_noobj))).sum()

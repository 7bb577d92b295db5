"""Exercises of lecture 08: cells, encoding and decoding, the target tensor, the responsible box, the loss."""

import torch
from torch import Tensor

from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.yolo import mistakes as wrong
from lecture_utils.exercises.yolo.questions import questions
from lecture_utils.methods import yolo as method

_wide = torch.tensor([[3.0, 5.0, 20.0, 27.0], [60.0, 2.0, 90.0, 41.0], [30.5, 20.0, 33.0, 28.5]])  # in 48 × 96
_high = torch.tensor([[10.0, 8.0, 22.0, 48.0], [4.0, 70.0, 37.0, 77.0]])  # in 80 × 40
_on_edges = torch.tensor([[12.0, 8.0, 20.0, 40.0], [56.0, 48.0, 72.0, 80.0], [40.0, 56.0, 56.0, 72.0]])  # in 64 × 64
_uneven = torch.tensor([[60.0, 40.0, 66.0, 46.0], [20.0, 12.0, 32.0, 13.0], [36.0, 30.0, 50.0, 31.0]])  # in 50 × 70
_crowd = torch.tensor(
    [[6.0, 8.0, 30.0, 40.0], [10.0, 4.0, 22.0, 46.0], [50.0, 30.0, 62.0, 60.0], [8.0, 20.0, 24.0, 30]]
)


def _random(*shape: int, seed: int) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def _outputs(images: int, grid: int, categories: int, seed: int) -> Tensor:
    """Draw output tensors whose confidences and probabilities lie around 0 and 1 as a network's do."""
    output = _random(images, grid, grid, 10 + categories, seed=seed)
    return 1.2 * output - 0.1


def _targets(categories: int, grid: int) -> Tensor:
    """Write two scenes of 64 × 64 pixels."""
    first = method.target_tensor(_crowd, torch.tensor([1, 0, 2, 1]) % categories, categories, grid, (64, 64))
    second = method.target_tensor(_on_edges, torch.tensor([0, 2, 1]) % categories, categories, grid, (64, 64))
    return torch.stack([first, second])


_predicted = torch.tensor(
    [
        [[0.1, 0.1, 0.4, 0.5], [0.2, 0.1, 0.5, 0.4], [0.6, 0.6, 0.9, 0.7]],
        [[0.0, 0.0, 0.1, 0.3], [0.8, 0.7, 0.9, 0.9], [0.3, 0.1, 0.4, 0.2]],  # none meets the thing
        [[0.2, 0.5, 0.8, 0.7], [0.45, 0.55, 0.55, 0.65], [0.5, 0.5, 1.1, 0.9]],
    ]
)
_things = torch.tensor([[0.2, 0.15, 0.5, 0.45], [0.5, 0.4, 0.7, 0.6], [0.4, 0.5, 0.9, 0.8]])
_large_or_near = torch.tensor(  # the box that meets the thing is far larger than it, another one beside it has its size
    [
        [[0.5, 0.15, 0.8, 0.45], [0.0, 0.0, 1.0, 1.0]],
        [[0.0, 0.1, 0.95, 0.9], [0.3, 0.6, 0.5, 0.8]],
        [[0.4, 0.2, 0.8, 0.6], [0.05, 0.05, 0.7, 0.7]],  # here both meet it, the larger one with the higher IoU
    ]
)
_shared_or_tied = torch.tensor(  # the whole thing is inside a worse box; two boxes are equally good, the second nearer
    [[[0.0, 0.0, 1.0, 1.0], [0.25, 0.2, 0.6, 0.6]], [[0.25, 0.25, 1.25, 0.75], [0.25, 0.25, 0.5, 0.75]]]
)
_around = torch.tensor([[0.2, 0.2, 0.6, 0.6], [0.25, 0.25, 0.75, 0.75]])
_on_a_line = torch.tensor([[8.0, 4.0, 24.0, 12.0], [18.0, 2.0, 30.0, 14.0]])  # in 64 × 64: x of the first one is 0
_beside = torch.tensor([[0.2, 0.15, 0.5, 0.45], [0.5, 0.4, 0.7, 0.6], [0.2, 0.2, 0.6, 0.6]])
_twins = torch.tensor(
    [[[0.25, 0.25, 0.5, 0.5], [0.25, 0.25, 0.5, 0.5]], [[0.0, 0.0, 0.25, 0.25], [0.5, 0.5, 0.75, 1.0]]]
)

exercises = ExerciseSet(
    "yolo",
    exercises=[
        Exercise(
            name="cells_of",
            task="`boxes` is a float tensor (G, 4) of boxes (x1, y1, x2, y2) in pixels, `grid` the integer S, `size` "
            "a tuple (height, width) of the image in pixels, which is divided into S × S equal cells. Return a "
            "tensor of whole numbers, (G, 2): for each box the (row, column), counted from 0, of the cell in which "
            "its centre lies. A centre on the line between two cells belongs to the right or lower one; on the right "
            "or lower border of the image it belongs to the last cell, S − 1. All centres lie inside the image or on "
            "its border.",
            solution=method.cells_of,
            cases=[
                Case(_wide, 6, (48, 96), name="an image that is wider than high"),
                Case(_high.double(), 5, (80, 40), name="an image that is higher than wide, in float64"),
                Case(_on_edges, 4, (64, 64), name="centres on lines between cells"),
                Case(torch.tensor([[56.0, 20.0, 72.0, 30.0], [9.0, 60.0, 15.0, 68.0]]), 8, (64, 64), name="the border"),
                Case(_uneven, 8, (50, 70), name="cells that aren't a whole number of pixels large"),
            ],
            mistakes=[
                Mistake(wrong.column_first, "You return (column, row). The row comes first, and it comes from y."),
                Mistake(wrong.of_the_upper_left_corner, "You use the upper left corner. The *centre* decides."),
                Mistake(wrong.half_the_sides, "You use half of the sides. The centre is the mean of both corners."),
                Mistake(wrong.height_and_width_swapped, "You divide x by the height and y by the width."),
                Mistake(wrong.beyond_the_last, "A centre on the right or lower border gets cell S. The last is S − 1."),
                Mistake(wrong.rounded_to_the_nearest, "You round to the nearest whole number. Round down."),
                Mistake(wrong.counted_from_one, "You count rows and columns from 1. Count from 0."),
                Mistake(wrong.one_number, "You number the cells row by row. Return row and column."),
            ],
            hints=[
                "The centre is the mean of both corners. Divided by width and height it lies from 0 to 1.",
                "Times S and rounded down it is (column, row): `.long()` rounds down, `.flip(1)` swaps, and "
                "`.clamp(max=grid - 1)` takes care of the border.",
            ],
            number_type="kind",
        ),
        Exercise(
            name="encode_boxes",
            task="`boxes` (G, 4), `grid` and `size` as for `cells_of`; `cells` is a tensor of integers (G, 2), the "
            "(row, column) of a cell for each box. Return a tensor (G, 4) with (x, y, √w, √h) of each box: (x, y) is "
            "its centre, measured from the upper left corner of its cell in widths and heights of a cell (0 to 1 "
            "inside the cell; a given cell need not contain the centre, so it may lie outside 0 to 1), and w, h are "
            "its sides as fractions of the image's width and height.",
            solution=method.encode_boxes,
            cases=[
                Case(_wide, method.cells_of(_wide, 6, (48, 96)), 6, (48, 96), name="an image that is wider than high"),
                Case(_high.double(), method.cells_of(_high, 5, (80, 40)), 5, (80, 40), name="in float64"),
                Case(_crowd, torch.tensor([[0, 1], [2, 0], [1, 2], [1, 1]]), 3, (64, 80), name="other cells"),
            ],
            mistakes=[
                Mistake(wrong.centre_of_the_image, "Your centre is relative to the image. It is relative to the cell."),
                Mistake(wrong.sides_without_root, "You return w and h. Return their square roots."),
                Mistake(wrong.sides_of_the_cell, "You measure the sides in cells. They are fractions of the image."),
                Mistake(
                    wrong.row_from_x, "You subtract the row from x and the column from y. A column counts along x."
                ),
                Mistake(wrong.corner_for_centre, "You encode the upper left corner. Encode the centre."),
                Mistake(wrong.cells_not_subtracted, "You measure from the image's corner. Subtract the cell's place."),
                Mistake(wrong.encoded_with_width_first, "You divide x by the height and y by the width."),
            ],
            hints=[
                "Divide the boxes by (width, height, width, height) first. All else happens in these fractions.",
                "Centre · S counts cells; subtract `cells.flip(1)`. `torch.cat([..., sides.sqrt()], dim=1)`.",
            ],
        ),
        Exercise(
            name="decode_boxes",
            task="`encoded` is a float tensor (S, S, B, 4): (x, y, √w, √h) of B boxes in each cell [row, column], as "
            "`encode_boxes` writes them; `size` is a tuple (height, width) of the image in pixels. Return a tensor "
            "(S, S, B, 4) of boxes (x1, y1, x2, y2) in pixels. Boxes may reach outside the image and aren't clipped.",
            solution=method.decode_boxes,
            cases=[
                Case(_random(3, 3, 2, 4, seed=1), (60, 90), name="3 × 3 cells, 2 boxes"),
                Case(_random(5, 5, 1, 4, seed=2).double(), (50, 30), name="5 × 5 cells, 1 box, in float64"),
                Case(
                    1.5 * _random(2, 2, 3, 4, seed=3) - 0.4,
                    (40, 64),
                    name="2 × 2 cells, 3 boxes, some numbers negative",
                ),
            ],
            mistakes=[
                Mistake(wrong.sides_not_squared, "You use √w and √h as the sides. Square them."),
                Mistake(wrong.rows_for_columns, "You add the row to x and the column to y. A column counts along x."),
                Mistake(
                    wrong.cell_not_added, "You forget in which cell a box is: every centre lands in the first one."
                ),
                Mistake(
                    wrong.centre_not_divided, "Place of the cell *and* centre in it are counted in cells: divide both."
                ),
                Mistake(wrong.place_in_cells, "Your centres are counted in cells. Divide them by S."),
                Mistake(wrong.sides_in_cells, "You divide the sides by S. They are fractions of the *image* already."),
                Mistake(
                    wrong.begins_at_the_centre, "Your box begins at its centre. It reaches half a side to each side."
                ),
                Mistake(wrong.twice_as_large, "Your box reaches a whole side from the centre. It reaches half of one."),
                Mistake(wrong.centre_and_sides, "You return centre and sides. Return the corners (x1, y1, x2, y2)."),
                Mistake(wrong.relative_to_the_image, "Your boxes are fractions of the image. Multiply by its size."),
                Mistake(wrong.decoded_with_width_first, "You multiply x by the height and y by the width."),
            ],
            hints=[
                "Rows and columns of the cells: `torch.meshgrid(torch.arange(S), torch.arange(S), indexing='ij')`.",
                "Centre = (column + x, row + y) / S, sides = squares. Corners = centre ∓ sides / 2, then times "
                "(width, height, width, height).",
            ],
        ),
        Exercise(
            name="target_tensor",
            task="`boxes` (G, 4), `grid` (S) and `size` as for `cells_of`; `labels` is a tensor of integers (G,) from "
            "0 to C − 1, `categories` is the integer C. Return a float tensor (S, S, 5 + C). At the cell of each "
            "thing: (x, y, √w, √h) as `encode_boxes` gives them, then the confidence 1, then C classes, a 1 at the "
            "label and 0 elsewhere. If several things have the same cell, only the *first* of them in `boxes` is "
            "written. Cells without a thing are all 0. You may call your `cells_of` and `encode_boxes`.",
            solution=method.target_tensor,
            cases=[
                Case(_wide, torch.tensor([2, 0, 3]), 4, 6, (48, 96), name="three things in cells of their own"),
                Case(_crowd, torch.tensor([1, 0, 2, 1]), 3, 2, (64, 64), name="three centres in one cell"),
                Case(_on_a_line, torch.tensor([1, 0]), 2, 4, (64, 64), name="a centre on a line, and another one"),
                Case(_crowd.flip(0), torch.tensor([1, 2, 0, 2]), 3, 2, (64, 64), name="the smallest of a cell first"),
                Case(_crowd.double(), torch.tensor([2, 4, 1, 0]), 5, 4, (80, 64), name="in float64"),
                Case(torch.zeros(0, 4), torch.zeros(0, dtype=torch.long), 2, 3, (30, 30), name="no thing"),
            ],
            mistakes=[
                Mistake(wrong.last_one_wins, "A later thing overwrites an earlier one. The first one keeps the cell."),
                Mistake(wrong.classes_of_both, "A cell gets the classes of all its things. Only the first is written."),
                Mistake(wrong.without_confidence, "The confidence, number 4 of a cell, is missing: 1 at each thing."),
                Mistake(wrong.confidence_first, "The confidence comes *after* (x, y, √w, √h)."),
                Mistake(wrong.column_before_row, "You index by [column, row]. It is [row, column]."),
                Mistake(wrong.roots_forgotten, "You write w and h. Write their square roots."),
                Mistake(wrong.class_everywhere, "Empty cells have a class in your tensor. They are all 0."),
                Mistake(wrong.classes_before_the_box, "The classes come last, after the five numbers of the box."),
            ],
            hints=[
                "Go through the things in order, and skip one whose cell has a confidence already.",
                "`target[row, column, :4] = ...`, `target[row, column, 4] = 1`, `target[row, column, 5 + label] = 1`.",
            ],
        ),
        Exercise(
            name="responsible_boxes",
            task="`boxes` is a float tensor (M, B, 4): the B predicted boxes (x1, y1, x2, y2) of each of M cells that "
            "hold a thing, as fractions of the image; `truth` is (M, 4), the true box of each cell's thing. Return "
            "three tensors: chosen (M,), whole numbers, which of the B boxes is responsible; ious (M, B), the IoU of "
            "each box with the true box of its cell; distances (M, B), √(mean of the four squared differences in "
            "centre x, centre y, width, height) between each box and that true box. Responsible is the box with the "
            "highest IoU; in a cell where all IoUs are 0 it is the one with the smallest distance; of equal ones the "
            "first. All boxes have a positive area. You may call `demos.box_iou` of lecture 02, (N, 4) with (M, 4) "
            "to (N, M).",
            solution=method.responsible_boxes,
            cases=[
                Case(_predicted, _things, name="three cells with three boxes"),
                Case(_predicted[:, :2].double(), _things.double(), name="two boxes each, in float64"),
                Case(_twins, torch.tensor([[0.25, 0.5, 0.75, 1.0], [0.25, 0.25, 0.75, 0.5]]), name="two equal boxes"),
                Case(_large_or_near, _beside, name="the nearest box doesn't meet the thing"),
                Case(_shared_or_tied, _around, name="a box around the thing, and two equally good ones"),
                Case(_predicted[1:2, :1], _things[1:2], name="one cell with one box"),
            ],
            mistakes=[
                Mistake(wrong.worst_box, "You choose the box with the lowest IoU."),
                Mistake(
                    wrong.always_the_nearest,
                    "You decide by the distance everywhere. The IoU decides, if one is above 0.",
                ),
                Mistake(wrong.first_where_nothing_meets, "Where all IoUs are 0, the smallest distance decides."),
                Mistake(wrong.distance_without_root, "Your distance is the mean square. Take its root."),
                Mistake(
                    wrong.distance_of_centres, "You compare centres only. Widths and heights belong to the distance."
                ),
                Mistake(
                    wrong.distance_of_roots, "You take roots of the sides. The distance compares the sides themselves."
                ),
                Mistake(
                    wrong.overlap_not_clamped,
                    "Your overlap multiplies negative sides where boxes don't meet: it is 0 there (`clamp(min=0)`).",
                ),
                Mistake(wrong.nearest_where_one_misses, "You use the distance where *any* IoU is 0. *All* must be 0."),
                Mistake(wrong.iou_minus_distance, "You mix IoU and distance. The IoU decides, unless all IoUs are 0."),
                Mistake(wrong.distance_summed, "You sum the four squares. Take their mean."),
                Mistake(wrong.distance_of_corners, "You compare corners. Compare centres and sides."),
                Mistake(wrong.with_every_thing, "You compare boxes with things of other cells. Each cell has its own."),
                Mistake(wrong.a_mask, "You return a mask. Return which box it is, one number for each cell."),
            ],
            hints=[
                "`(x1 + x2) / 2`, `(y1 + y2) / 2`, `x2 − x1`, `y2 − y1` of boxes and of `truth[:, None]`.",
                "`torch.where((ious > 0).any(dim=1), ious.argmax(dim=1), distances.argmin(dim=1))`.",
            ],
            number_type="kind",
            outputs=("chosen", "ious", "distances"),
        ),
        Exercise(
            name="yolo_loss",
            task="`output` is a float tensor (N, S, S, 10 + C): in each cell B = 2 times (x, y, √w, √h, confidence), "
            "then C class probabilities; `target` is (N, S, S, 5 + C), as `target_tensor` makes them; `lambda_coord` "
            "and `lambda_noobj` are numbers. A cell holds a thing if its target confidence is 1. In each such cell "
            "one box is responsible, as `responsible_boxes` chooses it among the decoded boxes. Return five numbers "
            "(tensors of shape ()), each summed over all cells and divided by N: (1) centre, lambda_coord times the "
            "squared differences in x and y of responsible boxes; (2) sides, lambda_coord times those in √w and √h; "
            "(3) object, (confidence − IoU)² of responsible boxes, with the IoU of the predicted and the true box; "
            "(4) no_object, lambda_noobj times confidence² of *all* other boxes, also those of cells that hold a "
            "thing; (5) classes, the squared differences of all C probabilities in cells that hold a thing. You may "
            "call your `decode_boxes` (with size (1, 1)) and `responsible_boxes`.",
            solution=method.yolo_loss,
            cases=[
                Case(
                    _outputs(2, 4, 3, 4), _targets(3, 4), lambda_coord=5.0, lambda_noobj=0.5, name="two images, C = 3"
                ),
                Case(_outputs(2, 2, 4, 5), _targets(4, 2), lambda_coord=2.0, lambda_noobj=0.25, name="other factors"),
                Case(
                    _outputs(2, 4, 5, 6).double(),
                    _targets(5, 4).double(),
                    lambda_coord=4.0,
                    lambda_noobj=0.75,
                    name="in float64",
                ),
                Case(
                    _outputs(1, 3, 3, 7),
                    torch.zeros(1, 3, 3, 8),
                    lambda_coord=5.0,
                    lambda_noobj=0.5,
                    name="an empty image",
                ),
            ],
            mistakes=[
                Mistake(
                    wrong.first_box_always, "The first box of a cell is responsible in your loss. The best one is."
                ),
                Mistake(wrong.iou_alone, "Where no box of a cell meets the thing, the nearest one is responsible."),
                Mistake(wrong.squares_of_sides, "You compare w and h. Compare their roots, as the tensors hold them."),
                Mistake(wrong.iou_of_encoded_boxes, "Decode the boxes before you take their IoU: they aren't corners."),
                Mistake(wrong.right_class_only, "classes counts the right class only. All C probabilities count."),
                Mistake(wrong.surest_box, "You choose the box with the highest confidence. The highest *IoU* decides."),
                Mistake(
                    wrong.no_object_in_empty_cells_only,
                    "no_object leaves out the other boxes of cells that hold a thing. They find nothing either.",
                ),
                Mistake(wrong.all_boxes_of_the_cell, "You train all boxes of a cell on the thing. One is responsible."),
                Mistake(wrong.confidence_of_one, "You want a confidence of 1. It should be the IoU."),
                Mistake(wrong.classes_in_every_cell, "classes counts empty cells. Only cells that hold a thing count."),
                Mistake(wrong.summed_over_images, "You sum over the images. Divide by N."),
                Mistake(wrong.factors_swapped, "lambda_coord belongs to (1) and (2), lambda_noobj to (4)."),
                Mistake(wrong.without_factors, "Both factors are missing."),
                Mistake(wrong.total, "You return the sum. Return the five terms."),
            ],
            hints=[
                "`holds = target[..., 4] > 0` picks the M cells that hold a thing: `output[holds]` is (M, 5B + C), and "
                "its first 5B numbers are `.reshape(-1, B, 5)`.",
                "Decode the boxes of all cells, pick with `holds`, choose with `responsible_boxes`. "
                "`boxes[torch.arange(M), chosen]` are the responsible ones.",
                "no_object: the sum of confidence² over *all* boxes of all cells minus that over the responsible ones.",
            ],
            outputs=("centre", "sides", "object", "no_object", "classes"),
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask

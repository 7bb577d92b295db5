"""Exercises of lecture 05: from the box in pixels to RoI pooling and to RoI Align's samples."""

import torch

from lecture_utils.exercises.case_inputs import fractions, in_float64
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.roi import mistakes as wrong
from lecture_utils.exercises.roi.questions import questions
from lecture_utils.methods import roi as method
from lecture_utils.scenes.roi import SCALE, small_box, small_map

_map = small_map()[0]
_two_channels = torch.cat([_map, _map.flip(2) - 4.0])  # (2, 6, 8), with negative cells
_edges = tuple(torch.tensor(cells) for cells in ([1, 3], [4, 6], [2, 5], [5, 8]))
_outside = tuple(torch.tensor(cells) for cells in ([0, 4, 6], [4, 6, 6], [3, 6], [6, 8]))
_one_empty = tuple(torch.tensor(cells) for cells in ([0, 2], [2, 5], [0, 4, 5], [4, 4, 8]))
_negative = tuple(torch.tensor(cells) for cells in ([0, 0], [1, 2], [6, 7, 1], [8, 8, 2]))


def _point(row: float, column: float) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.tensor(row), torch.tensor(column)


exercises = ExerciseSet(
    "roi",
    exercises=[
        Exercise(
            name="project_box",
            task="`boxes` is a tensor (..., 4) of boxes (x1, y1, x2, y2) in pixels of the image, `spatial_scale` a "
            "float: how many cells of the feature map one pixel is. Return the boxes in cells, a tensor of the same "
            "shape, not rounded.",
            solution=method.project_box,
            cases=[
                Case(small_box()[0, 1:], SCALE, name="the small example"),
                Case(torch.tensor([[100.0, 60.0, 250.0, 140.0], [3.0, 5.0, 7.0, 9.0]]), 1 / 16, name="two boxes"),
                Case(torch.tensor([-8.0, 0.0, 30.0, 10.0]), 0.5, name="a box that begins outside the image"),
                Case(fractions(2, 3, 4), 0.03, name="fractions of pixels, and a stride that isn't whole"),
                in_float64(fractions(3, 4, seed=2), 0.125),
            ],
            mistakes=[
                Mistake(wrong.divided_by_scale, "You divide by `spatial_scale`. It says how many cells one pixel is."),
                Mistake(
                    wrong.width_and_height,
                    "You take the box for (x, y, width, height). Its last two numbers are the corner x2, y2.",
                ),
                Mistake(
                    wrong.rounded_already, "You round. The projection keeps the fractions; snapping comes after it."
                ),
                Mistake(
                    wrong.rounded_down_already,
                    "You round down. The projection keeps the fractions; snapping comes after it.",
                ),
                Mistake(wrong.rows_first, "You return (y1, x1, y2, x2). The order stays (x1, y1, x2, y2)."),
                Mistake(wrong.only_the_first_corner, "You scale x1 and y1 only. The other corner moves as well."),
            ],
            hints=[
                "A map of stride 16 has one cell for 16 pixels. What is its `spatial_scale`?",
                "All four numbers are multiplied by the same factor.",
            ],
        ),
        Exercise(
            name="snap_to_cells",
            task="`box` is a float tensor (..., 4) of projected boxes (x1, y1, x2, y2) in cells. Return (first column, "
            "first row, last column, last row), a tensor of the same shape and dtype: each coordinate rounded to the "
            "nearest whole number; .5 is rounded away from zero. Where a box would end before it begins, along either "
            "axis, its last cell is its first.",
            number_type="exact",
            solution=method.snap_to_cells,
            cases=[
                Case(torch.tensor([1.75, 1.25, 6.75, 5.25]), name="the small example"),
                Case(torch.tensor([1.5, 1.0, 6.5, 5.0]), name="halves"),
                Case(torch.tensor([-1.5, -0.6, 2.5, 3.5]), name="a box that begins outside the map"),
                Case(torch.tensor([[4.4, 1.0, 2.2, 3.0], [5.0, 5.0, 5.0, 5.0]]), name="boxes without area"),
                Case(torch.tensor([[1.0, 6.3, 3.0, 2.1], [-3.5, -2.5, -1.5, 0.5]]), name="no rows; negative halves"),
                Case(torch.tensor([2.0, 7.5, 9.0, 3.0]), name="a box that ends above its beginning"),
                in_float64(torch.tensor([[0.49, 1.51, 8.5, 9.5]])),
            ],
            mistakes=[
                Mistake(wrong.rounded_down, "You round down. Fast R-CNN rounds to the nearest cell."),
                Mistake(
                    wrong.rounded_outwards,
                    "You round outwards, down at the start and up at the end. Each coordinate is rounded to the "
                    "nearest cell.",
                ),
                Mistake(
                    wrong.halves_to_even,
                    "You round halves to the even neighbour, as `torch.round` and Python's `round` do: 6.5 becomes 6. "
                    "Round them away from zero: 7.",
                ),
                Mistake(
                    wrong.halves_up,
                    "−1.5 becomes −1 in your result. Halves are rounded away from zero, below zero too: −2.",
                ),
                Mistake(
                    wrong.end_excluded,
                    "Your last column and row are one cell after the region. The last cell belongs to it.",
                ),
                Mistake(
                    wrong.may_be_empty,
                    "Your region ends before it begins where the box does. Let it keep one cell: its first.",
                ),
                Mistake(
                    wrong.at_least_two,
                    "Your smallest region has two cells: its last is its first plus 1.",
                    also=[wrong.widened_first],
                ),
                Mistake(
                    wrong.ends_crossed,
                    "You compare the last column with the first row, and the last row with the first column.",
                ),
            ],
            hints=[
                "`box.trunc()` cuts the fraction off, `box.frac()` is what was cut, with its sign.",
                "Add `box.sign()` where the fraction is a half or more. Then let no last cell be smaller than the "
                "first.",
            ],
        ),
        Exercise(
            name="bin_edges",
            task="`first` and `last` are float tensors (K,): the first and the last cell of K regions along one "
            "axis, both inclusive. Divide each region into `bins` bins of equal fractional length; `bins` and "
            "`cells`, the cells of the map along the axis, are whole numbers. The start of a bin is rounded down, "
            "its end up, and both are kept between 0 and `cells`. Return two integer tensors (K, bins): the first "
            "cell of each bin, and the cell *after* its last.",
            number_type="kind",
            outputs=("starts", "ends"),
            solution=method.bin_edges,
            cases=[
                Case(torch.tensor([2.0]), torch.tensor([7.0]), 2, 8, name="6 cells in 2 bins"),
                Case(torch.tensor([1.0]), torch.tensor([5.0]), 2, 6, name="5 cells in 2 bins"),
                Case(torch.tensor([3.0, 0.0]), torch.tensor([4.0, 9.0]), 4, 12, name="2 cells, and 10, in 4 bins"),
                Case(torch.tensor([-2.0, 4.0]), torch.tensor([4.0, 9.0]), 3, 6, name="regions that leave the map"),
                Case(
                    torch.tensor([1.0, 5.0, 2.0]), torch.tensor([11.0, 5.0, 8.0]), 5, 14, name="three regions, 5 bins"
                ),
            ],
            mistakes=[
                Mistake(
                    wrong.last_left_out, "You divide last − first cells. The last cell belongs to the region: + 1."
                ),
                Mistake(
                    wrong.both_rounded_down,
                    "Your bins end rounded down, so that they share no cell. They end rounded up.",
                ),
                Mistake(
                    wrong.both_rounded,
                    "You round both ends to the nearest cell. A bin starts rounded down and ends rounded up.",
                ),
                Mistake(
                    wrong.size_rounded_down,
                    "You round the bin's length. Keep it fractional and round each start and end by itself.",
                ),
                Mistake(wrong.end_is_last_cell, "You return the last cell of each bin. Return the cell after it."),
                Mistake(wrong.from_zero, "Your bins start at 0. They start at `first`."),
                Mistake(wrong.not_cut_off, "Your bins leave the map. Cut them off at 0 and at `cells`."),
            ],
            hints=[
                "The region is last − first + 1 cells long; a bin is that divided by `bins`, with its fraction.",
                "Bin i reaches from floor(i · size) to ceil((i + 1) · size), counted from `first`; `clamp` cuts off.",
            ],
        ),
        Exercise(
            name="pool_bin_by_bin",
            task="`features` is a float tensor (C, H, W). `top` and `bottom` are integer tensors (h,): the first "
            "row of each row of bins, and the row *after* its last; `left` and `right` (w,) are likewise columns. "
            "Return the maximum of every bin in every channel, a float tensor (C, h, w). A bin without cells gives 0.",
            number_type="kind",
            solution=method.pool_bin_by_bin,
            cases=[
                Case(_map, *_edges, name="the small example"),
                Case(_two_channels, *_edges, name="two channels"),
                Case(_two_channels, *_outside, name="a bin outside the map"),
                Case(fractions(3, 5, 8), *_one_empty, name="fractions, and a column of bins without cells"),
                in_float64(fractions(2, 5, 8, seed=4), *_one_empty),
                Case(_two_channels, *_negative, name="bins with nothing above zero"),
            ],
            mistakes=[
                Mistake(wrong.mean_of_bins, "You take the mean. RoI pooling takes the maximum."),
                Mistake(
                    wrong.bottom_and_right_included,
                    "Your bins are a row and a column too large: `bottom` and `right` lie after the last cell.",
                ),
                Mistake(wrong.over_channels_too, "You take one maximum over all channels. Each channel has its own."),
                Mistake(
                    wrong.rows_and_columns_exchanged,
                    "You use rows for columns: `features` is (C, rows, columns), `top` and `bottom` are rows.",
                ),
                Mistake(wrong.written_transposed, "Your output is transposed: rows of bins come first."),
                Mistake(
                    wrong.never_below_zero,
                    "Your maxima are never below 0. Where all cells of a bin are negative, so is their maximum.",
                ),
                Mistake(wrong.middle_cells, "You read the middle cell of each bin. The bin's value is its maximum."),
                Mistake(wrong.minus_infinity_where_empty, "A bin without cells gives −∞ in your result. It gives 0."),
            ],
            hints=[
                "Two loops: over the rows of bins and over the columns of bins. A slice takes the bin's cells.",
                "`features[:, top[i] : bottom[i], left[j] : right[j]].amax(dim=(1, 2))`, unless the slice is empty.",
            ],
        ),
        Exercise(
            name="bilinear_interpolate",
            task="`features` is a float tensor (C, H, W); cell (i, j) has its value at row i, column j. `row` and "
            "`column` are float tensors without dimensions. Return the bilinear interpolation of each channel at "
            "that point, a tensor (C,). A point with a row from −1 to H and a column from −1 to W, ends included, "
            "is first moved to the nearest point between the outermost cells, so that the border value is repeated; "
            "at any other point the result is 0.",
            solution=method.bilinear_interpolate,
            cases=[
                Case(_map, *_point(1.25, 1.875), name="the small example"),
                Case(_two_channels, *_point(3.75, 4.5), name="two channels"),
                Case(_map, *_point(3.0, 1.0), name="a point on a cell"),
                Case(_map, *_point(2.2, 0.4), name="far from the diagonal"),
                Case(_map, *_point(5.4, 7.8), name="past the last cell"),
                Case(_map, *_point(-0.5, 3.5), name="before the first cell"),
                Case(_map, *_point(-1.5, 2.0), name="more than a cell outside"),
                Case(_map, *_point(2.5, -1.25), name="more than a cell to the left"),
                Case(_map, *_point(-1.0, 3.25), name="exactly one cell above"),
                Case(_map, *_point(6.0, 8.0), name="exactly at row H and column W"),
                Case(_map, *_point(6.5, 2.0), name="below row H"),
                Case(_map, *_point(4.75, 8.25), name="to the right of column W"),
                Case(fractions(3, 4, 5), *_point(1.625, 2.25), name="three channels"),
                in_float64(fractions(2, 3, 7), *_point(0.5, 5.875)),
            ],
            mistakes=[
                Mistake(
                    wrong.nearest_cell,
                    "You read the nearest cell. RoI Align averages the four cells around the "
                    "point, weighted by closeness.",
                ),
                Mistake(
                    wrong.cell_rounded_down,
                    "You read the cell above and to the left. Average the four cells "
                    "around the point, weighted by closeness.",
                ),
                Mistake(
                    wrong.weights_exchanged,
                    "Your weights are exchanged: the closer a cell, the larger its weight.",
                ),
                Mistake(
                    wrong.row_and_column_exchanged, "You exchange row and column: `features` is (C, rows, columns)."
                ),
                Mistake(
                    wrong.centres_at_halves, "You subtract a half. Here cell (i, j) has its value at row i, column j."
                ),
                Mistake(
                    wrong.zeros_around_the_map,
                    "Your values fade to zero outside the map. Up to one cell outside, the border value is repeated.",
                ),
                Mistake(
                    wrong.border_goes_on_for_ever,
                    "You repeat the border value however far outside. More than one cell outside, the value is 0.",
                ),
                Mistake(wrong.plain_mean, "You take the plain mean of four cells. Weight each by its closeness."),
                Mistake(
                    wrong.extrapolated,
                    "Outside the map your weights are larger than 1 or negative. Move the point to the border first.",
                ),
                Mistake(
                    wrong.weighted_by_distance,
                    "You weight by the distance to each cell. The weight is a product: (1 − distance in rows) times "
                    "(1 − distance in columns).",
                ),
            ],
            hints=[
                "Along one axis: the cells before and after the point, with weights 1 − d and d, d the distance to "
                "the first.",
                "First decide whether the point counts (from −1 to H, from −1 to W), then `clamp` it to 0 … H − 1. "
                "Multiply the row's weight by the column's.",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask

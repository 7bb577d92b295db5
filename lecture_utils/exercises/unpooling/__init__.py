"""Exercises of lecture 10: three ways of unpooling, max pooling that remembers, and a gradient."""

import torch

from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.unpooling import mistakes as wrong
from lecture_utils.exercises.unpooling.questions import questions
from lecture_utils.methods import unpooling as method
from lecture_utils.scenes.slides import MAX_POOL_INPUT, MAX_UNPOOL_INPUT, UNPOOLING_INPUT

_slide = torch.tensor(UNPOOLING_INPUT).float()
_wide = torch.tensor([[1.5, -2.0, 0.3], [4.0, 7.0, -8.5]])  # 0.3 isn't 0.3 in half precision
_pool = torch.tensor(MAX_POOL_INPUT).float()
_ties = torch.tensor([[2.0, 2.0, -1.0, -3.0, 0.0, 0.0], [2.0, 1.0, -1.0, -2.0, 5.0, 0.5]])
_again = (
    torch.tensor(  # the largest number of a window: in other windows too, and twice in it, by columns the other first
        [[1.0, 3.0, 5.0, 3.0], [3.0, 0.0, 4.0, 5.0], [-2.0, 5.0, 3.0, 1.0], [5.0, 2.0, 2.0, 3.0]]
    )
)
_large = torch.arange(54.0).reshape(6, 9).sin() * 10
_many = torch.arange(288.0).reshape(18, 16).cos() * 10
_gradient = torch.tensor([[1.0, 2.0, 0.0, 1.0], [0.5, 1.0, 3.0, 0.0], [2.0, 0.0, -1.0, 1.0], [1.0, 4.0, 0.0, 2.0]])


def _positions(input: torch.Tensor, kernel_size: int) -> torch.Tensor:
    return method.max_pool_with_positions(input, kernel_size)[1]


exercises = ExerciseSet(
    "unpooling",
    exercises=[
        Exercise(
            name="nearest_neighbour",
            task="`input` is one channel, a float tensor of shape (H, W); `factor` is an integer of at least 1. "
            "Return a tensor of shape (H · factor, W · factor) in which each number of `input` fills a block of "
            "factor × factor cells. Don't call `interpolate`.",
            solution=method.nearest_neighbour,
            cases=[
                Case(_slide, 2, name="the slide's numbers"),
                Case(_wide, 3, name="two rows, three columns"),
                Case(_wide[:1].double(), 2, name="one row"),
                Case(_slide, 1, name="a factor of 1"),
            ],
            forbidden=("interpolate", "upsample", "upsample_nearest"),
            mistakes=[
                Mistake(wrong.tiled, "You lay copies of the whole map side by side. Each *number* fills a block."),
                Mistake(wrong.rows_only, "You repeat rows. Columns are repeated as well."),
                Mistake(wrong.columns_only, "You repeat columns. Rows are repeated as well."),
                Mistake(wrong.nails_for_neighbours, "That is bed of nails: one cell of each block is filled."),
                Mistake(wrong.two_cells, "You fill 2 × 2 cells of each block. A block has `factor` × `factor` cells."),
            ],
            hints=[
                "A row that is repeated, then a column that is repeated.",
                "`repeat_interleave` repeats each entry along a dimension, `repeat` lays out the whole tensor.",
            ],
        ),
        Exercise(
            name="bed_of_nails",
            task="`input` is one channel, a float tensor of shape (H, W); `factor` is an integer of at least 1. "
            "Return a tensor of shape (H · factor, W · factor): each number of `input` in the upper left cell of its "
            "block of factor × factor cells, zeros in the others.",
            solution=method.bed_of_nails,
            cases=[
                Case(_slide, 2, name="the slide's numbers"),
                Case(_wide, 3, name="two rows, three columns"),
                Case(_wide[:1].double(), 2, name="one row"),
            ],
            mistakes=[
                Mistake(
                    wrong.neighbours_for_nails, "That is nearest neighbour: here one cell of each block is filled."
                ),
                Mistake(wrong.nails_in_rows, "You fill a whole row of each block. Only its upper left cell is filled."),
                Mistake(
                    wrong.nails_in_columns, "You fill a whole column of each block. Only its upper left cell is filled."
                ),
                Mistake(wrong.last_cell, "You fill the lower right cell of each block. It is the upper left one."),
                Mistake(
                    wrong.without_the_last_zeros, "The zeros behind the last numbers are missing: each block is whole."
                ),
                Mistake(
                    wrong.in_the_corner, "The map stays together in the corner. Each number begins a block of its own."
                ),
            ],
            hints=[
                "Begin with zeros of the output's size.",
                "`output[::2]` names every second row.",
            ],
        ),
        Exercise(
            name="max_pool_with_positions",
            task="`input` is one channel, a float tensor of shape (H, W); `kernel_size` is an integer k that divides "
            "H and W. Return two tensors of shape (H / k, W / k): the largest number of each window of k × k cells "
            "(windows don't overlap), and where it is in `input`, as one integer row · W + column, counted from 0. Of "
            "equal numbers take the first one in reading order (row by row). Don't call `max_pool2d`.",
            solution=method.max_pool_with_positions,
            cases=[
                Case(_pool, 2, name="the slide's numbers"),
                Case(_ties, 2, name="equal and negative numbers"),
                Case(_again, 2, name="a largest number that comes in several windows"),
                Case(_large, 3, name="six rows, nine columns"),
                Case(_large.T.double(), 3, name="nine rows, six columns"),
                Case(_many, 2, name="more positions than a byte counts"),
            ],
            outputs=("largest", "positions"),
            number_type="any",
            forbidden=("max_pool2d", "max_pool2d_with_indices"),
            mistakes=[
                Mistake(
                    wrong.positions_in_the_window, "Your positions are counted within the window. Count in `input`."
                ),
                Mistake(wrong.counted_down_the_columns, "You count column by column. It is row · W + column."),
                Mistake(wrong.first_by_columns, "Of equal numbers you take the first by columns. Go row by row."),
                Mistake(
                    wrong.looked_for_everywhere,
                    "You look for the largest number in all of `input`, where another window may have it too.",
                ),
                Mistake(wrong.last_of_equals, "Of equal numbers you take the last one. Take the first."),
                Mistake(wrong.counted_from_one, "You count positions from 1. They are counted from 0."),
                Mistake(wrong.means, "That is the mean of each window. The largest number is wanted."),
            ],
            hints=[
                "Two loops over windows. `window.flatten().argmax()` says which of its k · k numbers is the largest.",
                "`divmod(number, k)` makes row and column in the window of it; add where the window begins.",
            ],
        ),
        Exercise(
            name="bed_of_nails_gradient",
            task="`output_gradient` is the gradient of a loss with respect to bed of nails' output, a float tensor of "
            "shape (H · factor, W · factor). Return the gradient with respect to its input, shape (H, W), without "
            "autograd.",
            solution=method.bed_of_nails_gradient,
            cases=[
                Case(_gradient, 2, name="blocks of 2 × 2"),
                Case(_large, 3, name="blocks of 3 × 3"),
                Case(_large.double()[:2, :8], 2, name="one row of blocks"),
            ],
            forbidden=("grad", "backward"),
            mistakes=[
                Mistake(
                    wrong.summed,
                    "You sum over each block, as for nearest neighbour. Only the nail has the input in it.",
                ),
                Mistake(wrong.averaged, "You average over each block. Only the nail has the input in it."),
                Mistake(
                    wrong.of_the_upper_right, "You take the upper right cell of each block. It is the upper left one."
                ),
                Mistake(
                    wrong.of_the_lower_left, "You take the lower left cell of each block. It is the upper left one."
                ),
                Mistake(wrong.mean_of_the_first_row, "You average the first row of each block. Take its first cell."),
                Mistake(wrong.spread_once_more, "You spread once more. The gradient goes back, to the input's size."),
                Mistake(wrong.largest, "You take the largest gradient of each block. Which cell holds the input?"),
                Mistake(wrong.of_the_last_cell, "You take the last cell of each block. The input is in the first."),
                Mistake(
                    wrong.masked_at_full_size, "You keep the output's size. The input has one number for each block."
                ),
            ],
            hints=[
                "Which outputs change when one input changes?",
                "A slice with a step does it.",
            ],
        ),
        Exercise(
            name="max_unpool_at",
            task="`input` (h, w) is a float tensor, `indices` (h, w) an integer tensor of positions row · W + column, "
            "counted from 0 and all different; `size` is the tuple (H, W). Return a float tensor (H, W) with each "
            "number of `input` at its position, and zeros everywhere else. Don't call `max_unpool2d`.",
            solution=method.max_unpool_at,
            cases=[
                Case(torch.tensor(MAX_UNPOOL_INPUT).float(), _positions(_pool, 2), (4, 4), name="the slide's numbers"),
                Case(_wide, _positions(_large, 3), (6, 9), name="six rows, nine columns"),
                Case(_wide.T.double(), _positions(_large.T, 3), (9, 6), name="nine rows, six columns"),
            ],
            forbidden=("max_unpool2d",),
            mistakes=[
                Mistake(
                    wrong.filled_with_neighbours, "You fill whole blocks. `indices` says which cell gets the number."
                ),
                Mistake(wrong.to_the_upper_left, "You use the upper left cells. `indices` says which cells."),
                Mistake(wrong.width_for_height, "Row and column are counted with the height. A row has W cells."),
                Mistake(wrong.the_positions_themselves, "You write the positions. Write the numbers of `input` there."),
                Mistake(wrong.one_position_too_far, "You count positions from 1. They are counted from 0."),
            ],
            hints=[
                "A position p is row p // W, column p % W.",
                "Or: `output.flatten()` has the positions as its indices.",
            ],
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask

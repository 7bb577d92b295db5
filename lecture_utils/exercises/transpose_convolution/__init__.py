"""Exercises of lecture 11: from the size of the output to the whole transpose convolution of a feature map."""

import torch

from lecture_utils.exercises.case_inputs import fractions, in_float64
from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.transpose_convolution import mistakes as wrong
from lecture_utils.exercises.transpose_convolution.questions import questions
from lecture_utils.methods import transpose_convolution as method

FLIPPED = "The filter is mirrored in your result. Each copy is the filter as it is, times its input."
OVERWRITTEN = "Where copies overlap, your later copy replaces the earlier one. Add them up."

_slide = torch.tensor([2.0, 3.0]), torch.tensor([1.0, -1.0, 4.0])
_filter = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])

exercises = ExerciseSet(
    "transpose_convolution",
    exercises=[
        Exercise(
            name="output_size",
            task="Return how many outputs a convolution has along one dimension, as a whole number: `size` inputs, a "
            "filter of `kernel_size` weights, `stride`, and `padding` zeros at *both* ends. All four are whole "
            "numbers. A position at which the filter hangs over the end gives no output.",
            solution=method.output_size,
            cases=[
                Case(4, 3, 1, 1, name="slide: 3 × 3, stride 1 pad 1"),
                Case(4, 3, 2, 1, name="slide: 3 × 3, stride 2 pad 1"),
                Case(7, 3, 2, 0, name="the filter ends at the last cell"),
                Case(8, 3, 2, 0, name="one cell is left over"),
                Case(5, 5, name="the filter is as long as the input"),
                Case(10, 4, 3, 2, name="an even filter, stride 3"),
                Case(8, 4, 2, 1, name="an even filter that ends at the last cell"),
                Case(17, 6, 5, 3, name="stride 5, and cells are left over"),
                Case(9, 2, 4, 1, name="a stride longer than the filter"),
                Case(12, 7, 3, 1, name="a filter longer than two strides"),
            ],
            mistakes=[
                Mistake(
                    wrong.without_plus_one,
                    "You count how often the filter moves. It also has its first position: one output more.",
                ),
                Mistake(wrong.padding_at_one_end, "The padding lies at both ends: the input grows by 2 · padding."),
                Mistake(
                    wrong.rounded_up,
                    "You round up. A position at which the filter hangs over the end gives no output: round down.",
                ),
                Mistake(wrong.of_the_transpose, "That is the size of a *transpose* convolution."),
                Mistake(
                    wrong.filter_alone_divided,
                    "`//` comes before `+` and `−`: only the filter is divided. Parentheses are missing.",
                ),
                Mistake(
                    wrong.padding_not_divided,
                    "The padding is cells like the others: add it before you divide by the stride.",
                ),
                Mistake(
                    wrong.divided_one_by_one,
                    "You divide the parts by the stride one by one, each rounded down. Add them up first.",
                ),
                Mistake(wrong.stride_and_padding_exchanged, "You exchange `stride` and `padding`."),
                Mistake(wrong.padding_subtracted, "You subtract the padding. It makes the input longer: add it."),
                Mistake(
                    wrong.one_for_each_stride,
                    "You count one output for each stride, whatever the filter. Count the positions that it has.",
                ),
                Mistake(
                    wrong.filters_side_by_side,
                    "You count filters side by side. The filter moves by the stride, and its positions may overlap.",
                ),
                Mistake(wrong.times_the_stride, "You multiply by the stride. It is the step: divide by it."),
                Mistake(wrong.at_most_the_size, "The filter is missing: its first position uses kernel_size cells."),
                Mistake(
                    wrong.size_over_stride,
                    "size / stride holds only for some kernels and paddings. Count the positions that the filter has.",
                ),
            ],
            hints=[
                "How many cells has the input with its padding? The filter's first position uses kernel_size of them.",
                "The cells that are left allow (size + 2 · padding − kernel_size) // stride further moves.",
            ],
        ),
        Exercise(
            name="stamp_1d",
            task="Transpose-convolve a row: `input` is a float tensor (L,), `filter` one of (K,), `stride` a whole "
            "number. Return the output, a float tensor ((L − 1) · stride + K,). For input (a, b), filter (x, y, z) "
            "and stride 2 that is (ax, ay, az + bx, by, bz).",
            number_type="kind",
            solution=method.stamp_1d,
            cases=[
                Case(*_slide, 2, name="the slide's example in numbers"),
                Case(*_slide, 1, name="stride 1: copies overlap in two cells"),
                Case(*_slide, 4, name="stride 4: a gap between the copies"),
                Case(torch.tensor([1.0, -2.0, 0.5, 3.0]), torch.tensor([1.0, 2.0, 3.0, 5.0]), 3, name="four of each"),
                Case(torch.tensor([5.0]), torch.tensor([1.0, 2.0]), 2, name="one input"),
                Case(fractions(5), fractions(7, seed=2), 2, name="fractions, and up to four copies overlap"),
                in_float64(fractions(4, seed=6), fractions(8, seed=8), 3),
            ],
            mistakes=[
                Mistake(wrong.flipped_1d, FLIPPED),
                Mistake(wrong.overwritten_1d, OVERWRITTEN),
                Mistake(
                    wrong.two_copies_at_most_1d,
                    "Each copy is added to the one before it only. Where three or more overlap, add up all of them.",
                ),
                Mistake(
                    wrong.moved_by_one_1d,
                    "Your output has the right size, but each copy starts one cell after the one before. It must start "
                    "`stride` cells after it.",
                ),
                Mistake(wrong.stride_one_1d, "Your result is that of stride 1: `stride` is not used."),
                Mistake(wrong.averaged_1d, "You average where copies overlap. The slide sums."),
                Mistake(
                    wrong.length_times_stride_1d,
                    "Your output has L · stride cells. The last copy reaches to (L − 1) · stride + K.",
                ),
            ],
            hints=[
                "Begin with zeros. For each input i, add input[i] · filter to the K cells of its copy.",
                "The copy of input i covers the cells from i · stride up to i · stride + K, the last not included.",
            ],
            tolerance=1e-5,
        ),
        Exercise(
            name="convolution_matrix_1d",
            task="Return the matrix C of a convolution without padding, a float tensor (L_out, L): `filter` is a float "
            "tensor (K,), `size` the number L of inputs, `stride` a whole number. `C @ x` is the convolution of x; "
            "`C.T @ y` is what `stamp_1d` does to y.",
            number_type="kind",
            solution=method.convolution_matrix_1d,
            cases=[
                Case(torch.tensor([1.0, -1.0, 4.0]), 5, 2, name="the slide's example"),
                Case(torch.tensor([1.0, -1.0, 4.0]), 5, 1, name="stride 1"),
                Case(torch.tensor([1.0, 2.0]), 6, 3, name="two weights, stride 3"),
                Case(torch.tensor([1.0, 2.0, 3.0]), 6, 2, name="one input that no position reaches"),
                Case(torch.tensor([3.0, 2.0, 1.0]), 3, 2, name="one position"),
                Case(fractions(5), 14, 3, name="fractions, stride 3"),
                in_float64(fractions(4, seed=3), 9, 2),
            ],
            mistakes=[
                Mistake(wrong.filter_as_rows, "Each row has one number for every *input*, most of them 0."),
                Mistake(
                    wrong.transposed_matrix, "This is Cᵀ: C has one row for each output, one column for each input."
                ),
                Mistake(
                    wrong.every_strideth_column,
                    "You leave out columns. Every input has a column; the stride leaves out rows.",
                ),
                Mistake(wrong.rows_moved_by_one, "Each row is moved by one cell. Row i starts at column i · stride."),
                Mistake(wrong.flipped_matrix, "The filter is mirrored in your rows. Row i contains it as it is."),
                Mistake(
                    wrong.cut_off_rows,
                    "Your last rows contain a part of the filter only. A position counts if the whole filter fits.",
                ),
                Mistake(
                    wrong.wrapped_rows,
                    "Your filter leaves at the right and comes back at the left. A position counts if all of it fits.",
                ),
            ],
            hints=[
                "Row i says which inputs output i reads, and with which weights. Every other cell of the row is 0.",
                "L_out is output_size(size, K, stride). Row i contains the filter from column i · stride.",
            ],
            tolerance=1e-5,
        ),
        Exercise(
            name="stamp_2d",
            task="Transpose-convolve one feature map: `input` is a float tensor (H, W), `filter` one of (K, K); "
            "`stride`, `padding` and `output_padding` are whole numbers, the same along both axes. Return a float "
            "tensor of (H − 1) · stride + K − 2 · padding + output_padding rows and, with W, as many columns. "
            "Padding is cropped at all four sides; output padding keeps more rows at the bottom and more columns at "
            "the right, with what the copies have written there.",
            number_type="kind",
            solution=method.stamp_2d,
            cases=[
                Case(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), _filter, 2, 1, 1, name="slide: 2×2 → 4×4"),
                Case(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), _filter, 2, 0, 0, name="nothing is cut off"),
                Case(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), _filter, 2, 1, 0, name="without output padding: 3×3"),
                Case(torch.tensor([[1.0, -2.0, 3.0]]), _filter, 1, 1, 0, name="one row, stride 1"),
                Case(torch.tensor([[2.0, 1.0]]), _filter[:2, :2], 3, 0, 2, name="output padding beyond the last copy"),
                Case(
                    fractions(3, 2), fractions(5, 5, seed=2), 2, 2, 1, name="fractions, and up to nine copies overlap"
                ),
                in_float64(fractions(2, 4, seed=4), fractions(4, 4, seed=6), 3, 1, 2),
            ],
            mistakes=[
                Mistake(wrong.flipped_2d, FLIPPED),
                Mistake(wrong.swapped_2d, "Rows and columns of the filter are exchanged in your copies."),
                Mistake(wrong.overwritten_2d, OVERWRITTEN),
                Mistake(
                    wrong.padding_added,
                    "You add the padding. In a transpose convolution it is cropped: it stands for zeros that the "
                    "convolution had put around its input.",
                ),
                Mistake(wrong.cropped_at_near_end, "The padding is cropped at the bottom and at the right too."),
                Mistake(
                    wrong.zeros_appended,
                    "You crop `padding` and append zeros. Output padding keeps what the copies have written there: "
                    "crop less at the bottom and at the right.",
                ),
                Mistake(
                    wrong.output_padding_forgotten,
                    "`output_padding` is missing: it keeps more rows at the bottom and more columns at the right.",
                ),
                Mistake(
                    wrong.output_padding_in_front,
                    "Your extra row and column are at the top and left. They belong at the bottom and right.",
                ),
            ],
            hints=[
                "First add every copy to a canvas of (H − 1) · stride + K + output_padding rows, likewise columns.",
                "Then keep the rows from `padding` to `height − padding`, likewise the columns.",
            ],
            tolerance=1e-4,
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask

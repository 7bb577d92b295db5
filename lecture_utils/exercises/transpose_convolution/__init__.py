"""Exercises of lecture 11: from the size of the output to the whole transpose convolution of a feature map."""

import torch

from lecture_utils.exercises.exercise import Case, Exercise, Mistake
from lecture_utils.exercises.exercise_set import ExerciseSet
from lecture_utils.exercises.transpose_convolution import mistakes as wrong
from lecture_utils.exercises.transpose_convolution.questions import questions
from lecture_utils.methods import transpose_convolution as method

FLIPPED = (
    "The filter lies mirrored in your result. Only a convolution over an input with zeros between its cells needs the "
    "mirrored filter; a stamp is the filter as it is."
)
OVERWRITTEN = "Where two copies meet, your later copy replaces the earlier one. Sum where the output overlaps."

_slide = torch.tensor([2.0, 3.0]), torch.tensor([1.0, -1.0, 4.0])
_filter = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])

exercises = ExerciseSet(
    "transpose_convolution",
    exercises=[
        Exercise(
            name="output_size",
            task="Return how many outputs a convolution has along one dimension: `size` inputs, a filter of "
            "`kernel_size` weights, `stride`, and `padding` zeros at *both* ends. All are integers.",
            solution=method.output_size,
            cases=[
                Case(4, 3, 1, 1, name="slide: 3 × 3, stride 1 pad 1"),
                Case(4, 3, 2, 1, name="slide: 3 × 3, stride 2 pad 1"),
                Case(7, 3, 2, 0, name="the filter ends at the last cell"),
                Case(8, 3, 2, 0, name="one cell is left over"),
                Case(5, 5, name="the filter is as long as the input"),
                Case(10, 4, 3, 2),
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
            task="Transpose-convolve a row: `input` (L,), `filter` (K,), `stride`. Return the output, "
            "((L − 1) · stride + K,). For input (a, b), filter (x, y, z) and stride 2 that is "
            "(ax, ay, az + bx, by, bz).",
            solution=method.stamp_1d,
            cases=[
                Case(*_slide, 2, name="the slide's example in numbers"),
                Case(*_slide, 1, name="stride 1: copies overlap in two cells"),
                Case(*_slide, 4, name="stride 4: a gap between the copies"),
                Case(torch.tensor([1.0, -2.0, 0.5, 3.0]), torch.tensor([1.0, 2.0, 3.0, 5.0]), 3, name="four of each"),
                Case(torch.tensor([5.0]), torch.tensor([1.0, 2.0]), 2, name="one input"),
            ],
            mistakes=[
                Mistake(wrong.flipped_1d, FLIPPED),
                Mistake(wrong.overwritten_1d, OVERWRITTEN),
                Mistake(
                    wrong.moved_by_one_1d,
                    "Your output has the right size, but each copy starts one cell after the last. It must start "
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
            task="Return the matrix C, (L_out, L), of a convolution without padding: `filter` (K,), `size` L and "
            "`stride`. `C @ x` is the convolution of x; `C.T @ y` is what `stamp_1d` does to y.",
            solution=method.convolution_matrix_1d,
            cases=[
                Case(torch.tensor([1.0, -1.0, 4.0]), 5, 2, name="the slide's example"),
                Case(torch.tensor([1.0, -1.0, 4.0]), 5, 1, name="stride 1"),
                Case(torch.tensor([1.0, 2.0]), 6, 3, name="two weights, stride 3"),
                Case(torch.tensor([1.0, 2.0, 3.0]), 6, 2, name="one input that no position reaches"),
                Case(torch.tensor([3.0, 2.0, 1.0]), 3, 2, name="one position"),
            ],
            mistakes=[
                Mistake(
                    wrong.transposed_matrix, "This is Cᵀ: C has one row for each output, one column for each input."
                ),
                Mistake(wrong.rows_moved_by_one, "Each row is moved by one cell. Row i starts at column i · stride."),
                Mistake(wrong.flipped_matrix, "The filter lies mirrored in your rows. Row i holds it as it is."),
                Mistake(
                    wrong.cut_off_rows,
                    "Your last rows hold a part of the filter only. A position counts if the whole filter fits.",
                ),
                Mistake(
                    wrong.wrapped_rows,
                    "Your filter leaves at the right and comes back at the left. A position counts if all of it fits.",
                ),
            ],
            hints=[
                "Row i says which inputs output i reads, and with which weights. Every other cell of the row is 0.",
                "L_out is output_size(size, K, stride). Row i holds the filter from column i · stride.",
            ],
            tolerance=1e-5,
        ),
        Exercise(
            name="stamp_2d",
            task="Transpose-convolve one feature map: `input` (H, W), `filter` (K, K), `stride`, `padding`, "
            "`output_padding`. Return ((H − 1) · stride + K − 2 · padding + output_padding, likewise for W).",
            solution=method.stamp_2d,
            cases=[
                Case(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), _filter, 2, 1, 1, name="slide: 2×2 → 4×4"),
                Case(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), _filter, 2, 0, 0, name="nothing is cut off"),
                Case(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), _filter, 2, 1, 0, name="without output padding: 3×3"),
                Case(torch.tensor([[1.0, -2.0, 3.0]]), _filter, 1, 1, 0, name="one row, stride 1"),
                Case(torch.tensor([[2.0, 1.0]]), _filter[:2, :2], 3, 0, 2, name="output padding beyond the last stamp"),
            ],
            mistakes=[
                Mistake(wrong.flipped_2d, FLIPPED),
                Mistake(wrong.swapped_2d, "Rows and columns of the filter are exchanged in your copies."),
                Mistake(wrong.overwritten_2d, OVERWRITTEN),
                Mistake(
                    wrong.padding_added,
                    "You add the padding. In a transpose convolution it is cut off: it stands for zeros that the "
                    "convolution had put round its input.",
                ),
                Mistake(wrong.cropped_at_near_end, "The padding is cut off at the far end too."),
                Mistake(
                    wrong.zeros_appended,
                    "You cut `padding` off and append zeros. Output padding keeps what the stamps have written there: "
                    "cut less off at the far end.",
                ),
                Mistake(
                    wrong.output_padding_forgotten,
                    "`output_padding` is missing: it adds rows and columns at the far end.",
                ),
                Mistake(
                    wrong.output_padding_in_front,
                    "Your extra row and column stand in front. They belong at the far end.",
                ),
            ],
            hints=[
                "First stamp every copy on a canvas of (H − 1) · stride + K + output_padding rows, likewise columns.",
                "Then keep the rows from `padding` to `height − padding`, likewise the columns.",
            ],
            tolerance=1e-4,
        ),
    ],
    questions=questions,
)
check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask

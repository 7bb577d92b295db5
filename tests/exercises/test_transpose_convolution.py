"""The answers of lecture 11's questions are true."""

import torch

from lecture_utils.exercises.transpose_convolution import exercises
from lecture_utils.methods.transpose_convolution import (
    conv_transpose2d,
    convolution_matrix,
    overlap_counts,
    symbols,
    transpose_convolution_steps,
)
from tests.exercises.answers import answer


def test_the_answers_about_sizes_are_what_the_method_gives() -> None:
    output = conv_transpose2d(torch.ones(1, 3, 3), torch.ones(1, 1, 4, 4), stride=2, padding=1)
    assert answer(exercises, "size_of_output") == output.shape[1]
    rows, columns = convolution_matrix(torch.ones(3, 3), 4, stride=1, padding=1).shape
    assert answer(exercises, "matrix_shape") == f"{rows} × {columns}"


def test_the_answers_about_overlaps_are_what_the_method_gives() -> None:
    output = list(transpose_convolution_steps(symbols("a b"), symbols("x y z"), stride=1))[-1].output
    assert answer(exercises, "sums_in_the_example") == sum(" + " in str(cell) for cell in output)
    assert [answer(exercises, "most_covered")] == overlap_counts((9, 9), 3, stride=1)[3:-3, 3:-3].unique().tolist()
    inside = {size: overlap_counts((9, 9), size, stride=3)[size:-size, size:-size] for size in (4, 5, 6)}
    assert [answer(exercises, "even_kernel")] == [
        f"{k} × {k}" for k, counts in inside.items() if len(counts.unique()) == 1
    ]


def test_output_padding_without_padding_adds_zeros_and_with_padding_what_it_would_have_cut_off() -> None:
    tiny, filter = torch.rand(1, 2, 2) + 1, torch.rand(1, 1, 3, 3) + 1
    assert answer(exercises, "what_output_padding_holds") == "zeros"
    assert not conv_transpose2d(tiny, filter, stride=2, output_padding=1)[:, -1].any()
    whole = conv_transpose2d(tiny, filter, stride=2)
    shown = conv_transpose2d(tiny, filter, stride=2, padding=1, output_padding=1)
    torch.testing.assert_close(shown[:, -1], whole[:, 4, 1:])


def test_one_input_reaches_as_many_outputs_as_the_filter_has_weights() -> None:
    input = torch.zeros(1, 4, 4)
    input[0, 2, 1] = 5
    output = conv_transpose2d(input, torch.rand(1, 1, 3, 3) + 1, stride=2)
    assert answer(exercises, "one_input") == (output != 0).sum()

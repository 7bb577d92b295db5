"""The known mistakes of lecture 11 are told apart by the cases, and the answers of its questions are true."""

import pytest
import torch

from lecture_utils.exercises.transpose_convolution import exercises
from lecture_utils.methods.transpose_convolution import (
    conv_transpose2d,
    convolution_matrix,
    overlap_counts,
    symbols,
    transpose_convolution_steps,
)

MISTAKES = [(exercise, number) for exercise in exercises.exercises.values() for number in range(len(exercise.mistakes))]


def answer(name: str) -> object:
    question = exercises.questions[name]
    return question.choices[question.answer] if question.choices else question.number


@pytest.mark.parametrize("exercise", exercises.exercises.values(), ids=lambda exercise: exercise.name)
def test_the_solution_passes(exercise) -> None:
    assert exercise.check(exercise.solution).status == "passed"


@pytest.mark.parametrize(
    ("exercise", "number"), MISTAKES, ids=[f"{e.name}-{e.mistakes[n].function.__name__}" for e, n in MISTAKES]
)
def test_each_mistake_gets_its_own_message(exercise, number) -> None:
    mistake = exercise.mistakes[number]
    report = exercise.check(mistake.function)
    assert report.status == "wrong"
    assert mistake.message in report.messages


def test_the_answers_about_sizes_are_what_the_method_gives() -> None:
    output = conv_transpose2d(torch.ones(1, 3, 3), torch.ones(1, 1, 4, 4), stride=2, padding=1)
    assert answer("size_of_output") == output.shape[1]
    rows, columns = convolution_matrix(torch.ones(3, 3), 4, stride=1, padding=1).shape
    assert answer("matrix_shape") == f"{rows} × {columns}"


def test_the_answers_about_overlaps_are_what_the_method_gives() -> None:
    output = list(transpose_convolution_steps(symbols("a b"), symbols("x y z"), stride=1))[-1].output
    assert answer("sums_in_the_example") == sum(" + " in str(cell) for cell in output)
    assert [answer("most_covered")] == overlap_counts((9, 9), 3, stride=1)[3:-3, 3:-3].unique().tolist()
    inside = {size: overlap_counts((9, 9), size, stride=3)[size:-size, size:-size] for size in (4, 5, 6)}
    assert [answer("even_kernel")] == [f"{k} × {k}" for k, counts in inside.items() if len(counts.unique()) == 1]


def test_output_padding_without_padding_adds_zeros_and_with_padding_what_it_would_have_cut_off() -> None:
    tiny, filter = torch.rand(1, 2, 2) + 1, torch.rand(1, 1, 3, 3) + 1
    assert answer("what_output_padding_holds") == "zeros"
    assert not conv_transpose2d(tiny, filter, stride=2, output_padding=1)[:, -1].any()
    whole = conv_transpose2d(tiny, filter, stride=2)
    shown = conv_transpose2d(tiny, filter, stride=2, padding=1, output_padding=1)
    torch.testing.assert_close(shown[:, -1], whole[:, 4, 1:])


def test_one_input_reaches_as_many_outputs_as_the_filter_has_weights() -> None:
    input = torch.zeros(1, 4, 4)
    input[0, 2, 1] = 5
    output = conv_transpose2d(input, torch.rand(1, 1, 3, 3) + 1, stride=2)
    assert answer("one_input") == (output != 0).sum()

"""The answers of lecture 14's questions are true, and what students usually write passes."""

import pytest
import torch
from torch.testing import assert_close

from lecture_utils.exercises.attention import exercises
from lecture_utils.methods.attention import attention_layer, saturation, softmax
from lecture_utils.scenes.readers import TINY
from tests.exercises.answers import answer

STEPS = attention_layer(*TINY)


def test_a_students_usual_ways_to_write_the_functions_pass() -> None:
    def softmax(input, dim):
        powers = (input - input.amax(dim, keepdim=True)).exp()
        return powers / powers.sum(dim, keepdim=True)

    def attend(q, K, V):
        return torch.softmax(K @ q / len(q) ** 0.5, dim=0) @ V

    def attention_layer(Q, X, W_K, W_V):
        K, V = X @ W_K, X @ W_V
        E = torch.einsum("id,jd->ij", Q, K) / K.shape[1] ** 0.5
        A = softmax(E, 1)
        return [K, V, E, A, A @ V]

    for function in (softmax, attend, attention_layer):
        assert exercises.check(function).status == "passed"


def test_another_order_of_the_inputs_moves_the_columns_of_the_weights_only() -> None:
    order = [2, 0, 1]
    moved = attention_layer(TINY.Q, TINY.X[order], TINY.W_K, TINY.W_V)
    assert answer(exercises, "order_of_inputs") == "nothing"
    assert_close(moved.A, STEPS.A[:, order])
    assert_close(moved.Y, STEPS.Y)


def test_the_zero_query_takes_the_mean() -> None:
    assert answer(exercises, "zero_query") == "the mean of the values"
    assert TINY.Q[3].abs().max() == 0
    assert_close(STEPS.Y[3], STEPS.V.mean(dim=0))
    assert [f"{weight:.2f}" for weight in STEPS.A[1]] == ["0.06", "0.69", "0.25"]  # what negated_query says
    assert TINY.Q[1].tolist() == [0, 2, 1, 0]


def test_a_negated_query_prefers_what_it_liked_least_and_a_constant_changes_nothing() -> None:
    negated = attention_layer(-TINY.Q, *TINY[1:])
    assert answer(exercises, "negated_query") == "X₁"
    assert negated.A[1].argmax() == STEPS.A[1].argmin() == 0
    assert answer(exercises, "added_constant") == "nothing"
    assert_close(softmax(STEPS.E[0] + 5, dim=0), STEPS.A[0])


def test_an_input_that_comes_twice_counts_twice() -> None:
    twice = attention_layer(TINY.Q, torch.cat([TINY.X, TINY.X[2:]]), TINY.W_K, TINY.W_V)
    assert twice.A[3, 2:].sum().item() == pytest.approx(answer(exercises, "input_twice"))


def test_the_variance_of_the_scores_is_the_length_of_the_queries() -> None:
    measured = saturation(64, range(30), scaled=False).variance.mean().item()
    assert measured == pytest.approx(
        answer(exercises, "variance_of_scores"), abs=exercises.questions["variance_of_scores"].tolerance
    )

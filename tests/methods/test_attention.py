"""The slides' attention layer: their order, their shapes, the loop and the library give the same numbers."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from lecture_utils.methods.attention import (
    AttentionLayer,
    attend,
    attention_by_loops,
    attention_layer,
    scaled_dot_product_attention,
    similarities,
    softmax,
)
from lecture_utils.scenes.readers import READERS, TINY

FEW = settings(max_examples=40, deadline=None)
numbers = st.integers(1, 6)
DTYPES = [torch.float32, torch.float64]


def layer_inputs(N_Q, D_Q, N_X, D_X, D_V, seed=0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    shapes = [(N_Q, D_Q), (N_X, D_X), (D_X, D_Q), (D_X, D_V)]
    return [torch.randn(shape, generator=generator, dtype=dtype) for shape in shapes]


def library(Q, X, W_K, W_V):
    return torch.nn.functional.scaled_dot_product_attention(Q, X @ W_K, X @ W_V)


@FEW
@given(numbers, numbers, numbers, numbers, numbers, st.integers(0, 9), st.sampled_from(DTYPES))
def test_layer_loop_and_library_give_the_same_output(N_Q, D_Q, N_X, D_X, D_V, seed, dtype):
    inputs = layer_inputs(N_Q, D_Q, N_X, D_X, D_V, seed, dtype)
    output = attention_layer(*inputs).Y
    assert output.dtype == dtype
    assert_close(output, library(*inputs))
    assert_close(attention_by_loops(*inputs), output)


@FEW
@given(numbers, numbers, numbers, numbers, numbers)
def test_layer_loop_and_library_give_the_same_gradients(N_Q, D_Q, N_X, D_X, D_V):
    inputs = [matrix.requires_grad_() for matrix in layer_inputs(N_Q, D_Q, N_X, D_X, D_V)]
    weights = torch.arange(1.0, N_Q * D_V + 1, dtype=torch.float64).reshape(N_Q, D_V)
    outputs = [attention_layer(*inputs).Y, attention_by_loops(*inputs), library(*inputs)]
    ours, looped, theirs = [torch.autograd.grad((output * weights).sum(), inputs) for output in outputs]
    assert_close(ours, theirs)
    assert_close(looped, theirs)


@FEW
@given(numbers, numbers, numbers, numbers, numbers)
def test_every_matrix_has_the_shape_that_the_slide_states(N_Q, D_Q, N_X, D_X, D_V):
    steps = attention_layer(*layer_inputs(N_Q, D_Q, N_X, D_X, D_V))
    stated = {"K": (N_X, D_Q), "V": (N_X, D_V), "E": (N_Q, N_X), "A": (N_Q, N_X), "Y": (N_Q, D_V)}
    assert list(steps.shapes.items()) == list(stated.items())


def test_the_steps_are_the_slides_formulas_cell_by_cell():
    Q, X, W_K, W_V = layer_inputs(4, 5, 3, 2, 6)
    K, V, E, A, Y = attention_layer(Q, X, W_K, W_V)
    for i in range(4):
        for j in range(3):
            assert_close(E[i, j], sum(Q[i, d] * K[j, d] for d in range(5)) / math.sqrt(5))
            assert_close(A[i, j], E[i, j].exp() / sum(E[i, other].exp() for other in range(3)))
        assert_close(Y[i], sum(A[i, j] * V[j] for j in range(3)))
    assert_close(K[1, 2], sum(X[1, d] * W_K[d, 2] for d in range(2)))
    assert_close(V[2, 3], sum(X[2, d] * W_V[d, 3] for d in range(2)))


def test_the_tiny_example_is_what_one_gets_by_hand():
    K, V, E, A, Y = attention_layer(*TINY)
    assert K.tolist() == [[1, 0, 1, 2], [0, 2, 2, -2], [1, 1, 2, 1]]
    assert V.tolist() == [[4, 0], [0, 4], [4, 2]]
    assert E.tolist() == [[2, -1, 1.5], [0.5, 3, 2], [0.5, 1, 1], [0, 0, 0]]
    powers = [math.e**2, math.e**-1, math.e**1.5]
    assert_close(A[0], torch.tensor([power / sum(powers) for power in powers]))
    assert_close(Y[3], V.mean(dim=0))  # the query 0 is as similar to every key


def test_each_reader_leans_to_the_book_of_the_own_subject_and_takes_its_content():
    Q, X, W_K, W_V = READERS.interests, READERS.pages, READERS.subject_of, READERS.taken
    steps = attention_layer(Q, X, W_K, W_V)
    favourites = [READERS.books[j] for j in steps.A.argmax(dim=1)]
    taken = [READERS.contents[j] for j in steps.Y.argmax(dim=1)]
    assert favourites == ["Nature", "Law & Order", "Business Journal"]
    assert taken == ["findings", "court cases", "markets"]
    assert_close(X.sum(dim=1), torch.ones(4))
    assert_close(steps.Y.sum(dim=1), torch.ones(3))


@FEW
@given(numbers, numbers)
def test_the_weights_of_each_query_sum_to_one_over_the_inputs(N_Q, N_X):
    A = attention_layer(*layer_inputs(N_Q, 3, N_X, 2, 2)).A
    assert_close(A.sum(dim=1), torch.ones(N_Q, dtype=torch.float64))
    assert (A > 0).all()


def test_a_single_input_is_taken_whole_by_every_query():
    Q, X, W_K, W_V = layer_inputs(5, 3, 1, 4, 2)
    steps = attention_layer(Q, X, W_K, W_V)
    assert_close(steps.Y, steps.V.expand(5, 2))


def test_a_query_is_answered_without_looking_at_the_other_queries():
    Q, X, W_K, W_V = layer_inputs(4, 3, 5, 2, 2)
    for i, q in enumerate(Q):
        alone = attend(q, X @ W_K, X @ W_V)
        assert_close(alone, attention_layer(Q, X, W_K, W_V).Y[i])


def test_the_order_of_the_inputs_does_not_matter():
    Q, X, W_K, W_V = layer_inputs(4, 3, 5, 2, 2)
    order = torch.tensor([3, 0, 4, 1, 2])
    before, after = attention_layer(Q, X, W_K, W_V), attention_layer(Q, X[order], W_K, W_V)
    assert_close(after.Y, before.Y)
    assert_close(after.A, before.A[:, order])


def test_similarities_grow_with_the_length_of_the_vectors_and_shrink_with_their_dimension():
    Q, K = torch.ones(1, 4), torch.ones(1, 4)
    assert similarities(Q, K).item() == 2
    assert similarities(3 * Q, K).item() == 6
    assert similarities(torch.cat([Q, 0 * Q], dim=1), torch.cat([K, 0 * K], dim=1)).item() == pytest.approx(
        math.sqrt(2)
    )


def test_the_module_learns_its_two_matrices():
    torch.manual_seed(0)
    layer = AttentionLayer(D_X=3, D_Q=4, D_V=2)
    Q, X = torch.randn(5, 4), torch.randn(6, 3)
    assert {name: tuple(weight.shape) for name, weight in layer.named_parameters()} == {"W_K": (3, 4), "W_V": (3, 2)}
    assert_close(layer(Q, X), attention_layer(Q, X, layer.W_K, layer.W_V).Y)
    assert_close(layer.steps(Q, X).A.sum(dim=1), torch.ones(5))
    layer(Q, X).square().sum().backward()
    assert layer.W_K.grad.abs().max() > 0
    assert layer.W_V.grad.abs().max() > 0


def test_the_module_starts_with_keys_and_values_as_spread_as_its_inputs():
    torch.manual_seed(0)
    steps = AttentionLayer(D_X=400, D_Q=50, D_V=50).steps(torch.randn(2, 50), torch.randn(300, 400))
    assert steps.K.std().item() == pytest.approx(1, abs=0.1)
    assert steps.V.std().item() == pytest.approx(1, abs=0.1)


def test_the_layer_agrees_with_the_general_function():
    Q, X, W_K, W_V = layer_inputs(4, 3, 5, 2, 2)
    assert_close(scaled_dot_product_attention(Q, X @ W_K, X @ W_V), attention_layer(Q, X, W_K, W_V).Y)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"Q": torch.ones(3)}, r"Q: expected a matrix \(N_Q, D_Q\), got \(3,\)"),
        ({"Q": [[1.0]]}, "Q: expected a tensor, got list"),
        ({"X": torch.ones(3, 2, dtype=torch.long)}, "X: expected of a float dtype, got torch.int64"),
        ({"X": torch.ones(3, 2, dtype=torch.float64)}, "X: expected of Q's dtype torch.float32, got torch.float64"),
        ({"W_K": torch.ones(4, 2)}, r"W_K: expected \(D_X, D_Q\) with X's D_X = 2, got \(4, 2\)"),
        ({"W_K": torch.ones(2, 3)}, r"W_K: expected \(D_X, D_Q\) with Q's D_Q = 4, got \(2, 3\)"),
        ({"W_V": torch.ones(3, 2)}, r"W_V: expected \(D_X, D_V\) with X's D_X = 2, got \(3, 2\)"),
    ],
)
@pytest.mark.parametrize("function", [attention_layer, attention_by_loops])
def test_what_does_not_fit_is_named_with_what_was_expected(function, changed, message):
    with pytest.raises(ValueError, match=message):
        function(**{**TINY._asdict(), **changed})


@pytest.mark.parametrize("length", [0, -1, 2.5])
def test_a_layer_without_length_is_refused(length):
    with pytest.raises(ValueError, match=f"D_V must be a positive integer, got {length}"):
        AttentionLayer(3, 4, length)


@FEW
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_softmax_is_the_librarys_over_every_dimension(shape, data):
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    scores = torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 5
    ours, theirs = scores.clone().requires_grad_(), scores.clone().requires_grad_()
    weights, expected = softmax(ours, dim), torch.softmax(theirs, dim)
    assert_close(weights, expected)
    factors = torch.arange(weights.numel(), dtype=torch.float64).reshape(shape)
    (weights * factors).sum().backward()
    (expected * factors).sum().backward()
    assert_close(ours.grad, theirs.grad)


@pytest.mark.parametrize(
    "scores",
    [
        torch.tensor([1000.0, 999.0, -1000.0]),
        torch.tensor([-1000.0, -1001.0]),
        torch.tensor([1.0, -math.inf]),
        torch.tensor([-math.inf, -math.inf]),
        torch.tensor([1.0, math.inf]),
        torch.tensor([1.0, math.nan]),
        torch.empty(3, 0),
        torch.empty(0, 3),
        torch.tensor(2.0),
        torch.tensor([60000.0, 1.0], dtype=torch.float16),
        torch.linspace(-3, 3, 1000, dtype=torch.bfloat16),
    ],
    ids=str,
)
def test_softmax_survives_extreme_scores_as_the_library_does(scores):
    assert_close(softmax(scores, dim=-1), torch.softmax(scores, dim=-1), equal_nan=True)


def test_softmax_converts_the_scores_where_a_dtype_is_given():
    scores = torch.tensor([1, 2, 3])
    assert_close(softmax(scores, 0, torch.float64), torch.softmax(scores, 0, torch.float64))
    with pytest.raises(ValueError, match=r"input: expected of a float dtype \(or give dtype\), got torch.int64"):
        softmax(scores, 0)


def test_softmax_refuses_a_dimension_that_is_not_there():
    with pytest.raises(ValueError, match="dim: expected from -2 to 1, got 2"):
        softmax(torch.ones(2, 2), dim=2)

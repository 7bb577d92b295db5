"""Self-attention: the slides' layer, permutation equivariance, positions that break it."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from lecture_utils.methods.attention import attention_layer, scaled_dot_product_attention
from lecture_utils.methods.multihead_attention import MultiheadAttention
from lecture_utils.methods.self_attention import (
    LearnedPositions,
    SelfAttentionLayer,
    encode_places,
    equivariance_error,
    permutation_equivariance,
    permutation_matrix,
    permute,
    self_attention,
    sinusoidal_positions,
    sinusoidal_positions_2d,
)
from lecture_utils.methods.transformer import TransformerEncoderLayer

SEEDS = st.integers(0, 2**31)


def numbers(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@given(SEEDS, st.integers(1, 6), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_the_inputs_ask_one_another(seed, N_X, D_X, D_Q, D_V):
    X, W_Q, W_K, W_V = (
        numbers(*shape, seed=seed + place)
        for place, shape in enumerate([(N_X, D_X), (D_X, D_Q), (D_X, D_Q), (D_X, D_V)])
    )
    steps = self_attention(X, W_Q, W_K, W_V)
    assert_close(steps.Q, X @ W_Q)
    assert_close(tuple(steps[1:]), tuple(attention_layer(X @ W_Q, X, W_K, W_V)))
    assert_close(steps.Y, scaled_dot_product_attention(X @ W_Q, X @ W_K, X @ W_V))
    assert_close(steps.A.sum(dim=1), torch.ones(N_X, dtype=torch.float64))


def test_every_matrix_has_the_slides_shape():
    torch.manual_seed(0)
    layer = SelfAttentionLayer(D_X=5, D_Q=2, D_V=3)
    X = torch.randn(4, 5)
    assert layer.steps(X).shapes == {"Q": (4, 2), "K": (4, 2), "V": (4, 3), "E": (4, 4), "A": (4, 4), "Y": (4, 3)}
    assert torch.equal(layer(X), layer.steps(X).Y)


@given(SEEDS, st.permutations(range(5)))
def test_outputs_follow_when_inputs_are_shuffled(seed, order):
    torch.manual_seed(seed)
    x = torch.randn(5, 8, dtype=torch.float64)
    attention = MultiheadAttention(8, 2).double()
    for f in (
        SelfAttentionLayer(8, 3, 4).double(),
        lambda x: attention(x, x, x)[0],
        TransformerEncoderLayer(8, 2, 16, dropout=0.0).double(),
    ):
        found = permutation_equivariance(f, x, order)
        assert found.difference.shape == (5,)
        assert found.difference.max() < 1e-12
        assert_close(found.shuffled_last, f(x)[order])


@given(SEEDS, st.permutations(range(5)))
def test_positions_break_equivariance_wherever_the_order_changes_something(seed, order):
    torch.manual_seed(seed)
    x, layer = torch.randn(5, 8, dtype=torch.float64), SelfAttentionLayer(8, 3, 4).double()
    learned = LearnedPositions(torch.randn(5, 8, dtype=torch.float64))
    for positions in (lambda x: x + sinusoidal_positions(5, 8), learned):
        difference = permutation_equivariance(lambda x, add=positions: layer(add(x)), x, order).difference
        assert (difference.max() > 1e-4) == (order != list(range(5)))


def test_shuffling_puts_the_named_vector_in_each_place():
    x = torch.arange(12.0).reshape(2, 3, 2)
    assert torch.equal(permute(x, [2, 0, 1]), torch.stack([x[:, 2], x[:, 0], x[:, 1]], dim=1))


@given(st.integers(1, 40), st.integers(1, 12).map(lambda half: 2 * half))
def test_sinusoidal_positions_are_the_papers_formula(length, width):
    found = sinusoidal_positions(length, width)
    assert found.shape == (length, width)
    for place in range(length):
        for i in range(width // 2):
            angle = place / 10_000 ** (2 * i / width)
            assert found[place, 2 * i].item() == pytest.approx(math.sin(angle), abs=1e-5)
            assert found[place, 2 * i + 1].item() == pytest.approx(math.cos(angle), abs=1e-5)


def test_a_shift_turns_every_pair_of_an_encoding_by_the_same_angle_wherever_it_begins():
    positions = sinusoidal_positions(30, 16)
    near, far = positions[3:] @ positions[:-3].T, positions
    assert_close(near.diagonal(), near[0, 0].expand(27), atol=1e-4, rtol=0)
    assert_close(far.norm(dim=1), torch.full((30,), math.sqrt(8)))


@pytest.mark.parametrize("full_turn", [False, True])
def test_a_grid_is_encoded_by_row_and_by_column_as_detr_does_it(full_turn):
    rows, columns, width = 3, 5, 8
    found = sinusoidal_positions_2d(rows, columns, width, full_turn=full_turn)
    # DETR's own lines (models/position_encoding.py), for a mask without padding.
    half = width // 2
    y, x = torch.ones(rows, columns).cumsum(0), torch.ones(rows, columns).cumsum(1)
    if full_turn:
        y, x = y / (y[-1:] + 1e-6) * 2 * math.pi, x / (x[:, -1:] + 1e-6) * 2 * math.pi
    else:
        y, x = y - 1, x - 1
    exponents = 10_000 ** (2 * (torch.arange(half) // 2) / half)
    parts = []
    for axis in (y, x):
        angles = axis[:, :, None] / exponents
        parts.append(torch.stack([angles[..., 0::2].sin(), angles[..., 1::2].cos()], dim=3).flatten(2))
    assert_close(found, torch.cat(parts, dim=2), atol=1e-5, rtol=0)


def test_a_grids_encoding_is_that_of_a_line_in_each_half():
    found = sinusoidal_positions_2d(4, 6, 12)
    assert_close(found[:, 0, :6], sinusoidal_positions(4, 6))
    assert_close(found[0, :, 6:], sinusoidal_positions(6, 6))


def test_learned_positions_start_as_told_and_learn():
    start = sinusoidal_positions(6, 4)
    positions = LearnedPositions(start)
    vectors = torch.zeros(2, 5, 4)
    added = positions(vectors)
    assert torch.equal(added, start[:5].expand(2, 5, 4))
    added.sum().backward()
    assert positions.weight.grad.sum(dim=1).tolist() == [8] * 5 + [0]
    assert positions.weight.data_ptr() != start.data_ptr()


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: self_attention(torch.ones(3), torch.ones(3, 2), torch.ones(3, 2), torch.ones(3, 2)), "X"),
        (lambda: self_attention(torch.ones(2, 3), torch.ones(4, 2), torch.ones(3, 2), torch.ones(3, 2)), "W_Q"),
        (lambda: self_attention(torch.ones(2, 3), torch.ones(3, 2), torch.ones(3, 1), torch.ones(3, 2)), "W_K"),
        (
            lambda: self_attention(torch.ones(2, 3), torch.ones(3, 2).double(), torch.ones(3, 2), torch.ones(3, 2)),
            "W_Q",
        ),
        (lambda: SelfAttentionLayer(3, 0, 2), "D_Q"),
        (lambda: permute(torch.ones(3), [0]), "x"),
        (lambda: permute(torch.ones(3, 2), [0, 1, 1]), "order"),
        (lambda: permutation_equivariance(lambda x: x[:1], torch.ones(3, 2), [0, 1, 2]), "f"),
        (lambda: sinusoidal_positions(0, 2), "length"),
        (lambda: sinusoidal_positions(3, 5), "width"),
        (lambda: sinusoidal_positions_2d(2, 0, 4), "columns"),
        (lambda: sinusoidal_positions_2d(2, 2, 6), "width"),
        (lambda: encode_places(torch.ones(2), 4, temperature=0), "temperature"),
        (lambda: LearnedPositions(torch.ones(3)), "start"),
        (lambda: LearnedPositions(torch.ones(3, 2))(torch.ones(4, 2)), "vectors"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()


@given(SEEDS, st.permutations(range(5)))
def test_a_permutation_matrix_shuffles_and_its_transpose_puts_back(seed, order):
    X, P = numbers(5, 3, seed=seed), permutation_matrix(order).double()
    assert torch.equal(P @ X, permute(X, order))
    assert torch.equal(P.T @ P, torch.eye(5, dtype=torch.float64))


def test_a_permutation_matrix_needs_a_permutation():
    for order in ([], [0, 0], [1, 2], [0, 3, 1]):
        with pytest.raises(ValueError, match="order: expected each number"):
            permutation_matrix(order)


@given(SEEDS, st.permutations(range(4)))
def test_the_error_is_zero_where_outputs_follow_and_what_was_added_where_they_do_not(seed, order):
    Y = numbers(4, 3, seed=seed)
    assert torch.equal(equivariance_error(Y, permute(Y, order), order), torch.zeros(4, dtype=torch.float64))
    off = permute(Y, order)
    off[2, 1] -= 0.5
    assert_close(equivariance_error(Y, off, order), torch.tensor([0.0, 0.0, 0.5, 0.0], dtype=torch.float64))


def test_outputs_of_other_shapes_are_not_compared():
    with pytest.raises(ValueError, match="Y_shuffled: expected of the shape of Y"):
        equivariance_error(torch.zeros(3, 2), torch.zeros(3, 1), [0, 1, 2])

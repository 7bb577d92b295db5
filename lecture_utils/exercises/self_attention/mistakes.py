"""Usual mistakes of lecture 15, each a wrong implementation, named after what is wrong."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods import self_attention as method

Six = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]

# --- permutation_matrix


def the_way_back(order: Sequence[int]) -> Tensor:
    """Put the 1 of column i into row order[i]."""
    return method.permutation_matrix(order).T


def identity(order: Sequence[int]) -> Tensor:
    """Leave the order out."""
    return torch.eye(len(order))


def the_numbers_themselves(order: Sequence[int]) -> Tensor:
    """Write the numbers of the order in place of ones."""
    return method.permutation_matrix(order) * torch.arange(len(order), dtype=torch.float32)


def sorted_rows(order: Sequence[int]) -> Tensor:
    """Turn the order round."""
    return torch.eye(len(order)).flip(0)


# --- sinusoidal_positions


def _angles(length: int, width: int, base: float = 10_000.0) -> Tensor:
    exponents = torch.arange(0, width, 2) / width
    return torch.arange(length)[:, None] / base**exponents  # (length, width / 2)


def sines_then_cosines(length: int, width: int) -> Tensor:
    """Write all sines first, then all cosines."""
    angles = _angles(length, width)
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def cosines_first(length: int, width: int) -> Tensor:
    """Begin with a cosine."""
    angles = _angles(length, width)
    return torch.stack([angles.cos(), angles.sin()], dim=2).flatten(1)


def exponent_of_each_column(length: int, width: int) -> Tensor:
    """Give each column its own frequency, not each pair."""
    angles = torch.arange(length)[:, None] / 10_000.0 ** (torch.arange(width) / width)
    return torch.where(torch.arange(width) % 2 == 0, angles.sin(), angles.cos())


def exponent_without_two(length: int, width: int) -> Tensor:
    """Take i / width where 2i / width belongs."""
    exponents = torch.arange(width // 2) / width
    angles = torch.arange(length)[:, None] / 10_000.0**exponents
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)


def multiplied(length: int, width: int) -> Tensor:
    """Multiply by the power where the place is divided by it."""
    exponents = torch.arange(0, width, 2) / width
    angles = torch.arange(length)[:, None] * 10_000.0**exponents
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)


def counted_from_one(length: int, width: int) -> Tensor:
    """Begin with place 1."""
    return method.sinusoidal_positions(length + 1, width)[1:]


def sines_alone(length: int, width: int) -> Tensor:
    """Write a sine into every column."""
    return _angles(length, width).sin().repeat_interleave(2, dim=1)


def base_of_a_thousand(length: int, width: int) -> Tensor:
    """Take another base."""
    return method.sinusoidal_positions(length, width, 1000.0)


# --- equivariance_error


def without_order(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Compare the outputs as they are, as if they had to be invariant."""
    return (Y_shuffled - Y).abs().amax(dim=-1)


def shuffled_twice(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Shuffle the wrong one of the two."""
    return (Y_shuffled[torch.as_tensor(order)] - Y).abs().amax(dim=-1)


def for_the_old_places(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Put the shuffled outputs back, so that the result is in the order of Y."""
    back = torch.empty_like(Y_shuffled)
    back[torch.as_tensor(order)] = Y_shuffled
    return (back - Y).abs().amax(dim=-1)


def signed(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Leave the absolute value out."""
    return (Y_shuffled - method.permute(Y, order)).amax(dim=-1)


def summed(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Sum the differences of a vector."""
    return (Y_shuffled - method.permute(Y, order)).abs().sum(dim=-1)


def over_the_vectors(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Take the largest of each column."""
    return (Y_shuffled - method.permute(Y, order)).abs().amax(dim=0)


def largest_of_all(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Take the largest of everything."""
    return method.equivariance_error(Y, Y_shuffled, order).max()


def columns_shuffled(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Shuffle the numbers within each vector."""
    places = torch.as_tensor([place % Y.shape[1] for place in order])[: Y.shape[1]]
    return (Y_shuffled[:, : len(places)] - Y[:, places]).abs().amax(dim=-1)


# --- self_attention


def _layer(Q: Tensor, K: Tensor, V: Tensor, scale: float, dim: int = 1) -> Six:
    E = Q @ K.T / scale
    A = torch.softmax(E, dim=dim)
    return Q, K, V, E, A, A @ V


def _vectors(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> tuple[Tensor, Tensor, Tensor, float]:
    return X @ W_Q, X @ W_K, X @ W_V, math.sqrt(W_Q.shape[1])


def over_queries(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Take the softmax over the queries."""
    return _layer(*_vectors(X, W_Q, W_K, W_V), dim=0)


def unscaled(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Leave √D_Q out."""
    return _layer(*_vectors(X, W_Q, W_K, W_V)[:3], scale=1.0)


def divided_by_length(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Divide by D_Q."""
    return _layer(*_vectors(X, W_Q, W_K, W_V)[:3], scale=float(W_Q.shape[1]))


def divided_by_root_of_input_length(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Divide by √D_X."""
    return _layer(*_vectors(X, W_Q, W_K, W_V)[:3], scale=math.sqrt(X.shape[1]))


def divided_by_root_of_inputs(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Divide by √N_X."""
    return _layer(*_vectors(X, W_Q, W_K, W_V)[:3], scale=math.sqrt(len(X)))


def queries_and_keys_exchanged(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Compare each key with all queries."""
    Q, K, V, scale = _vectors(X, W_Q, W_K, W_V)
    E = K @ Q.T / scale
    A = torch.softmax(E, dim=1)
    return Q, K, V, E, A, A @ V


def one_matrix_for_both(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Make the keys by the query matrix."""
    Q, _, V, scale = _vectors(X, W_Q, W_K, W_V)
    return _layer(Q, Q, V, scale)


def one_matrix_for_both_by_keys(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Make the queries by the key matrix."""
    _, K, V, scale = _vectors(X, W_Q, W_K, W_V)
    return _layer(K, K, V, scale)


def mixing_keys(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Mix the keys."""
    Q, K, V, scale = _vectors(X, W_Q, W_K, W_V)
    *rest, A, _ = _layer(Q, K, V, scale)
    return (*rest, A, A @ K)  # type: ignore[return-value]


def mixing_inputs(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Mix the inputs."""
    Q, K, V, scale = _vectors(X, W_Q, W_K, W_V)
    *rest, A, _ = _layer(Q, K, V, scale)
    return (*rest, A, A @ X)  # type: ignore[return-value]


def similarities_as_weights(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Mix by E."""
    Q, K, V, scale = _vectors(X, W_Q, W_K, W_V)
    *rest, E, A, _ = _layer(Q, K, V, scale)
    return (*rest, E, A, E @ V)  # type: ignore[return-value]


def transposed_weights(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Mix by Aᵀ."""
    Q, K, V, scale = _vectors(X, W_Q, W_K, W_V)
    *rest, A, _ = _layer(Q, K, V, scale)
    return (*rest, A, A.T @ V)  # type: ignore[return-value]


def overflowing(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Take the exponential of large similarities."""
    Q, K, V, scale = _vectors(X, W_Q, W_K, W_V)
    E = Q @ K.T / scale
    A = E.exp() / E.exp().sum(dim=1, keepdim=True)
    return Q, K, V, E, A, A @ V


def with_the_inputs_added(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Add the values once more, as a residual connection would."""
    *rest, V, E, A, Y = method.self_attention(X, W_Q, W_K, W_V)
    return (*rest, V, E, A, Y + V)  # type: ignore[return-value]


def without_itself(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> Six:
    """Let no input look at itself."""
    Q, K, V, scale = _vectors(X, W_Q, W_K, W_V)
    E = (Q @ K.T / scale).fill_diagonal_(-math.inf)
    A = torch.softmax(E, dim=1).nan_to_num()
    return Q, K, V, E, A, A @ V

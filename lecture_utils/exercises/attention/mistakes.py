"""Usual mistakes of lecture 14, each a wrong implementation, named after what is wrong."""

import math

import torch
from torch import Tensor

from lecture_utils.methods import attention as method

Five = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]

# --- softmax


def always_over_the_first(input: Tensor, dim: int) -> Tensor:
    """Take the softmax over dimension 0, whatever ``dim`` says."""
    return method.softmax(input, 0)


def always_over_the_last(input: Tensor, dim: int) -> Tensor:
    """Take the softmax over the last dimension, whatever ``dim`` says."""
    return method.softmax(input, -1)


def over_everything(input: Tensor, dim: int) -> Tensor:
    """Let all numbers together sum to 1."""
    return method.softmax(input.flatten(), 0).reshape(input.shape)


def without_powers(input: Tensor, dim: int) -> Tensor:
    """Divide the scores themselves by their sum."""
    return input / input.sum(dim, keepdim=True)


def without_sum(input: Tensor, dim: int) -> Tensor:
    """Leave the division out."""
    return (input - input.amax(dim, keepdim=True)).exp()


def overflowing(input: Tensor, dim: int) -> Tensor:
    """Take e to the power of scores that are too large for it."""
    powers = input.exp()
    return powers / powers.sum(dim, keepdim=True)


def sum_without_its_dimension(input: Tensor, dim: int) -> Tensor:
    """Let the sum lose the dimension that it is taken over."""
    powers = (input - input.amax(dim, keepdim=True)).exp()
    return powers / powers.sum(dim)


def each_by_itself(input: Tensor, dim: int) -> Tensor:
    """Take the sigmoid of every score."""
    return input.sigmoid()


# --- similarities


def unscaled(Q: Tensor, K: Tensor) -> Tensor:
    """Leave √D_Q out."""
    return Q @ K.T


def divided_by_length(Q: Tensor, K: Tensor) -> Tensor:
    """Divide by D_Q."""
    return Q @ K.T / Q.shape[1]


def divided_by_root_of_inputs(Q: Tensor, K: Tensor) -> Tensor:
    """Divide by √N_X."""
    return Q @ K.T / math.sqrt(len(K))


def divided_by_root_of_queries(Q: Tensor, K: Tensor) -> Tensor:
    """Divide by √N_Q."""
    return Q @ K.T / math.sqrt(len(Q))


def multiplied_by_root(Q: Tensor, K: Tensor) -> Tensor:
    """Multiply by √D_Q."""
    return Q @ K.T * math.sqrt(Q.shape[1])


def keys_times_queries(Q: Tensor, K: Tensor) -> Tensor:
    """Return Eᵀ."""
    return method.similarities(Q, K).T


def without_transpose(Q: Tensor, K: Tensor) -> Tensor:
    """Multiply by K, not by Kᵀ."""
    return Q @ K / math.sqrt(Q.shape[1])


def distances(Q: Tensor, K: Tensor) -> Tensor:
    """Compare by distance."""
    return -torch.cdist(Q, K) / math.sqrt(Q.shape[1])


def weights_already(Q: Tensor, K: Tensor) -> Tensor:
    """Go on to the weights."""
    return method.softmax(method.similarities(Q, K), 1)


def cosines(Q: Tensor, K: Tensor) -> Tensor:
    """Divide by the lengths of the vectors."""
    return torch.nn.functional.cosine_similarity(Q[:, None], K[None], dim=-1)


# --- attend


def mixed(q: Tensor, K: Tensor, V: Tensor, divisor: float) -> Tensor:
    """Answer one query, its scores divided by ``divisor``."""
    return method.softmax(K @ q / divisor, 0) @ V


def unscaled_query(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Leave √D_Q out."""
    return mixed(q, K, V, 1)


def query_divided_by_length(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Divide by D_Q."""
    return mixed(q, K, V, len(q))


def query_divided_by_root_of_inputs(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Divide by √N_X."""
    return mixed(q, K, V, math.sqrt(len(K)))


def query_divided_by_root_of_values(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Divide by √D_V."""
    return mixed(q, K, V, math.sqrt(V.shape[1]))


def overflowing_query(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Take exponentials of large scores."""
    powers = (K @ q / math.sqrt(len(q))).exp()
    return powers / powers.sum() @ V


def summed_over_values(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Sum each weighted value over its own numbers."""
    return (method.softmax(K @ q / math.sqrt(len(q)), 0)[:, None] * V).sum(1)


def mixing_keys(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Mix the keys."""
    return method.attend(q, K, K)


def plain_mean(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Count every value the same."""
    return V.mean(dim=0)


def the_best_alone(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Take the value of the most similar key."""
    return V[(K @ q).argmax()]


def scores_as_weights(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Leave the softmax out."""
    return K @ q / math.sqrt(len(q)) @ V


def divided_again(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Divide the weighted sum by N_X."""
    return method.attend(q, K, V) / len(K)


def weights_alone(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Stop at the weights."""
    return method.softmax(K @ q / math.sqrt(len(q)), 0)


# --- attention_layer


def over_queries(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Take the softmax over dim 0."""
    K, V, E, *_ = method.attention_layer(Q, X, W_K, W_V)
    A = method.softmax(E, 0)
    return K, V, E, A, A @ V


def _divided(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor, divisor: float) -> Five:
    K, V, *_ = method.attention_layer(Q, X, W_K, W_V)
    E = Q @ K.T / divisor
    A = method.softmax(E, 1)
    return K, V, E, A, A @ V


def layer_unscaled(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Leave √D_Q out."""
    return _divided(Q, X, W_K, W_V, 1)


def layer_divided_by_length(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Divide by D_Q."""
    return _divided(Q, X, W_K, W_V, Q.shape[1])


def layer_divided_by_root_of_input_length(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Divide by √D_X."""
    return _divided(Q, X, W_K, W_V, math.sqrt(X.shape[1]))


def layer_divided_by_root_of_inputs(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Divide by √N_X."""
    return _divided(Q, X, W_K, W_V, math.sqrt(len(X)))


def layer_overflowing(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Take exponentials of large similarities."""
    K, V, E, *_ = method.attention_layer(Q, X, W_K, W_V)
    A = E.exp() / E.exp().sum(1, keepdim=True)
    return K, V, E, A, A @ V


def keys_as_queries(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Compare the keys with one another."""
    K, V, *_ = method.attention_layer(Q, X, W_K, W_V)
    E = K @ K.T / math.sqrt(K.shape[1])
    A = method.softmax(E, 1)
    return K, V, E, A, A @ V


def mixing_inputs(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Mix X, not V."""
    K, V, E, A, _ = method.attention_layer(Q, X, W_K, W_V)
    return K, V, E, A, A @ X


def layer_mixing_keys(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Mix K, not V."""
    K, V, E, A, _ = method.attention_layer(Q, X, W_K, W_V)
    return K, V, E, A, A @ K


def similarities_as_weights(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Mix by E, not by A."""
    K, V, E, A, _ = method.attention_layer(Q, X, W_K, W_V)
    return K, V, E, A, E @ V


def transposed(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Give each query a column, as the slide draws it."""
    K, V, E, A, Y = method.attention_layer(Q, X, W_K, W_V)
    return K, V, E.T, A.T, Y


def values_before_keys(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Five:
    """Return V before K."""
    K, V, E, A, Y = method.attention_layer(Q, X, W_K, W_V)
    return V, K, E, A, Y

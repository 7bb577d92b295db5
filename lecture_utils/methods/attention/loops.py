"""The attention layer as plain loops: one query, one input, one product at a time."""

import math

from torch import Tensor

from lecture_utils.methods.attention.arguments import check_layer
from lecture_utils.methods.softmax import softmax


def dot_product(q: Tensor, k: Tensor) -> Tensor:
    """Multiply two vectors of shape (D_Q,) element by element and sum."""
    return (q * k).sum()


def attend(q: Tensor, K: Tensor, V: Tensor) -> Tensor:
    """Answer one query: compare it with each key, turn the scores into weights, mix the values.

    Parameters
    ----------
    q : Tensor, shape (D_Q,)
    K : Tensor, shape (N_X, D_Q)
    V : Tensor, shape (N_X, D_V)

    Returns
    -------
    Tensor, shape (D_V,)
        Y_i = Σ_j A_ij V_j.

    References
    ----------
    Slide "Attention Layer".
    """
    scores = q.new_empty(len(K))
    for j, key in enumerate(K):
        scores[j] = dot_product(q, key) / math.sqrt(len(q))
    weights = softmax(scores, dim=0)  # (N_X,): a vector has no other dimension
    output = V.new_zeros(V.shape[1])
    for weight, value in zip(weights, V, strict=True):
        output = output + weight * value
    return output


def attention_by_loops(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> Tensor:
    """Compute the attention layer query by query.

    Parameters
    ----------
    Q : Tensor, shape (N_Q, D_Q)
    X : Tensor, shape (N_X, D_X)
    W_K : Tensor, shape (D_X, D_Q)
    W_V : Tensor, shape (D_X, D_V)

    Returns
    -------
    Tensor, shape (N_Q, D_V)
        The Y of :func:`~lecture_utils.methods.attention.attention_layer`.

    Raises
    ------
    ValueError
        If one of the four isn't a matrix of floats, or they don't fit together.

    References
    ----------
    Slide "Attention Layer": Y_i = Σ_j A_ij V_j.
    """
    check_layer(Q, X, W_K, W_V)
    K, V = X @ W_K, X @ W_V  # (N_X, D_Q) and (N_X, D_V)
    Y = V.new_empty(len(Q), V.shape[1])
    for i, q in enumerate(Q):
        Y[i] = attend(q, K, V)
    return Y

"""The slides' attention layer, in their notation and order."""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.attention.arguments import check_layer
from lecture_utils.methods.softmax import softmax


class AttentionSteps(NamedTuple):
    """What the attention layer computes, in the slides' order.

    Attributes
    ----------
    K : Tensor, shape (N_X, D_Q)
        Key vectors: what each input is compared by.
    V : Tensor, shape (N_X, D_V)
        Value vectors: what each input gives.
    E : Tensor, shape (N_Q, N_X)
        Similarities.
    A : Tensor, shape (N_Q, N_X)
        Attention weights; each row sums to 1.
    Y : Tensor, shape (N_Q, D_V)
        Output vectors, one for each query.
    """

    K: Tensor
    V: Tensor
    E: Tensor
    A: Tensor
    Y: Tensor

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each matrix, by its name, in the slides' order."""
        return {name: tuple(matrix.shape) for name, matrix in self._asdict().items()}


def attention_layer(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> AttentionSteps:
    """Let each query take from all inputs, by how similar it is to their keys.

    Parameters
    ----------
    Q : Tensor, shape (N_Q, D_Q)
        Query vectors, one in each row.
    X : Tensor, shape (N_X, D_X)
        Input vectors, one in each row.
    W_K : Tensor, shape (D_X, D_Q)
        Key matrix.
    W_V : Tensor, shape (D_X, D_V)
        Value matrix.

    Returns
    -------
    AttentionSteps
        (K, V, E, A, Y): every matrix on the way, and the output Y, shape (N_Q, D_V).

    Raises
    ------
    ValueError
        If one of the four isn't a matrix of floats, or they don't fit together.

    References
    ----------
    Slides "Attention Layer" (after Justin Johnson, University of Michigan). Vaswani et al., *Attention Is All You
    Need*, 2017, section 3.2.1. Y is what :func:`torch.nn.functional.scaled_dot_product_attention` makes of Q, K and V.
    """
    check_layer(Q, X, W_K, W_V)
    K = X @ W_K  # (N_X, D_Q)
    V = X @ W_V  # (N_X, D_V)
    E = similarities(Q, K)  # (N_Q, N_X)
    A = softmax(E, dim=1)  # (N_Q, N_X), over the inputs, for each query
    Y = A @ V  # (N_Q, D_V)
    return AttentionSteps(K, V, E, A, Y)


def similarities(Q: Tensor, K: Tensor) -> Tensor:
    """Compare every query with every key: E_ij = (Q_i · K_j) / √D_Q.

    Parameters
    ----------
    Q : Tensor, shape (N_Q, D_Q)
    K : Tensor, shape (N_X, D_Q)

    Returns
    -------
    Tensor, shape (N_Q, N_X)

    References
    ----------
    Slide "Attention Layer": E = QKᵀ / √D_Q.
    """
    D_Q = Q.shape[1]
    return Q @ K.T / math.sqrt(D_Q)  # (N_Q, N_X)


class AttentionLayer(nn.Module):
    """The attention layer with a key matrix and a value matrix that are learned.

    Parameters
    ----------
    D_X : int
        Length of an input vector.
    D_Q : int
        Length of a query, and so of a key.
    D_V : int
        Length of a value, and so of an output.

    References
    ----------
    Slides "Attention Layer".
    """

    def __init__(self, D_X: int, D_Q: int, D_V: int) -> None:
        super().__init__()
        for name, length in (("D_X", D_X), ("D_Q", D_Q), ("D_V", D_V)):
            if not isinstance(length, int) or length < 1:
                raise ValueError(f"{name} must be a positive integer, got {length!r}")
        # Keys and values of unit inputs have unit variance: 1 / √D_X for each of the D_X products that are summed.
        self.W_K = nn.Parameter(torch.randn(D_X, D_Q) / math.sqrt(D_X))
        self.W_V = nn.Parameter(torch.randn(D_X, D_V) / math.sqrt(D_X))

    def steps(self, Q: Tensor, X: Tensor) -> AttentionSteps:
        """Return everything that the layer computes for Q, shape (N_Q, D_Q), and X, shape (N_X, D_X)."""
        return attention_layer(Q, X, self.W_K, self.W_V)

    def forward(self, Q: Tensor, X: Tensor) -> Tensor:
        """Return Y, shape (N_Q, D_V)."""
        return self.steps(Q, X).Y

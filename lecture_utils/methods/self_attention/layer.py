"""The slides' self-attention layer: the inputs ask one another."""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.attention.layer import attention_layer
from lecture_utils.methods.validation import require


class SelfAttentionSteps(NamedTuple):
    """What the self-attention layer computes, in the slides' order.

    Attributes
    ----------
    Q, K : Tensor, shape (N_X, D_Q)
        Query and key vectors, one for each input.
    V : Tensor, shape (N_X, D_V)
        Value vectors.
    E, A : Tensor, shape (N_X, N_X)
        Similarities, and attention weights; each row of A sums to 1.
    Y : Tensor, shape (N_X, D_V)
        Output vectors, one for each input.
    """

    Q: Tensor
    K: Tensor
    V: Tensor
    E: Tensor
    A: Tensor
    Y: Tensor

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each matrix, by its name, in the slides' order."""
        return {name: tuple(matrix.shape) for name, matrix in self._asdict().items()}


def self_attention(X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor) -> SelfAttentionSteps:
    """Let each input take from all inputs: one query per input vector.

    Parameters
    ----------
    X : Tensor, shape (N_X, D_X)
        Input vectors, one in each row.
    W_Q, W_K : Tensor, shape (D_X, D_Q)
        Query matrix and key matrix.
    W_V : Tensor, shape (D_X, D_V)
        Value matrix.

    Returns
    -------
    SelfAttentionSteps
        (Q, K, V, E, A, Y): every matrix on the way, and the output Y, shape (N_X, D_V).

    Raises
    ------
    ValueError
        If one of the four isn't a matrix of floats, or they don't fit together.

    References
    ----------
    Slides "Self-attention Layer": the attention layer of lecture 14 with Q = XW_Q. Vaswani et al., *Attention Is All
    You Need*, 2017, section 3.2.3.
    """
    for name, matrix in (("X", X), ("W_Q", W_Q)):
        fits = isinstance(matrix, Tensor) and matrix.dim() == 2
        require(fits, name, "a matrix", tuple(matrix.shape) if isinstance(matrix, Tensor) else type(matrix).__name__)
        require(matrix.dtype == X.dtype, name, f"of X's dtype {X.dtype}", matrix.dtype)
    require(len(W_Q) == X.shape[1], "W_Q", f"(D_X, D_Q) with X's D_X = {X.shape[1]}", tuple(W_Q.shape))
    Q = X @ W_Q  # (N_X, D_Q): one query per input
    return SelfAttentionSteps(Q, *attention_layer(Q, X, W_K, W_V))


class SelfAttentionLayer(nn.Module):
    """The self-attention layer with a query matrix, a key matrix and a value matrix that are learned.

    Parameters
    ----------
    D_X : int
        Length of an input vector.
    D_Q : int
        Length of a query, and so of a key.
    D_V : int
        Length of a value, and so of an output.

    Raises
    ------
    ValueError
        If a length isn't a positive integer.

    References
    ----------
    Slides "Self-attention Layer".
    """

    def __init__(self, D_X: int, D_Q: int, D_V: int) -> None:
        super().__init__()
        for name, length in (("D_X", D_X), ("D_Q", D_Q), ("D_V", D_V)):
            require(isinstance(length, int) and length >= 1, name, "a positive integer", repr(length))
        # Queries, keys and values of unit inputs have unit variance, as in the attention layer.
        self.W_Q = nn.Parameter(torch.randn(D_X, D_Q) / math.sqrt(D_X))
        self.W_K = nn.Parameter(torch.randn(D_X, D_Q) / math.sqrt(D_X))
        self.W_V = nn.Parameter(torch.randn(D_X, D_V) / math.sqrt(D_X))

    def steps(self, X: Tensor) -> SelfAttentionSteps:
        """Return everything that the layer computes for X, shape (N_X, D_X)."""
        return self_attention(X, self.W_Q, self.W_K, self.W_V)

    def forward(self, X: Tensor) -> Tensor:
        """Return Y, shape (N_X, D_V)."""
        return self.steps(X).Y

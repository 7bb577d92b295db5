"""Why the scores are divided by √D_Q: measured on random queries and keys."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import require


class Saturation(NamedTuple):
    """How spread the scores are, how one-sided their softmax is, and how much gradient passes through it.

    Attributes
    ----------
    variance : Tensor, shape (seeds,)
        Of the scores.
    largest : Tensor, shape (seeds,)
        The largest weight of a query, mean over the queries; 1 / N_X if all inputs count the same.
    entropy : Tensor, shape (seeds,)
        Of a query's weights in nats, mean over the queries; log N_X if all inputs count the same, 0 if one counts.
    gradient : Tensor, shape (seeds,)
        Norm of ∂A_i/∂E_i, an N_X × N_X matrix, mean over the queries.
    """

    variance: Tensor
    largest: Tensor
    entropy: Tensor
    gradient: Tensor


def random_scores(D_Q: int, seed: int, scaled: bool = True, N_Q: int = 200, N_X: int = 10) -> Tensor:
    """Compare random queries with random keys, all numbers standard normal.

    Parameters
    ----------
    D_Q : int
        Length of queries and keys.
    seed : int
    scaled : bool
        Whether the products are divided by √D_Q.
    N_Q, N_X : int
        Number of queries and of keys.

    Returns
    -------
    Tensor, shape (N_Q, N_X)
        The same queries and keys for both values of ``scaled``.
    """
    for name, number in (("D_Q", D_Q), ("N_Q", N_Q), ("N_X", N_X)):
        require(isinstance(number, int) and number > 0, name, "a positive integer", repr(number))
    generator = torch.Generator().manual_seed(seed)
    Q = torch.randn(N_Q, D_Q, generator=generator)
    K = torch.randn(N_X, D_Q, generator=generator)
    products = Q @ K.T  # (N_Q, N_X)
    return products / math.sqrt(D_Q) if scaled else products


def softmax_gradient(scores: Tensor) -> Tensor:
    """Measure by backpropagation how much of a gradient passes through the softmax.

    Parameters
    ----------
    scores : Tensor, shape (N_Q, N_X)

    Returns
    -------
    Tensor, shape (N_Q,)
        For each query the Frobenius norm of ∂A_i/∂E_i: 0 where the softmax is saturated.
    """
    scores = scores.detach().requires_grad_()
    weights = softmax(scores, dim=1)
    squares = torch.zeros(len(scores), dtype=scores.dtype)
    for j in range(scores.shape[1]):
        (row,) = torch.autograd.grad(weights[:, j].sum(), scores, retain_graph=True)  # (N_Q, N_X): ∂A_ij/∂E_i
        squares += row.square().sum(dim=1)
    return squares.sqrt()


def saturation(D_Q: int, seeds: Sequence[int] = range(5), scaled: bool = True, N_Q: int = 200) -> Saturation:
    """Measure scores, weights and gradient for queries and keys of length ``D_Q``, once for each seed.

    Parameters
    ----------
    D_Q : int
    seeds : sequence of int
    scaled : bool
        Whether the products are divided by √D_Q.
    N_Q : int
        Number of queries for each seed; there are 10 keys.

    Returns
    -------
    Saturation

    References
    ----------
    Vaswani et al., *Attention Is All You Need*, 2017, section 3.2.1 and its footnote 4. Slide "Attention Layer".
    """
    rows = []
    for seed in seeds:
        scores = random_scores(D_Q, seed, scaled, N_Q)
        weights = softmax(scores, dim=1)
        entropy = -torch.special.xlogy(weights, weights).sum(dim=1).mean()
        largest = weights.amax(dim=1).mean()
        rows.append(torch.stack([scores.var(), largest, entropy, softmax_gradient(scores).mean()]))
    return Saturation(*torch.stack(rows, dim=1))  # (4, seeds)

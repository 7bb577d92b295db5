"""Permutation equivariance: shuffled inputs give the same outputs, shuffled alike. f(s(x)) = s(f(x))."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.validation import require


class Permuted(NamedTuple):
    """Both ways from inputs to shuffled outputs.

    Attributes
    ----------
    shuffled_first : Tensor, shape (..., N, D)
        f(s(x)).
    shuffled_last : Tensor, shape (..., N, D)
        s(f(x)).
    difference : Tensor, shape (..., N)
        The largest difference between the two in each vector: 0, but for rounding, where f is equivariant.
    """

    shuffled_first: Tensor
    shuffled_last: Tensor
    difference: Tensor


def permute(x: Tensor, order: Sequence[int]) -> Tensor:
    """Shuffle a set of vectors: s(x).

    Parameters
    ----------
    x : Tensor, shape (..., N, D)
    order : sequence of N int
        Every number from 0 to N − 1, once. Vector i of the result is vector ``order[i]`` of x.

    Returns
    -------
    Tensor, shape (..., N, D)

    Raises
    ------
    ValueError
        If ``order`` isn't a permutation of the vectors.
    """
    require(x.dim() >= 2, "x", "(..., N, D)", tuple(x.shape))
    count = x.shape[-2]
    require(sorted(order) == list(range(count)), "order", f"each number from 0 to {count - 1} once", list(order))
    return x[..., torch.as_tensor(order, dtype=torch.long), :]


def permutation_matrix(order: Sequence[int]) -> Tensor:
    """Write a permutation as a matrix P, so that s(X) = PX.

    Parameters
    ----------
    order : sequence of N int
        As for `permute`.

    Returns
    -------
    Tensor, shape (N, N)
        Row i has its only 1 in column ``order[i]``. So PᵀP = I: the transpose undoes the permutation.

    Raises
    ------
    ValueError
        If ``order`` isn't a permutation.

    Examples
    --------
    >>> permutation_matrix([2, 0, 1]).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    return permute(torch.eye(max(len(order), 1)), order)


def equivariance_error(Y: Tensor, Y_shuffled: Tensor, order: Sequence[int]) -> Tensor:
    """Return how far f(s(x)) is from s(f(x)), for each vector.

    Parameters
    ----------
    Y : Tensor, shape (..., N, D)
        f(x).
    Y_shuffled : Tensor, shape (..., N, D)
        f(s(x)).
    order : sequence of N int
        The permutation s, as for `permute`.

    Returns
    -------
    Tensor, shape (..., N)
        The largest difference in each vector of ``Y_shuffled``.

    Raises
    ------
    ValueError
        If ``order`` isn't a permutation, or the shapes differ.
    """
    require(Y_shuffled.shape == Y.shape, "Y_shuffled", f"of the shape of Y, {tuple(Y.shape)}", tuple(Y_shuffled.shape))
    return (Y_shuffled - permute(Y, order)).abs().amax(dim=-1)


def permutation_equivariance(f: Callable[[Tensor], Tensor], x: Tensor, order: Sequence[int]) -> Permuted:
    """Compare f(s(x)) with s(f(x)): where f is equivariant, the outputs follow the shuffled inputs.

    Parameters
    ----------
    f : callable
        From (..., N, D) to (..., N, D'), one output per input.
    x : Tensor, shape (..., N, D)
    order : sequence of N int
        The permutation s, as for `permute`.

    Returns
    -------
    Permuted

    Raises
    ------
    ValueError
        If ``order`` isn't a permutation, or f doesn't return one output per input.

    Notes
    -----
    The proof, with a permutation matrix P, so that s(X) = PX: its queries, keys and values are PXW_Q = PQ, PK and PV.
    Then E becomes PQ(PK)ᵀ/√D_Q = PEPᵀ, and the softmax of its rows PAPᵀ, since it doesn't matter in which order a row
    is summed. So Y becomes PAPᵀPV = PAV = PY, as PᵀP = 1.

    References
    ----------
    Slide "Self-attention Layer": "Self-attention layer is Permutation Equivariant f(s(x)) = s(f(x))".
    """
    shuffled_first = f(permute(x, order))
    output = f(x)
    fits = output.dim() >= 2 and output.shape[-2] == x.shape[-2]
    require(fits, "f", f"a function with one output per input, (..., {x.shape[-2]}, D)", tuple(output.shape))
    return Permuted(shuffled_first, permute(output, order), equivariance_error(output, shuffled_first, order))

"""Inputs for cases that bite: a function that is right on them is seldom right by chance.

For every exercise go through what can vary: each argument away from its default and from its value in the other cases;
a stride of 3 or more, a kernel longer than two strides; all sizes different and nothing square; one item, and several;
rows of very different size; fractions, negative numbers, ties; numbers as large as the task allows; float64.
"""

from typing import Any

import torch
from torch import Tensor

from lecture_utils.exercises.checking.case import Case

__all__ = ["fractions", "in_float64", "large", "uneven", "with_ties"]


def _random(shape: tuple[int, ...], seed: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def fractions(*shape: int, seed: int = 0) -> Tensor:
    """Draw eighths between −4 and 4 without 0: sums and products of them are exact, and cutting them off shows.

    Parameters
    ----------
    *shape : int
    seed : int

    Returns
    -------
    Tensor, of that shape
    """
    eighths = torch.randint(1, 33, shape, generator=torch.Generator().manual_seed(seed)) / 8
    return torch.where(_random(shape, seed + 1) < 0, -eighths, eighths)


def uneven(*shape: int, seed: int = 0) -> Tensor:
    """Draw numbers of both signs, ten times as large in each row as in the one before.

    Parameters
    ----------
    *shape : int
        The first is the number of rows.
    seed : int

    Returns
    -------
    Tensor, of that shape
        A mean or maximum over all rows, or over the wrong ones, is far off.
    """
    scale = 10.0 ** torch.arange(-1, shape[0] - 1)
    return _random(shape, seed) * scale.reshape(-1, *[1] * (len(shape) - 1))


def large(*shape: int, size: float = 1000.0, seed: int = 0) -> Tensor:
    """Draw numbers between −2 and 2 in rows around ``size``, ``-size`` and 0 in turn, and one row that spans them.

    Parameters
    ----------
    *shape : int
        The first is the number of rows.
    size : float
        The exponential of 100 is already infinite in float32, that of −110 is 0.
    seed : int

    Returns
    -------
    Tensor, of that shape
        Only subtracting each row's own maximum keeps the exponentials of all rows finite and not all 0.
    """
    offsets = torch.tensor([size, -size, 0.0]).repeat(shape[0] // 3 + 1)[: shape[0]]
    values = _random(shape, seed).clamp(-2, 2) + offsets.reshape(-1, *[1] * (len(shape) - 1))
    values[-1].view(-1)[0] = size
    return values


def with_ties(*shape: int, seed: int = 0) -> Tensor:
    """Draw from −1, 0 and 1, so that many numbers are equal.

    Parameters
    ----------
    *shape : int
    seed : int

    Returns
    -------
    Tensor, of that shape
    """
    return torch.randint(-1, 2, shape, generator=torch.Generator().manual_seed(seed)).float()


def in_float64(*inputs: Any, name: str = "in float64", **named: Any) -> Case:
    """Make a case of which all float tensors are in float64, those in lists and tuples as well.

    Parameters
    ----------
    *inputs, name, **named
        As in :class:`~lecture_utils.exercises.checking.case.Case`.
    """
    return Case(*map(_double, inputs), name=name, **{key: _double(value) for key, value in named.items()})


def _double(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(map(_double, value))
    return value.double() if isinstance(value, Tensor) and value.is_floating_point() else value

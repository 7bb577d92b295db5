"""What a wrong result as a whole has to do with the right one: its sign, order, direction, a factor or an offset."""

import itertools
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lecture_utils.exercises.checking.numbers import equal, is_number, numbers
from lecture_utils.exercises.checking.values import show_number


def pattern(got: Any, expected: Any, tolerance: float) -> str:
    """Say what one change makes the wrong result right, or ``""``.

    Parameters
    ----------
    got, expected : Tensor or array
        They differ in their shape or in their numbers.
    tolerance : float
        As in :func:`compare`.

    Returns
    -------
    str
        A sentence about the sign, the order of the dimensions, the direction, a factor or an offset.
    """
    if not all(isinstance(value, Tensor | np.ndarray) or is_number(value) for value in (got, expected)):
        return ""
    theirs, ours = numbers(got), numbers(expected)
    if theirs.is_complex() or ours.is_complex():
        return ""
    for find in (_sign, _order, _direction, _factor, _offset):
        if theirs.numel() == ours.numel() and ours.numel() and (sentence := find(theirs, ours, tolerance)):
            return sentence
    return ""


def _sign(got: Tensor, expected: Tensor, tolerance: float) -> str:
    return "Every number has the wrong sign." if equal(-got, expected, tolerance) else ""


def _order(got: Tensor, expected: Tensor, tolerance: float) -> str:
    if not 2 <= got.ndim <= 4 or got.ndim != expected.ndim:
        return ""
    for order in itertools.permutations(range(got.ndim)):
        if order != tuple(range(got.ndim)) and equal(got.permute(order), expected, tolerance):
            if got.ndim == 2:
                return "The numbers are right, but transposed: rows and columns have changed places."
            mended = ", ".join(map(str, order))
            return f"The numbers are right, but the dimensions are in another order; `permute({mended})` mends it."
    return ""


def _direction(got: Tensor, expected: Tensor, tolerance: float) -> str:
    for count in range(1, got.ndim + 1):
        for dims in itertools.combinations(range(got.ndim), count):
            if equal(got.flip(dims), expected, tolerance):
                return f"The numbers are right, but in reverse along dimension {' and '.join(map(str, dims))}."
    return ""


def _factor(got: Tensor, expected: Tensor, tolerance: float) -> str:
    if got.shape != expected.shape:
        return ""
    there = expected.abs() > 1e-9
    if int(there.sum()) < 2 or not equal(got[~there], expected[~there], tolerance):
        return ""
    factor = (got[there] / expected[there]).median()
    if factor == 0 or not torch.isfinite(factor) or not equal(factor * expected, got, tolerance):
        return ""
    return f"Every number is {_digits(factor)} times the expected one."


def _offset(got: Tensor, expected: Tensor, tolerance: float) -> str:
    if got.numel() < 2 or got.shape != expected.shape:
        return ""
    offset = (got - expected).median()
    if not torch.isfinite(offset) or not equal(expected + offset, got, tolerance):
        return ""
    return f"Every number is {_digits(offset.abs())} too {'large' if offset > 0 else 'small'}."


def _digits(value: Tensor) -> str:
    return show_number(value.item(), digits=6)

"""Numbers of any kind, compared within a tolerance."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor


def is_number(value: Any) -> bool:
    """Whether a value is one number, Python's or numpy's."""
    return isinstance(value, bool | int | float | complex | np.generic)


def numbers(value: Any) -> Tensor:
    """Turn numbers of any kind into a float64 tensor, or complex128 where they are complex."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = _as_float(value)
    if isinstance(value, float | complex) and not isinstance(value, np.generic):
        # torch would take Python's numbers for float32, in which 2²⁴ + 1 is 2²⁴.
        return torch.tensor(value, dtype=torch.complex128 if isinstance(value, complex) else torch.float64)
    if isinstance(value, np.generic):
        value = np.array(value)
    try:
        tensor = torch.as_tensor(value)
    except TypeError:  # a dtype that torch lacks
        tensor = torch.as_tensor(value.astype(np.float64))
    return tensor.to(torch.complex128 if tensor.is_complex() else torch.float64)


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def close(got: Tensor, expected: Tensor, tolerance: float) -> Tensor:
    """Say for each number whether it is within ``tolerance * (1 + |expected|)``; NaN is close to NaN."""
    if got.is_complex() != expected.is_complex():
        got, expected = got.to(torch.complex128), expected.to(torch.complex128)
    return torch.isclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True)


def equal(got: Tensor, expected: Tensor, tolerance: float) -> bool:
    """Whether shapes are equal and all numbers close."""
    if got.shape != expected.shape or got.is_complex() or expected.is_complex():
        return False
    return bool(close(got, expected, tolerance).all())

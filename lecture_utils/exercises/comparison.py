"""Compares a student's result with the expected one, and says in what way it differs."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lecture_utils.exercises.values import dtype_of, kind_of, shape_of, show_number


@dataclass(frozen=True)
class Difference:
    """The first way in which a result differs from the expected one.

    Attributes
    ----------
    kind : str
        ``"type"``, ``"count"`` (of values), ``"shape"``, ``"dtype"``, ``"nan"`` or ``"value"``.
    headline : str
        ``"wrong shape"``.
    message : str
        One sentence with both sides.
    got, expected : any
        The parts that differ.
    """

    kind: str
    headline: str
    message: str
    got: Any
    expected: Any


def compare(got: Any, expected: Any, tolerance: float, place: str = "The result") -> Difference | None:
    """Compare two values of any kind that crosses a process.

    Parameters
    ----------
    got, expected : any
        Numbers, strings, tensors, arrays, and containers of them. A list equals a tuple, and 2 equals 2.0.
    tolerance : float
        Numbers are equal if they differ by at most ``tolerance * (1 + |expected|)``.
    place : str
        What the value is called in the message.

    Returns
    -------
    Difference or None
        ``None`` if the values are equal.
    """
    if isinstance(expected, Tensor | np.ndarray):
        return _compare_arrays(got, expected, tolerance, place)
    if _is_number(expected):
        return _compare_numbers(got, expected, tolerance, place)
    if isinstance(expected, list | tuple):
        return _compare_sequences(got, expected, tolerance, place)
    if isinstance(expected, dict):
        return _compare_dictionaries(got, expected, tolerance, place)
    if type(got) is not type(expected):
        return _wrong_type(got, expected, place)
    if got != expected:
        return Difference("value", "wrong result", f"{place} differs from the expected one.", got, expected)
    return None


def _compare_arrays(got: Any, expected: Any, tolerance: float, place: str) -> Difference | None:
    if isinstance(got, tuple) and len(got) > 1 and place == "The result":
        message = f"One value should be returned, {kind_of(expected)}; yours returns {len(got)}."
        return Difference("count", "wrong number of values", message, got, expected)
    if not isinstance(got, Tensor if isinstance(expected, Tensor) else np.ndarray):
        return _wrong_type(got, expected, place)
    if tuple(got.shape) != tuple(expected.shape):
        message = f"{place} should have the shape {shape_of(expected)}; yours has {shape_of(got)}."
        return Difference("shape", "wrong shape", message, got, expected)
    if got.dtype != expected.dtype:
        message = f"{place} should hold {dtype_of(expected)} numbers; yours holds {dtype_of(got)}."
        return Difference("dtype", "wrong dtype", message, got, expected)
    wrong = ~_close(_numbers(got), _numbers(expected), tolerance)
    if not wrong.any():
        return None
    surprising = torch.isnan(_numbers(got)) & ~torch.isnan(_numbers(expected))
    if surprising.any():
        message = f"{place} holds NaN (not a number) at {_count(surprising)}, first at {_index(surprising)}."
        return Difference("nan", "NaN in the result", message + " Is something divided by zero?", got, expected)
    return Difference("value", "wrong result", _where(got, expected, wrong, place), got, expected)


def _where(got: Any, expected: Any, wrong: Tensor, place: str) -> str:
    """Say how many numbers are wrong, and which is most wrong."""
    ours, theirs = _numbers(expected), _numbers(got)
    if not wrong.ndim:
        return f"{place} should be {_digits(ours)}; yours is {_digits(theirs)}."
    distance = torch.where(wrong, (theirs - ours).abs().nan_to_num(torch.inf, torch.inf), -1)
    index = tuple(int(i) for i in torch.unravel_index(distance.argmax(), distance.shape))
    most = "most" if int(wrong.sum()) > 1 else "namely"
    return (
        f"{place} differs at {_count(wrong)}, {most} at {_square(index)}: "
        f"expected {_digits(ours[index])}, got {_digits(theirs[index])}."
    )


def _compare_numbers(got: Any, expected: Any, tolerance: float, place: str) -> Difference | None:
    if not _is_number(got) or isinstance(got, bool | np.bool_) != isinstance(expected, bool | np.bool_):
        return _wrong_type(got, expected, place)
    try:
        ours, theirs = torch.tensor(expected, dtype=torch.complex128), torch.tensor(got, dtype=torch.complex128)
    except OverflowError:
        return Difference("value", "wrong result", f"{place} is far too large.", got, expected)
    if _close(theirs, ours, tolerance):
        return None
    if got != got and expected == expected:
        return Difference("nan", "NaN in the result", f"{place} is NaN (not a number).", got, expected)
    message = f"{place} should be {show_number(expected, 6)}; yours is {show_number(got, 6)}."
    return Difference("value", "wrong result", message, got, expected)


def _compare_sequences(got: Any, expected: Any, tolerance: float, place: str) -> Difference | None:
    if not isinstance(got, list | tuple):
        if place == "The result" and isinstance(expected, tuple):
            message = f"{len(expected)} values should be returned; yours returns one, {kind_of(got)}."
            return Difference("count", "wrong number of values", message, got, expected)
        return _wrong_type(got, expected, place)
    if len(got) != len(expected):
        message = f"{place} should have {len(expected)} values; yours has {len(got)}."
        return Difference("count", "wrong number of values", message, got, expected)
    for number, (theirs, ours) in enumerate(zip(got, expected, strict=True), start=1):
        inner = f"Value {number}" if place == "The result" else f"{place}, value {number},"
        if difference := compare(theirs, ours, tolerance, inner):
            return difference
    return None


def _compare_dictionaries(got: Any, expected: Any, tolerance: float, place: str) -> Difference | None:
    if not isinstance(got, dict):
        return _wrong_type(got, expected, place)
    if got.keys() != expected.keys():
        names = ", ".join(sorted(map(str, expected)))
        message = f"{place} should have the keys {names}; yours has {', '.join(sorted(map(str, got))) or 'none'}."
        return Difference("count", "wrong keys", message, got, expected)
    for key, ours in expected.items():
        if difference := compare(got[key], ours, tolerance, f"{place} under the key {key!r}"):
            return difference
    return None


def _wrong_type(got: Any, expected: Any, place: str) -> Difference:
    message = f"{place} should be {kind_of(expected)}; yours is {kind_of(got)}."
    return Difference("type", "wrong type", message, got, expected)


# --- Patterns: what a wrong result as a whole has to do with the expected one ---


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
    if not all(isinstance(value, Tensor | np.ndarray) or _is_number(value) for value in (got, expected)):
        return ""
    theirs, ours = _numbers(got), _numbers(expected)
    for find in (_sign, _order, _direction, _factor, _offset):
        if theirs.numel() == ours.numel() and ours.numel() and (sentence := find(theirs, ours, tolerance)):
            return sentence
    return ""


def _sign(got: Tensor, expected: Tensor, tolerance: float) -> str:
    return "Every number has the wrong sign." if _equal(-got, expected, tolerance) else ""


def _order(got: Tensor, expected: Tensor, tolerance: float) -> str:
    if not 2 <= got.ndim <= 4 or got.ndim != expected.ndim:
        return ""
    for order in itertools.permutations(range(got.ndim)):
        if order != tuple(range(got.ndim)) and _equal(got.permute(order), expected, tolerance):
            if got.ndim == 2:
                return "The numbers are right, but transposed: rows and columns have changed places."
            return f"The numbers are right, but the dimensions are in another order; permute({_list(order)}) mends it."
    return ""


def _direction(got: Tensor, expected: Tensor, tolerance: float) -> str:
    for count in range(1, got.ndim + 1):
        for dims in itertools.combinations(range(got.ndim), count):
            if _equal(got.flip(dims), expected, tolerance):
                return f"The numbers are right, but in reverse along dimension {_list(dims, ' and ')}."
    return ""


def _factor(got: Tensor, expected: Tensor, tolerance: float) -> str:
    there = expected.abs() > 1e-9
    if int(there.sum()) < 2 or not _equal(got[~there], expected[~there], tolerance):
        return ""
    factor = (got[there] / expected[there]).median()
    if factor == 0 or not torch.isfinite(factor) or not _equal(factor * expected, got, tolerance):
        return ""
    return f"Every number is {_digits(factor)} times the expected one."


def _offset(got: Tensor, expected: Tensor, tolerance: float) -> str:
    if got.numel() < 2 or got.shape != expected.shape:
        return ""
    offset = (got - expected).median()
    if not torch.isfinite(offset) or not _equal(expected + offset, got, tolerance):
        return ""
    return f"Every number is {_digits(offset.abs())} too {'large' if offset > 0 else 'small'}."


# --- Numbers ---


def _is_number(value: Any) -> bool:
    return isinstance(value, bool | int | float | complex | np.generic)


def _numbers(value: Any) -> Tensor:
    """Any numbers as float64, or as complex128 where they are complex."""
    if isinstance(value, np.generic):
        value = np.array(value)
    try:
        tensor = torch.as_tensor(value)
    except (OverflowError, TypeError):  # a dtype that torch lacks, or a Python number beyond 64 bits
        tensor = torch.as_tensor(np.asarray(value, dtype=np.float64))
    return tensor.to(torch.complex128 if tensor.is_complex() else torch.float64)


def _close(got: Tensor, expected: Tensor, tolerance: float) -> Tensor:
    return torch.isclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True)


def _equal(got: Tensor, expected: Tensor, tolerance: float) -> bool:
    if got.shape != expected.shape or got.is_complex() or expected.is_complex():
        return False
    return bool(_close(got, expected, tolerance).all())


def _list(items: Iterable[int], separator: str = ", ") -> str:
    return separator.join(str(item) for item in items)


def _count(mask: Tensor) -> str:
    return f"{int(mask.sum())} of {mask.numel()} places" if mask.ndim else "its only place"


def _index(mask: Tensor) -> str:
    return _square(tuple(int(i) for i in mask.nonzero()[0]))


def _square(index: tuple[int, ...]) -> str:
    return f"[{_list(index)}]"


def _digits(value: Tensor) -> str:
    return show_number(value.item(), digits=6)

"""Compares a student's result with the expected one, and says in what way it differs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lecture_utils.exercises.checking.numbers import close, is_number, numbers
from lecture_utils.exercises.checking.values import dtype_of, kind_of, shape_of, show_number


@dataclass(frozen=True)
class Difference:
    """The first way in which a result differs from the expected one.

    Attributes
    ----------
    kind : str
        ``"type"``, ``"count"`` (of values), ``"shape"``, ``"nan"``, ``"value"``, or ``"dtype"``: the values are right,
        in numbers of another type.
    headline : str
        ``"wrong shape"``.
    message : str
        One sentence with both sides.
    got, expected : any
        The parts that differ.
    part : str
        Which part of the result they are: ``", value 2"``; empty for all of it.
    """

    kind: str
    headline: str
    message: str
    got: Any
    expected: Any
    part: str = ""


def compare(got: Any, expected: Any, tolerance: float, place: str = "The result") -> Difference | None:
    """Compare two values of any kind that crosses a process.

    Parameters
    ----------
    got, expected : any
        Numbers, strings, tensors, arrays, and containers of them. A list equals a tuple, and 2 equals 2.0. A number
        equals a tensor without dimensions but for its type.
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
    if is_number(expected):
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
    alone = not expected.ndim and (is_number(got) or isinstance(got, Tensor | np.ndarray))  # one number of any kind
    if not alone and not isinstance(got, Tensor if isinstance(expected, Tensor) else np.ndarray):
        return _wrong_type(got, expected, place)
    if tuple(np.shape(got)) != tuple(expected.shape):
        message = f"{place} should have the shape {shape_of(expected)}; yours has {shape_of(got)}."
        return Difference("shape", "wrong shape", message, got, expected)
    if _sort_of(got) != _sort_of(expected):
        return _other_numbers(got, expected, place)
    wrong = ~close(numbers(got), numbers(expected), tolerance)
    if not wrong.any():
        same = type(got) is type(expected) and got.dtype == expected.dtype
        return None if same else _other_numbers(got, expected, place)
    surprising = torch.isnan(numbers(got)) & ~torch.isnan(numbers(expected))
    if surprising.any():
        message = f"{place} holds NaN (not a number) at {_count(surprising)}, first at {_index(surprising)}."
        message += " Is 0 divided by 0, or ∞ subtracted from ∞?"
        return Difference("nan", "NaN in the result", message, got, expected)
    return Difference("value", "wrong result", _where(got, expected, wrong, place), got, expected)


def _sort_of(value: Any) -> str:
    """Tell truth values and complex numbers from all other numbers."""
    if isinstance(value, bool | np.bool_) or getattr(value, "dtype", None) in (torch.bool, np.dtype(bool)):
        return "truth value"
    whole = numbers(value)
    return "complex" if whole.is_complex() else "number"


def _other_numbers(got: Any, expected: Any, place: str) -> Difference:
    """Report another type of number: right if the sorts are the same, since the values are then equal."""
    if isinstance(got, Tensor | np.ndarray) and type(got) is type(expected):
        message = f"{place} should hold {dtype_of(expected)} numbers; yours holds {dtype_of(got)}."
    else:
        message = f"{place} should be {kind_of(expected)}; yours is {kind_of(got)}."
    if _sort_of(got) != _sort_of(expected):
        return Difference("type", "wrong dtype", message, got, expected)
    return Difference("dtype", "wrong dtype", message, got, expected)


def _where(got: Any, expected: Any, wrong: Tensor, place: str) -> str:
    """Say how many numbers are wrong, and which is most wrong."""
    ours, theirs = numbers(expected), numbers(got)
    if not wrong.ndim:
        wanted, found = _two_numbers(ours, theirs)
        return f"{place} should be {wanted}; yours is {found}."
    distance = torch.where(wrong, (theirs - ours).abs().nan_to_num(torch.inf, torch.inf), -1)
    index = tuple(int(i) for i in torch.unravel_index(distance.argmax(), distance.shape))
    most = "most" if int(wrong.sum()) > 1 else "namely"
    wanted, found = _two_numbers(ours[index], theirs[index])
    return f"{place} differs at {_count(wrong)}, {most} at {_square(index)}: expected {wanted}, got {found}."


def _compare_numbers(got: Any, expected: Any, tolerance: float, place: str) -> Difference | None:
    single = isinstance(got, Tensor | np.ndarray) and not got.ndim
    if not is_number(got) and not single:
        return _wrong_type(got, expected, place)
    if _sort_of(got) != _sort_of(expected):
        return _wrong_type(got, expected, place)
    ours, theirs = numbers(expected), numbers(got)
    if close(theirs, ours, tolerance):
        fraction = isinstance(expected, int) and not isinstance(got, int | np.integer)
        return _other_numbers(got, expected, place) if single or fraction else None
    if theirs.isnan() and not ours.isnan():
        return Difference("nan", "NaN in the result", f"{place} is NaN (not a number).", got, expected)
    wanted, found = _two_numbers(ours, theirs)
    message = f"{place} should be {wanted}; yours is {found}."
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
    found: list[Difference] = []
    for number, (theirs, ours) in enumerate(zip(got, expected, strict=True), start=1):
        inner = f"Value {number}" if place == "The result" else f"{place}, value {number},"
        if difference := compare(theirs, ours, tolerance, inner):
            found.append(replace(difference, part=f", value {number}{difference.part}"))
    return _gravest(found)


def _gravest(found: list[Difference]) -> Difference | None:
    """Give the first difference in values, or the first in the type of numbers alone."""
    return min(found, key=lambda difference: difference.kind == "dtype", default=None)


def _compare_dictionaries(got: Any, expected: Any, tolerance: float, place: str) -> Difference | None:
    if not isinstance(got, dict):
        return _wrong_type(got, expected, place)
    if got.keys() != expected.keys():
        names = ", ".join(sorted(map(str, expected)))
        message = f"{place} should have the keys {names}; yours has {', '.join(sorted(map(str, got))) or 'none'}."
        return Difference("count", "wrong keys", message, got, expected)
    found: list[Difference] = []
    for key, ours in expected.items():
        if difference := compare(got[key], ours, tolerance, f"{place} under the key {key!r}"):
            found.append(replace(difference, part=f", key {key!r}{difference.part}"))
    return _gravest(found)


def agree(got: Any, expected: Any, tolerance: float) -> bool:
    """Whether two values are equal but for their types of number."""
    if isinstance(got, Tensor) and isinstance(expected, Tensor) and got.dtype == expected.dtype:
        return got.shape == expected.shape and bool(close(numbers(got), numbers(expected), tolerance).all())
    difference = compare(got, expected, tolerance)
    return difference is None or difference.kind == "dtype"


def _wrong_type(got: Any, expected: Any, place: str) -> Difference:
    message = f"{place} should be {kind_of(expected)}; yours is {kind_of(got)}."
    return Difference("type", "wrong type", message, got, expected)


def _count(mask: Tensor) -> str:
    wrong, places = int(mask.sum()), mask.numel()
    if places == 1:
        return "its only place"
    return f"all {places} places" if wrong == places else f"{wrong} of {places} places"


def _index(mask: Tensor) -> str:
    return _square(tuple(int(i) for i in mask.nonzero()[0]))


def _square(index: Iterable[int]) -> str:
    return "[" + ", ".join(str(number) for number in index) + "]"


def _two_numbers(expected: Tensor, got: Tensor) -> tuple[str, str]:
    """Write two different numbers with as many digits as it takes to tell them apart."""
    for digits in (6, 9, 17):
        texts = show_number(expected.item(), digits), show_number(got.item(), digits)
        if texts[0] != texts[1]:
            break
    return texts

"""Which slices of a result are wrong, such as two of its columns, and what is wrong with them."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from lecture_utils.exercises.checking import value_patterns
from lecture_utils.exercises.checking.example import Example
from lecture_utils.exercises.checking.numbers import close, equal

_MOST = 16
"""Slices along a dimension, at most; of more, those that are wrong have no meaning of their own."""

_Finder = Callable[[Tensor, Tensor, Example], Iterator[str]]
_FINDERS: tuple[_Finder, ...] = (
    value_patterns.sign,
    value_patterns.factor,
    value_patterns.offset,
    value_patterns.functions,
    value_patterns.rounding,
)


def precise(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find slices with one fault that all of their numbers have: "In columns 2 and 3: a root is missing."."""
    for dim, wrong in _wrong_slices(got, expected, example):
        index = torch.tensor(wrong)
        mine, right = got.index_select(dim, index), expected.index_select(dim, index)
        if right.numel() < 2 or len(torch.unique(right)) < 2:
            continue
        for find in _FINDERS:
            for sentence in find(mine, right, example):
                yield f"In {_named(dim, got.ndim, wrong)}: {sentence[0].lower()}{sentence[1:]}"
                break


def vague(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find the slices that are wrong, where they aren't many."""
    for dim, wrong in _wrong_slices(got, expected, example):
        if len(wrong) <= got.shape[dim] // 2:
            yield f"All is right but {_named(dim, got.ndim, wrong)}."


def cut_off(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find the right numbers, cut off at a smallest or a largest one; columns of boxes may have limits of their own."""
    limits = [got.min(), got.max()] if got.ndim < 2 else [got.amin(list(range(got.ndim - 1))), got.amax(_lead(got))]
    for low, high in ((got.min(), got.max()), tuple(limits)):
        wrong = ~close(got, expected, example.tolerance)
        if not equal(torch.minimum(torch.maximum(expected, low), high), got, example.tolerance):
            continue
        if int(wrong.sum()) >= 2 and 2 * int(wrong.sum()) <= got.numel() and (low < high).any():
            yield "Your numbers are the expected ones, but cut off at a smallest or largest value (`clamp`, clipped)."
            return


def _lead(value: Tensor) -> list[int]:
    return list(range(value.ndim - 1))


def _wrong_slices(got: Tensor, expected: Tensor, example: Example) -> Iterator[tuple[int, list[int]]]:
    """Yield each dimension, the last one first, with the slices along it that hold a wrong number, if some don't."""
    if got.shape != expected.shape or got.ndim < 2:
        return
    wrong = ~close(got, expected, example.tolerance)
    for dim in reversed(range(got.ndim)):
        length = got.shape[dim]
        which = wrong.movedim(dim, 0).reshape(length, -1).any(1).nonzero().flatten().tolist()
        if 1 < length <= _MOST and 0 < len(which) < length:
            yield dim, which


def _named(dim: int, ndim: int, which: list[int]) -> str:
    """Name slices, counted from 0: "columns 2 and 3", "index 4 of the last dimension"."""
    numbers = ", ".join(map(str, which[:-1])) + (" and " if len(which) > 1 else "") + str(which[-1])
    several = len(which) > 1
    if ndim == 2:
        name = ("row", "column")[dim] + ("s" if several else "")
        return f"{name} {numbers}, counted from 0"
    where = "the last dimension" if dim == ndim - 1 else f"dimension {dim}"
    return f"{'indices' if several else 'index'} {numbers} of {where}"

"""Where a result is wrong: at the border, in some rows, where numbers are negative, clipped, tied or largest."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from lecture_utils.exercises.checking.example import Example
from lecture_utils.exercises.checking.numbers import close, numbers


def _wrong(got: Tensor, expected: Tensor, example: Example) -> Tensor | None:
    """Which places are wrong; ``None`` unless some are and some aren't."""
    if got.shape != expected.shape or not got.ndim:
        return None
    wrong = ~close(got, expected, example.tolerance)
    return wrong if wrong.any() and not wrong.all() else None


def ends(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find mistakes in the first or last row, column or slice alone, at the border, or beyond the first."""
    wrong = _wrong(got, expected, example)
    if wrong is None:
        return
    for dim in range(wrong.ndim):
        length = wrong.shape[dim]
        lines = wrong.movedim(dim, 0).reshape(length, -1).any(1)
        which = lines.nonzero().flatten().tolist()
        name = _name(dim, wrong.ndim)
        if length > 2 and which == [length - 1]:
            yield f"All is right but the last {name}."
        elif length > 2 and which == [0]:
            yield f"All is right but the first {name}."
        elif length > 2 and which == list(range(1, length)):
            yield f"Only the first {name} is right."
        elif length > 3 and which == [0, length - 1]:
            yield f"All is right but the first and the last {name}."
    if wrong.ndim >= 2 and min(wrong.shape[-2:]) > 2 and not wrong[..., 1:-1, 1:-1].any():
        yield "All is right but the border."


def _name(dim: int, ndim: int) -> str:
    if ndim == 1:
        return "number"
    return ("row", "column")[dim] if ndim == 2 else f"slice along dimension {dim}"


def right_values(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find mistakes exactly where the right numbers have something in common."""
    wrong = _wrong(got, expected, example)
    if wrong is not None:
        for sentence, where in _WHERE_RESULT.items():
            if torch.equal(where(expected), wrong):
                yield sentence
                return


def input_values(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find mistakes exactly where the numbers of an input of the same shape have something in common."""
    wrong = _wrong(got, expected, example)
    if wrong is None:
        return
    for name, value in example.inputs.items():
        if isinstance(value, Tensor) and value.shape == wrong.shape and not value.is_complex():
            for words, where in _WHERE_INPUT.items():
                if torch.equal(where(numbers(value)), wrong):
                    yield f"It is wrong exactly where `{name}` {words}."
                    return


def _clipped(value: Tensor) -> Tensor:
    ends = (value == value.max()) | (value == value.min())
    return ends if int(ends.sum()) > 2 else torch.zeros_like(ends)


def _largest(value: Tensor) -> Tensor:
    size = value.abs()
    return size > 100 * size.median().clamp(min=1)


def _tied(value: Tensor) -> Tensor:
    _, inverse, counts = torch.unique(value, return_inverse=True, return_counts=True)
    return counts[inverse] > 1


_WHERE_RESULT: dict[str, Callable[[Tensor], Tensor]] = {
    "It is wrong exactly where the right number is negative.": lambda right: right < 0,
    "It is wrong exactly where the right number is 0.": lambda right: right == 0,
    "It is right only where the right number is 0.": lambda right: right != 0,
    "It is wrong exactly where the right numbers are cut off at their smallest or largest value.": _clipped,
    "It is wrong exactly where the right numbers are by far the largest.": _largest,
}
_WHERE_INPUT: dict[str, Callable[[Tensor], Tensor]] = {
    "is negative": lambda value: value < 0,
    "is 0": lambda value: value == 0,
    "has a fraction of one half": lambda value: value.frac().abs() == 0.5,
    "has a negative half, such as −1.5": lambda value: value.frac() == -0.5,
    "isn't a whole number": lambda value: value.frac() != 0,
    "is by far the largest": _largest,
    "holds the same number more than once": _tied,
}

VAGUE = (ends, right_values, input_values)

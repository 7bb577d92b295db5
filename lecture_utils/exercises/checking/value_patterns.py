"""What the numbers of a wrong result, taken together, have to do with the right ones."""

import itertools
import math
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from lecture_utils.exercises.checking.example import Example
from lecture_utils.exercises.checking.numbers import equal
from lecture_utils.exercises.checking.values import show_number


def not_finite(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find NaN or infinity where the right number is finite: an overflow, or an undefined result."""
    bad = ~torch.isfinite(got) & torch.isfinite(expected)
    if not bad.any():
        return
    largest = max((_largest(value) for value in example.inputs.values()), default=0.0)
    if largest > 80:
        yield (
            "Numbers overflow: $e^{89}$ is already ∞ in float32, and $e^{-104}$ is 0, so that quotients become NaN and "
            "logarithms −∞. Subtract the largest number first."
        )
    elif torch.isinf(got[bad]).all() and (got[bad] < 0).all():
        yield "−∞ is left in the result: a logarithm of 0, or a maximum over nothing."
    elif torch.isinf(got[bad]).all():
        yield "∞ is left in the result: a division by 0, or a minimum over nothing."
    elif torch.isnan(got[bad]).all():
        yield "NaN is left in the result: 0 / 0, a mean of nothing, or a root or logarithm of a negative number."


def _largest(value: object) -> float:
    if isinstance(value, Tensor) and value.numel() and not value.is_complex():
        return float(value.double().abs().nan_to_num(0, 0, 0).max())
    return 0.0


def wrapped(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find whole numbers that have left the range of 32 bits."""
    if expected.abs().max() >= 2**31 and torch.equal((expected + 2**31) % 2**32 - 2**31, got):
        yield "The number is larger than 32 bits hold: it has overflowed. Count with Python's integers or in int64."


def sign(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a wrong sign."""
    if equal(-got, expected, example.tolerance):
        yield "Every number has the wrong sign."


def direction(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a reversed result."""
    for count in range(1, got.ndim + 1):
        for dims in itertools.combinations(range(got.ndim), count):
            if equal(got.flip(dims), expected, example.tolerance):
                yield f"The numbers are right, but in reverse along dimension {' and '.join(map(str, dims))}."
                return


def factor(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find one factor for all numbers, and say which size of the example it is."""
    there = expected.abs() > 1e-9
    if not there.any() or not equal(got[~there], expected[~there], example.tolerance):
        return
    times = float((got[there] / expected[there]).median())
    if times == 0 or not math.isfinite(times) or not equal(times * expected, got, example.tolerance):
        return
    which = list(example.phrases(times))
    amount = show_number(times, digits=6)
    for multiplied, phrase in which[:1]:
        where = phrase if multiplied else f"one divided by {phrase}"
        yield f"Every number is {amount} times the expected one: the factor is {where}."
    if int(there.sum()) > 1:
        yield f"Every number is {amount} times the expected one."
    for _, phrase in which:
        yield f"Every number is too {'large' if times > 1 else 'small'} by a factor: {phrase}."


def some_factor(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find one factor for all numbers, whatever it is."""
    there = expected.abs() > 1e-9
    if int(there.sum()) > 1 and equal(got[~there], expected[~there], example.tolerance):
        times = (got[there] / expected[there]).median()
        if times != 0 and torch.isfinite(times) and equal(times * expected, got, example.tolerance):
            yield "All numbers are off by the same factor, but in each case by another one."


def offset(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find one amount by which all numbers are off."""
    if not got.numel():
        return
    off = float((got - expected).median())
    if off and math.isfinite(off) and equal(expected + off, got, example.tolerance):
        if got.numel() > 1:
            yield f"Every number is {show_number(abs(off), 6)} too {_size(off)}."
        elif abs(abs(off) - 1) < 1e-9:
            yield f"Your result is one too {_size(off)}."
        for number, phrase in example.sizes:
            if number > 1 and abs(abs(off) - number) < 1e-6:
                yield f"Every number is off by {phrase}."


def _size(off: float) -> str:
    return "large" if off > 0 else "small"


def affine(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find numbers, or log odds of probabilities, that are the right ones times one number plus another."""
    if got.numel() < 3 or not torch.isfinite(got).all() or not torch.isfinite(expected).all():
        return
    if _is_affine(got, expected, example.tolerance):
        yield "Your numbers are the expected ones, all multiplied by one number and with another one added."
    elif ((got > 0) & (got < 1) & (expected > 0) & (expected < 1)).all():
        mine, right = torch.logit(got), torch.logit(expected)
        if equal(mine - right, (mine - right).mean().expand(mine.shape), 1e-3):
            yield "The odds p / (1 − p) of your probabilities are all off by the same factor."
        elif _is_affine(mine, right, 1e-3):
            yield "The log odds of your probabilities are the expected ones, all multiplied by one number."


def _is_affine(got: Tensor, expected: Tensor, tolerance: float) -> bool:
    """Whether all numbers lie on a line, and there are enough of them to see it."""
    if len(torch.unique(expected)) < 3:
        return False
    off = expected - expected.mean()
    slope = (off * (got - got.mean())).sum() / off.square().sum()
    return bool(slope.abs() > 1e-6) and equal(got.mean() + slope * off, got, tolerance)


def slices(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a factor, or an offset, that differs from row to row (or from slice to slice along another dimension)."""
    if got.ndim < 1 or not torch.isfinite(got).all() or not torch.isfinite(expected).all():
        return
    for dim in reversed(range(got.ndim)):
        if got.shape[dim] < 2 or got.numel() == got.shape[dim]:
            continue
        place = ("row" if dim == 1 else "column") if got.ndim == 2 else f"slice along dimension {dim}"
        scale = (expected * got).sum(dim, keepdim=True) / (expected * expected).sum(dim, keepdim=True).clamp(min=1e-30)
        if got.abs().max() > 1e-6 and equal(scale * expected, got, example.tolerance):
            yield f"Each {place} is right but for a factor of its own: it is divided or multiplied by the wrong number."
            return
        shift = (got - expected).mean(dim, keepdim=True)
        if equal(expected + shift, got, example.tolerance):
            yield f"Each {place} is right but for an amount of its own that is added to all of its numbers."
            return


def normalisation(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find numbers that sum to 1 along another dimension, or all together, or not at all."""
    one = torch.ones((), dtype=torch.float64)
    if not 1 <= got.ndim <= 4 or not torch.isfinite(got).all() or expected.numel() < 2:
        return
    right = [dim for dim in range(expected.ndim) if _sums_to(expected, dim, one, example)]
    if len(right) != 1 or _sums_to(got, right[0], one, example):
        return
    (dim,) = right
    if expected.shape[dim] < 2 or (expected < 0).any():
        return
    for other in range(got.ndim):
        if other != dim and _sums_to(got, other, one, example):
            yield f"Your numbers sum to 1 along dimension {other}. They should along dimension {dim}."
            return
    if got.ndim > 1 and equal(got.sum(), one, 10 * example.tolerance):
        yield f"All your numbers together sum to 1. Those along dimension {dim} should."
    else:
        yield f"Your numbers don't sum to 1 along dimension {dim}."


def _sums_to(value: Tensor, dim: int, total: Tensor, example: Example) -> bool:
    sums = value.sum(dim)
    return equal(sums, total.expand(sums.shape), 10 * example.tolerance)


def functions(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find one well-known function that was applied too often, or not at all."""
    for sentence, wrong in _FUNCTIONS.items():
        changed = wrong(expected)
        if torch.isfinite(changed).any() and equal(changed, got, example.tolerance):
            yield sentence
            return


_FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "Your numbers are 1 minus the expected ones.": lambda right: 1 - right,
    "Your numbers are one divided by the expected ones.": lambda right: 1 / right,
    "Your numbers are the squares of the expected ones: a root is missing.": lambda right: right**2,
    "Your numbers are the roots of the expected ones: a root too many.": lambda right: right**0.5,
    "Your numbers are the logarithms of the expected ones.": lambda right: right.log(),
    "The expected numbers are the logarithms of yours.": lambda right: right.exp(),
    "Your numbers are the logarithms of the odds, p / (1 − p), of the expected ones.": torch.logit,
    "The sign is lost: your numbers are the absolute values of the expected ones.": lambda right: right.abs(),
    "Negative numbers are 0 in your result.": lambda right: right.clamp(min=0),
    "Positive numbers are 0 in your result.": lambda right: right.clamp(max=0),
    "Numbers above 1 are 1 in your result.": lambda right: right.clamp(max=1),
    "Your numbers are the expected ones, rounded to whole numbers.": torch.round,
    "Your numbers are the expected ones, rounded down.": torch.floor,
    "Your numbers are the expected ones, rounded up.": torch.ceil,
    "Your numbers are the expected ones with their fractions cut off.": torch.trunc,
    "Your numbers are the expected ones in half precision (float16): compute in float32.": lambda right: (
        right.half().double()
    ),
}


def distributions(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a softmax, or the logarithm of one, that was taken of the right numbers."""
    for dim in range(got.ndim):
        for words, taken in (("softmax", expected.softmax(dim)), ("log-softmax", expected.log_softmax(dim))):
            if got.shape[dim] > 1 and equal(taken, got, example.tolerance):
                yield f"Your numbers are the {words} of the expected ones, along dimension {dim}."
                return


def rounding(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find numbers rounded to decimals, and whole numbers that are still to be rounded."""
    for decimals in (1, 2, 3, 4):
        if equal(torch.round(expected, decimals=decimals), got, example.tolerance / 10):
            places = "decimal" if decimals == 1 else "decimals"
            yield f"Your numbers are rounded to {decimals} {places}. Return them as they are."
            return
    if equal(expected.round(), expected, 1e-9) and not equal(got.round(), got, 1e-6):
        for words, change in (("rounded down", torch.floor), ("rounded up", torch.ceil), ("rounded", torch.round)):
            if equal(change(got), expected, 1e-9):
                yield f"Your numbers have to be {words} to whole numbers."
                return


def boxes(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find boxes that are returned in another format."""
    if not expected.ndim or expected.shape[-1] != 4 or not any("box" in name for name in example.inputs):
        return
    x1, y1, x2, y2 = expected.unbind(-1)
    formats = {
        "(x, y, width, height)": (x1, y1, x2 - x1, y2 - y1),
        "(centre x, centre y, width, height)": ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1),
        "(y1, x1, y2, x2)": (y1, x1, y2, x2),
        "(x1, x2, y1, y2)": (x1, x2, y1, y2),
        "(x2, y2, x1, y1)": (x2, y2, x1, y1),
    }
    for words, numbers in formats.items():
        if equal(torch.stack(numbers, -1), got, example.tolerance):
            yield f"You return {words}."
            return


def collapsed(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find numbers that are equal along a dimension along which the right ones differ."""
    for dim in range(got.ndim):
        if got.shape[dim] < 2:
            continue
        place = f"along dimension {dim}"
        for what, taken in (
            ("largest", expected.amax(dim, keepdim=True)),
            ("smallest", expected.amin(dim, keepdim=True)),
            ("mean", expected.mean(dim, keepdim=True)),
            ("sum", expected.sum(dim, keepdim=True)),
            ("first", expected.narrow(dim, 0, 1)),
        ):
            if equal(taken.expand(got.shape), got, example.tolerance):
                yield f"Your numbers are all equal {place}: each is the {what} of the expected ones there."
                return
        if got.ndim > 1 and equal(got.narrow(dim, 0, 1).expand(got.shape), got, example.tolerance):
            yield f"Your numbers are all equal {place}. The expected ones differ there."


def moved(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find the right numbers moved by one place."""
    if got.numel() < 3 or len(torch.unique(expected)) < 3:
        return
    for dim in range(got.ndim):
        length = got.shape[dim]
        for step, towards in ((1, "end"), (-1, "start")):
            if length < 3:
                continue
            inner = got.narrow(dim, max(step, 0), length - 1), expected.narrow(dim, max(-step, 0), length - 1)
            if len(torch.unique(inner[1])) > 1 and equal(*inner, example.tolerance):
                yield f"The numbers are right, but moved by one towards the {towards} of dimension {dim}."
                return


def in_other_places(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find the right numbers in another order."""
    if got.numel() < 3 or len(torch.unique(expected)) < 3:
        return
    if equal(got.flatten().sort().values, expected.flatten().sort().values, example.tolerance):
        yield "The numbers are right, but they are in other places."


WHOLE = (sign, direction, factor, offset)
PRECISE = (not_finite, wrapped, boxes, functions, distributions, rounding, collapsed, moved)
VAGUE = (some_factor, affine, normalisation, slices, in_other_places)

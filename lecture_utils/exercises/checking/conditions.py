"""In which cases a function is right: what tells them from the wrong ones points at the input that is used wrongly."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from torch import Tensor

from lecture_utils.exercises.checking.example import Example


def conditions(inputs: list[dict[str, Any]], wrong: list[int]) -> Iterator[str]:
    """Say what all right cases share and no wrong one has, or the other way round.

    Parameters
    ----------
    inputs : list of dict
        The inputs of each case by name.
    wrong : list of int
        The wrong cases, counted from 0.

    Yields
    ------
    str
        ``"It is right only where `stride` is 1."``; nothing where a single case is right or wrong, which proves little.
    """
    right = [number for number in range(len(inputs)) if number not in wrong]
    if len(right) < 2 or not wrong:
        return
    numbers = [{phrase: value for value, phrase in Example(each).sizes} for each in inputs]
    shared = [phrase for phrase in numbers[0] if all(phrase in each for each in numbers) and "how many" not in phrase]
    yield from _about_two(shared, numbers, right, wrong)
    for phrase in shared:
        good, bad = {numbers[i][phrase] for i in right}, {numbers[i][phrase] for i in wrong}
        if good.isdisjoint(bad) and len(wrong) > 1:
            yield from _about_one(phrase, good, bad)
    if len(wrong) > 1:
        yield from _about_types(inputs, right, wrong)


def _about_one(phrase: str, good: set[float], bad: set[float]) -> Iterator[str]:
    if len(good) == 1:
        yield f"It is right only where {phrase} is {min(good):g}."
    elif len(bad) == 1:
        yield f"It is wrong exactly where {phrase} is {min(bad):g}."
    elif max(good) < min(bad):
        yield f"It is right where {phrase} is at most {max(good):g}, and wrong where it is more."
    elif max(bad) < min(good):
        yield f"It is right where {phrase} is at least {min(good):g}, and wrong where it is less."
    elif {value % 2 for value in good} == {1.0} and {value % 2 for value in bad} == {0.0}:
        yield f"It is right where {phrase} is odd, and wrong where it is even."
    elif {value % 2 for value in good} == {0.0} and {value % 2 for value in bad} == {1.0}:
        yield f"It is right where {phrase} is even, and wrong where it is odd."


def _about_two(shared: list[str], numbers: list[dict[str, float]], right: list[int], wrong: list[int]) -> Iterator[str]:
    for first, second in itertools.combinations(shared, 2):
        equal = [number for number, each in enumerate(numbers) if each[first] == each[second]]
        if equal == right:
            yield f"It is right only where {first} equals {second}."


def _about_types(inputs: list[dict[str, Any]], right: list[int], wrong: list[int]) -> Iterator[str]:
    for name in inputs[0]:
        types = [_type(each, name) for each in inputs]
        good, bad = {types[i] for i in right}, {types[i] for i in wrong}
        if len(bad) == 1 and good.isdisjoint(bad) and "" not in good | bad:
            yield f"It is wrong exactly where `{name}` holds {bad.pop()} numbers."


def _type(inputs: Mapping[str, Any], name: str) -> str:
    value = inputs.get(name)
    return str(value.dtype).removeprefix("torch.") if isinstance(value, Tensor) else ""

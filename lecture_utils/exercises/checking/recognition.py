"""Finds what explains wrong results: a known mistake, an input used wrongly, a pattern, an exception's meaning.

Every explanation is matched case by case. So of two mistakes made at once, the one that a case shows alone is named for
that case, and the other one for the cases that show it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lecture_utils.exercises.checking.comparison import agree, compare
from lecture_utils.exercises.checking.conditions import conditions
from lecture_utils.exercises.checking.errors import explain
from lecture_utils.exercises.checking.example import Example
from lecture_utils.exercises.checking.execution import Outcome
from lecture_utils.exercises.checking.patterns import Pattern, patterns, telling
from lecture_utils.exercises.exercise import Exercise


@dataclass
class Explanation:
    """One sentence that explains some of the wrong cases.

    Attributes
    ----------
    sentence : str
    cause : str
        ``"known mistake"``, ``"input"``, ``"pattern"``, ``"error"`` or ``"two mistakes"``.
    cases : set of int
        The wrong cases that it explains, counted from 0.
    sure : bool
        Whether one of these cases is evidence by itself.
    right : int
        In how many of the right cases it holds too; of two known mistakes the one that agrees more often is meant.
    """

    sentence: str
    cause: str
    cases: set[int] = field(default_factory=set)
    sure: bool = False
    right: int = 0


def recognise(
    exercise: Exercise, function: Callable[..., Any], outcomes: list[Outcome], wrong: list[int]
) -> list[Explanation]:
    """Explain as many of the wrong cases as possible with at most two sentences.

    Parameters
    ----------
    exercise : Exercise
    function : callable
        The student's function.
    outcomes : list of Outcome
        What it did on each case.
    wrong : list of int
        The cases in which that isn't right, counted from 0.

    Returns
    -------
    list of Explanation
        The first explains the most cases, all of them if anything does; a second one the most of the others.
    """
    every = set(wrong)
    by_pattern = _patterns(exercise, outcomes, wrong)
    found = [
        *_known_mistakes(exercise, outcomes, wrong),
        *by_pattern["whole"],
        *_inputs_used_wrongly(exercise, outcomes, wrong),
        *by_pattern["precise"],
        *_errors(exercise, function, outcomes, wrong),
    ]
    sure = [each for each in found if each.sure or (each.cause == "known mistake" and each.cases == every)]
    if first := _best([each for each in sure if each.cases == every], every):
        return [first]
    shared = list(_conditions(exercise, wrong))
    repeated = [each for each in found if each.cases == every and len(every) > 1]
    both = [each for each in _two_mistakes(exercise, outcomes, wrong) if each.cases == every]
    whole = shared or repeated or both
    if whole and (not sure or not shared):
        return whole[:1]
    first, vague = _best(sure, every), _best(by_pattern["vague"], every)
    if first is None:
        return [] if vague is None else [vague]
    second = _best(sure, every - first.cases)
    if whole:
        return [whole[0], first]
    factors = second is not None and all(each.sentence.startswith("Every number is") for each in (first, second))
    if second is not None and first.cases | second.cases == every and not factors:
        return [first, second]
    if vague is not None and vague.cases == every:
        return [vague, first]
    return [first] if second is None else [first, second]


def _best(found: list[Explanation], wrong: set[int]) -> Explanation | None:
    """Choose what explains the most of some cases; of equals what agrees in the most right ones, then the first."""
    fitting = [each for each in found if each.cases & wrong]
    return max(fitting, key=lambda each: (len(each.cases & wrong), each.right), default=None)


def same(exercise: Exercise, got: Outcome, mistaken: Outcome, expected: Outcome) -> bool:
    """Whether a student's function did what a wrong function does, in every part of the result that is wrong."""
    if got.kind != mistaken.kind or not set(mistaken.changed) <= set(got.changed):
        return False
    if got.kind == "raised":
        return (got.error_type, got.error) == (mistaken.error_type, mistaken.error)
    if got.kind != "returned":
        return False
    pairs = _parts(got.value, mistaken.value, expected.value)
    differing = [(mine, theirs) for mine, theirs, right in pairs if not agree(mine, right, exercise.tolerance)]
    if not all(agree(mine, theirs, exercise.tolerance) for mine, theirs in differing):
        return False
    if differing:
        return not exercise.gradient or _same_gradients(exercise, got, mistaken)
    return _same_gradients(exercise, got, mistaken) and (exercise.gradient or bool(mistaken.changed))


def _same_gradients(exercise: Exercise, got: Outcome, mistaken: Outcome) -> bool:
    if not exercise.gradient or got.gradients is None or mistaken.gradients is None:
        return got.gradients is mistaken.gradients
    return agree(got.gradients, mistaken.gradients, 10 * exercise.tolerance)


def _parts(got: Any, mistaken: Any, expected: Any) -> list[tuple[Any, Any, Any]]:
    """Take several results apart; anything else is one part."""
    several = [isinstance(value, list | tuple) for value in (got, mistaken, expected)]
    if all(several) and len(got) == len(mistaken) == len(expected):
        return list(zip(got, mistaken, expected, strict=True))
    return [(got, mistaken, expected)]


def _known_mistakes(exercise: Exercise, outcomes: list[Outcome], wrong: list[int]) -> Iterator[Explanation]:
    for mistake, done in exercise.mistaken:
        explanation = Explanation(mistake.message, "known mistake")
        for number, (got, theirs, right) in enumerate(zip(outcomes, done, exercise.expected, strict=True)):
            if number in wrong and same(exercise, got, theirs, right):
                explanation.cases.add(number)
                explanation.sure |= got.kind != "returned" or telling(got.value)
            elif number not in wrong and theirs.kind == "returned" and agree(got.value, theirs.value, 1e-4):
                explanation.right += 1
        yield explanation


def _inputs_used_wrongly(exercise: Exercise, outcomes: list[Outcome], wrong: list[int]) -> Iterator[Explanation]:
    found: dict[str, Explanation] = {}
    for number in wrong:
        got, expected = outcomes[number], exercise.expected[number]
        if got.kind != "returned":
            continue
        for variant, outcome in exercise.variants(number):
            if _agrees_where_wrong(exercise, got, outcome, expected):
                each = found.setdefault(variant.sentence, Explanation(variant.sentence, "input"))
                each.cases.add(number)
                each.sure |= telling(got.value)
    yield from found.values()


def _agrees_where_wrong(exercise: Exercise, got: Outcome, outcome: Outcome, expected: Outcome) -> bool:
    pairs = _parts(got.value, outcome.value, expected.value)
    differing = [(mine, theirs) for mine, theirs, right in pairs if not agree(mine, right, exercise.tolerance)]
    return bool(differing) and all(agree(mine, theirs, exercise.tolerance) for mine, theirs in differing)


def _patterns(exercise: Exercise, outcomes: list[Outcome], wrong: list[int]) -> dict[str, list[Explanation]]:
    found: dict[Pattern, Explanation] = {}
    for number in wrong:
        got, expected = outcomes[number], exercise.expected[number]
        if got.kind != "returned":
            continue
        difference = compare(got.value, expected.value, exercise.tolerance)
        if difference is None or difference.kind not in ("shape", "value", "nan"):
            continue
        example = Example(exercise.inputs(number), exercise.tolerance)
        holding = patterns(difference.got, difference.expected, example)
        if exchanged := _exchanged(exercise, got.value, expected.value):
            holding.insert(0, Pattern(exchanged, "whole"))
        for pattern in holding:
            each = found.setdefault(pattern, Explanation(pattern.sentence, "pattern"))
            each.cases.add(number)
            each.sure |= telling(difference.expected) or (difference.kind == "shape" and telling(difference.got))
    kinds = ("whole", "precise", "vague")
    return {kind: [each for pattern, each in found.items() if pattern.kind == kind] for kind in kinds}


def _exchanged(exercise: Exercise, got: Any, expected: Any) -> str:
    """Say which of several results have changed places, or come twice."""
    if not isinstance(got, tuple | list) or not isinstance(expected, tuple | list) or len(got) != len(expected):
        return ""
    wrong = [i for i, (mine, right) in enumerate(zip(got, expected, strict=True)) if not agree(mine, right, 1e-4)]
    places = {i: next((j for j, right in enumerate(expected) if agree(got[i], right, 1e-4)), None) for i in wrong}
    if None in places.values() or not wrong:
        return ""
    names = [output_name(exercise, index) for index in range(len(expected))]
    if len(wrong) == 2 and sorted(wrong) == sorted(index for index in places.values() if index is not None):
        return f"{names[wrong[0]]} and {names[wrong[1]]} have changed places."
    if set(places.values()) == set(wrong):
        order = ", ".join(names[places.get(i) if i in places else i] for i in range(len(expected)))  # type: ignore[index]
        return f"All are right but in another order: yours come as {order}."
    twice = ", ".join(f"in place of {names[i]} comes {names[j]}" for i, j in places.items() if j is not None)
    return f"A result comes twice: {twice}."


def output_name(exercise: Exercise, index: int) -> str:
    """Name one of several results, counted from 0."""
    return f"`{exercise.outputs[index]}`" if index < len(exercise.outputs) else f"value {index + 1}"


def _errors(
    exercise: Exercise, function: Callable[..., Any], outcomes: list[Outcome], wrong: list[int]
) -> Iterator[Explanation]:
    found: dict[str, Explanation] = {}
    for number in wrong:
        if outcomes[number].kind == "raised":
            sentence = explain(function, outcomes[number], exercise.inputs(number))
            if sentence:
                found.setdefault(sentence, Explanation(sentence, "error", sure=True)).cases.add(number)
    yield from found.values()


def _conditions(exercise: Exercise, wrong: list[int]) -> Iterator[Explanation]:
    inputs = [exercise.inputs(number) for number in range(len(exercise.cases))]
    for sentence in conditions(inputs, wrong):
        yield Explanation(sentence, "pattern", set(wrong), sure=True)


def _two_mistakes(exercise: Exercise, outcomes: list[Outcome], wrong: list[int]) -> Iterator[Explanation]:
    """Explain results that are those of a known mistake but for a pattern that holds everywhere.

    In some cases only one of the two shows: there the mistake alone explains the result, or the pattern alone.
    """
    for mistake, done in exercise.mistaken:
        found: dict[str, Explanation] = {}
        alone = set[int]()
        for number in wrong:
            got, theirs, right = outcomes[number], done[number], exercise.expected[number]
            if got.kind != "returned" or theirs.kind != "returned":
                continue
            if agree(got.value, theirs.value, exercise.tolerance):
                alone.add(number)
            shows = telling(theirs.value) and not agree(theirs.value, right.value, exercise.tolerance)
            difference = compare(got.value, right.value, exercise.tolerance)
            if difference is None or difference.kind not in ("shape", "value"):
                continue
            example = Example(exercise.inputs(number), exercise.tolerance)
            for pattern in patterns(got.value, theirs.value, example):
                if pattern.kind == "whole":
                    sentence = pattern.sentence
                    both = f"Two mistakes at once. {mistake.message} And then: {sentence[0].lower()}{sentence[1:]}"
                    each = found.setdefault(both, Explanation(both, "two mistakes"))
                    each.cases.add(number)
                    each.sure |= shows
        for each in found.values():
            each.cases |= alone
            if each.sure:
                yield each

"""A student's function at work: called on other inputs than the check's, isolated, for a demo to draw what it gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lecture_utils.exercises.checking.case import Case
from lecture_utils.exercises.checking.check import call_fault
from lecture_utils.exercises.checking.execution import Outcome, execute
from lecture_utils.exercises.checking.faults import find_fault
from lecture_utils.exercises.checking.runner import run
from lecture_utils.exercises.exercise import Exercise


@dataclass(frozen=True)
class Trial:
    """What a student's function and the solution gave.

    Attributes
    ----------
    values : list
        The function's results, one for each call; empty where they can't be drawn as the solution's are.
    expected : list
        The solution's.
    kind : str
        ``"right"``, ``"wrong"`` (it can be drawn), ``"open"`` (not attempted) or ``"failed"``.
    sentence : str
        What there is to say; empty where all is right.
    """

    values: list[Any]
    expected: list[Any]
    kind: str
    sentence: str


def try_out(
    exercise: Exercise, function: Callable[..., Any] | None, calls: Sequence[Sequence[Any]], seconds: float = 2.0
) -> Trial:
    """Call a student's function, isolated, and the solution.

    Parameters
    ----------
    exercise : Exercise
    function : callable or None
        ``None`` stands for the solution itself.
    calls : sequence of sequences
        The arguments of each call.
    seconds : float
        Limit for all calls together.

    Returns
    -------
    Trial
        Never raises for what the student wrote.
    """
    exercise = replace(exercise, seconds=seconds)
    cases = [Case(*arguments) for arguments in calls]
    names = [case.names(exercise.solution) for case in cases]
    pairs = list(zip(cases, names, strict=True))
    right = [Outcome.read(execute(exercise.solution, case, its_names)) for case, its_names in pairs]
    expected = [outcome.value for outcome in right]
    if function is None:
        return Trial(expected, expected, "right", "")
    if fault := call_fault(exercise, function):
        return Trial([], expected, "failed", fault)
    outcomes = run(function, cases, names, seconds=seconds, memory=exercise.memory)
    if all(outcome.kind == "returned" and (outcome.value is None or outcome.value is ...) for outcome in outcomes):
        sentence = f"{exercise.name} is not attempted yet. Write it, run its cell, then this one again."
        return Trial([], expected, "open", sentence)
    faults = [find_fault(exercise, got, ours) for got, ours in zip(outcomes, right, strict=True)]
    first = next((fault for fault in faults if fault is not None), None)
    if first is None:
        return Trial([outcome.value for outcome in outcomes], expected, "right", "")
    sentence = first.messages[0]
    drawable = all(outcome.kind == "returned" for outcome in outcomes) and all(
        fault is None or fault.headline in ("wrong result", "NaN in the result") for fault in faults
    )
    values = [outcome.value for outcome in outcomes] if drawable else []
    return Trial(values, expected, "wrong" if drawable else "failed", sentence)

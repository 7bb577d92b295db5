"""Checks a student's function against an exercise: calls it on every case, isolated, and judges what it did."""

import inspect
from collections.abc import Callable
from typing import Any

from lecture_utils.exercises.checking.runner import run
from lecture_utils.exercises.checking.verdict import judge
from lecture_utils.exercises.exercise import Exercise
from lecture_utils.exercises.report import Report


def check(exercise: Exercise, function: Callable[..., Any], isolation: str = "") -> Report:
    """Run a student's function on every case of an exercise and name its mistake.

    Parameters
    ----------
    exercise : Exercise
    function : callable
        May do anything: hang, raise, exit, write everywhere.
    isolation : str
        As in :func:`lecture_utils.exercises.checking.runner.run`; the tests of trusted answers use ``"none"``.

    Returns
    -------
    Report
        Never raises for what the student wrote.
    """
    if fault := call_fault(exercise, function):
        return Report("wrong", f"`{exercise.name}`: it can't be called.", (fault,), cause="the call")
    names = [case.names(exercise.solution) for case in exercise.cases]
    outcomes = run(
        function,
        list(exercise.cases),
        names,
        seconds=exercise.seconds,
        memory=exercise.memory,
        gradient=exercise.gradient,
        watched=tuple(exercise.forbidden),
        isolation=isolation,
    )
    return judge(exercise, function, outcomes)


def call_fault(exercise: Exercise, function: Callable[..., Any]) -> str:
    """Say why a function can't be called as the exercise calls it, or ``""``."""
    return _kind_fault(function) or _signature_fault(exercise, function)


def _kind_fault(function: Callable[..., Any]) -> str:
    """Say what is wrong with a function that doesn't run when it is called."""
    if inspect.iscoroutinefunction(function):
        return "`async def` gives a coroutine instead of a result. Write `def`."
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        return "`yield` gives a generator instead of a result. Write `return`."
    return ""


def _signature_fault(exercise: Exercise, function: Callable[..., Any]) -> str:
    """Say how the function's parameters differ from the ones that the cases need."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ""
    for case in exercise.cases:
        try:
            signature.bind(*case.positional, **case.named)
        except TypeError:
            names = case.names(exercise.solution)[: len(case.positional)]
            call = f"{exercise.name}({', '.join([*names, *(f'{name}=...' for name in case.named)])})"
            theirs = ", ".join(str(each).split(":")[0].strip() for each in signature.parameters.values())
            reason = _reason(signature, names, list(case.named))
            return f"It is called as `{call}`, but the parameters of yours are `({theirs})`{reason}."
    return ""


def _reason(signature: inspect.Signature, names: list[str], named: list[str]) -> str:
    """Say which parameter is one too many, missing, without a default, or not to be given by place."""
    parameters = list(signature.parameters.values())
    by_name = [each for each in parameters if each.kind is each.KEYWORD_ONLY]
    by_place = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    needed = [each.name for each in by_name if each.default is each.empty and each.name not in named]
    if by_name and any(each.name in names for each in by_name):
        only = ", ".join(f"`{each.name}`" for each in by_name if each.name in names)
        return f": {only} can be given by name only, since it stands after `*`"
    spare = [each.name for each in by_place[len(names) :] if each.default is each.empty and each.name not in named]
    if spare or needed:
        extra = " and ".join(f"`{name}`" for name in [*spare, *needed])
        return f": {extra} has no default value" if len([*spare, *needed]) == 1 else f": {extra} have no default values"
    if len(by_place) < len(names) and not any(each.kind is each.VAR_POSITIONAL for each in parameters):
        lacking = ", ".join(f"`{name}`" for name in names[len(by_place) :])
        return f": {lacking} is missing" if len(names) - len(by_place) == 1 else f": {lacking} are missing"
    unknown = [name for name in named if name not in signature.parameters]
    return f": `{unknown[0]}` is missing" if unknown else ""

"""Names the mistake in what a student's function did."""

from collections.abc import Callable
from typing import Any

from lecture_utils.exercises.checking.comparison import agree
from lecture_utils.exercises.checking.errors import is_stub
from lecture_utils.exercises.checking.execution import Outcome
from lecture_utils.exercises.checking.faults import find_difference, find_fault, find_remark
from lecture_utils.exercises.checking.recognition import Explanation, output_name, recognise
from lecture_utils.exercises.checking.values import outline, show_shape, show_value
from lecture_utils.exercises.exercise import Exercise
from lecture_utils.exercises.report import Report


def judge(exercise: Exercise, function: Callable[..., Any], outcomes: list[Outcome]) -> Report:
    """Compare what the student's function did with what the solution does.

    Parameters
    ----------
    exercise : Exercise
        With its cases, solution and known mistakes.
    function : callable
        The student's function.
    outcomes : list of Outcome
        What it did, one for each case.

    Returns
    -------
    Report
        Not attempted; or all right, with a remark where numbers are of another type; or the case that shows the
        mistake best, its explanation first, then what is wrong there.
    """
    if all(_is_empty(outcome) for outcome in outcomes):
        if outcomes[0].kind == "returned" and outcomes[0].value is None and not is_stub(function):
            return _without_return(exercise, outcomes)
        return Report("open", f"`{exercise.name}`: not attempted yet.", (exercise.task,))
    expected = exercise.expected
    faults = [find_fault(exercise, got, right) for got, right in zip(outcomes, expected, strict=True)]
    wrong = [number for number, fault in enumerate(faults) if fault is not None]
    if not wrong:
        return _passed(exercise, outcomes)
    found = recognise(exercise, function, outcomes, wrong)
    shown = min(found[0].cases) if found and wrong[0] not in found[0].cases else wrong[0]
    fault = faults[shown]
    assert fault is not None  # one of the wrong cases
    messages = list(fault.messages)
    for number, explanation in enumerate(found):
        sentence = _sentence(exercise, explanation, wrong)
        if explanation.cause in ("pattern", "error"):
            messages.append(sentence)
        else:
            messages.insert(number, sentence)
    messages += filter(None, [_right_parts(exercise, outcomes[shown], expected[shown]), _right_cases(outcomes, wrong)])
    title = f"`{exercise.name}`: {fault.headline} in {_case_title(exercise, shown)}."
    cause = found[0].cause if found else fault.cause
    return Report("wrong", title, tuple(messages), _details(exercise, shown, outcomes[shown], expected[shown]), cause)


def _sentence(exercise: Exercise, explanation: Explanation, wrong: list[int]) -> str:
    """Say for which cases an explanation holds where it doesn't explain all that are wrong."""
    if explanation.cases == set(wrong):
        return explanation.sentence
    numbers = [str(number + 1) for number in sorted(explanation.cases)]
    several = f"cases {', '.join(numbers[:-1])} and {numbers[-1]}" if len(numbers) > 1 else f"case {numbers[0]}"
    return f"In {several}: {explanation.sentence}"


def _right_parts(exercise: Exercise, got: Outcome, expected: Outcome) -> str:
    """Say which of several results are right where not all are."""
    if not isinstance(expected.value, tuple | list) or not isinstance(got.value, tuple | list):
        return ""
    if len(got.value) != len(expected.value) or len(expected.value) > 10 or not exercise.outputs:
        return ""
    pairs = zip(got.value, expected.value, strict=True)
    right = [output_name(exercise, i) for i, (mine, ours) in enumerate(pairs) if agree(mine, ours, exercise.tolerance)]
    if not right or len(right) == len(expected.value):
        return ""
    return f"Right: {', '.join(right)}."


def _right_cases(outcomes: list[Outcome], wrong: list[int]) -> str:
    right = len(outcomes) - len(wrong)
    if not right or any(outcome.kind == "not run" for outcome in outcomes):
        return ""
    return f"{right} of {len(outcomes)} cases {'is' if right == 1 else 'are'} right."


def _without_return(exercise: Exercise, outcomes: list[Outcome]) -> Report:
    """Report a function that computes something and gives nothing back."""
    printed = next((outcome.printed for outcome in outcomes if outcome.printed), "")
    shown = " Printing a result doesn't return it." if printed else ""
    messages = (f"The function returns `None` for every input: a `return` is missing at its end.{shown}", exercise.task)
    details = (("printed", printed),) if printed else ()
    return Report("wrong", f"`{exercise.name}`: nothing is returned.", messages, details, "no return")


def _is_empty(outcome: Outcome) -> bool:
    if outcome.kind == "returned":
        return outcome.value is None or outcome.value is Ellipsis
    return outcome.kind == "raised" and outcome.error_type == "NotImplementedError"


def _passed(exercise: Exercise, outcomes: list[Outcome]) -> Report:
    count = len(outcomes)
    cases = {1: "its only case is right", 2: "both cases are right"}.get(count, f"all {count} cases are right")
    gradients = ", gradients too" if exercise.gradient else ""
    printed = next((outcome.printed for outcome in outcomes if outcome.printed), "")
    details = (("printed", printed),) if printed else ()
    pairs = zip(outcomes, exercise.expected, strict=True)
    remark = next((text for got, right in pairs if (text := find_remark(exercise, got, right))), "")
    messages = (f"A remark: {remark[0].lower()}{remark[1:]} The values are right.",) if remark else ()
    return Report("passed", f"`{exercise.name}`: {cases}{gradients}.", messages, details)


def _case_title(exercise: Exercise, number: int) -> str:
    case = exercise.cases[number]
    title = f"case {number + 1} of {len(exercise.cases)}"
    return f"{title} ({case.name})" if case.name else title


def _details(exercise: Exercise, number: int, got: Outcome, expected: Outcome) -> tuple[tuple[str, str], ...]:
    details = [_labelled(name, value) for name, value in exercise.inputs(number).items()]
    difference = find_difference(exercise, got, expected)
    if difference and difference.kind == "count":
        details += [("expected" + difference.part, outline(difference.expected))]
        details += [("got" + difference.part, outline(difference.got))]
    elif difference:
        details += [_labelled("expected" + difference.part, difference.expected)]
        details += [_labelled("got" + difference.part, difference.got)]
    elif got.kind == "returned":
        details.append(_labelled("expected", expected.value))
    if got.printed:
        details.append(("printed", got.printed))
    return tuple(details)


def _labelled(name: str, value: object) -> tuple[str, str]:
    """Put a tensor's shape beside its name, so that its rows stand below each other."""
    shape = show_shape(value)
    return f"{name} {shape}".strip(), show_value(value).removeprefix(shape).strip()

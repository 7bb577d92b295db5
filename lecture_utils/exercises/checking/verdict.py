"""Names the mistake in what a student's function did."""

import dis
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lecture_utils.exercises.checking.attempt import Outcome
from lecture_utils.exercises.checking.case import Case
from lecture_utils.exercises.checking.comparison import Difference, compare
from lecture_utils.exercises.checking.patterns import pattern
from lecture_utils.exercises.checking.values import outline, show_shape, show_value
from lecture_utils.exercises.report import Report

if TYPE_CHECKING:
    from lecture_utils.exercises.exercise import Exercise


def judge(exercise: "Exercise", function: Callable[..., Any], outcomes: list[Outcome]) -> Report:
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
        The first of these that holds: not attempted; all right; a known mistake; a case that was stopped or raised;
        an input changed in place; a difference in type, number, shape, dtype, NaN or values; a wrong gradient.
    """
    if all(_is_empty(outcome) for outcome in outcomes):
        returned_none = outcomes[0].kind == "returned" and outcomes[0].value is None
        return _not_attempted(exercise, forgot_return=returned_none and not _is_stub(function))
    expected = exercise.expected
    wrong = [i for i, (got, right) in enumerate(zip(outcomes, expected, strict=True)) if _fault(exercise, got, right)]
    if not wrong:
        return _passed(exercise, outcomes)
    first = wrong[0]
    headline, *messages = _fault(exercise, outcomes[first], expected[first])
    if known := _known_mistake(exercise, outcomes, wrong):
        messages.insert(0, known)
    elif sentence := _common_pattern(exercise, outcomes, wrong):
        messages.append(sentence)
    title = f"`{exercise.name}`: {headline} in {_case_title(exercise, first)}."
    right = len(outcomes) - len(wrong)
    if right and all(outcome.kind != "not run" for outcome in outcomes):
        messages.append(f"{right} of {len(outcomes)} cases {'is' if right == 1 else 'are'} right.")
    return Report("wrong", title, tuple(messages), _details(exercise, first, outcomes[first], expected[first]))


def _not_attempted(exercise: "Exercise", forgot_return: bool) -> Report:
    """Report that there is nothing to check yet, with the task."""
    messages = [exercise.task]
    if forgot_return:
        messages.append("So far the function returns `None` for every input. If it is written, a `return` is missing.")
    return Report("open", f"`{exercise.name}`: not attempted yet.", tuple(messages))


def _is_stub(function: Callable[..., Any]) -> bool:
    """Whether nothing is computed in a function's body: ``...``, ``pass``, a docstring, ``return None``."""
    code = getattr(function, "__code__", None)
    return code is not None and all(step.opname in _STUB_STEPS for step in dis.get_instructions(code))


_STUB_STEPS = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "POP_TOP"}


def _is_empty(outcome: Outcome) -> bool:
    if outcome.kind == "returned":
        return outcome.value is None or outcome.value is Ellipsis
    return outcome.kind == "raised" and outcome.error_type == "NotImplementedError"


def _passed(exercise: "Exercise", outcomes: list[Outcome]) -> Report:
    count = len(outcomes)
    cases = {1: "its only case is right", 2: "both cases are right"}.get(count, f"all {count} cases are right")
    gradients = ", gradients too" if exercise.gradient else ""
    printed = next((outcome.printed for outcome in outcomes if outcome.printed), "")
    details = (("printed", printed),) if printed else ()
    return Report("passed", f"`{exercise.name}`: {cases}{gradients}.", (), details)


def _case_title(exercise: "Exercise", number: int) -> str:
    case = exercise.cases[number]
    title = f"case {number + 1} of {len(exercise.cases)}"
    return f"{title} ({case.name})" if case.name else title


def _fault(exercise: "Exercise", got: Outcome, expected: Outcome) -> tuple[str, ...]:
    """Headline and sentences for one case, or nothing if it is right."""
    if got.kind != "returned":
        return _not_returned(exercise, got)
    if got.changed:
        names = " and ".join(f"`{name}`" for name in got.changed)
        message = f"The function changes {names} in place, so the caller's values are lost."
        return "an input is changed", message, "Make a new tensor, or work on a copy (`x.clone()`)."
    if difference := compare(got.value, expected.value, exercise.tolerance):
        return difference.headline, difference.message
    if exercise.gradient and expected.gradients is not None:
        return _gradient_fault(exercise, got, expected)
    return ()


def _not_returned(exercise: "Exercise", got: Outcome) -> tuple[str, ...]:
    line = f"In {got.line.replace(': ', ': `', 1)}`." if got.line else ""
    if got.kind == "time":
        seconds = f"{exercise.seconds:g} second" + ("s" if exercise.seconds != 1 else "")
        limit = f"The function was stopped after {seconds}. Is there a loop that never ends?"
        return "no result in time", *filter(None, (limit, line.replace("In ", "It was in ", 1)))
    if got.kind == "memory":
        limit = f"The function asked for more than {exercise.memory / 2**20:.0f} MB of memory and was stopped."
        return "out of memory", *filter(None, (limit, line))
    if got.kind == "too large":
        return "the result is too large", "It is too large to compare: it holds too many values, or contains itself."
    if got.kind in ("ended", "not run"):
        reason = f" by a {got.error}" if got.error else ""
        message = f"The function ended the Python process it ran in{reason}, instead of returning a result."
        return "no result", message
    if got.error_type == "SystemExit":
        return "no result", *filter(None, ("The function calls `exit()`; it should `return` its result.", line))
    error = f"{got.error_type}: {got.error}" if got.error else got.error_type
    return f"{got.error_type} is raised", *filter(None, (error, line))


def _gradient_fault(exercise: "Exercise", got: Outcome, expected: Outcome) -> tuple[str, ...]:
    if got.gradient_error:
        return (
            "no gradient",
            "The values are right, but with inputs that require gradients there is:",
            got.gradient_error,
        )
    if got.gradients is None:
        message = (
            "The values are right, but no gradient flows back to the inputs. "
            "`.item()`, `.numpy()`, `.detach()` and `torch.tensor(...)` cut it off."
        )
        return "no gradient", message
    for name, slope in (expected.gradients or {}).items():
        difference = compare(got.gradients.get(name), slope, 10 * exercise.tolerance, f"The gradient of `{name}`")
        if difference:
            return "wrong gradient", "The values are right, their gradients aren't.", difference.message
    return ()


def _known_mistake(exercise: "Exercise", outcomes: list[Outcome], wrong: list[int]) -> str:
    """Message of the mistake that explains every wrong case, and the most cases overall; ``""`` if none does."""
    best, message = 0, ""
    for mistake, done in zip(exercise.mistakes, exercise.mistaken, strict=True):
        agreeing = {i for i, got in enumerate(outcomes) if _agree(exercise, got, done[i])}
        if agreeing.issuperset(wrong) and len(agreeing) > best:
            best, message = len(agreeing), mistake.message
    return message


def _agree(exercise: "Exercise", got: Outcome, mistaken: Outcome) -> bool:
    """Whether the student's function and a known mistake did the same."""
    if got.kind != mistaken.kind or got.changed != mistaken.changed:
        return False
    if got.kind == "raised":
        return got.error_type == mistaken.error_type
    if got.kind != "returned" or compare(got.value, mistaken.value, exercise.tolerance):
        return False
    if not exercise.gradient or got.gradients is None or mistaken.gradients is None:
        return got.gradients is mistaken.gradients or not exercise.gradient
    return compare(got.gradients, mistaken.gradients, 10 * exercise.tolerance) is None


def _common_pattern(exercise: "Exercise", outcomes: list[Outcome], wrong: list[int]) -> str:
    """Sentence about a wrong sign, order, direction, factor or offset, if it holds in every wrong case."""
    sentences = set()
    for i in wrong:
        difference = _difference(exercise, outcomes[i], exercise.expected[i])
        if difference is None or difference.kind not in ("shape", "value"):
            return ""
        sentences.add(pattern(difference.got, difference.expected, exercise.tolerance))
    return sentences.pop() if len(sentences) == 1 else ""


def _difference(exercise: "Exercise", got: Outcome, expected: Outcome) -> Difference | None:
    return compare(got.value, expected.value, exercise.tolerance) if got.kind == "returned" else None


def _details(exercise: "Exercise", number: int, got: Outcome, expected: Outcome) -> tuple[tuple[str, str], ...]:
    details = [_labelled(name, value) for name, value in _inputs(exercise, exercise.cases[number]).items()]
    difference = _difference(exercise, got, expected)
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


def _inputs(exercise: "Exercise", case: Case) -> dict[str, object]:
    return dict(zip(case.names(exercise.solution), [*case.positional, *case.named.values()], strict=True))

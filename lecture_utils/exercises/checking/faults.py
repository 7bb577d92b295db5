"""What is wrong in one case, before anything explains it: a headline, and sentences with both sides."""

import re
from dataclasses import dataclass, replace

from torch import Tensor

from lecture_utils.exercises.checking.comparison import Difference, agree, compare
from lecture_utils.exercises.checking.execution import TORCHVISION, Outcome
from lecture_utils.exercises.exercise import Exercise


@dataclass(frozen=True)
class Fault:
    """What is wrong in one case.

    Attributes
    ----------
    headline : str
        ``"wrong shape"``.
    messages : tuple of str
        Sentences.
    cause : str
        Says in a word what the mistake is where these sentences name it by themselves; empty where something has to
        explain it first.
    """

    headline: str
    messages: tuple[str, ...]
    cause: str = ""


def find_difference(exercise: Exercise, got: Outcome, expected: Outcome) -> Difference | None:
    """Compare one result; another type of number counts if the exercise asks for the type."""
    if got.kind != "returned":
        return None
    difference = compare(got.value, expected.value, exercise.tolerance)
    if difference is None or (difference.kind == "dtype" and not _asks_for_type(exercise, difference)):
        return None
    if match := re.match(r", value (\d+)", difference.part):
        index = int(match.group(1)) - 1
        if index < len(exercise.outputs):
            name, value = f"`{exercise.outputs[index]}`", f"Value {index + 1}"
            message = re.sub(rf"^{value}\b,?", f"{name} (value {index + 1})", difference.message)
            return replace(difference, message=message, part=difference.part.replace("value", name, 1))
    return difference


def _asks_for_type(exercise: Exercise, difference: Difference) -> bool:
    if exercise.number_type != "any" and isinstance(difference.expected, Tensor) != isinstance(difference.got, Tensor):
        return True
    if exercise.number_type == "kind":
        return _whole(difference.expected) != _whole(difference.got)
    return exercise.number_type == "exact"


def _whole(value: object) -> bool:
    """Whether a value's type can hold whole numbers alone."""
    name = str(getattr(value, "dtype", type(value).__name__)).removeprefix("torch.")
    return name.startswith(("int", "uint"))


def find_fault(exercise: Exercise, got: Outcome, expected: Outcome) -> Fault | None:
    """Say what is wrong in one case, or ``None`` if it is right."""
    if got.kind != "returned":
        return _not_returned(exercise, got)
    difference = find_difference(exercise, got, expected)
    if got.changed:
        names = " and ".join(f"`{name}`" for name in got.changed)
        messages = [f"The function changes {names} in place, so the caller's values are lost."]
        messages += ["Make a new tensor, or work on a copy (`x.clone()`)."]
        if difference:
            return Fault(difference.headline, (difference.message, *messages), "changed in place")
        return Fault("an input is changed", tuple(messages), "changed in place")
    if difference:
        named = difference.kind in ("type", "count", "dtype")
        return Fault(difference.headline, (difference.message,), "type" if named else "")
    if got.used:
        names = " and ".join("torchvision" if name == TORCHVISION else f"torch's `{name}`" for name in got.used)
        message = f"The values are right, but {names} does the exercise. Write it out, as the task says."
        return Fault("a forbidden function", (message,), "forbidden function")
    if exercise.gradient and expected.gradients is not None:
        return _gradient_fault(exercise, got, expected)
    return None


def find_remark(exercise: Exercise, got: Outcome, expected: Outcome) -> str:
    """Say in which type of number a right result came, where it isn't the solution's; otherwise ``""``."""
    difference = compare(got.value, expected.value, exercise.tolerance)
    return difference.message if difference is not None and difference.kind == "dtype" else ""


def _not_returned(exercise: Exercise, got: Outcome) -> Fault:
    line = f"In {got.line.replace(': ', ': `', 1)}`." if got.line else ""
    if got.kind == "time":
        seconds = f"{exercise.seconds:g} second" + ("s" if exercise.seconds != 1 else "")
        limit = f"The function was stopped after {seconds}. Is there a loop that never ends?"
        return _fault("no result in time", "time", limit, line.replace("In ", "It was in ", 1))
    if got.kind == "memory":
        limit = f"The function asked for more than {exercise.memory / 2**20:.0f} MB of memory and was stopped."
        return _fault("out of memory", "memory", limit, line)
    if got.kind == "too large":
        message = "It is too large to compare: it holds too many values, or contains itself."
        return _fault("the result is too large", "size", message)
    if got.kind in ("ended", "not run"):
        reason = f" by a {got.error}" if got.error else ""
        message = f"The function ended the Python process it ran in{reason}, instead of returning a result."
        return _fault("no result", "end of the process", message)
    if got.error_type == "SystemExit":
        return _fault("no result", "exit", "The function calls `exit()`; it should `return` its result.", line)
    error = f"{got.error_type}: {got.error}" if got.error else got.error_type
    return _fault(f"{got.error_type} is raised", "", error, line)


def _fault(headline: str, cause: str, *messages: str) -> Fault:
    return Fault(headline, tuple(message for message in messages if message), cause)


def _gradient_fault(exercise: Exercise, got: Outcome, expected: Outcome) -> Fault | None:
    if got.gradient_error:
        message = "The values are right, but with inputs that require gradients there is:"
        return Fault("no gradient", (message, got.gradient_error), "gradient")
    if got.gradients is None:
        message = (
            "The values are right, but no gradient flows back to the inputs. "
            "`.item()`, `.numpy()`, `.detach()` and `torch.tensor(...)` cut it off."
        )
        return Fault("no gradient", (message,), "gradient")
    for name, slope in (expected.gradients or {}).items():
        theirs = got.gradients.get(name)
        if not agree(theirs, slope, 10 * exercise.tolerance):
            difference = compare(theirs, slope, 10 * exercise.tolerance, f"The gradient of `{name}`")
            detail = difference.message if difference else ""
            return _fault("wrong gradient", "gradient", "The values are right, their gradients aren't.", detail)
    return None

"""Exercises: a function to write, the cases it is checked on, its usual mistakes, its hints and its solution.

A topic's file declares an :class:`ExerciseSet` and hands on its four functions::

    exercises = ExerciseSet("roi", exercises=[Exercise(...), ...], questions=[Question(...), ...])
    check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lecture_utils.exercises.checking.attempt import Outcome, attempt
from lecture_utils.exercises.checking.case import Case
from lecture_utils.exercises.checking.runner import run
from lecture_utils.exercises.checking.verdict import judge
from lecture_utils.exercises.question import Question
from lecture_utils.exercises.report import Page, Report, box, folded, paragraphs
from lecture_utils.stage.source import source_html, source_text

__all__ = ["Case", "Exercise", "ExerciseSet", "Mistake"]


@dataclass(frozen=True)
class Mistake:
    """A usual mistake: a wrong implementation, and what to tell who wrote it.

    Attributes
    ----------
    function : callable
        Takes what the solution takes. A student's function that does the same gets the message.
    message : str
        Says what was done and what is wanted, without giving the solution away.
    """

    function: Callable[..., Any]
    message: str

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise ValueError(f"function must be a wrong implementation; got {type(self.function).__name__}")
        if not self.message.strip():
            raise ValueError("message must say what the mistake is; got an empty string")


@dataclass(frozen=True)
class Exercise:
    """A function for the student to write.

    Attributes
    ----------
    name : str
        The name that the student's function has.
    task : str
        What the function gets (with shapes) and returns, in one or two sentences.
    solution : callable
        The method itself: the reference in ``check`` and what ``solution`` shows.
    cases : sequence of Case
        At least one.
    mistakes : sequence of Mistake
        Each differs from the solution, and from every other mistake, on at least one case.
    hints : sequence of str
        From mild to strong; at least one.
    tolerance : float
        Numbers are equal if they differ by at most ``tolerance * (1 + |expected|)``.
    gradient : bool
        Also compare gradients with respect to the float tensors among the inputs.
    seconds : float
        Time limit for all cases together.
    memory : int
        Bytes that the function may use.

    Raises
    ------
    ValueError
        If the name is no identifier, a text is empty, there is no case or no hint, a case doesn't fit the solution's
        parameters, or a limit isn't positive.
    """

    name: str
    task: str
    solution: Callable[..., Any]
    cases: Sequence[Case]
    mistakes: Sequence[Mistake] = ()
    hints: Sequence[str] = ()
    tolerance: float = 1e-5
    gradient: bool = False
    seconds: float = 5.0
    memory: int = 2**30

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"name must be the name of a function; got {self.name!r}")
        if not callable(self.solution):
            raise ValueError(f"solution of {self.name} must be a function; got {type(self.solution).__name__}")
        if isinstance(self.hints, str):
            raise ValueError(f"hints of {self.name} must be several texts; got a string")
        for argument, texts in (("task", [self.task]), ("hints", self.hints)):
            if not texts or not all(text.strip() for text in texts):
                raise ValueError(f"{argument} of {self.name} must not be empty")
        if not self.cases:
            raise ValueError(f"cases of {self.name} must hold at least one Case; got none")
        for argument in ("tolerance", "seconds", "memory"):
            if getattr(self, argument) <= 0:
                raise ValueError(f"{argument} of {self.name} must be positive; got {getattr(self, argument)}")
        for number, case in enumerate(self.cases, start=1):
            try:
                case.names(self.solution)
            except TypeError as error:
                raise ValueError(f"case {number} of {self.name} must fit the solution's parameters; {error}") from None

    @cached_property
    def expected(self) -> list[Outcome]:
        """What the solution does on every case.

        Raises
        ------
        ValueError
            If it doesn't return a comparable result, or changes an input.
        """
        outcomes = self._trusted(self.solution)
        for number, outcome in enumerate(outcomes, start=1):
            if outcome.kind != "returned" or outcome.changed:
                what = f"changes {outcome.changed}" if outcome.changed else f"{outcome.error_type} {outcome.error}"
                raise ValueError(f"the solution of {self.name} must return a result on case {number}; it {what}")
        return outcomes

    @cached_property
    def mistaken(self) -> list[list[Outcome]]:
        """What each known mistake does on every case."""
        return [self._trusted(mistake.function) for mistake in self.mistakes]

    def _trusted(self, function: Callable[..., Any]) -> list[Outcome]:
        """Run a function of ours, here."""
        names = [case.names(self.solution) for case in self.cases]
        pairs = zip(self.cases, names, strict=True)
        return [Outcome.read(attempt(function, case, case_names, self.gradient)) for case, case_names in pairs]

    def check(self, function: Callable[..., Any]) -> Report:
        """Run a student's function on every case and name its mistake."""
        if fault := self._call_fault(function):
            return Report("wrong", f"`{self.name}`: it can't be called.", (fault,))
        names = [case.names(self.solution) for case in self.cases]
        limits = {"seconds": self.seconds, "memory": self.memory, "gradient": self.gradient}
        return judge(self, function, run(function, list(self.cases), names, **limits))  # type: ignore[arg-type]

    def _call_fault(self, function: Callable[..., Any]) -> str:
        """Say how the function's parameters differ from the ones that the cases need."""
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):
            return ""
        for case in self.cases:
            try:
                signature.bind(*case.positional, **case.named)
            except TypeError:
                names = case.names(self.solution)[: len(case.positional)]
                call = f"{self.name}({', '.join([*names, *(f'{name}=...' for name in case.named)])})"
                theirs = ", ".join(signature.parameters)
                return f"It is called as `{call}`, but the parameters of yours are `({theirs})`."
        return ""


class ExerciseSet:
    """The exercises and questions of one topic.

    Parameters
    ----------
    topic : str
        The topic's name.
    exercises : sequence of Exercise
    questions : sequence of Question

    Raises
    ------
    ValueError
        If two exercises, or two questions, have the same name.
    """

    def __init__(self, topic: str, exercises: Sequence[Exercise] = (), questions: Sequence[Question] = ()) -> None:
        self.topic = topic
        self.exercises = _by_name("exercises", topic, exercises)
        self.questions = _by_name("questions", topic, questions)

    def __repr__(self) -> str:
        return f"ExerciseSet({self.topic!r}, {len(self.exercises)} exercises, {len(self.questions)} questions)"

    def check(self, function: Callable[..., Any]) -> Report:
        """Check a student's function: run it on several inputs, isolated, and name the mistake.

        Parameters
        ----------
        function : callable
            Has the name of one of the exercises.

        Returns
        -------
        Report
            Shown by the notebook. Never raises for what the student wrote.
        """
        name = getattr(function, "__name__", "")
        if not callable(function):
            usage = " or ".join(f"`check({each})`" for each in self.exercises)
            return Report("wrong", "Nothing to check.", (f"`check` takes the function itself: {usage}.",))
        if name not in self.exercises:
            known = ", ".join(f"`{each}`" for each in self.exercises)
            return Report("wrong", f"There is no exercise `{name}`.", (f"Name your function {known}.",))
        return self.exercises[name].check(function)

    def hint(self, name: str) -> Page:
        """Show an exercise's hints, folded one in the other, from mild to strong.

        Parameters
        ----------
        name : str
            The exercise's name.

        Raises
        ------
        ValueError
            If there is no such exercise.
        """
        hints = _find(self.exercises, "exercises", name).hints
        content = ""
        for number, text in reversed(list(enumerate(hints, start=1))):
            content = folded(f"Hint {number} of {len(hints)} for <code>{name}</code>", paragraphs(text) + content)
        return Page("\n".join(f"Hint {number}: {text}" for number, text in enumerate(hints, start=1)), box(content))

    def solution(self, name: str) -> Page:
        """Show an exercise's solution: the source of the method itself, folded.

        Parameters
        ----------
        name : str
            The exercise's name.

        Raises
        ------
        ValueError
            If there is no such exercise.
        """
        function = _find(self.exercises, "exercises", name).solution
        page = source_html(function, folded=True, summary=f"Solution of <code>{name}</code>")
        return Page(source_text(function), box(page))

    def ask(self, name: str) -> None:
        """Ask a question; its answer and the explanation are folded below it.

        Parameters
        ----------
        name : str
            The question's name.

        Raises
        ------
        ValueError
            If there is no such question.
        """
        _find(self.questions, "questions", name).ask()


def _by_name(kind: str, topic: str, items: Sequence[Any]) -> dict[str, Any]:
    names = [item.name for item in items]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{kind} of {topic} must have different names; {', '.join(twice)} came twice")
    return dict(zip(names, items, strict=True))


def _find(items: dict[str, Any], kind: str, name: str) -> Any:
    if name not in items:
        raise ValueError(f"name must be one of the {kind} {', '.join(items) or '(there are none)'}; got {name!r}")
    return items[name]

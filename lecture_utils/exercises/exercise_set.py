"""The exercises and questions of one topic, and the four functions that its notebook uses.

A topic's file declares an :class:`ExerciseSet` and hands on its functions::

    exercises = ExerciseSet("roi", exercises=[Exercise(...), ...], questions=[Question(...), ...])
    check, hint, solution, ask = exercises.check, exercises.hint, exercises.solution, exercises.ask
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch

from lecture_utils.exercises.checking.check import check
from lecture_utils.exercises.exercise import Exercise
from lecture_utils.exercises.question import Question
from lecture_utils.exercises.report import Page, Report, box, folded, paragraphs
from lecture_utils.stage.source import source_html, source_text

__all__ = ["ExerciseSet"]


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
        if not callable(function):
            usage = " or ".join(f"`check({each})`" for each in self.exercises)
            return Report("wrong", "Nothing to check.", (f"`check` takes the function itself: {usage}.",))
        name = self._name(function)
        if not name:
            return self._nameless(function)
        return check(self.exercises[name], function)

    def _name(self, function: Callable[..., Any]) -> str:
        """Find the exercise that a function is for: by its own name, or by the notebook's name for it."""
        name = getattr(function, "__name__", "")
        if name in self.exercises:
            return str(name)
        inner = function.func if isinstance(function, functools.partial) else function
        names = getattr(inner, "__globals__", {})
        return next((name for name in self.exercises if names.get(name) is function), "")

    def _nameless(self, function: Callable[..., Any]) -> Report:
        known = ", ".join(f"`{each}`" for each in self.exercises)
        one = next(iter(self.exercises), "f")
        if isinstance(function, torch.nn.Module):
            what = (
                f"This is a module, {type(function).__name__}. Write a function that calls it: `def {one}(...): ...`."
            )
        elif isinstance(function, type):
            what = f"`{function.__name__}` is a class. Write a function: `def {one}(...): ...`."
        elif getattr(function, "__name__", "<lambda>") == "<lambda>":
            kind = "partial function" if isinstance(function, functools.partial) else "lambda"
            what = f"A {kind} has no name of its own. Write `def {one}(...): ...`, or assign it to that name first."
        else:
            return Report("wrong", f"There is no exercise `{function.__name__}`.", (f"Name your function {known}.",))
        return Report("wrong", "This function has no name.", (what, f"The exercises are {known}."))

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
        _find(self.questions, "questions", name).ask(self.topic)


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

"""Questions to answer before running: a choice or a number, and the explanation after the answer."""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from IPython.core.getipython import get_ipython
from IPython.display import display

from lecture_utils.exercises.checking.values import show_number
from lecture_utils.exercises.number_field import NumberField
from lecture_utils.exercises.report import Page, box, folded, inline, paragraphs
from lecture_utils.stage.leftover import hide_left_over

__all__ = ["Question"]


@dataclass(frozen=True)
class Question:
    """A *predict, then run* question.

    Attributes
    ----------
    name : str
        What ``ask`` takes.
    question : str
        One or two sentences.
    choices : sequence of str
        At least two; or none, if a number is asked for.
    answer : int
        The index of the right choice.
    number : float
        The right number, if there are no choices.
    tolerance : float
        How far off a number may be.
    unit : str
        What the number counts: ``"cells"``.
    explanation : str
        Follows the answer, right or wrong.

    Raises
    ------
    ValueError
        If it has both choices and a number or neither, the answer is no index of a choice, two choices are equal,
        a text is empty, or the number isn't finite.
    """

    name: str
    question: str
    choices: Sequence[str] = ()
    answer: int | None = None
    number: float | None = None
    tolerance: float = 0.0
    unit: str = ""
    explanation: str = ""

    def __post_init__(self) -> None:
        for argument in ("name", "question", "explanation"):
            if not getattr(self, argument).strip():
                raise ValueError(f"{argument} of question {self.name!r} must not be empty")
        if bool(self.choices) == (self.number is not None):
            raise ValueError(f"question {self.name!r} must have either choices or a number")
        if self.choices:
            self._check_choices()
        elif not math.isfinite(self.number or 0) or self.tolerance < 0 or self.answer is not None:
            rule = "must be finite, its tolerance not negative, and it has no answer index"
            raise ValueError(f"number of question {self.name!r} {rule}")

    def _check_choices(self) -> None:
        if isinstance(self.choices, str) or len(self.choices) < 2 or len(set(self.choices)) < len(self.choices):
            raise ValueError(f"choices of question {self.name!r} must be at least two different texts")
        if self.answer is None or not 0 <= self.answer < len(self.choices):
            last = len(self.choices) - 1
            raise ValueError(f"answer of question {self.name!r} must be an index from 0 to {last}; got {self.answer}")

    def page(self) -> Page:
        """Give the question with its answer folded, readable without a kernel and without a script."""
        content = f"<div><strong>{inline(self.question)}</strong></div>"
        if self.choices:
            lines = [self.question, *(f"  {_letter(i)}) {choice}" for i, choice in enumerate(self.choices))]
            content += "".join(self._choice(i, choice) for i, choice in enumerate(self.choices))
        else:
            lines = [f"{self.question} (a number{' of ' + self.unit if self.unit else ''})"]
            content += folded("Show the answer", f"<strong>{html.escape(self.right())}</strong>. " + self._why())
        return Page("\n".join(lines), box(content))

    def _choice(self, index: int, choice: str) -> str:
        verdict = "<strong>✓ Right.</strong>" if index == self.answer else "<strong>✗ Not this one.</strong>"
        return folded(f"{_letter(index)}) {inline(choice)}", verdict + self._why())

    def _why(self) -> str:
        return paragraphs(self.explanation)

    def right(self) -> str:
        """Give the right answer as text."""
        if self.choices:
            return self.choices[self.answer or 0]
        return f"{show_number(self.number, 6)} {self.unit}".strip()

    def ask(self) -> None:
        """Show the question; a number gets a field to type it in, where there is a kernel."""
        if self.number is None or get_ipython() is None:
            display(self.page())
        else:
            hide_left_over(between=1)
            display(self.page())
            display(NumberField(self.number, self.tolerance, self.unit, self._why()))


def _letter(index: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[index % 26]

"""Questions to answer before running: a reason for each wrong answer, the explanation after the right one."""

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from IPython.core.getipython import get_ipython
from IPython.display import display

from lecture_utils.exercises.checking.values import show_number
from lecture_utils.exercises.question_widget import QuestionWidget
from lecture_utils.exercises.report import Page, box, folded, inline, paragraphs
from lecture_utils.stage.leftover import hide_left_over

__all__ = ["RIGHT", "Question"]

RIGHT = ""
"""Stands for the reason of the right choice, which is the question's explanation."""


@dataclass(frozen=True)
class Question:
    """A *predict, then run* question.

    The cell after it computes the answer; its output is folded until the question is answered.

    Attributes
    ----------
    name : str
        What ``ask`` takes.
    question : str
        One or two sentences. No cell before it may show the answer.
    choices : mapping of str to str
        At least two, or none if a number is asked for. Each choice leads to the reason why *that* choice is wrong,
        which doesn't give the right one away; the right one, and it alone, to :data:`RIGHT`.
    number : float
        The right number, if there are no choices.
    tolerance : float
        How far off a number may be.
    unit : str
        What the number counts: ``"cells"``.
    slips : mapping of float to str
        Wrong numbers that a usual slip leads to, each with what went wrong.
    explanation : str
        Follows the right answer.

    Raises
    ------
    ValueError
        If it has both choices and a number or neither, not exactly one choice is right, a text is empty, a number isn't
        finite, or a slip leads to a right number.
    """

    name: str
    question: str
    choices: Mapping[str, str] = field(default_factory=dict)
    number: float | None = None
    tolerance: float = 0.0
    unit: str = ""
    slips: Mapping[float, str] = field(default_factory=dict)
    explanation: str = ""

    def __post_init__(self) -> None:
        for argument in ("name", "question", "explanation"):
            if not getattr(self, argument).strip():
                raise ValueError(f"{argument} of question {self.name!r} must not be empty")
        if bool(self.choices) == (self.number is not None):
            raise ValueError(f"question {self.name!r} must have either choices or a number")
        if self.choices:
            self._check_choices()
        else:
            self._check_number(float(self.number or 0))

    def _check_choices(self) -> None:
        if not isinstance(self.choices, Mapping) or len(self.choices) < 2:
            raise ValueError(f"choices of question {self.name!r} must be at least two texts, each with its reason")
        right = [choice for choice, reason in self.choices.items() if reason == RIGHT]
        if len(right) != 1 or self.slips:
            rule = "must lead to a reason, but for one, which leads to RIGHT; slips are for numbers"
            raise ValueError(f"choices of question {self.name!r} {rule}; right: {right}")

    def _check_number(self, number: float) -> None:
        if not math.isfinite(number) or self.tolerance < 0:
            raise ValueError(f"number of question {self.name!r} must be finite, its tolerance not negative")
        if any(abs(slip - number) <= self.tolerance or not reason for slip, reason in self.slips.items()):
            raise ValueError(f"slips of question {self.name!r} must be wrong numbers, each with its reason")

    @property
    def answer(self) -> str:
        """The right answer as text."""
        if self.choices:
            return next(choice for choice, reason in self.choices.items() if reason == RIGHT)
        return f"{show_number(self.number, 6)} {self.unit}".strip()

    def page(self) -> Page:
        """Give the question with its answers folded, readable without a kernel and without a script."""
        content = f"<div class='lu-question-page'><strong>{inline(self.question)}</strong></div>"
        if self.choices:
            lines = [self.question, *(f"  {_letter(i)}) {choice}" for i, choice in enumerate(self.choices))]
            content += "".join(self._choice(i, *each) for i, each in enumerate(self.choices.items()))
        else:
            lines = [f"{self.question} (a number{' of ' + self.unit if self.unit else ''})"]
            content += folded("Show the answer", f"<strong>{html.escape(self.answer)}</strong>. " + self._why())
        return Page("\n".join(lines), box(content))

    def _choice(self, index: int, choice: str, reason: str) -> str:
        said = "<strong>✓ Right.</strong>" + self._why() if reason == RIGHT else f"<strong>✗</strong> {inline(reason)}"
        return folded(f"{_letter(index)}) {inline(choice)}", said)

    def _why(self) -> str:
        return paragraphs(self.explanation)

    def ask(self, topic: str = "") -> None:
        """Show the question, to be answered in the browser where there is a kernel.

        Parameters
        ----------
        topic : str
            With the question's name it is the key under which the browser keeps the answers.
        """
        live = get_ipython() is not None
        if live:
            hide_left_over(between=1)
        display(self.page())
        if live:
            display(self.widget(topic))

    def widget(self, topic: str = "") -> QuestionWidget:
        """Give the question as it is answered in the browser."""
        return QuestionWidget(
            key=f"{topic}/{self.name}",
            question=inline(self.question),
            choices=[(inline(choice), inline(reason)) for choice, reason in self.choices.items()],
            number=self.number,
            tolerance=self.tolerance,
            unit=self.unit,
            slips=[(number, inline(reason)) for number, reason in self.slips.items()],
            explanation=self._why(),
        )


def _letter(index: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[index % 26]

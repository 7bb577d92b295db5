"""A question to answer in the browser: choices to press or a number to type, which says at once what is wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets


class QuestionWidget(anywidget.AnyWidget):
    """Takes answers and says why a wrong one is wrong; the explanation follows the right one.

    The browser does all of it, so the question goes on working while the kernel is busy. It keeps what was answered,
    under the question's key, and shows it again after the page was reloaded or the cell run again. The outputs of the
    next cell, which computes the answer, stay folded until the question is answered or they are asked for.

    Parameters
    ----------
    key : str
        Names the question among all that a browser keeps answers of: ``"roi/cells_in_bins"``.
    question : str
        HTML.
    choices : sequence of (str, str)
        Each choice as HTML, and what to say when it is chosen, as HTML; empty for the right one.
    number : float or None
        The right number, if there are no choices.
    tolerance : float
        How far off a number may be.
    unit : str
        What the number counts; stands behind the field.
    slips : sequence of (float, str)
        Wrong numbers that a known slip leads to, each with what to say, as HTML.
    explanation : str
        HTML that follows the right answer.
    """

    _esm = Path(__file__).with_name("question.js")
    key = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    choices: Any = traitlets.List().tag(sync=True)
    number = traitlets.Float(None, allow_none=True).tag(sync=True)
    tolerance = traitlets.Float().tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    slips: Any = traitlets.List().tag(sync=True)
    explanation = traitlets.Unicode().tag(sync=True)
    answers: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        key: str,
        question: str,
        choices: Sequence[tuple[str, str]] = (),
        number: float | None = None,
        tolerance: float = 0.0,
        unit: str = "",
        slips: Sequence[tuple[float, str]] = (),
        explanation: str = "",
    ) -> None:
        values: dict[str, Any] = {"key": key, "question": question, "choices": [list(each) for each in choices]}
        values |= {"number": number, "tolerance": float(tolerance), "unit": unit, "slips": [list(s) for s in slips]}
        super().__init__(**values, explanation=explanation)

    def __repr__(self) -> str:
        return ""  # the question before the widget says it all where no browser runs it

"""A field to type a number in, which says at once whether it is right."""

from pathlib import Path

import anywidget
import traitlets


class NumberField(anywidget.AnyWidget):
    """Takes a number from the keyboard and reports *too small*, *too large* or *right*, then the explanation.

    The browser does all of it, so the field goes on working while the kernel is busy.

    Parameters
    ----------
    number : float
        The right number.
    tolerance : float
        How far off an answer may be.
    unit : str
        What the number counts; stands behind the field.
    explanation : str
        HTML that follows the right answer.
    """

    _esm = Path(__file__).with_name("question.js")
    number = traitlets.Float().tag(sync=True)
    tolerance = traitlets.Float().tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    explanation = traitlets.Unicode().tag(sync=True)

    def __init__(self, number: float, tolerance: float = 0.0, unit: str = "", explanation: str = "") -> None:
        super().__init__(number=float(number), tolerance=float(tolerance), unit=unit, explanation=explanation)

    def __repr__(self) -> str:
        return ""  # the question before the field says it all where no browser runs it

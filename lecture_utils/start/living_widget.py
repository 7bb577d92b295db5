"""A line that says whether widgets are alive: the browser asks, the kernel answers."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets


class LivingWidget(anywidget.AnyWidget):
    """Asks the kernel from the browser and shows whether an answer came.

    The answer can't come while the cell that shows the widget runs, so it is not part of the cell's output: what is
    stored and compared is :meth:`__repr__`.
    """

    _esm = Path(__file__).with_suffix(".js")
    question = traitlets.Int(0).tag(sync=True)
    answer = traitlets.Int(0).tag(sync=True)

    def __repr__(self) -> str:
        return "○ widgets: run this cell to see whether they are alive."

    @traitlets.observe("question")
    def _on_question(self, change: Any) -> None:
        self.answer = change["new"]

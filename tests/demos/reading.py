"""What the tests of demos share: what stands in a panel."""

import re

from matplotlib.text import Text

from lecture_utils.stage import Demo


def texts(demo: Demo, panel: str, **state: object) -> list[str]:
    """Return all texts that are seen in a panel of a state."""
    figure = demo.panel_figure(panel, **state)
    return [text.get_text() for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


def numbers(demo: Demo, panel: str, **state: object) -> list[float]:
    """Return the numbers that stand alone in a panel, in the order in which they were written."""
    plain = [text.replace("−", "-") for text in texts(demo, panel, **state)]
    return [float(text) for text in plain if re.fullmatch(r"-?\d+(\.\d+)?", text)]

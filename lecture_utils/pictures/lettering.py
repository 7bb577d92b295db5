"""What stands in a picture as letters: numbers with the same decimals, widths without a renderer, lines that fit."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font

MINUS = "−"
LINE_HEIGHT = 1.3  # of the font size, from one line to the next


def to_array(values: Any, argument: str = "values", dimensions: tuple[int, ...] = ()) -> np.ndarray:
    """Return a tensor, an array or nested lists as a NumPy array.

    Parameters
    ----------
    values : Tensor or array-like
        Tensors may require gradients and may be of any dtype.
    argument : str
        How the error names it.
    dimensions : tuple of int
        Allowed numbers of dimensions; any where empty.

    Raises
    ------
    ValueError
        If the values are not numbers or the number of dimensions is not allowed.
    """
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        values = (values.float() if values.is_floating_point() else values).numpy()
    elif isinstance(values, (list, tuple)):
        values = [to_array(value, argument) if hasattr(value, "detach") else value for value in values]
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{argument} must be numbers in rows of the same length: {error}") from None
    if array.dtype.kind not in "buif":
        raise ValueError(f"{argument} must be real numbers, got {array.dtype}")
    if dimensions and array.ndim not in dimensions:
        wanted = " or ".join(str(count) for count in dimensions)
        raise ValueError(f"{argument} must have {wanted} dimensions, got shape {tuple(array.shape)}")
    return array


def format_number(value: float, decimals: int = 2) -> str:
    """Write a number with a true minus sign; ``−∞``, ``∞`` and ``NaN`` by name, and never ``−0``."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def needed_decimals(values: np.ndarray, most: int = 2) -> int:
    """Return the smallest number of decimals, at most ``most``, that shows all finite values exactly."""
    if values.dtype.kind in "bui":
        return 0
    finite = values[np.isfinite(values)].astype(float)
    for decimals in range(most):
        if np.allclose(finite, np.round(finite, decimals), rtol=0, atol=1e-6):
            return decimals
    return most


@cache
def _font(bold: bool) -> Any:
    return get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))


@lru_cache(maxsize=16384)
def text_width(text: str, points: float, bold: bool = False) -> float:
    """Return how wide the widest line of ``text`` is, in inches."""
    font = _font(bold)
    font.set_size(points, 72)
    widest = 0.0
    for line in text.split("\n"):
        font.set_text(line, 0.0, flags=2)  # 2: no hinting, the same at every resolution
        widest = max(widest, font.get_width_height()[0] / 64 / 72)
    return widest


def text_height(text: str, points: float) -> float:
    """Return how high the lines of ``text`` are, in inches."""
    return (text.count("\n") + 1) * points * LINE_HEIGHT / 72


def wrap(text: str, width: float, points: float, bold: bool = False) -> str:
    """Break ``text`` between words so that each line is at most ``width`` inches, where its words allow it."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, points, bold) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return "\n".join(lines)

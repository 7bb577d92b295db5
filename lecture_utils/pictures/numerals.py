"""Numbers as letters: the same decimals throughout, a true minus sign, no −0."""

from __future__ import annotations

import numpy as np

MINUS = "−"


def format_number(value: float, decimals: int = 2) -> str:
    """Write a number with a true minus sign.

    Parameters
    ----------
    value : float
        NaN and ±∞ are written as ``NaN``, ``∞`` and ``−∞``.
    decimals : int
        What rounds to zero has no sign.
    """
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def short_number(value: float) -> str:
    """Write a number of a scale: ``0.05``, ``20``, ``5k``, ``3M``, ``10G``.

    From 10,000 on numbers are counted in thousands (k), millions (M), milliards (G) and so on.
    """
    unit = ""
    if abs(value) >= 10_000:
        for unit, size in (("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)):
            if abs(value) < size * 1000 or unit == "T":
                value /= size
                break
    text = f"{value:.4g}"
    if "e" in text:
        digits, exponent = text.split("e")
        text = f"{digits}e{int(exponent)}"
    return text.replace("-", MINUS) + unit


def needed_decimals(values: np.ndarray, most: int = 2) -> int:
    """Return the smallest number of decimals, at most ``most``, that shows all finite values exactly."""
    if values.dtype.kind in "bui":
        return 0
    finite = values[np.isfinite(values)].astype(float)
    for decimals in range(most):
        if np.allclose(finite, np.round(finite, decimals), rtol=0, atol=1e-6):
            return decimals
    return most

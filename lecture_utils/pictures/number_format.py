"""Numbers as letters: the same decimals throughout, a true minus sign, no −0."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

MINUS = "−"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


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


def number(value: float, decimals: int = 2) -> str:
    """Write a number with a true minus sign and no more decimals than it needs.

    Parameters
    ----------
    value : float
        NaN and ±∞ are written as in :func:`format_number`.
    decimals : int
        The most that are written.

    Raises
    ------
    ValueError
        If ``decimals`` is negative.
    """
    if decimals < 0:
        raise ValueError(f"decimals must be at least 0, got {decimals}")
    text = format_number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def factor(value: float, decimals: int = 2) -> str:
    """Write a number as a factor or a term of a sum: negative ones in parentheses."""
    text = number(value, decimals)
    return f"({text})" if text.startswith(MINUS) else text


def product(one: float, other: float) -> str:
    """Write a product: ``−2·(−3)``."""
    return f"{number(one)}·{factor(other)}"


def vector(values: Iterable[float], decimals: int = 2) -> str:
    """Write a vector: ``(2, −1, 1.5)``."""
    return "(" + ", ".join(number(value, decimals) for value in values) + ")"


def percent(share: float) -> str:
    """Write a share as whole percent; number and sign stay on one line."""
    return f"{format_number(100 * share, 0)}\N{NO-BREAK SPACE}%"


def indexed(name: str, *places: int) -> str:
    """Write indices that count from 0 as formulas do, from 1: ``E₁₃`` for ``indexed("E", 0, 2)``.

    Where one has two digits they are set apart by commas: ``E₁₂,₃``.

    Raises
    ------
    ValueError
        If an index is negative.
    """
    if any(place < 0 for place in places):
        raise ValueError(f"places must be indices that count from 0, got {places}")
    between = "," if any(place >= 9 for place in places) else ""
    return name + between.join(str(place + 1) for place in places).translate(SUBSCRIPTS)


def counted(count: float, thing: str, plural: str = "") -> str:
    """Write how many there are of something: ``1 cell``, ``2 cells``, ``3 people``.

    Parameters
    ----------
    plural : str
        Where it isn't the thing with an s.
    """
    return f"{number(count)} {thing if count == 1 else plural or thing + 's'}"

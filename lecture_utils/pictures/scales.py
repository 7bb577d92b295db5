"""Scales of charts: round numbers along an axis, and the letters that stand at them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator

from lecture_utils.pictures.number_format import format_number, needed_decimals, short_number


@dataclass(frozen=True)
class Scale:
    """Limits of an axis and the round numbers inside them."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    @property
    def letters(self) -> tuple[str, ...]:
        """What stands at the ticks."""
        if self.logarithmic or max(map(abs, self.ticks), default=0.0) >= 10_000:
            return tuple(short_number(tick) for tick in self.ticks)
        decimals = needed_decimals(np.array(self.ticks), most=6)
        return tuple(format_number(tick, decimals) for tick in self.ticks)

    def part(self, value: float) -> float:
        """Return where a value lies, 0 at the lower limit and 1 at the upper one."""
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = np.log(low), np.log(high), np.log(value)
        return float((value - low) / (high - low))


def make_scale(
    values: np.ndarray,
    argument: str,
    limits: tuple[float, float] | None = None,
    logarithmic: bool = False,
    room: float = 0.0,
    most: int = 5,
    marks: np.ndarray | None = None,
) -> Scale:
    """Find round numbers for an axis.

    Parameters
    ----------
    values : array
        What is to be seen; NaN and ±∞ don't count.
    argument : str
        How the error names the values.
    limits : (lowest, highest), optional
        The values' own where left out.
    logarithmic : bool
        Whether the axis grows by factors.
    room : float
        How far the limits lie beyond the values, as a part of their range.
    most : int
        About how many ticks there are at most.
    marks : array, optional
        Ticks, in the place of round numbers.

    Raises
    ------
    ValueError
        If limits are the wrong way round, or the axis is logarithmic and not all is positive.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        finite = np.array([1.0 if logarithmic else 0.0])
    low, high = (float(limits[0]), float(limits[1])) if limits else (float(finite.min()), float(finite.max()))
    if low > high or (limits and low == high):
        raise ValueError(f"limits of {argument} must be (lowest, highest), got {limits}")
    if logarithmic:
        if low <= 0:
            raise ValueError(f"{argument} must be positive on a logarithmic axis, got {low:g}")
        factor = (high / low) ** room if high > low else 1.5
        low, high = (low, high) if limits else (low / factor, high * factor)
        ticks = _powers(low, high, most) if marks is None else tuple(marks.tolist())
        return Scale(low, high, ticks, True)
    slack = room * (high - low) if high > low else 0.5
    low, high = (low, high) if limits else (low - slack, high + slack)
    if marks is not None:
        return Scale(low, high, tuple(marks.tolist()))
    rounded = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    kept = [0.0 if abs(tick) < 1e-12 * (high - low) else float(tick) for tick in rounded]
    slack = 1e-9 * (high - low)
    return Scale(low, high, tuple(tick for tick in kept if low - slack <= tick <= high + slack))


def _powers(low: float, high: float, most: int) -> tuple[float, ...]:
    """Return powers of ten; with 2 and 5 between them where there are few, only each second or third where many."""
    exponents = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    for digits in ((1, 2, 5), (1, 3), (1,)):
        ticks = [digit * 10.0**exponent for exponent in exponents for digit in digits]
        ticks = [tick for tick in ticks if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
        if len(ticks) <= most + 1:
            return tuple(ticks)
    return tuple(ticks[:: -(-len(ticks) // most)])

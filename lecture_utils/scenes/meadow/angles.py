"""Sine and cosine from additions and multiplications alone, so that no machine's library rounds them otherwise."""

import math

_QUARTER = math.pi / 2
_SINE = (-1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800)
_COSINE = (-1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600)


def sine(angle: float) -> float:
    """Return the sine of an angle in radians, to about 12 digits.

    The angle is brought to at most 45° and its Taylor series summed. IEEE 754 fixes the result of each operation.
    """
    quarters = math.floor(angle / _QUARTER + 0.5)
    rest = angle - quarters * _QUARTER
    square = rest * rest
    value = 1.0 + _series(square, _COSINE) if quarters % 2 else rest + rest * _series(square, _SINE)
    return -value if quarters % 4 in (2, 3) else value


def cosine(angle: float) -> float:
    """Return the cosine of an angle in radians, to about 12 digits. See :func:`sine`."""
    return sine(angle + _QUARTER)


def _series(square: float, coefficients: tuple[float, ...]) -> float:
    total = 0.0
    for coefficient in reversed(coefficients):
        total = (total + coefficient) * square
    return total

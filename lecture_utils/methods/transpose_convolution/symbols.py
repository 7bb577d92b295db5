"""Symbols that add and multiply, so that a method's own code prints what the slide prints: az + bx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor

Array = Tensor | np.ndarray


class Expression:
    """A sum of products of symbols, such as ``az + bx``.

    Parameters
    ----------
    terms : mapping of tuple of str to number
        The factor in front of each product; ``{("a", "z"): 1, ("b", "x"): 1}`` is ``az + bx``, ``{(): 3}`` is 3.
    """

    def __init__(self, terms: Mapping[tuple[str, ...], float]):
        self.terms = {names: factor for names, factor in terms.items() if factor != 0}

    @classmethod
    def of(cls, value: Operand) -> Expression:
        """Take a number as the expression without symbols."""
        return value if isinstance(value, Expression) else cls({(): value})

    def __add__(self, other: Operand) -> Expression:
        if not isinstance(other, Operand):
            return NotImplemented
        total = dict(self.terms)
        for names, factor in Expression.of(other).terms.items():
            total[names] = total.get(names, 0) + factor
        return Expression(total)

    def __mul__(self, other: Operand) -> Expression:
        if not isinstance(other, Operand):  # an array of symbols multiplies each of its cells by this one
            return NotImplemented
        total = Expression({})
        for names, factor in self.terms.items():
            for other_names, other_factor in Expression.of(other).terms.items():
                total += Expression({tuple(sorted(names + other_names)): factor * other_factor})
        return total

    def __radd__(self, other: Operand) -> Expression:
        return Expression.of(other) + self

    def __rmul__(self, other: Operand) -> Expression:
        return self * other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Operand) and self.terms == Expression.of(other).terms

    def __hash__(self) -> int:
        return hash(frozenset(self.terms.items()))

    def __str__(self) -> str:
        texts: list[str] = []
        for names, factor in self.terms.items():
            sign = "" if not texts and factor >= 0 else "−" if not texts else " + " if factor >= 0 else " − "
            number = f"{abs(factor):g}" if abs(factor) != 1 or not names else ""
            texts.append(sign + number + ("·" if any(len(name) > 1 for name in names) else "").join(names))
        return "".join(texts) or "0"

    __repr__ = __str__

    def evaluate(self, values: Mapping[str, float]) -> float:
        """Put a number in the place of every symbol."""
        return sum(factor * float(np.prod([values[name] for name in names])) for names, factor in self.terms.items())


Operand = Expression | int | float


def symbols(names: str) -> np.ndarray:
    """Make a row of symbols, or rows of symbols if the names stand on several lines.

    Parameters
    ----------
    names : str
        Names with spaces between them: ``symbols("x y z")``. A name that is an integer stays that number.

    Returns
    -------
    ndarray of object, shape (K,) or (rows, K)
        Arrays that the methods' steps take in the place of tensors.

    Raises
    ------
    ValueError
        If there is no name, or the lines have different numbers of names.
    """
    rows = [line.split() for line in names.strip().splitlines()]
    if not rows or len({len(row) for row in rows}) != 1:
        raise ValueError(f"names: expected names with spaces between them, as many on each line, got {names!r}")
    table = np.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        for j, name in enumerate(row):
            table[i, j] = Expression({(): int(name)} if name.lstrip("-").isdigit() else {(name,): 1})
    return table[0] if len(rows) == 1 else table


def zeros(sizes: Sequence[int], like: Array) -> Any:
    """Return zeros of the same kind as ``like``: a tensor of its dtype, or an array that can hold symbols."""
    return like.new_zeros(sizes) if isinstance(like, Tensor) else np.zeros(sizes, dtype=like.dtype)

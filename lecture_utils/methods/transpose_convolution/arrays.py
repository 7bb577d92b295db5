"""Arrays of numbers or of SymPy's symbols, so that a method's own code prints what the slide prints: az + bx."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy
from sympy.printing.str import StrPrinter
from torch import Tensor

Array = Tensor | np.ndarray


def symbols(names: str) -> np.ndarray:
    """Make a row of SymPy's symbols, which the methods' steps take in the place of a tensor.

    Parameters
    ----------
    names : str
        As for :func:`sympy.symbols`: ``symbols("x y z")``.

    Returns
    -------
    ndarray of sympy.Symbol, shape (K,)
    """
    return np.array(sympy.symbols(names, seq=True), dtype=object)


class _SlidePrinter(StrPrinter):
    """Writes products of letters side by side."""

    def _print_Mul(self, expr: sympy.Mul) -> str:
        return str(super()._print_Mul(expr)).replace("*", "")


def slide_notation(expression: sympy.Expr | float) -> str:
    """Write an expression as the slide does: ``az + bx`` for SymPy's ``a*z + b*x``.

    Parameters
    ----------
    expression : sympy.Expr or number
        A sum of products of symbols with one letter.

    Returns
    -------
    str
    """
    return str(_SlidePrinter().doprint(expression))


def zeros(sizes: Sequence[int], like: Array) -> Any:
    """Return zeros of the same kind as ``like``: a tensor of its dtype, or an array that can hold symbols."""
    return like.new_zeros(sizes) if isinstance(like, Tensor) else np.zeros(sizes, dtype=like.dtype)

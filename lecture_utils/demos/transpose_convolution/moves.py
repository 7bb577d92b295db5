"""What the pictures of lecture 11 share: how often an output is covered, and how far a window moves."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from lecture_utils.methods.transpose_convolution import slide_notation
from lecture_utils.pictures import tint
from lecture_utils.pictures.matrices import EMPTY
from lecture_utils.pictures.number_format import number

# Colours of an output cell that 0, 1, … copies cover.
COVERS = [EMPTY, *(tint("output", amount) for amount in (0.9, 0.72, 0.58, 0.45, 0.32))]


def cover(counts: Any) -> np.ndarray:
    """Return the colour of each output cell, which so many copies cover."""
    return np.array(COVERS)[np.minimum(np.asarray(counts), len(COVERS) - 1)]


def written(values: Any) -> list[str]:
    """Write a row of numbers or symbols as the cells do."""
    return [slide_notation(value) if isinstance(value, sympy.Expr) else number(value) for value in values]


def last_move(position: Sequence[int], columns: int, stride: int) -> tuple[int, int]:
    """How many cells the last move went, going through ``columns`` positions in each row."""
    if position[1] > 0 and columns > 1:
        return (0, stride)
    return (stride, 0) if position[0] > 0 else (0, 0)

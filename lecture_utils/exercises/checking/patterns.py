"""What a wrong result as a whole has to do with the right one, for any exercise.

Nothing here is listed for an exercise. A finder takes the wrong numbers, the right ones and the case's inputs, and
yields sentences; a new kind of mistake that could happen in any exercise is a new finder in one of the four files.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lecture_utils.exercises.checking import place_patterns, shape_patterns, slice_patterns, value_patterns
from lecture_utils.exercises.checking.example import Example
from lecture_utils.exercises.checking.numbers import is_number, numbers


@dataclass(frozen=True)
class Pattern:
    """What a wrong result has to do with the right one.

    Attributes
    ----------
    sentence : str
    kind : str
        ``"whole"``: one simple change of the whole result mends it. ``"precise"``: it says what was computed.
        ``"vague"``: it says what is noticeable, or where.
    """

    sentence: str
    kind: str


def patterns(got: Any, expected: Any, example: Example) -> list[Pattern]:
    """Say what makes the wrong result right, the surest first.

    Parameters
    ----------
    got, expected : any
        They differ in their shape or in their numbers.
    example : Example
        The case's inputs.

    Returns
    -------
    list of Pattern
        About the shape, the sign, the order, a factor, an offset, sums, a function, places; empty for values that
        aren't numbers, and where no pattern holds.
    """
    theirs, ours = _as_numbers(got), _as_numbers(expected)
    if theirs is None or ours is None or not theirs.numel() or not ours.numel():
        return []
    finders = {"whole": list(shape_patterns.WHOLE), "precise": list(shape_patterns.PRECISE), "vague": []}
    if theirs.shape == ours.shape:
        finders["whole"] += value_patterns.WHOLE
        finders["precise"] += [*value_patterns.PRECISE, slice_patterns.cut_off, slice_patterns.precise]
        finders["vague"] += [*value_patterns.VAGUE, *place_patterns.VAGUE, slice_patterns.vague]
    return [
        Pattern(sentence, kind)
        for kind, several in finders.items()
        for find in several
        for sentence in find(theirs, ours, example)
    ]


def telling(expected: Any) -> bool:
    """Whether a pattern in one case alone is evidence: two results such as 0.5 are easily equal by chance."""
    right = _as_numbers(expected)
    if right is None:
        return True
    values = torch.unique(right.nan_to_num(0, 0, 0))
    if len(values) >= 2:
        return True
    # A large number, or one that is no simple fraction, isn't met by chance.
    number = abs(float(values[0])) if len(values) else 0.0
    simple = any(abs(number * part - round(number * part)) < 1e-4 for part in range(1, 17))
    return number >= 1000 or not simple


def _as_numbers(value: Any) -> Tensor | None:
    if isinstance(value, list | tuple) and value and all(is_number(item) for item in value):
        single = [numbers(item) for item in value]
        return None if any(item.is_complex() for item in single) else torch.stack(single)
    if not isinstance(value, Tensor | np.ndarray) and not is_number(value):
        return None
    try:
        found = numbers(value)
    except (TypeError, ValueError, RuntimeError):
        return None
    return None if found.is_complex() else found

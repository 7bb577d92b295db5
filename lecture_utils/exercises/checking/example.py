"""What a pattern may refer to: the inputs of the case in which a result is wrong, and their sizes by name."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from torch import Tensor

_CONSTANTS = {
    100.0: "100, as for percent",
    math.log(2): "log 2, as for logarithms to base 2",
    math.log(10): "log 10, as for logarithms to base 10",
}


@dataclass(frozen=True)
class Example:
    """One case, as a pattern sees it.

    Attributes
    ----------
    inputs : dict
        Each input by its parameter's name.
    tolerance : float
        As in :func:`~lecture_utils.exercises.checking.comparison.compare`.
    """

    inputs: dict[str, Any] = field(default_factory=dict)
    tolerance: float = 1e-5

    @cached_property
    def sizes(self) -> list[tuple[float, str]]:
        """Numbers by which a result may be off, each with a phrase for it: the sizes of tensors, and single numbers."""
        found: list[tuple[float, str]] = []
        for name, value in self.inputs.items():
            if isinstance(value, bool):
                continue
            if isinstance(value, int | float):
                found.append((float(value), f"`{name}`"))
            elif isinstance(value, Tensor | np.ndarray):
                found += _sizes(name, tuple(value.shape))
            elif isinstance(value, list | tuple) and all(type(item) in (int, float) for item in value):
                found += [(float(item), f"`{name}[{index}]`") for index, item in enumerate(value)]
        return found

    def phrases(self, factor: float) -> Iterator[tuple[bool, str]]:
        """Say what a factor may be: a size of this example, its root or its square, or a well-known constant.

        Yields
        ------
        bool
            Whether the factor is that number (``True``) or one divided by it (``False``).
        str
            ``"the number of columns of `Q`"``.
        """
        if not math.isfinite(factor) or factor <= 0:
            return
        for number, phrase in [*self.sizes, *_CONSTANTS.items()]:
            if number <= 0 or number == 1:
                continue
            for power, words in (
                (1.0, phrase),
                (0.5, f"the square root of {phrase}"),
                (2.0, f"the square of {phrase}"),
            ):
                if math.isclose(factor, number**power, rel_tol=1e-4):
                    yield True, words
                elif math.isclose(factor, number**-power, rel_tol=1e-4):
                    yield False, words


def _sizes(name: str, shape: tuple[int, ...]) -> list[tuple[float, str]]:
    if not shape:
        return []
    if len(shape) == 1:
        return [(float(shape[0]), f"the length of `{name}`")]
    if len(shape) == 2:
        named = [(shape[0], f"the number of rows of `{name}`"), (shape[1], f"the number of columns of `{name}`")]
    else:
        named = [(size, f"the size of `{name}` along dimension {dim}") for dim, size in enumerate(shape)]
    whole = (math.prod(shape), f"how many numbers `{name}` holds")
    return [(float(size), phrase) for size, phrase in [*named, whole]]

"""Random numbers that are the same on every machine and in every version of numpy: integers, hashed.

Each number is a hash (SplitMix64) of a counter, so nothing but 64-bit integer arithmetic decides it. Reference:
Steele, Lea & Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014, section 5.
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")

_STEP = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF


def hashed(number: int) -> int:
    """Hash an integer to 64 bits.

    Parameters
    ----------
    number : int
        Taken modulo 2⁶⁴.

    Returns
    -------
    int
        From 0 to 2⁶⁴ − 1.
    """
    number &= _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


def lattice(seed: int, count: int) -> np.ndarray:
    """Return ``count`` numbers in [0, 1), the hashes of ``seed`` and a counter, as float64."""
    numbers = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_STEP) + np.uint64(hashed(seed))
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((numbers ^ (numbers >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53


class RandomNumbers:
    """A stream of random numbers.

    Parameters
    ----------
    seed : int
        Any integer of at most 64 bits.
    stream : int
        Streams of one seed are independent: what one part of a scene draws shifts no other part.
    """

    def __init__(self, seed: int, stream: int = 0) -> None:
        self._state = hashed(hashed(seed) + (stream + 1) * _STEP)

    def number(self) -> float:
        """Return a number in [0, 1)."""
        self._state = number = (self._state + _STEP) & _MASK
        # hashed(number), written out: a scene draws some 350 numbers.
        number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((number ^ (number >> 31)) >> 11) * 2.0**-53

    def between(self, low: float, high: float) -> float:
        """Return a number in [low, high)."""
        return low + (high - low) * self.number()

    def about(self, middle: float, spread: float) -> float:
        """Return a number near ``middle``, at most ``spread`` away and more often near than far."""
        return middle + spread * (self.number() + self.number() + self.number() - 1.5) / 1.5

    def below(self, count: int) -> int:
        """Return an integer from 0 to count − 1."""
        return int(self.number() * count)

    def happens(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.number() < probability

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items, each as likely."""
        return items[self.below(len(items))]

    def weighted(self, weights: Sequence[float]) -> int:
        """Return an index, each as likely as its weight's share."""
        left = self.number() * sum(weights)
        for index, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return index
        return len(weights) - 1

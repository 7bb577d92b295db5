"""What has been drawn is kept, up to a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class FrameCache:
    """Keeps the most recently used values within a number of bytes.

    A key is a tuple that begins with the value's owner.

    Parameters
    ----------
    bytes_bound : int
        The most that all values together may take. A value larger than this is not kept.
    """

    def __init__(self, bytes_bound: int) -> None:
        if bytes_bound < 0:
            raise ValueError(f"bytes_bound must not be negative, got {bytes_bound}")
        self.bytes_bound = bytes_bound
        self.bytes_used = 0
        self._values: OrderedDict[tuple[Hashable, ...], tuple[Any, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: tuple[Hashable, ...]) -> bool:
        return key in self._values

    def get(self, key: tuple[Hashable, ...]) -> Any | None:
        """Return the value of ``key`` and count it as used, or None."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key][0]

    def put(self, key: tuple[Hashable, ...], value: Any, size: int) -> None:
        """Keep ``value`` (``size`` bytes) and drop what was not used for longest."""
        if key in self._values:
            self.bytes_used -= self._values.pop(key)[1]
        if size > self.bytes_bound:
            return
        self._values[key] = (value, size)
        self.bytes_used += size
        while self.bytes_used > self.bytes_bound:
            _, (_, dropped) = self._values.popitem(last=False)
            self.bytes_used -= dropped

    def drop(self, owner: Hashable) -> None:
        """Drop everything that belongs to ``owner``."""
        for key in [key for key in self._values if key[0] == owner]:
            self.bytes_used -= self._values.pop(key)[1]


# One bound for all demos of a kernel: some 500 panels.
FRAMES = FrameCache(64 * 2**20)

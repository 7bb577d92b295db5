"""The garbage that figures leave, collected between two pictures instead of in the midst of one."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def young_garbage() -> Iterator[None]:
    """Put off garbage collections while figures are drawn, and collect what they left at the end.

    A figure and its artists point at each other, so none goes before a collection. Left to itself, one comes about
    every hundredth panel that also looks through all objects of torch and matplotlib, and takes as long as twenty
    panels: a stutter. Collected at once, while it is young, a panel's garbage takes less than a millisecond.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
        gc.collect(0)

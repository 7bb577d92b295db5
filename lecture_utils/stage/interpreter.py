"""Python itself, while pictures are drawn: when it collects garbage, and how soon another thread has its turn."""

import gc
import sys
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


@contextmanager
def quick_turns() -> Iterator[None]:
    """Let other threads have their turn within half a millisecond instead of five.

    What the browser asks for passes three threads of the kernel before it is known here. Each of them waits for its
    turn while a panel is drawn.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)

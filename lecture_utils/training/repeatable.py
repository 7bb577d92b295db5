"""The same numbers at every run."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


@contextmanager
def repeatable(*numbers: int) -> Iterator[None]:
    """Use one thread and random numbers of torch that follow from these numbers; afterwards all is as it was.

    Parameters
    ----------
    *numbers : int
        At least 0.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(mixed_seed(*numbers))
            yield
    finally:
        torch.set_num_threads(threads)


def mixed_seed(*numbers: int) -> int:
    """Return one seed for several numbers, in which neighbours have nothing in common."""
    return int(np.random.SeedSequence(list(numbers)).generate_state(1, np.uint64)[0])

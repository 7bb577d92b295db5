"""Where the system can't fork: a student's function runs in a watched thread.

What it changes in the process is put back: the function shares torch's settings, the folder and the environment with
the notebook.
"""

import builtins
import contextlib
import ctypes
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import psutil
import torch

from lecture_utils.exercises.checking.execution import Calls, Outcome, Prints, Stopped
from lecture_utils.exercises.checking.worker_process import close_doors, line_of_frame


def run_in_thread(calls: Calls, seconds: float, memory: int) -> list[Outcome]:
    """Run a function on every case in a thread; past a limit, raise an exception in it and go on without it.

    Parameters and result as in :func:`lecture_utils.exercises.checking.runner.run`. A function that ends the process
    (``os._exit``) ends the kernel here.
    """
    function, count = calls.function, len(calls.cases)
    found: list[Outcome] = []
    prints = Prints()

    def work() -> None:
        with contextlib.suppress(Stopped):
            for data in calls.execute():
                found.append(Outcome.read(data | {"printed": prints.take()}))

    worker = threading.Thread(target=work, daemon=True, name="exercise")
    limit = _used_memory() + memory
    stopped = Outcome("ended")
    redirected = contextlib.redirect_stdout(prints), contextlib.redirect_stderr(prints)
    with process_kept(), _doors_closed(function), redirected[0], redirected[1]:
        worker.start()
        deadline = time.monotonic() + seconds
        while worker.is_alive() and stopped.kind == "ended":
            worker.join(0.02)
            if time.monotonic() > deadline:
                frame = sys._current_frames().get(worker.ident or 0)
                stopped = Outcome("time", line=line_of_frame(frame, function))
            elif _used_memory() > limit:
                stopped = Outcome("memory")
        outcomes = found[:]
        _stop(worker)
    if len(outcomes) < count:
        outcomes.append(stopped)
    return outcomes + [Outcome("not run")] * (count - len(outcomes))


@contextlib.contextmanager
def process_kept() -> Iterator[None]:
    """Put back afterwards what belongs to the whole process and not to a function.

    Torch's default dtype and device, its print options, threads and deterministic mode; numpy's print options; the
    random numbers of Python, numpy and torch; the working directory, the environment, and where modules are found.
    """
    settings: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
        (torch.get_default_dtype(), torch.set_default_dtype),
        (torch.get_default_device(), torch.set_default_device),
        (torch.get_num_threads(), torch.set_num_threads),
        (torch.are_deterministic_algorithms_enabled(), torch.use_deterministic_algorithms),
        (torch.is_grad_enabled(), torch.set_grad_enabled),
        (torch.get_rng_state(), torch.set_rng_state),
        (random.getstate(), random.setstate),
        (np.random.get_state(), np.random.set_state),  # noqa: NPY002
        (sys.path[:], lambda path: sys.path.__setitem__(slice(None), path)),
        (sys.getrecursionlimit(), sys.setrecursionlimit),
    )
    printing, numpy_printing = vars(torch._tensor_str.PRINT_OPTS).copy(), np.get_printoptions()
    folder, environment = os.getcwd(), dict(os.environ)
    try:
        yield
    finally:
        for before, put_back in settings:
            put_back(before)
        for name, value in printing.items():
            setattr(torch._tensor_str.PRINT_OPTS, name, value)
        np.set_printoptions(**numpy_printing)
        with contextlib.suppress(OSError):
            os.chdir(folder)
        for name in os.environ.keys() - environment.keys():
            del os.environ[name]
        os.environ.update(environment)


@contextlib.contextmanager
def _doors_closed(function: Callable[..., Any]) -> Iterator[None]:
    ask = builtins.input
    before = close_doors(function)
    try:
        yield
    finally:
        builtins.input = ask
        getattr(function, "__globals__", {}).update(before)


def _stop(worker: threading.Thread) -> None:
    """Raise :class:`Stopped` in the thread, again and again in case its code catches everything."""
    for _ in range(25):
        if not worker.is_alive() or worker.ident is None:
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident), ctypes.py_object(Stopped))
        worker.join(0.02)


def _used_memory() -> int:
    return int(psutil.Process().memory_info().rss)

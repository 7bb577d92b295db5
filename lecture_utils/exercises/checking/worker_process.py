"""What happens in the forked process in which a student's function runs."""

import builtins
import contextlib
import gc
import io
import json
import math
import os
import signal
import struct
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

import torch

from lecture_utils.exercises.checking.execution import Calls, Prints, code_line

HEADER = struct.Struct(">Q")
"""Each message is its length in bytes, then JSON."""

LARGEST_MESSAGE = 64 * 2**20


def run_in_worker(writer: int, calls: Calls, seconds: float, memory: int) -> NoReturn:
    """Run every case and write what it did to the pipe; leave without the parent's clean-up.

    Parameters
    ----------
    writer : int
        The writing end of the pipe.
    calls : Calls
        The function with its cases.
    seconds, memory
        As in :func:`lecture_utils.exercises.checking.runner.run`.
    """
    try:
        prints = _leave_the_parent(writer)
        _warm_up()
        _limit(writer, calls.function, seconds, memory)
        close_doors(calls.function)
        _send(writer, {"kind": "started"})
        for data in calls.execute():
            _send(writer, data | {"printed": prints.take()})
        _send(writer, {"kind": "done"})
    finally:
        os._exit(0)


def _leave_the_parent(writer: int) -> Prints:
    """Cut every tie to the notebook: its process group, signals, prints, files and sockets."""
    os.setsid()
    with contextlib.suppress(ValueError):
        signal.set_wakeup_fd(-1)  # else a signal here would wake the parent's event loop
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    gc.freeze()  # no finalizer of the parent's objects runs here
    prints = Prints()
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = prints  # type: ignore[misc, assignment]
    sys.stdin = sys.__stdin__ = io.StringIO()  # type: ignore[misc, assignment]
    _silence_kernel()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, writer)
    os.closerange(writer + 1, min(os.sysconf("SC_OPEN_MAX"), 2**20) if os.sysconf("SC_OPEN_MAX") > 0 else 4096)
    return prints


def _silence_kernel() -> None:
    """Make a Jupyter kernel's copy in this process unable to send: its sockets belong to the parent."""
    if "IPython" not in sys.modules:
        return
    kernel = getattr(sys.modules["IPython"].get_ipython(), "kernel", None)
    if kernel is not None:
        kernel.session.send = lambda *arguments, **named: None
        kernel.iopub_thread.send_multipart = lambda *arguments, **named: None


def _warm_up() -> None:
    """Compute a little. Where a forked torch can't, this ends before the start is reported."""
    torch.set_num_threads(1)
    torch.ones(2, 2, requires_grad=True).matmul(torch.ones(2, 2)).exp().sum().backward()


def close_doors(function: Callable[..., Any]) -> dict[str, Any]:
    """Replace ``input``, and IPython's ``exit`` and ``quit``, which would speak to the kernel.

    Returns
    -------
    dict
        What was replaced in the function's own namespace, to be put back.
    """

    def leave(*arguments: Any) -> NoReturn:
        raise SystemExit(*arguments)

    def ask(*arguments: Any) -> NoReturn:
        raise EOFError("nobody answers input() while an exercise is checked")

    space = getattr(function, "__globals__", {})
    before = {name: space[name] for name in ("exit", "quit") if type(space.get(name)).__name__.endswith("ExitAutocall")}
    space.update(dict.fromkeys(before, leave))
    builtins.input = ask
    return before


def _limit(writer: int, function: Callable[..., Any], seconds: float, memory: int) -> None:
    """Limit memory and time; at the time limit, report the line that runs and leave."""
    import resource  # not on Windows

    space = _address_space()
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, math.ceil(seconds) + 2)]
    if space:
        limits.append((resource.RLIMIT_AS, space + memory))
    for kind, limit in limits:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))

    def report_and_leave(number: int, frame: FrameType | None) -> NoReturn:
        try:
            _send(writer, {"kind": "time", "line": line_of_frame(frame, function)})
        finally:
            os._exit(0)

    signal.signal(signal.SIGALRM, report_and_leave)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _address_space() -> int:
    """Bytes of address space in use, or 0 where the system doesn't tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def line_of_frame(frame: FrameType | None, function: Callable[..., Any]) -> str:
    """Find the innermost line of the student's own code among the frames that run."""
    own = getattr(function, "__globals__", None)
    while frame is not None:
        if frame.f_globals is own:
            return code_line(frame.f_code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return ""


def _send(writer: int, message: dict[str, Any]) -> None:
    text = json.dumps(message).encode("ascii")
    data = memoryview(HEADER.pack(len(text)) + text)
    while data:
        data = data[os.write(writer, data) :]

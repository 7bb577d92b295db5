"""Runs a student's function so that nothing it does reaches the notebook.

Where the system can fork, the function runs in a child process with a limit on time and memory, without the parent's
files, sockets, prints and keyboard; what it returns comes back as plain data. Elsewhere (Windows) it runs in a watched
thread, which survives all but the end of the whole process.
"""

import contextlib
import json
import os
import select
import signal
import time
import warnings
from collections.abc import Callable, Collection
from typing import Any

import psutil

from lecture_utils.exercises.checking.case import Case
from lecture_utils.exercises.checking.execution import Calls, Outcome
from lecture_utils.exercises.checking.orphans import Orphans
from lecture_utils.exercises.checking.worker_process import HEADER, LARGEST_MESSAGE, run_in_worker
from lecture_utils.exercises.checking.worker_thread import run_in_thread

_GRACE = 0.5  # seconds that the child has to report its own time limit before the parent ends it


def run(
    function: Callable[..., Any],
    cases: list[Case],
    names: list[list[str]],
    *,
    seconds: float = 5.0,
    memory: int = 2**30,
    gradient: bool = False,
    watched: Collection[str] = (),
    isolation: str = "",
) -> list[Outcome]:
    """Run a function on every case, isolated.

    Parameters
    ----------
    function : callable
        May loop without end, raise, exit, allocate without end, print megabytes or end its own process.
    cases : list of Case
        They stay unchanged.
    names : list of list of str
        For each case the names of its inputs.
    seconds : float
        Limit for all cases together.
    memory : int
        Bytes that the function may use beyond what is in use at the start.
    gradient : bool
        Also compute gradients.
    watched : collection of str
        Functions of torch whose calls are reported.
    isolation : str
        ``"process"``, ``"thread"``, or ``""`` for the process where the system can fork and the thread elsewhere.
        ``"none"`` is for functions that are trusted: they run here, without limits.

    Returns
    -------
    list of Outcome
        One for each case; after a case that was stopped, the others are ``"not run"``.

    Raises
    ------
    ValueError
        If ``isolation`` is none of the four.
    """
    if isolation not in ("", "process", "thread", "none"):
        raise ValueError(f"isolation must be 'process', 'thread', 'none' or ''; got {isolation!r}")
    calls = Calls(function, cases, names, gradient, tuple(watched))
    if isolation == "none":
        return [Outcome.read(data) for data in calls.execute()]
    if isolation != "thread" and hasattr(os, "fork"):
        outcomes = _run_in_process(calls, seconds, memory)
        if outcomes is not None:
            return outcomes
    return run_in_thread(calls, seconds, memory)


def _run_in_process(calls: Calls, seconds: float, memory: int) -> list[Outcome] | None:
    """Fork, read what the child reports, end it. ``None`` if a forked child can't compute on this system."""
    reader, writer = os.pipe()
    orphans = Orphans()
    with warnings.catch_warnings():
        # Python warns that a child of a process with threads may wait for a lock for ever. This child is ended then.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        run_in_worker(writer, calls, seconds, memory)  # never returns
    os.close(writer)
    child = _Child(pid, memory)
    try:
        messages = _read_messages(reader, child, time.monotonic() + seconds + _GRACE)
    finally:
        os.close(reader)
        child.end()
        orphans.end()
    if not any(message.get("kind") == "started" for message in messages):
        return None
    return _outcomes(messages, len(calls.cases), child.signal)


class _Child:
    """The forked process, seen from the notebook's."""

    def __init__(self, pid: int, memory: int) -> None:
        self.pid = pid
        self.most_memory = psutil.Process().memory_info().rss + memory
        self.status: int | None = None

    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        if self.status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # the notebook ignores the ends of its processes
                pid, status = self.pid, 0
            self.status = status if pid else None
        return self.status is not None

    def takes_too_much(self) -> bool:
        """Whether it holds more memory than it may, on a system that doesn't limit it by itself (macOS)."""
        try:
            return psutil.Process(self.pid).memory_info().rss > self.most_memory
        except psutil.Error:
            return False

    def end(self) -> None:
        """End it, and every process that it started: those in its group and, while it lives, those that left it."""
        ended = self.has_ended()
        with contextlib.suppress(psutil.Error):
            for process in psutil.Process(self.pid).children(recursive=True) if not ended else []:
                with contextlib.suppress(psutil.Error):
                    process.kill()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if ended:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)  # in case it hadn't yet come as far as leading a group
        with contextlib.suppress(ChildProcessError):
            self.status = os.waitpid(self.pid, 0)[1]

    @property
    def signal(self) -> int:
        """The signal that ended it, or 0."""
        return os.WTERMSIG(self.status) if self.status is not None and os.WIFSIGNALED(self.status) else 0


def _read_messages(reader: int, child: _Child, deadline: float) -> list[dict[str, Any]]:
    """Read the child's messages until it says that it is done, ends, takes too much, or the deadline has passed."""
    messages: list[dict[str, Any]] = []
    unread = bytearray()
    while True:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([reader], [], [], max(min(left, 0.05), 0))
        if ready:
            data = os.read(reader, 2**20)
            unread += data
            while (message := _take_message(unread)) is not None:
                messages.append(message)
                if message.get("kind") == "done":
                    return messages
            if not data or len(unread) > LARGEST_MESSAGE + HEADER.size:
                return messages
        elif left <= 0:
            return [*messages, {"kind": "time", "line": ""}]
        elif child.takes_too_much():
            return [*messages, {"kind": "stopped for memory"}]
        # A process that the child left behind may hold the pipe open, so there may be no end of file to wait for.
        elif child.has_ended() and not select.select([reader], [], [], 0)[0]:
            return messages


def _take_message(unread: bytearray) -> dict[str, Any] | None:
    """Cut the first whole message off the bytes read; anything that isn't one counts as the end of the messages."""
    if len(unread) < HEADER.size:
        return None
    (length,) = HEADER.unpack_from(unread)
    if len(unread) < HEADER.size + length:
        return None
    text = bytes(unread[HEADER.size : HEADER.size + length])
    del unread[: HEADER.size + length]
    try:
        message = json.loads(text)
        return message if isinstance(message, dict) else {"kind": "done"}
    except (ValueError, RecursionError):
        return {"kind": "done"}


def _outcomes(messages: list[dict[str, Any]], count: int, ending_signal: int) -> list[Outcome]:
    """One outcome for each case, the first without a result being where the child was stopped or ended."""
    outcomes: list[Outcome] = []
    stopped = Outcome("ended", error=_CRASHES.get(ending_signal, ""))
    for message in messages:
        if message.get("kind") == "time":
            stopped = Outcome("time", line=str(message.get("line", ""))[:400])
        elif message.get("kind") == "stopped for memory":
            stopped = Outcome("memory")
        elif message.get("kind") not in ("started", "done"):
            try:
                outcomes.append(Outcome.read(message))
            except (KeyError, TypeError, ValueError):
                break
    outcomes = outcomes[:count]
    if len(outcomes) < count:
        outcomes.append(stopped)
    return outcomes + [Outcome("not run")] * (count - len(outcomes))


_CRASHES = {
    int(getattr(signal, name)): text
    for name, text in (("SIGSEGV", "segmentation fault"), ("SIGABRT", "abort"))
    if hasattr(signal, name)
}

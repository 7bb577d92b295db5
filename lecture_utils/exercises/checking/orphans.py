"""Ends processes that a student's function started in a session of their own and left behind.

Such a process is in no group of the function's process, and once its parent has ended nothing says whose it was. Linux
lets a process take in the orphans of its descendants: for the time of a check, that is the notebook's.
"""

import contextlib
import ctypes
import os
import signal
import sys

import psutil

_SET_CHILD_SUBREAPER = 36  # of prctl, in <linux/prctl.h>


class Orphans:
    """Takes in the orphans of this process's descendants from now on, until :meth:`end` ends them."""

    def __init__(self) -> None:
        self.before = {process.pid for process in psutil.Process().children()}
        self.adopts = _adopt(True)

    def end(self) -> None:
        """End the orphans that came since then, with all their descendants, and take in no more."""
        if not self.adopts:
            return
        # Ending one may leave others behind, which come here in turn.
        while new := [process for process in psutil.Process().children() if self._is_orphan(process)]:
            for process in new:
                with contextlib.suppress(psutil.Error):
                    for descendant in [*process.children(recursive=True), process]:
                        os.kill(descendant.pid, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(process.pid, 0)
        _adopt(False)

    def _is_orphan(self, process: psutil.Process) -> bool:
        """Whether a child came since then, and in a session other than ours: another thread's child shares ours."""
        if process.pid in self.before:
            return False
        try:
            return os.getsid(process.pid) != os.getsid(0)
        except ProcessLookupError:
            return False


def _adopt(on: bool) -> bool:
    """Take in orphans or no longer; says whether the system can."""
    if not sys.platform.startswith("linux"):
        return False
    return ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, int(on), 0, 0, 0) == 0

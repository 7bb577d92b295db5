"""On which machine and with which code a network was trained."""

import platform
import subprocess
from pathlib import Path

import torch

PACKAGE = Path(__file__).parents[1]


def machine() -> dict[str, str]:
    """Name the processor, the system, and the versions of Python and torch."""
    return {
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def commit() -> str:
    """Return the last commit that changed the package; "" where git doesn't know it.

    Changes that aren't committed yet are told by a "+" at the end.
    """
    last = _git("log", "-1", "--format=%H", "--", ".")
    return last + "+" if last and _git("status", "--porcelain", "--", ".") else last


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(PACKAGE), *arguments], capture_output=True, text=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()

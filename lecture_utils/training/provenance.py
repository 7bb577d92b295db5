"""On which machine and with which code a network was trained."""

import ast
import platform
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import torch

from lecture_utils.training.recipe import Recipe

_PACKAGE = Path(__file__).parents[1]
_METHODS = "lecture_utils.methods."
_LOOP = [f"lecture_utils.training.{part}" for part in ("data", "learner", "optimisation", "recipe", "repeatable")]


def machine() -> dict[str, str]:
    """Name the processor, the system, and the versions of Python and torch."""
    return {
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def commit() -> str:
    """Return the last commit that changed the package, with "+" if it has been changed since; "" if git has none."""
    last = _git("log", "-1", "--format=%H", "--", ".")
    return last + "+" if last and _git("status", "--porcelain", "--", ".") else last


def code_version(recipe: Recipe) -> str:
    """Return what changes with the code that decides a training's numbers, but for the data's.

    That is the recipe's module, the methods that it imports, the methods that they import, and the loop; comments,
    docstrings and spaces don't count.

    Parameters
    ----------
    recipe : Recipe

    Returns
    -------
    str
        The first 16 hexadecimal digits of a SHA-256.
    """
    modules = [cls.__module__ for cls in type(recipe).__mro__ if issubclass(cls, Recipe)]
    waiting, code = [*modules, *_LOOP], {}
    while waiting:
        name = waiting.pop()
        if name not in code and (tree := _parsed(name)) is not None:
            waiting += [imported for imported in _imported(tree) if imported.startswith(_METHODS)]
            code[name] = ast.dump(_without_docstrings(tree))
    return sha256("\n".join(code[name] for name in sorted(code)).encode()).hexdigest()[:16]


def _parsed(module: str) -> ast.Module | None:
    """Parse a loaded module's file; None if there is none, as in a notebook."""
    path = getattr(sys.modules.get(module), "__file__", None)
    return ast.parse(Path(path).read_text(encoding="utf-8")) if path else None


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            del node.body[0]
    return tree


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield all names that may be those of imported modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(_PACKAGE), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        lines = []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()

"""One file per topic: state and controls in, pictures out.

A demo is made by a function whose name ends in ``_demo`` and whose arguments all have defaults.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable

from lecture_utils.stage import Demo


def all_demos() -> dict[str, Callable[[], Demo]]:
    """Find every demo of the package, as ``"topic.function"``; tests and benchmarks go through them."""
    found: dict[str, Callable[[], Demo]] = {}
    for module in pkgutil.iter_modules(__path__):
        topic = importlib.import_module(f"{__name__}.{module.name}")
        for name, function in inspect.getmembers(topic, inspect.isfunction):
            if name.endswith("_demo") and not name.startswith("_"):
                found[f"{module.name}.{name}"] = function
    return found

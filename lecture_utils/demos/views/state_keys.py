"""Panels and texts that are made for a demo: which state keys they read isn't known before."""

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import Any, TypeVar

Result = TypeVar("Result")


def reading(keys: Sequence[str], function: Callable[..., Result], first: str = "") -> Callable[..., Result]:
    """Let a function of any named arguments read exactly these state keys.

    Parameters
    ----------
    keys : sequence of str
        Twice the same is once.
    function : callable
        Called with the keys' values as named arguments.
    first : {"", "figure", "axes"}
        What it is called with before them.

    Examples
    --------
    >>> draw = reading(("scene", "row"), lambda axes, **state: print(state), first="axes")
    >>> Panel("picture", draw).keys
    ('scene', 'row')
    """

    def called(*given: Any, **state: Any) -> Result:
        return function(*given, **state)

    names = [*([first] if first else []), *dict.fromkeys(keys)]
    called.__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names])  # type: ignore[attr-defined]
    return called

"""The inputs on which a student's function is compared with the solution."""

import inspect
from collections.abc import Callable
from typing import Any


class Case:
    """One set of inputs on which a student's function is compared with the solution.

    Parameters
    ----------
    *positional, **named
        The inputs. Each run gets a deep copy of them.
    name : str
        What is special about this case, shown when it fails: ``"a box that ends on a cell's border"``.
    """

    def __init__(self, *positional: Any, name: str = "", **named: Any) -> None:
        self.positional = positional
        self.named = named
        self.name = name

    def names(self, function: Callable[..., Any]) -> list[str]:
        """Give the names of the function's parameters that these inputs go to, positional ones first.

        Raises
        ------
        TypeError
            If the function can't be called with these inputs.
        """
        signature = inspect.signature(function)
        signature.bind(*self.positional, **self.named)
        names: list[str] = []
        for name, parameter in signature.parameters.items():
            if parameter.kind is parameter.VAR_POSITIONAL:
                names += [f"{name}[{index}]" for index in range(len(self.positional) - len(names))]
            else:
                names.append(name)
        return names[: len(self.positional)] + list(self.named)

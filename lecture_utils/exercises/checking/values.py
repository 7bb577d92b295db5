"""Values as short text: the same text on every machine, with shapes, without addresses."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from torch import Tensor

_MOST_NUMBERS = 64
_LONGEST_TEXT = 300
_MOST_LINES = 12


def kind_of(value: Any) -> str:
    """Name what a value is: ``"a float32 tensor of shape (2×3)"``, ``"a list of 3"``, ``"None"``."""
    if value is None or value is Ellipsis:
        return "None" if value is None else "..."
    name = _kind(value)
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def _kind(value: Any) -> str:
    if isinstance(value, Tensor | np.ndarray):
        library = "tensor" if isinstance(value, Tensor) else "numpy array"
        return f"{dtype_of(value)} {library} of shape {shape_of(value)}"
    name = getattr(value, "type_name", type(value).__name__)
    if isinstance(value, list | tuple | set | dict):
        return f"{name} of {len(value)}"
    return {"str": "string", "int": "whole number"}.get(name, name)


def outline(value: Any) -> str:
    """Name what a container holds, one value on a line; of anything else, its kind."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {kind_of(item)}" for key, item in list(value.items())[:_MOST_LINES])
    if isinstance(value, list | tuple) and value:
        lines = [f"{number}. {kind_of(item)}" for number, item in enumerate(value[:_MOST_LINES], start=1)]
        return "\n".join(lines + ["…"] * (len(value) > _MOST_LINES))
    return kind_of(value)


def shape_of(value: Any) -> str:
    """Give the shape as the slides write it: ``"(2×3)"``; ``"()"`` for a single number."""
    return "(" + "×".join(str(size) for size in value.shape) + ("" if len(value.shape) != 1 else ",") + ")"


def dtype_of(value: Any) -> str:
    """Give the dtype's name without its library."""
    return str(value.dtype).removeprefix("torch.")


def show_value(value: Any) -> str:
    """Write a value out: numbers with four digits, one row of a tensor per line, large ones as their range."""
    if isinstance(value, Tensor | np.ndarray):
        few = math.prod(value.shape) <= _MOST_NUMBERS
        text = _show_numbers(value.tolist()) if few else _show_range(value)
        return f"{show_shape(value)} {text}".strip()
    if isinstance(value, np.generic):
        return show_number(value.item())
    if isinstance(value, bool | int | float | complex):
        return show_number(value)
    return _shorten(_show_container(value))


def show_shape(value: Any) -> str:
    """Give the shape of a tensor or array that has dimensions, ``""`` for anything else."""
    return shape_of(value) if isinstance(value, Tensor | np.ndarray) and value.ndim else ""


def show_number(value: Any, digits: int = 4) -> str:
    """Write a number with so many digits, whole ones without a point."""
    if isinstance(value, bool | complex):
        return str(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else f"{value:.4g}" if abs(value) < 10**300 else "a huge number"
    if value == value // 1 and 10**digits <= abs(value) < 10**15:
        return str(int(value))  # 105415200, not 1.054e+08
    return f"{value:.{digits}g}"


def _show_numbers(values: Any) -> str:
    """Write nested lists of numbers in columns, innermost lists on a line each."""
    if not isinstance(values, list):
        return show_number(values)
    texts = iter(_equal_decimals(list(_flat(values))))
    matrix = any(isinstance(row, list) for row in values)
    return _show_rows(values, texts, indent=1) if matrix else f"[{', '.join(text.strip() for text in texts)}]"


def _show_rows(values: list[Any], texts: Iterator[str], indent: int) -> str:
    rows = [_show_rows(row, texts, indent + 1) if isinstance(row, list) else next(texts) for row in values]
    separator = ",\n" + " " * indent if values and isinstance(values[0], list) else ", "
    return "[" + separator.join(rows) + "]"


def _equal_decimals(numbers: list[Any]) -> list[str]:
    """Write numbers that stand in columns: equally wide, with equally many decimals unless their sizes differ much."""
    texts = [show_number(number) for number in numbers]
    sizes = [abs(number) for number in numbers if isinstance(number, float) and math.isfinite(number) and number]
    if sizes and min(sizes) >= 0.001 and max(sizes) < 10_000:
        decimals = max(len(text.partition(".")[2]) for text in texts)
        texts = [f"{number:.{min(decimals, 4)}f}" for number in numbers]
    width = max((len(text) for text in texts), default=0)
    return [f"{text:>{width}}" for text in texts]


def _flat(values: Any) -> Iterator[Any]:
    for item in values if isinstance(values, list) else ():
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def _show_range(value: Any) -> str:
    numbers = value.double() if isinstance(value, Tensor) and not value.is_complex() else value
    try:
        lowest, highest = float(numbers.min()), float(numbers.max())
    except (RuntimeError, TypeError):
        return dtype_of(value)
    return f"{dtype_of(value)}, from {show_number(lowest)} to {show_number(highest)}"


def _show_container(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show_value(key)}: {show_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(show_value(item) for item in value)) + "}"
    if isinstance(value, list | tuple):
        items = ", ".join(show_value(item) for item in value)
        if isinstance(value, list):
            return f"[{items}]"
        return f"({items},)" if len(value) == 1 else f"({items})"
    if value is None or value is Ellipsis or isinstance(value, str):
        return "..." if value is Ellipsis else repr(value)
    return f"<{getattr(value, 'type_name', type(value).__name__)}>"


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + " …"

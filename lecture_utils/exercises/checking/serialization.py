"""Values on their way out of an isolated process: as plain data, never as pickled objects.

A pickle may run code where it is opened. What a student's function returns is therefore written as JSON that can
only mean numbers, strings, tensors and containers of them; everything else crosses as the name of its type.
"""

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128),
    )
}
_ARRAY_KINDS = "biufc"
_DEEPEST = 20
_MOST_ITEMS = 100_000
_MOST_BYTES = 32 * 2**20


class TooLarge(Exception):
    """The value is deeper, longer or larger than a check compares."""


@dataclass(frozen=True)
class Other:
    """Stands for a value that isn't data: a generator, a function, an object of a class.

    Attributes
    ----------
    type_name : str
        The name of its type.
    """

    type_name: str

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


def encode(value: Any) -> Any:
    """Write a value as plain data for ``json.dumps``.

    Parameters
    ----------
    value : any
        Tensors, numpy arrays and numbers, Python numbers, strings, ``None``, and lists, tuples, sets and dictionaries
        of them are written in full; any other object by its type's name.

    Returns
    -------
    dict
        Read back by :func:`decode`.

    Raises
    ------
    TooLarge
        If the value is nested deeper than 20 levels (or contains itself), or holds more than 100 000 items or 32 MiB.
    """
    return _Encoder().write(value, depth=0)


class _Encoder:
    def __init__(self) -> None:
        self.items = 0
        self.bytes = 0

    def write(self, value: Any, depth: int) -> dict[str, Any]:
        self.items += 1
        if depth > _DEEPEST or self.items > _MOST_ITEMS:
            raise TooLarge
        if value is None or value is Ellipsis or isinstance(value, bool | int | float | complex | str):
            return self._write_atom(value)
        if isinstance(value, Tensor):
            return self._write_tensor(value)
        if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in _ARRAY_KINDS:
            return self._write_array(np.asarray(value), scalar=isinstance(value, np.generic))
        if isinstance(value, list | tuple | set | frozenset):
            return self._write_sequence(value, depth)
        if isinstance(value, dict):
            pairs = [[self.write(key, depth + 1), self.write(item, depth + 1)] for key, item in value.items()]
            return {"is": "dict", "pairs": pairs}
        return {"is": "other", "type": type(value).__name__[:80]}

    def _write_atom(self, value: Any) -> dict[str, Any]:
        if value is None or value is Ellipsis:
            return {"is": "none" if value is None else "ellipsis"}
        if isinstance(value, bool):
            return {"is": "bool", "value": bool(value)}
        if isinstance(value, int):
            if int.bit_length(value) > 10_000:
                raise TooLarge
            return {"is": "int", "value": int(value)}
        if isinstance(value, float):
            return {"is": "float", "value": float(value)}
        if isinstance(value, complex):
            return {"is": "complex", "value": [value.real, value.imag]}
        text = str.__str__(value)
        self._count(4 * len(text))
        return {"is": "str", "value": text.encode("utf-8", "replace").decode("utf-8")}

    def _write_sequence(self, value: Any, depth: int) -> dict[str, Any]:
        items = [self.write(item, depth + 1) for item in value]
        if isinstance(value, set | frozenset):
            return {"is": "set", "items": sorted(items, key=str)}
        return {"is": "list" if isinstance(value, list) else "tuple", "items": items}

    def _write_tensor(self, value: Tensor) -> dict[str, Any]:
        dtype = str(value.dtype).removeprefix("torch.")
        if value.is_meta or value.is_nested or value.layout != torch.strided or dtype not in _DTYPES:
            return {"is": "other", "type": f"{_special(value)}{dtype} tensor"}
        self._count(value.numel() * value.element_size())
        plain = value.detach().cpu().resolve_conj().resolve_neg()
        # A new copy: one number that is a part of another tensor keeps its strides, which `view` refuses.
        whole = plain.clone(memory_format=torch.contiguous_format).reshape(-1)
        data = whole.view(torch.uint8).numpy().tobytes()
        return {"is": "tensor", "dtype": dtype, "shape": list(value.shape), "data": _as_text(data)}

    def _write_array(self, value: np.ndarray, scalar: bool) -> dict[str, Any]:
        self._count(value.nbytes)
        plain = value.astype(value.dtype.newbyteorder("="), copy=False)
        data = np.ascontiguousarray(plain).tobytes()
        kind = "numpy number" if scalar else "array"
        return {"is": kind, "dtype": value.dtype.name, "shape": list(value.shape), "data": _as_text(data)}

    def _count(self, number: int) -> None:
        self.bytes += number
        if self.bytes > _MOST_BYTES:
            raise TooLarge


def _special(value: Tensor) -> str:
    """Say what keeps a tensor from being compared number by number."""
    if value.is_meta:
        return "meta (shape without numbers) "
    return "nested " if value.is_nested else "sparse " if value.layout != torch.strided else ""


def _as_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def decode(data: Any) -> Any:
    """Read what :func:`encode` wrote.

    Parameters
    ----------
    data : dict
        Comes from a process that can't be trusted: anything that :func:`encode` doesn't write is refused.

    Returns
    -------
    any
        The value; an :class:`Other` where the original isn't data.

    Raises
    ------
    ValueError
        If ``data`` isn't what :func:`encode` writes.
    """
    try:
        return _read(data)
    except (LookupError, TypeError, AttributeError, RuntimeError, OverflowError) as error:
        raise ValueError(f"data must be what encode() writes; reading it ended in {type(error).__name__}") from None


def _read(data: dict[str, Any]) -> Any:
    kind = data["is"]
    if kind in ("none", "ellipsis"):
        return None if kind == "none" else Ellipsis
    if kind in ("bool", "int", "float", "str"):
        return {"bool": bool, "int": int, "float": float, "str": str}[kind](data["value"])
    if kind == "complex":
        return complex(*data["value"])
    if kind in ("list", "tuple"):
        items = [_read(item) for item in data["items"]]
        return items if kind == "list" else tuple(items)
    if kind == "set":
        return {_read(item) for item in data["items"]}
    if kind == "dict":
        return {_read(key): _read(item) for key, item in data["pairs"]}
    if kind == "tensor":
        return _read_tensor(data)
    if kind in ("array", "numpy number"):
        values = np.frombuffer(base64.b64decode(data["data"]), dtype=np.dtype(data["dtype"])).reshape(data["shape"])
        return values.copy() if kind == "array" else values.reshape(-1)[0]
    if kind == "other":
        return Other(str(data["type"]))
    raise KeyError(kind)


def _read_tensor(data: dict[str, Any]) -> Tensor:
    raw = bytearray(base64.b64decode(data["data"]))
    dtype = _DTYPES[data["dtype"]]
    if not raw:
        return torch.empty(0, dtype=dtype).reshape(data["shape"])
    return torch.frombuffer(raw, dtype=dtype).reshape(data["shape"])

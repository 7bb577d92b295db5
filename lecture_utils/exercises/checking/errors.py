"""What an exception of Python's or torch's means in an exercise, in the student's terms."""

import builtins
import dis
import re
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

from torch import Tensor

from lecture_utils.exercises.checking.execution import Outcome
from lecture_utils.exercises.checking.values import kind_of

_STUB_STEPS = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "POP_TOP"}
_REDUCTIONS = r"\.(sum|mean|amax|amin|max|min|prod|norm|logsumexp|var|std)\("


def is_stub(function: Callable[..., Any]) -> bool:
    """Whether nothing is computed in a function's body: ``...``, ``pass``, a docstring, ``return None``."""
    code = getattr(function, "__code__", None)
    return code is not None and all(step.opname in _STUB_STEPS for step in dis.get_instructions(code))


def unwritten_helpers(function: Callable[..., Any]) -> list[str]:
    """Name the functions of the notebook that a function calls and that aren't written yet."""
    found: list[str] = []
    seen: set[int] = set()
    _collect_stubs(function, found, seen)
    return found


def _collect_stubs(function: Any, found: list[str], seen: set[int]) -> None:
    if not isinstance(function, FunctionType) or id(function) in seen:
        return
    seen.add(id(function))
    for name in _names(function.__code__):
        helper = function.__globals__.get(name)
        if isinstance(helper, FunctionType) and helper.__globals__ is function.__globals__:
            if is_stub(helper) and name not in found and helper is not function:
                found.append(name)
            _collect_stubs(helper, found, seen)


def _names(code: CodeType) -> Iterator[str]:
    """All global names in a function's code, those of functions inside it too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def explain(function: Callable[..., Any], got: Outcome, inputs: dict[str, Any]) -> str:
    """Say what an exception means, or ``""`` where its own text has to do.

    Parameters
    ----------
    function : callable
        The student's function.
    got : Outcome
        Of kind ``"raised"``.
    inputs : dict
        The case's inputs by name.
    """
    if "NoneType" in got.error and (helpers := unwritten_helpers(function)):
        calls = " and ".join(f"`{name}`" for name in helpers)
        return f"Your function calls {calls}, which isn't written yet and returns None. Write it first."
    for pattern, answer in _ANSWERS:
        if match := re.search(pattern, got.error):
            sentence = answer(match, got, inputs)
            if sentence:
                return sentence
    return ""


def _no_attribute(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    kind, attribute = match.groups()
    if kind == "NoneType":
        return "Something is None here: does a function in this line return nothing?"
    names = [name for name, value in inputs.items() if type(value).__name__ == kind]
    if not names:
        return ""
    which = " and ".join(f"`{name}`" for name in names)
    what = kind_of(inputs[names[0]])
    return f"What comes as {which} is {what.partition(' of ')[0]}, which has no `.{attribute}`."


def _none(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return "Something is None here: does a function in this line return nothing?"


def _sizes(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    reduction = re.search(_REDUCTIONS, got.line)
    if reduction and "keepdim" not in got.line:
        return (
            "The shapes of two tensors in this line don't fit. If one is the result of "
            "`.{reduction.group(1)}(...)`, which drops the dimension that it is taken over: `keepdim=True` keeps "
            "it, with size 1."
        )
    return (
        "The shapes of two tensors in this line don't fit, number by number. If one of them is a sum, mean or maximum "
        "along a dimension, `keepdim=True` keeps that dimension; `[:, None]` adds one."
    )


def _concatenated(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return (
        f"Tensors that are joined along dimension {match.group(1)} need the same size in all other dimensions; here "
        f"one has {match.group(2)} and one {match.group(3)}. Is it the right dimension, and are both of one size "
        "otherwise?"
    )


def _channels(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return (
        f"The weights of this convolution take in {match.group(1)} channels, and what it gets has {match.group(2)}. "
        "Are they the weights for this tensor, in the order in which torch wants their dimensions?"
    )


def _product(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return (
        "A matrix product `A @ B` needs as many columns of A as B has rows. Does one of the two in this line have "
        "to be transposed (`.T`), or do they come in another order?"
    )


def _index(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    index, size = int(match.group(1)), int(match.group(2))
    if index == size:
        return f"Off by one: indices count from 0, so the last of {size} is {size - 1}."
    return f"There are {size} along that dimension, with indices from 0 to {size - 1}; the index is {index}."


def _whole(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return "Indices, sizes and slices need whole numbers: `int(...)`, `.long()`, or `//` in place of `/`."


def _unknown(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    name = match.group(1)
    if hasattr(builtins, name):
        return ""
    return f"`{name}` isn't defined. Is it misspelt, is an import missing, or has the cell that defines it not run?"


def _ambiguous(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return (
        "`if`, `and`, `max(...)` and the like need one truth value, and here is a tensor of several. `torch.where`, "
        "`&` and `torch.maximum` decide for each number."
    )


def _dimension(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    number = int(match.group(1))
    shapes = [f"`{name}` has {value.ndim}" for name, value in inputs.items() if isinstance(value, Tensor)]
    return f"There is no dimension {number} here. Of the inputs, {', '.join(shapes)}." if shapes else ""


def _broadcast_write(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return "What is written and the place that it is written to have different sizes: compare both slices."


def _once(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return (
        f"A tensor of type {match.group(1)} can't be mixed with one of type {match.group(2)} here: convert one of them."
    )


def _unpack(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return "The number of names on the left of `=` isn't the number of values on the right: look at the input's shape."


def _pair(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    name = match.group(1)
    also = " `amax` and `amin` give the values alone." if name in ("max", "min") else ""
    return f"`.{name}(dim)` returns two tensors, values and indices: take `.values` or `.indices`.{also}"


def _nothing(match: re.Match[str], got: Outcome, inputs: dict[str, Any]) -> str:
    return "There is no maximum or minimum of nothing: a slice is empty here. Decide first what its result is."


_ANSWERS: list[tuple[str, Callable[[re.Match[str], Outcome, dict[str, Any]], str]]] = [
    (r"'(\w+)' object has no attribute '(\w+)'", _no_attribute),
    (r"NoneType", _none),
    (r"torch\.return_types\.(\w+)", _pair),
    (r"reduction dim \d+ to have non-zero size|numel\(\) == 0|non-zero size|arg is an empty", _nothing),
    (r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\)", _sizes),
    (r"Sizes of tensors must match except in dimension (\d+)\. Expected size (\d+) but got size (\d+)", _concatenated),
    (r"weight of size .* to have (\d+) channels, but got (\d+) channels", _channels),
    (r"shapes cannot be multiplied \((\d+x\d+) and (\d+x\d+)\)", _product),
    (r"size mismatch, got input \((\d+)\), mat \((\d+x\d+)\)", _product),
    (r"inconsistent tensor size, expected tensor \[(\d+)\] and src \[(\d+)\]", _product),
    (r"index (-?\d+) is out of bounds for dimension \d+ with size (\d+)", _index),
    (
        r"slice indices must be integers|must be integers|cannot be interpreted as an integer|used as indices must be",
        _whole,
    ),
    (r"name '(\w+)' is not defined", _unknown),
    (r"[Bb]oolean value of Tensor|truth value of an array", _ambiguous),
    (r"Dimension out of range .* but got (-?\d+)", _dimension),
    (r"expanded size of the tensor|shape mismatch: value tensor|could not be broadcast", _broadcast_write),
    (r"expected .*(Float|Double|Long|Int|Half) but (?:found|got) .*(Float|Double|Long|Int|Half)", _once),
    (r"ndex put requires the source and destination dtypes match, got (\w+) for the destination and (\w+)", _once),
    (r"too many values to unpack|not enough values to unpack", _unpack),
]

"""One call of one function on one case, described as plain data.

The same code calls the student's function (in an isolated process), the solution and the known mistakes, so all of
them get equal inputs and equal random numbers and are compared like with like.
"""

import copy
import inspect
import io
import linecache
import random
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from lecture_utils.exercises.checking.case import Case
from lecture_utils.exercises.checking.serialization import TooLarge, decode, encode

_LONGEST_PRINT = 400


class Stopped(BaseException):
    """Raised in a watched thread that has run past a limit."""


@dataclass(frozen=True)
class Outcome:
    """What one call did.

    Attributes
    ----------
    kind : str
        ``"returned"``, ``"raised"``, ``"too large"`` (the result), ``"time"`` (stopped at the limit), ``"memory"``,
        ``"ended"`` (the process ended) or ``"not run"``.
    value : any
        What came back, through :mod:`~lecture_utils.exercises.checking.serialization`.
    error_type, error : str
        The exception's type and text.
    line : str
        The line of the student's own code in which it happened, with its number.
    changed : tuple of str
        The parameters whose values the call changed in place.
    gradients : dict or None
        Gradient of a fixed weighted sum of the result with respect to each float tensor input; ``None`` where the
        result doesn't depend on any of them in a differentiable way, or where it wasn't asked for.
    gradient_error : str
        What was raised only when the inputs required gradients.
    printed : str
        What was printed, shortened.
    used : tuple of str
        Those of the watched functions of torch that were called.
    """

    kind: str
    value: Any = None
    error_type: str = ""
    error: str = ""
    line: str = ""
    changed: tuple[str, ...] = ()
    gradients: dict[str, Tensor] | None = None
    gradient_error: str = ""
    printed: str = ""
    used: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Outcome":
        """Build an outcome from what :func:`execute` wrote, perhaps in a process that can't be trusted."""
        gradients = decode(data["gradients"])
        if not isinstance(gradients, dict | None):
            raise ValueError("gradients must be a dictionary or None")
        if data["kind"] not in ("returned", "raised", "too large", "memory"):
            raise ValueError(f"kind must be one that execute() writes; got {data['kind']!r}")
        return cls(
            kind=data["kind"],
            value=decode(data["value"]),
            error_type=str(data["error_type"])[:80],
            error=str(data["error"])[:_LONGEST_PRINT],
            line=str(data["line"])[:_LONGEST_PRINT],
            changed=tuple(str(name) for name in data["changed"]),
            gradients=gradients,
            gradient_error=str(data["gradient_error"])[:_LONGEST_PRINT],
            printed=str(data["printed"])[: 2 * _LONGEST_PRINT],
            used=tuple(str(name)[:80] for name in data["used"]),
        )


@dataclass
class Prints(io.TextIOBase):
    """Takes the place of ``sys.stdout``: keeps the beginning of what is printed and counts the rest."""

    kept: str = ""
    dropped: int = field(default=0)

    def write(self, text: str) -> int:
        """Keep what still fits."""
        room = _LONGEST_PRINT - len(self.kept)
        self.kept += text[:room]
        self.dropped += max(len(text) - room, 0)
        return len(text)

    def writable(self) -> bool:
        """Say that it can be printed on."""
        return True

    def take(self) -> str:
        """Return what was printed since the last call, and begin anew."""
        text = self.kept.rstrip() + (f" … ({self.dropped} more characters)" if self.dropped else "")
        self.kept, self.dropped = "", 0
        return text


TORCHVISION = "torchvision"
"""Among the watched names: any function of this library."""


METHODS = "lecture_utils.methods."
"""The lecture's own methods may call torchvision: a function that calls them doesn't."""


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _library(frame: FrameType) -> str:
    return _module(frame).partition(".")[0]


class _Watch(TorchFunctionMode):
    """Notes which of some functions of torch are called, as a function or as a method; and whether torchvision is."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self.names = names
        self.used: set[str] = set()

    def __enter__(self) -> "_Watch":
        if TORCHVISION in self.names:
            self._before = sys.getprofile()
            sys.setprofile(self._note_torchvision)
        super().__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        super().__exit__(*raised)
        if TORCHVISION in self.names:
            sys.setprofile(self._before)

    def _note_torchvision(self, frame: FrameType, event: str, argument: Any) -> None:
        if event != "call" or _library(frame) != TORCHVISION or frame.f_code.co_name == "<module>":  # an import
            return
        caller = frame.f_back
        while caller is not None and _library(caller) in (TORCHVISION, "torch"):
            caller = caller.f_back
        if caller is None or not _module(caller).startswith(METHODS):
            self.used.add(TORCHVISION)

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Note the call and let it go on."""
        name = getattr(func, "__name__", "")
        if name in self.names:
            self.used.add(name)
        return func(*args, **(kwargs or {}))


def execute(
    function: Callable[..., Any],
    case: Case,
    names: list[str],
    gradient: bool = False,
    watched: Collection[str] = (),
) -> dict[str, Any]:
    """Call the function on a copy of the case's inputs.

    Parameters
    ----------
    function : callable
        The student's function, the solution or a known mistake.
    case : Case
        Stays unchanged.
    names : list of str
        The names of the inputs, positional ones first, for the message about inputs changed in place.
    gradient : bool
        Also compute gradients with respect to the float tensors among the inputs.
    watched : collection of str
        Functions of torch whose calls are reported: ``{"softmax"}``; ``"torchvision"`` for any of that library.

    Returns
    -------
    dict
        Plain data for ``json.dumps``; :meth:`Outcome.read` reads it.
    """
    data = {"kind": "returned", "value": encode(None), "error_type": "", "error": "", "line": "", "changed": []}
    data |= {"gradients": encode(None), "gradient_error": "", "printed": "", "used": []}
    watch = _Watch(watched) if watched else None
    try:
        with _same_random_numbers():
            positional, named = copy.deepcopy((case.positional, case.named))
            with watch or nullcontext():
                value = function(*positional, **named)
        data["used"] = sorted(watch.used) if watch else []
        data["value"] = encode(value)
        data["changed"] = _changed(case, positional, named, names)
        if gradient and not data["changed"]:
            data |= _execute_gradients(function, case, names)
    except TooLarge:
        data["kind"] = "too large"
    except Stopped:
        raise
    except BaseException as error:
        text = _text(error)
        memory = isinstance(error, MemoryError) or "can't allocate memory" in text
        data |= {"kind": "memory" if memory else "raised", "value": encode(None), "error_type": type(error).__name__}
        data |= {"error": text, "line": own_line(function, error.__traceback__)}
    return data


@dataclass(frozen=True)
class Calls:
    """A function with the cases that it is called on, and what is to be found out about each call.

    Attributes
    ----------
    function : callable
    cases : list of Case
    names : list of list of str
        For each case the names of its inputs.
    gradient, watched
        As in :func:`execute`.
    """

    function: Callable[..., Any]
    cases: list[Case]
    names: list[list[str]]
    gradient: bool = False
    watched: tuple[str, ...] = ()

    def execute(self) -> Iterator[dict[str, Any]]:
        """Call the function on one case after the other; gives what :func:`execute` gives for each."""
        for case, names in zip(self.cases, self.names, strict=True):
            yield execute(self.function, case, names, self.gradient, self.watched)


def _text(error: BaseException) -> str:
    """Give an exception's text, whatever its ``__str__`` does."""
    try:
        return str(error)[:_LONGEST_PRINT]
    except BaseException:
        return ""


def own_line(function: Callable[..., Any], traceback: TracebackType | None) -> str:
    """Find the innermost line of the student's own code in a traceback: ``"line 3: return x[5]"``."""
    own = getattr(inspect.unwrap(function), "__globals__", None)
    line = ""
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_globals is own:
            line = code_line(frame.f_code.co_filename, traceback.tb_lineno)
        traceback = traceback.tb_next
    return line


def code_line(file: str, number: int) -> str:
    """Give a line of code with its number, without its indentation."""
    return f"line {number}: {linecache.getline(file, number).strip()}"


@contextmanager
def _same_random_numbers() -> Iterator[None]:
    """Seed every generator for the time of one call: dropout is the same in the solution and in what is checked."""
    before = random.getstate(), np.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002
    torch.random.default_generator.manual_seed(0)
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002
        torch.set_rng_state(before[2])


def _changed(case: Case, positional: tuple[Any, ...], named: dict[str, Any], names: list[str]) -> list[str]:
    """Names of the inputs whose copies no longer equal the originals."""
    before = [*case.positional, *case.named.values()]
    after = [*positional, *named.values()]
    return [name for name, was, now in zip(names, before, after, strict=True) if encode(was) != encode(now)]


def _execute_gradients(function: Callable[..., Any], case: Case, names: list[str]) -> dict[str, Any]:
    try:
        with _same_random_numbers():
            return {"gradients": encode(_gradients(function, case, names))}
    except (Stopped, SystemExit, MemoryError):
        raise
    except BaseException as error:
        return {"gradient_error": f"{type(error).__name__}: {_text(error)}"}


def _gradients(function: Callable[..., Any], case: Case, names: list[str]) -> dict[str, Tensor] | None:
    """Gradient of the result's sum, weighted differently at each place, for each float tensor among the inputs."""
    positional, named = copy.deepcopy((case.positional, case.named))
    tensors = {
        name: value.requires_grad_()
        for name, value in zip(names, [*positional, *named.values()], strict=True)
        if isinstance(value, Tensor) and value.is_floating_point()
    }
    total = sum(_weighted_sum(result) for result in _float_tensors(function(*positional, **named)))
    if not isinstance(total, Tensor) or not total.requires_grad:
        return None
    found = torch.autograd.grad(total, list(tensors.values()), allow_unused=True)
    return {
        name: torch.zeros_like(value) if slope is None else slope
        for (name, value), slope in zip(tensors.items(), found, strict=True)
    }


def _float_tensors(result: Any) -> list[Tensor]:
    if isinstance(result, Tensor):
        return [result] if result.is_floating_point() else []
    if isinstance(result, dict):
        result = list(result.values())
    return [tensor for item in result for tensor in _float_tensors(item)] if isinstance(result, list | tuple) else []


def _weighted_sum(result: Tensor) -> Tensor:
    weights = torch.cos(torch.arange(result.numel(), dtype=torch.float64)).to(result.dtype).reshape(result.shape)
    return (torch.where(torch.isfinite(result), result, 0) * weights).sum()

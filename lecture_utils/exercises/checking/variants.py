"""Inputs changed in one way, so that the solution itself shows which mistake a student's function makes.

If a function gives for ``stride=2`` what the solution gives for ``stride=1``, it ignores the stride. So a mistake in
how an input is used is recognised in every exercise without being listed: an argument ignored, off by one, doubled or
divided; a tensor transposed, mirrored, negated, rounded or cut off at 0; two arguments exchanged, or one used in place
of another; a box read in another format.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lecture_utils.exercises.checking.case import Case


@dataclass(frozen=True)
class Variant:
    """A case with one input changed.

    Attributes
    ----------
    sentence : str
        What a function does that gives for the case what the solution gives for this variant.
    case : Case
    ignores : str
        The name of the argument that the variant leaves out of account; empty for other changes.
    """

    sentence: str
    case: Case
    ignores: str = ""


def variants(case: Case, names: list[str], defaults: dict[str, Any]) -> Iterator[Variant]:
    """Change one input of a case after the other.

    Parameters
    ----------
    case : Case
    names : list of str
        The names of its inputs, positional ones first.
    defaults : dict
        The solution's parameters that have a default value.
    """
    values = [*case.positional, *case.named.values()]
    for index, (name, value) in enumerate(zip(names, values, strict=True)):
        for sentence, changed, ignored in _changes(name, value, defaults):
            yield Variant(sentence, _with(case, values, {index: changed}), name if ignored else "")
    yield from _boxes_together(case, values, names)
    yield from _columns_together(case, values, names)
    yield from _numbers_per_row(case, values, names)
    yield from _first_items(case, values)
    for i, first in enumerate(values):
        for j, second in enumerate(values):
            if i != j and _exchangeable(first, second):
                sentence = f"`{names[j]}` is used in place of `{names[i]}`."
                yield Variant(sentence, _with(case, values, {i: second}))
                if i < j:
                    sentence = f"`{names[i]}` and `{names[j]}` are exchanged."
                    yield Variant(sentence, _with(case, values, {i: second, j: first}))


def _first_items(case: Case, values: list[Any]) -> Iterator[Variant]:
    """Keep the first item of a batch, that is of all tensors, if they have equally many."""
    tensors = {index: value for index, value in enumerate(values) if isinstance(value, Tensor) and value.ndim > 1}
    counts = {len(value) for value in tensors.values()}
    if len(counts) == 1 and counts.pop() > 1:
        changes = {index: value[:1] for index, value in tensors.items()}
        yield Variant("Only the first item of the inputs is used.", _with(case, values, changes))


def _with(case: Case, values: list[Any], changes: dict[int, Any]) -> Case:
    """Copy a case with some of its inputs changed."""
    new = [changes.get(index, value) for index, value in enumerate(values)]
    count = len(case.positional)
    return Case(*new[:count], **dict(zip(case.named, new[count:], strict=True)))


def _exchangeable(first: Any, second: Any) -> bool:
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        return first.dtype == second.dtype and first.ndim == second.ndim and not torch.equal(first, second)
    return type(first) is type(second) and isinstance(first, int | float | tuple) and first != second


Change = tuple[str, Any, bool]


def _changes(name: str, value: Any, defaults: dict[str, Any]) -> Iterator[Change]:
    if isinstance(value, bool):
        if defaults.get(name) is (not value):
            yield f"`{name}` is not used: your result is that of `{name}={not value}`.", not value, True
        else:
            yield f"`{name}` is taken the other way round.", not value, False
    elif isinstance(value, int | float):
        yield from _changed_number(name, value, defaults)
    elif isinstance(value, Tensor) and not value.is_complex():
        if value.dtype == torch.bool:
            yield from _changed_mask(name, value)
        else:
            yield from _changed_tensor(name, value)
    elif isinstance(value, tuple | list) and len(value) > 1:
        yield from _changed_sequence(name, value)


def _changed_number(name: str, value: int | float, defaults: dict[str, Any]) -> Iterator[Change]:
    default = defaults.get(name)
    whole = isinstance(value, int)
    if name == "dim" and value not in (-1, 0):
        yield "`dim` is not used: your result is that of the last dimension, `dim=-1`.", -1, True
    if isinstance(default, int | float) and default != value:
        yield f"`{name}` is not used: your result is that of `{name}={default}`.", default, True
    plains: tuple[int | float, ...] = (1, 0) if whole else (1.0,)
    if whole and value % 2 == 0:
        plains = (*plains, 2)  # where a number has to be even, 1 and 0 aren't legal
    for plain in plains:
        if plain not in (value, default):
            yield f"`{name}` is not used: your result is that of `{name}={plain:g}`.", plain, True
    if whole:
        yield f"Your result is that of `{name} + 1`: one too many.", value + 1, False
        yield f"Your result is that of `{name} - 1`: one too few.", value - 1, False
        yield f"`{name}` is counted twice.", 2 * value, False
        if value % 2 == 0:
            yield f"`{name}` is counted half.", value // 2, False
        elif value > 2:
            yield f"`{name}` is counted half.", value / 2, False
    elif value:
        if 0 < value < 1 and value != 0.5:
            yield f"1 − `{name}` is used in place of `{name}`.", 1 - value, False
        yield f"You divide by `{name}` where you should multiply, or the other way round.", 1 / value, False
        yield f"`{name}` is counted twice.", 2 * value, False
        yield f"`{name}` is counted half.", value / 2, False
        yield f"The square of `{name}` is used.", value * value, False
        if value > 0:
            yield f"The square root of `{name}` is used.", value**0.5, False
        yield f"The sign of `{name}` is wrong.", -value, False


def _changed_sequence(name: str, value: tuple[Any, ...] | list[Any]) -> Iterator[Change]:
    """Change a tuple or list of two items or more."""
    kind = type(value)
    yield f"`{name}` is read from its end.", kind(reversed(value)), False
    yield f"Only the first item of `{name}` is used.", value[:1], False
    yield f"Only the last item of `{name}` is used.", value[-1:], False
    if len(value) > 2:
        yield f"The first item of `{name}` is left out.", value[1:], False
        yield f"The last item of `{name}` is left out.", value[:-1], False
    if all(isinstance(item, float) and item for item in value):
        inverse = kind(1 / item for item in value)
        yield (
            f"You divide by the numbers of `{name}` where you should multiply, or the other way round.",
            inverse,
            False,
        )


def _changed_tensor(name: str, value: Tensor) -> Iterator[Change]:
    if value.ndim >= 2:
        yield f"Rows and columns of `{name}` are exchanged.", value.transpose(-1, -2).contiguous(), False
        yield f"`{name}` is mirrored in your result, along both dimensions.", value.flip(-1, -2), False
    for dim in range(value.ndim):
        where = "" if value.ndim == 1 else f" along dimension {dim}"
        yield f"`{name}` is mirrored in your result{where}.", value.flip(dim), False
    if value.ndim >= 2 and value.shape[-1] >= 4 and value.shape[-1] % 2 == 0:
        halves = torch.cat(list(reversed(value.chunk(2, dim=-1))), dim=-1)
        yield f"The first and the second half of the columns of `{name}` are exchanged.", halves, False
    if value.is_floating_point():
        for sentence, change in _FLOAT_CHANGES.items():
            yield sentence.format(name=name), change(value), False
    else:
        yield f"The numbers of `{name}` are too large by 1 in your result.", value + 1, False
        yield f"The numbers of `{name}` are too small by 1 in your result.", value - 1, False
    if _holds_boxes(name):
        yield from _changed_boxes(name, value)
    if value.any():
        yield f"`{name}` is not used: your result is that of zeros.", torch.zeros_like(value), True
    if not (value == 1).all():
        yield f"`{name}` is not used: your result is that of ones.", torch.ones_like(value), True


def _changed_mask(name: str, value: Tensor) -> Iterator[Change]:
    """Change a tensor of bool."""
    yield f"`{name}` is taken the other way round.", ~value, False
    if value.ndim >= 2:
        yield f"Rows and columns of `{name}` are exchanged.", value.transpose(-1, -2).contiguous(), False
    for dim in range(value.ndim):
        where = "" if value.ndim == 1 else f" along dimension {dim}"
        yield f"`{name}` is mirrored in your result{where}.", value.flip(dim), False
    if value.any():
        yield f"`{name}` is not used: your result is that of False everywhere.", torch.zeros_like(value), True
    if not value.all():
        yield f"`{name}` is not used: your result is that of True everywhere.", torch.ones_like(value), True


_FLOAT_CHANGES: dict[str, Callable[[Tensor], Tensor]] = {
    "The sign of `{name}` is wrong.": lambda value: -value,
    "Negative numbers of `{name}` are taken as positive.": torch.abs,
    "Negative numbers of `{name}` count as 0.": lambda value: value.clamp(min=0),
    "The fractions of `{name}` are cut off first.": torch.trunc,
    "`{name}` is rounded down first.": torch.floor,
    "`{name}` is rounded up first.": torch.ceil,
    "`{name}` is rounded to whole numbers first.": torch.round,
    "`{name}` is moved by one half.": lambda value: value - 0.5,
    "`{name}` is moved by one half the other way.": lambda value: value + 0.5,
    "`{name}` is too small by 1 in your result.": lambda value: value - 1,
    "`{name}` is too large by 1 in your result.": lambda value: value + 1,
    "`{name}` is counted twice.": lambda value: 2 * value,
    "`{name}` is counted half.": lambda value: value / 2,
    "`{name}` is squared first.": lambda value: value * value,
}


def _holds_boxes(name: str) -> bool:
    return "box" in name or name in ("rois", "regions", "proposals", "anchors", "truth", "truths")


def _boxes_together(case: Case, values: list[Any], names: list[str]) -> Iterator[Variant]:
    """Read all inputs that are boxes in the same wrong format."""
    places = [
        place
        for place, (name, value) in enumerate(zip(names, values, strict=True))
        if _holds_boxes(name) and isinstance(value, Tensor) and value.ndim and value.shape[-1] in (4, 5)
    ]
    if len(places) > 1:
        together = " and ".join(f"`{names[place]}`" for place in places)
        read = {place: _read_otherwise(values[place]) for place in places}
        for words in read[places[0]]:
            changes = {place: formats[words] for place, formats in read.items()}
            yield Variant(f"{together} are taken for {words}.", _with(case, values, changes))


def _columns_together(case: Case, values: list[Any], names: list[str]) -> Iterator[Variant]:
    """Change the last dimension of all tensors in which it is of one size, such as matrices with the same columns."""
    tensors = [
        place
        for place, value in enumerate(values)
        if isinstance(value, Tensor) and value.ndim and not value.is_complex()
    ]
    for size in dict.fromkeys(values[place].shape[-1] for place in tensors):
        places = [place for place in tensors if values[place].shape[-1] == size]
        if len(places) < 2 or size < 2 or max(values[place].ndim for place in places) < 2:
            continue  # what one tensor lacks shows in the result: see `shape_patterns.ends`
        together = " and ".join(f"`{names[place]}`" for place in places)
        for sentence, change in _COLUMN_CHANGES.items():
            changes = {place: change(values[place]) for place in places}
            yield Variant(sentence.format(names=together), _with(case, values, changes))


def _numbers_per_row(case: Case, values: list[Any], names: list[str]) -> Iterator[Variant]:
    """Multiply a number by how many rows there are, or divide it by that: a sum in place of a mean, or the reverse."""
    tensors = {
        name: value for name, value in zip(names, values, strict=True) if isinstance(value, Tensor) and value.ndim
    }
    rows = {len(value): name for name, value in tensors.items()}
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        if isinstance(value, float) and value:
            for count, of in rows.items():
                if count > 1:
                    times = f"`{name}` is multiplied by the number of rows of `{of}` in your result."
                    yield Variant(times, _with(case, values, {place: value * count}))
                    divided = f"`{name}` is divided by the number of rows of `{of}` in your result."
                    yield Variant(divided, _with(case, values, {place: value / count}))


_COLUMN_CHANGES: dict[str, Callable[[Tensor], Tensor]] = {
    "Only the first column of {names} is used.": lambda value: value[..., :1],
    "Only the last column of {names} is used.": lambda value: value[..., -1:],
    "The first column of {names} is left out.": lambda value: value[..., 1:],
    "The last column of {names} is left out.": lambda value: value[..., :-1],
    "The numbers of {names} are sorted first.": lambda value: value.sort(dim=-1).values,
    "The numbers of {names} are summed up from the left first.": lambda value: value.cumsum(dim=-1),
    "The numbers of {names} are squared first.": lambda value: value * value,
}


def _read_otherwise(value: Tensor) -> dict[str, Tensor]:
    """Read boxes, the last four numbers of each row, in other formats."""
    front, (a, b, c, d) = value[..., :-4], value[..., -4:].unbind(-1)
    formats = {
        "(x, y, width, height)": (a, b, a + c, b + d),
        "(centre x, centre y, width, height)": (a - c / 2, b - d / 2, a + c / 2, b + d / 2),
        "(y1, x1, y2, x2)": (b, a, d, c),
        "(x1, x2, y1, y2)": (a, c, b, d),
        "boxes whose last pixel belongs to them (+ 1)": (a, b, c + 1, d + 1),
        "boxes without their last pixel (− 1)": (a, b, c - 1, d - 1),
    }
    return {words: torch.cat([front, torch.stack(numbers, -1).to(value)], -1) for words, numbers in formats.items()}


def _changed_boxes(name: str, value: Tensor) -> Iterator[Change]:
    """Read the boxes of one input in another format."""
    if value.ndim < 1 or value.shape[-1] not in (4, 5):
        return
    for words, otherwise in _read_otherwise(value).items():
        yield f"`{name}` is taken for {words}.", otherwise, False
    if value.is_floating_point():  # zeros and ones are boxes without area, which a method may refuse
        unit = value.new_tensor([0, 0, 1, 1]).expand_as(value[..., -4:])
        sentence = f"`{name}` is not used: your result is that of the boxes (0, 0, 1, 1)."
        yield sentence, torch.cat([value[..., :-4], unit], -1), True

"""What a result of the wrong shape has to do with the right one."""

import itertools
from collections.abc import Iterator

import torch
from torch import Tensor

from lecture_utils.exercises.checking.example import Example
from lecture_utils.exercises.checking.numbers import equal


def order(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a transposed result, or one whose dimensions are in another order; their sizes may agree."""
    if not 2 <= got.ndim <= 4 or got.ndim != expected.ndim:
        return
    for dims in itertools.permutations(range(got.ndim)):
        if dims != tuple(range(got.ndim)) and equal(got.permute(dims), expected, example.tolerance):
            if got.ndim == 2:
                yield "The numbers are right, but transposed: rows and columns have changed places."
            else:
                mended = ", ".join(map(str, dims))
                yield f"The numbers are right, but the dimensions are in another order; `permute({mended})` mends it."
            return


def arrangement(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find the right numbers in another shape."""
    if got.shape == expected.shape or not equal(got.reshape(-1), expected.reshape(-1), example.tolerance):
        return
    if [size for size in got.shape if size != 1] == [size for size in expected.shape if size != 1]:
        more = "too many" if got.ndim > expected.ndim else "too few"
        if got.ndim != expected.ndim:
            yield f"The numbers are right; there is a dimension of size 1 {more} (`keepdim`, `squeeze`, `[:, None]`)."
            return
    yield "The numbers are right, but in another shape (`reshape`)."


def reduction(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a sum, mean or maximum that is still to be taken, or that was taken over a dimension too many."""
    for whole, part, sentence in (
        (got, expected, "The right result is the {what} of your numbers{where}: it is still to be taken."),
        (expected, got, "Your result is the {what} of the right numbers{where}: one dimension too many is lost."),
    ):
        if whole.ndim <= part.ndim and part.shape == whole.shape:
            continue
        for dims in _subsets(whole.ndim):
            where = "" if len(dims) == whole.ndim else f" along dimension {' and '.join(map(str, dims))}"
            sizes = [size for dim, size in enumerate(whole.shape) if dim not in dims]
            if sizes != list(part.shape) and [s for s in part.shape if s != 1] != [s for s in sizes if s != 1]:
                continue
            for what, taken in (("sum", whole.sum(dims)), ("mean", whole.mean(dims)), ("maximum", whole.amax(dims))):
                if equal(taken.reshape(-1), part.reshape(-1), example.tolerance):
                    yield sentence.format(what=what, where=where)


def repeated(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a result that broadcasting has repeated along a dimension."""
    if got.ndim <= expected.ndim or got.shape[got.ndim - expected.ndim :] != expected.shape:
        return
    if equal(got, expected.expand(got.shape), example.tolerance):
        yield "The numbers are right, but repeated: broadcasting has added a dimension."


def all_pairs(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find each item combined with each, where items were to be combined one by one."""
    if got.ndim != expected.ndim + 1 or not expected.ndim or got.shape[0] != got.shape[1] or got.shape[0] < 2:
        return
    if equal(got.diagonal(dim1=0, dim2=1).movedim(-1, 0), expected, example.tolerance):
        yield "Each item is combined with each: the right numbers are on the diagonal of yours. Combine i with i only."


def first_alone(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a result for the first item only."""
    several = expected.ndim > 0 and got.ndim == expected.ndim - 1 and expected.shape[0] > 1
    if several and equal(got, expected[0], example.tolerance):
        yield f"Your result is that of the first item only. There are {expected.shape[0]}."


def masks(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find a mask with a 1 at the wanted index, where the index itself was wanted; and the other way round."""
    for mask, index, sentence in (
        (
            got,
            expected,
            "You return a mask that is 1 at the right place. Return the place, a number.",
        ),
        (expected, got, "You return the right place. A mask is wanted that is 1 there (`one_hot`)."),
    ):
        if mask.ndim != index.ndim + 1 or mask.shape[:-1] != index.shape or mask.shape[-1] < 2:
            continue
        ones = ((mask == 0) | (mask == 1)).all() and bool((mask.sum(-1) == 1).all())
        if ones and equal(mask.argmax(-1).to(index.dtype), index, 1e-9):
            yield sentence


def rows_and_columns(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find places given by row and column, where one number, row · width + column, was wanted; and vice versa."""
    widths = {
        int(number)
        for value in example.inputs.values()
        for number in (
            value.shape if isinstance(value, Tensor) else value if isinstance(value, tuple | list) else [value]
        )
        if isinstance(number, int) and number > 1
    }
    for pairs, flat, sentence in (
        (got, expected, "You return row and column of each place. One number is wanted: row · width + column."),
        (expected, got, "You return one number for each place. Return its row and its column."),
    ):
        for dim in {0, pairs.ndim - 1} if pairs.ndim == flat.ndim + 1 else ():
            if pairs.shape[dim] != 2 or pairs.select(dim, 0).shape != flat.shape:
                continue
            row, column = pairs.unbind(dim)
            if any(torch.equal(row * width + column, flat) for width in widths):
                yield sentence
                return


def ends(got: Tensor, expected: Tensor, example: Example) -> Iterator[str]:
    """Find rows or columns too many, or missing, at the start or the end."""
    if got.ndim != expected.ndim or got.shape == expected.shape or not got.ndim:
        return
    if all(mine >= right for mine, right in zip(got.shape, expected.shape, strict=True)):
        larger, smaller, words = got, expected, "Yours has {count} too many at the {end}"
    elif all(mine <= right for mine, right in zip(got.shape, expected.shape, strict=True)):
        larger, smaller, words = expected, got, "Yours lacks {count} at the {end}"
    else:
        return
    spare = [a - b for a, b in zip(larger.shape, smaller.shape, strict=True)]
    starts = {"end": [0] * larger.ndim, "start": spare, "start and the end": [s // 2 for s in spare]}
    for end, start in starts.items():
        window = tuple(slice(s, s + size) for s, size in zip(start, smaller.shape, strict=True))
        if smaller.numel() and equal(larger[window], smaller, example.tolerance):
            counts = [f"{s} {_line(dim, larger.ndim, s)}" for dim, s in enumerate(spare) if s]
            yield f"The numbers are right where both results have one. {_fill(words, counts, end)}."
            return


def _fill(words: str, counts: list[str], end: str) -> str:
    return words.format(count=" and ".join(counts), end=end)


def _line(dim: int, ndim: int, count: int) -> str:
    word = {1: ["number"], 2: ["row", "column"]}.get(ndim)
    if word is None:
        return f"(along dimension {dim})"
    return word[dim] + ("s" if count != 1 else "")


def _subsets(ndim: int) -> list[tuple[int, ...]]:
    """Every set of dimensions, all of them first, then single ones."""
    sets = [dims for count in range(1, ndim + 1) for dims in itertools.combinations(range(ndim), count)]
    return sorted(sets, key=lambda dims: (len(dims) != ndim, len(dims)))


WHOLE = (order,)
PRECISE = (arrangement, repeated, all_pairs, first_alone, masks, rows_and_columns, ends, reduction)

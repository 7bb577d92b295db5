"""Where a filter goes: sizes, stride, padding and dilation, the same for 1-D, 2-D and for both operations.

A convolution reads from a *large* array and writes a *small* one; its transpose reads the small one and writes the
large one. With the same filter, stride and padding both touch the same pairs of cells, so one :class:`Movement` serves
both.
"""

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

Numbers = int | Sequence[int]


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """How many outputs a convolution has along one dimension.

    The filter covers ``dilation * (kernel_size - 1) + 1`` cells. It starts at the first cell of the padded input and
    moves by ``stride`` as long as it fits.

    Parameters
    ----------
    size, kernel_size : int
        Cells of the input, weights of the filter.
    stride, padding, dilation : int
        As for :func:`torch.nn.functional.conv1d`.

    Returns
    -------
    int
        The number of positions; below 1 if the filter does not fit once.

    References
    ----------
    Slide "Recall: Normal 3 x 3 convolution, stride 2 pad 1": 4 → 2. Dumoulin & Visin, *A guide to convolution
    arithmetic for deep learning*, 2016, relationship 6.
    """
    extent = dilation * (kernel_size - 1) + 1
    return (size + 2 * padding - extent) // stride + 1


def transpose_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> int:
    """How many outputs a transpose convolution has along one dimension.

    The first copy of the filter covers ``dilation * (kernel_size - 1) + 1`` cells, each further one moves on by
    ``stride``. ``padding`` is cut off at both ends, ``output_padding`` is put back at the far end.

    Parameters
    ----------
    size, kernel_size : int
        Cells of the input, weights of the filter.
    stride, padding, output_padding, dilation : int
        As for :func:`torch.nn.functional.conv_transpose1d`.

    Returns
    -------
    int
        The number of outputs; below 1 if the padding cuts everything off.

    References
    ----------
    Slide "3 x 3 transpose convolution, stride 2 pad 1": 2 → 4, which needs ``output_padding=1``. Dumoulin & Visin,
    2016, relationship 14.
    """
    extent = dilation * (kernel_size - 1) + 1
    return (size - 1) * stride + extent - 2 * padding + output_padding


def input_sizes(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> range:
    """All input sizes that a convolution maps to ``size`` outputs: ``stride`` of them.

    This is why the transpose needs ``output_padding``: going back from ``size``, each of these is possible, and
    ``output_padding`` 0, 1, … chooses the first, the second, ….

    Parameters
    ----------
    size, kernel_size, stride, padding, dilation : int
        ``size`` is the output of the convolution, which is the input of its transpose.

    Returns
    -------
    range of ``stride`` sizes, those below 1 left out
    """
    smallest = transpose_output_size(size, kernel_size, stride, padding, 0, dilation)
    return range(max(smallest, 1), max(smallest + stride, 1))


def expand(name: str, value: Numbers, dimensions: int, lowest: int) -> tuple[int, ...]:
    """Write one number, or one per dimension, as one per dimension.

    Raises
    ------
    ValueError
        If ``value`` is neither, or a number is below ``lowest``.
    """
    try:
        numbers = tuple(operator.index(number) for number in (value if isinstance(value, Sequence) else (value,)))
    except TypeError:
        numbers = ()
    if isinstance(value, str) or len(numbers) not in (1, dimensions) or min(numbers) < lowest:
        kind = "an integer" if dimensions == 1 else f"an integer or {dimensions} integers"
        raise ValueError(f"{name}: expected {kind} of at least {lowest}, got {value!r}")
    return numbers if len(numbers) == dimensions else numbers * dimensions


@dataclass(frozen=True)
class Movement:
    """How a filter moves over the large array while the small array advances cell by cell.

    Parameters
    ----------
    kernel_size, stride, dilation : tuple of int
        One number for each dimension.
    before, after : tuple of int
        Padding of the large array at the near and the far end of each dimension.
    """

    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]

    @classmethod
    def of(cls, kernel_size: Sequence[int], stride: Numbers, padding: Numbers | str, dilation: Numbers) -> "Movement":
        """Check the arguments of a convolution and write each as one number per dimension.

        Raises
        ------
        ValueError
            If a number is out of range, ``padding`` is an unknown string, or it is ``"same"`` with a stride above 1.
        """
        dimensions = len(kernel_size)
        strides = expand("stride", stride, dimensions, lowest=1)
        dilations = expand("dilation", dilation, dimensions, lowest=1)
        if not isinstance(padding, str):
            both = expand("padding", padding, dimensions, lowest=0)
            return cls(tuple(kernel_size), strides, dilations, both, both)
        if padding not in ("same", "valid"):
            raise ValueError(f"padding: expected integers, 'same' or 'valid', got {padding!r}")
        if padding == "same" and max(strides) > 1:
            raise ValueError(f"padding: 'same' expects stride 1, got stride {stride!r}")
        total = [d * (k - 1) if padding == "same" else 0 for k, d in zip(kernel_size, dilations, strict=True)]
        before = tuple(t // 2 for t in total)
        return cls(tuple(kernel_size), strides, dilations, before, tuple(t - t // 2 for t in total))

    @property
    def extent(self) -> tuple[int, ...]:
        """Cells that the filter covers in each dimension, gaps of the dilation included."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation, strict=True))

    def small(self, large: Sequence[int]) -> tuple[int, ...]:
        """Size of the small array: the number of positions of the filter on a large array of this size."""
        padded = (n + b + a for n, b, a in zip(large, self.before, self.after, strict=True))
        return tuple((n - e) // s + 1 for n, e, s in zip(padded, self.extent, self.stride, strict=True))

    def region(self, position: Sequence[int]) -> tuple[slice, ...]:
        """Cells of the padded large array under the filter when the small array is at ``position``."""
        return tuple(
            slice(i * s, i * s + e, d)
            for i, s, e, d in zip(position, self.stride, self.extent, self.dilation, strict=True)
        )

    def meets(self, tap: Sequence[int], small: Sequence[int]) -> tuple[slice, ...]:
        """Cells of the padded large array that one weight of the filter (``tap``) meets over all positions."""
        return tuple(
            slice(t * d, t * d + (n - 1) * s + 1, s)
            for t, n, s, d in zip(tap, small, self.stride, self.dilation, strict=True)
        )

    def inside(self, large: Sequence[int]) -> tuple[slice, ...]:
        """Cells of the padded large array that are not padding."""
        return tuple(slice(b, b + n) for b, n in zip(self.before, large, strict=True))

    def padded(self, large: Sequence[int]) -> tuple[int, ...]:
        """Size of the large array with its padding."""
        return tuple(b + n + a for b, n, a in zip(self.before, large, self.after, strict=True))


def cells(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every index of an array of these sizes, last dimension fastest: the order in which the slides move."""
    return product(*map(range, sizes))


def trailing(index: Sequence[int | slice]) -> Any:
    """Index the last dimensions of an array, whatever stands before them: ``array[..., *index]``."""
    return (..., *index)

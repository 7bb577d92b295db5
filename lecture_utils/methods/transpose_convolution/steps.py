"""Both operations on one channel, as the slides draw them: one position after another, to be watched."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lecture_utils.methods.convolution_geometry import Movement, Numbers, cells
from lecture_utils.methods.validation import require

from .arrays import Array, zeros
from .transpose import check_output_padding, stamped_sizes


@dataclass(frozen=True)
class WindowStep:
    """One output of a convolution: the filter lies on a window of the input, products are summed.

    Parameters
    ----------
    position : tuple of int
        The cell of the output that this step computes.
    region : tuple of slice
        The window's cells in ``padded``.
    padded : array, shape (*padded sizes)
        The input with its zeros around it.
    window, products : array, shape (*kernel)
        What the filter lies on, and filter × window.
    total : number
        The sum of the products.
    output : array, shape (*output sizes)
        The output so far; 0 where it is not computed yet.
    """

    position: tuple[int, ...]
    region: tuple[slice, ...]
    padded: Any
    window: Any
    products: Any
    total: Any
    output: Any


@dataclass(frozen=True)
class StampStep:
    """One input of a transpose convolution: it weights a copy of the filter, which is stamped on the canvas.

    Parameters
    ----------
    position : tuple of int
        The cell of the input that this step takes.
    weight : number
        Its value.
    region, crop : tuple of slice
        Cells of ``canvas`` under this copy, and those that are left when the padding is cut off.
    stamp : array, shape (*kernel)
        weight × filter.
    canvas : array, shape (*canvas sizes)
        The sum of all copies so far, before the padding is cut off.
    """

    position: tuple[int, ...]
    weight: Any
    region: tuple[slice, ...]
    crop: tuple[slice, ...]
    stamp: Any
    canvas: Any

    @property
    def output(self) -> Any:
        """The output so far: the canvas without the padding, shape (*output sizes)."""
        return self.canvas[self.crop]


def convolution_steps(
    input: Array, filter: Array, stride: Numbers = 1, padding: Numbers | str = 0, dilation: Numbers = 1
) -> Iterator[WindowStep]:
    """Convolve one channel, one output after the other.

    Parameters
    ----------
    input : Tensor or array of symbols, shape (L,) or (H, W)
    filter : the same, shape (K,) or (kH, kW)
    stride, padding, dilation
        As for :func:`torch.nn.functional.conv2d`.

    Yields
    ------
    WindowStep
        The last one's ``output`` is the result.

    Raises
    ------
    ValueError
        If the filter has another number of dimensions than the input, or does not fit on it.

    References
    ----------
    Slides "Recall: Normal 3 x 3 convolution": "dot product between filter and input".
    """
    movement, large = _movement(input, filter, stride, padding, dilation), tuple(input.shape)
    small = movement.small(large)
    require(min(small) > 0, "input", f"at least the filter's extent {movement.extent}", f"{large} before padding")
    padded = zeros(movement.padded(large), like=input)
    padded[movement.inside(large)] = input
    output = zeros(small, like=input)
    for position in cells(small):
        region = movement.region(position)
        products = padded[region] * filter
        total = products.sum()
        placed = zeros(small, like=input)
        placed[position] = total
        output = output + placed
        yield WindowStep(position, region, padded, padded[region], products, total, output)


def transpose_convolution_steps(
    input: Array,
    filter: Array,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    dilation: Numbers = 1,
) -> Iterator[StampStep]:
    """Transpose-convolve one channel, one input after the other.

    Parameters
    ----------
    input : Tensor or array of symbols, shape (L,) or (H, W)
    filter : the same, shape (K,) or (kH, kW)
    stride, padding, output_padding, dilation
        As for :func:`torch.nn.functional.conv_transpose2d`.

    Yields
    ------
    StampStep
        The last one's ``output`` is the result.

    Raises
    ------
    ValueError
        If the filter has another number of dimensions than the input, or a number does not fit.

    References
    ----------
    Slides "3 x 3 transpose convolution, stride 2 pad 1": "input gives weight for filter", "sum where output overlaps".
    """
    movement, small = _movement(input, filter, stride, padding, dilation), tuple(input.shape)
    large = stamped_sizes(small, movement, check_output_padding(movement, output_padding))
    canvas = zeros(movement.padded(large), like=input)
    for position in cells(small):
        region, weight = movement.region(position), input[position]
        stamp = weight * filter
        placed = zeros(canvas.shape, like=input)
        placed[region] = stamp
        canvas = canvas + placed
        yield StampStep(position, weight, region, movement.inside(large), stamp, canvas)


def _movement(input: Array, filter: Array, stride: Numbers, padding: Numbers | str, dilation: Numbers) -> Movement:
    """Check that one channel and one filter fit together."""
    dimensions = len(input.shape)
    require(dimensions > 0 and min(input.shape) > 0, "input", "one channel with at least one cell", tuple(input.shape))
    fits = len(filter.shape) == dimensions and min(filter.shape) > 0
    require(fits, "filter", f"as many dimensions as the input ({dimensions}), none empty", tuple(filter.shape))
    return Movement.of(tuple(filter.shape), stride, padding, dilation)

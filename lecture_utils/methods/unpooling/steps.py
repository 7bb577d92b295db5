"""Pooling and unpooling on one channel, as the slides draw them: one window, one cell after another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lecture_utils.methods.convolution_geometry import Movement, Numbers, cells, expand
from lecture_utils.methods.unpooling.fixed_unpooling import read_factor
from lecture_utils.methods.unpooling.max_pooling import pooling_windows
from lecture_utils.methods.unpooling.max_unpooling import unpooled_size
from lecture_utils.methods.validation import require

Cell = tuple[int, ...]
"""Row and column."""


@dataclass(frozen=True)
class PoolingStep:
    """One window of max pooling: its largest value is kept, and its position remembered.

    Attributes
    ----------
    position : (int, int)
        The cell of the output that this step computes.
    cells : tuple of (int, int)
        The window's cells in the input, in reading order; those in the padding left out.
    values : Tensor, shape (K,)
        What is in them.
    largest : int
        Which of them is taken.
    output : Tensor, shape (h, w)
        The maxima so far; 0 where none is taken yet.
    indices : Tensor, shape (h, w), int64
        The remembered positions ``row * W + column`` so far; −1 where there is none yet.
    """

    position: Cell
    cells: tuple[Cell, ...]
    values: Tensor
    largest: int
    output: Tensor
    indices: Tensor

    @property
    def taken(self) -> Cell:
        """The cell of the input that the maximum came from."""
        return self.cells[self.largest]


@dataclass(frozen=True)
class UnpoolingStep:
    """One cell of the input, and the cells of the output that it is written to.

    Attributes
    ----------
    position : (int, int)
        The cell of the input.
    value : Tensor, shape ()
        What is in it.
    block : tuple of (int, int)
        The cells of the output that stand for this one: of its block, or of its pooling window.
    written : tuple of (int, int)
        Those of them that get the value.
    output : Tensor, shape (H, W)
        The output so far.
    """

    position: Cell
    value: Tensor
    block: tuple[Cell, ...]
    written: tuple[Cell, ...]
    output: Tensor

    def gradient(self, output_gradient: Tensor) -> Tensor:
        """Sum what comes back from the cells that were written: the gradient of this cell, shape ()."""
        return torch.stack([output_gradient[cell] for cell in self.written]).sum()


def max_pooling_steps(
    input: Tensor,
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    dilation: Numbers = 1,
    ceil_mode: bool = False,
) -> Iterator[PoolingStep]:
    """Max-pool one channel, one window after the other.

    Parameters
    ----------
    input : Tensor, shape (H, W)
    kernel_size, stride, padding, dilation, ceil_mode
        As for `max_pool2d`.

    Yields
    ------
    PoolingStep
        The last one's ``output`` and ``indices`` are the result.

    Raises
    ------
    ValueError
        As for `max_pool2d`.

    References
    ----------
    Slide "In-network Up Sampling: Max Unpooling" ("remember which element was max").
    """
    require(input.dim() == 2, "input", "one channel (H, W)", tuple(input.shape))
    movement, small = pooling_windows(input[None], kernel_size, stride, padding, dilation, ceil_mode)
    rows, columns = input.shape
    output, indices = input.new_zeros(small), torch.full(small, -1)
    for position in cells(small):
        down, across = (
            range(part.start - before, part.stop - before, part.step)
            for part, before in zip(movement.region(position), movement.before, strict=True)
        )
        window = tuple((i, j) for i in down for j in across if 0 <= i < rows and 0 <= j < columns)
        require(len(window) > 0, "padding", "a cell of the input in every window", movement)
        values = torch.stack([input[cell] for cell in window])  # (K,)
        largest = _first_largest(values)
        output, indices = output.clone(), indices.clone()
        output[position] = values[largest]
        indices[position] = window[largest][0] * columns + window[largest][1]
        yield PoolingStep(position, window, values, largest, output, indices)


def nearest_neighbour_steps(input: Tensor, factor: Numbers = 2) -> Iterator[UnpoolingStep]:
    """Fill each cell's block with its value, one cell after the other.

    Parameters
    ----------
    input : Tensor, shape (H, W)
    factor : int or (int, int)

    Yields
    ------
    UnpoolingStep
        The last one's ``output`` is the result of `nearest_neighbour`.

    Raises
    ------
    ValueError
        As for `nearest_neighbour`; if ``input`` isn't one channel.
    """
    return _block_steps(input, factor, lambda block: block)


def bed_of_nails_steps(input: Tensor, factor: Numbers = 2) -> Iterator[UnpoolingStep]:
    """Put each cell's value into the first cell of its block, one cell after the other.

    Parameters
    ----------
    input : Tensor, shape (H, W)
    factor : int or (int, int)

    Yields
    ------
    UnpoolingStep
        The last one's ``output`` is the result of `bed_of_nails`.

    Raises
    ------
    ValueError
        As for `bed_of_nails`; if ``input`` isn't one channel.
    """
    return _block_steps(input, factor, lambda block: block[:1])


def max_unpooling_steps(
    input: Tensor,
    indices: Tensor,
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    output_size: Sequence[int] | None = None,
) -> Iterator[UnpoolingStep]:
    """Put each value at its remembered position, one cell after the other.

    Parameters
    ----------
    input : Tensor, shape (h, w)
    indices : Tensor, shape (h, w), int64
        As the last `PoolingStep` has them.
    kernel_size, stride, padding, output_size
        As for `max_unpool2d`.

    Yields
    ------
    UnpoolingStep
        The last one's ``output`` is the result. Its ``block`` is the pooling's window, without dilation.

    Raises
    ------
    ValueError
        If a shape or number does not fit, or an index lies outside the output.
    """
    require(input.dim() == 2 and input.numel() > 0, "input", "one channel (h, w)", tuple(input.shape))
    require(indices.shape == input.shape, "indices", f"the input's shape {tuple(input.shape)}", tuple(indices.shape))
    large = unpooled_size(input, kernel_size, stride, padding, output_size)
    kernel = expand("kernel_size", kernel_size, 2, lowest=1)
    movement = Movement.of(kernel, kernel if stride is None else stride, padding, dilation=1)
    output = input.new_zeros(large)
    for position in cells(tuple(input.shape)):
        place = int(indices[position])
        require(0 <= place < output.numel(), "indices", f"positions on {large[0]}×{large[1]} cells", place)
        down, across = (
            range(max(part.start - before, 0), min(part.stop - before, size))
            for part, before, size in zip(movement.region(position), movement.before, large, strict=True)
        )
        output = output.clone()
        output.view(-1)[place] = input[position]
        window = tuple((i, j) for i in down for j in across)
        yield UnpoolingStep(position, input[position], window, (divmod(place, large[1]),), output)


def _block_steps(
    input: Tensor, factor: Numbers, chosen: Callable[[tuple[Cell, ...]], tuple[Cell, ...]]
) -> Iterator[UnpoolingStep]:
    """Write each cell of the input into the chosen cells of its block."""
    require(input.dim() == 2, "input", "one channel (H, W)", tuple(input.shape))
    rows, columns = read_factor(input, factor)
    output = input.new_zeros(input.shape[0] * rows, input.shape[1] * columns)
    for i, j in cells(tuple(input.shape)):
        block = tuple((i * rows + down, j * columns + across) for down, across in cells((rows, columns)))
        output = output.clone()
        for cell in chosen(block):
            output[cell] = input[i, j]
        yield UnpoolingStep((i, j), input[i, j], block, chosen(block), output)


def _first_largest(values: Tensor) -> int:
    """Return which value is the largest: the first of equals; the last not-a-number, if there is one."""
    largest = 0
    for number in range(1, len(values)):
        if values[number] > values[largest] or values[number] != values[number]:
            largest = number
    return largest

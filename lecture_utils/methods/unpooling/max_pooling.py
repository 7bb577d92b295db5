"""Max pooling that remembers its positions: of each window the largest value, and where it was."""

import math
from typing import Literal, overload

import torch
from torch import Tensor

from lecture_utils.methods.convolution_geometry import Movement, Numbers, cells, expand, trailing
from lecture_utils.methods.validation import require

Pooled = tuple[Tensor, Tensor]
"""The maxima, and their positions."""


@overload
def max_pool2d(
    input: Tensor,
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    dilation: Numbers = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Tensor: ...


@overload
def max_pool2d(
    input: Tensor,
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    dilation: Numbers = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> Pooled: ...


def max_pool2d(
    input: Tensor,
    kernel_size: Numbers,
    stride: Numbers | None = None,
    padding: Numbers = 0,
    dilation: Numbers = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | Pooled:
    """Take the largest value of each window.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W) or (C, H, W)
    kernel_size : int or (int, int)
        Rows and columns of the window.
    stride : int or (int, int), optional
        Cells from one window to the next; by default the window's size, so that windows don't overlap.
    padding : int or (int, int)
        Cells around the input in which a window may begin, at most half of its size. They are never the largest.
    dilation : int or (int, int)
        Cells from one cell of a window to the next.
    ceil_mode : bool
        Whether a last window may reach over the end, if it begins before it.
    return_indices : bool
        Whether to return the positions too.

    Returns
    -------
    output : Tensor, shape (N, C, h, w) or (C, h, w)
        The gradient of each number goes to the cell that it came from; of overlapping windows, their sum.
    indices : Tensor, the same shape, int64
        If asked for: the positions ``row * W + column`` of the maxima. Of equal values the first in reading order
        counts; not-a-number counts as larger than all.

    Raises
    ------
    ValueError
        If a shape or number does not fit, or a window has no cell of the input in it, as dilation may bring about.

    References
    ----------
    Slide "In-network Up Sampling: Max Unpooling" ("remember which element was max"). Same result as
    :func:`torch.nn.functional.max_pool2d`.
    """
    movement, small = pooling_windows(input, kernel_size, stride, padding, dilation, ceil_mode)
    indices = first_maxima(input.detach(), movement, small)
    output = input.flatten(-2).gather(-1, indices.flatten(-2)).view(indices.shape)  # (..., h, w)
    return (output, indices) if return_indices else output


def pooling_windows(
    input: Tensor, kernel_size: Numbers, stride: Numbers | None, padding: Numbers, dilation: Numbers, ceil_mode: bool
) -> tuple[Movement, tuple[int, ...]]:
    """Say how the window moves over the input, and how many windows there are along each axis.

    Parameters, errors
        As for `max_pool2d`.

    Returns
    -------
    movement : Movement
        With as much padding at the far ends as the last windows need.
    small : (int, int)
        Rows and columns of the output.
    """
    fits = input.dim() in (3, 4) and min(input.shape[-3:]) > 0
    require(fits, "input", "(N, C, H, W) or (C, H, W), none empty but N", tuple(input.shape))
    require(input.dtype != torch.bool and not input.is_complex(), "input", "real numbers", input.dtype)
    kernel = expand("kernel_size", kernel_size, 2, lowest=1)
    movement = Movement.of(kernel, kernel if stride is None else stride, padding, dilation)
    room = tuple(size // 2 for size in kernel)
    fits = all(p <= most for p, most in zip(movement.before, room, strict=True))
    require(fits, "padding", f"at most half of the window, {room}", padding)

    large = tuple(input.shape[-2:])
    small = _reaching_over(movement, large) if ceil_mode else movement.small(large)
    require(min(small) > 0, "input", f"at least the window's extent {movement.extent}", f"{large} before padding")
    needed = movement.region([number - 1 for number in small])  # where the last window ends
    after = tuple(
        max(part.stop - n - b, p) for part, n, b, p in zip(needed, large, movement.before, movement.after, strict=True)
    )
    return Movement(kernel, movement.stride, movement.dilation, movement.before, after), small


def _reaching_over(movement: Movement, large: tuple[int, ...]) -> tuple[int, ...]:
    """Count the windows along each axis if the last one may reach over the end; it must begin before it."""
    numbers = []
    for n, p, extent, stride in zip(large, movement.before, movement.extent, movement.stride, strict=True):
        windows = math.ceil((n + 2 * p - extent) / stride) + 1
        numbers.append(windows - 1 if (windows - 1) * stride >= n + p else windows)
    return tuple(numbers)


def first_maxima(input: Tensor, movement: Movement, small: tuple[int, ...]) -> Tensor:
    """Find where in the input each window's largest value is, the first one in reading order.

    The loop over windows, which the slides draw, is turned inside out: one cell of all windows is compared at once.

    Parameters
    ----------
    input : Tensor, shape (..., H, W)
    movement : Movement
    small : (int, int)
        Rows and columns of the output.

    Returns
    -------
    Tensor, shape (..., h, w), int64
        ``row * W + column``.

    Raises
    ------
    ValueError
        If a window has no cell of the input in it.
    """
    large = tuple(input.shape[-2:])
    padded = input.new_zeros(*input.shape[:-2], *movement.padded(large))
    padded[trailing(movement.inside(large))] = input
    places = torch.full(movement.padded(large), -1, device=input.device)  # −1 is in the padding
    places[movement.inside(large)] = torch.arange(large[0] * large[1], device=input.device).view(large)

    best = input.new_zeros(*input.shape[:-2], *small)
    indices = torch.full_like(best, -1, dtype=torch.int64)
    for tap in cells(movement.kernel_size):
        met = trailing(movement.meets(tap, small))
        value, place = padded[met], places[met]  # (..., h, w), (h, w)
        larger = (value > best) | (value != value) | (indices < 0)  # only not-a-number isn't itself
        larger &= place >= 0
        best, indices = torch.where(larger, value, best), torch.where(larger, place, indices)
    require(bool((indices >= 0).all()), "padding", "a cell of the input in every window", movement)
    return indices

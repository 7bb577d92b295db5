"""Windows of one size that slide over every level of an image pyramid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.sliding_window.pyramid import level_size
from lecture_utils.methods.validation import require

Size = tuple[int, int]


class Window(NamedTuple):
    """One position of the window.

    Attributes
    ----------
    number : int
        Which window of its level it is, from 0 on, in reading order.
    row, column : int
        Its place in the grid, and in the level's score map.
    top, left : int
        Its first row and column of pixels on the level.
    box : Tensor, shape (4,)
        ``(x1, y1, x2, y2)`` in pixels of the image.
    """

    number: int
    row: int
    column: int
    top: int
    left: int
    box: Tensor


@dataclass(frozen=True)
class WindowGrid:
    """All windows of one level: from its sizes alone, without pixels.

    Parameters
    ----------
    image, level : (int, int)
        Height and width of the image, and of its level.
    window, stride : (int, int)
        Height and width of the window, and its movement downwards and to the right, in pixels of the level.

    Raises
    ------
    ValueError
        If a number isn't positive.

    Notes
    -----
    Ends are half-open: the window with first row y and height h has the rows y, ..., y + h − 1, so its box reaches from
    the edge y to the edge y + h. If the last stride would leave the level, the last window is moved back until it ends
    at the border. So every pixel is seen (for strides up to the window's size), and only the last step of a row or
    column may be shorter. A level smaller than the window has no windows.
    """

    image: Size
    level: Size
    window: Size
    stride: Size

    def __post_init__(self) -> None:
        for name in ("image", "level", "window", "stride"):
            sides = getattr(self, name)
            fits = isinstance(sides, tuple) and len(sides) == 2 and all(isinstance(side, int) for side in sides)
            require(fits and min(sides) >= 1, name, "(rows, columns), both positive integers", sides)

    @property
    def tops(self) -> list[int]:
        """The first row of pixels of each row of windows."""
        return window_starts(self.level[0], self.window[0], self.stride[0]) if self._fits else []

    @property
    def lefts(self) -> list[int]:
        """The first column of pixels of each column of windows."""
        return window_starts(self.level[1], self.window[1], self.stride[1]) if self._fits else []

    @property
    def shape(self) -> Size:
        """Rows and columns of windows: the shape of the level's score map."""
        return len(self.tops), len(self.lefts)

    @property
    def count(self) -> int:
        """The number of windows."""
        rows, columns = self.shape
        return rows * columns

    def level_boxes(self) -> Tensor:
        """Boxes of all windows in pixels of the level, shape (rows, columns, 4)."""
        top, left = torch.meshgrid(torch.tensor(self.tops), torch.tensor(self.lefts), indexing="ij")  # (rows, columns)
        return torch.stack([left, top, left + self.window[1], top + self.window[0]], dim=-1).reshape(*self.shape, 4)

    def boxes(self) -> Tensor:
        """Boxes of all windows in pixels of the image, floats of shape (rows, columns, 4).

        A level's border is the image's border, though its sides are rounded: each axis has its own exact scale.
        """
        sides = [self.image[1] / self.level[1], self.image[0] / self.level[0]]
        return (self.level_boxes().double() * torch.tensor(sides * 2, dtype=torch.float64)).float()

    def __getitem__(self, number: int) -> Window:
        """Return one window by its number, in reading order."""
        if not 0 <= number < self.count:
            raise IndexError(f"number: expected 0 to {self.count - 1}, got {number}")
        row, column = divmod(number, self.shape[1])
        top, left = self.tops[row], self.lefts[column]
        edges = (left, top, left + self.window[1], top + self.window[0])
        (height, width), (level_height, level_width) = self.image, self.level
        box = [edge * side for edge, side in zip(edges, (width / level_width, height / level_height) * 2, strict=True)]
        return Window(number, row, column, top, left, torch.tensor(box))

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Window]:
        return (self[number] for number in range(self.count))

    @property
    def _fits(self) -> bool:
        return self.window[0] <= self.level[0] and self.window[1] <= self.level[1]


def window_starts(length: int, window: int, stride: int) -> list[int]:
    """Slide a window along one axis: 0, stride, 2 · stride, ..., and last the place where it ends at the border.

    Parameters
    ----------
    length, window, stride : int
        In pixels.

    Returns
    -------
    list of int
        ⌈(length − window) / stride⌉ + 1 starts; none if the window is longer than the axis.

    Raises
    ------
    ValueError
        If a number isn't positive.
    """
    for name, number in (("length", length), ("window", window), ("stride", stride)):
        require(isinstance(number, int) and number >= 1, name, "a positive integer", number)
    last = length - window
    return [*range(0, last, stride), last] if last >= 0 else []


def window_grids(image: Size, scales: Sequence[float], window: int | Size, stride: int | Size = 1) -> list[WindowGrid]:
    """Lay windows over every level of a pyramid.

    Parameters
    ----------
    image : (int, int)
        Height and width of the image.
    scales : sequence of float
        Of the levels, see :func:`~lecture_utils.methods.sliding_window.pyramid.pyramid_scales`.
    window, stride : int or (int, int)
        In pixels of the level, the same on all levels. One number stands for both axes.

    Returns
    -------
    list of WindowGrid
        One for each level.

    Raises
    ------
    ValueError
        If a number isn't positive.
    """
    return [WindowGrid(image, level_size(image, scale), pair(window), pair(stride)) for scale in scales]


def crop_count(image: Size, scales: Sequence[float], window: int | Size, stride: int | Size = 1) -> int:
    """Count the crops that a sliding window cuts from an image: the sum over levels of rows × columns of windows.

    Parameters
    ----------
    image, scales, window, stride
        As for `window_grids`.

    Raises
    ------
    ValueError
        As for `window_grids`.
    """
    return sum(grid.count for grid in window_grids(image, scales, window, stride))


def crops(level: Tensor, grid: WindowGrid, numbers: Sequence[int] | None = None) -> Tensor:
    """Cut out what windows show.

    Parameters
    ----------
    level : Tensor, shape (C, h, w)
        The level's image.
    grid : WindowGrid
        Its windows.
    numbers : sequence of int, or None
        Which windows, in reading order from 0 on; None: all.

    Returns
    -------
    Tensor, shape (N, C, window height, window width)

    Raises
    ------
    ValueError
        If the level has another size than the grid says, or there is no such window.
    """
    fits = level.dim() == 3 and tuple(level.shape[1:]) == grid.level
    require(fits, "level", f"shape (C, {grid.level[0]}, {grid.level[1]})", tuple(level.shape))
    chosen = torch.arange(grid.count) if numbers is None else torch.tensor(list(numbers), dtype=torch.long)
    known = (chosen >= 0) & (chosen < grid.count)
    require(bool(known.all()), "numbers", f"windows from 0 to {grid.count - 1}", chosen[~known][:1].tolist())
    height, width = grid.window
    if len(chosen) == 0:
        return level.new_empty(0, level.shape[0], height, width)
    everywhere = level.unfold(1, height, 1).unfold(2, width, 1)  # (C, rows, columns, height, width): views, no copies
    columns = grid.shape[1]
    top, left = torch.tensor(grid.tops)[chosen // columns], torch.tensor(grid.lefts)[chosen % columns]
    return everywhere[:, top, left].transpose(0, 1)  # (N, C, height, width)


def pair(sides: int | Size) -> Size:
    """Return (rows, columns) from one number for both, or from the two."""
    return (sides, sides) if isinstance(sides, int) else sides

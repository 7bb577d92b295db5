"""Tensors as blocks: how shapes change from layer to layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from lecture_utils.pictures.axes_layout import lay_out
from lecture_utils.pictures.items import mark_items
from lecture_utils.pictures.shapes import add_areas
from lecture_utils.pictures.text import text_height, text_width, write
from lecture_utils.pictures.theme import FONT_SIZES, colour, tint

_PAD = 0.06  # inches between a block and its letters
_SHORTEST, _BESIDE = 0.26, 0.06  # inches of an arrow, and on either side of it
_SLANT = 0.35  # how long an edge that goes back is drawn, of its length
_SMALLEST = 0.45  # inches of the highest block in a row


@dataclass(frozen=True)
class Volume:
    """A tensor's shape, to be drawn as a block.

    Parameters
    ----------
    shape : tuple of 1 to 4 int
        (D,), (N, D), (C, H, W) or (N, C, H, W); as it is written under the block.
    name : str
        Written above the block.
    role : str
        Whose colour the block has.

    Raises
    ------
    ValueError
        If the shape has other numbers, or there is no such role.
    """

    shape: tuple[int, ...]
    name: str = ""
    role: str = "muted"

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", tuple(int(length) for length in self.shape))
        if not 1 <= len(self.shape) <= 4 or min(self.shape) < 1:
            raise ValueError(f"shape must be 1 to 4 positive numbers, got {self.shape}")
        colour(self.role)

    @property
    def label(self) -> str:
        """The shape as it is written under the block."""
        return "×".join(str(length) for length in self.shape)

    @property
    def broken_label(self) -> str:
        """The shape in two lines, channels above height and width; in one where it is short."""
        if len(self.shape) < 3:
            return self.label
        before, after = self.shape[:-2], self.shape[-2:]
        return "".join(f"{length}×" for length in before) + f"\n{after[0]}×{after[1]}"


@dataclass(frozen=True)
class _Block:
    """A volume with its letters and its edges, still in units that are scaled."""

    volume: Volume
    arrow: str  # what stands over the arrow that leads here
    label: str  # the shape, in one line or two
    across: float
    high: float
    deep: float

    @property
    def letters(self) -> float:
        """Inches that the letters need."""
        return max(text_width(self.label, FONT_SIZES["small"]), text_width(self.volume.name, FONT_SIZES["label"]))

    @property
    def gap(self) -> float:
        """Inches for the arrow that leads here."""
        return max(_SHORTEST, text_width(self.arrow, FONT_SIZES["small"])) + 2 * _BESIDE

    def width(self, scale: float) -> float:
        """Inches of block or letters, whichever is wider."""
        return max((self.across + self.deep) * scale, self.letters)


def draw_volumes(
    axes: Axes,
    volumes: Sequence[Volume],
    title: str = "",
    arrows: Sequence[str] | None = None,
    first_item: int = 0,
) -> None:
    """Draw tensors side by side as blocks with arrows between them.

    Edges grow with the square root of height and width and slower with the number of channels, so that an image and a
    vector of thousands fit into one picture; the printed shapes are exact. What is too wide for one row goes on in
    the next. Each volume can be picked as an item.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes.
    volumes : sequence of Volume
        From left to right.
    title : str
        What is to be seen.
    arrows : sequence of str, optional
        What stands over the arrows, one fewer than volumes.
    first_item : int
        The number of the first volume as an item; the others follow.

    Raises
    ------
    ValueError
        If there is no volume, the arrows are not as many, or the letters don't fit the axes.
    """
    if not volumes:
        raise ValueError("volumes must have at least one Volume, got none")
    over = ["", *(arrows if arrows is not None else [""] * (len(volumes) - 1))]
    if len(over) != len(volumes):
        raise ValueError(f"arrows must be {len(volumes) - 1} texts, got {len(over) - 1}")
    width, height = lay_out(axes, title)
    axes.set(xlim=(0, width), ylim=(0, height))  # one data unit is one inch
    rows = _break_rows(volumes, over, width)
    above = text_height("x", FONT_SIZES["label"]) + _PAD
    below = max(text_height(block.label, FONT_SIZES["small"]) for row in rows for block in row) + _PAD
    room = height / len(rows) - above - below
    if room < _SMALLEST:
        needed = len(rows) * (above + below + _SMALLEST)
        raise ValueError(f"axes must be at least {needed:.1f} inches high for {len(rows)} row(s), got {height:.1f}")
    scale = _largest_scale(rows, width, room)
    for index, row in enumerate(rows):
        middle = height * (len(rows) - index - 0.5) / len(rows) + (below - above) / 2
        slots = _draw_row(axes, row, index > 0, width, middle, scale)
        low, high = height * (len(rows) - index - 1) / len(rows), height * (len(rows) - index) / len(rows)
        first = sum(len(before) for before in rows[:index])
        numbers = range(first_item + first, first_item + first + len(row))
        mark_items(axes, [(x1, low, x2, high) for x1, x2 in slots], numbers)


def edges_of(shape: tuple[int, ...]) -> tuple[float, float, float]:
    """Return how far a block reaches across, up and back, in units that are scaled."""
    if len(shape) == 1:  # a column
        return 1.0, float(shape[0]) ** 0.35 * 1.2, 0.35
    if len(shape) == 2:  # a sheet: vectors below each other
        return float(shape[1]) ** 0.4, float(shape[0]) ** 0.5, 0.35
    channels, height, width = (float(length) for length in shape[-3:])
    return channels**0.35 * 0.7, height**0.5, width**0.5 * _SLANT


def _break_rows(volumes: Sequence[Volume], arrows: Sequence[str], width: float) -> list[list[_Block]]:
    """Divide blocks into as few rows as their letters and arrows need, equally full.

    Shapes stand in one line, or in two (channels, then height and width) where this saves a row.
    """
    for count in range(1, len(volumes) + 1):
        each = -(-len(volumes) // count)
        for broken in (False, True):
            blocks = [
                _Block(volume, arrow, volume.broken_label if broken else volume.label, *edges_of(volume.shape))
                for volume, arrow in zip(volumes, arrows, strict=True)
            ]
            rows = [blocks[start : start + each] for start in range(0, len(blocks), each)]
            if max(_row_width(row, 0.0, index > 0) for index, row in enumerate(rows)) <= width:
                return rows
    needed = max(block.letters + block.gap for block in blocks)
    raise ValueError(f"axes must be at least {needed:.1f} inches wide for the letters, got {width:.1f}")


def _row_width(row: list[_Block], scale: float, goes_on: bool) -> float:
    gaps = row if goes_on else row[1:]  # a row that goes on begins with the arrow that leads to it
    return sum(block.width(scale) for block in row) + sum(block.gap for block in gaps)


def _largest_scale(rows: list[list[_Block]], width: float, room: float) -> float:
    """Return inches per unit at which the highest block fills the room, unless a row would be too wide."""
    scale = room / max(block.high + block.deep for row in rows for block in row)
    while any(_row_width(row, scale, index > 0) > width for index, row in enumerate(rows)):
        scale *= 0.97
        if scale < 1e-3:
            break
    return scale


def _draw_row(
    axes: Axes, row: list[_Block], goes_on: bool, width: float, middle: float, scale: float
) -> list[tuple[float, float]]:
    """Draw a row of blocks; return where each has its room, from left to right."""
    slots = []
    x = (width - _row_width(row, scale, goes_on)) / 2
    for index, block in enumerate(row):
        if goes_on or index:
            _draw_arrow(axes, x + _BESIDE, x + block.gap - _BESIDE, middle, block.arrow)
            x += block.gap
        slot = block.width(scale)
        across, high, deep = block.across * scale, block.high * scale, block.deep * scale
        left, bottom = x + (slot - across - deep) / 2, middle - (high + deep) / 2
        draw_block(axes, left, bottom, across, high, deep, block.volume.role)
        write(axes, x + slot / 2, bottom + high + deep + _PAD, block.volume.name, "label", up="bottom")
        write(axes, x + slot / 2, bottom - _PAD, block.label, "small", up="top")
        slots.append((x, x + slot))
        x += slot
    return slots


def _draw_arrow(axes: Axes, start: float, end: float, middle: float, text: str) -> None:
    grey, head = colour("muted"), 0.11
    shaft = [
        (start, middle - 0.014),
        (end - head, middle - 0.014),
        (end - head, middle + 0.014),
        (start, middle + 0.014),
    ]
    add_areas(axes, [shaft, [(end - head, middle - 0.07), (end, middle), (end - head, middle + 0.07)]], grey)
    write(axes, (start + end) / 2, middle + 0.09, text, "small", up="bottom")


def draw_block(axes: Axes, x: float, y: float, across: float, high: float, deep: float, role: str) -> None:
    """Draw one block, its lower left corner at (x, y), its edges as `edges_of` gives them, scaled."""
    right, up = x + across, y + high
    front = [(x, y), (right, y), (right, up), (x, up)]
    top = [(x, up), (x + deep, up + deep), (right + deep, up + deep), (right, up)]
    side = [(right, y), (right + deep, y + deep), (right + deep, up + deep), (right, up)]
    faces = PolyCollection(
        [front, top, side],
        facecolors=[tint(role, 0.6), tint(role, 0.82), tint(role, 0.35)],
        edgecolors=colour(role),
        linewidths=1.2,
        joinstyle="round",
    )
    axes.add_collection(faces, autolim=False)

"""Tensors as blocks in rows and columns, with links between them: a network that isn't a chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from lecture_utils.pictures.arrows import draw_arrow
from lecture_utils.pictures.axes_layout import lay_out
from lecture_utils.pictures.items import mark_items
from lecture_utils.pictures.text import text_height, text_width, write
from lecture_utils.pictures.theme import FONT_SIZES
from lecture_utils.pictures.volumes import Volume, draw_block, edges_of

_PAD = 0.04  # inches between a block and its letters
_ARROW = 0.13  # inches between two rows, for the arrows
_SMALLEST = 0.2  # inches of the highest block


class PlacedVolume(NamedTuple):
    """A volume and its place in the grid.

    Attributes
    ----------
    volume : Volume
        Its shape stands below it, its name, if it has one, above it.
    row : int
        From the top, counted from 0.
    column : float
        From the left; 0.5 is halfway between the first two.
    """

    volume: Volume
    row: int
    column: float


class Link(NamedTuple):
    """An arrow from one volume to another.

    Attributes
    ----------
    start, end : int
        Numbers of the volumes.
    text : str
        What it does; above it, or beside it where it leads to another row.
    role : str
        Whose colour it has.
    width : float
        In points.
    """

    start: int
    end: int
    text: str = ""
    role: str = "muted"
    width: float = 1.5


class _Box(NamedTuple):
    """Where a block and its letters are, in inches."""

    left: float
    bottom: float
    right: float
    top: float
    below: float  # under the shape
    above: float  # over the name


def draw_volume_grid(
    axes: Axes,
    volumes: Sequence[PlacedVolume],
    links: Sequence[Link] = (),
    title: str = "",
    items: Sequence[int] | None = None,
    row_names: Sequence[str] = (),
) -> None:
    """Draw tensors as blocks in a grid, with arrows between them.

    Edges grow as those of :func:`~lecture_utils.pictures.volumes.draw_volumes` do; the printed shapes are exact.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes.
    volumes : sequence of PlacedVolume
    links : sequence of Link
    title : str
        What is to be seen.
    items : sequence of int, optional
        The number by which each volume is picked; 0, 1, 2, … where left out.
    row_names : sequence of str, optional
        What all volumes of a row share, such as height and width: it stands at its left, and only the numbers before
        height and width stand below the blocks.

    Raises
    ------
    ValueError
        If there is no volume, there is no name for each row, or the letters don't fit the axes.
    """
    if not volumes:
        raise ValueError("volumes must have at least one PlacedVolume, got none")
    count = max(placed.row for placed in volumes) + 1
    if row_names and len(row_names) != count:
        raise ValueError(f"row_names must be {count} texts, one for each row, got {len(row_names)}")
    left = max((text_width(name, FONT_SIZES["label"]) + 2 * _PAD for name in row_names), default=0.0)
    width, height = lay_out(axes, title, left=left)
    axes.set(xlim=(0, width), ylim=(0, height))  # one data unit is one inch
    column = width / (max(placed.column for placed in volumes) + 1)
    named = {placed.row for placed in volumes if placed.volume.name}
    above = text_height("x", FONT_SIZES["small"]) + _PAD
    row = (height - len(named) * above) / count  # what a name needs comes on top
    labels = _labels([placed.volume for placed in volumes], column, bool(row_names))
    below = max(text_height(label, FONT_SIZES["small"]) for label in labels) + _PAD
    room = row - below - _ARROW
    grounds = [  # of the room for each row's blocks
        height - (number + 1) * row - above * sum(one <= number for one in named) + below for number in range(count)
    ]
    if room < _SMALLEST:
        raise ValueError(f"axes must be {(_SMALLEST - room) * height / row:.1f} inches higher than {height:.1f}")
    edges = [edges_of(placed.volume.shape) for placed in volumes]
    scale = min(
        room / max(high + deep for _, high, deep in edges),
        (column - _ARROW) / max(across + deep for across, _, deep in edges),
    )
    boxes = []
    for placed, label, (across, high, deep) in zip(volumes, labels, edges, strict=True):
        middle, ground = (placed.column + 0.5) * column, grounds[placed.row]
        wide, tall = (across + deep) * scale, (high + deep) * scale
        left, bottom = middle - wide / 2, ground + (room - tall) / 2
        draw_block(axes, left, bottom, across * scale, high * scale, deep * scale, placed.volume.role)
        write(axes, middle, bottom - _PAD, label, "small", up="top")
        letters = text_height(label, FONT_SIZES["small"])
        over = bottom + tall
        if placed.volume.name:
            write(axes, middle, over + _PAD, placed.volume.name, "small", up="bottom")
            over += _PAD + text_height(placed.volume.name, FONT_SIZES["small"])
        boxes.append(_Box(left, bottom, left + wide, bottom + tall, bottom - _PAD - letters, over))
    for number, name in enumerate(row_names):
        write(axes, -2 * _PAD, grounds[number] + room / 2, name, "label", across="right")
    for link in links:
        _draw_link(axes, boxes[link.start], boxes[link.end], link)
    slots = [(box.left - 0.1, box.below, box.right + 0.1, box.above) for box in boxes]
    mark_items(axes, slots, items)


def _labels(volumes: Sequence[Volume], column: float, first_only: bool) -> list[str]:
    """Write all shapes in one line each if these fit their columns, otherwise in two; or only what is before (H, W)."""
    channels = ["×".join(map(str, one.shape[:-2])) for one in volumes]
    ways = [channels] if first_only else [[one.label for one in volumes], [one.broken_label for one in volumes]]
    for labels in ways:
        widest = max(text_width(label, FONT_SIZES["small"]) for label in labels)
        if widest + _PAD <= column:
            return labels
    raise ValueError(f"axes must have columns of at least {widest + _PAD:.2f} inches for the shapes, got {column:.2f}")


def _draw_link(axes: Axes, start: _Box, end: _Box, link: Link) -> None:
    gap = 0.05
    if start.below <= end.bottom <= start.top or end.below <= start.bottom <= end.top:  # in one row
        middle = min((start.bottom + start.top) / 2, (end.bottom + end.top) / 2)
        ends = ((start.right + gap, middle), (end.left - gap, middle))
        side = "above"
    elif start.bottom > end.bottom:  # down
        ends = (((start.left + start.right) / 2, start.below - gap), ((end.left + end.right) / 2, end.above + gap))
        side = "left" if ends[1][0] <= ends[0][0] else "right"
    else:
        ends = (((start.left + start.right) / 2, start.above + gap), ((end.left + end.right) / 2, end.below - gap))
        side = "right"
    draw_arrow(axes, *ends, role=link.role, text=link.text, side=side, width=link.width)

"""Names beside points, wherever there is room: what has none stays without a name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.pictures.axes_layout import size_of
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.pictures.text import text_width, write
from lecture_utils.pictures.theme import FONT_SIZES, colour

_AWAY = 0.05  # inches between a point's rim and its name
_CLEAR, _LED = 0.11, 0.045  # inches between a name and the rim of any other point; less where a line leads to it
_FAR = (0.18, 0.3, 0.45, 0.62, 0.8, 1.0)  # inches between rim and name where a line leads from one to the other

_Box = tuple[float, float, float, float]  # left, low, right, high in inches
_Dot = tuple[float, float, float]  # x, y, radius in inches
_Line = tuple[tuple[float, float], tuple[float, float]]  # from, to in inches


def write_point_names(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    radii: Sequence[float],
    order: Sequence[int] | None = None,
    taken: Sequence[_Box] = (),
    lines: Sequence[Sequence[tuple[float, float]]] = (),
    bold: Sequence[int] = (),
) -> list[int]:
    """Write names beside points: none on or at another point, on a line, on another name or outside the axes.

    Where there is no room beside a point, its name stands farther off, and a thin line leads there.

    Parameters
    ----------
    axes : Axes
        Their limits must be set.
    points : sequence of (x, y)
        In data units.
    names : sequence of str
        One for each point; an empty one is not written.
    radii : sequence of float
        In inches.
    order : sequence of int, optional
        Who comes first, as indices; the others follow as they stand.
    taken : sequence of (left, low, right, high)
        Where no name may stand, in inches from the lower left corner of the axes.
    lines : sequence of sequences of (x, y)
        Drawn curves that no name may cover, in data units.
    bold : sequence of int
        Whose names are bold.

    Returns
    -------
    list of int
        The points whose names found room.

    Raises
    ------
    ValueError
        If points, names and radii are not as many.
    """
    if not len(points) == len(names) == len(radii):
        counts = f"{len(points)}, {len(names)} and {len(radii)}"
        raise ValueError(f"points, names and radii must be as many, got {counts}")
    (width, height), to_parts = size_of(axes), axes.transData + axes.transAxes.inverted()

    def inches(point: tuple[float, float]) -> tuple[float, float]:
        x, y = to_parts.transform(point)
        return float(x) * width, float(y) * height

    dots = [(*inches(point), radius) for point, radius in zip(points, radii, strict=True)]
    drawn = [(inches(one), inches(other)) for line in lines for one, other in pairwise(line)]
    full, leaders, written = list(taken), list[_Line](), list[int]()
    for index in dict.fromkeys([*(order or ()), *range(len(names))]):
        if not names[index]:
            continue
        others = [dot for other, dot in enumerate(dots) if other != index]
        strong = index in bold
        place = _free_place(dots[index], names[index], (width, height), full, others, [*drawn, *leaders], strong)
        if place is None:
            continue
        box, leader = place
        full.append(box)
        written.append(index)
        if leader is not None:
            leaders.append(leader)
            ends = to_parts.inverted().transform([(x / width, y / height) for x, y in leader])
            add_lines(axes, [ends], colour("muted"), 1.0, order=4)
        at = ((box[0] + 0.02) / width, (box[1] + box[3]) / 2 / height)
        write(axes, *at, names[index], "small", "left", transform=axes.transAxes, order=6, bold=strong)
    return written


def _free_place(
    dot: _Dot,
    name: str,
    room: tuple[float, float],
    taken: list[_Box],
    others: list[_Dot],
    lines: list[_Line],
    bold: bool,
) -> tuple[_Box, _Line | None] | None:
    """Find room at one of eight places around a point, or farther off with a line that leads there."""
    points = FONT_SIZES["small"]
    wide, high = text_width(name, points, bold) + 0.04, points * 1.1 / 72

    def is_free(box: _Box, clear: float) -> bool:
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= room[0] and box[3] <= room[1]
        return (
            inside
            and not any(_overlap(box, other) for other in taken)
            and not any(_distance(other[:2], box) < other[2] + clear for other in others)
            and not any(_crosses(line, box) for line in lines)
        )

    for box in _beside(dot, wide, high):
        if is_free(box, _CLEAR):
            return box, None
    x, y, radius = dot
    for away in _FAR:
        for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False):
            to = np.array([np.cos(angle), np.sin(angle)])
            end = np.array([x, y]) + (radius + away) * to
            left, low = end[0] - wide * (1 - to[0]) / 2, end[1] - high * (1 - to[1]) / 2
            box = (float(left), float(low), float(left + wide), float(low + high))
            start = np.array([x, y]) + radius * to
            near = (min(max(start[0], box[0]), box[2]), min(max(start[1], box[1]), box[3]))
            leader = ((float(start[0]), float(start[1])), (float(near[0]), float(near[1])))
            if is_free(box, _LED) and not any(_crosses(leader, other) for other in taken):
                return box, leader
    return None


def _beside(dot: _Dot, wide: float, high: float) -> list[_Box]:
    x, y, radius = dot
    away, near = radius + _AWAY, 0.7 * (radius + _AWAY)
    corners = [
        (x + away, y - high / 2), (x - away - wide, y - high / 2),
        (x - wide / 2, y + away), (x - wide / 2, y - away - high),
        (x + near, y + near), (x + near, y - near - high),
        (x - near - wide, y + near), (x - near - wide, y - near - high),
    ]  # fmt: skip
    return [(left, low, left + wide, low + high) for left, low in corners]


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _distance(point: Sequence[float], box: _Box) -> float:
    """Return how far a point lies from a box; 0 inside."""
    x, y = point
    return float(np.hypot(max(box[0] - x, x - box[2], 0.0), max(box[1] - y, y - box[3], 0.0)))


def _crosses(line: _Line, box: _Box) -> bool:
    """Whether a straight line passes through a box: what is left of it after cutting it at the box's four sides."""
    (x, y), (dx, dy) = line[0], np.subtract(line[1], line[0])
    low, high = 0.0, 1.0
    for start, step, least, most in ((x, dx, box[0], box[2]), (y, dy, box[1], box[3])):
        if abs(step) < 1e-12:
            if not least < start < most:
                return False
            continue
        enter, leave = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, enter), min(high, leave)
    return low < high

"""Names beside points, wherever there is room: what has none stays without a name."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from lecture_utils.pictures.axes_layout import size_of
from lecture_utils.pictures.text import text_width, write
from lecture_utils.pictures.theme import FONT_SIZES

_AWAY = 0.05  # inches between a point's rim and its name
_MIDDLE = 0.05  # inches around the middle of a point that no name may hide

_Box = tuple[float, float, float, float]  # left, low, right, high in inches
_Dot = tuple[float, float, float]  # x, y, radius in inches


def write_point_names(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    radii: Sequence[float],
    order: Sequence[int] | None = None,
    taken: Sequence[_Box] = (),
) -> list[int]:
    """Write names beside points: none on another, on the middle of another point or outside the axes.

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
    parts = [to_parts.transform(point) for point in points]
    dots = [(float(x) * width, float(y) * height, radius) for (x, y), radius in zip(parts, radii, strict=True)]
    full, written = list(taken), []
    for index in dict.fromkeys([*(order or ()), *range(len(names))]):
        others = [dot for other, dot in enumerate(dots) if other != index]
        box = _free_place(dots[index], names[index], (width, height), full, others) if names[index] else None
        if box is not None:
            full.append(box)
            written.append(index)
            place = ((box[0] + 0.02) / width, (box[1] + box[3]) / 2 / height)
            write(axes, *place, names[index], "small", "left", transform=axes.transAxes, order=6)
    return written


def _free_place(dot: _Dot, name: str, room: tuple[float, float], taken: list[_Box], others: list[_Dot]) -> _Box | None:
    """Find room at one of eight places around a point."""
    (x, y, radius), points = dot, FONT_SIZES["small"]
    wide, high, away = text_width(name, points) + 0.04, points * 1.1 / 72, radius + _AWAY
    near = 0.7 * away
    corners = [
        (x + away, y - high / 2), (x - away - wide, y - high / 2),
        (x - wide / 2, y + away), (x - wide / 2, y - away - high),
        (x + near, y + near), (x + near, y - near - high),
        (x - near - wide, y + near), (x - near - wide, y - near - high),
    ]  # fmt: skip
    for left, low in corners:
        box = (left, low, left + wide, low + high)
        inside = left >= 0 and low >= 0 and box[2] <= room[0] and box[3] <= room[1]
        if inside and not any(_overlap(box, other) for other in taken) and not any(_hides(box, dot) for dot in others):
            return box
    return None


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _hides(box: _Box, dot: _Dot) -> bool:
    x, y, radius = dot
    inner = min(radius, _MIDDLE)
    return _overlap(box, (x - inner, y - inner, x + inner, y + inner))

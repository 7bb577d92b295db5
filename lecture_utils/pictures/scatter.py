"""Points on two axes, with names and areas: one can be picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.pictures.axes_layout import size_of
from lecture_utils.pictures.charts import lay_out_chart
from lecture_utils.pictures.items import mark_items
from lecture_utils.pictures.point_names import write_point_names
from lecture_utils.pictures.scales import make_scale
from lecture_utils.pictures.text import text_width, write
from lecture_utils.pictures.theme import FONT_SIZES, colour, tint

AREA = 40.0
"""Square points of a dot whose area means nothing."""

_REACH = 0.08  # inches around a dot within which a click means it, at least


@dataclass(frozen=True)
class Dot:
    """A point of a scatter chart.

    Parameters
    ----------
    x, y : float
    name : str
        Written where there is room; none where empty.
    role : str
        Whose colour it has.
    area : float
        In square points; see `area_radius`.
    faint : bool
        Whether it stays in the background, in grey and without a name.
    """

    x: float
    y: float
    name: str = ""
    role: str = "prediction"
    area: float = AREA
    faint: bool = False


def area_radius(area: float) -> float:
    """Return the radius in inches of a dot of so many square points."""
    return float(np.sqrt(area / np.pi)) / 72


def draw_scatter(
    axes: Axes,
    dots: Sequence[Dot],
    x_label: str = "",
    y_label: str = "",
    title: str = "",
    x_limits: tuple[float, float] | None = None,
    y_limits: tuple[float, float] | None = None,
    x_log: bool = False,
    y_log: bool = False,
    line: Sequence[int] = (),
    picked: int | None = None,
    first: Sequence[int] = (),
    key: Sequence[tuple[str, float]] = (),
    key_title: str = "",
) -> None:
    """Draw dots, and names beside those that have one and find room; dot n can be picked as item n.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes.
    dots : sequence of Dot
        The last lie above the others.
    x_label, y_label : str
        What is counted; below the axis, and above it at the left.
    title : str
        What is to be seen.
    x_limits, y_limits : (lowest, highest), optional
        The dots' own where left out.
    x_log, y_log : bool
        Whether an axis grows by factors.
    line : sequence of int
        Dots that a line joins, in this order.
    picked : int, optional
        The dot that is highlighted; its name comes first.
    first : sequence of int
        Whose names find room before the others'.
    key : sequence of (str, float)
        Areas, and what is written beside them, in the lower right corner.
    key_title : str
        What the areas stand for.

    Raises
    ------
    ValueError
        If there is no dot, or a logarithmic axis has values that aren't positive.

    Examples
    --------
    >>> dots = [Dot(0.7, 56.5, "alexnet", area=200), Dot(4.1, 76.1, "resnet50", area=90)]
    >>> draw_scatter(axes, dots, "billions of multiply–adds", "top-1, %", x_log=True, picked=1)
    """
    if not dots:
        raise ValueError("dots must have at least one Dot, got none")
    xs, ys = np.array([dot.x for dot in dots], dtype=float), np.array([dot.y for dot in dots], dtype=float)
    x_scale = make_scale(xs, "x", x_limits, x_log, room=0.06, most=6)
    y_scale = make_scale(ys, "y", y_limits, y_log, room=0.08)
    lay_out_chart(axes, x_scale, y_scale, [], x_label, y_label, title)
    for (faint, role), group in groupby(dots, key=lambda dot: (dot.faint, dot.role)):
        fill, edge = (tint("muted", 0.6), tint("muted", 0.2)) if faint else (tint(role, 0.45), colour(role))
        places = np.array([(dot.x, dot.y, dot.area) for dot in group])
        x, y, areas = places.T
        axes.scatter(x, y, areas, c=fill, edgecolors=edge, linewidths=1.2, alpha=0.85, zorder=2)
    path = [(dots[place].x, dots[place].y) for place in line]
    if path:
        axes.plot(*zip(*path, strict=True), color=colour("prediction"), linewidth=1.5, zorder=2.5)
    if picked is not None:
        dot = dots[picked]
        axes.scatter(dot.x, dot.y, s=dot.area + 90, c="none", edgecolors=colour("step"), linewidths=2.5, zorder=5)
    axes.set(xlim=(x_scale.low, x_scale.high), ylim=(y_scale.low, y_scale.high))
    taken = [_draw_key(axes, key, key_title)] if key else []
    names = [dot.name if not dot.faint or place == picked else "" for place, dot in enumerate(dots)]
    radii = [area_radius(dot.area + 90 * (place == picked)) for place, dot in enumerate(dots)]
    order = [*([] if picked is None else [picked]), *first]
    bold = [] if picked is None else [picked]
    write_point_names(axes, list(zip(xs, ys, strict=True)), names, radii, order, taken, [path] if path else [], bold)
    _mark_dots(axes, dots)


def _mark_dots(axes: Axes, dots: Sequence[Dot]) -> None:
    (width, height), to_parts = size_of(axes), axes.transData + axes.transAxes.inverted()
    boxes = []
    for dot in dots:
        x, y = to_parts.transform((dot.x, dot.y))
        reach = max(area_radius(dot.area), _REACH)
        corners = [(x - reach / width, y - reach / height), (x + reach / width, y + reach / height)]
        (x1, y1), (x2, y2) = to_parts.inverted().transform(corners)
        boxes.append((float(x1), float(y1), float(x2), float(y2)))
    mark_items(axes, boxes)


def _draw_key(axes: Axes, key: Sequence[tuple[str, float]], title: str) -> tuple[float, float, float, float]:
    """Draw what the areas stand for, from right to left; return where that is, in inches."""
    (width, height), here = size_of(axes), axes.transAxes
    y, right = max(area_radius(area) for _, area in key) + 0.08, width - 0.1
    for words, area in reversed(key):
        right -= text_width(words, FONT_SIZES["small"])
        write(axes, right / width, y / height, words, "small", "left", transform=here)
        right -= 0.06 + area_radius(area)
        place = right / width, y / height
        axes.scatter(*place, s=area, c=tint("muted", 0.6), edgecolors=colour("muted"), transform=here)
        right -= area_radius(area) + 0.16
    write(axes, right / width, y / height, title, "small", "right", transform=here)
    left = right - text_width(title, FONT_SIZES["small"]) - 0.05
    return left, 0.0, width, 2 * y

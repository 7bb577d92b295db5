"""Items that can be clicked: regions of a picture with a number, such as the boxes of an image or the rows of a list.

A kind of picture says where they are with :func:`mark_items`; the stage reads them from the drawn figure with
:func:`items_of`, and the browser turns a click into the item's number.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Rectangle

_ITEM = "item "

Item = tuple[int, float, float, float, float]
"""A number; left, top, width and height as fractions of a figure."""


def mark_items(axes: Axes, boxes: Any, numbers: Sequence[int] | None = None) -> None:
    """Say which regions of a picture are items, without drawing anything.

    Parameters
    ----------
    axes : Axes
    boxes : sequence of (x1, y1, x2, y2)
        In data units of the axes. Of those that lie upon each other a click means the smallest.
    numbers : sequence of int, optional
        The items' numbers; 0, 1, 2, … where left out.

    Raises
    ------
    ValueError
        If boxes and numbers are not as many.
    """
    chosen = list(range(len(boxes))) if numbers is None else list(numbers)
    if len(chosen) != len(boxes):
        raise ValueError(f"numbers must be {len(boxes)}, one for each box, got {len(chosen)}")
    for number, (x1, y1, x2, y2) in zip(chosen, boxes, strict=True):
        region = Rectangle((float(x1), float(y1)), float(x2 - x1), float(y2 - y1), visible=False)
        region.set_gid(f"{_ITEM}{number}")
        axes.add_artist(region)


def mark_columns(axes: Axes, x: Any, numbers: Sequence[int] | None = None) -> None:
    """Say that each x of a chart is an item: a strip of the axes' height, halfway to its neighbours.

    Parameters
    ----------
    axes : Axes
        Such as those of :func:`~lecture_utils.pictures.charts.draw_curves`, drawn before.
    x : sequence of float
        Ascending, in data units.
    numbers : sequence of int, optional
        The items' numbers; 0, 1, 2, … where left out.

    Examples
    --------
    >>> draw_curves(axes, [1, 2, 5, 10], {"recall": recall}, now=k)
    >>> mark_columns(axes, [1, 2, 5, 10])  # Slider("k", [1, 2, 5, 10], picks=("recall",))
    """
    forward, back = axes.transData, axes.transData.inverted()
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    places = [float(forward.transform((value, bottom))[0]) for value in x]
    ends = [float(forward.transform((limit, bottom))[0]) for limit in (left, right)]
    edges = [ends[0], *((one + other) / 2 for one, other in pairwise(places)), ends[1]]
    height = float(forward.transform((left, bottom))[1])
    at = [float(back.transform((edge, height))[0]) for edge in edges]
    mark_items(axes, [(start, bottom, end, top) for start, end in pairwise(at)], numbers)


def items_of(figure: Figure | SubFigure) -> list[Item]:
    """Return the items of a figure that was drawn, the smallest first: so the first that holds a point is meant."""
    page, found = figure.bbox, list[Item]()
    for axes in figure.axes:
        for artist in axes.patches:
            if _is_item(artist):
                corners = artist.get_transform().transform_path(artist.get_path()).get_extents()
                x1, x2 = max(corners.x0, page.x0), min(corners.x1, page.x1)
                y1, y2 = max(corners.y0, page.y0), min(corners.y1, page.y1)
                if x2 > x1 and y2 > y1:
                    left, top = float((x1 - page.x0) / page.width), float((page.y1 - y2) / page.height)
                    width, height = float((x2 - x1) / page.width), float((y2 - y1) / page.height)
                    found.append((int(str(artist.get_gid()).removeprefix(_ITEM)), left, top, width, height))
    return sorted(found, key=lambda item: item[3] * item[4])


def _is_item(artist: Artist) -> bool:
    return str(artist.get_gid()).startswith(_ITEM)

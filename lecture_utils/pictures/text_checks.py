"""Checks that all letters of a figure can be read: none on another, none cut off, none too small."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def visible_texts(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Return every text that is drawn and not empty, with its extent in pixels."""
    canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    hidden = {id(text) for axes in figure.findobj(Axes) for text in _hidden_by(axes)}
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent(renderer)) for text in texts if id(text) not in hidden]


def _hidden_by(axes: Axes) -> list[Text]:
    """Return the texts of axes that aren't drawn: all of hidden axes or axis, and ticks outside the limits."""
    if not axes.get_visible():
        return list(axes.findobj(Text))
    hidden: list[Text] = []
    for axis in (axes.xaxis, axes.yaxis):
        if not (axes.axison and axis.get_visible()):
            hidden += axis.findobj(Text)
            continue
        low, high = sorted(axis.get_view_interval())
        slack = 1e-9 * (high - low)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not low - slack <= tick.get_loc() <= high + slack:
                hidden += [tick.label1, tick.label2]
    return hidden


def overlapping_texts(figure: Figure, allowed: float = 1.0) -> list[tuple[str, str]]:
    """Return the pairs of texts that stand on each other.

    Parameters
    ----------
    allowed : float
        Points by which the extents of two texts may overlap in either direction: an extent is a little larger than
        what is drawn.
    """
    texts = visible_texts(figure)
    allowed *= figure.dpi / 72
    pairs = []
    for index, (one, place) in enumerate(texts):
        for other, its_place in texts[index + 1 :]:
            width = min(place.x1, its_place.x1) - max(place.x0, its_place.x0)
            height = min(place.y1, its_place.y1) - max(place.y0, its_place.y0)
            if width > allowed and height > allowed:
                pairs.append((one.get_text(), other.get_text()))
    return pairs


def cut_off_texts(figure: Figure, allowed: float = 0.5) -> list[str]:
    """Return the texts that leave the figure.

    Parameters
    ----------
    allowed : float
        Points by which an extent may leave it.
    """
    allowed *= figure.dpi / 72
    width, height = figure.bbox.width, figure.bbox.height
    return [
        text.get_text()
        for text, place in visible_texts(figure)
        if place.x0 < -allowed or place.y0 < -allowed or place.x1 > width + allowed or place.y1 > height + allowed
    ]


def smallest_text(figure: Figure) -> float:
    """Return the size in points of the smallest text that is drawn; infinity where there is none."""
    return min((float(text.get_fontsize()) for text, _ in visible_texts(figure)), default=float("inf"))

"""Where things are: room inside the rectangle of an axes, and checks that all letters are readable."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from lecture_utils.pictures.lettering import text_height, wrap
from lecture_utils.pictures.theme import FONT_SIZES, colour

TITLE_PAD = 0.06  # inches between a title and its picture


def size_of(axes: Axes) -> tuple[float, float]:
    """Return width and height in inches of the rectangle that the axes may use."""
    parent = axes.figure
    place = axes.get_position(original=True)
    dots = parent.dpi
    return float(place.width * parent.bbox.width / dots), float(place.height * parent.bbox.height / dots)


def reserve(axes: Axes, left: float = 0.0, right: float = 0.0, top: float = 0.0, bottom: float = 0.0) -> None:
    """Make the rectangle of the axes smaller by so many inches, so that letters find room around it.

    Every kind of picture does this for its own title and labels: a picture stays inside the rectangle it was given.
    """
    parent = axes.figure
    width, height = parent.bbox.width / parent.dpi, parent.bbox.height / parent.dpi
    place = axes.get_position(original=True)
    x0, x1 = place.x0 + left / width, place.x1 - right / width
    y0, y1 = place.y0 + bottom / height, place.y1 - top / height
    if x1 <= x0 or y1 <= y0:
        inches = size_of(axes)
        raise ValueError(f"axes must have room for title and labels, got {inches[0]:.2f} × {inches[1]:.2f} inches")
    axes.set_position((x0, y0, x1 - x0, y1 - y0))


def write_title(axes: Axes, title: str) -> None:
    """Write a title, broken into lines, inside the top of the axes' rectangle, which becomes smaller by it."""
    if not title:
        return
    points = FONT_SIZES["title"]
    lines = wrap(title, size_of(axes)[0], points)
    reserve(axes, top=text_height(lines, points) + TITLE_PAD)
    axes.set_title(lines, fontsize=points, y=1.0, pad=TITLE_PAD * 72, color=colour("ink"), parse_math=False)


def panes(
    figure: Figure | SubFigure, rows: int = 1, columns: int = 1, gap: float = 0.25, margin: float = 0.08
) -> list[Axes]:
    """Divide a figure into equal rectangles, row by row.

    Parameters
    ----------
    gap, margin : float
        Inches between the rectangles, and around them. Titles and labels find their own room inside.
    """
    if rows < 1 or columns < 1:
        raise ValueError(f"rows and columns must be at least 1, got {rows} and {columns}")
    width, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    one_width = (width - 2 * margin - (columns - 1) * gap) / columns
    one_height = (height - 2 * margin - (rows - 1) * gap) / rows
    if one_width <= 0 or one_height <= 0:
        raise ValueError(f"figure must have room for {rows} × {columns} panes, got {width:.2f} × {height:.2f} inches")
    return [
        figure.add_axes(
            (
                (margin + column * (one_width + gap)) / width,
                1 - (margin + row * (one_height + gap) + one_height) / height,
                one_width / width,
                one_height / height,
            )
        )
        for row in range(rows)
        for column in range(columns)
    ]


def hide_axis(axes: Axes) -> None:
    """Leave ticks, tick labels and frame out: a picture has none."""
    axes.set_axis_off()


def visible_texts(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Return every text that is drawn and not empty, with its extent in pixels."""
    if not isinstance(figure.canvas, FigureCanvasAgg):
        FigureCanvasAgg(figure)
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    hidden = {
        id(text)
        for axes in figure.findobj(Axes)
        for axis in (axes.xaxis, axes.yaxis)
        if not axes.axison or not axes.get_visible() or not axis.get_visible()
        for text in axis.findobj(Text)
    }
    drawn_ticks = {
        id(label)
        for axes in figure.findobj(Axes)
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis._update_ticks()
        for label in (tick.label1, tick.label2)
    }
    ticks = {
        id(label)
        for axes in figure.findobj(Axes)
        for axis in (axes.xaxis, axes.yaxis)
        for tick in (*axis.majorTicks, *axis.minorTicks)
        for label in (tick.label1, tick.label2)
    }
    texts = [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden
        if id(text) not in ticks or id(text) in drawn_ticks
    ]
    return [(text, text.get_window_extent(renderer)) for text in texts]


def overlapping_texts(figure: Figure, allowed: float = 1.0) -> list[tuple[str, str]]:
    """Return the pairs of texts whose extents overlap by more than ``allowed`` points in both directions."""
    texts = visible_texts(figure)
    allowed = allowed * figure.dpi / 72
    pairs = []
    for index, (one, place) in enumerate(texts):
        for other, other_place in texts[index + 1 :]:
            width = min(place.x1, other_place.x1) - max(place.x0, other_place.x0)
            height = min(place.y1, other_place.y1) - max(place.y0, other_place.y0)
            if width > allowed and height > allowed:
                pairs.append((one.get_text(), other.get_text()))
    return pairs


def cut_off_texts(figure: Figure, allowed: float = 0.5) -> list[str]:
    """Return the texts that leave the figure by more than ``allowed`` points."""
    allowed = allowed * figure.dpi / 72
    width, height = figure.bbox.width, figure.bbox.height
    return [
        text.get_text()
        for text, place in visible_texts(figure)
        if place.x0 < -allowed or place.y0 < -allowed or place.x1 > width + allowed or place.y1 > height + allowed
    ]


def smallest_text(figure: Figure) -> float:
    """Return the size in points of the smallest text that is drawn; infinity where there is none."""
    return min((float(text.get_fontsize()) for text, _ in visible_texts(figure)), default=float("inf"))

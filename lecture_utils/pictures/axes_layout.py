"""Room on a figure: a picture, its title and its labels stay inside the rectangle that they were given."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from lecture_utils.pictures.bare_axes import axes_at
from lecture_utils.pictures.text import HINTING, text_height, text_width, typeset, wrap_evenly
from lecture_utils.pictures.theme import FONT_SIZES, colour

TITLE_PAD = 0.06  # inches between a title and what it stands over


def size_of(axes: Axes) -> tuple[float, float]:
    """Return width and height of the axes in inches."""
    parent, place = axes.figure, axes.get_position(original=True)
    return float(place.width * parent.bbox.width / parent.dpi), float(place.height * parent.bbox.height / parent.dpi)


def title_height(axes: Axes, title: str) -> float:
    """Return how many inches a title takes at the top of the axes."""
    if not title:
        return 0.0
    return text_height(wrap_evenly(title, size_of(axes)[0], FONT_SIZES["title"]), FONT_SIZES["title"]) + TITLE_PAD


def lay_out(
    axes: Axes,
    title: str = "",
    shape: tuple[float, float] | None = None,
    left: float = 0.0,
    right: float = 0.0,
    top: float = 0.0,
    bottom: float = 0.0,
    largest: float = float("inf"),
) -> tuple[float, float]:
    """Shrink the axes inside their rectangle, so that a title and labels find room around them, and write the title.

    Parameters
    ----------
    axes : Axes
        Afterwards without ticks and frame.
    title : str
        Broken into lines; above the picture, in its middle where the rectangle allows it.
    shape : (rows, columns), optional
        Keep these proportions, in the middle of the room; fill the room where left out.
    left, right, top, bottom : float
        Inches for labels; those at the top stand between picture and title.
    largest : float
        The most inches that a row or column may have.

    Returns
    -------
    (float, float)
        Width and height that are left, in inches.

    Raises
    ------
    ValueError
        If nothing is left.
    """
    parent, place = axes.figure, axes.get_position(original=True)
    whole = parent.bbox.width / parent.dpi, parent.bbox.height / parent.dpi  # inches
    x, y, outer, high = place.x0 * whole[0], place.y0 * whole[1], place.width * whole[0], place.height * whole[1]
    points = FONT_SIZES["title"]
    lines = wrap_evenly(title, outer, points) if title else ""
    above = title_height(axes, title)
    width, height = outer - left - right, high - above - top - bottom
    if width <= 0 or height <= 0:
        needed = f"more than {left + right:.2f} × {above + top + bottom:.2f} inches for title and labels"
        raise ValueError(f"axes must have {needed}, got {outer:.2f} × {high:.2f}")
    x_inner, y_inner = x + left, y + bottom
    if shape is not None:
        unit = min(width / shape[1], height / shape[0], largest)
        x_inner, y_inner = x_inner + (width - unit * shape[1]) / 2, y_inner + (height - unit * shape[0]) / 2
        width, height = unit * shape[1], unit * shape[0]
    axes.set_position((x_inner / whole[0], y_inner / whole[1], width / whole[0], height / whole[1]))
    axes.set_axis_off()
    if lines:
        half = min(text_width(lines, points) / HINTING, outer) / 2
        middle = min(max(x_inner + width / 2, x + half), x + outer - half)
        lines = typeset(lines)
        axes.set_title(
            lines,
            fontsize=points,
            fontfamily="DejaVu Sans",
            x=(middle - x_inner) / width,
            y=1.0,
            pad=(top + TITLE_PAD) * 72,
            color=colour("ink"),
            parse_math=lines.count("$") >= 2,
            linespacing=1.1,
        )
    return width, height


def panes(
    figure: Figure | SubFigure, rows: int = 1, columns: int = 1, gap: float = 0.25, margin: float = 0.08
) -> list[Axes]:
    """Divide a figure into equal rectangles, row by row.

    Parameters
    ----------
    gap, margin : float
        Inches between the rectangles, and around them. Titles and labels find their own room inside.

    Raises
    ------
    ValueError
        If there is no room for so many.
    """
    if rows < 1 or columns < 1:
        raise ValueError(f"rows and columns must be at least 1, got {rows} and {columns}")
    width, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    across = (width - 2 * margin - (columns - 1) * gap) / columns
    up = (height - 2 * margin - (rows - 1) * gap) / rows
    if across <= 0 or up <= 0:
        raise ValueError(f"figure must have room for {rows} × {columns} panes, got {width:.2f} × {height:.2f} inches")
    return [
        axes_at(figure, margin + column * (across + gap), margin + row * (up + gap), across, up)
        for row in range(rows)
        for column in range(columns)
    ]

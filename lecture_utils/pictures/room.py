"""Room on a figure: a picture, its title and its labels stay inside the rectangle that they were given."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from lecture_utils.pictures.bare_axes import axes_at
from lecture_utils.pictures.lettering import HINTING, text_height, text_width, wrap_evenly, write
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


def cell_panes(
    figure: Figure | SubFigure,
    shapes: Sequence[tuple[int, int]],
    between: Sequence[str] = (),
    names: Sequence[str] = (),
    left: Sequence[float] | float = 0.0,
    gap: float = 0.5,
    margin: float = 0.08,
    largest: float = 0.8,
) -> list[Axes]:
    """Divide a figure into rectangles for matrices side by side whose cells are equally large.

    Parameters
    ----------
    shapes : sequence of (rows, columns)
        From left to right.
    between : sequence of str, optional
        What stands between a matrix and the next, such as ``"·"``, ``"="``, ``"→"``.
    names : sequence of str, optional
        Titles that are to find room, such as ``"K (4×2)"``; a narrow matrix gets a rectangle as wide as its title.
        Where left out: one letter and the shape.
    left : float or sequence of float
        Inches that row labels take at the left of each.
    gap, margin : float
        Inches between the rectangles, and around them.
    largest : float
        The most inches that a cell may have.

    Returns
    -------
    list of Axes
        One for each shape, for :func:`~lecture_utils.pictures.matrices.draw_matrix`.

    Raises
    ------
    ValueError
        If there is no room for them.
    """
    count = len(shapes)
    if not count or min(min(shape) for shape in shapes) < 1:
        raise ValueError(f"shapes must be (rows, columns) of at least one matrix, got {list(shapes)}")
    if between and len(between) != count - 1:
        raise ValueError(f"between must be {count - 1} texts, got {len(between)}")
    if names and len(names) != count:
        raise ValueError(f"names must be {count} texts, got {len(names)}")
    sides = [float(left)] * count if isinstance(left, (int, float)) else [float(side) for side in left]
    across, up = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    points = FONT_SIZES["title"]
    names = names or [f"M ({rows}×{columns})" for rows, columns in shapes]
    titles = [text_width(name, points) / HINTING + 0.02 for name in names]
    line = text_height("x", points) + TITLE_PAD
    unit = min((up - 2 * margin - 2 * line) / max(rows for rows, _ in shapes), largest)
    room = across - 2 * margin - (count - 1) * gap
    while unit > 0 and sum(_widths(shapes, sides, titles, unit)) > room:
        unit -= 0.005
    if unit < 0.05:
        raise ValueError(f"figure must have room for cells of {list(shapes)}, got {across:.2f} × {up:.2f} inches")
    widths = _widths(shapes, sides, titles, unit)
    x, axes = (across - sum(widths) - (count - 1) * gap) / 2, []
    for index, (width, (rows, _)) in enumerate(zip(widths, shapes, strict=True)):
        # As much below as the title takes above, so that the middles of all matrices are at one height.
        height = rows * unit + line
        axes.append(axes_at(figure, x, (up - rows * unit) / 2 - line, width, height))
        if index < len(between):
            place = ((x + width + gap / 2) / across, 0.5)
            write(axes[-1], *place, between[index], "large", bold=True, transform=_fraction(figure))
        x += width + gap
    return axes


def _widths(
    shapes: Sequence[tuple[int, int]], sides: Sequence[float], titles: Sequence[float], unit: float
) -> list[float]:
    return [max(columns * unit + side, title) for (_, columns), side, title in zip(shapes, sides, titles, strict=True)]


def _fraction(figure: Figure | SubFigure) -> object:
    return figure.transSubfigure

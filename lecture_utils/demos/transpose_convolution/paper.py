"""Tables on paper measured in inches, for what a matrix of square cells can't show; how numbers are written."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure, SubFigure

from lecture_utils.methods.transpose_convolution import Expression
from lecture_utils.pictures import FONT_SIZES, colour, text_on, text_width, tint, write

Sheet = Figure | SubFigure
# Colours of an output cell that 0, 1, … copies cover.
COVERS = ["#f3f5f6", *(tint("output", amount) for amount in (0.9, 0.72, 0.58, 0.45, 0.32))]
MOST_COVERED = len(COVERS) - 1


def corners_of(left: float, top: float, width: float, height: float) -> list[tuple[float, float]]:
    """Return the corners of a rectangle, clockwise."""
    return [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]


def paper(figure: Sheet) -> Axes:
    """Add axes over the whole figure, measured in inches from the upper left corner."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, figure.bbox.width / figure.dpi), ylim=(figure.bbox.height / figure.dpi, 0))
    return axes


def table(
    axes: Axes,
    left: float,
    top: float,
    cell: tuple[float, float],
    texts: Sequence[Sequence[str]],
    role: str,
    faces: Sequence[str] | str = "",
    outlined: Sequence[tuple[float, float, float, float]] = (),
    inks: Sequence[str] = (),
    inch: float = 1.0,
) -> None:
    """Draw a table on :func:`paper`, its cells as wide as their texts need.

    Parameters
    ----------
    cell : (width, height)
        In inches, or in the axes' own units of ``inch`` inches.
    texts : rows of str
    faces : colour, or one for each cell, row by row
        The role's tint where left out.
    outlined : sequence of (row, column, rows, columns)
        Rectangles in the colour of the current step.
    inks : colours of the texts, row by row
        Whichever can be read on the cell's colour, where left out.
    """
    width, height = cell
    places = [(row, column) for row, line in enumerate(texts) for column in range(len(line))]
    filled = [faces or tint(role, 0.8)] * len(places) if isinstance(faces, str) else faces
    boxes = [corners_of(left + column * width, top + row * height, width, height) for row, column in places]
    cells = PolyCollection(boxes, facecolors=filled, edgecolors=tint(role, 0.35), linewidths=1, zorder=2, clip_on=False)
    marks = [
        corners_of(left + column * width, top + row * height, columns * width, rows * height)
        for row, column, rows, columns in outlined
    ]
    frames = PolyCollection(
        marks, facecolors="none", edgecolors=colour("step"), linewidths=3.2, zorder=5, clip_on=False
    )
    for collection in (cells, frames):
        axes.add_collection(collection, autolim=False)
    points = _points([text for line in texts for text in line], width * inch, height * inch)
    for index, (row, column) in enumerate(places):
        if texts[row][column]:
            middle = left + (column + 0.5) * width, top + (row + 0.5) * height
            ink = inks[index] if inks else text_on(filled[index])
            write(axes, *middle, texts[row][column], points, text_colour=ink)


def _points(texts: Sequence[str], width: float, height: float) -> float:
    """Return the size at which all texts fit into cells of so many inches, at least the theme's smallest."""
    points = FONT_SIZES["cell"]
    widest = max(text_width(text, points) for text in texts)
    return max(points * min(1, 0.92 * width / max(widest, 1e-9), 0.8 * height * 72 / points), FONT_SIZES["small"])


def say(
    axes: Axes, left: float, top: float, text: str, role: str = "ink", size: str = "label", bold: bool = False
) -> None:
    """Write text on :func:`paper`; its middle line lies at ``top``."""
    write(axes, left, top, text, size, "left", text_colour=colour(role), bold=bold)


def words(values: Any) -> list[str]:
    """Write a row of numbers or symbols as the cells do."""
    return [str(value) if isinstance(value, Expression) else number(value) for value in values]


def number(value: float) -> str:
    """Write a number as the cells do: a true minus sign, no decimals where none are needed."""
    return f"{float(value):g}".replace("-", "−")


def product(one: float, other: float) -> str:
    """Write a product; a negative factor in brackets."""
    return f"{number(one)}·{number(other) if other >= 0 else f'({number(other)})'}"


def cover(count: int) -> str:
    """Return the colour of an output cell that so many copies cover."""
    return COVERS[min(count, MOST_COVERED)]

"""Squared paper: matrices of equal cells at exact places, windows, and arrows that show how far something moves."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure, SubFigure

from lecture_utils.methods.transpose_convolution import Expression
from lecture_utils.pictures import FONT_SIZES, colour, draw_matrix, tint
from lecture_utils.pictures.lettering import text_width

Sheet = Figure | SubFigure
# Colours of an output cell that 0, 1, … copies cover.
COVERS = ["#f3f5f6", *(tint("output", amount) for amount in (0.9, 0.72, 0.58, 0.45, 0.32))]
MOST_COVERED = len(COVERS) - 1
GREY_TEXT = "#5f646c"  # readable on the paper of empty cells, where the role's own grey is too pale


def place(figure: Sheet, left: float, top: float, rows: int, columns: int, cell: float) -> Axes:
    """Add axes for ``rows`` × ``columns`` cells of ``cell`` inches; ``left`` and ``top`` are inches from the corner."""
    width, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    return figure.add_axes(
        (left / width, 1 - (top + rows * cell) / height, columns * cell / width, rows * cell / height)
    )


def write(
    figure: Sheet, left: float, top: float, text: str, role: str = "ink", size: str = "label", align: str = "left"
) -> None:
    """Write text whose middle line lies ``top`` inches under the upper edge."""
    width, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    figure.text(
        left / width,
        1 - top / height,
        text,
        color=colour(role),
        fontsize=FONT_SIZES[size],
        ha=align,
        va="center",
        parse_math=False,
    )


def head(figure: Sheet, left: float, name: str, role: str, note: str = "", top: float = 0.15) -> None:
    """Write what a matrix is, in the colour of its role, with its shape and a second, grey line."""
    write(figure, left, top, name, role, "title")
    if note:
        write(figure, left, top + 0.23, note, "ink", "small")


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
) -> None:
    """Draw a table on :func:`paper`, its cells as wide as their texts need.

    Parameters
    ----------
    cell : (width, height)
        In inches.
    texts : rows of str
    faces : colour, or one for each cell, row by row
        The role's tint where left out.
    outlined : sequence of (row, column, rows, columns)
        Rectangles in the colour of the current step.
    """
    width, height = cell
    places = [(row, column) for row, line in enumerate(texts) for column in range(len(line))]
    boxes = [corners_of(left + column * width, top + row * height, width, height) for row, column in places]
    axes.add_collection(
        PolyCollection(boxes, facecolors=faces or tint(role, 0.8), edgecolors=tint(role, 0.35), linewidths=1, zorder=2)
    )
    marks = [
        corners_of(left + column * width, top + row * height, columns * width, rows * height)
        for row, column, rows, columns in outlined
    ]
    axes.add_collection(PolyCollection(marks, facecolors="none", edgecolors=colour("step"), linewidths=3.2, zorder=5))
    widest = max(text_width(text, FONT_SIZES["cell"]) for line in texts for text in line)
    points = FONT_SIZES["cell"] * min(1, 0.92 * width / max(widest, 1e-9), 0.8 * height * 72 / FONT_SIZES["cell"])
    points = max(points, FONT_SIZES["small"])
    for row, column in places:
        middle = left + (column + 0.5) * width, top + (row + 0.5) * height
        text = texts[row][column]
        axes.text(*middle, text, fontsize=points, ha="center", va="center_baseline", zorder=4, parse_math=False)


def say(
    axes: Axes, left: float, top: float, text: str, role: str = "ink", size: str = "label", bold: bool = False
) -> None:
    """Write text on :func:`paper`; its middle line lies at ``top``."""
    weight = "bold" if bold else "normal"
    axes.text(
        left, top, text, color=colour(role), fontsize=FONT_SIZES[size], weight=weight, va="center", parse_math=False
    )


def words(values: Any) -> list[str]:
    """Write a row of numbers or symbols as the cells do."""
    return [str(value) if isinstance(value, Expression) else number(value) for value in values]


def matrix(
    figure: Sheet,
    left: float,
    top: float,
    cell: float,
    values: Any,
    role: str,
    texts: Any = None,
    highlight: Iterable[tuple[int, ...]] = (),
    faded: Iterable[tuple[int, int]] = (),
    shade: bool = False,
) -> Axes:
    """Draw a matrix at an exact place, without a title."""
    rows, columns = np.shape(values)
    axes = place(figure, left, top, rows, columns, cell)
    draw_matrix(
        axes,
        values,
        role,
        texts=texts,
        highlight=[(row, column) for row, column in highlight],
        faded=faded,
        shade=shade,
        shape_label=False,
    )
    return axes


def cover(count: int) -> str:
    """Return the colour of an output cell that so many copies cover."""
    return COVERS[min(count, MOST_COVERED)]


def covered(
    figure: Sheet,
    left: float,
    top: float,
    cell: float,
    counts: Any,
    texts: Sequence[Sequence[str]],
    reached: bool = False,
) -> Axes:
    """Draw the output of a transpose convolution: the more copies cover a cell, the deeper its colour.

    Cells that no copy covers are empty, or, once all copies are there (``reached``), as pale as can be.
    """
    rows, columns = np.shape(counts)
    axes = place(figure, left, top, rows, columns, cell)
    draw_matrix(
        axes,
        np.minimum(counts, MOST_COVERED),
        "output",
        texts=texts,
        faded=[] if reached else [tuple(index) for index in np.argwhere(np.asarray(counts) == 0)],
        colormap=ListedColormap(COVERS),
        limits=(0, MOST_COVERED),
        shape_label=False,
    )
    return axes


def frame(
    axes: Axes, top: float, left: float, rows: float, columns: float, role: str = "step", style: Any = "-"
) -> None:
    """Outline a rectangle of cells."""
    corners = [*corners_of(left, top, columns, rows), (left, top)]
    axes.add_collection(
        LineCollection(
            [corners],
            colors=colour(role),
            linewidths=3.5,
            linestyles=style,
            capstyle="projecting",
            zorder=4,
            clip_on=False,
        ),
        autolim=False,
    )


def cropped(axes: Axes, side: int, near: int, size: int, gone: bool) -> None:
    """Cover the cells that the padding cuts off: faint while copies are being stamped, empty once they are gone."""
    far = side - near - size
    rim = 0.06  # the outer lines of the matrix go too
    wide, before, behind = side + 2 * rim, near + rim, far + rim
    strips = [(0.0, 0.0, before, wide), (before + size, 0.0, behind, wide)]
    strips += [(before, 0.0, size, before), (before, before + size, size, behind)]
    corners = [
        corners_of(left - rim, top - rim, columns, rows)
        for top, left, rows, columns in strips
        if min(rows, columns) > rim
    ]
    opacity = 1.0 if gone else 0.5
    axes.add_collection(
        PolyCollection(corners, facecolors=[(1, 1, 1, opacity)], edgecolors="none", zorder=3.5, clip_on=False),
        autolim=False,
    )
    if gone and corners:
        outline = [*corners_of(0, 0, side, side), (0, 0)]
        axes.add_collection(
            LineCollection([outline], colors=colour("muted"), linestyles=":", zorder=3.6, clip_on=False), autolim=False
        )


def grey(axes: Axes, cells: Iterable[tuple[int, int]], text: str = "0") -> None:
    """Write a grey text into cells: the zeros of a padding."""
    for row, column in cells:
        axes.text(
            column + 0.5,
            row + 0.5,
            text,
            color=GREY_TEXT,
            fontsize=FONT_SIZES["cell"],
            ha="center",
            va="center_baseline",
            parse_math=False,
        )


def move(axes: Axes, position: Sequence[int], distance: Sequence[int]) -> None:
    """Show how far the last move went: an arrow outside the matrix, with the number of cells.

    Parameters
    ----------
    position : (row, column)
        The upper left cell of what moved, after the move.
    distance : (rows, columns)
        One of them is 0, or both: then nothing is drawn.
    """
    rows, columns = distance
    if not rows and not columns:
        return
    gap = 0.28
    if columns:
        end, start = (position[1] + 0.5, -gap), (position[1] + 0.5 - columns, -gap)
        place_of_number = ((start[0] + end[0]) / 2, -gap - 0.28)
    else:
        end, start = (-gap, position[0] + 0.5), (-gap, position[0] + 0.5 - rows)
        place_of_number = (-gap - 0.3, (start[1] + end[1]) / 2)
    axes.annotate(
        "",
        end,
        start,
        annotation_clip=False,
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour("step"),
            "lw": 2.2,
            "shrinkA": 0,
            "shrinkB": 0,
            "mutation_scale": 13,
        },
    )
    axes.text(
        *place_of_number,
        str(rows or columns),
        color=colour("step"),
        fontsize=FONT_SIZES["cell"],
        ha="center",
        va="center",
        clip_on=False,
    )


def last_move(position: Sequence[int], columns: int, stride: int) -> tuple[int, int]:
    """How many cells the last move went, going through ``columns`` positions in each row."""
    if position[1] > 0 and columns > 1:
        return (0, stride)
    return (stride, 0) if position[0] > 0 else (0, 0)


def number(value: float) -> str:
    """Write a number as the cells do: a true minus sign, no decimals where none are needed."""
    return f"{float(value):g}".replace("-", "−")


def product(one: float, other: float) -> str:
    """Write a product; a negative factor in brackets."""
    return f"{number(one)}·{number(other) if other >= 0 else f'({number(other)})'}"

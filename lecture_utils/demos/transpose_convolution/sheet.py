"""Squared paper: matrices of equal cells at exact places, windows, and arrows that show how far something moves."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgb

from lecture_utils.demos.transpose_convolution.paper import Sheet, corners_of, cover, table, words
from lecture_utils.pictures import FONT_SIZES, colour, draw_matrix, write

GREY_TEXT = "#5f646c"  # on empty cells: the role's own grey is too pale for letters
PALE_TEXT = "#7b8088"  # of what will be cut off


def place(figure: Sheet, left: float, top: float, rows: int, columns: int, cell: float) -> Axes:
    """Add axes for ``rows`` × ``columns`` cells of ``cell`` inches; ``left`` and ``top`` are inches from the corner."""
    width, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    return figure.add_axes(
        (left / width, 1 - (top + rows * cell) / height, columns * cell / width, rows * cell / height)
    )


def label(
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
    label(figure, left, top, name, role, "title")
    if note:
        label(figure, left, top + 0.23, note, "ink", "small")


def matrix(
    figure: Sheet,
    left: float,
    top: float,
    cell: float,
    values: Any,
    role: str,
    highlight: Iterable[tuple[int, ...]] = (),
    faded: Iterable[tuple[int, ...]] = (),
) -> Axes:
    """Draw a matrix of numbers at an exact place, without a title; ``faded`` cells are empty."""
    rows, columns = np.shape(values)
    axes = place(figure, left, top, rows, columns, cell)
    draw_matrix(
        axes,
        values,
        role,
        texts=[words(row) for row in np.asarray(values)],
        highlight=[(row, column) for row, column in highlight],
        faded=[(row, column) for row, column in faded],
        shade=False,
        shape_label=False,
    )
    return axes


def covered(
    figure: Sheet,
    left: float,
    top: float,
    cell: float,
    counts: Any,
    texts: Sequence[Sequence[str]],
    kept: tuple[int, int] | None = None,
    cut: bool = False,
) -> Axes:
    """Draw the output of a transpose convolution: the more copies cover a cell, the deeper its colour.

    Parameters
    ----------
    counts : array, shape (rows, columns)
        How many copies cover each cell.
    texts : rows of str
    kept : (first, size)
        Rows and columns that the padding leaves: the others are pale. Everything where left out.
    cut : bool
        Whether the others are gone already; dots show where they were.
    """
    rows, columns = np.shape(counts)
    axes = place(figure, left, top, rows, columns, cell)
    axes.set_axis_off()
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    first, size = kept or (0, rows)
    span = range(first, first + size)
    if cut:
        outline = [*corners_of(0, 0, columns, rows), (0, 0)]
        axes.add_collection(
            LineCollection([outline], colors=colour("muted"), linestyles=":", clip_on=False), autolim=False
        )
        shown = [[texts[row][column] for column in span] for row in span]
        faces = [cover(int(counts[row, column])) for row in span for column in span]
        table(axes, first, first, (1, 1), shown, "output", faces, inch=cell)
        return axes
    stays = [row in span and column in span for row in range(rows) for column in range(columns)]
    faces = [
        cover(int(count)) if stay else pale(cover(int(count)))
        for count, stay in zip(np.ravel(counts), stays, strict=True)
    ]
    inks = [colour("ink") if stay else PALE_TEXT for stay in stays]
    table(axes, 0, 0, (1, 1), texts, "output", faces, inks=inks, inch=cell)
    return axes


def pale(shade: str) -> str:
    """Return a colour half mixed with paper."""
    red, green, blue = ((1 + part) / 2 for part in to_rgb(shade))
    return to_hex((red, green, blue))


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


def grey(axes: Axes, cells: Iterable[tuple[int, int]], text: str = "0") -> None:
    """Write a grey text into cells: the zeros of a padding."""
    for row, column in cells:
        write(axes, column + 0.5, row + 0.5, text, "cell", text_colour=GREY_TEXT)


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
        place_of_number = ((start[0] + end[0]) / 2, -gap - 0.34)
    else:
        end, start = (-gap, position[0] + 0.5), (-gap, position[0] + 0.5 - rows)
        place_of_number = (-gap - 0.32, (start[1] + end[1]) / 2)
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
    write(axes, *place_of_number, str(rows or columns), "cell", text_colour=colour("step"))


def last_move(position: Sequence[int], columns: int, stride: int) -> tuple[int, int]:
    """How many cells the last move went, going through ``columns`` positions in each row."""
    if position[1] > 0 and columns > 1:
        return (0, stride)
    return (stride, 0) if position[0] > 0 else (0, 0)

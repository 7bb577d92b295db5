"""What the pictures of lecture 11 share: how often an output is covered, windows that move, zeros of a padding."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from lecture_utils.methods.transpose_convolution import Expression
from lecture_utils.pictures import Sheet, cell_axes, colour, draw_outlines, draw_table, tint, write
from lecture_utils.pictures.number_format import number
from lecture_utils.pictures.tables import EMPTY

# Colours of an output cell that 0, 1, … copies cover.
COVERS = [EMPTY, *(tint("output", amount) for amount in (0.9, 0.72, 0.58, 0.45, 0.32))]
MOST_COVERED = len(COVERS) - 1
GREY_TEXT = "#5f646c"  # on empty cells: the role's own grey is too pale for letters
PALE_TEXT = "#7b8088"  # of what will be cut off


def words(values: Any) -> list[str]:
    """Write a row of numbers or symbols as the cells do."""
    return [str(value) if isinstance(value, Expression) else number(value) for value in values]


def cover(count: int) -> str:
    """Return the colour of an output cell that so many copies cover."""
    return COVERS[min(count, MOST_COVERED)]


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
    """Draw a matrix of numbers at an exact place; windows and moves are drawn on its axes, in cells."""
    axes = cell_axes(figure, left, top, cell, np.shape(values))
    draw_table(axes, 0, 0, 1, values, role, [(row, column, 1, 1) for row, column in highlight], faded)
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
    axes = cell_axes(figure, left, top, cell, (rows, columns))
    first, size = kept or (0, rows)
    span = range(first, first + size)
    if cut:
        draw_outlines(axes, 0, 0, 1, [(0, 0, rows, columns)], "muted", 2.5, ":")
        shown = [[texts[row][column] for column in span] for row in span]
        faces = [cover(int(counts[row, column])) for row in span for column in span]
        draw_table(axes, first, first, 1, shown, "output", fills=faces)
        return axes
    stays = [row in span and column in span for row in range(rows) for column in range(columns)]
    faces = [
        cover(int(count)) if stay else pale(cover(int(count)))
        for count, stay in zip(np.ravel(counts), stays, strict=True)
    ]
    inks = [colour("ink") if stay else PALE_TEXT for stay in stays]
    draw_table(axes, 0, 0, 1, texts, "output", fills=faces, inks=inks)
    return axes


def pale(shade: str) -> str:
    """Return a colour half mixed with paper."""
    red, green, blue = ((1 + part) / 2 for part in to_rgb(shade))
    return to_hex((red, green, blue))


def frame(axes: Axes, top: float, left: float, rows: float, columns: float, role: str = "step") -> None:
    """Outline a rectangle of cells."""
    draw_outlines(axes, 0, 0, 1, [(top, left, rows, columns)], role)


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

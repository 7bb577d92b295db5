"""A sheet: axes over a whole figure, for words, formulas and tables at exact places.

Places are in inches from the upper left corner of the figure, like those on a sheet of paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from lecture_utils.pictures.bare_axes import axes_at
from lecture_utils.pictures.text import write
from lecture_utils.pictures.theme import FONT_SIZES, colour

Sheet = Figure | SubFigure


def sheet_axes(figure: Sheet) -> Axes:
    """Return axes over the whole figure, in inches from its upper left corner; made at the first call."""
    for axes in figure.axes:
        if axes.get_label() == "sheet" and axes.figure is figure:  # a figure also lists the axes of its subfigures
            return axes
    across, down = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    axes = axes_at(figure, 0, 0, across, down, label="sheet")
    axes.set(xlim=(0, across), ylim=(down, 0))
    return axes


def cell_axes(
    figure: Sheet, left: float, top: float, cell: float | tuple[float, float], shape: Sequence[int], label: str = ""
) -> Axes:
    """Add invisible axes over a table, in which cell (row i, column j) covers [j, j + 1] × [i, i + 1].

    Parameters
    ----------
    figure : Figure or SubFigure
        For cells to be picked these have to be its first axes, added before anything is drawn on the sheet.
    left, top : float
        Inches.
    cell : float or (width, height)
        Inches of a cell.
    shape : (rows, columns)
    label : str
        By which a control finds the axes whose numbers it edits.

    Raises
    ------
    ValueError
        If the cells have no size or there are none.
    """
    (width, height), (rows, columns) = cell_size(cell), shape
    if rows < 1 or columns < 1:
        raise ValueError(f"shape must be at least 1 × 1 cells, got {tuple(shape)}")
    axes = axes_at(figure, left, top, columns * width, rows * height, label=label)
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    return axes


def say(
    place: Sheet | Axes,
    left: float,
    top: float,
    text: str,
    role: str = "ink",
    size: str = "label",
    align: str = "left",
    bold: bool = False,
) -> None:
    """Write text in the colour of a role.

    Parameters
    ----------
    place : Figure, SubFigure or Axes
        Its :func:`sheet_axes`, or axes with units of their own.
    left, top : float
        Where the text stands; its middle line lies at ``top``.
    text : str
        May have lines, and formulas in ``$...$``.
    role : str
        A key of ``COLOURS``.
    size : str
        A key of ``FONT_SIZES``.
    align : {"left", "center", "right"}
        Which side of the text stands at ``left``.

    Raises
    ------
    ValueError
        If there is no such role, size or side.
    """
    if size not in FONT_SIZES:
        raise ValueError(f"size must be one of {', '.join(FONT_SIZES)}, got {size!r}")
    if align not in ("left", "center", "right"):
        raise ValueError(f"align must be 'left', 'center' or 'right', got {align!r}")
    write(axes_on(place), left, top, text, size, across=align, text_colour=colour(role), bold=bold)


def axes_on(place: Sheet | Axes) -> Axes:
    """Return axes as they are, and of a figure its sheet."""
    return place if isinstance(place, Axes) else sheet_axes(place)


def cell_size(cell: float | tuple[float, float]) -> tuple[float, float]:
    """Return width and height of a cell, and make sure that it has a size."""
    width, height = cell if isinstance(cell, tuple) else (cell, cell)
    if not (width > 0 and height > 0):
        raise ValueError(f"cell must be a positive size or (width, height), got {cell}")
    return width, height

"""What stands in the cells of a matrix and beside its rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation, Transform

from lecture_utils.pictures.number_format import format_number, needed_decimals, number
from lecture_utils.pictures.text import text_height, text_width, wrap, write
from lecture_utils.pictures.theme import FONT_SIZES, colour, text_on

Cell = float | tuple[float, float]  # inches: a side, or width and height

PALE_TEXT = "#7b8088"  # of what will be cut off
FILL = (0.82, 0.8)  # the parts of a cell's width and height that letters may take
TIGHT = 0.9  # rather than leave a decimal out, letters may be so much larger than `FILL` allows
ROW_PAD, COLUMN_PAD = 0.09, 0.05  # inches between labels and cells


def sides(cell: Cell) -> tuple[float, float]:
    """Return width and height of a cell."""
    return cell if isinstance(cell, tuple) else (cell, cell)


def fitting_size(letters: np.ndarray, cell: Cell) -> float:
    """Return the size in points at which all letters fit into cells of ``cell`` inches.

    In cells of half an inch it is that of ``cell``; in larger ones it grows with them up to ``large``.
    """
    width, height = sides(cell)
    points = min(max(FONT_SIZES["cell"], min(width, height) * 72 * 0.3), FONT_SIZES["large"])
    widest = max((text_width(str(text), points) for text in letters.ravel()), default=0.0)
    return points * min(1.0, width * FILL[0] / max(widest, 1e-9), height * FILL[1] * 72 / points)


def fitting_numbers(array: np.ndarray, decimals: int | None, cell: Cell) -> tuple[np.ndarray, float] | None:
    """Return numbers as letters and their size in points; None where not even whole numbers fit.

    All numbers have the same decimals: as many as they need, at most two, or as many as asked for. In narrow cells
    each has only those that it needs itself, if that makes the letters larger. Where even so the cells are too small at
    the theme's smallest size, all are rounded to fewer.
    """
    most = needed_decimals(array) if decimals is None else decimals
    for count in range(most, -1, -1):
        alike, own = ([form(value, count) for value in array.ravel().tolist()] for form in (format_number, number))
        found = [np.array(texts, dtype=object).reshape(array.shape) for texts in (alike, own)]
        sizes = [fitting_size(letters, cell) for letters in found]
        chosen = 1 if decimals is None and sizes[0] < min(sizes[1], FONT_SIZES["label"]) else 0
        if sizes[chosen] >= FONT_SIZES["small"] * TIGHT:
            return found[chosen], max(sizes[chosen], FONT_SIZES["small"])
    return None


def column_shifts(array: np.ndarray, letters: np.ndarray, points: float, cell: Cell) -> np.ndarray:
    """Return by how many inches each number is moved so that the decimal points of a column stand below each other.

    The narrowest number of a column stands in the middle, with minus signs and more digits hanging out to the left, as
    far as the cell has room for them. NaN and ±∞ stay in the middle, and so do columns whose decimals differ, and whole
    numbers without room for that.
    """
    widths = np.array([text_width(text, points) for text in letters.ravel()]).reshape(letters.shape)
    finite = np.isfinite(array)
    decimals = np.array([len(str(text).partition(".")[2]) for text in letters.ravel()]).reshape(letters.shape)
    alike = np.where(finite, decimals, 0).max(axis=0) == np.where(finite, decimals, 9).min(axis=0)  # (columns,)
    widest = np.where(finite, widths, 0.0).max(axis=0)  # (columns,)
    narrowest = np.where(finite, widths, np.inf).min(axis=0)  # (columns,)
    hanging = np.minimum(widest - narrowest, np.maximum(sides(cell)[0] * FILL[0] - widest, 0.0)) / 2
    whole = np.where(finite, decimals, 0).max(axis=0) == 0  # only signs and more digits differ: in the middle or not
    alike &= ~whole | (hanging >= (widest - narrowest) / 2)
    return np.where(finite & alike, (widest - widths) / 2 - hanging, 0.0)


def write_cells(
    axes: Axes, letters: np.ndarray, shifts: np.ndarray, points: float, colours: np.ndarray, pale: np.ndarray
) -> None:
    """Write letters into cells, in ink or paper, whichever is easier to read on the cell; grey into pale ones."""
    moved = {shift: _moved(axes, shift) for shift in set(shifts.ravel().tolist())}
    for (row, column), text in np.ndenumerate(letters):
        if text:
            ink = PALE_TEXT if pale[row, column] else text_on(tuple(colours[row, column]))
            place = moved[float(shifts[row, column])]
            write(axes, column + 0.5, row + 0.5, text, points, text_colour=ink, transform=place)


def _moved(axes: Axes, inches: float) -> Transform:
    """Return data units moved to the right, so that a text's own place is still the middle of its cell."""
    if not inches:
        return axes.transData
    return axes.transData + ScaledTranslation(inches, 0, axes.figure.dpi_scale_trans)


@dataclass(frozen=True)
class Labels:
    """Labels of rows and columns, and the inches that they take at the left and at the top."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    points: float = FONT_SIZES["label"]  # font size of the columns' labels
    upright: bool = True
    left: float = 0.0
    top: float = 0.0

    def write(self, axes: Axes, cell: Cell, row_role: str = "ink", column_role: str = "ink") -> None:
        """Write them beside cells of ``cell`` inches, in the colours of two roles."""
        width, height = sides(cell)
        for row, label in enumerate(self.rows):
            write(axes, -ROW_PAD / width, row + 0.5, label, "label", "right", text_colour=colour(row_role))
        for column, label in enumerate(self.columns):
            above, rotation, ink = -COLUMN_PAD / height, 0.0 if self.upright else 90.0, colour(column_role)
            write(axes, column + 0.5, above, label, self.points, up="bottom", text_colour=ink, rotation=rotation)


def plan_labels(
    rows: Sequence[str] | None,
    columns: Sequence[str] | None,
    shape: tuple[int, int],
    room: tuple[float, float],
    largest: float,
) -> Labels:
    """Find out how labels fit: those of columns in lines of a cell's width, else in smaller letters, else turned.

    Parameters
    ----------
    shape : (rows, columns)
        Of the matrix.
    room : (width, height)
        Inches for matrix and labels.
    largest : float
        The most inches that a cell may have.

    Raises
    ------
    ValueError
        If labels are not as many as rows or columns, or do not fit.
    """
    for labels, count, argument in ((rows, shape[0], "row_labels"), (columns, shape[1], "column_labels")):
        if labels is not None and len(labels) != count:
            raise ValueError(f"{argument} must be {count} texts, got {len(labels)}")
    names, points = tuple(rows or ()), FONT_SIZES["label"]
    left = max(text_width(label, points) for label in names) + ROW_PAD if names else 0.0
    if not columns:
        return Labels(names, left=left)
    room = room[0] - left, room[1]
    for points in (FONT_SIZES["label"], FONT_SIZES["small"]):
        lines, top, fit = _in_lines(columns, shape, room, points, largest)
        if fit:
            return Labels(names, lines, points, True, left, top)
    for part in (0.66, 1.1):  # of the longest label: first in two lines, then in one
        longest = max(text_width(label, points) for label in columns)
        lines = tuple(wrap(label, part * longest, points) for label in columns)
        top = max(text_width(label, points) for label in lines) + 2 * COLUMN_PAD
        if max(text_height(label, points) for label in lines) <= _cell(shape, room, top, largest):
            return Labels(names, lines, points, False, left, top)
    raise ValueError(f"axes must have more than {room[0]:.1f} × {room[1]:.1f} inches for cells with column_labels")


def _cell(shape: tuple[int, int], room: tuple[float, float], top: float, largest: float) -> float:
    """Return inches of a cell under labels of height ``top``."""
    return min(room[0] / shape[1], (room[1] - top) / shape[0], largest)


def _in_lines(
    labels: Sequence[str], shape: tuple[int, int], room: tuple[float, float], points: float, largest: float
) -> tuple[tuple[str, ...], float, bool]:
    """Break labels into lines of a cell's width; return them, the inches they take, and whether they fit."""
    lines, top = tuple(labels), 0.0
    for _ in range(4):  # more lines make smaller cells, which may need more lines
        lines = tuple(wrap(label, _cell(shape, room, top, largest) - 0.08, points) for label in labels)
        top = max(text_height(label, points) for label in lines) + COLUMN_PAD
    cell = _cell(shape, room, top, largest)
    return lines, top, cell > 0 and max(text_width(label, points) for label in lines) <= cell - 0.05

"""What stands over a matrix: its name and shape, and how it is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.pictures.text import HINTING, text_height, text_width, wrap_evenly, write
from lecture_utils.pictures.theme import FONT_SIZES, colour

HEAD_PAD = 0.07  # inches between a matrix and its title


def title_of(name: str, shape: Sequence[int] | None) -> str:
    """Return what is written over a matrix: ``K (3×2)``."""
    size = "" if shape is None or not name else f"({'×'.join(str(length) for length in shape)})"
    return " ".join(part for part in (name, size) if part)


@dataclass(frozen=True)
class Head:
    """The title of a matrix in the colour of its role, and a note in small letters below it."""

    title: str
    note: str = ""
    role: str = "ink"
    room: float = float("inf")  # inches: longer titles are broken into lines

    @property
    def lines(self) -> str:
        """The title in lines that fit."""
        return wrap_evenly(self.title, self.room, FONT_SIZES["label"], bold=True) if self.title else ""

    @property
    def note_lines(self) -> str:
        """The note in lines that fit."""
        return wrap_evenly(self.note, self.room, FONT_SIZES["small"]) if self.note else ""

    @property
    def width(self) -> float:
        """Inches of the widest line."""
        title = text_width(self.lines, FONT_SIZES["label"], bold=True)
        return max(title, text_width(self.note_lines, FONT_SIZES["small"])) / HINTING

    @property
    def height(self) -> float:
        """Inches from the cells, or the labels above them, to the upper edge; 0 where nothing is written."""
        height = text_height(self.lines, FONT_SIZES["label"]) + text_height(self.note_lines, FONT_SIZES["small"])
        return height + HEAD_PAD if height else 0.0

    def write(self, axes: Axes, cell: tuple[float, float], above: float, room: float | None = None) -> None:
        """Write them ``above`` inches over the cells, from their left edge on.

        Parameters
        ----------
        room : float, optional
            Inches from left to right that may be used: a wide title begins farther to the left.
        """
        left = 0.0
        if room is not None:
            cells = cell[0] * abs(np.ptp(axes.get_xlim()))
            left = min(0.0, (room + cells) / 2 - self.width) if self.width > cells else 0.0
        x, y = left / cell[0], -(above + HEAD_PAD) / cell[1]
        if self.note_lines:
            write(axes, x, y, self.note_lines, "small", "left", "bottom")
            y -= text_height(self.note_lines, FONT_SIZES["small"]) / cell[1]
        if self.lines:
            ink = colour("ink" if self.role == "muted" else self.role)
            write(axes, x, y, self.lines, "label", "left", "bottom", text_colour=ink, bold=True)

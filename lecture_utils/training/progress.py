"""A training's live table: one row every so often, below one another in a terminal and in a notebook."""

from typing import Any

ROWS = 40
"""Rows of a table."""


def row_is_due(step: int, steps: int) -> bool:
    """Say whether a row follows after so many steps: evenly, and after the last one."""
    return step == steps or step * ROWS // steps > (step - 1) * ROWS // steps


def heading(row: dict[str, float]) -> str:
    """Return the table's heading for rows with these columns."""
    return "  ".join(f"{name:>{_width(name)}}" for name in row)


def line(row: dict[str, float]) -> str:
    """Return one row of the table."""
    return "  ".join(f"{_number(name, value):>{_width(name)}}" for name, value in row.items())


def table(heads: list[str], rows: list[list[Any]]) -> str:
    """Lay out a table of texts: the first column to the left, the others to the right."""
    cells = [heads, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = []
    for row in cells:
        first, *others = [
            f"{cell:<{width}}" if column == 0 else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join([first, *others]).rstrip())
    return "\n".join(lines)


def _width(name: str) -> int:
    return max(len(name), 7)


def _number(name: str, value: float) -> str:
    if name == "step":
        return f"{value:.0f}"
    if name == "minutes":
        return f"{value:.1f}"
    if name == "rate":
        return f"{value:.1e}"
    return f"{value:.4g}"

"""A training's live table: rows below one another, in a terminal and in a notebook."""

ROWS = 40
"""Rows of a table."""

_FORMATS = {"step": ".0f", "rate": ".1e", "minutes": ".1f"}


def row_is_due(step: int, steps: int) -> bool:
    """Say whether a row follows after so many steps: `ROWS` times, evenly, and after the last step."""
    return step * ROWS // steps > (step - 1) * ROWS // steps


def heading(row: dict[str, float]) -> str:
    """Return the heading over rows with these columns."""
    return "  ".join(f"{name:>{_width(name)}}" for name in row)


def line(row: dict[str, float]) -> str:
    """Return one row."""
    return "  ".join(f"{value:>{_width(name)}{_FORMATS.get(name, '.4g')}}" for name, value in row.items())


def _width(name: str) -> int:
    return max(len(name), 8)

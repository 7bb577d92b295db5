"""Arrows with a text beside them."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from lecture_utils.pictures.text import typeset, write
from lecture_utils.pictures.theme import colour


def draw_arrow(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    role: str = "ink",
    text: str = "",
    side: str = "above",
    width: float = 2.5,
    size: str = "small",
) -> None:
    """Draw a straight arrow.

    Parameters
    ----------
    start, end : (x, y)
        In data units.
    role : str
        Whose colour it and its text have.
    text : str
        What it does, or how far it goes.
    side : {"above", "below", "left", "right", "end"}
        Where the text stands; ``"end"`` is behind its head, in its direction.
    width : float
        Of the line, in points.

    Raises
    ------
    ValueError
        If there is no such role or side.
    """
    style: dict[str, Any] = {"arrowstyle": "-|>", "color": colour(role), "linewidth": width, "shrinkA": 0, "shrinkB": 0}
    axes.annotate(
        "", end, start, annotation_clip=False, arrowprops={**style, "mutation_scale": 6 + 5 * width}, zorder=4.0
    )
    if not text:
        return
    sides: dict[str, tuple[float, float, str, str]] = {  # points to the right and up, and the text's own anchor
        "above": (0, 5, "center", "bottom"),
        "below": (0, -5, "center", "top"),
        "left": (-6, 0, "right", "center"),
        "right": (6, 0, "left", "center"),
    }
    if side == "end":
        inverted = axes.get_ylim()[0] > axes.get_ylim()[1]
        across, up = end[0] - start[0], (start[1] - end[1]) if inverted else end[1] - start[1]
        side_at_end = (
            ("right" if across > 0 else "left") if abs(across) >= abs(up) else ("above" if up > 0 else "below")
        )
        right, above, horizontal, vertical = sides[side_at_end]
        x, y = end
    elif side in sides:
        right, above, horizontal, vertical = sides[side]
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    else:
        raise ValueError(f"side must be 'above', 'below', 'left', 'right' or 'end', got {side!r}")
    assert axes.figure is not None
    moved = axes.transData + ScaledTranslation(right / 72, above / 72, axes.figure.dpi_scale_trans)
    write(axes, x, y, typeset(text), size, horizontal, vertical, text_colour=colour(role), transform=moved)

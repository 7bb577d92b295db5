"""A box that the viewer drags over a picture: the picture, what is measured inside the box, and a list of the numbers.

>>> demo = Demo(
...     "objectness",
...     title=lambda photo, box: f"{objectness(photo, box):.0%}",
...     controls=[photographs.control(), box_control("photograph", START, SIZE, snap=4)],
...     panels=[
...         box_panels(
...             photograph=(draw_photograph, "the photograph with your box"),
...             maps=(draw_maps, "what the cues are measured on"),
...             cues=(draw_cues, "the four cues"),
...         )
...     ],
... )
"""

from collections.abc import Callable, Sequence

from lecture_utils.stage import DragBox, Panel

Box = tuple[float, float, float, float]

NAME = "box"
"""The state key of the box."""

SMALLEST = 12
"""Pixels of its sides."""

WIDTHS, HEIGHT = (3.2, 3.35, 2.75), 2.7
"""Of the three panels in inches."""


def box_control(panel: str, start: Box, size: tuple[int, int], snap: float, held: Sequence[Box] = ()) -> DragBox:
    """Make the control of a box that is dragged anywhere on a picture.

    Parameters
    ----------
    panel : str
        On which it is dragged.
    start : (x1, y1, x2, y2)
    size : (int, int)
        Rows and columns of the picture.
    snap : float
        Pixels to whose multiples its sides move.
    held : sequence of boxes
        Those that a page without a kernel offers; none: some that the control chooses.
    """
    rows, columns = size
    return DragBox(
        NAME,
        panel=panel,
        start=start,
        bounds=(0, 0, columns, rows),
        snap=snap,
        minimum=(SMALLEST, SMALLEST),
        label="your box",
        held=held,
    )


def box_panels(**panels: tuple[Callable[..., None], str]) -> list[Panel]:
    """Make the row of panels: the picture, what is measured inside, and the numbers.

    Parameters
    ----------
    **panels : (function, str)
        By the name of each of the three panels, from the left: what draws it, and what it shows in words.

    Raises
    ------
    ValueError
        If they aren't three.
    """
    if len(panels) != len(WIDTHS):
        raise ValueError(f"panels must be {len(WIDTHS)}; got {list(panels)}")
    return [
        Panel(name, draw, size=(width, HEIGHT), alt=alt)
        for (name, (draw, alt)), width in zip(panels.items(), WIDTHS, strict=True)
    ]

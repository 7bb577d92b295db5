"""Lists: rows of short texts in columns, each row in the colour of its role, the current one highlighted."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from lecture_utils.pictures.axes_layout import lay_out
from lecture_utils.pictures.items import mark_items
from lecture_utils.pictures.shapes import add_areas, add_lines, rectangles
from lecture_utils.pictures.text import HINTING, text_width, write
from lecture_utils.pictures.theme import FONT_SIZES, colour, tint

_ROW = 0.25  # inches from one row to the next
_GAP = 0.16  # inches between columns
_BAR = 0.07  # inches of the bar in the role's colour


def draw_list(
    axes: Axes,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    roles: Sequence[str],
    current: int | None = None,
    title: str = "",
    empty: str = "nothing",
) -> None:
    """Draw rows of texts below a head; of more rows than there is room for, those about the current one.

    Parameters
    ----------
    axes : Axes
        Everything stays inside the rectangle of these axes.
    head : sequence of C str
        What the columns hold.
    rows : sequence of sequences of C str
        The row at place n can be picked as item n.
    roles : sequence of str
        One for each row, whose colour it has.
    current : int, optional
        The row that is highlighted.
    title : str
        What is to be seen.
    empty : str
        What stands there when there is no row.

    Raises
    ------
    ValueError
        If rows, columns and roles are not as many, or the axes are too narrow.

    Examples
    --------
    >>> rows = [["cow", "0.98", "0.87", "right"], ["cow", "0.41", "0.52", "duplicate"]]
    >>> draw_list(axes, ["class", "score", "IoU", ""], rows, ["truth", "rejected"], current=0)
    """
    if len(roles) != len(rows):
        raise ValueError(f"roles must be {len(rows)}, one for each row, got {len(roles)}")
    wrong = [row for row in rows if len(row) != len(head)]
    if wrong:
        raise ValueError(f"rows must have {len(head)} texts, as the head has, got {list(wrong[0])}")
    width, height = lay_out(axes, title)
    axes.set(xlim=(0, width), ylim=(height, 0))  # one data unit is one inch
    points = FONT_SIZES["small"]
    columns = list(zip(head, *rows, strict=True))
    widths = [max(text_width(text, points) for text in column) / HINTING for column in columns]
    left = 2 * _BAR
    starts = [left + sum(widths[:place]) + place * _GAP for place in range(len(head))]
    if starts[-1] + widths[-1] > width:
        raise ValueError(f"axes must be {starts[-1] + widths[-1]:.1f} inches wide for these rows, got {width:.1f}")
    for start, text in zip(starts, head, strict=True):
        write(axes, start, _ROW / 2, text, "small", "left", text_colour=colour("muted"))
    add_lines(axes, [[(0, _ROW), (width, _ROW)]], colour("muted"), 1.0)
    if not rows:
        write(axes, left, 1.5 * _ROW, empty, "small", "left")
        return
    first, last = _window(len(rows), int(height / _ROW) - 1, current)
    above, below = first, len(rows) - last
    boxes = []
    for place, row in enumerate(range(first, last), start=1 + (above > 0)):
        top = place * _ROW
        boxes.append((0.0, top, width, top + _ROW))
        if row == current:
            add_areas(axes, rectangles([boxes[-1]]), tint(roles[row], 0.78), order=1)
            add_lines(axes, rectangles([boxes[-1]], closed=True), colour(roles[row]), 2.0, order=3)
        add_areas(axes, rectangles([(0, top + 0.03, _BAR, top + _ROW - 0.03)]), colour(roles[row]), order=2)
        for start, text in zip(starts, rows[row], strict=True):
            write(axes, start, top + _ROW / 2, text, "small", "left", bold=row == current and start == starts[0])
    for count, top, way in ((above, _ROW, "above"), (below, (1 + (above > 0) + last - first) * _ROW, "below")):
        if count:
            write(axes, left, top + _ROW / 2, f"… {count} more {way}", "small", "left", text_colour=colour("muted"))
    mark_items(axes, boxes, range(first, last))


def _window(count: int, room: int, current: int | None) -> tuple[int, int]:
    """Return the rows that are shown, first and end: all, or those about the current one and a line for the others."""
    if room < 3:
        raise ValueError(f"axes must be higher for a list, got room for {max(room, 0)} rows")
    if count <= room:
        return 0, count
    shown = room - 1
    if current is None or current < shown - 1:
        return 0, shown
    if current >= count - (shown - 1):
        return count - shown, count
    shown -= 1
    first = current - shown // 2
    return first, first + shown

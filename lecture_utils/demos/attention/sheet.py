"""Squared paper: matrices of equal cells at exact places, with their names, shapes and formulas above them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure, SubFigure

from lecture_utils.pictures import DIVERGING, FONT_SIZES, colour, lettering, text_on, tint

Sheet = Figure | SubFigure
Block = tuple[int, int, int, int]
EMPTY = "#f3f5f6"  # a cell that isn't computed yet
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def index(name: str, *numbers: int) -> str:
    """Write an index that counts from 0 as the slides do, from 1: ``E₁₃``."""
    return name + "".join(str(number + 1) for number in numbers).translate(SUBSCRIPTS)


def number(value: float, decimals: int = 2) -> str:
    """Write a number with a true minus sign and no more decimals than it needs."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"
    return ("0" if text in ("-0", "") else text).replace("-", "−")


def factor(value: float) -> str:
    """Write a number as a factor: negative ones in parentheses."""
    return f"({number(value)})" if value < 0 and number(value) != "0" else number(value)


def percent(share: float) -> str:
    """Write a share as whole percent; number and sign stay on one line."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def vector(values: Iterable[float], decimals: int = 2) -> str:
    """Write a vector: ``(2, −1, 1.5)``."""
    return "(" + ", ".join(number(value, decimals) for value in values) + ")"


def paper(figure: Sheet) -> Axes:
    """Return axes over the whole figure, in inches from the upper left corner; made at the first call."""
    for axes in figure.axes:
        if axes.get_label() == "paper":
            return axes
    axes = figure.add_axes((0, 0, 1, 1), label="paper")
    axes.set_axis_off()
    axes.set(xlim=(0, figure.bbox.width / figure.dpi), ylim=(figure.bbox.height / figure.dpi, 0))
    return axes


def write(
    figure: Sheet,
    left: float,
    top: float,
    text: str,
    role: str = "ink",
    size: str = "label",
    align: str = "left",
    bold: bool = False,
) -> None:
    """Write text whose middle lies ``top`` inches under the upper edge; parts in ``$...$`` are formulas."""
    lettering.write(paper(figure), left, top, text, size, across=align, text_colour=colour(role), bold=bold)


def cells_to_pick(figure: Sheet, left: float, top: float, cell: float, rows: int, columns: int) -> None:
    """Add invisible axes over the cells of a matrix that can be picked; they have to be the first of the figure."""
    across, down = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    width, height = columns * cell, rows * cell
    axes = figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))
    axes.set_axis_off()
    axes.set(xlim=(0, columns), ylim=(rows, 0))


def matrix(
    figure: Sheet,
    left: float,
    top: float,
    cell: float | tuple[float, float],
    values: Any,
    role: str,
    outlined: Block | None = None,
    letters: Callable[[Any], str] = number,
    shades: Callable[[Any], Any] | None = None,
    hidden: bool | int = False,
) -> None:
    """Draw a matrix on the :func:`paper`, which takes a fraction of the time that axes of its own would take.

    Parameters
    ----------
    cell : float or (float, float)
        Inches of a cell, or of its width and height.
    values : Tensor or nested sequence, shape (rows, columns)
    role : str
        Whose colour the cells have.
    outlined : (row, column, rows, columns), optional
        First row and column of the block that the current step is about, and how many it has.
    letters : function of a value to str
        What stands in a cell.
    shades : function of a value to a colour, optional
        One tint of the role where left out.
    hidden : bool or int
        Whether the cells are still empty; or how many rows at the end are.
    """
    rows = [list(line) for line in (values.tolist() if hasattr(values, "tolist") else values)]
    across, down = cell if isinstance(cell, tuple) else (cell, cell)
    count, columns = len(rows), len(rows[0])
    shown = (count - (count * hidden if isinstance(hidden, bool) else hidden)) * columns
    flat = [value for line in rows for value in line]
    fills = [to_hex(shades(value)) if shades else tint(role, 0.8) for value in flat[:shown]]
    places = [(left + column * across, top + line * down) for line in range(count) for column in range(columns)]
    squares = [_rectangle(x, y, across, down) for x, y in places]
    grey = [EMPTY] * (len(flat) - shown)
    cells = PolyCollection(squares, facecolors=fills + grey, edgecolors=tint(role, 0.35), linewidths=1)
    paper(figure).add_collection(cells, autolim=False)
    _write_cells(figure, [letters(value) for value in flat[:shown]], places, across, down, fills)
    if outlined is not None:
        row, column, height, width = outlined
        frame = _rectangle(left + column * across, top + row * down, width * across, height * down)
        lines = LineCollection([frame], colors=colour("step"), linewidths=3.5, capstyle="projecting", zorder=5)
        paper(figure).add_collection(lines, autolim=False)


def _rectangle(left: float, top: float, width: float, height: float) -> list[tuple[float, float]]:
    """Return the corners, the first again at the end."""
    right, bottom = left + width, top + height
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]


def _write_cells(
    figure: Sheet,
    texts: Sequence[str],
    places: Sequence[tuple[float, float]],
    across: float,
    down: float,
    fills: Sequence[str],
) -> None:
    """Write the texts into their cells, all in one size: as large as the widest of them allows."""
    points = FONT_SIZES["cell"]
    widest = max((lettering.text_width(text, points) for text in texts), default=0.0)
    if widest > 0.86 * across:
        points = max(points * 0.86 * across / widest, FONT_SIZES["small"])
    for text, (x, y), fill in zip(texts, places, fills, strict=False):
        middle = x + across / 2, y + down / 2
        lettering.write(paper(figure), *middle, text, points, text_colour=text_on(fill))


def deeper(role: str, highest: float = 1.0) -> Callable[[float], str]:
    """Shade values from 0 to ``highest`` by ever deeper tints of a role."""
    return lambda value: tint(role, 0.92 - 0.42 * min(max(value / highest, 0.0), 1.0))


def diverging(furthest: float) -> Callable[[float], Any]:
    """Shade values from ``-furthest`` to ``furthest`` by the theme's diverging colours."""
    return lambda value: DIVERGING(min(max(0.5 + value / furthest / 2, 0.0), 1.0))


def head(figure: Sheet, left: float, name: str, shape: tuple[int, ...], role: str, formula: str = "") -> None:
    """Write what a matrix is, in the colour of its role, with its shape, and the formula that it comes from below."""
    size = "×".join(str(length) for length in shape)
    write(figure, left, 0.13, f"{name} ({size})", role, "label", bold=True)
    if formula:
        write(figure, left, 0.35, formula, "ink", "small")

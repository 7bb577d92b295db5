"""The slides' drawing of the similarities beside their matrix: the same numbers, turned."""

from matplotlib.axes import Axes

from lecture_utils.pictures import Sheet, colour, draw_table, say, sheet_axes
from lecture_utils.pictures.number_format import indexed
from lecture_utils.scenes.readers import TINY

N_Q, N_X = len(TINY.Q), len(TINY.X)
CELL, TOP = 0.58, 1.02
CHOSEN = 1  # the query that is followed


def draw_row_or_column(figure: Sheet) -> None:
    """Draw the similarities as the slide does, a column for each query, and as the formulas do, a row for each."""
    left = 0.75
    say(figure, 0.1, 0.18, "the slide's drawing: a column for each query", bold=True)
    for i in range(N_Q):
        say(figure, left + (i + 0.5) * CELL, TOP - 0.2, indexed("Q", i), "query", align="center")
    for j in range(N_X):
        say(figure, left - 0.12, TOP + (j + 0.5) * CELL, indexed("K", j), "key", align="right")
    drawn = [[indexed("E", i, j) for i in range(N_Q)] for j in range(N_X)]
    draw_table(figure, left, TOP, CELL, drawn, "muted", [(0, CHOSEN, N_X, 1)])
    foot = TOP + N_X * CELL
    _draw_arrow(figure, (left + (CHOSEN + 0.5) * CELL, foot + 0.5), (left + (CHOSEN + 0.5) * CELL, foot + 0.1))
    say(figure, left + (CHOSEN + 1) * CELL, foot + 0.3, "softmax", "step")

    left = 5.15
    say(figure, left - 0.65, 0.18, "the formulas: a row for each query, E (4×3)", bold=True)
    for j in range(N_X):
        say(figure, left + (j + 0.5) * CELL, TOP - 0.2, indexed("K", j), "key", align="center")
    for i in range(N_Q):
        say(figure, left - 0.12, TOP + (i + 0.5) * CELL, indexed("Q", i), "query", align="right")
    formula = [[indexed("E", i, j) for j in range(N_X)] for i in range(N_Q)]
    draw_table(figure, left, TOP, CELL, formula, "muted", [(CHOSEN, 0, 1, N_X)])
    right, middle = left + N_X * CELL, TOP + (CHOSEN + 0.5) * CELL
    _draw_arrow(figure, (right + 0.1, middle), (right + 0.5, middle))
    say(figure, right + 0.58, middle, "softmax, dim=1", "step")


def _draw_arrow(figure: Sheet, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes: Axes = sheet_axes(figure)
    style = {"arrowstyle": "-|>", "color": colour("step"), "linewidth": 3, "mutation_scale": 20}
    axes.annotate("", end, start, arrowprops={**style, "shrinkA": 0, "shrinkB": 0})

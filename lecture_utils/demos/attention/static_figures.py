"""The slides' drawing of the similarities beside their matrix: the same numbers, transposed."""

import numpy as np

from lecture_utils.pictures import Label, MatrixView, Sheet, draw_arrow, draw_matrices
from lecture_utils.pictures.number_format import indexed
from lecture_utils.scenes.readers import TINY

N_Q, N_X = len(TINY.Q), len(TINY.X)
CHOSEN = 1  # the query that is followed


def draw_row_or_column(figure: Sheet) -> None:
    """Draw the similarities as the slide does, a column for each query, and as the formulas do, a row for each."""
    scores = np.array([[indexed("E", i, j) for j in range(N_X)] for i in range(N_Q)])
    queries, keys = [indexed("Q", i) for i in range(N_Q)], [indexed("K", j) for j in range(N_X)]
    slide = MatrixView(
        "slide", scores.T, "muted", title="", row_labels=keys, row_role="key", column_labels=queries,
        column_role="query", highlight=[np.s_[:, CHOSEN]],
    )  # fmt: skip
    formula = MatrixView(
        "E", scores, "muted", title="", row_labels=queries, row_role="query", column_labels=keys,
        column_role="key", highlight=[CHOSEN],
    )  # fmt: skip
    left = [Label("the slide: a column for each query", bold=True), slide, " "]
    right = [Label("the formulas: a row for each query, E (4×3)", bold=True), formula]
    axes = draw_matrices(figure, [[left, right]], largest=0.58)
    draw_arrow(axes["slide"], (CHOSEN + 0.5, N_X + 0.8), (CHOSEN + 0.5, N_X + 0.1), "step", "softmax", "right", 3)
    draw_arrow(axes["E"], (N_X + 0.1, CHOSEN + 0.5), (N_X + 0.8, CHOSEN + 0.5), "step", "softmax, dim=1", "end", 3)

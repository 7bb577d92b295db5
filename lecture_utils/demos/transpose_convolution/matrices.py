"""Convolution as a matrix C, transpose convolution as Cᵀ: rows of the one are columns of the other."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.sheet import words
from lecture_utils.methods.transpose_convolution import convolution_matrix, symbols
from lecture_utils.pictures import Block, Sheet, draw_table, say, sheet_axes
from lecture_utils.pictures.number_format import number, product
from lecture_utils.stage import Choice, Demo, Panel, Step

CONVOLUTION, TRANSPOSE = "convolution: C", "transpose convolution: Cᵀ"
ROW, MAP = "1-D, with symbols", "2-D, with numbers"
SIDE = 4  # of the large array in the 2-D example
SIZE, MIDDLE = (8.9, 4.25), 2.35  # inches of the panel; the line on which everything is centred
# Inches of a cell of the matrix, and how wide the cells of the output are.
CELLS = {
    (ROW, CONVOLUTION): ((0.8, 0.62), 1.4),
    (ROW, TRANSPOSE): ((0.8, 0.62), 1.0),
    (MAP, CONVOLUTION): ((0.25, 0.232), 0.42),
    (MAP, TRANSPOSE): ((0.36, 0.232), 0.42),
}


@cache
def parts(example: str, operation: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the matrix of the operation and the input that it is multiplied with."""
    if example == ROW:
        matrix, large, small = convolution_matrix(symbols("x y z"), 5, stride=2), symbols("p q r s t"), symbols("a b")
    else:
        matrix = convolution_matrix(tiny.FILTER, SIDE, stride=2, padding=1).numpy()
        large, small = tiny.INPUT.flatten().numpy(), tiny.SMALL.flatten().numpy()
    return (matrix, large) if operation == CONVOLUTION else (matrix.T, small)


@cache
def filter_cells(example: str, operation: str) -> np.ndarray:
    """Say which cells of the matrix belong to the filter, its zeros included."""
    ones = np.ones(3) if example == ROW else np.ones((3, 3))
    matrix = convolution_matrix(ones, 5 if example == ROW else SIDE, stride=2, padding=0 if example == ROW else 1) > 0
    return matrix if operation == CONVOLUTION else matrix.T


def output_so_far(example: str, operation: str, step: int) -> np.ndarray:
    """Multiply rows of C, or columns of Cᵀ, up to the current one. What is not computed yet is 0."""
    matrix, vector = parts(example, operation)
    if operation == TRANSPOSE:
        return matrix[:, : step + 1] @ vector[: step + 1]
    output = np.zeros(len(matrix), dtype=matrix.dtype)
    output[: step + 1] = matrix[: step + 1] @ vector
    return output


def draw(figure: Sheet, example: str, operation: str, step: int) -> None:
    """Draw matrix · input = output; in the 2-D example also the current row or column laid out as rows."""
    matrix, vector = parts(example, operation)
    forward = operation == CONVOLUTION
    cell, wide = CELLS[example, operation]
    rows, columns = matrix.shape
    axes = sheet_axes(figure)
    names = ("C", "X", "Y") if forward else ("Cᵀ", "Y", "Z")
    outlined = (step, 0, 1, columns) if forward else (0, step, rows, 1)
    own = filter_cells(example, operation)
    _column(axes, 0.1, cell, matrix, own, "filter", f"{names[0]} ({rows}×{columns})", [outlined])
    left = 0.1 + columns * cell[0] + 0.4
    say(axes, left - 0.22, MIDDLE, "·", size="title", bold=True)
    narrow = (max(cell[0], 0.42), cell[1])
    marked = [] if forward else [(step, 0, 1, 1)]
    _column(
        axes,
        left,
        narrow,
        vector[:, None],
        np.ones((columns, 1), dtype=bool),
        "input",
        f"input {names[1]} ({columns})",
        marked,
    )
    left += 1.35
    say(axes, left - 0.32, MIDDLE, "=", size="title", bold=True)
    output, name = output_so_far(example, operation, step), f"output {names[2]} ({rows})"
    done = np.array([row <= step if forward else own[row, : step + 1].any() for row in range(rows)])
    marked = [(row, 0, 1, 1) for row in range(rows) if (row == step if forward else own[row, step])]
    _column(axes, left, (wide, cell[1]), output[:, None], done[:, None], "output", name, marked)
    if example == MAP:
        (_draw_window if forward else _draw_copy)(axes, matrix, own, output, done, step)


def _column(
    axes: Axes,
    left: float,
    cell: tuple[float, float],
    values: np.ndarray,
    shown: np.ndarray,
    role: str,
    name: str,
    outlined: Sequence[Block],
) -> None:
    """Draw a matrix or vector centred on the middle line, its name above; cells that are not ``shown`` are empty."""
    top = MIDDLE - len(values) * cell[1] / 2
    say(axes, left, top - 0.2, name, role, "title")
    _table(axes, left, top, cell, values, shown, role, outlined)


def _table(
    axes: Axes,
    left: float,
    top: float,
    cell: tuple[float, float],
    values: np.ndarray,
    shown: np.ndarray,
    role: str,
    outlined: Sequence[Block] = (),
) -> None:
    draw_table(axes, left, top, cell, [words(row) for row in values], role, outlined, np.argwhere(~shown))


def _draw_window(
    axes: Axes, matrix: np.ndarray, own: np.ndarray, output: np.ndarray, done: np.ndarray, step: int
) -> None:
    """Lay the current row of C out as the input: the filter where it lies. Below it, the output as rows."""
    say(axes, 7.0, 0.45, f"row {step + 1} of C as {SIDE}×{SIDE}", "filter")
    cell, shape = (0.42, 0.42), (SIDE, SIDE)
    _table(axes, 7.0, 0.65, cell, matrix[step].reshape(shape), own[step].reshape(shape), "filter")
    say(axes, 7.0, 2.85, "output as 2×2", "output")
    marked = [(step // 2, step % 2, 1, 1)]
    _table(axes, 7.0, 3.05, cell, output.reshape(2, 2), done.reshape(2, 2), "output", marked)


def _draw_copy(
    axes: Axes, matrix: np.ndarray, own: np.ndarray, output: np.ndarray, done: np.ndarray, step: int
) -> None:
    """Lay the current column of Cᵀ out as the output: the copy of the filter. Beside it, the output as rows."""
    cell, shape = (0.44, 0.44), (SIDE, SIDE)
    top = MIDDLE - SIDE / 2 * cell[1]
    say(axes, 4.75, top - 0.25, f"column {step + 1} of Cᵀ as {SIDE}×{SIDE}", "filter")
    _table(axes, 4.75, top, cell, matrix[:, step].reshape(shape), own[:, step].reshape(shape), "filter")
    say(axes, 7.0, top - 0.25, f"output as {SIDE}×{SIDE}", "output")
    _table(axes, 7.0, top, cell, output.reshape(shape), done.reshape(shape), "output")


def caption(example: str, operation: str, step: int) -> str:
    """Say what the current row or column does."""
    matrix, vector = parts(example, operation)
    own = filter_cells(example, operation)
    if operation == CONVOLUTION:
        met = [(w, x) for w, x, belongs in zip(matrix[step], vector, own[step], strict=True) if belongs]
        terms = " + ".join(product(x, w) if example == MAP else str(w * x) for w, x in met)
        result = f" = {number(output_so_far(example, operation, step)[step])}" if example == MAP else ""
        return f"Row {step + 1} of C holds the filter at position {step + 1}.\nOutput {step + 1} is {terms}{result}."
    weight = words(vector)[step]
    return (
        f"Column {step + 1} of Cᵀ is row {step + 1} of C. Input {step + 1} has the value {weight}:\n"
        f"{weight} times this column, a copy of the filter, is added to the output."
    )


def title(example: str, operation: str) -> str:
    """Say what the matrix does to the number of cells."""
    matrix, _ = parts(example, operation)
    name, where = ("C", "row") if operation == CONVOLUTION else ("Cᵀ", "column")
    return f"{name} takes {matrix.shape[1]} numbers to {matrix.shape[0]}: the filter stands once in each {where}"


def matrix_demo() -> Demo:
    """Show both operations as matrices: C for the convolution, Cᵀ for its transpose."""
    return Demo(
        name="convolution_matrix",
        title=title,
        controls=[
            Choice("example", [ROW, MAP], label="example"),
            Choice("operation", [CONVOLUTION, TRANSPOSE], label="operation"),
            Step(
                "step",
                count=lambda example, operation: min(parts(example, operation)[0].shape),
                label="row or column",
                start=1,
            ),
        ],
        panels=[[Panel("matrices", draw, size=SIZE, alt="matrix times input is output")]],
        caption=caption,
    )

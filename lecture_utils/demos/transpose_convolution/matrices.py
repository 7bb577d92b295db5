"""Convolution as a matrix C, transpose convolution as Cᵀ: rows of the one are columns of the other."""

from functools import cache
from typing import Any

import numpy as np

from lecture_utils.demos.transpose_convolution import tiny
from lecture_utils.demos.transpose_convolution.moves import written
from lecture_utils.methods.transpose_convolution import convolution_matrix, slide_notation, symbols
from lecture_utils.pictures import MatrixView, Sheet, draw_matrices
from lecture_utils.pictures.number_format import number, product
from lecture_utils.stage import Choice, Demo, Panel, Step

CONVOLUTION, TRANSPOSE = "convolution: C", "transpose convolution: Cᵀ"
ROW, MAP = "1-D, with symbols", "2-D, with numbers"
SIDE = 4  # of the large array in the 2-D example


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
    forward, own = operation == CONVOLUTION, filter_cells(example, operation)
    rows = len(matrix)
    output = output_so_far(example, operation, step)
    done = np.array([row <= step if forward else own[row, : step + 1].any() for row in range(rows)])
    made = [row for row in range(rows) if (row == step if forward else own[row, step])]
    names = ("C", "X", "Y") if forward else ("Cᵀ", "Y", "Z")
    line = step if forward else np.s_[:, step]
    widest = "px + qy + rz" if example == ROW and forward else "az + bx" if example == ROW else "−00"
    views = [
        view(names[0], matrix, "filter", faded=~own, highlight=[line], widest="x" if example == ROW else ""),
        view(names[1], vector, "input", f"input {names[1]}", highlight=() if forward else [step], widest="−00"),
        view(names[2], output, "output", f"output {names[2]}", faded=~done, highlight=made, widest=widest),
    ]
    row: list[Any] = [views[0], "·", views[1], "=", views[2]]
    if example == MAP:
        shape = (SIDE, SIDE)
        name = f"row {step + 1} of C" if forward else f"column {step + 1} of Cᵀ"
        weights, cells = (matrix[step], own[step]) if forward else (matrix[:, step], own[:, step])
        side = SIDE // 2 if forward else SIDE
        below, place = (side, side), [divmod(step, 2)] if forward else ()
        row.append(
            [
                view("copy", weights.reshape(shape), "filter", name, faded=~cells.reshape(shape), scale=1.7),
                view("map", output.reshape(below), "output", "output", faded=~done.reshape(below),
                     highlight=place, scale=1.7),
            ]
        )  # fmt: skip
    draw_matrices(figure, [row], largest=0.6)


def view(name: str, values: np.ndarray, role: str, title: str | None = None, **options: Any) -> MatrixView:
    """Lay out a matrix or a standing vector of numbers or symbols."""
    texts = np.array(written(values.ravel()), dtype=object).reshape(values.shape)
    return MatrixView(name, texts, role, title=title, orientation="column", **options)


def caption(example: str, operation: str, step: int) -> str:
    """Say what the current row or column does."""
    matrix, vector = parts(example, operation)
    own = filter_cells(example, operation)
    if operation == CONVOLUTION:
        met = [(w, x) for w, x, belongs in zip(matrix[step], vector, own[step], strict=True) if belongs]
        terms = " + ".join(product(x, w) if example == MAP else slide_notation(w * x) for w, x in met)
        result = f" = {number(output_so_far(example, operation, step)[step])}" if example == MAP else ""
        return f"Row {step + 1} of C holds the filter at position {step + 1}.\nOutput {step + 1} is {terms}{result}."
    weight = written(vector)[step]
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
        panels=[[Panel("matrices", draw, size=(8.9, 4.25), alt="matrix times input is output")]],
        caption=caption,
    )

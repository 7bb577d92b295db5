"""The attention layer, matrix beside matrix, filled in the slides' order."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from lecture_utils.methods.attention import AttentionSteps, attention_layer
from lecture_utils.pictures import SEQUENTIAL, Block, Sheet, cell_axes, diverging, draw_head, draw_table, say
from lecture_utils.pictures.numerals import factor, format_number, indexed, number, vector
from lecture_utils.scenes.readers import TINY
from lecture_utils.stage import Demo, Matrix, Panel, PickCell, Step

CELL, TOP = 0.43, 0.53  # inches: side of a cell, and the heads above the matrices
N_Q, D_Q = TINY.Q.shape
N_X, D_X = TINY.X.shape
D_V = TINY.W_V.shape[1]
# Step 0 shows what is given; K and V are one step each; then E, A and Y, one query after the other.
STEPS = ["Q, X", "K", "V", *(indexed(name, i) for name in "EAY" for i in range(N_Q))]


def edited(whole: Tensor, first: np.ndarray) -> Tensor:
    """Put the row of a control, shape (1, D), in the place of the first."""
    return torch.cat([torch.as_tensor(first, dtype=whole.dtype), whole[1:]])


def run(q: np.ndarray, x: np.ndarray) -> AttentionSteps:
    """Run the layer on the query and the input of the controls, which stand in the first rows of Q and X."""
    return attention_layer(edited(TINY.Q, q), edited(TINY.X, x), TINY.W_K, TINY.W_V)


def step_name(step: int) -> str:
    """Name what a step fills; "all" after the last."""
    return STEPS[step] if step < len(STEPS) else "all"


def query_of(step: int, names: str) -> int | None:
    """Return the query whose row this step fills, if it fills one of the matrices ``names``, such as "EA"; or None."""
    return next((i for name in names for i in range(N_Q) if step_name(step) == indexed(name, i)), None)


def row(i: int | None, columns: int) -> list[Block]:
    """Return a row as a block of cells; no block where there is no row."""
    return [] if i is None else [(i, 0, 1, columns)]


def not_yet(step: int, name: str, columns: int) -> list[tuple[int, int]]:
    """List the cells of E, A or Y that are still empty at this step."""
    done = step - STEPS.index(indexed(name, 0)) + 1
    return [(i, j) for i in range(max(done, 0), N_Q) for j in range(columns)]


def name_rows(figure: Sheet, left: float, name: str, count: int, role: str) -> None:
    """Write X₁, X₂, ... left of the rows of a matrix."""
    for i in range(count):
        say(figure, left - 0.08, TOP + (i + 0.5) * CELL, indexed(name, i), role, "small", "right")


def draw_inputs(figure: Sheet, x: np.ndarray, step: int) -> None:
    """Draw X, the key matrix and the keys, the value matrix and the values."""
    steps, name = run(TINY.Q[:1].numpy(), x), step_name(step)
    left, middle = 0.42, TOP + N_X / 2 * CELL
    column, corner = [(0, 0, D_X, 1)], [(0, 0, 1, 1)]
    draw_head(figure, left, "X", (N_X, D_X), "input", "inputs")
    name_rows(figure, left, "X", N_X, "input")
    draw_table(figure, left, TOP, CELL, edited(TINY.X, x), "input", row(0, D_X) if name in "KV" else ())
    left += D_X * CELL + 0.3
    say(figure, left - 0.15, middle, "·", size="cell", align="center", bold=True)
    draw_head(figure, left, "$\\mathbf{W_K}$", (D_X, D_Q), "filter", "key matrix")
    draw_table(figure, left, TOP + CELL / 2, CELL, TINY.W_K, "filter", column if name == "K" else ())
    left += D_Q * CELL + 0.3
    say(figure, left - 0.15, middle, "=", size="title", align="center")
    draw_head(figure, left, "K", (N_X, D_Q), "key", "keys: $X\\,W_K$")
    blocks = corner if name == "K" else [(0, 0, N_X, D_Q)] if name[0] == "E" else []
    draw_table(figure, left, TOP, CELL, steps.K, "key", blocks, np.ndindex(N_X, D_Q) if step < 1 else ())
    left += D_Q * CELL + 0.75
    say(figure, left - 0.12, middle, "X ·", size="label", align="right")
    draw_head(figure, left, "$\\mathbf{W_V}$", (D_X, D_V), "filter", "value matrix")
    draw_table(figure, left, TOP + CELL / 2, CELL, TINY.W_V, "filter", column if name == "V" else ())
    left += D_V * CELL + 0.42
    say(figure, left - 0.21, middle, "=", size="title", align="center")
    draw_head(figure, left, "V", (N_X, D_V), "value", "values: $X\\,W_V$")
    blocks = corner if name == "V" else [(0, 0, N_X, D_V)] if name[0] == "Y" else []
    draw_table(figure, left, TOP, CELL, steps.V, "value", blocks, np.ndindex(N_X, D_V) if step < 2 else ())


def draw_queries(figure: Sheet, q: np.ndarray, step: int) -> None:
    """Draw Q, the query of the current step outlined."""
    draw_head(figure, 0.42, "Q", (N_Q, D_Q), "query", "queries")
    name_rows(figure, 0.42, "Q", N_Q, "query")
    draw_table(figure, 0.42, TOP, CELL, edited(TINY.Q, q), "query", row(query_of(step, "E"), D_Q))


def draw_similarities(figure: Sheet, q: np.ndarray, x: np.ndarray, step: int) -> None:
    """Draw E as far as it is filled."""
    cell_axes(figure, 0.08, TOP, CELL, (N_Q, N_X))  # the first axes: their cells are picked
    blocks, faded = row(query_of(step, "EA"), N_X), not_yet(step, "E", N_X)
    draw_table(figure, 0.08, TOP, CELL, run(q, x).E, "muted", blocks, faded, fills=diverging(6))
    draw_head(figure, 0.08, "E", (N_Q, N_X), "ink", "$Q\\,K^T / \\sqrt{D_Q}$")


def draw_weights(figure: Sheet, q: np.ndarray, x: np.ndarray, step: int) -> None:
    """Draw A and Y as far as they are filled."""
    steps, left = run(q, x), 0.12
    draw_head(figure, left, "A", (N_Q, N_X), "ink", "softmax(E, dim=1)")
    blocks, faded = row(query_of(step, "AY"), N_X), not_yet(step, "A", N_X)
    draw_table(figure, left, TOP, CELL, steps.A, "muted", blocks, faded, format_number, SEQUENTIAL)
    left += N_X * CELL + 0.52
    i = query_of(step, "A")
    if i is not None:
        say(figure, left - 0.44, TOP + (i + 0.5) * CELL, "Σ = 1", "step", "small")
    else:
        say(figure, left - 0.26, TOP + N_Q / 2 * CELL, "· V =", align="center")
    draw_head(figure, left, "Y", (N_Q, D_V), "output", "outputs: $A\\,V$")
    blocks, faded = row(query_of(step, "Y"), D_V), not_yet(step, "Y", D_V)
    draw_table(figure, left, TOP, (0.56, CELL), steps.Y, "output", blocks, faded, format_number)


def draw_product(figure: Sheet, q: np.ndarray, x: np.ndarray, cell: tuple[int, int]) -> None:
    """Draw the dot product of the picked cell of E."""
    (i, j), left, side = cell, 0.36, 0.4
    query, key = edited(TINY.Q, q)[i], run(q, x).K[j]
    products = query * key
    total = float(products.sum())
    say(figure, left, 0.13, f"picked: {indexed('E', i, j)}", "step", bold=True)
    say(figure, left, 0.35, f"{indexed('Q', i)} · {indexed('K', j)} / √{D_Q}", size="small")
    rows = [(indexed("Q", i), query, "query"), (indexed("K", j), key, "key"), ("×", products, "muted")]
    for place, (label, values, role) in enumerate(rows):
        top = TOP + place * (side + 0.06)
        say(figure, left - 0.08, top + side / 2, label, "ink" if label == "×" else role, "small", "right")
        draw_table(figure, left, top, side, values[None], role)
    say(figure, left - 0.08, TOP + 1.56, "Σ", size="label", align="right")
    say(figure, left, TOP + 1.56, f"{number(total)} / √{D_Q} = {number(total / D_Q**0.5)}")


def draw_finished_layer(figure: Sheet) -> None:
    """Draw all matrices of the tiny example, filled, with nothing outlined."""
    q, x = TINY.Q[:1].numpy(), TINY.X[:1].numpy()
    last = len(STEPS)  # the step after the last: everything is done
    halves: Any = figure.subfigures(2, 1, height_ratios=(1.98, 2.32), hspace=0)
    upper, lower = halves
    draw_inputs(upper, x, last)
    left, middle, right, _ = lower.subfigures(1, 4, width_ratios=(2.3, 1.45, 3.1, 2.05), wspace=0)
    draw_queries(left, q, last)
    draw_similarities(middle, q, x, last)
    draw_weights(right, q, x, last)


def caption(q: np.ndarray, x: np.ndarray, step: int) -> str:
    """Write the arithmetic of the current step."""
    steps, name = run(q, x), STEPS[step]
    if step == 0:
        return (
            f"N_Q = {N_Q} queries of length D_Q = {D_Q}, N_X = {N_X} inputs of length D_X = {D_X}. "
            f"The two matrices in orange are learned; here they are made by hand."
        )
    if name in "KV":
        weight = {"K": TINY.W_K, "V": TINY.W_V}[name]
        terms = " + ".join(f"{factor(a)} · {factor(b)}" for a, b in zip(x[0], weight[:, 0].tolist(), strict=True))
        made = {"K": "a key, by which it is compared", "V": "a value, which it gives"}[name]
        result = number(float({"K": steps.K, "V": steps.V}[name][0, 0]))
        return f"Each input gets {made}. The outlined cell: {terms} = {result}."
    i = (step - STEPS.index(indexed("E", 0))) % N_Q  # E, A and Y have a step for each query
    if name[0] == "E":
        return _say_scores(edited(TINY.Q, q)[i], steps, i)
    return _say_weights(steps, i) if name[0] == "A" else _say_output(steps, i)


def _say_scores(query: Tensor, steps: AttentionSteps, i: int) -> str:
    pairs = zip(query.tolist(), steps.K[0].tolist(), strict=True)
    terms = " + ".join(f"{factor(a)} · {factor(b)}" for a, b in pairs)
    first, all_three = number(float(steps.E[i, 0])), vector(steps.E[i].tolist())
    return (
        f"{indexed('Q', i)} is compared with every key. With the first: ({terms}) / √{D_Q} = {first}. "
        f"All three: {indexed('E', i)} = {all_three}."
    )


def _say_weights(steps: AttentionSteps, i: int) -> str:
    powers = steps.E[i].exp()
    upper = ", ".join(f"e^{number(score)}" for score in steps.E[i].tolist())
    return (
        f"{indexed('A', i)} = ({upper}) / {number(float(powers.sum()))} = {vector(steps.A[i].tolist())}. "
        f"The row sums to 1: dim=1 runs over the inputs, for each query by itself."
    )


def _say_output(steps: AttentionSteps, i: int) -> str:
    terms = " + ".join(f"{number(weight)} · {indexed('V', j)}" for j, weight in enumerate(steps.A[i].tolist()))
    return (
        f"{indexed('Y', i)} = {terms} = {vector(steps.Y[i].tolist())}: the values, mixed by the weights of the query."
    )


def title(step: int) -> str:
    """Say what the current stage does."""
    name = STEPS[step]
    stages = {
        "Q": "Queries and inputs go in",
        "K": "Each input gets a key to be compared by",
        "V": "Each input gets a value to give",
        "E": "Each query is compared with every key",
        "A": "Each query shares out a weight of 1 over the inputs",
        "Y": "Each query takes the values by its weights",
    }
    return stages[name[0]]


def attention_layer_demo() -> Demo:
    """Fill the matrices of the attention layer in the slides' order: slides "Attention Layer"."""
    return Demo(
        name="attention_layer",
        title=title,
        controls=[
            Step("step", count=len(STEPS), label="step", names=STEPS),
            Matrix("x", TINY.X[:1].tolist(), lowest=-2, highest=2, role="input", label="input X₁"),
            Matrix("q", TINY.Q[:1].tolist(), lowest=-2, highest=2, role="query", label="query Q₁"),
            PickCell("cell", panel="similarities", shape=(N_Q, N_X), start=(0, 2), label="a cell of E", counted_from=1),
        ],
        panels=[
            [Panel("inputs", draw_inputs, size=(8.9, 1.98), alt="inputs, key and value matrix, keys and values")],
            [
                Panel("queries", draw_queries, size=(2.3, 2.32), alt="queries"),
                Panel("similarities", draw_similarities, size=(1.45, 2.32), alt="similarities E"),
                Panel("weights", draw_weights, size=(3.1, 2.32), alt="attention weights A and outputs Y"),
                Panel("product", draw_product, size=(2.05, 2.32), alt="dot product of the picked cell of E"),
            ],
        ],
        caption=caption,
        caption_lines=2,
    )

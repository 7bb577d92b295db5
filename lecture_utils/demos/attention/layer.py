"""The attention layer, matrix beside matrix, filled in the slides' order."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from lecture_utils.methods.attention import AttentionSteps, attention_layer
from lecture_utils.pictures import MatrixStep, MatrixView, Sheet, at_step, draw_matrices
from lecture_utils.pictures.number_format import factor, indexed, number, vector
from lecture_utils.scenes.readers import TINY
from lecture_utils.stage import Demo, Matrix, Panel, PickCell, Step

N_Q, D_Q = TINY.Q.shape
N_X, D_X = TINY.X.shape
QUERIES = range(N_Q)
CELL = 0.41  # inches, at most
STEPS = [
    MatrixStep("Q, X"),
    MatrixStep("K", {"K": np.s_[:]}, {"X": 0, "W_K": np.s_[:, 0], "K": (0, 0)}),
    MatrixStep("V", {"V": np.s_[:]}, {"X": 0, "W_V": np.s_[:, 0], "V": (0, 0)}),
    *(MatrixStep(indexed("E", i), {"E": i}, {"Q": i, "K": np.s_[:], "E": i}) for i in QUERIES),
    *(MatrixStep(indexed("A", i), {"A": i}, {"E": i, "A": i}) for i in QUERIES),
    *(MatrixStep(indexed("Y", i), {"Y": i}, {"A": i, "V": np.s_[:], "Y": i}) for i in QUERIES),
]
NAMES = [step.name for step in STEPS]


def run(q: np.ndarray, x: np.ndarray) -> AttentionSteps:
    """Run the layer on the query and the input of the controls, which stand in the first rows of Q and X."""
    return attention_layer(edited(TINY.Q, q), edited(TINY.X, x), TINY.W_K, TINY.W_V)


def edited(whole: Tensor, first: np.ndarray) -> Tensor:
    """Put the row of a control, shape (1, D), in the place of the first."""
    return torch.cat([torch.as_tensor(first, dtype=whole.dtype), whole[1:]])


def layout(q: np.ndarray, x: np.ndarray) -> list[list[Any]]:
    """Lay out the five matrices and what goes into them, in two rows."""
    steps, X, Q = run(q, x), [indexed("X", j) for j in range(N_X)], [indexed("Q", i) for i in QUERIES]
    return [
        [
            MatrixView("X", edited(TINY.X, x), "input", "inputs", row_labels=X, row_role="input"),
            "·",
            MatrixView("W_K", TINY.W_K, "filter", "key matrix"),
            "=",
            MatrixView("K", steps.K, "key", "keys: X W_K"),
            "     X ·",
            MatrixView("W_V", TINY.W_V, "filter", "value matrix"),
            "=",
            MatrixView("V", steps.V, "value", "values: X W_V"),
        ],
        [
            MatrixView("Q", edited(TINY.Q, q), "query", "queries", row_labels=Q, row_role="query"),
            MatrixView("E", steps.E, "muted", "Q Kᵀ / √D_Q", colormap="diverging", limits=(-6, 6)),
            MatrixView("A", steps.A, "muted", "softmax(E, dim=1)", widest="0.00", colormap="sequential"),
            "· V =",
            MatrixView("Y", steps.Y, "output", "outputs: A V", widest="−0.00"),
        ],
    ]


def draw_inputs(figure: Sheet, q: np.ndarray, x: np.ndarray, step: int) -> None:
    """Draw X, the key matrix and the keys, the value matrix and the values."""
    draw_matrices(figure, at_step(layout(q, x), STEPS, step)[:1], CELL)


def draw_outputs(figure: Sheet, q: np.ndarray, x: np.ndarray, step: int) -> None:
    """Draw the queries, and E, A and Y as far as they are filled."""
    draw_matrices(figure, at_step(layout(q, x), STEPS, step)[1:], CELL, first="E")


def draw_product(figure: Sheet, q: np.ndarray, x: np.ndarray, cell: tuple[int, int], step: int) -> None:
    """Draw the dot product of the picked cell of E, as far as its numbers are there."""
    i, j = cell
    query, key, score = edited(TINY.Q, q)[i], run(q, x).K[j], NAMES.index(indexed("E", i))
    total = number(float((query * key).sum()))
    rows = [(indexed("Q", i), query, "query", 0), (indexed("K", j), key, "key", 1), ("×", query * key, "muted", score)]
    views = [
        MatrixView(name, values, role, title="", row_labels=[name], faded=[0] if step < since else ())
        for name, values, role, since in rows
    ]
    result = f"Σ {total} / √{D_Q} = {number(float(run(q, x).E[cell]))}" if step >= score else "Σ …"
    draw_matrices(figure, [f"picked: {indexed('E', i, j)}", *views, result], CELL, align="left")


def draw_finished_layer(figure: Sheet) -> None:
    """Draw all matrices of the tiny example, filled, with nothing outlined."""
    draw_matrices(figure, layout(TINY.Q[:1].numpy(), TINY.X[:1].numpy()), CELL)


def caption(q: np.ndarray, x: np.ndarray, step: int) -> str:
    """Write the arithmetic of the current step."""
    steps, name = run(q, x), NAMES[step]
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
    i = (step - NAMES.index(indexed("E", 0))) % N_Q  # E, A and Y have a step for each query
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
    name = NAMES[step]
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
    own: dict[str, Any] = {"lowest": -4, "highest": 4}  # twice what stands there
    return Demo(
        name="attention_layer",
        title=title,
        controls=[
            Step("step", count=len(STEPS), label="step", names=NAMES),
            Matrix("x", TINY.X[:1].tolist(), role="input", label="input X₁", panel="inputs", axes="X", **own),
            Matrix("q", TINY.Q[:1].tolist(), role="query", label="query Q₁", panel="outputs", axes="Q", **own),
            PickCell("cell", panel="outputs", shape=(N_Q, N_X), start=(0, 2), label="a cell of E"),
        ],
        panels=[
            [Panel("inputs", draw_inputs, size=(8.9, 2.05), alt="inputs, key and value matrix, keys and values")],
            [
                Panel("outputs", draw_outputs, size=(6.75, 2.4), alt="queries, similarities E, weights A, outputs Y"),
                Panel("product", draw_product, size=(2.15, 2.4), alt="dot product of the picked cell of E"),
            ],
        ],
        caption=caption,
        caption_lines=2,
    )

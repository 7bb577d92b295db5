"""The self-attention layer, matrix beside matrix: what one row of Y is made of."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from lecture_utils.methods.self_attention import SelfAttentionSteps, self_attention
from lecture_utils.pictures import MatrixStep, MatrixView, Sheet, at_step, draw_matrices
from lecture_utils.pictures.number_format import factor, indexed, number, vector
from lecture_utils.scenes.readers import TINY_SELF
from lecture_utils.stage import Choice, Demo, Matrix, Panel, Step

N_X, D_X = TINY_SELF.X.shape
D_Q = TINY_SELF.W_Q.shape[1]
NAMES = ["X", "Q", "K", "V", "E", "A", "Y"]
OUTPUTS = [indexed("Y", i) for i in range(N_X)]
CELL = 0.4  # inches, at most
EVERY = np.s_[:]


def run(x: np.ndarray) -> SelfAttentionSteps:
    """Run the layer on the inputs of the control."""
    return self_attention(torch.as_tensor(x, dtype=torch.float32), *TINY_SELF[1:])


def steps_to(i: int) -> list[MatrixStep]:
    """List the steps, each with what row i of Y is made of."""
    return [
        MatrixStep("X", outlines={"X": i}),
        MatrixStep("Q", {"Q": EVERY}, {"X": i, "W_Q": EVERY, "Q": i}),
        MatrixStep("K", {"K": EVERY}, {"X": EVERY, "W_K": EVERY, "K": EVERY}),
        MatrixStep("V", {"V": EVERY}, {"X": EVERY, "W_V": EVERY, "V": EVERY}),
        MatrixStep("E", {"E": EVERY}, {"Q": i, "K": EVERY, "E": i}),
        MatrixStep("A", {"A": EVERY}, {"E": i, "A": i}),
        MatrixStep("Y", {"Y": EVERY}, {"A": i, "V": EVERY, "Y": i}),
    ]


def layout(x: Any, steps: SelfAttentionSteps) -> list[list[Any]]:
    """Lay out the inputs, three learned matrices, and all that is computed, in two rows."""
    inputs, queries, keys = ([indexed(name, j) for j in range(N_X)] for name in "XQK")
    return [
        [
            MatrixView("X", x, "input", "inputs", row_labels=inputs, row_role="input"),
            "·",
            MatrixView("W_Q", TINY_SELF.W_Q, "filter", "query matrix"),
            "=",
            MatrixView("Q", steps.Q, "query", "queries: X W_Q", row_labels=queries, row_role="query"),
            "  X ·",
            MatrixView("W_K", TINY_SELF.W_K, "filter", "key matrix"),
            "=",
            MatrixView("K", steps.K, "key", "keys: X W_K", row_labels=keys, row_role="key"),
        ],
        [
            "X ·",
            MatrixView("W_V", TINY_SELF.W_V, "filter", "value matrix"),
            "=",
            MatrixView("V", steps.V, "value", "values: X W_V"),
            "  ",
            MatrixView("E", steps.E, "muted", "Q Kᵀ / √D_Q", colormap="diverging", limits=(-6, 6), widest="−0.0"),
            "→",
            MatrixView("A", steps.A, "muted", "softmax(E, dim=1)", widest="0.00", colormap="sequential"),
            "· V =",
            MatrixView("Y", steps.Y, "output", "outputs: A V", widest="−0.00", row_labels=OUTPUTS, row_role="output"),
        ],
    ]


def draw_layer(figure: Sheet, x: np.ndarray, output: str, step: int) -> None:
    """Draw all matrices as far as they are filled; what the chosen output is made of is outlined."""
    draw_matrices(figure, at_step(layout(x, run(x)), steps_to(OUTPUTS.index(output)), step), CELL, first="X")


def draw_finished_layer(figure: Sheet) -> None:
    """Draw all matrices of the tiny example, filled, with nothing outlined."""
    draw_matrices(figure, layout(TINY_SELF.X, self_attention(*TINY_SELF)), CELL)


def caption(x: np.ndarray, output: str, step: int) -> str:
    """Write the arithmetic of the current step for the chosen output."""
    i, steps, name = OUTPUTS.index(output), run(x), NAMES[step]
    if name == "X":
        return (
            f"{N_X} inputs of length D_X = {D_X}. The three matrices in orange are learned; here they are made by hand."
        )
    if name == "Q":
        one, column = x[i], TINY_SELF.W_Q[:, 0].tolist()
        return (
            f"{indexed('Q', i)} = {indexed('X', i)} W_Q = {vector(steps.Q[i].tolist())}. "
            f"Its first number: {_products(one, column)} = {number(float(steps.Q[i, 0]))}."
        )
    if name in "KV":
        made = {"K": "by which the others find it", "V": "which it gives to those that find it"}[name]
        rows = getattr(steps, name)
        found = ", ".join(f"{indexed(name, j)} = {vector(rows[j].tolist())}" for j in range(N_X))
        return f"Each input gets a {'key' if name == 'K' else 'value'}, {made}: {found}."
    return _say_attention(name, i, steps)


def _products(one: Any, other: Any) -> str:
    return " + ".join(f"{factor(float(a))} · {factor(float(b))}" for a, b in zip(one, other, strict=True))


def _say_attention(name: str, i: int, steps: SelfAttentionSteps) -> str:
    row: Tensor = getattr(steps, name)[i]
    if name == "E":
        j = (i + 1) % N_X
        terms = _products(steps.Q[i].tolist(), steps.K[j].tolist())
        return (
            f"{indexed('E', i, j)} = {indexed('Q', i)} · {indexed('K', j)} / √{D_Q} = ({terms}) / "
            f"{number(D_Q**0.5)} = {number(float(row[j]))}."
        )
    if name == "A":
        powers = ", ".join(f"e^{number(score)}" for score in steps.E[i].tolist())
        total = number(float(steps.E[i].exp().sum()))
        return f"{indexed('A', i)} = ({powers}) / {total} = {vector(row.tolist())}: the row sums to 1."
    terms = " + ".join(f"{number(weight)} · {indexed('V', j)}" for j, weight in enumerate(steps.A[i].tolist()))
    return f"{indexed('Y', i)} = {terms} = {vector(row.tolist())}."


def title(x: np.ndarray, output: str, step: int) -> str:
    """Say what the step does, and at the end which input the chosen output takes most from."""
    i, steps, name = OUTPUTS.index(output), run(x), NAMES[step]
    if name == "Y":
        weights = steps.A[i]
        if float(weights.max() - weights.min()) < 1e-6:
            return f"{output} gives the same weight to all inputs"
        most = [indexed("X", j) for j in range(N_X) if float(weights.max() - weights[j]) < 1e-6]
        return f"{output} gives most weight to {' and '.join(most)}: {number(float(weights.max()))}"
    return {
        "X": "Only inputs go in: the queries come from them too",
        "Q": "Each input asks: one query per input vector",
        "K": "Each input can be found: one key per input vector",
        "V": "Each input has something to give: one value per input vector",
        "E": f"{indexed('X', i)} compares its query with the keys of all inputs, its own among them",
        "A": f"{indexed('X', i)} shares out a weight of 1 over all inputs",
    }[name]


def layer_demo() -> Demo:
    """Fill the matrices of the self-attention layer in the slides' order: slides "Self-attention Layer"."""
    return Demo(
        name="self_attention_layer",
        title=title,
        controls=[
            Step("step", count=len(NAMES), label="step", names=NAMES),
            Choice("output", OUTPUTS, label="output"),
            Matrix(
                "x", TINY_SELF.X.tolist(), lowest=-4, highest=4, role="input", label="inputs X", panel="layer", axes="X"
            ),
        ],
        panels=[[Panel("layer", draw_layer, size=(9.2, 4.1), alt="inputs, queries, keys, values, E, A and outputs")]],
        caption=caption,
        caption_lines=2,
    )

"""Multi-head self-attention, step by step: split, attend in each head, concatenate, project."""

from functools import lru_cache
from typing import Any

import numpy as np
import torch
from matplotlib.colors import to_rgb
from torch import Tensor

from lecture_utils.methods.multihead_attention import MultiheadAttention, MultiheadSteps, split_heads
from lecture_utils.pictures import COLOURS, Label, MatrixStep, MatrixView, Sheet, at_step, draw_matrices
from lecture_utils.pictures.number_format import factor, indexed, number, vector
from lecture_utils.scenes.readers import TINY_HEADS
from lecture_utils.stage import Choice, Demo, Matrix, Panel, Step

HEADS, PART = TINY_HEADS.W_Q.shape[:2]
N_X, WIDTH = TINY_HEADS.X.shape
NAMES = ["X", "split", "Q, K, V", "A", "Y", "concatenate", "project"]
OUTPUTS = [f"output {i + 1}" for i in range(N_X)]
HEAD_ROLES = ("query", "key")
"""Whose colours the two heads have: here a colour says which head, not which matrix."""
EVERY = np.s_[:]
CELL = 0.34  # inches, at most


def example_layer() -> MultiheadAttention:
    """Make the library's layer out of the example: each head's matrices are zero but for its half of the inputs."""
    made = MultiheadAttention(WIDTH, HEADS, bias=False).requires_grad_(False)
    blocks = [torch.block_diag(*matrices).T for matrices in (TINY_HEADS.W_Q, TINY_HEADS.W_K, TINY_HEADS.W_V)]
    made.in_proj_weight.copy_(torch.cat(blocks))
    made.out_proj.weight.copy_(TINY_HEADS.W_O.T)
    return made


@lru_cache(maxsize=16)
def _run(rows: tuple[tuple[float, ...], ...]) -> MultiheadSteps:
    X = torch.tensor(rows)
    return example_layer().steps(X, X, X)


def run(x: Any) -> MultiheadSteps:
    """Run the layer on the inputs of the control."""
    return _run(tuple(tuple(float(value) for value in row) for row in x))


def head_fills(rows: int, columns: int) -> np.ndarray:
    """Colour the columns of a matrix by the head that they belong to, (rows, columns, 3)."""
    tints = [tuple(0.25 * value + 0.75 for value in to_rgb(COLOURS[role])) for role in HEAD_ROLES]
    each = columns // HEADS
    return np.array([[tints[column // each] for column in range(columns)] for _ in range(rows)])


def steps_to(i: int) -> list[MatrixStep]:
    """List the steps; what output i is made of is outlined."""
    parts = {name: [f"{name}{h + 1}" for h in range(HEADS)] for name in ("X", "Q", "K", "V", "A", "Y")}

    def named(*pairs: tuple[str, Any]) -> dict[str, Any]:
        return {one: index for name, index in pairs for one in parts[name]}

    return [
        MatrixStep("X", outlines={"X": i}),
        MatrixStep("split", named(("X", EVERY)), {"X": i, **named(("X", i))}),
        MatrixStep("Q, K, V", named(("Q", EVERY), ("K", EVERY), ("V", EVERY)), named(("X", i), ("Q", i))),
        MatrixStep("A", named(("A", EVERY)), named(("Q", i), ("K", EVERY), ("A", i))),
        MatrixStep("Y", named(("Y", EVERY)), named(("A", i), ("V", EVERY), ("Y", i))),
        MatrixStep("concatenate", {"concatenated": EVERY}, {**named(("Y", i)), "concatenated": i}),
        MatrixStep("project", {"output": EVERY}, {"concatenated": i, "W_O": EVERY, "output": i}),
    ]


def layout(x: Any, found: MultiheadSteps) -> list[list[Any]]:
    """Lay out the whole vectors in a first row, and a row for each head."""
    inputs = [indexed("X", j) for j in range(N_X)]
    parts = split_heads(torch.as_tensor(np.asarray(x), dtype=torch.float32), HEADS)
    whole: dict[str, Any] = {"fills": head_fills(N_X, WIDTH)}
    rows: list[list[Any]] = [
        [
            MatrixView("X", x, "input", "inputs", row_labels=inputs, row_role="input", **whole),
            "      ",
            MatrixView("concatenated", found.concatenated, "output", "the heads' outputs", widest="0.00", **whole),
            "·",
            MatrixView("W_O", TINY_HEADS.W_O, "filter", "projection"),
            "=",
            MatrixView("output", found.output, "output", "one for each input", widest="0.00"),
        ]
    ]
    for h, role in enumerate(HEAD_ROLES):
        part: dict[str, Any] = {"fills": head_fills(N_X, WIDTH)[:, h * PART : (h + 1) * PART]}
        rows.append(
            [
                Label(f"head {h + 1}", role, bold=True),
                MatrixView(f"X{h + 1}", parts[h], "input", title="X", **part),
                "→",
                *(MatrixView(f"{name}{h + 1}", getattr(found, name)[h], role, title=name, **part) for name in "QKV"),
                "→",
                MatrixView(f"A{h + 1}", found.A[h], "muted", title="A", widest="0.00", colormap="sequential"),
                "· V =",
                MatrixView(f"Y{h + 1}", found.Y[h], "output", title="Y", widest="0.00", **part),
            ]
        )
    return rows


def draw_layer(figure: Sheet, x: np.ndarray, output: str, step: int) -> None:
    """Draw all matrices as far as they are filled."""
    draw_matrices(figure, at_step(layout(x, run(x)), steps_to(OUTPUTS.index(output)), step), CELL, first="X")


def draw_finished_layer(figure: Sheet) -> None:
    """Draw all matrices of the example, filled, with nothing outlined."""
    draw_matrices(figure, layout(TINY_HEADS.X, run(TINY_HEADS.X)), CELL)


def caption(x: np.ndarray, output: str, step: int) -> str:
    """Write the arithmetic of the current step."""
    i, found, name = OUTPUTS.index(output), run(x), NAMES[step]
    if name == "X":
        return f"{N_X} inputs of width D = {WIDTH}, and H = {HEADS} heads, in two colours."
    if name == "split":
        halves = " and ".join(vector(part.tolist()) for part in torch.as_tensor(x[i]).split(PART))
        return f"{indexed('X', i)} = {vector(x[i])} becomes {halves}: D / H = {PART} numbers for each head."
    if name == "Q, K, V":
        queries = " and ".join(vector(found.Q[h, i].tolist()) for h in range(HEADS))
        return f"Each head has its own W_Q, W_K and W_V (2×2). The queries of {indexed('X', i)}: {queries}."
    if name == "A":
        return _say_weights(found, i)
    if name == "Y":
        sums = " + ".join(f"{number(float(found.A[0, i, j]))} · {vector(found.V[0, j].tolist())}" for j in range(N_X))
        return f"Head 1: {sums} = {vector(found.Y[0, i].tolist())}. Head 2 does the same with its own A and V."
    if name == "concatenate":
        parts = " and ".join(vector(found.Y[h, i].tolist()) for h in range(HEADS))
        return f"{parts}, side by side: {vector(found.concatenated[i].tolist())}, as long as an input."
    column = TINY_HEADS.W_O[:, 0].tolist()
    terms = " + ".join(
        f"{factor(a)} · {factor(b)}" for a, b in zip(found.concatenated[i].tolist(), column, strict=True) if b
    )
    return f"Its first number: {terms} = {number(float(found.output[i, 0]))}. Here it mixes numbers of both heads."


def _say_weights(found: MultiheadSteps, i: int) -> str:
    rows = "; ".join(f"head {h + 1} {vector(found.A[h, i].tolist())}" for h in range(HEADS))
    return f"A = softmax(QKᵀ / √(D / H)), with √{PART} here. Row {i + 1}: {rows}."


def title(x: np.ndarray, output: str, step: int) -> str:
    """Say what the step does; of the weights, whether the heads look at the same input."""
    i, found, name = OUTPUTS.index(output), run(x), NAMES[step]
    if name == "A":
        most: Tensor = found.A[:, i].argmax(dim=1)
        if int(most[0]) == int(most[1]):
            return f"Both heads of {indexed('X', i)} look most at {indexed('X', int(most[0]))}"
        return f"{indexed('X', i)} looks at two inputs at once: {' and '.join(indexed('X', int(j)) for j in most)}"
    return {
        "X": "Inputs go in: the colours show which head will see which numbers",
        "split": "Split: each head gets its part of every input",
        "Q, K, V": "Each head makes queries, keys and values of its own",
        "Y": "Each head averages its values with its own weights",
        "concatenate": "Concatenate: the outputs of the heads, side by side",
        "project": "The linear projection mixes what the heads have found",
    }[name]


def layer_demo() -> Demo:
    """Split, attend in two heads, concatenate, project: slide "Multi-head Self-attention Layer"."""
    return Demo(
        name="multihead_layer",
        title=title,
        controls=[
            Step("step", count=len(NAMES), label="step", names=NAMES),
            Choice("output", OUTPUTS, label="followed"),
            Matrix(
                "x", TINY_HEADS.X.tolist(), lowest=-4, highest=4, role="input", label="inputs X", panel="layer",
                axes="X",
            ),
        ],
        panels=[[Panel("layer", draw_layer, size=(9.0, 4.0), alt="inputs, two heads, concatenation and projection")]],
        caption=caption,
        caption_lines=2,
    )  # fmt: skip

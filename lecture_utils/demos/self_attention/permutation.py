"""The inputs in another order: the outputs follow, unless positions are added."""

from functools import lru_cache
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
from torch import Tensor

from lecture_utils.methods.self_attention import (
    SelfAttentionSteps,
    permutation_equivariance,
    permute,
    self_attention,
    sinusoidal_positions,
)
from lecture_utils.pictures import MatrixView, Sheet, draw_matrices
from lecture_utils.pictures.number_format import indexed, number, vector
from lecture_utils.scenes.readers import TINY_SELF
from lecture_utils.stage import Choice, Demo, Panel, Toggle

COUNT, WIDTH = TINY_SELF.X.shape
INPUTS = [indexed("X", j) for j in range(COUNT)]
ORDERS = {" ".join(INPUTS[j] for j in order): order for order in permutations(range(COUNT))}
CELL = 0.4  # inches, at most


class BothWays(NamedTuple):
    """The layer on the inputs, the layer on the shuffled inputs, and how far f(s(x)) is from s(f(x))."""

    before: SelfAttentionSteps
    after: SelfAttentionSteps
    x: Tensor
    shuffled: Tensor
    difference: Tensor


def placed(x: Tensor, positions: bool) -> Tensor:
    """Add to each vector what stands for its place, if positions are on."""
    return x + sinusoidal_positions(COUNT, WIDTH) if positions else x


@lru_cache(maxsize=32)
def both_ways(order: str, positions: bool) -> BothWays:
    """Run the layer on the inputs and on the shuffled inputs."""
    _, *weights = TINY_SELF

    def layer(x: Tensor) -> SelfAttentionSteps:
        return self_attention(placed(x, positions), *weights)

    shuffled = permute(TINY_SELF.X, ORDERS[order])
    found = permutation_equivariance(lambda x: layer(x).Y, TINY_SELF.X, ORDERS[order])
    return BothWays(layer(TINY_SELF.X), layer(shuffled), TINY_SELF.X, shuffled, found.difference)


def draw_layers(figure: Sheet, order: str, followed: str, positions: bool) -> None:
    """Draw the layer on the inputs in the chosen order; the followed input is outlined wherever it went."""
    ways, chosen = both_ways(order, positions), ORDERS[order]
    at, names = chosen.index(INPUTS.index(followed)), [INPUTS[j] for j in chosen]
    after, here = ways.after, [np.s_[at]]
    labels: dict[str, Any] = {"row_labels": names, "row_role": "input"}
    added = "inputs and positions" if positions else "inputs"
    inputs = [
        MatrixView("X", placed(ways.shuffled, positions), "input", added, widest="−0.00", highlight=here, **labels),
        MatrixView("Q", after.Q, "query", "queries", widest="0.0", decimals=1, highlight=here),
        MatrixView("K", after.K, "key", "keys", widest="−0.0", decimals=1, highlight=here),
        MatrixView("V", after.V, "value", "values", widest="−0.0", decimals=1, highlight=here),
    ]
    weights = MatrixView(
        "A", after.A, "muted", "weights", widest="0.00", colormap="sequential", column_labels=names,
        column_role="input", highlight=[*here, np.s_[:, at]], **labels,
    )  # fmt: skip
    outputs = MatrixView("f(s(x))", after.Y, "output", "shuffled first: Y", widest="−0.00", highlight=here, **labels)
    last = permute(ways.before.Y, chosen)
    difference = [
        MatrixView("s(f(x))", last, "output", "shuffled last", widest="−0.00", highlight=here),
        "=",
        MatrixView("difference", after.Y - last, "muted", colormap="diverging", limits=(-1, 1), widest="−0.00"),
    ]
    draw_matrices(figure, [inputs, [weights, outputs, "−", *difference]], CELL)


def title(order: str, positions: bool) -> str:
    """Say whether the outputs follow."""
    largest = float(both_ways(order, positions).difference.max())
    if ORDERS[order] == tuple(range(COUNT)):
        return "The inputs in their own order: choose another one"
    if largest < 1e-6:
        return "f(s(x)) = s(f(x)): the outputs are the same, but permuted"
    return f"With positions the outputs change, by up to {number(largest)}: order matters now"


def caption(order: str, followed: str, positions: bool) -> str:
    """Say where the followed input went, and what became of its output."""
    ways, chosen, j = both_ways(order, positions), ORDERS[order], INPUTS.index(followed)
    at = chosen.index(j)
    before, after = vector(ways.before.Y[j].tolist()), vector(ways.after.Y[at].tolist())
    same = "as before" if float(ways.difference[at]) < 1e-6 else f"before: {before}"
    return (
        f"{followed} is in row {at + 1}, with its query, key and value, and in row and column {at + 1} of A. "
        f"Its output is {after}, {same}."
    )


def permutation_demo() -> Demo:
    """Shuffle the inputs and watch the outputs follow: slide "Self-attention Layer", "Permutation Equivariant"."""
    return Demo(
        name="permuted_inputs",
        title=title,
        controls=[
            Choice("order", list(ORDERS), start=list(ORDERS)[-1], label="order of the inputs"),
            Choice("followed", INPUTS, label="outlined"),
            Toggle("positions", label="add positions"),
        ],
        panels=[[Panel("layer", draw_layers, size=(9.0, 4.3), alt="the layer on the inputs in the chosen order")]],
        caption=caption,
        caption_lines=2,
    )

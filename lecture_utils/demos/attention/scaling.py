"""Why the scores are divided by √D_Q: the softmax saturates and its gradient vanishes, measured."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes

from lecture_utils.methods.attention import Saturation, random_scores, saturation, softmax
from lecture_utils.pictures import colour, draw_bars, draw_curves
from lecture_utils.pictures.number_format import indexed, percent
from lecture_utils.stage import Demo, Panel, Slider, Toggle

LENGTHS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
SEEDS = range(5)
NAMES = {True: "divided", False: "not divided"}
ROLES = {"divided": "output", "not divided": "rejected"}
EXAMPLE = 0  # the seed of the query whose weights are drawn


@lru_cache(maxsize=64)
def measured(D_Q: int, scaled: bool) -> Saturation:
    """Measure once for each length."""
    return saturation(D_Q, SEEDS, scaled)


def curve(quantity: str, scaled: bool) -> torch.Tensor:
    """Return a quantity over all lengths, shape (seeds, lengths)."""
    return torch.stack([getattr(measured(D_Q, scaled), quantity) for D_Q in LENGTHS], dim=1)


def draw_weights(axes: Axes, D_Q: float, scaled: bool) -> None:
    """Draw the weights of one query over its ten inputs."""
    weights = softmax(random_scores(int(D_Q), EXAMPLE, scaled)[0], dim=0)
    labels = [indexed("X", j) for j in range(len(weights))]
    roles = ROLES[NAMES[scaled]]
    draw_bars(axes, labels, weights, roles, limits=(0, 1), title="weights of one query", decimals=2)


def _draw_curves(axes: Axes, D_Q: float, scaled: bool, quantity: str, title: str, y_label: str) -> None:
    curves = {NAMES[choice]: curve(quantity, choice) for choice in (True, False)}
    top = {"largest": 1.0, "gradient": 0.4}[quantity]
    draw_curves(
        axes,
        LENGTHS,
        curves,
        x_label="length D_Q",
        y_label=y_label,
        title=title,
        roles=ROLES,
        limits=(0, top),
        x_log=True,
    )
    here = float(getattr(measured(int(D_Q), scaled), quantity).mean())
    axes.plot(
        [D_Q],
        [here],
        "o",
        markersize=11,
        markerfacecolor="none",
        markeredgewidth=3,
        color=colour("step"),
        clip_on=False,
    )


def draw_largest(axes: Axes, D_Q: float, scaled: bool) -> None:
    """Draw the largest weight of a query against the length of the queries."""
    _draw_curves(axes, D_Q, scaled, "largest", "largest weight of a query", "weight, mean of 200 queries")


def draw_gradient(axes: Axes, D_Q: float, scaled: bool) -> None:
    """Draw how much gradient passes through the softmax against the length of the queries."""
    _draw_curves(axes, D_Q, scaled, "gradient", "gradient through the softmax", "‖∂A/∂E‖, mean of 200 queries")


def caption(D_Q: float, scaled: bool) -> str:
    """Give the figures of the current length."""
    here = measured(int(D_Q), scaled)
    variance, largest, gradient = (float(values.mean()) for values in (here.variance, here.largest, here.gradient))
    scores = f"QKᵀ / √{int(D_Q)}" if scaled else "QKᵀ"
    return (
        f"E = {scores}: the similarities have variance {variance:.3g}, the largest weight is {largest:.2f} on average, "
        f"the gradient's norm {gradient:.3f}. All numbers of Q and K are standard normal; "
        f"bands: {len(SEEDS)} seeds."
    )


def title(D_Q: float, scaled: bool) -> str:
    """Say what division does at this length."""
    if scaled:
        return "Divided by √D_Q, weights and gradient do not depend on D_Q"
    gradient = float(measured(int(D_Q), False).gradient.mean() / measured(int(D_Q), True).gradient.mean())
    if D_Q == 1:
        return "With D_Q = 1 there is nothing to divide by"
    return f"Not divided by √{int(D_Q)}, the softmax loses {percent(1 - gradient)} of its gradient"


def scaling_demo() -> Demo:
    """Change the length of queries and keys, with and without the division: slide "Attention Layer"."""
    return Demo(
        name="attention_scaling",
        title=title,
        controls=[
            Slider("D_Q", LENGTHS, start=64, label="length D_Q"),
            Toggle("scaled", start=False, label="divide by √D_Q"),
        ],
        panels=[
            [
                Panel("weights", draw_weights, size=(2.7, 3.7), alt="weights of one query"),
                Panel("largest", draw_largest, size=(3.1, 3.7), alt="largest weight against D_Q"),
                Panel("gradient", draw_gradient, size=(3.1, 3.7), alt="gradient through the softmax against D_Q"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )

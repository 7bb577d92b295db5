"""The softmax on four numbers: exponentials, divided by their sum; what shifting and stretching the scores does."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.methods.softmax import softmax
from lecture_utils.pictures import Sheet, draw_bars, draw_matrix_at, say
from lecture_utils.pictures.axes_layout import lay_out
from lecture_utils.pictures.number_format import MINUS, number, percent
from lecture_utils.scenes.classification import CATEGORIES, small_scores
from lecture_utils.stage import Demo, Matrix, Panel, Slider, Step, Toggle

SCORES, POWERS, SUM, SHARES = range(4)
STEPS = ["scores", "exponentials", "sum", "probabilities"]
ADDED = [-1000, -100, -10, 0, 10, 100, 1000]
TIMES = [0, 0.5, 1, 2, 5, 10]
SIZE = (5.9, 3.0)
TOP, CELL = 0.62, (1.05, 0.42)
YOURS = 0.95, (0.62, CELL[1])  # left edge of the viewer's scores, and their cells
COLUMNS = (1.75, 3.3, 4.8)  # left edges of the changed scores, the powers and the probabilities
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class Softmax(NamedTuple):
    """What the softmax computes on the way: all of shape (4,), the sum ()."""

    scores: Tensor
    exponents: Tensor
    powers: Tensor
    sum: Tensor
    shares: Tensor


def run(scores: np.ndarray, added: float, times: float, largest_away: bool) -> Softmax:
    """Compute the softmax of scaled and shifted scores, as written or with the largest score subtracted first."""
    changed = torch.as_tensor(scores[:, 0], dtype=torch.float32) * times + added
    exponents = changed - changed.max() if largest_away else changed
    powers = exponents.exp()
    shares = softmax(changed, dim=0) if largest_away else powers / powers.sum()
    return Softmax(changed, exponents, powers, powers.sum(), shares)


def power_of_ten(value: float) -> str:
    """Write a number with two decimals, or as 1.2·10³⁹ where it is positive and very large or small."""
    if not np.isfinite(value) or value <= 0 or 0.01 <= value < 10_000:
        return number(value)
    exponent = int(np.floor(np.log10(value)))
    return f"{value / 10.0**exponent:.1f}·10{str(exponent).translate(SUPERSCRIPTS)}"


def draw_steps(figure: Sheet, scores: np.ndarray, added: float, times: float, largest_away: bool, step: int) -> None:
    """Draw scores, exponentials and probabilities beside each other, with their sums."""
    steps = run(scores, added, times, largest_away)
    power = "eˢ⁻ᵐᵃˣ" if largest_away else "eˢ"
    columns = (
        ("s (4)", changed_formula(added, times), steps.scores, "input", SCORES),
        ("exp (4)", power, steps.powers, "filter", POWERS),
        ("p (4)", "exp / sum", steps.shares, "output", SHARES),
    )
    for row, category in enumerate(CATEGORIES):
        say(figure, YOURS[0] - 0.12, TOP + (row + 0.5) * CELL[1], category, align="right")
    say(figure, YOURS[0], 0.16, "scores", "input", bold=True)
    say(figure, YOURS[0], 0.42, "yours", size="small")
    draw_matrix_at(figure, YOURS[0], TOP, YOURS[1], scores, "input", "scores")
    for left, (name, formula, values, role, reached) in zip(COLUMNS, columns, strict=True):
        say(figure, left, 0.16, name, role, bold=True)
        say(figure, left, 0.42, formula, size="small")
        _draw_column(figure, left, TOP, values, role, step - reached)
    below = TOP + (len(CATEGORIES) + 0.25) * CELL[1]
    for left, total, role, reached in (
        (COLUMNS[1], steps.sum, "filter", SUM),
        (COLUMNS[2], steps.shares.sum(), "output", SHARES),
    ):
        if step >= reached:
            say(figure, left - 0.1, below + CELL[1] / 2, "Σ =", align="right")
            _draw_column(figure, left, below, total[None], role, step - reached)


def _draw_column(figure: Sheet, left: float, top: float, values: Tensor, role: str, since: int) -> None:
    """Draw a column of numbers: empty before its step (``since`` < 0), outlined at its step."""
    texts = [power_of_ten(float(value)) for value in values]
    faded, highlight = [np.s_[:]] if since < 0 else [], [np.s_[:]] if since == 0 else []
    draw_matrix_at(
        figure, left, top, CELL, values, role, texts=texts, faded=faded, highlight=highlight, orientation="column"
    )


def changed_formula(added: float, times: float) -> str:
    """Say how the scores were changed."""
    stretched = "" if times == 1 else f"{number(times)} · "
    shifted = "" if added == 0 else f" {'+' if added > 0 else MINUS} {number(abs(added))}"
    return f"{stretched}yours{shifted}" if stretched or shifted else "yours"


def draw_shares(axes: Axes, scores: np.ndarray, added: float, times: float, largest_away: bool, step: int) -> None:
    """Draw the probabilities as bars, as the slide does."""
    if step < SHARES:
        lay_out(axes, "no probabilities yet")
        return
    shares = run(scores, added, times, largest_away).shares
    draw_bars(axes, CATEGORIES, shares, "prediction", (0, 1), "probability, 0 to 1", decimals=2)


def caption(scores: np.ndarray, added: float, times: float, largest_away: bool, step: int) -> str:
    """Write the arithmetic of the step for the category with the highest score."""
    steps = run(scores, added, times, largest_away)
    best = int(steps.scores.argmax())
    name, power = CATEGORIES[best], power_of_ten(float(steps.powers[best]))
    if step == SCORES:
        return f"{name} has the highest score, {number(float(steps.scores[best]))}. Scores may be any numbers."
    if step == POWERS:
        exponent = number(float(steps.exponents[best]))
        return f"{name}: e to the power of {exponent} is {power}. It is positive, and larger for a larger score."
    total = power_of_ten(float(steps.sum))
    if step == SUM:
        return f"{' + '.join(power_of_ten(float(power)) for power in steps.powers)} = {total}."
    if not torch.isfinite(steps.shares).all():
        return f"{name}: {power} / {total} is no number. Subtract the largest score first: no exponential is above 1."
    share = number(float(steps.shares[best]), 3)
    return f"{name}: {power} / {total} = {share}. All four sum to {number(float(steps.shares.sum()), 3)}."


def title(scores: np.ndarray, added: float, times: float, largest_away: bool) -> str:
    """Say what the softmax does to these scores."""
    steps = run(scores, added, times, largest_away)
    best = int(steps.scores.argmax())
    if not torch.isfinite(steps.shares).all():
        if torch.isinf(steps.powers).any():
            return "Exponentials too large for a float32: ∞ / ∞ is no number"
        return "Exponentials too small for a float32: 0 / 0 is no number"
    if added:
        return f"Adding {number(added)} to all scores changes no probability"
    if times == 0 or steps.scores.max() == steps.scores.min():
        return "Equal scores get equal probabilities"
    share = percent(float(steps.shares[best]))
    if times != 1:
        return f"Scores times {number(times)}: {CATEGORIES[best]} gets {share}"
    return f"The softmax turns scores into probabilities: {CATEGORIES[best]} gets {share}"


def softmax_demo(scores: Sequence[float] | None = None) -> Demo:
    """Change four scores, shift and stretch them, and see the softmax step by step.

    Parameters
    ----------
    scores : sequence of 4 float, optional
        What it starts with, from −9 to 9; the lecture's where left out.
    """
    return Demo(
        name="softmax",
        title=title,
        controls=[
            Step("step", count=len(STEPS), names=STEPS, start=SHARES, label="step"),
            Matrix(
                "scores",
                [[score] for score in scores or small_scores().tolist()],
                label="your scores",
                panel="steps",
                axes="scores",
            ),
            Slider("added", ADDED, start=0, label="add to all"),
            Slider("times", TIMES, start=1, label="multiply all by"),
            Toggle("largest_away", start=False, label="subtract the largest score first"),
        ],
        panels=[
            [
                Panel("steps", draw_steps, size=SIZE, alt="scores, exponentials and probabilities of four categories"),
                Panel("shares", draw_shares, size=(3.6, 3.0), alt="probabilities as bars"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )

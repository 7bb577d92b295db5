"""Cross-entropy on four numbers: how gradient descent changes the scores until the true label is likely."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes

from lecture_utils.methods.classification import cross_entropy_gradient, cross_entropy_steps
from lecture_utils.pictures import draw_bars, draw_curves, mark_columns
from lecture_utils.pictures.number_format import factor, number, vector
from lecture_utils.scenes.classification import CATEGORIES, small_scores
from lecture_utils.stage import Choice, Demo, Panel, Slider, Step

DESCENTS = 10
RATES = [0.5, 1, 5]


@lru_cache(maxsize=32)
def descent(truth: str, rate: float) -> torch.Tensor:
    """Return the scores before the first step and after each, shape (steps + 1, 4)."""
    label, scores = torch.tensor([CATEGORIES.index(truth)]), [small_scores()[None]]
    for _ in range(DESCENTS):
        scores.append(scores[-1] - rate * cross_entropy_gradient(scores[-1], label))
    return torch.cat(scores)


def labels_of(truth: str) -> torch.Tensor:
    """Return the true label once for each step."""
    return torch.full((DESCENTS + 1,), CATEGORIES.index(truth))


def draw_probabilities(axes: Axes, truth: str, rate: float, step: int) -> None:
    """Draw the probabilities after so many steps, the true label's in the truth's colour."""
    shares = cross_entropy_steps(descent(truth, rate), labels_of(truth)).probabilities[step]
    roles = ["truth" if category == truth else "prediction" for category in CATEGORIES]
    draw_bars(axes, CATEGORIES, shares, roles, (0, 1), f"probabilities, true: {truth}", decimals=2)


def draw_gradient(axes: Axes, truth: str, rate: float, step: int) -> None:
    """Draw by how much gradient descent changes each score next."""
    scores = descent(truth, rate)[step : step + 1]
    change = -cross_entropy_gradient(scores, torch.tensor([CATEGORIES.index(truth)]))[0]
    roles = ["truth" if category == truth else "prediction" for category in CATEGORIES]
    draw_bars(axes, CATEGORIES, change, roles, (-1, 1), "each score should change by", decimals=2)


def draw_loss(axes: Axes, truth: str, rate: float, step: int) -> None:
    """Draw the loss against the steps."""
    losses = cross_entropy_steps(descent(truth, rate), labels_of(truth)).losses
    draw_curves(
        axes,
        torch.arange(DESCENTS + 1),
        {"loss": losses},
        x_label="steps",
        title="−log p(true label)",
        roles={"loss": "output"},
        limits=(0, 4.5),
        now=step,
    )
    mark_columns(axes, range(DESCENTS + 1))


def caption(truth: str, rate: float, step: int) -> str:
    """Write loss and gradient of the step."""
    scores = descent(truth, rate)[step : step + 1]
    steps = cross_entropy_steps(scores, torch.tensor([CATEGORIES.index(truth)]))
    likely, loss = number(float(steps.of_truth)), number(float(steps.loss))
    change = [-float(part) for part in cross_entropy_gradient(scores, torch.tensor([CATEGORIES.index(truth)]))[0]]
    own = CATEGORIES.index(truth)
    return (
        f"Scores {vector(scores[0].tolist())}. Loss: −log {likely} = {loss}. {truth} should rise by 1 − {likely} = "
        f"{factor(change[own])}, every other fall by its probability. The learning rate {number(rate)} multiplies that."
    )


def title(truth: str, rate: float, step: int) -> str:
    """Say what the steps so far have done."""
    shares = cross_entropy_steps(descent(truth, rate), labels_of(truth)).of_truth
    before, now = number(float(shares[0])), number(float(shares[step]))
    if step == 0:
        return f"Before the first step, {truth} has probability {before}"
    return f"{step} step{'s' if step > 1 else ''} of gradient descent: {truth} from {before} to {now}"


def loss_demo() -> Demo:
    """Choose the true label, and follow gradient descent on four scores."""
    size = (2.95, 2.6)
    return Demo(
        name="cross_entropy",
        title=title,
        controls=[
            Choice("truth", CATEGORIES, start="Dog", label="true label"),
            Slider("rate", RATES, start=1, label="learning rate"),
            Step("step", count=DESCENTS + 1, label="step", picks=("loss",)),
        ],
        panels=[
            [
                Panel("probabilities", draw_probabilities, size=size, alt="probabilities of the four categories"),
                Panel("gradient", draw_gradient, size=size, alt="change that the gradient asks for"),
                Panel("loss", draw_loss, size=size, alt="loss against steps"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )

"""Top-K accuracy over the test pictures, against K; and the pictures that come in at each K."""

from functools import cache

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.methods.classification import top_k_accuracies
from lecture_utils.pictures import colour, draw_curves, draw_image_grid, mark_columns
from lecture_utils.pictures.number_format import format_number, percent
from lecture_utils.scenes.meadow import FINE
from lecture_utils.stage import Demo, Panel, Slider
from lecture_utils.training.checkpoint import record
from lecture_utils.training.evaluated import NAME, EvaluatedPictures, evaluated_pictures

ROWS, COLUMNS = 2, 3  # of pictures
K = tuple(range(1, len(FINE) + 1))
SEEDED = {1: "top-1", 5: "top-5"}
"""The K at which the record has a figure of every seed, and the figure's name."""


@cache
def accuracies() -> Tensor:
    """Return the top-K accuracy at every K, shape (25,)."""
    found = evaluated_pictures()
    return top_k_accuracies(found.scores, found.labels)


def entering(found: EvaluatedPictures, k: int) -> list[int]:
    """Return the pictures whose true label is the K-th guess."""
    places: list[int] = (found.ranks == k).nonzero()[:, 0].tolist()
    return places


def of_seeds(figure: str) -> list[float]:
    """Return a held-out figure of every seed that was trained, in percent."""
    return [100 * values[figure] for values in record(NAME).seeds.values()]


def draw_accuracies(axes: Axes, k: int) -> None:
    """Draw the accuracy against K beside that of guessing; the seeds' range where it was recorded."""
    draw_curves(
        axes,
        K,
        {"guessing": 100 * torch.tensor(K) / len(K), "trained": 100 * accuracies()},
        x_label="K",
        y_label="% of the test pictures",
        title="top-K accuracy",
        roles={"trained": "output", "guessing": "muted"},
        limits=(0, 100),
        now=k,
    )
    for place, name in SEEDED.items():
        low, high = min(of_seeds(name)), max(of_seeds(name))
        half = (high - low) / 2
        axes.errorbar(place, low + half, half, color=colour("ink"), elinewidth=2, capsize=5, zorder=5, clip_on=False)
    mark_columns(axes, K)


def draw_entering(axes: Axes, k: int) -> None:
    """Draw pictures that are right from this K on, with the true label and the first guess."""
    found, places = evaluated_pictures(), entering(evaluated_pictures(), k)
    shown, guesses = places[: ROWS * COLUMNS], found.guesses
    true = [FINE[int(found.labels[n])] for n in shown]
    if k == 1:
        title, words = f"right at once: {counted(len(places))}", true
    else:
        title = f"true label is guess {k}: {counted(len(places))}"
        words = [f"{name},\nnot {FINE[int(guesses[n])]}" for name, n in zip(true, shown, strict=True)]
    draw_image_grid(axes, [found.images[n] for n in shown], COLUMNS, words, title=title, rows=ROWS)


def caption(k: int) -> str:
    """Write the accuracy as a share, and the spread of the seeds."""
    found, trained = evaluated_pictures(), record(NAME)
    right, share = int((found.ranks <= k).sum()), 100 * float(accuracies()[k - 1])
    spread = ", ".join(f"{name} {over(of_seeds(name))}\N{NO-BREAK SPACE}%" for name in SEEDED.values())
    return (
        f"{right} of {len(found)} true labels are among the {k} most likely: {share:.1f}\N{NO-BREAK SPACE}%. "
        f"From {len(trained.seeds)} seeds (bars), over {trained.test['count']}: {spread}."
    )


def title(k: int) -> str:
    """Compare with top-1."""
    first, here = percent(float(accuracies()[0])), percent(float(accuracies()[k - 1]))
    if k == 1:
        return f"Top-1: {here} are right with the first guess"
    if k == len(K):
        return f"Top-{k} of {k}: whoever names all categories is always right"
    return f"Top-1 {first}, top-{k} {here}"


def over(values: list[float]) -> str:
    """Write mean and standard deviation; the value itself where there is one."""
    mean = format_number(sum(values) / len(values), 1)
    return mean if len(values) < 2 else f"{mean} ± {format_number(float(torch.tensor(values).std()), 1)}"


def counted(pictures: int) -> str:
    """Write a number of pictures."""
    return f"{pictures or 'no'} picture{'' if pictures <= 1 else 's'}"


def accuracy_demo() -> Demo:
    """Move K over the test pictures: slide "ImageNet Competition (ILSVRC)"."""
    return Demo(
        name="top_k_accuracy",
        title=title,
        controls=[Slider("k", K, start=2, label="K", picks=("accuracies",))],
        panels=[
            [
                Panel("accuracies", draw_accuracies, size=(3.5, 3.6), alt="top-K accuracy against K"),
                Panel("entering", draw_entering, size=(5.4, 3.6), alt="pictures that are right from this K on"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )

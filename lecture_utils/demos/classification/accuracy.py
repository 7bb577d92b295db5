"""Top-K accuracy over the test pictures, against K; and the pictures that come in at each K."""

import torch

from lecture_utils.demos.classification.tested import Tested, scored_pictures, trained_record
from lecture_utils.methods.classification import top_k_accuracies
from lecture_utils.pictures import Sheet, colour, draw_curves, draw_image_grid, panes
from lecture_utils.pictures.number_format import format_number, percent
from lecture_utils.scenes.meadow import FINE
from lecture_utils.stage import Demo, Panel, Slider
from lecture_utils.training.checkpoint import Record

ROWS, COLUMNS = 2, 3  # of pictures


class Accuracy:
    """What the panels are drawn from: the ranks of the true labels, and the figures of every seed."""

    def __init__(self, found: Tested, trained: Record) -> None:
        self.found, self.trained = found, trained
        self.ranks = found.ranks
        self.accuracies = top_k_accuracies(found.scores, found.labels)

    def at(self, k: float) -> float:
        """Return the top-K accuracy."""
        return float(self.accuracies[int(k) - 1])

    def entering(self, k: float) -> list[int]:
        """Return the pictures whose true label is the K-th guess."""
        places: list[int] = (self.ranks == int(k)).nonzero()[:, 0].tolist()
        return places

    def seeds(self, figure: str) -> list[float]:
        """Return a held-out figure of every seed that was trained, in percent."""
        return [100 * values[figure] for values in self.trained.seeds.values()]

    def draw_accuracies(self, figure: Sheet, k: float) -> None:
        """Draw the accuracy against K beside that of guessing; the seeds' range where it was recorded."""
        axes, count = panes(figure)[0], len(self.accuracies)
        K = torch.arange(1, count + 1)
        draw_curves(
            axes,
            K,
            {"guessing": 100 * K / count, "trained": 100 * self.accuracies},
            x_label="K",
            y_label="% of the test pictures",
            title="top-K accuracy",
            roles={"trained": "output", "guessing": "muted"},
            limits=(0, 100),
            now=k,
        )
        for place, name in SEEDED.items():
            low, high = min(self.seeds(name)), max(self.seeds(name))
            middle, half = (low + high) / 2, (high - low) / 2
            axes.errorbar(place, middle, half, color=colour("ink"), elinewidth=2, capsize=5, zorder=5, clip_on=False)

    def draw_entering(self, figure: Sheet, k: float) -> None:
        """Draw pictures that are right from this K on, with the true label and the first guess."""
        places = self.entering(k)
        shown = places[: ROWS * COLUMNS]
        guesses = self.found.guesses
        if int(k) == 1:
            title, words = f"right at once: {len(places)} pictures", [FINE[int(self.found.labels[n])] for n in shown]
        else:
            title = f"true label is guess {int(k)}: {count(len(places))}"
            words = [f"{FINE[int(self.found.labels[n])]},\nnot {FINE[int(guesses[n])]}" for n in shown]
        axes = panes(figure)[0]
        draw_image_grid(axes, [self.found.images[n] for n in shown], COLUMNS, words, title=title, rows=ROWS)

    def caption(self, k: float) -> str:
        """Write the accuracy as a share, and the spread of the seeds."""
        right = int((self.ranks <= int(k)).sum())
        spread = [f"{name} {over(self.seeds(name))}\N{NO-BREAK SPACE}%" for name in SEEDED.values()]
        seeds = len(self.trained.seeds)
        return (
            f"{right} of {len(self.found)} true labels are among the {int(k)} likeliest: {100 * self.at(k):.1f}"
            f"\N{NO-BREAK SPACE}%. From {seeds} seeds (bars), over {self.trained.test['count']}: {', '.join(spread)}."
        )

    def title(self, k: float) -> str:
        """Compare with top-1."""
        first, here = percent(self.at(1)), percent(self.at(k))
        if int(k) == 1:
            return f"Top-1: {here} are right with the first guess"
        if int(k) == len(self.accuracies):
            return f"Top-{int(k)} of {int(k)}: whoever names all categories is always right"
        return f"Top-1 {first}, top-{int(k)} {here}"


SEEDED = {1: "top-1", 5: "top-5"}
"""The K at which the record has a figure of every seed, and the figure's name."""


def over(values: list[float]) -> str:
    """Write mean and standard deviation; the value itself where there is one."""
    mean = format_number(sum(values) / len(values), 1)
    return mean if len(values) < 2 else f"{mean} ± {format_number(float(torch.tensor(values).std()), 1)}"


def count(pictures: int) -> str:
    """Write a number of pictures."""
    return "no picture" if pictures == 0 else f"{pictures} picture{'s' if pictures > 1 else ''}"


def accuracy_demo() -> Demo:
    """Move K over the test pictures: slide "ImageNet Competition (ILSVRC)"."""
    shown = Accuracy(scored_pictures(), trained_record())
    return Demo(
        name="top_k_accuracy",
        title=shown.title,
        controls=[Slider("k", list(range(1, len(shown.accuracies) + 1)), start=2, label="K")],
        panels=[
            [
                Panel("accuracies", shown.draw_accuracies, size=(3.5, 3.6), alt="top-K accuracy against K"),
                Panel("entering", shown.draw_entering, size=(5.4, 3.6), alt="pictures that are right from this K on"),
            ]
        ],
        caption=shown.caption,
        caption_lines=2,
    )

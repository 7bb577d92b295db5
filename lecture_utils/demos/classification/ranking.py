"""Top-K accuracy on five small rows of scores."""

import torch
from matplotlib.axes import Axes

from lecture_utils.methods.classification import most_likely, rank_of_truth, top_k_accuracies, top_k_accuracy
from lecture_utils.pictures import Sheet, draw_blocks, draw_curves, draw_matrix_at, mark_columns, say, tint
from lecture_utils.pictures.number_format import number, percent
from lecture_utils.scenes.classification import CATEGORIES, small_batch
from lecture_utils.stage import Demo, Panel, Slider

SCORES, LABELS = small_batch()
RANKS = rank_of_truth(SCORES, LABELS)
LEFT, TOP, CELL = 0.95, 0.62, (0.86, 0.44)


def draw_scores(figure: Sheet, k: int) -> None:
    """Draw the scores: the K highest of each row filled, the true label outlined, and who is right."""
    images, categories = SCORES.shape
    guesses = most_likely(SCORES, k).labels  # (5, K)
    filled = "the highest" if k == 1 else f"the {k} highest"
    say(figure, LEFT, 0.16, f"scores ({images}×{categories}), {filled} filled", bold=True)
    for column, category in enumerate(CATEGORIES):
        say(figure, LEFT + (column + 0.5) * CELL[0], 0.44, category, size="small", align="center")
    chosen = {(row, int(label)) for row in range(images) for label in guesses[row]}
    places = [(row, column) for row in range(images) for column in range(categories)]
    fills = [tint("prediction", 0.55) if place in chosen else tint("muted", 0.85) for place in places]
    axes = draw_matrix_at(figure, LEFT, TOP, CELL, SCORES, "muted", fills=fills)
    draw_blocks(axes, [(row, int(label), 1, 1) for row, label in enumerate(LABELS)], "truth", 4.0)
    for row, rank in enumerate(RANKS.tolist()):
        middle = TOP + (row + 0.5) * CELL[1]
        say(figure, LEFT - 0.1, middle, f"image {row + 1}", size="small", align="right")
        right = rank <= k
        words = f"{'✓' if right else '✗'} true label: rank {rank}"
        say(figure, LEFT + categories * CELL[0] + 0.12, middle, words, "truth" if right else "rejected", "small")


def draw_accuracies(axes: Axes, k: int) -> None:
    """Draw top-K accuracy against K."""
    accuracies = top_k_accuracies(SCORES, LABELS)
    draw_curves(
        axes,
        torch.arange(1, len(accuracies) + 1),
        {"top-K": accuracies},
        x_label="K",
        title="top-K accuracy",
        roles={"top-K": "output"},
        limits=(0, 1),
        now=k,
    )
    mark_columns(axes, range(1, len(accuracies) + 1))


def caption(k: int) -> str:
    """Count who is right."""
    right, accuracy = int((k >= RANKS).sum()), number(float(top_k_accuracy(SCORES, LABELS, k)))
    guesses = "The first guess is" if k == 1 else f"One of the first {k} guesses is"
    return f"{guesses} right for {right} of {len(LABELS)} images: {right} / {len(LABELS)} = {accuracy}."


def title(k: int) -> str:
    """State the accuracy."""
    accuracy = percent(float(top_k_accuracy(SCORES, LABELS, k)))
    if k == len(CATEGORIES):
        return f"With as many guesses as categories everybody is right: top-{k} accuracy {accuracy}"
    likely = "the most likely" if k == 1 else f"among the {k} most likely"
    return f"An image counts as right if its true label is {likely}: {accuracy}"


def ranking_demo() -> Demo:
    """Let more and more guesses count: slide "ImageNet Competition (ILSVRC)"."""
    return Demo(
        name="top_k",
        title=title,
        controls=[Slider("k", range(1, len(CATEGORIES) + 1), label="K", picks=("accuracies",))],
        panels=[
            [
                Panel("scores", draw_scores, size=(6.2, 2.95), alt="five rows of scores with their true labels"),
                Panel("accuracies", draw_accuracies, size=(2.7, 2.95), alt="top-K accuracy against K"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )

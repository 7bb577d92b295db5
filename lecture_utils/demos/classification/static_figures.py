"""Pictures of lecture 01 that need no controls."""

import torch

from lecture_utils.methods.classification import softmax, superclass_probabilities
from lecture_utils.pictures import Sheet, draw_bars, draw_curves, draw_image, panes, say
from lecture_utils.pictures.bare_axes import axes_at
from lecture_utils.pictures.shapes import add_areas
from lecture_utils.pictures.theme import colour
from lecture_utils.scenes.meadow import FINE, THINGS
from lecture_utils.training.checkpoint import record
from lecture_utils.training.evaluated import NAME, SUPERCLASSES, held_out_pictures, scores_of
from lecture_utils.training.outputs import trained

IDEA_SIZE = (8.9, 2.75)
HISTORY_SIZE = (8.9, 2.7)
IDEA_PICTURE = 3


def draw_idea(figure: Sheet) -> None:
    """Draw an image, the network, its scores, and the probabilities of five kinds of things."""
    images, _ = held_out_pictures(IDEA_PICTURE + 1)
    image, network = images[IDEA_PICTURE], trained(NAME)
    scores = scores_of(network, image[None])[0]
    shares = superclass_probabilities(softmax(scores, dim=0), SUPERCLASSES)
    draw_image(axes_at(figure, 0.08, 0.1, 2.2, 2.55), image, title=f"image ({'×'.join(map(str, image.shape))})")
    draw_arrow(figure, 2.32, 3.12, "CNN")
    say(figure, 3.95, 0.26, f"scores ({len(scores)})", bold=True, align="center")
    best = scores.topk(6).indices.tolist()
    for row, fine in enumerate(best):
        say(figure, 4.42, 0.62 + 0.29 * row, FINE[fine], size="small", align="right")
        say(figure, 4.5, 0.62 + 0.29 * row, f"{scores[fine]:.1f}".replace("-", "−"), size="small")
    say(figure, 3.95, 0.62 + 0.29 * len(best), f"… {len(scores) - len(best)} more", size="small", align="center")
    draw_arrow(figure, 4.95, 5.75, "softmax")
    bars = axes_at(figure, 5.85, 0.1, 3.0, 2.4)
    draw_bars(bars, THINGS, shares, "prediction", (0, 1), "probability, 0 to 1", decimals=2)


def draw_arrow(figure: Sheet, left: float, right: float, text: str) -> None:
    """Draw an arrow from left to right with a word over it; inches."""
    middle, head = 1.5, 0.14
    axes = axes_at(figure, left, middle - 0.2, right - left, 0.4)
    axes.set(xlim=(0, right - left), ylim=(-0.2, 0.2))
    end = right - left
    shaft = [(0.05, -0.016), (end - head, -0.016), (end - head, 0.016), (0.05, 0.016)]
    add_areas(axes, [shaft, [(end - head, -0.08), (end - 0.02, 0), (end - head, 0.08)]], colour("ink"))
    say(figure, (left + right) / 2, middle - 0.22, text, align="center")


def draw_history(figure: Sheet) -> None:
    """Draw the loss and the held-out accuracy while the network was trained."""
    rows = record(NAME).history
    steps = torch.tensor([row["step"] for row in rows])
    left, right = panes(figure, columns=2)
    losses = {"loss": [row["cross-entropy"] for row in rows]}
    draw_curves(
        left, steps, losses, x_label="steps", title="cross-entropy on the training pictures", roles={"loss": "input"}
    )
    accuracy = {"top-1": [100 * row["validation top-1"] for row in rows]}
    title = "top-1 accuracy on other pictures, %"
    draw_curves(right, steps, accuracy, x_label="steps", title=title, roles={"top-1": "output"}, limits=(0, 100))

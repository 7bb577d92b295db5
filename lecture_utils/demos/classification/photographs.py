"""Photographs, which the small network has never seen: it must choose one of its categories all the same."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.methods.classification import most_likely
from lecture_utils.methods.pretrained import Pretrained
from lecture_utils.pictures import draw_bars, draw_image
from lecture_utils.pictures.number_format import percent
from lecture_utils.scenes.meadow import FINE
from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.picture import check_picture, cut_long_side
from lecture_utils.stage import Choice, Demo, Panel
from lecture_utils.training.evaluated import NAME
from lecture_utils.training.outputs import trained
from lecture_utils.training.pretrained import middle_square

NAMES = ["chelsea", "coffee", "astronaut", "rocket", "flower"]
START = "flower"
OWN = "your picture"
SHOWN = 8


def small_network() -> Pretrained:
    """Return the network of this lecture in the form of a pretrained one."""
    return Pretrained(trained(NAME), FINE, middle_square, "The network of this lecture.")


class Photographs:
    """What the panels are drawn from: photographs and what a network says of them."""

    def __init__(self, classifier: Pretrained, image: Tensor | None) -> None:
        self.classifier = classifier
        self.images = {name: photograph(name).image for name in NAMES}
        if image is not None:
            self.images = {OWN: image, **self.images}
        self.guesses = lru_cache(maxsize=16)(self._guesses)

    def _guesses(self, name: str) -> tuple[list[str], Tensor]:
        network, categories, *_ = self.classifier
        with torch.no_grad():
            scores = network(self.seen(name)[None])[0]
        labels, shares = most_likely(scores, SHOWN)
        return [categories[int(label)] for label in labels], shares

    def seen(self, name: str) -> Tensor:
        """Bring a photograph into the form that the network takes: its middle, scaled."""
        return self.classifier.transform(cut_long_side(self.images[name].float(), 1, 1))

    def draw_photograph(self, axes: Axes, name: str) -> None:
        """Draw the photograph."""
        image = self.images[name]
        draw_image(axes, image, title=f"{name} ({'×'.join(map(str, image.shape))})")

    def draw_seen(self, axes: Axes, name: str) -> None:
        """Draw what the network gets of it."""
        seen = self.seen(name)
        shown = seen if seen.min() >= 0 else (seen - seen.min()) / (seen.max() - seen.min())
        draw_image(axes, shown, title=f"what it sees ({'×'.join(map(str, seen.shape))})")

    def draw_bars(self, axes: Axes, name: str) -> None:
        """Draw the likeliest categories."""
        labels, shares = self.guesses(name)
        title = f"the likeliest of {len(self.classifier.categories)} categories"
        draw_bars(axes, labels, shares, "prediction", (0, 1), title, decimals=2)

    def caption(self, name: str) -> str:
        """Write the first guess and whose photograph it is."""
        labels, shares = self.guesses(name)
        text = f"First guess: {labels[0]}, {percent(float(shares[0]))}."
        if name == OWN:
            return text
        taken = photograph(name)
        return f"{text} {taken.title}. {taken.credit}, {taken.licence}."

    def title(self, name: str) -> str:
        """Say that the categories are fixed."""
        labels, shares = self.guesses(name)
        count = len(self.classifier.categories)
        return f"It must be one of {count} categories: {labels[0]}, {percent(float(shares[0]))}"


def photograph_demo(image: Tensor | None = None, classifier: Pretrained | None = None) -> Demo:
    """Show photographs to a network.

    Parameters
    ----------
    image : Tensor, shape (3, H, W), optional
        A picture of your own, floats in [0, 1].
    classifier : Pretrained, optional
        Another network, such as ``pretrained("resnet50")`` of `lecture_utils.training.pretrained`; the lecture's where
        left out.

    Raises
    ------
    ValueError
        If it isn't a picture.
    """
    if image is not None:
        check_picture(image)
    shown = Photographs(classifier or small_network(), image)
    return Demo(
        name="photographs",
        title=shown.title,
        controls=[Choice("name", list(shown.images), start=None if image is not None else START, label="photograph")],
        panels=[
            [
                Panel("photograph", shown.draw_photograph, size=(2.8, 2.7), alt="a photograph"),
                Panel("seen", shown.draw_seen, size=(2.6, 2.7), alt="the square that the network sees"),
                Panel("bars", shown.draw_bars, size=(3.5, 2.7), alt="the likeliest categories"),
            ]
        ],
        caption=shown.caption,
        caption_lines=2,
    )

"""One test picture, and how likely the trained network finds each category: the slide's bars."""

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.methods.classification import most_likely, superclass_probabilities
from lecture_utils.pictures import colour, draw_bars, draw_image, write
from lecture_utils.pictures.number_format import number, percent
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.scenes.meadow import FINE, THINGS, VARIANTS
from lecture_utils.stage import Choice, Demo, Panel, Slider
from lecture_utils.training.evaluated import SUPERCLASSES, evaluated_pictures

PICTURES = 60
START = 33
SHOWN = 8  # of the 25 categories
K = 5
FINER, KIND = CATEGORIES = [f"{len(FINE)} finer", f"{len(THINGS)} kinds"]
NAMES = {FINER: FINE, KIND: THINGS}
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 21: "21st", 22: "22nd", 23: "23rd"}


def guessed(picture: int, categories: str) -> tuple[Tensor, int, int]:
    """Return the probability of each category, the true label, and its place among the guesses."""
    found = evaluated_pictures(PICTURES)
    shares, label = found.probabilities[picture], int(found.labels[picture])
    if categories == KIND:
        shares, label = superclass_probabilities(shares, SUPERCLASSES), label // VARIANTS
    return shares, label, most_likely(shares, len(shares)).labels.tolist().index(label) + 1


def rows(picture: int, categories: str) -> list[int]:
    """Return the categories that are shown, the most likely first; the true one always, if need be as the last."""
    shares, label, _ = guessed(picture, categories)
    order: list[int] = most_likely(shares, min(SHOWN, len(shares))).labels.tolist()
    return order if label in order else [*order[:-1], label]


def draw_picture(axes: Axes, picture: int) -> None:
    """Draw the test picture."""
    image = evaluated_pictures(PICTURES).images[picture]
    draw_image(axes, image, title=f"image ({'×'.join(map(str, image.shape))})")


def draw_probabilities(axes: Axes, picture: int, categories: str) -> None:
    """Draw the most likely categories with their probabilities; a line under the fifth of the finer ones."""
    (shares, label, rank), shown = guessed(picture, categories), rows(picture, categories)
    roles = ["truth" if row == label else "prediction" if place < K else "muted" for place, row in enumerate(shown)]
    names = [f"{NAMES[categories][row]}{' (true)' if row == label else ''}" for row in shown]
    if rank > len(shown):
        names[-1] = f"{ordinal(rank)}: {names[-1]}"
    title = f"probability of {len(NAMES[categories])} categories, 0 to 1"
    draw_bars(axes, names, shares[shown], roles, (0, 1), title, decimals=2)
    if categories == FINER:
        (left, right), (bottom, _) = axes.get_xlim(), axes.get_ylim()
        y = bottom / len(shown) * K
        add_lines(axes, [[(left, y), (right, y)]], colour("muted"), 1.2, style=(0, (4, 3)))
        write(axes, right, y - 0.02, f"top {K}", "small", "right", "bottom")


def title(picture: int, categories: str) -> str:
    """Say under which count the network is right."""
    _, label, rank = guessed(picture, categories)
    name = NAMES[categories][label]
    if rank == 1:
        return f"The network is right: {name} is its first guess"
    if categories == KIND:
        return f"Wrong: {name} is only the {ordinal(rank)} guess"
    if rank <= K:
        return f"Wrong under top-1, right under top-{K}: {name} is the {ordinal(rank)} guess"
    return f"Wrong under top-1 and top-{K}: {name} is the {ordinal(rank)} guess"


def caption(picture: int, categories: str) -> str:
    """Write the first guess, the true label, and what the bars sum to."""
    shares, label, _ = guessed(picture, categories)
    names, first, five = NAMES[categories], int(shares.argmax()), float(shares.topk(K).values.sum())
    text = f"First guess: {names[first]}, {percent(float(shares[first]))}. "
    if first != label:
        text += f"True: {names[label]}, {percent(float(shares[label]))}. "
    if categories == KIND:
        return text + "The probability of a kind is the sum of those of its five finer categories."
    return text + f"The five most likely sum to {number(five, 3)}, all {len(names)} to 1."


def ordinal(rank: int) -> str:
    """Write a place: 1st, 2nd, 11th."""
    return ORDINALS.get(rank, f"{rank}th")


def prediction_demo(start: int = START) -> Demo:
    """Go through test pictures: slides "Object Classification" and "ImageNet Competition (ILSVRC)".

    Parameters
    ----------
    start : int
        The picture that it starts with.
    """
    return Demo(
        name="prediction",
        title=title,
        controls=[
            Slider("picture", range(PICTURES), start=start, label="test picture"),
            Choice("categories", CATEGORIES, label="categories"),
        ],
        panels=[
            [
                Panel("picture", draw_picture, size=(3.4, 3.5), alt="a test picture"),
                Panel("bars", draw_probabilities, size=(5.5, 3.5), alt="probabilities of the most likely categories"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )

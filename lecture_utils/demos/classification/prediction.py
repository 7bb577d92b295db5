"""One test picture, and how likely the trained network finds each category: the slide's bars."""

from lecture_utils.methods.classification import most_likely, superclass_probabilities
from lecture_utils.pictures import Sheet, colour, draw_bars, draw_image, panes, write
from lecture_utils.pictures.number_format import number, percent
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.scenes.meadow import FINE, THINGS, VARIANTS
from lecture_utils.stage import Choice, Demo, Panel, Slider
from lecture_utils.training.evaluated import SUPERCLASSES, EvaluatedPictures, evaluated_pictures

PICTURES = 60
START = 33
SHOWN = 8  # of the 25 categories
K = 5
FINER, KIND = CATEGORIES = [f"{len(FINE)} finer", f"{len(THINGS)} kinds"]
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 21: "21st", 22: "22nd", 23: "23rd"}


class Predictions:
    """What the panels are drawn from: the network's probabilities for each picture."""

    def __init__(self, found: EvaluatedPictures) -> None:
        self.found = found
        finer = found.probabilities
        self.probabilities = {FINER: finer, KIND: superclass_probabilities(finer, SUPERCLASSES)}
        self.labels = {FINER: found.labels, KIND: found.labels // VARIANTS}
        self.names = {FINER: FINE, KIND: THINGS}

    def rank(self, picture: int, categories: str) -> int:
        """Return the place of the true label among the guesses."""
        shares, label = self.probabilities[categories][picture], int(self.labels[categories][picture])
        return most_likely(shares, len(shares)).labels.tolist().index(label) + 1

    def rows(self, picture: int, categories: str) -> list[int]:
        """Return the categories that are shown, the likeliest first; the true one always, if need be as the last."""
        shares, label = self.probabilities[categories][picture], int(self.labels[categories][picture])
        order: list[int] = most_likely(shares, min(SHOWN, len(shares))).labels.tolist()
        return order if label in order else [*order[:-1], label]

    def draw_picture(self, figure: Sheet, picture: float) -> None:
        """Draw the test picture."""
        image = self.found.images[int(picture)]
        draw_image(panes(figure)[0], image, title=f"image ({'×'.join(map(str, image.shape))})")

    def draw_bars(self, figure: Sheet, picture: float, categories: str) -> None:
        """Draw the likeliest categories with their probabilities; a line under the fifth of the finer ones."""
        picture, label = int(picture), int(self.labels[categories][int(picture)])
        rows = self.rows(picture, categories)
        roles = ["truth" if row == label else "prediction" if place < K else "muted" for place, row in enumerate(rows)]
        names = [f"{self.names[categories][row]}{' (true)' if row == label else ''}" for row in rows]
        rank = self.rank(picture, categories)
        if rank > len(rows):
            names[-1] = f"{ordinal(rank)}: {names[-1]}"
        axes = panes(figure)[0]
        title = f"probability of {len(self.names[categories])} categories, 0 to 1"
        draw_bars(axes, names, self.probabilities[categories][picture, rows], roles, (0, 1), title, decimals=2)
        if categories == FINER:
            (left, right), (bottom, _) = axes.get_xlim(), axes.get_ylim()
            y = bottom / len(rows) * K
            add_lines(axes, [[(left, y), (right, y)]], colour("muted"), 1.2, style=(0, (4, 3)))
            write(axes, right, y - 0.02, f"top {K}", "small", "right", "bottom")

    def title(self, picture: float, categories: str) -> str:
        """Say under which count the network is right."""
        rank = self.rank(int(picture), categories)
        name = self.names[categories][int(self.labels[categories][int(picture)])]
        if rank == 1:
            return f"The network is right: {name} is its first guess"
        if categories == KIND:
            return f"Wrong: {name} is only the {ordinal(rank)} guess"
        if rank <= K:
            return f"Wrong under top-1, right under top-{K}: {name} is the {ordinal(rank)} guess"
        return f"Wrong under top-1 and top-{K}: {name} is the {ordinal(rank)} guess"

    def caption(self, picture: float, categories: str) -> str:
        """Write the first guess, the true label, and what the bars sum to."""
        shares, label = self.probabilities[categories][int(picture)], int(self.labels[categories][int(picture)])
        first = int(shares.argmax())
        names = self.names[categories]
        five = float(shares.topk(K).values.sum())
        text = f"First guess: {names[first]}, {percent(float(shares[first]))}. "
        if first != label:
            text += f"True: {names[label]}, {percent(float(shares[label]))}. "
        if categories == KIND:
            return text + "The probability of a kind is the sum of those of its five finer categories."
        return text + f"The five likeliest sum to {number(five, 3)}, all {len(names)} to 1."


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
    shown = Predictions(evaluated_pictures(PICTURES))
    return Demo(
        name="prediction",
        title=shown.title,
        controls=[
            Slider("picture", list(range(PICTURES)), start=start, label="test picture"),
            Choice("categories", CATEGORIES, label="categories"),
        ],
        panels=[
            [
                Panel("picture", shown.draw_picture, size=(3.4, 3.5), alt="a test picture"),
                Panel("bars", shown.draw_bars, size=(5.5, 3.5), alt="probabilities of the likeliest categories"),
            ]
        ],
        caption=shown.caption,
        caption_lines=2,
    )

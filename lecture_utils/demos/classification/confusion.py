"""What the network confuses with what: a matrix of true against predicted categories, and the pictures of each cell."""

from functools import cache

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.methods.evaluation import confusion_matrix
from lecture_utils.pictures import SEQUENTIAL, colour, draw_image_grid, write
from lecture_utils.pictures.axes_layout import lay_out
from lecture_utils.pictures.number_format import percent
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.scenes.meadow import FINE, THINGS, VARIANTS
from lecture_utils.stage import Demo, Panel, PickCell
from lecture_utils.training.evaluated import evaluated_pictures

ROWS, COLUMNS = 2, 3  # of pictures
LEFT, TOP = 0.75, 0.45  # inches for the names of the kinds
ANIMALS = THINGS.index("person") * VARIANTS  # categories below are animals: the n-th of each kind has the same colour
LARGEST = 0.6  # the share of a row from which on a cell is darkest


@cache
def counts() -> Tensor:
    """Return how often each true category (row) gets each first guess (column), shape (25, 25)."""
    found = evaluated_pictures()
    return confusion_matrix(found.guesses, found.labels, len(FINE))


def most_frequent() -> tuple[int, int]:
    """Return the most frequent mistake, as (true, predicted)."""
    row, column = divmod(int(counts().clone().fill_diagonal_(0).argmax()), len(FINE))
    return row, column


def draw_counts(axes: Axes) -> None:
    """Draw each cell as dark as its share of the row, with lines between the kinds."""
    size, shares = len(FINE), counts() / counts().sum(dim=1, keepdim=True).clamp(min=1)
    lay_out(axes, "", (size, size), left=LEFT, top=TOP)
    axes.imshow(shares.numpy(), cmap=SEQUENTIAL, vmin=0, vmax=LARGEST, extent=(0, size, size, 0), aspect="equal")
    axes.set(xlim=(0, size), ylim=(size, 0))
    edges = range(0, size + 1, VARIANTS)
    lines = [[(at, 0), (at, size)] for at in edges] + [[(0, at), (size, at)] for at in edges]
    add_lines(axes, lines, colour("muted"), 1.0)
    for kind, name in enumerate(THINGS):
        middle = (kind + 0.5) * VARIANTS
        write(axes, -0.4, middle, name, "small", "right")
        write(axes, middle, -0.35, name, "small", up="bottom")
    write(axes, -0.4, -0.35, "true ↓", "small", "right", "bottom", text_colour=colour("truth"), bold=True)
    write(axes, size / 2, -1.6, "predicted →", "small", up="bottom", text_colour=colour("prediction"), bold=True)


def draw_pictures(axes: Axes, cell: tuple[int, int]) -> None:
    """Draw pictures of the picked cell."""
    (true, predicted), found = cell, evaluated_pictures()
    chosen = ((found.labels == true) & (found.guesses == predicted)).nonzero()[:, 0].tolist()
    images = [found.images[n] for n in chosen[: ROWS * COLUMNS]]
    title = f"{FINE[true]}, recognised" if true == predicted else f"{FINE[true]}, confused with {FINE[predicted]}"
    roles = ["truth" if true == predicted else "rejected"] * len(images)
    draw_image_grid(axes, images, COLUMNS, roles=roles, title=title, rows=ROWS)


def caption(cell: tuple[int, int]) -> str:
    """Write the count of the cell, and what else is in the row."""
    (true, predicted), row = cell, counts()[cell[0]]
    verdict = "recognised" if true == predicted else f"confused with a {FINE[predicted]}"
    words = f"{int(row[predicted])} of {int(row.sum())} pictures of a {FINE[true]} are {verdict}"
    others = row.clone()
    others[true] = 0
    most = int(others.argmax())
    if not others[most]:
        return f"{words}. This row has no mistake."
    share = percent(float(row[true]) / float(row.sum()))
    return f"{words}. Of this row {share} are right; its most frequent mistake is {FINE[most]} ({int(others[most])})."


def title() -> str:
    """Say how many mistakes are about the kind of thing, and how many of these keep the colour."""
    found = evaluated_pictures()
    wrong = found.labels != found.guesses
    true, guessed = found.labels[wrong], found.guesses[wrong]
    other_kind = true // VARIANTS != guessed // VARIANTS
    same_colour = (true % VARIANTS == guessed % VARIANTS) & (true < ANIMALS) & (guessed < ANIMALS)
    share, kept = percent(float(other_kind.float().mean())), percent(float(same_colour[other_kind].float().mean()))
    return f"{share} of the mistakes confuse two kinds of thing, {kept} of these have one colour"


def confusion_demo() -> Demo:
    """Pick a cell of the confusion matrix."""
    picked = PickCell(
        "cell",
        panel="matrix",
        shape=(len(FINE), len(FINE)),
        start=most_frequent(),
        label="cell",
        row_names=FINE,
        column_names=FINE,
        wording="true: {row}, predicted: {column}",
    )
    return Demo(
        name="confusion",
        title=title(),
        controls=[picked],
        panels=[
            [
                Panel("matrix", draw_counts, size=(4.7, 4.3), alt="true categories against predicted ones"),
                Panel("pictures", draw_pictures, size=(4.2, 4.3), alt="pictures of the picked cell"),
            ]
        ],
        caption=caption,
        caption_lines=2,
    )

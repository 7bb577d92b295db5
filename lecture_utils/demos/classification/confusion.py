"""What the network takes for what: a matrix of true against predicted categories, and the pictures of each cell."""

import torch

from lecture_utils.methods.evaluation import confusion_matrix
from lecture_utils.pictures import SEQUENTIAL, Sheet, colour, draw_image_grid, panes, write
from lecture_utils.pictures.axes_layout import lay_out
from lecture_utils.pictures.number_format import percent
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.scenes.meadow import FINE, THINGS, VARIANTS
from lecture_utils.stage import Demo, Panel, PickCell
from lecture_utils.training.evaluated import EvaluatedPictures, evaluated_pictures

ROWS, COLUMNS = 2, 3  # of pictures
LEFT, TOP = 0.75, 0.45  # inches for the names of the kinds
COATED = THINGS.index("person") * VARIANTS  # categories below have coats: the n-th of each kind is of the same colour
LARGEST = 0.6  # the share of a row from which on a cell is darkest


class Confusion:
    """What the panels are drawn from: counts of true and predicted categories."""

    def __init__(self, found: EvaluatedPictures) -> None:
        self.found = found
        self.guesses = found.guesses
        self.counts = confusion_matrix(self.guesses, found.labels, len(FINE))  # (25, 25)
        self.shares = self.counts / self.counts.sum(dim=1, keepdim=True).clamp(min=1)

    @property
    def commonest(self) -> tuple[int, int]:
        """Return the most frequent mistake, as (true, predicted)."""
        wrong = self.counts.clone().fill_diagonal_(0)
        row, column = divmod(int(wrong.argmax()), len(FINE))
        return row, column

    def draw_matrix(self, figure: Sheet) -> None:
        """Draw each cell as dark as its share of the row, with lines between the kinds."""
        axes, size = panes(figure, margin=0.05)[0], len(FINE)
        lay_out(axes, "", (size, size), left=LEFT, top=TOP)
        axes.imshow(
            self.shares.numpy(), cmap=SEQUENTIAL, vmin=0, vmax=LARGEST, extent=(0, size, size, 0), aspect="equal"
        )
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

    def draw_pictures(self, figure: Sheet, cell: tuple[int, int]) -> None:
        """Draw pictures of the picked cell."""
        true, predicted = cell
        chosen = ((self.found.labels == true) & (self.guesses == predicted)).nonzero()[:, 0].tolist()
        shown = chosen[: ROWS * COLUMNS]
        title = f"{FINE[true]}, taken for {FINE[predicted]}" if true != predicted else f"{FINE[true]}, recognised"
        role = "truth" if true == predicted else "rejected"
        images = [self.found.images[n] for n in shown]
        draw_image_grid(panes(figure)[0], images, COLUMNS, roles=[role] * len(images), title=title, rows=ROWS)

    def caption(self, cell: tuple[int, int]) -> str:
        """Write the count of the cell, and what the row holds besides."""
        true, predicted = cell
        row = self.counts[true]
        words = f"{int(row[predicted])} of {int(row.sum())} pictures of a {FINE[true]}" + (
            " are recognised" if true == predicted else f" are taken for a {FINE[predicted]}"
        )
        others = row.clone()
        others[true] = 0
        most = int(others.argmax())
        if not others[most]:
            return f"{words}. This row has no mistake."
        share = percent(float(row[true]) / float(row.sum()))
        return f"{words}. Of this row {share} are right; its commonest mistake is {FINE[most]} ({int(others[most])})."

    def title(self) -> str:
        """Say how many mistakes are about the kind of thing, and how many of these keep the coat."""
        wrong = self.found.labels != self.guesses
        true, guessed = self.found.labels[wrong], self.guesses[wrong]
        other_kind = true // VARIANTS != guessed // VARIANTS
        share = percent(float(other_kind.float().mean()))
        coats = (true % VARIANTS == guessed % VARIANTS) & (torch.maximum(true, guessed) < COATED)
        kept = percent(float(coats[other_kind].float().mean()))
        return f"{share} of the mistakes take one kind of thing for another, {kept} of these with the same coat"


def confusion_demo() -> Demo:
    """Pick a cell of the confusion matrix."""
    shown = Confusion(evaluated_pictures())
    picked = PickCell(
        "cell", panel="matrix", shape=(len(FINE), len(FINE)), start=shown.commonest, label="true, predicted"
    )
    return Demo(
        name="confusion",
        title=shown.title(),
        controls=[picked],
        panels=[
            [
                Panel("matrix", shown.draw_matrix, size=(4.7, 4.3), alt="true categories against predicted ones"),
                Panel("pictures", shown.draw_pictures, size=(4.2, 4.3), alt="pictures of the picked cell"),
            ]
        ],
        caption=shown.caption,
        caption_lines=2,
    )

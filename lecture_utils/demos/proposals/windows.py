"""BING: windows of one size become 8 × 8 pixels; a template scores their gradients, exactly or bit by bit."""

from functools import lru_cache

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.proposals.photographs import SIZE, ShownPhotographs
from lecture_utils.methods.proposals import BinaryModel, BingSize, Proposals, binarise, bing, learned_model
from lecture_utils.methods.proposals.normed_gradients import CELL
from lecture_utils.pictures import Mark, draw_boxes, draw_heatmap, draw_marked_image, format_number
from lecture_utils.stage import Choice, Demo, Panel

EXACT, BINARY = FORMS = ("exact", "binarised")
PARTS, BITS = 3, 4
SIZES = ("20 × 20", "40 × 40", "80 × 40", "40 × 80", "80 × 80", "160 × 80")
"""Widths and heights of windows among which the viewer chooses."""
SHOWN = 5


@lru_cache(maxsize=1)
def binary_model() -> BinaryModel:
    """Return the template as a weighted sum of templates of +1 and −1."""
    return binarise(learned_model().weights, PARTS, BITS)


@lru_cache(maxsize=16)
def found(image: Tensor, form: str) -> Proposals[tuple[BingSize, ...]]:
    """Return the proposals on a photograph, (3, H, W), with what was found among the windows of each size."""
    return bing(image, binary=binary_model() if form == BINARY else None, keep_steps=True)


def of_size(image: Tensor, window: str, form: str) -> BingSize:
    """Return what is found among the windows of one size."""
    width, height = (int(side) for side in window.split(" × "))
    steps = found(image, form).steps
    assert steps is not None
    return next(step for step in steps if step.gradients.size == (width, height))


class WindowPictures:
    """What the panels are drawn from: a pure function of photograph, size and form each."""

    def __init__(self, photographs: ShownPhotographs) -> None:
        self.photographs = photographs

    def step(self, photo: str, window: str, form: str) -> BingSize:
        """Return what is found among the windows of one size."""
        return of_size(self.photographs[photo], window, form)

    def draw_photograph(self, axes: Axes, photo: str, window: str, form: str) -> None:
        """Draw the best windows of this size."""
        boxes = self.step(photo, window, form).boxes[:SHOWN].tolist()
        marks = [Mark(box, str(place), "prediction" if place > 1 else "step") for place, box in enumerate(boxes, 1)]
        draw_marked_image(axes, self.photographs.large(photo), marks, title=f"its {len(boxes)} best windows", size=SIZE)

    def draw_gradients(self, axes: Axes, photo: str, window: str, form: str) -> None:
        """Draw the gradients at the scale at which a window has 8 × 8 of them, and the best window."""
        step = self.step(photo, window, form)
        rows, columns = step.gradients.gradients.shape
        draw_heatmap(axes, step.gradients.gradients, limits=(0, 255), title=f"normed gradients ({rows}×{columns})")
        row, column = int(step.rows[0]), int(step.columns[0])
        draw_boxes(axes, [(column, row, column + CELL, row + CELL)], "step")

    def draw_template(self, axes: Axes, form: str) -> None:
        """Draw the template that all windows are multiplied with."""
        weights = learned_model().weights if form == EXACT else binary_model().weights
        draw_heatmap(axes, weights, colormap="diverging", title=f"template ({CELL}×{CELL})")

    def draw_scores(self, axes: Axes, photo: str, window: str, form: str) -> None:
        """Draw the score of each window."""
        scores = self.step(photo, window, form).scores
        draw_heatmap(axes, scores, title=f"scores ({'×'.join(map(str, scores.shape))})")

    def title(self, photo: str, window: str, form: str) -> str:
        """Say which place the best window of this size has among all proposals."""
        best = float(self.step(photo, window, form).calibrated[0])
        scores = found(self.photographs[photo], form).scores
        place = int((scores > best).sum()) + 1
        return f"Windows of {window}: the best is proposal {place} of {len(scores)}"

    def caption(self, photo: str, window: str, form: str) -> str:
        """Calibrate the best score, and say what the binarised form counts."""
        step = self.step(photo, window, form)
        factor, offset = learned_model().calibration[step.gradients.size]
        score, calibrated = float(step.scores[step.rows[0], step.columns[0]]), float(step.calibrated[0])
        text = (
            f"Highest score {format_number(score, 3)}. Sizes that rarely hold objects are ranked lower: "
            f"{format_number(factor, 4)} · {format_number(score, 3)} + ({format_number(offset, 3)}) = "
            f"{format_number(calibrated, 3)}, which other sizes can be compared with. "
        )
        if form == EXACT:
            return f"{text}Each score takes {CELL * CELL} multiplications."
        return (
            f"{text}The template is a sum of {PARTS} templates of +1 and −1, and only {BITS} bits of each gradient "
            f"are used: ones are counted in {PARTS * BITS} pairs, and nothing is multiplied pixel by pixel."
        )


def bing_demo(picture: Tensor | None = None) -> Demo:
    """Choose a size of windows: gradients, template, scores and the best windows of BING.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the others.
    """
    pictures = WindowPictures(ShownPhotographs(picture))
    return Demo(
        name="bing",
        title=pictures.title,
        controls=[
            pictures.photographs.control(),
            Choice("window", SIZES, start="80 × 80", label="width × height of the windows"),
            Choice("form", FORMS, label="scores"),
        ],
        panels=[
            [
                Panel("photograph", pictures.draw_photograph, size=(3.1, 2.5), alt="the best windows of this size"),
                Panel("gradients", pictures.draw_gradients, size=(2.5, 2.5), alt="normed gradients"),
                Panel("template", pictures.draw_template, size=(1.6, 2.5), alt="the template of 8 × 8 weights"),
                Panel("scores", pictures.draw_scores, size=(2.1, 2.5), alt="the score of each window"),
            ]
        ],
        caption=pictures.caption,
        caption_lines=4,
    )

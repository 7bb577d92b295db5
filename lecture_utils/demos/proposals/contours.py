"""Edge Boxes: drag a box, see which contours count for it, and let its edges move to where the score is highest."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from torch import Tensor

from lecture_utils.demos.proposals.photographs import SIZE, ShownPhotographs
from lecture_utils.demos.views.dragged_box import Box, box_control, box_panels
from lecture_utils.methods.proposals import BoxScorer, find_edges, group_edges, refinement_steps
from lecture_utils.methods.proposals.box_scorer import PERIMETER_POWER, middles
from lecture_utils.methods.proposals.edge_boxes import EDGES
from lecture_utils.pictures import draw_boxes, draw_image, draw_list, format_number, tint
from lecture_utils.pictures.theme import colour
from lecture_utils.stage import Demo, Step

ALPHA = 0.65
START: Box = (64, 16, 160, 112)
HELD: tuple[Box, ...] = (START, (40, 8, 184, 120), (16, 60, 80, 124), (84, 40, 132, 88))


class Move(NamedTuple):
    """A box on its way to where its score is highest, and which edge was moved last."""

    box: tuple[int, int, int, int]
    edge: str


class Score(NamedTuple):
    """What a score is made of.

    Attributes
    ----------
    whole : float
        Strength of all groups of contour with their centre inside.
    weighted : float
        The same, each group times its weight.
    middle : float
        Edges in the middle of the box.
    perimeter : float
        Twice the sum of the sides to the power 1.5.
    score : float
    """

    whole: float
    weighted: float
    middle: float
    perimeter: float
    score: float


@lru_cache(maxsize=16)
def scorer_of(image: Tensor) -> BoxScorer:
    """Return what scores any box of a photograph, (3, H, W)."""
    edges = find_edges(image)
    return BoxScorer(edges, group_edges(edges))


@lru_cache(maxsize=256)
def moves(image: Tensor, box: Box) -> tuple[Move, ...]:
    """Return the box as it was drawn, and after each move that raised its score."""
    scorer, start = scorer_of(image), np.array([box]).round().astype(np.int64)
    found = [Move(tuple(start[0].tolist()), "")]
    for step in refinement_steps(scorer, start, scorer.scores(start), ALPHA):
        if step.better[0]:
            found.append(Move(tuple(step.boxes[0].tolist()), EDGES[step.edge]))
    return tuple(found)


@lru_cache(maxsize=512)
def scored(image: Tensor, box: tuple[int, int, int, int]) -> Score:
    """Take the score of a box apart."""
    scorer, array = scorer_of(image), np.array([box])
    strength = scorer.groups.strength
    x, y = scorer.groups.position.long().T
    inside = (x >= box[0]) & (x < box[2]) & (y >= box[1]) & (y < box[3])
    score = float(scorer.scores(array)[0])
    perimeter = 2 * (box[2] - box[0] + box[3] - box[1]) ** PERIMETER_POWER
    weighted = float((scorer.weights(array[0]) * strength).sum())
    return Score(float(strength[inside].sum()), weighted, weighted - score * perimeter, perimeter, score)


def contour_colours(image: Tensor, box: tuple[int, int, int, int]) -> np.ndarray:
    """Colour each contour by how much it counts for a box: (H, W, 3). Those that cross its border have their own."""
    scorer = scorer_of(image)
    weight, label = scorer.weights(np.array(box)).numpy(), scorer.groups.map.numpy()
    x, y = scorer.groups.position.long().T.numpy()
    inside = (x >= box[0]) & (x < box[2]) & (y >= box[1]) & (y < box[3])
    full, faint, outside = (
        np.array(to_rgb(each)) for each in (colour("output"), tint("output", 0.8), tint("muted", 0.6))
    )
    colours = np.where(inside[:, None], weight[:, None] * full + (1 - weight[:, None]) * faint, outside)
    colours[scorer.crossing(np.array(box)).numpy()] = to_rgb(colour("rejected"))
    paper = np.array(to_rgb(colour("paper")))
    return np.where((label >= 0)[..., None], np.concatenate([colours, paper[None]])[label], paper)


class ContourPictures:
    """What the panels are drawn from: a pure function of photograph, box and step each."""

    def __init__(self, photographs: ShownPhotographs) -> None:
        self.photographs = photographs

    def moves(self, photo: str, box: Box) -> tuple[Move, ...]:
        """Return the box after each move that raised its score."""
        return moves(self.photographs[photo], tuple(box))

    def count(self, photo: str, box: Box) -> int:
        """Count them."""
        return len(self.moves(photo, box))

    def score(self, photo: str, box: Box, step: int) -> Score:
        """Return the score of the box at a step."""
        return scored(self.photographs[photo], self.moves(photo, box)[step].box)

    def draw_photograph(self, axes: Axes, photo: str, box: Box, step: int) -> None:
        """Draw the photograph and the box at this step."""
        draw_image(axes, self.photographs.large(photo), "the photograph", size=SIZE)
        draw_boxes(axes, [self.moves(photo, box)[step].box], "prediction")

    def draw_contours(self, axes: Axes, photo: str, box: Box, step: int) -> None:
        """Draw the contours: what counts, what fades, what crosses the border; and the middle of the box, dashed."""
        now = self.moves(photo, box)[step].box
        title = "strong: counts; brown: crosses the border"
        draw_image(axes, contour_colours(self.photographs[photo], now), title)
        draw_boxes(axes, middles(np.array([now])), "muted", line_width=1.5, style=(0, (3, 2)))
        draw_boxes(axes, [now], "prediction")

    def draw_score(self, axes: Axes, photo: str, box: Box, step: int) -> None:
        """List what the score is made of."""
        found = self.score(photo, box, step)
        rows = [
            ("contours inside", format_number(found.whole, 1)),
            ("− faded contours", format_number(found.whole - found.weighted, 1)),
            ("− in the middle", format_number(found.middle, 1)),
            ("÷ size of box", format_number(found.perimeter, 0)),
            ("score", format_number(found.score, 4)),
        ]
        roles = ["output", "rejected", "muted", "muted", "prediction"]
        draw_list(axes, ("", "sum"), rows, roles, current=4, title="its score")

    def title(self, photo: str, box: Box, step: int) -> str:
        """Say what the score is, and how far refinement has raised it."""
        score = self.score(photo, box, step).score
        if step == 0:
            return f"The box as you drew it: score {format_number(score, 4)}"
        first, move = self.score(photo, box, 0).score, self.moves(photo, box)[step]
        raised = f"from {format_number(first, 4)} to {format_number(score, 4)}"
        return f"The {move.edge} edge has moved: the score has risen {raised}"

    def caption(self, photo: str, box: Box, step: int) -> str:
        """Do the arithmetic of the score."""
        found, (x1, y1, x2, y2) = self.score(photo, box, step), self.moves(photo, box)[step].box
        whole, faded, middle = (
            format_number(value, 1) for value in (found.whole, found.whole - found.weighted, found.middle)
        )
        left, sides = self.count(photo, box) - 1 - step, x2 - x1 + y2 - y1
        more = f"{left} more move{'' if left == 1 else 's'} will raise it." if left else "No move of an edge raises it."
        return (
            f"({whole} − {faded} − {middle}) / (2 · {sides} · √{sides}) = "
            f"{format_number(found.score, 4)}, where {sides} = {x2 - x1} + {y2 - y1}. "
            f"A contour that continues one across the border counts less: 1 − the product of the affinities on the "
            f"path between them. {more}"
        )


def contour_demo(picture: Tensor | None = None) -> Demo:
    """Drag a box over the contours of a photograph, and refine it.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the others.
    """
    pictures = ContourPictures(ShownPhotographs(picture))
    return Demo(
        name="contours",
        title=pictures.title,
        controls=[
            pictures.photographs.control(frozen=1),
            box_control("contours", START, SIZE, snap=2, held=HELD),
            Step("step", count=pictures.count, label="refine"),
        ],
        panels=[
            box_panels(
                photograph=(pictures.draw_photograph, "the photograph with the box"),
                contours=(pictures.draw_contours, "contours, by how much they count"),
                score=(pictures.draw_score, "what the score is made of"),
            )
        ],
        caption=pictures.caption,
        caption_lines=3,
    )

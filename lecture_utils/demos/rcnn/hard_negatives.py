"""Hard negatives: the regions that an SVM found hardest in each round, and the scores of the SVM that comes out."""

from functools import lru_cache
from typing import Any, NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.rcnn.evaluated import BIN, HIGHEST, LOWEST, evaluated
from lecture_utils.demos.rcnn.outputs import NAME
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.proposals import selective_search
from lecture_utils.methods.rcnn import warp_regions
from lecture_utils.methods.rcnn.fitting import NEGATIVE_BELOW
from lecture_utils.methods.rcnn.svm import EASY, HARD
from lecture_utils.pictures import Sheet, draw_curves, draw_image_grid, draw_list, format_number, panes
from lecture_utils.pictures.shapes import add_areas, add_lines, rectangles
from lecture_utils.pictures.theme import colour, tint
from lecture_utils.scenes.lecture_scenes import SIZE
from lecture_utils.scenes.meadow import THINGS, Meadow, Split, scene_seed
from lecture_utils.stage import Choice, Demo, Panel, Step
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import trained
from lecture_utils.training.proposed_scenes import MOST_PROPOSALS

SHOWN = 8
TOUCHES = 0.1
"""IoU from which on a region counts as a part of a thing."""


class Negative(NamedTuple):
    """A region that came in as a hard negative.

    Attributes
    ----------
    crop : Tensor, shape (3, size, size)
    name : str
        The thing that it overlaps most; "" where it overlaps none.
    iou : float
        With that thing.
    """

    crop: Tensor
    name: str
    iou: float


def rounds(category: str) -> list[dict[str, Any]]:
    """Return the rounds of mining of a category, as the record tells them."""
    told: list[dict[str, Any]] = record(NAME).fitted["mining"][category]
    return told


@lru_cache(maxsize=64)
def _training_scene(index: int) -> tuple[Meadow, Tensor]:
    scene = Meadow(scene_seed(Split.TRAIN, index), SIZE)
    return scene, selective_search(scene.image, max_proposals=MOST_PROPOSALS).boxes


@lru_cache(maxsize=64)
def hardest(category: str, number: int) -> tuple[Negative, ...]:
    """Return the hardest negatives of a round, drawn again from their training scenes."""
    found = []
    for scene, proposal in rounds(category)[number]["hardest"][:SHOWN]:
        meadow, boxes = _training_scene(scene)
        box = boxes[proposal][None]
        network = trained(NAME)
        crop = warp_regions(meadow.image, box, network.classifier.size, network.padding)[0]
        ious = box_iou(box, meadow.boxes)[0]
        thing = int(ious.argmax()) if len(ious) else -1
        touches = thing >= 0 and float(ious[thing]) >= TOUCHES
        name = THINGS[int(meadow.labels[thing])] if touches else ""
        found.append(Negative(crop, name, float(ious[thing]) if touches else 0.0))
    return tuple(found)


def draw_crops(axes: Axes, category: str, round: int) -> None:
    """Draw the hardest negatives, each with the thing that it is a part of."""
    found = hardest(category, round)
    labels = [f"{one.name} {one.iou:.2f}" if one.name else "no thing" for one in found]
    draw_image_grid(
        axes,
        [one.crop for one in found],
        4,
        labels,
        ["rejected"] * len(found),
        f"hardest for {category}, round {round + 1}",
    )


def draw_scores(axes: Axes, category: str) -> None:
    """Draw how many regions have which score of the final SVM, and between −1 and 1 its margin."""
    told = evaluated()
    middles = torch.arange(LOWEST, HIGHEST, BIN) + BIN / 2
    counts = {
        name: torch.tensor(several).double().masked_fill(torch.tensor(several) == 0, float("nan"))
        for name, several in (("negatives", told.negative[category]), (category, told.positive[category]))
    }
    draw_curves(
        axes,
        middles,
        counts,
        x_label="SVM score",
        title=f"scores in {told.scenes} test scenes",
        roles={"negatives": "rejected", category: "prediction"},
        y_log=True,
    )
    bottom, top = sorted(axes.get_ylim())
    add_areas(axes, rectangles([(-1.0, bottom, 1.0, top)]), tint("step", 0.85), order=0.5)
    add_lines(axes, [[(0, bottom), (0, top)]], colour("step"), 1.5, order=1)


def draw_rounds(figure: Sheet, category: str, round: int) -> None:
    """List the rounds, and draw the scores of the SVM that comes out."""
    table, scores = panes(figure, rows=2, gap=0.15)
    draw_table(table, category, round)
    draw_scores(scores, category)


def draw_table(axes: Axes, category: str, round: int) -> None:
    """List the rounds: scenes seen, negatives that came, the set trained on, negatives that left."""
    rows = [
        (str(place), *(f"{one[key]:,}" for key in ("scenes", "hard", "cached", "easy")))
        for place, one in enumerate(rounds(category), start=1)
    ]
    draw_list(axes, ("round", "scenes", "came", "trained on", "left"), rows, ["muted"] * len(rows), round, "the rounds")


def title(category: str, round: int) -> str:
    """Say what the hardest negatives show."""
    found = hardest(category, round)
    same = sum(one.name == category for one in found)
    other = sum(one.name not in ("", category) for one in found)
    return (
        f"Of the {len(found)} hardest, {same} show part of a {category}, {other} show another thing, "
        f"{len(found) - same - other} show none"
    )


def caption(category: str, round: int) -> str:
    """Do the arithmetic of the round."""
    told = rounds(category)
    one = told[round]
    stayed = told[round - 1]["cached"] - told[round - 1]["easy"] if round else 0
    hard, easy = format_number(HARD), format_number(EASY)
    came = (
        f"After {one['scenes']:,} scenes all {one['hard']:,} negatives have come in, and the SVM is trained on them. "
        if round == 0
        else f"After {one['scenes']:,} scenes {one['hard']:,} negatives with a score above {hard} have come in. With "
        f"the {stayed:,} that stayed, the SVM is trained on {stayed:,} + {one['hard']:,} = {one['cached']:,}. "
    )
    runs = one["scenes"] * evaluated().regions
    return (
        f"{came}{one['easy']:,} of them then score below {easy} and leave. So far the network has run on about "
        f"{runs:,.0f} regions. Below each crop: the thing that it overlaps most, and the IoU; below {NEGATIVE_BELOW:g} "
        f"with every {category} it is a negative."
    )


def hard_negatives_demo() -> Demo:
    """Go through the rounds of mining of a category, and look at the regions that were hardest."""

    def count(category: str) -> int:
        return len(rounds(category))

    return Demo(
        name="hard_negatives",
        title=title,
        controls=[
            Choice("category", THINGS, start="cow", label="SVM for", frozen_options=("cow", "dog"), ahead=False),
            Step("round", count=count, label="round", picks=("rounds",), start=1),
        ],
        panels=[
            [
                Panel("crops", draw_crops, size=(5.0, 4.0), alt="the hardest negatives of this round, warped"),
                Panel(
                    "rounds", draw_rounds, size=(4.2, 4.0), alt="rounds of mining, and scores of things and negatives"
                ),
            ]
        ],
        caption=caption,
        caption_lines=4,
    )

"""The five terms of the loss on a scene, one after the other: which boxes and cells each of them is about."""

import torch
from matplotlib.axes import Axes
from torch import Tensor
from torch.nn.functional import one_hot

from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.demos.yolo.cells import draw_scene_grid, in_cells
from lecture_utils.demos.yolo.looked_once import GRID, PER_CELL, SIZE, output, predictions, target
from lecture_utils.methods.yolo import (
    LAMBDA_COORD,
    LAMBDA_NOOBJ,
    YoloLoss,
    decode_boxes,
    responsible_boxes,
    split_output,
    yolo_loss,
)
from lecture_utils.pictures import draw_bars, draw_boxes, draw_cells, format_number
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.stage import Demo, Panel, Step
from lecture_utils.training.outputs import per_scene

TERMS = YoloLoss._fields
WORDS = ("centre", "sides", "object", "no object", "classes")
CENTRE, SIDES, OBJECT, NO_OBJECT, CLASSES = range(5)


@per_scene
def terms(scene: LectureScene) -> YoloLoss:
    """Return the five terms of a scene."""
    return yolo_loss(output(scene)[None], target(scene)[None], PER_CELL)


@per_scene
def responsible(scene: LectureScene) -> Tensor:
    """Say of each box whether it is responsible for a thing, (8, 8, 2)."""
    true = split_output(target(scene), 1)
    held = true.confidences[..., 0] > 0
    truth = decode_boxes(true.boxes, SIZE)[held][:, 0] / SIZE[0]
    best = responsible_boxes(predictions(scene).boxes[held] / SIZE[0], truth)
    mask = torch.zeros(GRID, GRID, PER_CELL, dtype=torch.bool)
    mask[held] = one_hot(best.chosen, PER_CELL).bool()
    return mask


class Loss:
    """What the panels are drawn from: a pure function of scene and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def draw_scene(self, axes: Axes, scene: str, step: int) -> None:
        """Draw the boxes or cells that the term is about."""
        picture = self.scenes[scene]
        found, mine = predictions(picture), responsible(picture)
        draw_scene_grid(axes, picture, self.about(scene, step), dim=0.25)
        if step == CLASSES:
            draw_cells(axes, mine.any(dim=2).nonzero().tolist(), "output")
        elif step == NO_OBJECT:
            draw_boxes(axes, in_cells(found.boxes[~mine]), "rejected", line_width=1.2)
        else:
            draw_boxes(axes, in_cells(picture.boxes), "truth", style=(0, (3, 1.6)))
            draw_boxes(axes, in_cells(found.boxes[mine]), "prediction", line_width=3.0)

    def draw_terms(self, axes: Axes, scene: str, step: int) -> None:
        """Draw all five terms, the current one strong."""
        values = torch.stack(tuple(terms(self.scenes[scene])))
        roles = ["step" if place == step else "muted" for place in range(len(TERMS))]
        draw_bars(axes, WORDS, values, roles, title="the five terms, weighted", decimals=3)

    def about(self, scene: str, step: int) -> str:
        """Say which boxes or cells count."""
        mine = responsible(self.scenes[scene])
        count, rest = int(mine.sum()), int((~mine).sum())
        if step == NO_OBJECT:
            return f"{rest} boxes that find nothing"
        if step == CLASSES:
            return f"{count} cells that hold a thing"
        return f"{count} responsible boxes, the truth dashed"

    def title(self, scene: str, step: int) -> str:
        """Say what share of the loss the term is."""
        found = terms(self.scenes[scene])
        total = float(sum(found))
        parts = f"{format_number(float(found[step]), 3)} of {format_number(total, 3)}"
        return f"{WORDS[step]}: {float(found[step]) / total:.0%} of the loss, {parts}"

    def caption(self, scene: str, step: int) -> str:
        """Write the term as what it is a sum of."""
        picture = self.scenes[scene]
        value = float(terms(picture)[step])
        count = int(responsible(picture).sum())
        shown, rest = format_number(value, 3), GRID * GRID * PER_CELL - count
        plain = format_number(value / (LAMBDA_NOOBJ if step == NO_OBJECT else LAMBDA_COORD), 3)
        return {
            CENTRE: f"Squared differences of x and y, in cells, over {count} boxes: {plain}. "
            f"λ_coord · {plain} = {LAMBDA_COORD:g} · {plain} = {shown}.",
            SIDES: f"Squared differences of √w and √h over {count} boxes: {plain}. λ_coord · {plain} = "
            f"{LAMBDA_COORD:g} · {plain} = {shown}. The roots make a pixel count more for a small thing.",
            OBJECT: f"(confidence − IoU)² over {count} responsible boxes: {shown}. A box should be as sure as it is "
            "right.",
            NO_OBJECT: f"Confidences squared over the {GRID * GRID * PER_CELL} − {count} = {rest} other boxes: "
            f"{plain}. λ_noobj · {plain} = {LAMBDA_NOOBJ:g} · {plain} = {shown}. They outnumber the responsible "
            "ones, so each counts half.",
            CLASSES: f"Squared differences of the class probabilities over {count} cells: {shown}. Empty cells may "
            "name any class.",
        }[step]


def loss_demo() -> Demo:
    """Go through the five terms of the loss on a scene."""
    loss = Loss(shown_scenes())
    return Demo(
        name="yolo_loss",
        title=loss.title,
        controls=[
            loss.scenes.control(frozen=2),
            Step("step", len(TERMS), label="term", names=list(WORDS)),
        ],
        panels=[
            [
                Panel("scene", loss.draw_scene, size=(4.1, 4.35), alt="the boxes or cells that this term is about"),
                Panel("terms", loss.draw_terms, size=(4.8, 3.2), alt="the five terms of the loss as bars"),
            ]
        ],
        caption=loss.caption,
        caption_lines=3,
    )

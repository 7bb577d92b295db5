"""One cell of the grid laid open: its boxes, its classes, and all of its numbers in the output tensor."""

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.demos.yolo.looked_once import GRID, NUMBERS, PER_CELL, SIZE, output, predictions
from lecture_utils.methods.yolo import YoloPredictions, cells_of
from lecture_utils.pictures import LABEL_COLOURS, draw_boxes, draw_grid, draw_image, draw_label_map, format_number
from lecture_utils.pictures.lists import draw_list
from lecture_utils.pictures.shapes import add_lines, rectangles
from lecture_utils.pictures.theme import colour
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Choice, Demo, Panel, PickCell

PICTURE, CLASS_MAP = VIEWS = ("scene", "class map")
BOX_ROLES = ("prediction", "filter")
"""Colours of a cell's first and second box."""

THING_COLOURS = tuple(LABEL_COLOURS[place] for place in (5, 6, 7, 3, 9))
"""Of the five kinds of things on a class map."""

MEANT = ("centre x", "centre y", "width", "height")
"""What the first four numbers of a box say."""

THINNEST, THICKEST = 0.6, 6.0  # points


def line_width(confidence: float) -> float:
    """Return the width of a box's line in points: it grows with the confidence, as in the paper's figure 2."""
    return THINNEST + (THICKEST - THINNEST) * min(max(confidence, 0.0), 1.0)


def in_cells(boxes: Tensor) -> Tensor:
    """Measure boxes in cells, from pixels."""
    return boxes * GRID / SIZE[0]


def draw_scene_grid(axes: Axes, scene: LectureScene, title: str = "", dim: float = 0.0) -> None:
    """Draw a scene in axes that count cells, with the grid."""
    draw_image(axes, scene.large, title, dim, size=(GRID, GRID))
    draw_grid(axes, range(GRID + 1), range(GRID + 1), line_width=0.8)


def draw_class_map(axes: Axes, scene: LectureScene, title: str = "the likeliest class of each cell") -> None:
    """Draw the likeliest class of each cell, whether it holds a thing or not."""
    draw_label_map(axes, predictions(scene).class_map, THINGS, THING_COLOURS, title)
    draw_grid(axes, range(GRID + 1), range(GRID + 1), line_width=0.8)


def holds(scene: LectureScene, cell: tuple[int, int]) -> list[int]:
    """Return the things whose centres lie in a cell."""
    cells = cells_of(scene.boxes, GRID, SIZE).tolist()
    return [thing for thing, place in enumerate(cells) if tuple(place) == tuple(cell)]


def best_score(found: YoloPredictions, cell: tuple[int, int]) -> tuple[int, int, float]:
    """Return box, class and score of what a cell is surest of."""
    scores = found.scores[tuple(cell)]  # (B, C)
    box, label = divmod(int(scores.argmax()), scores.shape[1])
    return box, label, float(scores[box, label])


class Cells:
    """What the panels are drawn from: a pure function of scene, view and cell each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def draw_scene(self, axes: Axes, scene: str, view: str, cell: tuple[int, int]) -> None:
        """Draw the scene or its class map, and the boxes of the cell."""
        picture = self.scenes[scene]
        if view == CLASS_MAP:
            draw_class_map(axes, picture)
        else:
            draw_scene_grid(axes, picture, f"{GRID}×{GRID} cells; line width: confidence")
        found = predictions(picture)
        for box, role in enumerate(BOX_ROLES):
            width = line_width(float(found.confidences[cell][box]))
            names = [str(box)] if view == PICTURE else None  # the map has names of its own
            draw_boxes(axes, in_cells(found.boxes[cell][box][None]), role, names, width)

    def draw_column(self, axes: Axes, scene: str, cell: tuple[int, int]) -> None:
        """Draw the cell's numbers, each with its name and what it says."""
        picture = self.scenes[scene]
        numbers, found = output(picture)[cell].tolist(), predictions(picture)
        rows, roles = [], []
        for box, role in enumerate(BOX_ROLES):
            x1, y1, x2, y2 = found.boxes[cell][box].tolist()
            said = ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1)
            meant = [f"{name} {value:.0f} px" for name, value in zip(MEANT, said, strict=True)]
            for place, (name, text) in enumerate(zip(NUMBERS, [*meant, "the IoU it expects"], strict=True)):
                index = 5 * box + place
                rows.append((str(index), f"{name} of box {box}", format_number(numbers[index]), text))
                roles.append(role)
        box, label, _ = best_score(found, cell)
        scores = found.scores[cell][box].tolist()
        for place, name in enumerate(THINGS):
            index = 5 * PER_CELL + place
            score = f"score {format_number(scores[place])} (box {box})"
            rows.append((str(index), f"Pr({name} | object)", format_number(numbers[index]), score))
            roles.append("output")
        head = ("", f"output[{cell[0]}, {cell[1]}]", "number", "that is")
        draw_list(axes, head, rows, roles, 5 * PER_CELL + label)

    def title(self, scene: str, cell: tuple[int, int]) -> str:
        """Say what the cell is surest of."""
        box, label, score = best_score(predictions(self.scenes[scene]), cell)
        return f"Cell [{cell[0]}, {cell[1]}]: its box {box} is a {THINGS[label]} with score {format_number(score)}"

    def caption(self, scene: str, cell: tuple[int, int]) -> str:
        """Multiply confidence and class probability, and say what is there."""
        picture = self.scenes[scene]
        found = predictions(picture)
        box, label, score = best_score(found, cell)
        confidence = format_number(float(found.confidences[cell][box]))
        probability = format_number(float(found.classes[cell][label]))
        text = (
            f"Score of box {box} for {THINGS[label]}: confidence · Pr({THINGS[label]} | object) = {confidence} · "
            f"{probability} = {format_number(score)}; numbers below 0 count as 0."
        )
        if not picture.has_truth:
            return text
        things = [f"the {picture.names[thing]}" for thing in holds(picture, cell)]
        if not things:
            return f"{text} No thing has its centre in this cell: its confidences should be 0."
        return f"{text} The centre of {' and of '.join(things)} lies in this cell."


def cell_demo(picture: Tensor | None = None) -> Demo:
    """Pick a cell and see its boxes, its classes and its column of the output tensor.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    cells = Cells(shown_scenes(picture))
    return Demo(
        name="yolo_cell",
        title=cells.title,
        controls=[
            cells.scenes.control(frozen=1),
            Choice("view", VIEWS, label="show"),
            PickCell(
                "cell", panel="scene", shape=(GRID, GRID), start=(3, 6), label="cell", counted_from=0, frozen_every=1
            ),
        ],
        panels=[
            [
                Panel("scene", cells.draw_scene, size=(4.15, 4.4), alt="the scene, the grid, the boxes of one cell"),
                Panel("column", cells.draw_column, size=(4.7, 4.4), alt="the 15 numbers of the cell and their names"),
            ]
        ],
        caption=cells.caption,
        caption_lines=3,
    )


def draw_all_boxes(axes: Axes, scene: LectureScene, title: str = "") -> None:
    """Draw all boxes of all cells, each line as wide as the confidence says, the surest on top."""
    draw_image(axes, scene.large, title, dim=0.35, size=(GRID, GRID))
    found = predictions(scene)
    confidences, boxes = found.confidences.flatten(), in_cells(found.boxes).reshape(-1, 4)
    for index in torch.argsort(confidences).tolist():
        width = line_width(float(confidences[index]))
        add_lines(axes, rectangles(boxes[index][None], closed=True), colour("prediction"), width)

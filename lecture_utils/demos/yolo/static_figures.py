"""Pictures of lecture 08 without controls."""

import numpy as np
from matplotlib.axes import Axes

from lecture_utils.demos.views.detections import draw_detections, judge
from lecture_utils.demos.yolo.cells import draw_all_boxes, draw_class_map, draw_scene_grid
from lecture_utils.demos.yolo.looked_once import GRID, NAME, found
from lecture_utils.demos.yolo.loss import TERMS, WORDS
from lecture_utils.pictures import Sheet, draw_curves, panes
from lecture_utils.scenes.lecture_scenes import LectureScene, lecture_scene
from lecture_utils.stage import Demo, Panel
from lecture_utils.training.checkpoint import record

IDEA_SIZE = (9.4, 2.75)
THRESHOLD, OVERLAP = 0.2, 0.5


def draw_found(axes: Axes, scene: LectureScene, title: str) -> None:
    """Draw what is left after both thresholds."""
    draw_detections(axes, judge(found(scene, THRESHOLD, OVERLAP), scene), scene, title=title, truth=False)


def draw_idea(figure: Sheet) -> None:
    """Draw the paper's figure 2 on scene 1: the grid, all boxes, the class map, the detections."""
    scene = lecture_scene()
    grid, boxes, classes, detections = panes(figure, columns=4, gap=0.15)
    draw_scene_grid(grid, scene, f"{GRID}×{GRID} cells")
    draw_all_boxes(boxes, scene, "boxes, confidences")
    draw_class_map(classes, scene, "class map")
    draw_found(detections, scene, "detections")


def title_picture() -> Demo:
    """Show the paper's figure 2 on scene 1."""
    scene = lecture_scene()
    return Demo(
        name="yolo",
        title="One look: boxes and classes of all cells, then thresholds",
        panels=[
            [
                Panel("boxes", lambda axes: draw_all_boxes(axes, scene, "boxes, confidences"), (3.1, 3.4), "all boxes"),
                Panel("classes", lambda axes: draw_class_map(axes, scene, "class map"), (3.1, 3.4), "the class map"),
                Panel("found", lambda axes: draw_found(axes, scene, "detections"), (3.1, 3.4), "the detections"),
            ]
        ],
        caption=f"Line width is confidence. Score = confidence · class probability; kept above {THRESHOLD:g}.",
    )


def draw_history(axes: Axes) -> None:
    """Draw the five terms of the loss in training, as the record holds them."""
    rows = record(NAME).history
    steps = np.array([row["step"] for row in rows])
    curves = {word: np.array([row[term] for row in rows]) for term, word in zip(TERMS, WORDS, strict=True)}
    draw_curves(axes, steps, curves, x_label="steps", y_label="loss", x_log=True, y_log=True)

"""Pictures of lecture 08 without controls."""

from matplotlib.axes import Axes

from lecture_utils.demos.views.detections import draw_detections, judge
from lecture_utils.demos.yolo.cells import draw_all_boxes, draw_class_map, draw_scene_grid
from lecture_utils.demos.yolo.looked_once import GRID, found
from lecture_utils.pictures import Sheet, panes
from lecture_utils.scenes.lecture_scenes import LectureScene, lecture_scene
from lecture_utils.stage import Demo, Panel

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

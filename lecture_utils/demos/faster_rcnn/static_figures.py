"""Pictures of lecture 07 without controls."""

from matplotlib.axes import Axes

from lecture_utils.demos.faster_rcnn import small
from lecture_utils.demos.faster_rcnn.anchor_labels import Anchors, best_cell
from lecture_utils.demos.faster_rcnn.proposals import milliseconds, regions_of
from lecture_utils.demos.faster_rcnn.recall_record import RPN, SEARCH
from lecture_utils.demos.faster_rcnn.rpn import ALL, FilterPictures
from lecture_utils.demos.faster_rcnn.scene_steps import NAME, SIZE, steps_of
from lecture_utils.demos.views.detections import above, draw_detections, judge
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.methods.faster_rcnn import base_anchors, grid_anchors, label_anchors
from lecture_utils.pictures import Mark, Sheet, draw_marked_image, draw_points, panes
from lecture_utils.scenes.lecture_scenes import LectureScene, lecture_scene
from lecture_utils.stage import Demo, Panel
from lecture_utils.training.outputs import detections

IDEA_SIZE = (9.4, 3.0)
FIRST = 10
"""Proposals that are drawn."""

SURE = 0.5
"""Detections with a lower score are left out."""


def draw_first(axes: Axes, scene: LectureScene, source: str) -> None:
    """Draw the first proposals of one kind, with the time that they took."""
    marks = [Mark(box, "", "filter") for box in regions_of(source, scene)[:FIRST].tolist()]
    draw_marked_image(axes, scene.large, marks, title=f"{source}, {milliseconds()[source]:.0f} ms", size=SIZE)


def draw_found(axes: Axes, scene: LectureScene) -> None:
    """Draw what is found."""
    draw_detections(axes, judge(above(detections(NAME, scene), SURE), scene), scene, title="detections", truth=False)


def draw_idea(figure: Sheet) -> None:
    """Draw where proposals came from and come from now: outside the network, and its own feature map."""
    scenes = shown_scenes()
    scene = lecture_scene()
    search, objectness, network, found = panes(figure, columns=4, gap=0.15)
    draw_first(search, scene, SEARCH)
    FilterPictures(scenes).draw_objectness(objectness, scene.name, ALL)
    draw_first(network, scene, RPN)
    draw_found(found, scene)


def draw_small(axes: Axes) -> None:
    """Draw the nine anchors of the small map's cell, and the two things."""
    anchors = grid_anchors(base_anchors(small.SCALES, small.RATIOS), small.MAP, small.STRIDE)
    labels = label_anchors(anchors, small.two_things()).at(small.ROW, small.COLUMN)
    roles = {1: "prediction", 0: "muted", -1: "rejected"}
    shown = zip(labels.anchors.tolist(), labels.labels.tolist(), strict=True)
    marks = sorted((Mark(box, "", roles[label]) for box, label in shown), key=lambda mark: mark.role != "prediction")
    marks += [
        Mark(box, name, "truth", dashed=True) for box, name in zip(small.two_things().tolist(), "AB", strict=True)
    ]
    draw_marked_image(axes, small.paper(), marks, title="three scales in three ratios", size=small.SIZE)
    centres = [
        (small.STRIDE * column, small.STRIDE * row) for row in range(small.MAP[0]) for column in range(small.MAP[1])
    ]
    draw_points(axes, centres, "muted", size=4)
    draw_points(axes, [(small.STRIDE * small.COLUMN, small.STRIDE * small.ROW)])


def title_picture() -> Demo:
    """Show a cell's anchors, the first proposals and the detections of scene 1."""
    scene = lecture_scene()
    anchors = Anchors(shown_scenes())
    cell = best_cell(scene.boxes)
    return Demo(
        name="faster_rcnn",
        title="Anchors at every cell, proposals from the map, detections",
        panels=[
            [
                Panel(
                    "anchors",
                    lambda axes: anchors.draw_scene(axes, scene.name, "0.7 and 0.3", cell),
                    (3.1, 3.4),
                    "the anchors of one cell",
                ),
                Panel("proposals", lambda axes: draw_first(axes, scene, RPN), (3.1, 3.4), "the first proposals"),
                Panel("found", lambda axes: draw_found(axes, scene), (3.1, 3.4), "the detections"),
            ]
        ],
        caption=f"{steps_of(scene).anchors[..., 0].numel():,} anchors, the first {FIRST} proposals, and the detections "
        f"with a score of at least {SURE:g}.",
    )

"""Pick a cell of the feature map: its anchors, their IoU with the truth, and what each is trained to be."""

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.faster_rcnn.scene_steps import CELLS, SIZE, STRIDE, labels_of, size_name
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.faster_rcnn import AnchorLabels
from lecture_utils.pictures import draw_points, format_number
from lecture_utils.pictures.lists import draw_list
from lecture_utils.pictures.marked_images import Mark, draw_marked_image
from lecture_utils.stage import Choice, Demo, Panel, PickCell

THRESHOLDS = {"0.7 and 0.3": (0.7, 0.3), "0.5 and 0.3": (0.5, 0.3), "0.5 and 0.5": (0.5, 0.5)}
"""From which IoU an anchor is an object, below which it is background."""

ROLES = {1: "prediction", 0: "muted", -1: "rejected"}
ORDER = [ROLES[1], ROLES[-1], ROLES[0]]
"""Which boxes are drawn over which: objects come to the front."""

WORDS = {1: "object", 0: "background", -1: "ignored"}


class Anchors:
    """What the panels are drawn from: a pure function of scene, thresholds and cell each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def all(self, scene: str, thresholds: str) -> AnchorLabels:
        """Return the labels of all anchors of a scene."""
        return labels_of(self.scenes[scene], *THRESHOLDS[thresholds])

    def here(self, scene: str, thresholds: str, cell: tuple[int, int]) -> AnchorLabels:
        """Return those of one cell."""
        return self.all(scene, thresholds).at(*cell)

    def verdicts(self, scene: str, thresholds: str, cell: tuple[int, int]) -> list[tuple[str, float, str, int]]:
        """Return for each anchor its size, its largest IoU, what it is trained to be and why, and the label."""
        found, things = self.here(scene, thresholds, cell), self.scenes[scene].names
        rows = []
        for anchor, ious, label, truth, by_threshold in zip(*found, strict=True):
            overlap = float(ious.max()) if len(ious) else 0.0
            verdict = WORDS[int(label)]
            if int(label) == 1:
                verdict = things[int(truth)] + ("" if bool(by_threshold) else ", its best")
            rows.append((size_name(anchor), overlap, verdict, int(label)))
        return rows

    def draw_scene(self, axes: Axes, scene: str, thresholds: str, cell: tuple[int, int]) -> None:
        """Draw the scene with the cell's anchors in the colour of their label, the truth dashed."""
        picture, found = self.scenes[scene], self.here(scene, thresholds, cell)
        labelled = zip(found.anchors.tolist(), found.labels.tolist(), strict=True)
        marks = [Mark(box, "", ROLES[label]) for box, label in labelled]
        marks.sort(key=lambda one: ORDER.index(one.role))
        marks += [Mark(box, "", "truth", dashed=True) for box in picture.boxes.tolist()]
        draw_marked_image(axes, picture.large, marks, title="the cell's anchors, truth dashed", size=SIZE)
        draw_points(axes, [(STRIDE * cell[1], STRIDE * cell[0])])

    def draw_rows(self, axes: Axes, scene: str, thresholds: str, cell: tuple[int, int]) -> None:
        """List the anchors."""
        verdicts = self.verdicts(scene, thresholds, cell)
        rows = [(size, format_number(overlap), verdict) for size, overlap, verdict, _ in verdicts]
        roles = [ROLES[label] for *_, label in verdicts]
        draw_list(axes, ("width×height", "IoU", "trained as"), rows, roles, title=f"{len(rows)} anchors of this cell")

    def title(self, scene: str, thresholds: str, cell: tuple[int, int]) -> str:
        """Count what the cell's anchors are trained to be."""
        labels = [label for *_, label in self.verdicts(scene, thresholds, cell)]
        objects, ignored = labels.count(1), labels.count(-1)
        verb = "is an object" if objects == 1 else "are objects"
        return f"Of {len(labels)} anchors {objects or 'none'} {verb}, {ignored} ignored, {labels.count(0)} background"

    def caption(self, scene: str, thresholds: str, cell: tuple[int, int]) -> str:
        """Say where the cell is, and how all anchors of the picture are labelled."""
        found = self.all(scene, thresholds)
        row, column = cell
        counts = {value: int((found.labels == value).sum()) for value in (1, 0, -1)}
        best = int(((found.labels == 1) & ~found.by_threshold).sum())
        high, low = THRESHOLDS[thresholds]
        place = f"x = {STRIDE} · {column} = {STRIDE * column}, y = {STRIDE} · {row} = {STRIDE * row}"
        objects = f"{counts[1]} are objects"
        if best:
            objects += f" ({best} of them with an IoU below {high:g}, each the best one of some thing)"
        ignored = f", {counts[-1]:,} are ignored (IoU from {low:g} to {high:g})" if low < high else ""
        return (
            f"Cell [{row}, {column}] lies at pixel {place}. Of {found.labels.numel():,} anchors of the picture "
            f"{objects}{ignored}, {counts[0]:,} are background."
        )


def anchor_demo(picture: Tensor | None = None) -> Demo:
    """Pick a cell and see its anchors with their labels: slide "Faster R-CNN".

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes; without truth all anchors are background.
    """
    anchors = Anchors(shown_scenes(picture))
    scene = anchors.scenes[anchors.scenes.names[0]]
    start = best_cell(scene.boxes) if len(scene.boxes) else (CELLS // 2, CELLS // 2)
    return Demo(
        name="anchors",
        title=anchors.title,
        controls=[
            anchors.scenes.control(frozen=1),
            Choice("thresholds", list(THRESHOLDS), label="thresholds"),
            PickCell(
                "cell", panel="scene", shape=(CELLS, CELLS), start=start, label="cell", counted_from=0, frozen_every=4
            ),
        ],
        panels=[
            [
                Panel("scene", anchors.draw_scene, size=(4.08, 4.08), alt="the scene with the anchors of one cell"),
                Panel("anchors", anchors.draw_rows, size=(4.4, 4.08), alt="each anchor's size, IoU and label"),
            ]
        ],
        caption=anchors.caption,
        caption_lines=3,
    )


def best_cell(boxes: Tensor) -> tuple[int, int]:
    """Return the cell nearest to the middle of the largest box."""
    box = boxes[torch.argmax((boxes[:, 2:] - boxes[:, :2]).prod(dim=1))]
    column, row = ((box[:2] + box[2:]) / (2 * STRIDE)).round().int().clamp(max=CELLS - 1).tolist()
    return row, column

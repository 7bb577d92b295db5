"""Regression: boxes before and after, and their IoU with the thing."""

from typing import NamedTuple

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.rcnn.outputs import NAME, overlaps, stages
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.boxes import box_iou
from lecture_utils.pictures import Dot, Mark, draw_marked_image, draw_scatter
from lecture_utils.pictures.shapes import add_lines
from lecture_utils.pictures.theme import colour
from lecture_utils.scenes.lecture_scenes import PICKED, SIZE, LectureScene
from lecture_utils.stage import Demo, Panel, Step
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import per_scene

NEAR = 0.4
"""Proposals that overlap a thing by less aren't shown."""

ENOUGH = 0.5
WITH_THINGS = tuple(name for name in PICKED if name != "an empty meadow")


class Corrections(NamedTuple):
    """Proposals near a thing, by falling IoU, and what the regression of its category makes of them.

    Attributes
    ----------
    proposals, boxes : Tensor, shape (P, 4)
    things : Tensor, shape (P,), int64
        The thing that each overlaps most.
    offsets : Tensor, shape (P, 4)
    before, after : Tensor, shape (P,)
        IoU with that thing.
    """

    proposals: Tensor
    boxes: Tensor
    things: Tensor
    offsets: Tensor
    before: Tensor
    after: Tensor


@per_scene
def corrections(scene: LectureScene) -> Corrections:
    """Return the proposals near things, with their corrected boxes."""
    followed = stages(scene)
    before, things = overlaps(scene).max(dim=1)
    near = (before >= NEAR).nonzero()[:, 0]
    near = near[before[near].argsort(descending=True, stable=True)]
    things = things[near]
    labels = scene.labels[things]
    boxes = followed.boxes[near, labels].clamp(0, SIZE)
    after = box_iou(boxes, scene.boxes).gather(1, things[:, None])[:, 0]
    return Corrections(followed.proposals[near], boxes, things, followed.offsets[near, labels], before[near], after)


class Corrected:
    """What the panels are drawn from: a pure function of scene and row each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def of(self, scene: str) -> Corrections:
        """Return the scene's corrections."""
        return corrections(self.scenes[scene])

    def count(self, scene: str) -> int:
        """Count the proposals near things."""
        return len(self.of(scene).before)

    def name(self, scene: str, row: int) -> str:
        """Name the thing that a proposal is near to."""
        return self.scenes[scene].names[int(self.of(scene).things[row])]

    def draw_scene(self, axes: Axes, scene: str, row: int) -> None:
        """Draw the picked box before and after, and the truth."""
        picture, found = self.scenes[scene], self.of(scene)
        marks = [
            Mark(found.boxes[row].tolist(), f"after {float(found.after[row]):.2f}", "prediction"),
            Mark(found.proposals[row].tolist(), f"before {float(found.before[row]):.2f}", "input", True),
            Mark(picture.boxes[int(found.things[row])].tolist(), "", "truth", dashed=True),
        ]
        draw_marked_image(axes, picture.large, marks, title=scene, size=(SIZE, SIZE))

    def draw_chart(self, axes: Axes, scene: str, row: int) -> None:
        """Draw IoU after against IoU before; above the diagonal a box has come closer."""
        found = self.of(scene)
        dots = [
            Dot(before, after, role="prediction" if after > before else "rejected")
            for before, after in zip(found.before.tolist(), found.after.tolist(), strict=True)
        ]
        draw_scatter(
            axes, dots, "IoU before", "IoU after", "above the line: closer", (0.35, 1.0), (0.2, 1.0), picked=row
        )
        add_lines(axes, [[(0.35, 0.35), (1, 1)]], colour("muted"), 1.5, order=1)

    def title(self, scene: str) -> str:
        """Count what has come closer."""
        found = self.of(scene)
        closer = int((found.after > found.before).sum())
        before, after = float(found.before.mean()), float(found.after.mean())
        return f"{closer} of {len(found.before)} boxes come closer: mean IoU {before:.2f} before, {after:.2f} after"

    def caption(self, scene: str, row: int) -> str:
        """Say what happened to the picked box, and what it does to the average precision."""
        found, figures = self.of(scene), record(NAME).mean
        before, after = float(found.before[row]), float(found.after[row])
        enough = int((found.before >= ENOUGH).sum()), int((found.after >= ENOUGH).sum())
        tx, ty, tw, th = (f"{value:.2f}".replace("-", "−") for value in found.offsets[row].tolist())
        return (
            f"Box {row + 1}, a {self.name(scene, row)}: offsets {tx}, {ty}, {tw}, {th} take its IoU from {before:.2f} "
            f"to {after:.2f}. Of the {len(found.before)} proposals with an IoU of {NEAR} or more, {enough[0]} reach "
            f"{ENOUGH} before and {enough[1]} after. On {record(NAME).test['count']} test scenes AP50 is "
            f"{figures['AP50 without regression']:.3f} without regression and {figures['AP50']:.3f} with it."
        )


def correction_demo() -> Demo:
    """Pick a box and see what the regression of its category makes of it."""
    corrected = Corrected(shown_scenes(names=WITH_THINGS))
    return Demo(
        name="box_correction",
        title=corrected.title,
        controls=[
            corrected.scenes.control(frozen=1),
            Step("row", count=corrected.count, label="box", picks=("chart",), start=20),
        ],
        panels=[
            [
                Panel("scene", corrected.draw_scene, size=(4.4, 4.2), alt="the boxes before and after regression"),
                Panel("chart", corrected.draw_chart, size=(4.6, 4.2), alt="IoU after against IoU before, box by box"),
            ]
        ],
        caption=corrected.caption,
        caption_lines=3,
    )

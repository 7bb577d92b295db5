"""From anchors to proposals, step by step: the surest anchors, corrected by their offsets, suppressed."""

from functools import cache
from typing import NamedTuple

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.faster_rcnn.scene_steps import NAME, SIZE, best_ious, size_name, steps_of
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.box_coder import decode_offsets
from lecture_utils.methods.faster_rcnn import proposal_steps
from lecture_utils.pictures import Mark, draw_heatmap, draw_marked_image, format_number
from lecture_utils.pictures.number_format import counted
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.stage import Choice, Demo, Panel, Slider, Step
from lecture_utils.training.outputs import per_scene, trained

ALL = "all shapes"
COUNTS = (10, 20, 50, 100, 200)
STAGES = ("anchors", "corrected", "suppressed")
OVERLAP = 0.7
"""A box goes if its IoU with a surer one is above."""


class Filtered(NamedTuple):
    """The surest anchors of one shape, or of all, in three stages.

    Attributes
    ----------
    boxes : tuple of three Tensors, (N, 4), (N, 4) and (M, 4)
        Anchors; corrected by their offsets and clipped; what suppression leaves.
    objectness : Tensor, shape (h, w)
        Probability of an object, of the surest of these anchors at each cell.
    """

    boxes: tuple[Tensor, Tensor, Tensor]
    objectness: Tensor


@cache
def shapes() -> tuple[str, ...]:
    """Name the anchors of a cell by width and height, after the name for all of them."""
    return (ALL, *(size_name(box) for box in trained(NAME).base_anchors))


@per_scene
def filtered(scene: LectureScene, shape: str, count: int) -> Filtered:
    """Take the surest anchors of a shape through the three stages."""
    steps = steps_of(scene)
    chosen = slice(None) if shape == ALL else [shapes().index(shape) - 1]
    anchors = steps.anchors[:, :, chosen].flatten(0, 2)  # (h · w · a, 4)
    scores = steps.rpn_output.objectness[0][..., chosen]  # (h, w, a)
    boxes = decode_offsets(steps.rpn_output.offsets[0][..., chosen, :].flatten(0, 2), anchors)
    kept = proposal_steps(boxes, scores.flatten(), SIZE, count, count, OVERLAP)
    three = anchors[kept.anchors], kept.boxes, kept.boxes[kept.kept]
    return Filtered(three, scores.sigmoid().amax(dim=-1))


class FilterPictures:
    """What the panels are drawn from: a pure function of scene, shape, number and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def filtered(self, scene: str, shape: str, count: int) -> Filtered:
        """Return the three stages."""
        return filtered(self.scenes[scene], shape, count)

    def draw_objectness(self, axes: Axes, scene: str, shape: str) -> None:
        """Draw how sure the RPN is of an object about each cell."""
        values = self.filtered(scene, shape, COUNTS[0]).objectness
        title = f"objectness, {'surest of ' if shape == ALL else ''}{shape}"
        draw_heatmap(axes, values, image=self.scenes[scene].large, limits=(0, 1), title=title)

    def draw_boxes(self, axes: Axes, scene: str, shape: str, count: int, step: int) -> None:
        """Draw the boxes of a stage; those that overlap a thing by half in the colour of predictions."""
        picture, boxes = self.scenes[scene], self.filtered(scene, shape, count).boxes[step]
        good = (best_ious(boxes, picture) >= 0.5).tolist()
        marks = [Mark(box, "", "prediction" if one else "muted") for box, one in zip(boxes.tolist(), good, strict=True)]
        marks.sort(key=lambda mark: mark.role == "muted")
        truth = [Mark(box, "", "truth", dashed=True) for box in picture.boxes.tolist()]
        title = f"{counted(len(boxes), 'box', 'boxes')}, IoU ≥ 0.5 strong" if picture.has_truth else STAGES[step]
        draw_marked_image(axes, picture.large, [*truth, *marks], title=title, size=SIZE)

    def title(self, scene: str, shape: str, count: int, step: int) -> str:
        """Say how well the boxes of a stage fit, or how many stay."""
        picture, stages = self.scenes[scene], self.filtered(scene, shape, count).boxes
        boxes = stages[step]
        if step == 2:
            return f"{len(boxes)} of {len(stages[1])} boxes stay after suppression"
        start = f"The {len(boxes)} surest anchors" if step == 0 else f"The {len(boxes)} surest, corrected"
        if not len(picture.boxes):
            return start
        return f"{start}: mean IoU with a thing {format_number(float(best_ious(boxes, picture).mean()))}"

    def caption(self, scene: str, shape: str, count: int, step: int) -> str:
        """Follow the surest anchor with its numbers."""
        picture, steps = self.scenes[scene], steps_of(self.scenes[scene])
        first = self.filtered(scene, shape, count)
        total = steps.anchors[..., 0].numel() if shape == ALL else first.objectness.numel()
        anchor, box = first.boxes[0][0], first.boxes[1][0]
        sure = float(first.objectness.max())
        said = f"The surest of {total:,} anchors, objectness {sure:.3f}, has {size_name(anchor)} pixels"
        if step:
            said += f"; its offsets make {size_name(box)} of it"
        if len(picture.boxes):
            before, after = (float(best_ious(one[None], picture)) for one in (anchor, box))
            said += f". IoU with a thing: {before:.2f}" + (f" → {after:.2f}" if step else "")
        if step == 2:
            said += f". A box goes if its IoU with a surer one is above {OVERLAP:g}"
        return said + "."


def rpn_demo(picture: Tensor | None = None) -> Demo:
    """Go from the objectness of all anchors to proposals, step by step.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    pictures = FilterPictures(shown_scenes(picture))
    return Demo(
        name="rpn",
        title=pictures.title,
        controls=[
            pictures.scenes.control(frozen=2),
            Choice("shape", shapes(), label="anchors", frozen_options=shapes()[:4], ahead=False),
            Slider("count", COUNTS, start=50, label="how many"),
            Step("step", count=len(STAGES), names=list(STAGES), label="step"),
        ],
        panels=[
            [
                Panel("objectness", pictures.draw_objectness, size=(4.2, 4.1), alt="the objectness of each cell"),
                Panel("boxes", pictures.draw_boxes, size=(4.2, 4.1), alt="the boxes of this step, the truth dashed"),
            ]
        ],
        caption=pictures.caption,
        caption_lines=2,
    )

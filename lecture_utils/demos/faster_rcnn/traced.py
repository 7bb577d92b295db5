"""A detection traced back: to its proposal, to the anchor of that, and to the anchor's cell."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.faster_rcnn.scene_steps import NAME, SIZE, STRIDE, size_name, steps_of
from lecture_utils.demos.views.detections import RIGHT, Judged, above, judge, summary
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.box_coder import encode_offsets
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.detections import Detections
from lecture_utils.pictures import Mark, draw_list, draw_marked_image, draw_points, format_number
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, LectureScene, lecture_scene
from lecture_utils.stage import Demo, Panel, Step
from lecture_utils.training.outputs import detections, per_scene, trained

LOWEST = 0.3
"""Detections with a lower score are left out."""

STAGES = ("anchor", "proposal", "detection")
ROLES = ("muted", "filter", "prediction")
OFFSETS = ("t_x", "t_y", "t_w", "t_h")


class Trace(NamedTuple):
    """Where a detection comes from.

    Attributes
    ----------
    cell : (int, int)
        Row and column, counted from 0.
    kind : int
        Which of the cell's anchors it is, counted from 0.
    objectness : float
        The anchor's probability of being an object.
    boxes : Tensor, shape (3, 4)
        Anchor, proposal, detection.
    """

    cell: tuple[int, int]
    kind: int
    objectness: float
    boxes: Tensor


@per_scene
def traces(scene: LectureScene) -> list[Trace]:
    """Trace each detection that is shown, by falling score."""
    steps = steps_of(scene)
    found, proposals = steps.found[0], steps.proposals[0]
    assert proposals.steps is not None  # this network keeps them
    _, columns, kinds, _ = steps.anchors.shape
    anchors = steps.anchors.flatten(0, 2)
    probability = steps.rpn_output.objectness[0].sigmoid().flatten()
    traced = []
    for kept in found.kept[found.candidates.scores[found.kept] >= LOWEST]:
        region = found.regions[kept]
        place = int(proposals.steps.anchors[proposals.steps.kept[region]])
        cell, kind = divmod(place, kinds)
        boxes = anchors.new_empty(3, 4)
        boxes[0], boxes[1], boxes[2] = anchors[place], proposals.boxes[region], found.candidates.boxes[kept]
        traced.append(Trace((cell // columns, cell % columns), kind, float(probability[place]), boxes))
    return traced


@per_scene
def shown(scene: LectureScene) -> list[Judged]:
    """Return the detections that are shown, right or wrong, by falling score."""
    return judge(above(detections(NAME, scene), LOWEST), scene)


class Traced:
    """What the panels are drawn from: a pure function of scene and detection each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def count(self, scene: str) -> int:
        """Count the detections, one at least."""
        return max(1, len(traces(self.scenes[scene])))

    def ious(self, scene: str, row: int) -> list[str]:
        """Return the IoU of anchor, proposal and detection with the thing that the detection is about."""
        thing = shown(self.scenes[scene])[row].thing
        if thing < 0:
            return ["", "", ""]
        truth = self.scenes[scene].boxes[[thing]]
        return [format_number(iou) for iou in box_iou(traces(self.scenes[scene])[row].boxes, truth)[:, 0].tolist()]

    def draw_scene(self, axes: Axes, scene: str, row: int) -> None:
        """Draw all detections, and the way of the chosen one with its anchor's cell."""
        picture, every = self.scenes[scene], traces(self.scenes[scene])
        if not every:
            draw_marked_image(axes, picture.large, [], title="nothing is found", size=SIZE)
            return
        way = way_of(every[row].boxes)
        others = [
            Mark(one.boxes[2].tolist(), f"{judged.name} {format_number(judged.score)}", judged.role, number=place)
            for place, (one, judged) in enumerate(zip(every, shown(picture), strict=True))
        ]
        draw_marked_image(axes, picture.large, [*others, *way], row, "the detections", SIZE)
        line, column = every[row].cell
        draw_points(axes, [(STRIDE * column, STRIDE * line)], "muted")

    def draw_near(self, axes: Axes, scene: str, row: int) -> None:
        """Draw the way of the chosen detection from near, with the cell's centre."""
        picture, every = self.scenes[scene], traces(self.scenes[scene])
        if not every:
            draw_marked_image(axes, picture.large, [], title="the way", size=SIZE)
            return
        boxes = every[row].boxes
        left, upper, side = near(boxes)
        scale = picture.large.shape[-1] // SIZE[1]
        rows, columns = (slice(scale * start, scale * (start + side)) for start in (upper, left))
        origin = boxes.new_tensor([left, upper, left, upper])
        marks = way_of(boxes - origin, STAGES)
        draw_marked_image(
            axes, picture.large[:, rows, columns], marks, title="anchor → proposal → detection", size=(side, side)
        )
        line, column = every[row].cell
        draw_points(axes, [(STRIDE * column - left, STRIDE * line - upper)], "muted")

    def draw_rows(self, axes: Axes, scene: str, row: int) -> None:
        """List the three boxes: how well each fits, and the offsets that make it from the one before."""
        head = ("", "pixels", "IoU", *OFFSETS)
        if not traces(self.scenes[scene]):
            draw_list(axes, head, [], [], empty="nothing is found")
            return
        boxes, ious = traces(self.scenes[scene])[row].boxes, self.ious(scene, row)
        offsets = encode_offsets(boxes[1:], boxes[:-1]).tolist()  # (2, 4)
        moved = [[""] * 4, *([format_number(one) for one in each] for each in offsets)]
        rows = [
            (name, size_name(box), iou, *numbers)
            for name, box, iou, numbers in zip(STAGES, boxes, ious, moved, strict=True)
        ]
        draw_list(axes, head, rows, ROLES)

    def title(self, scene: str) -> str:
        """Say what is found."""
        return summary(shown(self.scenes[scene]), self.scenes[scene])

    def caption(self, scene: str, row: int) -> str:
        """Say which cell and anchor the detection began at, and how its fit grew."""
        if not traces(self.scenes[scene]):
            return f"The network finds nothing here with a score of {LOWEST:g} or more."
        trace, judged = traces(self.scenes[scene])[row], shown(self.scenes[scene])[row]
        ious = self.ious(scene, row)
        grew = f" IoU with the {self.scenes[scene].names[judged.thing]}: {' → '.join(ious)}." if ious[0] else ""
        return (
            f"Detection {row + 1}, {judged.name} with score {format_number(judged.score)}: it began as anchor "
            f"{size_name(trace.boxes[0])} of cell [{trace.cell[0]}, {trace.cell[1]}], objectness "
            f"{trace.objectness:.3f}. The RPN corrected it once, the second stage once more.{grew}"
        )


def things_found(count: int, score: float = 0.5) -> int:
    """Count the things of the lecture's scenes that are found if the first proposals alone go to the second stage."""
    found = 0
    for name in SCENE_NAMES:
        scene = lecture_scene(name)
        found += sum(one.kind == RIGHT for one in judge(above(detected(scene, count), score), scene))
    return found


@per_scene
def detected(scene: LectureScene, count: int) -> Detections:
    """Return what the second stage makes of the first proposals of a scene."""
    found: list[Detections] = trained(NAME)(scene.image[None], [steps_of(scene).proposals[0].boxes[:count]])
    return found[0]


def way_of(boxes: Tensor, names: Sequence[str] = ("", "", "")) -> list[Mark]:
    """Return the marks of anchor, proposal and detection (3, 4), the detection first."""
    marks = [Mark(box, name, role) for box, name, role in zip(boxes.tolist(), names, ROLES, strict=True)]
    return marks[::-1]


def near(boxes: Tensor) -> tuple[int, int, int]:
    """Return x1, y1 and side, in pixels, of a square of the scene that holds boxes (K, 4) with a margin."""
    start, end = boxes[:, :2].amin(dim=0), boxes[:, 2:].amax(dim=0)
    side = min(SIZE[0], int(1.3 * float((end - start).max())) + 8)
    corner = ((start + end - side) / 2).round().clamp(0, SIZE[0] - side)
    return int(corner[0]), int(corner[1]), side


def traced_demo(picture: Tensor | None = None) -> Demo:
    """Click a detection and see where it came from.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    traced = Traced(shown_scenes(picture))
    return Demo(
        name="traced_detection",
        title=traced.title,
        controls=[
            traced.scenes.control(frozen=4),
            Step("row", traced.count, label="detection", start=0 if picture is not None else 1, picks=("scene",)),
        ],
        panels=[
            [
                Panel("scene", traced.draw_scene, size=(4.2, 2.75), alt="the scene with its detections"),
                Panel("near", traced.draw_near, size=(4.2, 2.75), alt="one anchor, its proposal and its detection"),
            ],
            [Panel("way", traced.draw_rows, size=(8.4, 1.55), alt="the three boxes and the offsets between them")],
        ],
        caption=traced.caption,
        caption_lines=2,
    )

"""A scene with its detections, and a list of them: class, score, IoU, right or wrong and why.

>>> scenes = shown_scenes()
>>> def judged(scene, threshold):
...     found = detections("faster_rcnn", scenes[scene])
...     return judge(above(found, threshold), scenes[scene])
>>> demo = Demo(
...     "found",
...     title=lambda scene, threshold: summary(judged(scene, threshold), scenes[scene]),
...     controls=[scenes.control(), Slider("threshold", [0.1, 0.3, 0.5, 0.7, 0.9]), row_control(judged)],
...     panels=[detection_panels(judged, scenes)],
... )
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from torch import Tensor

from lecture_utils.demos.views.scenes import ShownScenes
from lecture_utils.demos.views.state_keys import reading
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.evaluation.errors import DETECTED, detection_errors
from lecture_utils.pictures.lists import draw_list
from lecture_utils.pictures.marked_images import Mark, draw_marked_image
from lecture_utils.pictures.number_format import format_number
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Panel, Step
from lecture_utils.stage.controls import keys_of
from lecture_utils.training.outputs import picked

RIGHT = DETECTED[0]
HEAD = ("", "class", "score", "IoU", "")
"""Of the list; the last column says whether a detection is right, or why it is wrong."""

WORDS = {
    "right": "right",
    "duplicate": "duplicate",
    "confusion": "wrong class",
    "localisation": "badly placed",
    "both": "class and place",
    "background": "nothing there",
}
"""How the list says what a detection is, see :data:`~lecture_utils.methods.evaluation.errors.DETECTED`."""


class Judged(NamedTuple):
    """A detection, and what became of it.

    Attributes
    ----------
    box : tuple of 4 floats
        ``(x1, y1, x2, y2)`` in pixels.
    label : int
        Index of ``THINGS``.
    score : float
    kind : str
        One of ``DETECTED``; "" where there is no truth.
    iou : float
        With the thing that the kind is about; 0 for background, and where there is no truth.
    thing : int
        That thing's place in the scene; −1 where there is none.
    mask : Tensor, shape (H, W), bool, or None
    """

    box: tuple[float, float, float, float]
    label: int
    score: float
    kind: str
    iou: float
    thing: int
    mask: Tensor | None

    @property
    def name(self) -> str:
        """The class in words."""
        return THINGS[self.label]

    @property
    def role(self) -> str:
        """The theme's role: what is wrong has the colour of what is rejected."""
        return "prediction" if self.kind in ("", RIGHT) else "rejected"


def judge(found: Detections, scene: LectureScene, iou_threshold: float = 0.5) -> list[Judged]:
    """Say of each detection whether it is right, and if not, why; by falling score.

    Parameters
    ----------
    found : Detections
    scene : LectureScene
        Without truth, nothing is judged.
    iou_threshold : float
        IoU that is enough.
    """
    order = found.scores.argsort(descending=True, stable=True).tolist()
    kinds, things = [""] * len(order), [-1] * len(order)
    if scene.has_truth:
        errors = detection_errors([found], [scene], THINGS, iou_threshold, nothing=min(0.1, iou_threshold / 2))
        order = errors.average_precision.matches.detection.tolist()
        kinds, things = [DETECTED[kind] for kind in errors.kind.tolist()], errors.truth.tolist()
    ious = box_iou(found.boxes, scene.boxes)
    judged = []
    for place, kind, thing in zip(order, kinds, things, strict=True):
        x1, y1, x2, y2 = found.boxes[place].tolist()
        overlap = float(ious[place, thing]) if thing >= 0 else 0.0
        mask = None if found.masks is None else found.masks[place]
        label, score = int(found.labels[place]), float(found.scores[place])
        judged.append(Judged((x1, y1, x2, y2), label, score, kind, overlap, thing, mask))
    return judged


def above(found: Detections, score_threshold: float) -> Detections:
    """Return the detections whose score is at least the threshold."""
    return picked(found, found.scores >= score_threshold)


def missed(judged: Sequence[Judged], scene: LectureScene) -> list[int]:
    """Return the places of the things that no detection found."""
    found = {one.thing for one in judged if one.kind == RIGHT}
    return [thing for thing in range(len(scene.boxes)) if thing not in found]


def summary(judged: Sequence[Judged], scene: LectureScene) -> str:
    """Say in one sentence how many things are found, and how many detections are wrong."""
    if not scene.has_truth:
        return f"{_count(len(judged), 'detection')} in {scene.name}"
    right = sum(one.kind == RIGHT for one in judged)
    false = len(judged) - right
    wrong = (
        "no detection is wrong" if not false else f"{_count(false, 'detection')} {'is' if false == 1 else 'are'} wrong"
    )
    if not len(scene.boxes):
        return f"Nothing is there: {wrong}"
    return f"{right} of {_count(len(scene.boxes), 'thing')} found, {wrong}"


def explanation(judged: Sequence[Judged], scene: LectureScene, row: int) -> str:
    """Explain the verdict about one detection in a sentence, with its numbers."""
    if not judged:
        return "There is no detection with so high a score."
    one = judged[row]
    start = f"{row + 1}: {one.name}, score {format_number(one.score)}"
    if not one.kind:
        return f"{start}. What is in the picture isn't known, so nothing is judged."
    iou, thing = format_number(one.iou), scene.names[one.thing] if one.thing >= 0 else ""
    surer = next((n + 1 for n, other in enumerate(judged) if other.thing == one.thing and other.kind == RIGHT), 0)
    return {
        "right": f"{start}. Its IoU with the {thing} is {iou}: right.",
        "duplicate": f"{start}. Its IoU with the {thing} is {iou}, but detection {surer} has found it already.",
        "confusion": f"{start}. Its IoU is {iou} with a {thing}: the class is wrong.",
        "localisation": f"{start}. Its IoU with the {thing} is only {iou}: badly placed.",
        "both": f"{start}. Its IoU is {iou} with a {thing}: class and place are wrong.",
        "background": f"{start}. It overlaps no thing by a tenth: nothing is there.",
    }[one.kind]


def marks_of(judged: Sequence[Judged], scene: LectureScene, truth: bool = True, masks: bool = True) -> list[Mark]:
    """Return what is to be marked on the picture: detections, and the truth in dashed lines."""
    marks = [
        Mark(one.box, f"{one.name} {format_number(one.score)}", one.role, mask=one.mask if masks else None, number=row)
        for row, one in enumerate(judged)
    ]
    return marks + ([Mark(box, "", "truth", dashed=True) for box in scene.boxes.tolist()] if truth else [])


def draw_detections(
    axes: Any,
    judged: Sequence[Judged],
    scene: LectureScene,
    row: int | None = None,
    title: str = "",
    truth: bool = True,
) -> None:
    """Draw a scene with its detections and, dashed, its truth; the row's detection is strong."""
    height, width = scene.image.shape[1:]
    draw_marked_image(axes, scene.large, marks_of(judged, scene, truth), row, title, (height, width))


def draw_detection_list(axes: Any, judged: Sequence[Judged], row: int | None = None, title: str = "detections") -> None:
    """Draw the list of detections; without truth it has neither IoU nor verdict."""
    rows = [
        (
            str(place),
            one.name,
            format_number(one.score),
            format_number(one.iou) if one.thing >= 0 else "",
            WORDS.get(one.kind, ""),
        )
        for place, one in enumerate(judged, start=1)
    ]
    draw_list(axes, HEAD, rows, [one.role for one in judged], row, title, empty="no detection")


def row_control(judged: Callable[..., Sequence[Judged]], name: str = "row") -> Step:
    """Make the control that goes through the list; a click on a box or on a row picks it too.

    Parameters
    ----------
    judged : function of state keys to the list
    """

    def count(**state: Any) -> int:
        return max(1, len(judged(**state)))

    return Step(name, reading(keys_of(judged), count), label="detection", picks=("scene", "list"))


def detection_panels(
    judged: Callable[..., Sequence[Judged]],
    scenes: ShownScenes,
    size: tuple[float, float] = (4.6, 4.28),
    list_size: tuple[float, float] = (4.0, 4.28),
    title: str | Callable[..., str] = "",
) -> list[Panel]:
    """Make the two panels: the scene with its detections, and their list.

    Parameters
    ----------
    judged : function of state keys to the list
        One of its keys is "scene". The panels read "row" besides: see `row_control`.
    scenes : ShownScenes
    size, list_size : (width, height)
        Inches.
    title : str or function of the same keys to str
        Over the picture; the scene's name where left out.
    """
    keys = keys_of(judged)

    def draw_picture(axes: Any, row: int, **state: Any) -> None:
        head = title(**{key: state[key] for key in keys_of(title)}) if callable(title) else title
        scene = scenes[state["scene"]]
        draw_detections(axes, judged(**state), scene, row, head or scene.name)

    def draw_rows(axes: Any, row: int, **state: Any) -> None:
        draw_detection_list(axes, judged(**state), row)

    drawn = [reading((*keys, "row"), draw, "axes") for draw in (draw_picture, draw_rows)]
    return [
        Panel("scene", drawn[0], size, "the scene with its detections, the truth dashed"),
        Panel("list", drawn[1], list_size, "the detections: class, score, IoU, right or wrong"),
    ]


def _count(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"

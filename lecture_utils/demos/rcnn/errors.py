"""What goes wrong: how often, what it costs, and the surest examples of each kind of error."""

from functools import lru_cache

from matplotlib.axes import Axes

from lecture_utils.demos.rcnn.evaluated import ENOUGH, MISSED, NOTHING, SURE, Error, evaluated
from lecture_utils.demos.views.detections import WORDS
from lecture_utils.pictures import Mark, Sheet, draw_bars, draw_marked_image, format_number, panes
from lecture_utils.scenes.lecture_scenes import LARGE, SIZE
from lecture_utils.scenes.meadow import THINGS, Meadow, Split, scene_seed
from lecture_utils.stage import Choice, Demo, Panel, Step

KINDS = {WORDS[kind]: kind for kind in ("localisation", "confusion", "duplicate", "both", "background")} | {
    "missed": MISSED
}
"""How the demo calls each kind of error."""


@lru_cache(maxsize=32)
def drawn(scene: int, size: int) -> Meadow:
    """Draw a test scene."""
    return Meadow(scene_seed(Split.TEST, scene), size)


def example(kind: str, row: int) -> Error:
    """Return one of the examples of a kind of error."""
    return evaluated().examples[KINDS[kind]][row]


def count(kind: str) -> int:
    """Count the examples of a kind, or 1 where there is none."""
    return max(1, len(evaluated().examples[KINDS[kind]]))


def draw_scene(axes: Axes, kind: str, row: int) -> None:
    """Draw the scene with the wrong detection, and dashed the thing that it is about."""
    if not evaluated().examples[KINDS[kind]]:
        return
    one = example(kind, row)
    truth = drawn(one.scene, SIZE)
    marks = []
    if KINDS[kind] != MISSED:
        marks.append(Mark(one.box, f"{THINGS[one.label]} {format_number(one.score)}", "rejected"))
    if one.thing >= 0:
        name = THINGS[int(truth.labels[one.thing])]
        marks.append(Mark(truth.boxes[one.thing].tolist(), f"truth: {name}", "truth", dashed=True))
    title = f"test scene {one.scene}"
    draw_marked_image(axes, drawn(one.scene, LARGE).image, marks, title=title, size=(SIZE, SIZE))


def draw_kinds(figure: Sheet, kind: str) -> None:
    """Draw how many errors there are of each kind, and by how much AP50 would rise without them."""
    told = evaluated()
    numbers, gains = panes(figure, rows=2, gap=0.15)
    roles = ["rejected" if one == kind else "muted" for one in KINDS]
    draw_bars(numbers, list(KINDS), [told.detected[one] for one in KINDS.values()], roles, title="how many")
    rises = [100 * told.gains[one] for one in KINDS.values()]
    draw_bars(gains, list(KINDS), rises, roles, title="points of AP50 lost by them", decimals=1)


def title(kind: str) -> str:
    """Say how common the kind of error is, and what it costs."""
    told = evaluated()
    number, gain = told.detected[KINDS[kind]], 100 * told.gains[KINDS[kind]]
    if KINDS[kind] == MISSED:
        return f"{number} of {told.things} things are missed"
    wrong = sum(told.detected[one] for one in KINDS.values() if one != MISSED)
    return f"{kind.capitalize()}: {number} of {wrong} wrong detections. They cost {gain:.1f} points of AP50"


def caption(kind: str, row: int) -> str:
    """Explain the example with its numbers."""
    told = evaluated()
    lowest = f"a score above {format_number(SURE)}"
    counted = f"With {lowest}, {told.detected['right']} of {told.things} things of {told.scenes} test scenes are found."
    if not told.examples[KINDS[kind]]:
        return f"There is no example of this kind. {counted}"
    one = example(kind, row)
    what, iou, score = THINGS[one.label], format_number(one.iou), format_number(one.score)
    truth = THINGS[int(drawn(one.scene, SIZE).labels[one.thing])] if one.thing >= 0 else ""
    explained = {
        "localisation": f"Detected: {what}, score {score}. Its IoU with the {truth} is {iou}, below {ENOUGH:g}",
        "confusion": f"Detected: {what}, score {score}. Its IoU is {iou}, but with a {truth}",
        "duplicate": f"Detected: {what}, score {score}, IoU {iou}; a better detection has found this {truth} already",
        "both": f"Detected: {what}, score {score}. It overlaps only a {truth}, with an IoU of {iou}",
        "background": f"Detected: {what}, score {score}. No thing overlaps it with an IoU of {NOTHING:g} or more",
        MISSED: f"This {what} has no detection with {lowest} and an IoU of {ENOUGH:g} or more",
    }[KINDS[kind]]
    return f"{explained}. {counted}"


def errors_demo() -> Demo:
    """Go through R-CNN's errors on test scenes, kind by kind, the surest first."""
    return Demo(
        name="errors",
        title=title,
        controls=[
            Choice("kind", list(KINDS), label="error", frozen_options=tuple(KINDS)[:2]),
            Step("row", count=count, label="example"),
        ],
        panels=[
            [
                Panel("scene", draw_scene, size=(4.0, 4.1), alt="a test scene with a wrong detection, truth dashed"),
                Panel("kinds", draw_kinds, size=(4.8, 4.1), alt="errors of each kind: how many, and what they cost"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )

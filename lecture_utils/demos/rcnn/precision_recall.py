"""Precision and recall, detection by detection, and the area that is the average precision."""

from functools import lru_cache
from typing import NamedTuple

import torch
from matplotlib.axes import Axes

from lecture_utils.demos.rcnn.evaluated import evaluated
from lecture_utils.demos.views.detections import RIGHT, WORDS, Judged, draw_detections, judge
from lecture_utils.methods.evaluation import area_under_interpolated, interpolated, precision_and_recall
from lecture_utils.pictures import Dot, draw_list, draw_scatter, format_number
from lecture_utils.pictures.shapes import add_areas, rectangles
from lecture_utils.pictures.theme import tint
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Choice, Demo, Panel, Step
from lecture_utils.training.outputs import picked

SCENES = 3
"""So many scenes, those with the most things of the class, are looked at together."""

MOST = 40
"""Detections that the demo goes through, those with the highest scores."""


class Ranked(NamedTuple):
    """Detections of one class in several scenes, by falling score.

    Attributes
    ----------
    scenes : tuple of str
        The scene of each.
    judged : tuple of Judged
    truths : int
        Things of the class in all scenes.
    """

    scenes: tuple[str, ...]
    judged: tuple[Judged, ...]
    truths: int

    @property
    def right(self) -> torch.Tensor:
        """Which detections are right: (D,), bool."""
        return torch.tensor([one.kind == RIGHT for one in self.judged], dtype=torch.bool)


@lru_cache(maxsize=8)
def scenes_with(category: str) -> tuple[str, ...]:
    """Return the scenes with the most things of a class."""
    label = THINGS.index(category)
    counts = {name: truths.count(label) for name, truths in evaluated().truths.items()}
    return tuple(sorted(counts, key=lambda name: -counts[name])[:SCENES])


@lru_cache(maxsize=8)
def ranked(category: str) -> Ranked:
    """Return R-CNN's detections of a class in these scenes, each with what became of it."""
    label, found = THINGS.index(category), list[tuple[str, Judged]]()
    names = scenes_with(category)
    for name in names:
        detections = evaluated().found[name]
        found += [(name, one) for one in judge(picked(detections, detections.labels == label), lecture_scene(name))]
    found.sort(key=lambda pair: -pair[1].score)
    truths = sum(lecture_scene(name).names.count(category) for name in names)
    scenes, judged = zip(*found, strict=True)
    return Ranked(scenes, judged, truths)


def curve(category: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return precision and recall after each detection."""
    right = ranked(category).right
    return precision_and_recall(right, ~right, torch.tensor(ranked(category).truths))


def area(category: str, count: int | None = None) -> float:
    """Return the area under the interpolated curve of the first so many detections, or of all."""
    precision, recall = curve(category)
    return float(area_under_interpolated(precision[:count], recall[:count]))


def shown(category: str) -> int:
    """Count the detections that the demo goes through."""
    return min(MOST, len(ranked(category).judged))


def draw_scene(axes: Axes, category: str, step: int) -> None:
    """Draw the scene of this detection, with what has been found in it so far."""
    found = ranked(category)
    name = found.scenes[step]
    places = [place for place in range(step + 1) if found.scenes[place] == name]
    judged = [found.judged[place] for place in places]
    draw_detections(axes, judged, lecture_scene(name), len(places) - 1, name)


def draw_ranking(axes: Axes, category: str, step: int) -> None:
    """List the detections by falling score, right or wrong and why."""
    found = ranked(category).judged[: shown(category)]
    rows = [
        (str(place), format_number(one.score, 2), format_number(one.iou, 2) if one.thing >= 0 else "", WORDS[one.kind])
        for place, one in enumerate(found, start=1)
    ]
    roles = [one.role if place <= step else "muted" for place, one in enumerate(found)]
    draw_list(axes, ("", "score", "IoU", ""), rows, roles, step, f"{category}, by falling score")


def draw_curve(axes: Axes, category: str, step: int) -> None:
    """Draw the curve as far as it has grown, and the area under it."""
    precision, recall = (one[: step + 1] for one in curve(category))
    right = ranked(category).right
    dots = [
        Dot(x, y, role="prediction" if right[place] else "rejected", area=60)
        for place, (x, y) in enumerate(zip(recall.tolist(), precision.tolist(), strict=True))
    ]
    title = f"area so far {area(category, step + 1):.2f}"
    draw_scatter(
        axes, dots, "recall", "precision", title, (-0.05, 1.05), (-0.08, 1.05), line=range(step + 1), picked=step
    )
    starts = [0.0, *recall.tolist()[:-1]]
    boxes = [
        (left, 0.0, end, top)
        for left, end, top in zip(starts, recall.tolist(), interpolated(precision).tolist(), strict=True)
        if end > left
    ]
    if boxes:
        add_areas(axes, rectangles(boxes), tint("output", 0.7), order=0.5)


def title(category: str, step: int) -> str:
    """Say what this detection does to precision and recall."""
    one = ranked(category).judged[step]
    precision, recall = curve(category)
    what = "is right" if one.kind == RIGHT else f"is wrong ({WORDS[one.kind]})"
    return f"Detection {step + 1} {what}: precision {precision[step]:.2f}, recall {recall[step]:.2f}"


def caption(category: str, step: int) -> str:
    """Divide: right ones by all so far, right ones by all things."""
    found = ranked(category)
    right = int(found.right[: step + 1].sum())
    return (
        f"{right} of the first {step + 1} are right: precision {right}/{step + 1}. The {SCENES} scenes with the most "
        f"have {found.truths} of this class: recall {right}/{found.truths}. The area under the curve, each precision "
        f"raised to the highest that follows, is {area(category, step + 1):.3f} so far and {area(category):.3f} after "
        f"all {len(found.judged)} detections: the average precision."
    )


def precision_demo() -> Demo:
    """Go through the detections of a class by falling score and see the precision–recall curve grow."""
    return Demo(
        name="precision_recall",
        title=title,
        controls=[
            Choice("category", THINGS, start="horse", label="class", frozen_options=("horse",), ahead=False),
            Step("step", count=shown, label="detection", picks=("ranking", "curve"), start=6),
        ],
        panels=[
            [
                Panel("scene", draw_scene, size=(3.0, 3.8), alt="the scene of this detection, the truth dashed"),
                Panel("ranking", draw_ranking, size=(3.1, 3.8), alt="the detections by falling score, right or wrong"),
                Panel("curve", draw_curve, size=(3.2, 3.8), alt="precision against recall so far, with its area"),
            ]
        ],
        caption=caption,
        caption_lines=3,
    )

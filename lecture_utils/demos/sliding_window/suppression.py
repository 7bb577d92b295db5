"""Non-maximum suppression, step by step, on the windows that the network is sure of."""

from functools import lru_cache

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.sliding_window import (
    BACKGROUND,
    STRIDE,
    WINDOW,
    NmsStep,
    ScoreMap,
    box_iou,
    dense_score_maps,
    nms_steps,
    squares_around,
    window_candidates,
)
from lecture_utils.pictures import format_number
from lecture_utils.pictures.lists import draw_list
from lecture_utils.pictures.marked_images import Mark, draw_marked_image
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Choice, Demo, Panel, Slider, Step
from lecture_utils.training.outputs import per_scene, trained
from lecture_utils.training.sliding_window import SCALES

MOST = 60
"""Windows that the demo begins with, the most probable ones of a scene."""

SHOWN = 12
"""Of the windows that wait, so many are drawn."""

PROBABLE = 0.5
"""A window takes part if it shows a category with at least this probability."""

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
WITHIN, ACROSS = SETTINGS = ("in each category", "over all categories")


@per_scene
def all_maps(scene: LectureScene) -> list[ScoreMap]:
    """Return the score maps of all scales, each from one run of the network over the whole level."""
    return dense_score_maps(trained("sliding_window").dense(), scene.image, SCALES, WINDOW, STRIDE)


@per_scene
def candidates(scene: LectureScene) -> Detections:
    """Return the most probable windows of all scales, by falling probability."""
    found, _ = window_candidates(all_maps(scene), PROBABLE, BACKGROUND)
    best = found.scores.argsort(descending=True, stable=True)[:MOST]
    return Detections(found.boxes[best], found.scores[best], found.labels[best])


@lru_cache(maxsize=256)
def steps_of(scene: LectureScene, threshold: float, rule: str) -> tuple[NmsStep, ...]:
    """Return all steps of the suppression."""
    found = candidates(scene)
    return tuple(nms_steps(found.boxes, found.scores, threshold, found.labels if rule == WITHIN else None))


def found_things(scene: LectureScene, kept: Tensor) -> Tensor:
    """Say which things a kept window of their category finds, with an IoU of 0.5 with the square around them: (K,)."""
    if not len(scene.boxes):
        return torch.zeros(0, dtype=torch.bool)
    found = candidates(scene)
    same = found.labels[kept] == scene.labels[:, None]  # (K, kept)
    return ((box_iou(squares_around(scene.boxes), found.boxes[kept]) >= 0.5) & same).any(dim=1)


class Suppression:
    """What the panels are drawn from: a pure function of scene, threshold, rule and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def steps(self, scene: str, threshold: float, rule: str) -> tuple[NmsStep, ...]:
        """Return the steps on one scene."""
        return steps_of(self.scenes[scene], threshold, rule)

    def count(self, scene: str, threshold: float, rule: str) -> int:
        """Count the steps: one for each window that is kept, and the result."""
        return len(self.steps(scene, threshold, rule)) + 1

    def name(self, scene: str, index: int) -> str:
        """Name a window by its category and probability."""
        found = candidates(self.scenes[scene])
        return f"{THINGS[int(found.labels[index])]} {format_number(float(found.scores[index]))}"

    def draw_scene(self, axes: Axes, scene: str, threshold: float, rule: str, step: int) -> None:
        """Draw the scene: the picked window, what it suppresses, what is kept, and what still waits."""
        picture, steps = self.scenes[scene], self.steps(scene, threshold, rule)
        boxes = candidates(picture).boxes.tolist()
        if step == len(steps):
            kept = steps[-1].kept if steps else ()
            marks = [Mark(boxes[index], self.name(scene, index), "prediction", number=index) for index in kept]
            draw_marked_image(axes, picture.large, marks, title=f"{len(kept)} of {len(boxes)} stay", size=(128, 128))
            return
        now = steps[step]
        marks = [Mark(boxes[now.picked], self.name(scene, now.picked), "step", number=now.picked)]
        marks += [Mark(boxes[index], "", "prediction") for index in now.kept[:-1]]
        marks += [Mark(boxes[index], "", "rejected", dashed=True) for index in now.suppressed.tolist()]
        marks += [Mark(boxes[index], "", "muted") for index in now.left.tolist()[:SHOWN]]
        title = f"kept {len(now.kept)}, suppressed now {len(now.suppressed)}, waiting {len(now.left)}"
        draw_marked_image(axes, picture.large, marks, now.picked, title, (128, 128))

    def draw_rivals(self, axes: Axes, scene: str, threshold: float, rule: str, step: int) -> None:
        """List the windows that the picked one is compared with, those that overlap it most first."""
        steps = self.steps(scene, threshold, rule)
        if step == len(steps):
            kept = list(steps[-1].kept) if steps else []
            rows = [(str(place), self.name(scene, index), "") for place, index in enumerate(kept, start=1)]
            draw_list(axes, ("", "window", ""), rows, ["prediction"] * len(rows), title="kept", empty="no window")
            return
        now = steps[step]
        order = now.ious.argsort(descending=True, stable=True)
        rows, roles = [], []
        for place in order.tolist():
            gone = float(now.ious[place]) > threshold
            verdict = f"> {threshold:g}: goes" if gone else "stays"
            rows.append((self.name(scene, int(now.compared[place])), format_number(float(now.ious[place])), verdict))
            roles.append("rejected" if gone else "muted")
        title = f"compared with {self.name(scene, now.picked)}"
        draw_list(axes, ("window", "IoU", ""), rows, roles, title=title, empty="none is left of its category")

    def title(self, scene: str, threshold: float, rule: str, step: int) -> str:
        """Say what the step does, or what is left at the end."""
        picture, steps = self.scenes[scene], self.steps(scene, threshold, rule)
        if not steps:
            return "Nothing to suppress: no window shows a category with a probability of 0.5"
        if step < len(steps):
            now = steps[step]
            left = f"suppresses {len(now.suppressed)} of {len(now.compared)} windows"
            return f"{self.name(scene, now.picked).capitalize()} is the most probable window left: kept, it {left}"
        kept = torch.tensor(steps[-1].kept)
        if not picture.has_truth:
            return f"{len(kept)} windows stay at a threshold of {threshold:g}"
        found = int(found_things(picture, kept).sum())
        return f"At {threshold:g}, {len(kept)} windows stay, and {found} of {len(picture.boxes)} things have one"

    def caption(self, scene: str, threshold: float, rule: str, step: int) -> str:
        """Do the arithmetic of the step."""
        picture, steps = self.scenes[scene], self.steps(scene, threshold, rule)
        number = len(candidates(picture).boxes)
        if step == len(steps):
            return (
                f"{number} windows with a probability above {PROBABLE} went in (the {MOST} most probable at most). "
                "A low threshold leaves one window for two things that overlap, a high one several for one thing."
            )
        now = steps[step]
        if not len(now.ious):
            return f"Nothing is left to compare it with. {len(now.left)} windows still wait."
        best = int(now.ious.argmax())
        rival, iou = self.name(scene, int(now.compared[best])), format_number(float(now.ious[best]))
        gone = float(now.ious[best]) > threshold
        verdict = f"above {threshold:g}, so it goes" if gone else f"not above {threshold:g}, so it stays"
        return (
            f"Of the windows {'of its category' if rule == WITHIN else 'of all categories'}, {rival} overlaps it most: "
            f"IoU {iou}, {verdict}. {len(now.left)} windows are left for the next step."
        )


def suppression_demo(picture: Tensor | None = None) -> Demo:
    """Step through greedy non-maximum suppression of the sliding window's candidates.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    suppression = Suppression(shown_scenes(picture))
    start = None if picture is not None else "two overlapping horses"
    return Demo(
        name="suppression",
        title=suppression.title,
        controls=[
            suppression.scenes.control(start=start, frozen=1),
            Slider("threshold", THRESHOLDS, start=0.3, label="IoU threshold"),
            Choice("rule", SETTINGS, label="suppress"),
            Step("step", count=suppression.count, label="step"),
        ],
        panels=[
            [
                Panel("scene", suppression.draw_scene, size=(4.4, 4.08), alt="the scene with the windows of this step"),
                Panel("rivals", suppression.draw_rivals, size=(4.4, 4.08), alt="the windows compared, with their IoU"),
            ]
        ],
        caption=suppression.caption,
        caption_lines=3,
    )

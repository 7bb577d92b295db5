"""The skips of the trained U-Net turned down, one by one or all: what breaks."""

import numpy as np
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.unet.networks import labels_with, scene_iou, stages
from lecture_utils.demos.unet.skips import band
from lecture_utils.demos.unet.u_shape import draw_u
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.evaluation import mean_iou
from lecture_utils.pictures import draw_curves, draw_label_map
from lecture_utils.pictures.items import mark_columns
from lecture_utils.scenes.lecture_scenes import lecture_scene, lecture_scenes
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.stage import Choice, Demo, Panel, Slider

LEVELS = 4
ALL = "all"
SKIPS = (*[f"level {level}" for level in range(LEVELS)], ALL)
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)


def strengths(skip: str, strength: float) -> tuple[float, ...]:
    """Return what each level's copy is multiplied by."""
    return tuple(strength if skip in (ALL, SKIPS[level]) else 1.0 for level in range(LEVELS))


class Cut:
    """What the panels are drawn from: a pure function of scene, skip and strength each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def labels(self, scene: str, skip: str, strength: float) -> Tensor:
        """Return the labels with a skip turned down."""
        return labels_with(self.scenes[scene], strengths(skip, strength))

    def agreement(self, scene: str, skip: str, strength: float) -> float:
        """Return the mean IoU with the truth; without truth, the share of pixels labelled as by the whole network."""
        here = self.scenes[scene]
        labels = self.labels(scene, skip, strength)
        if here.has_truth:
            return scene_iou(labels, here)
        return float((labels == labels_with(here, strengths(ALL, 1.0))).double().mean())

    def draw_shape(self, axes: Axes, skip: str, strength: float) -> None:
        """Draw the U, skips as wide as they are strong."""
        draw_u(axes, stages(lecture_scene()), strengths=strengths(skip, strength))

    def draw_labels(self, axes: Axes, scene: str, skip: str, strength: float) -> None:
        """Draw what the network makes of the scene then."""
        title = f"mean IoU {self.agreement(scene, skip, strength):.2f}"
        if not self.scenes[scene].has_truth:
            title = f"{self.agreement(scene, skip, strength):.0%} as before"
        draw_label_map(axes, self.labels(scene, skip, strength), SEMANTIC, title=title)

    def draw_course(self, axes: Axes, scene: str, skip: str, strength: float) -> None:
        """Draw the mean IoU against the strength of the chosen skip."""
        values = np.array([self.agreement(scene, skip, one) for one in STRENGTHS])
        name = "mean IoU" if self.scenes[scene].has_truth else "same label"
        percent = 100 * np.array(STRENGTHS)
        draw_curves(axes, percent, {skip: values}, x_label="copy in %", y_label=name, limits=(0, 1), now=100 * strength)
        mark_columns(axes, percent)

    def title(self, scene: str, skip: str, strength: float) -> str:
        """Say what turning down this skip does."""
        which = "all skips" if skip == ALL else f"the skip of {skip}"
        if strength == 1:
            return f"The whole network, before {which} {'are' if skip == ALL else 'is'} turned down"
        start = f"With {which} times {strength:g}"
        if strength == 0:
            start = "Without any skip" if skip == ALL else f"Without {which}"
        before, after = (self.agreement(scene, skip, one) for one in (1.0, strength))
        if self.scenes[scene].has_truth:
            return f"{start} the mean IoU goes from {before:.2f} to {after:.2f}"
        return f"{start} {1 - after:.0%} of the pixels get another label"

    def caption(self, scene: str, skip: str, strength: float) -> str:
        """Say which numbers are multiplied."""
        found = {one.level: one.walked.output for one in stages(self.scenes[scene]) if one.part == "down"}
        shapes = [found[level] for level in range(LEVELS) if skip in (ALL, SKIPS[level])]
        numbers = " + ".join("×".join(map(str, shape)) for shape in shapes)
        total = sum(int(np.prod(shape)) for shape in shapes)
        return (
            f"{numbers} = {total:,} copied numbers are multiplied by {strength:g} before they are concatenated. "
            "All weights stay as they were trained."
        )


def cut_demo(picture: Tensor | None = None) -> Demo:
    """Turn down the skips of the trained network.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    cut = Cut(shown_scenes(picture))
    return Demo(
        name="unet_cut",
        title=cut.title,
        controls=[
            cut.scenes.control(frozen=1),
            Choice("skip", SKIPS, label="skip"),
            Slider("strength", STRENGTHS, start=0.0, label="multiplied by", picks=("course",)),
        ],
        panels=[
            [
                Panel("shape", cut.draw_shape, size=(3.6, 3.4), alt="the U, its skips as wide as they are strong"),
                Panel("labels", cut.draw_labels, size=(2.8, 3.4), alt="the labels that the network gives then"),
                Panel("course", cut.draw_course, size=(2.5, 3.4), alt="mean IoU against the strength of the skip"),
            ]
        ],
        caption=cut.caption,
        caption_lines=2,
    )


def without_each_skip() -> dict[str, tuple[float, float]]:
    """Measure the trained network on the lecture's scenes, whole and with skips cut.

    Returns
    -------
    dict of str to (float, float)
        For "none", each level and "all": the mean IoU over the pixels of all twelve scenes, and over those in the band
        of width 2.
    """
    scenes = lecture_scenes()
    truths = [scene.semantic for scene in scenes]
    bands = [band(scene, 2) for scene in scenes]
    found = {}
    for name, strength in {"none": 1.0, **dict.fromkeys(SKIPS, 0.0)}.items():
        labels = [labels_with(scene, strengths(name, strength)).long() for scene in scenes]
        measured = [mean_iou(labels, truths, SEMANTIC, where).mean for where in (None, bands)]
        found[name] = (measured[0], measured[1])
    return found

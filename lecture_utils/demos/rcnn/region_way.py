"""One region's way through R-CNN: warped, run through the network, scored, corrected, kept or suppressed."""

import math
from typing import NamedTuple

import torch
from matplotlib.axes import Axes
from torch import Tensor

from lecture_utils.demos.rcnn.outputs import NAME, SUPPRESSED_FROM, outcome, stages
from lecture_utils.demos.views.scenes import ShownScenes, shown_scenes
from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.rcnn import RegionStages, with_context
from lecture_utils.pictures import (
    Mark,
    Sheet,
    draw_arrow,
    draw_bars,
    draw_heatmap,
    draw_image,
    draw_marked_image,
    format_number,
    panes,
    say,
)
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Demo, Panel, Step
from lecture_utils.training.outputs import per_scene, trained

STAGES = ("proposal", "warp", "network", "scores", "offsets", "suppression")
PROPOSAL, WARP, NETWORK, SCORES, OFFSETS, SUPPRESSION = range(len(STAGES))
HIGHEST, SPREAD = 12, 12
"""Regions that can be picked: those with the highest scores, and as many again of all the others."""

MARGINS = (-4.0, 2.0)
"""SVM scores that the bars have room for."""


class Verdict(NamedTuple):
    """What suppression says of a region in a category.

    Attributes
    ----------
    rival : Tensor, shape (4), or None
        The kept box that suppresses it; None if it is kept itself.
    score, iou : float
        Of that box.
    """

    rival: Tensor | None
    score: float = 0.0
    iou: float = 0.0


@per_scene
def pickable(scene: LectureScene) -> tuple[int, ...]:
    """Return proposals to pick from, by falling score: the best ones, and some of all the others at equal distances."""
    order = stages(scene).margins.amax(dim=1).argsort(descending=True, stable=True).tolist()
    rest = order[HIGHEST:]
    return tuple(order[:HIGHEST] + rest[:: max(1, -(-len(rest) // SPREAD))])


def verdict(scene: LectureScene, region: int, category: int) -> Verdict:
    """Say whether a region is kept in a category, and if not, because of which box."""
    found = outcome(scene)
    boxes, scores, labels, _ = found.candidates
    (mine,) = ((found.regions == region) & (labels == category)).nonzero()[:, 0].tolist() or [-1]
    if mine < 0 or mine in found.kept.tolist():
        return Verdict(None)
    rivals = found.kept[labels[found.kept] == category]
    ious = box_iou(boxes[mine][None], boxes[rivals])[0]
    first = int((ious > SUPPRESSED_FROM).nonzero()[0, 0])
    return Verdict(boxes[rivals[first]], float(scores[rivals[first]]), float(ious[first]))


class Way:
    """What the panels are drawn from: a pure function of scene, region and step each."""

    def __init__(self, scenes: ShownScenes) -> None:
        self.scenes = scenes

    def at(self, scene: str, region: int) -> tuple[RegionStages, int, int]:
        """Return all stages of the scene, the proposal's number, and its best category."""
        followed, number = stages(self.scenes[scene]), pickable(self.scenes[scene])[region]
        return followed, number, int(followed.margins[number].argmax())

    def count(self, scene: str) -> int:
        """Count the regions to pick from."""
        return len(pickable(self.scenes[scene]))

    def nearest(self, scene: str, region: int) -> int:
        """Return the thing of the region's best category that it overlaps most; −1 where there is none."""
        picture = self.scenes[scene]
        followed, number, category = self.at(scene, region)
        ious = box_iou(followed.proposals[number][None], picture.boxes)[0] * (picture.labels == category)
        return int(ious.argmax()) if len(ious) and ious.max() > 0 else -1

    def draw_scene(self, axes: Axes, scene: str, region: int, step: int) -> None:
        """Draw the scene with the region, and what its stage does to its box."""
        picture = self.scenes[scene]
        followed, number, category = self.at(scene, region)
        box, moved = followed.proposals[number], followed.boxes[number, category]
        picks = [
            Mark(followed.proposals[other].tolist(), "", "muted", number=place)
            for place, other in enumerate(pickable(picture))
            if place != region
        ]
        marks = [Mark(box.tolist(), "", "input", dashed=step >= OFFSETS, number=region)]
        if step == WARP:
            size, padding = trained(NAME).classifier.size, trained(NAME).padding
            marks.append(Mark(with_context(box, size, padding).clamp(0, SIZE).tolist(), "", "step", dashed=True))
        if step == SCORES:
            score = format_number(float(followed.margins[number, category]))
            marks[0] = Mark(box.tolist(), f"{THINGS[category]} {score}", "input", number=region)
        if step == OFFSETS:
            marks.append(Mark(moved.clamp(0, SIZE).tolist(), "corrected", "prediction"))
        if step == SUPPRESSION:
            found = verdict(picture, number, category)
            role = "prediction" if found.rival is None else "rejected"
            marks = [Mark(moved.clamp(0, SIZE).tolist(), THINGS[category], role, number=region)]
            if found.rival is not None:
                marks.append(Mark(found.rival.tolist(), f"better {THINGS[category]}", "prediction"))
        shown = [*marks, *picks] if step == PROPOSAL else marks
        draw_marked_image(axes, picture.large, shown, None if step == OFFSETS else region, scene, (SIZE, SIZE))
        if step == OFFSETS:
            start, end = ((one[:2] + one[2:]) / 2 for one in (box, moved))
            if float((end - start).norm()) > 1:
                draw_arrow(axes, tuple(start.tolist()), tuple(end.tolist()), "step")

    def draw_crop(self, axes: Axes, scene: str, region: int, step: int) -> None:
        """Draw the region as the network gets it."""
        followed, number, _ = self.at(scene, region)
        if step < WARP:
            _not_yet(axes, "warp")
            return
        rows, columns = followed.crops.shape[2:]
        draw_image(axes, followed.crops[number], f"warped, {rows}×{columns}")

    def draw_features(self, axes: Axes, scene: str, region: int, step: int) -> None:
        """Draw the features as a square of numbers, row by row."""
        followed, number, _ = self.at(scene, region)
        if step < NETWORK:
            _not_yet(axes, "network")
            return
        features = followed.features[number]
        side = int(len(features) ** 0.5)
        draw_heatmap(axes, features[: side * side].view(side, side), title=f"{len(features)} features")

    def draw_scores(self, figure: Sheet, scene: str, region: int, step: int) -> None:
        """Draw the SVMs' scores, and below them the softmax of the network's own classifier."""
        followed, number, category = self.at(scene, region)
        above, below = panes(figure, rows=2, gap=0.1)
        if step < SCORES:
            _not_yet(above, "scores")
            return
        margins, probabilities = followed.margins[number], followed.probabilities[number]
        roles = ["prediction" if place == category else "muted" for place in range(len(THINGS))]
        draw_bars(above, THINGS, margins, roles, MARGINS, "SVM scores", decimals=2)
        best = int(probabilities.argmax())
        roles = ["prediction" if place == best else "muted" for place in range(len(THINGS) + 1)]
        draw_bars(below, ("background", *THINGS), probabilities, roles, (0, 1), "softmax", decimals=2)

    def title(self, scene: str, region: int, step: int) -> str:
        """Say what the stage finds."""
        picture = self.scenes[scene]
        followed, number, category = self.at(scene, region)
        name, score = THINGS[category], float(followed.margins[number, category])
        if step == PROPOSAL:
            return f"Selective Search proposes {len(followed.proposals)} regions; this is one of them"
        if step == WARP:
            return "Whatever its shape, the region becomes a square crop"
        if step == NETWORK:
            return f"The network turns the crop into {followed.features.shape[1]} numbers"
        if step == SCORES:
            says = "says yes" if score > 0 else "comes closest, but says no"
            return f"The SVM for {name} {says}: {format_number(score)}"
        if step == OFFSETS:
            thing = self.nearest(scene, region)
            if thing < 0:
                return f"The regression for {name} moves the box, though no {name} is there"
            before, after = self.ious(scene, region)
            better = "closer to" if after > before else "no closer to"
            return f"Corrected, the box is {better} the {name}: IoU {before:.2f}, then {after:.2f}"
        found = verdict(picture, number, category)
        if found.rival is None:
            return f"Kept: no better {name} overlaps it by more than {SUPPRESSED_FROM}"
        return f"Suppressed: a {name} with a higher score overlaps it"

    def ious(self, scene: str, region: int) -> tuple[float, float]:
        """Return the IoU with the nearest thing of its category, before and after regression."""
        picture = self.scenes[scene]
        followed, number, category = self.at(scene, region)
        both = torch.stack([followed.proposals[number], followed.boxes[number, category].clamp(0, SIZE)])
        before, after = box_iou(both, picture.boxes[self.nearest(scene, region)][None])[:, 0].tolist()
        return before, after

    def caption(self, scene: str, region: int, step: int) -> str:
        """Do the arithmetic of the stage."""
        picture = self.scenes[scene]
        followed, number, category = self.at(scene, region)
        x1, y1, x2, y2 = followed.proposals[number].tolist()
        width, height = x2 - x1, y2 - y1
        size, padding = trained(NAME).classifier.size, trained(NAME).padding
        if step == PROPOSAL:
            return (
                f"Proposal {number + 1}, ({x1:.0f}, {y1:.0f}, {x2:.0f}, {y2:.0f}), is {width:.0f} × {height:.0f} "
                f"pixels large. {self.count(scene)} of {len(followed.proposals)} regions are drawn: click one."
            )
        if step == WARP:
            inner = size - 2 * padding
            return (
                f"The region fills the middle {inner} × {inner} pixels of the {size} × {size}; {padding} pixels on "
                f"each side show context: {padding}/{inner} of {width:.0f} is {padding / inner * width:.1f}, of "
                f"{height:.0f} is {padding / inner * height:.1f} pixels of the scene (dashed)."
            )
        if step == NETWORK:
            features = followed.features[number]
            zeros = int((features == 0).sum())
            return (
                f"One forward pass for this region alone. {zeros} of the {len(features)} features of the last fully "
                f"connected layer are 0, the largest is {format_number(float(features.max()))}."
            )
        if step == SCORES:
            best = int(followed.probabilities[number].argmax())
            said = ("background", *THINGS)[best]
            return (
                "An SVM's score is w · x + b of the features x: above 0 the region counts as its category. "
                f"Highest: {THINGS[category]} with {format_number(float(followed.margins[number, category]))}. "
                f"The network's own softmax says {said} with {float(followed.probabilities[number, best]):.2f}."
            )
        if step == OFFSETS:
            tx, ty, tw, th = (round(value, 3) for value in followed.offsets[number, category].tolist())
            wider, higher = width * math.exp(tw), height * math.exp(th)
            return (
                f"Offsets {_signed(tx)}, {_signed(ty)}, {_signed(tw)}, {_signed(th)}: the centre moves by "
                f"{_signed(tx)} · {width:.0f} = {_signed(tx * width, 1)} and {_signed(ty)} · {height:.0f} = "
                f"{_signed(ty * height, 1)} pixels, the width becomes {width:.0f} · exp({_signed(tw)}) = {wider:.1f}, "
                f"the height {higher:.1f}."
            )
        found = verdict(picture, number, category)
        total = len(outcome(picture).kept)
        score = format_number(float(followed.margins[number, category]))
        if found.rival is None:
            low = " With a score so low it still comes last in the list." if float(score.replace("−", "-")) < 0 else ""
            return f"Score {score}. In this scene {total} boxes of all categories are kept, most with low scores.{low}"
        return (
            f"The other box has a score of {format_number(found.score)}, above {score}, and an IoU of {found.iou:.2f} "
            f"with this one, above {SUPPRESSED_FROM}. In this scene {total} boxes of all categories are kept."
        )


def _not_yet(axes: Axes, what: str) -> None:
    """Write what will stand here."""
    axes.set(xlim=(0, 1), ylim=(1, 0))
    say(axes, 0.5, 0.5, f"({what})", "muted", "label", align="center")


def _signed(value: float, decimals: int = 3) -> str:
    return format_number(value, decimals)


def way_demo(picture: Tensor | None = None) -> Demo:
    """Pick a region and follow it through all stages of R-CNN.

    Parameters
    ----------
    picture : Tensor, shape (3, H, W), optional
        The viewer's own, in [0, 1], shown before the lecture's scenes.
    """
    way = Way(shown_scenes(picture))
    return Demo(
        name="region_way",
        title=way.title,
        controls=[
            way.scenes.control(frozen=1),
            Step("region", count=way.count, label="region", picks=("scene",)),
            Step("step", count=len(STAGES), names=STAGES, label="stage", start=OFFSETS),
        ],
        panels=[
            [
                Panel("scene", way.draw_scene, size=(3.5, 3.75), alt="the scene with the region's box at this stage"),
                Panel("crop", way.draw_crop, size=(1.65, 3.75), alt="the warped region"),
                Panel("features", way.draw_features, size=(1.75, 3.75), alt="its features as a square of numbers"),
                Panel("scores", way.draw_scores, size=(2.45, 3.75), alt="scores of the SVMs and of the softmax"),
            ]
        ],
        caption=way.caption,
        caption_lines=4,
    )

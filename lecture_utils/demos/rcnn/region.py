"""One region of a scene with everything that R-CNN computes of it: what the demo of its way is drawn from."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.demos.rcnn.outputs import SUPPRESSED_FROM, outcome, stages
from lecture_utils.methods.boxes import box_iou
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.outputs import per_scene

HIGHEST, SPREAD = 12, 12
"""Regions that can be picked: those with the highest scores, and as many again of all the others."""


class Rival(NamedTuple):
    """The kept box that suppresses a region, its score, and its IoU with the region."""

    box: Tensor
    score: float
    iou: float


class Region(NamedTuple):
    """A region at every stage.

    Attributes
    ----------
    number, proposals, kept : int
        Which proposal it is, from 0 on; how many there are, and how many boxes are kept in the end.
    name : str
        The category whose SVM gives it the highest score.
    box, moved : Tensor, shape (4,)
        The proposal, and what the regression of this category makes of it, inside the scene.
    crop : Tensor, shape (3, h, w)
    features : Tensor, shape (D,)
    margins, probabilities : Tensor, shape (K,) and (K + 1,)
        Of the SVMs, and of the network's own softmax, background first.
    offsets : Tensor, shape (4,)
    thing : str
        ``name`` where the region overlaps a thing of this category, else "".
    before, after : float
        IoU with that thing.
    rival : Rival or None
        None if it is kept.
    """

    number: int
    proposals: int
    kept: int
    name: str
    box: Tensor
    moved: Tensor
    crop: Tensor
    features: Tensor
    margins: Tensor
    probabilities: Tensor
    offsets: Tensor
    thing: str
    before: float
    after: float
    rival: Rival | None

    @property
    def score(self) -> float:
        """The highest of the SVMs' scores."""
        return float(self.margins.max())


@per_scene
def pickable(scene: LectureScene) -> tuple[int, ...]:
    """Return proposals to pick from, by falling score: the best ones, and some of all the others at equal distances."""
    order = stages(scene).margins.amax(dim=1).argsort(descending=True, stable=True).tolist()
    rest = order[HIGHEST:]
    return tuple(order[:HIGHEST] + rest[:: max(1, -(-len(rest) // SPREAD))])


@per_scene
def region_of(scene: LectureScene, place: int) -> Region:
    """Follow one of the regions that can be picked through all stages."""
    followed, number = stages(scene), pickable(scene)[place]
    category = int(followed.margins[number].argmax())
    box, moved = followed.proposals[number], followed.boxes[number, category].clamp(0, SIZE)
    before, after = box_iou(torch.stack([box, moved]), scene.boxes[scene.labels == category]).unbind()
    near = bool(len(before)) and float(before.max()) > 0
    nearest = int(before.argmax()) if near else -1
    return Region(
        number,
        len(followed.proposals),
        len(outcome(scene).kept),
        THINGS[category],
        box,
        moved,
        followed.crops[number],
        followed.features[number],
        followed.margins[number],
        followed.probabilities[number],
        followed.offsets[number, category],
        THINGS[category] if near else "",
        float(before[nearest]) if near else 0.0,
        float(after[nearest]) if near else 0.0,
        rival_of(scene, number, category),
    )


def rival_of(scene: LectureScene, number: int, category: int) -> Rival | None:
    """Return the box by which a region is suppressed in a category; None if it is kept."""
    found = outcome(scene)
    boxes, scores, labels, _ = found.candidates
    (mine,) = ((found.regions == number) & (labels == category)).nonzero()[:, 0].tolist() or [-1]
    if mine < 0 or mine in found.kept.tolist():
        return None
    rivals = found.kept[labels[found.kept] == category]
    ious = box_iou(boxes[mine][None], boxes[rivals])[0]
    first = int((ious > SUPPRESSED_FROM).nonzero()[0, 0])
    return Rival(boxes[rivals[first]], float(scores[rivals[first]]), float(ious[first]))


def most_corrected(scene: LectureScene) -> int:
    """Return the place of the region, among those that an SVM accepts, whose IoU the regression raises most."""
    regions = [region_of(scene, place) for place in range(len(pickable(scene)))]
    gains = [one.after - one.before if one.score > 0 else -1.0 for one in regions]
    return max(range(len(gains)), key=gains.__getitem__)

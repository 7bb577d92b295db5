"""Both trained networks of lecture 13 on the lecture's scenes, and what each says of a box that is given."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.demos.views.detections import Judged, above, judge
from lecture_utils.methods.mask_rcnn import of_class, paste_mask
from lecture_utils.scenes.lecture_scenes import SIZE, LectureScene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.outputs import detections, per_scene, trained

ALIGN, POOL = "mask_rcnn", "mask_rcnn_roi_pool"
NAMES = {ALIGN: "RoI Align", POOL: "RoI pooling"}
"""What each network cuts regions out with; all else is equal."""

SEMANTIC_NETWORK = "unet"
THRESHOLD = 0.5
"""Detections with a lower score are left out."""

Box = tuple[float, float, float, float]


@per_scene
def found(scene: LectureScene, network: str = ALIGN) -> list[Judged]:
    """Return what a network finds with a score of at least `THRESHOLD`, right or wrong."""
    return judge(above(detections(network, scene), THRESHOLD), scene)


@per_scene
def features(scene: LectureScene, network: str = ALIGN) -> Tensor:
    """Return the feature map, (1, C, 32, 32)."""
    maps: Tensor = trained(network).feature_map(scene.image[None])
    return maps


class Answer(NamedTuple):
    """What a network says of one box.

    Attributes
    ----------
    pooled : Tensor, shape (C, 10, 10)
        What the mask head gets.
    probabilities : Tensor, shape (1 + K,)
        Of the background and of each category.
    masks : Tensor, shape (K, 20, 20)
        Probabilities of each category's mask.
    """

    pooled: Tensor
    probabilities: Tensor
    masks: Tensor

    @property
    def label(self) -> int:
        """The most likely category, background left out."""
        return int(self.probabilities[1:].argmax())

    @property
    def is_background(self) -> bool:
        """Whether background is more likely than any category."""
        return int(self.probabilities.argmax()) == 0


@per_scene
def answer(scene: LectureScene, box: Box, network: str = ALIGN) -> Answer:
    """Ask a network about one box: pool it, classify it, and score the masks of all categories."""
    asked, maps, boxes = trained(network), features(scene, network), [torch.tensor([box], dtype=torch.float32)]
    pooled = asked.mask_pool(maps, boxes=boxes, spatial_scale=asked.scale)[0]
    scores = asked.regions(maps, boxes).scores[0]
    return Answer(pooled, scores.softmax(dim=0), asked.mask_scores(maps, boxes)[0].sigmoid())


@per_scene
def pasted(scene: LectureScene, box: Box, label: int, network: str = ALIGN) -> Tensor:
    """Return the mask of a category in its place: probabilities, (128, 128)."""
    masks = answer(scene, box, network).masks[None]
    mask = of_class(masks, torch.tensor([label]))[0]
    return paste_mask(mask, torch.tensor(box, dtype=torch.float32), (SIZE, SIZE))


def name_of(label: int) -> str:
    """Return a category in words."""
    return THINGS[label]

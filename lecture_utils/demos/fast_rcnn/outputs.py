"""What Fast R-CNN makes of a scene, and the regions that it is trained on there."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.fast_rcnn import RegionTargets, assign_targets, region_targets
from lecture_utils.scenes.lecture_scenes import LectureScene
from lecture_utils.training.outputs import per_scene, proposals

NAME, SPP, RCNN = "fast_rcnn", "fast_rcnn_spp", "rcnn"
COUNT = 32
"""Regions of a scene in a mini-batch, as the recipe has it."""


@per_scene
def regions(scene: LectureScene) -> Tensor:
    """Return the proposals of a scene, and behind them its true boxes, (R, 4): what mini-batches are drawn from."""
    return torch.cat([proposals(scene), scene.boxes])


@per_scene
def overlaps(scene: LectureScene) -> Tensor:
    """Return the highest IoU of each region with a thing, (R,); 0 in an empty scene."""
    ious = box_iou(regions(scene), scene.boxes)
    return ious.amax(dim=1) if len(scene.boxes) else ious.new_zeros(len(ious))


@per_scene
def labels(scene: LectureScene, foreground: float) -> Tensor:
    """Return the class of each region, (R,): 0 for background."""
    return assign_targets(regions(scene), scene.boxes, scene.labels, foreground).labels


class MiniBatch(NamedTuple):
    """A mini-batch, and how many regions there were to choose from.

    Attributes
    ----------
    drawn : RegionTargets
    things, background : int
        Regions of each kind in the scene, drawn or not.
    """

    drawn: RegionTargets
    things: int
    background: int


@per_scene
def mini_batch(scene: LectureScene, draw: int, positive_fraction: float, foreground: float) -> MiniBatch:
    """Draw `COUNT` regions of a scene, by chance; the same number of the draw gives the same regions."""
    order = torch.randperm(len(regions(scene)), generator=torch.Generator().manual_seed(draw))
    drawn = region_targets(
        proposals(scene), scene.boxes, scene.labels, COUNT, positive_fraction, foreground, order=order
    )
    shown = int((labels(scene, foreground) > 0).sum())
    return MiniBatch(drawn, shown, len(regions(scene)) - shown)

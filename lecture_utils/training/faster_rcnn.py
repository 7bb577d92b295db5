"""The recipes of lecture 07: Faster R-CNN, proposals and detections learned together."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torchvision.ops import roi_pool

from lecture_utils.methods.evaluation import Detections, Truth, proposal_recall
from lecture_utils.methods.faster_rcnn import FasterRCNN, FasterRCNNSteps
from lecture_utils.methods.feature_pyramid import MERGED, FeaturePyramid
from lecture_utils.methods.mask_rcnn import GridPool
from lecture_utils.methods.roi import roi_align
from lecture_utils.training.data import in_order
from lecture_utils.training.detector import Detector, detection_figures, start_from_trained
from lecture_utils.training.detector_snapshots import MOMENTS, MOST_PROPOSALS, filled_up
from lecture_utils.training.meadow_batch import MeadowBatch

SCALES = (16, 24, 36, 54)
"""Of the anchors, in pixels: three of four things in a scene have a √area between 16 and 54."""

NUMBERS = (50, 100, 300)
"""Numbers of proposals whose recall is measured."""


CELLS = 5
"""Rows and columns of the grid that a region is pooled to. The paper's 7 are for regions of more cells than ours."""


class FasterRCNNRecipe(Detector):
    """Faster R-CNN: four losses, trained together. Regions are cut out by RoI pooling, as in the paper.

    Beyond the paper, the feature map is the merged one of a pyramid (Lin et al., CVPR 2017), with a cell for 4 pixels:
    many things of our scenes are smaller than 16 pixels, the paper's cell.

    Besides the detectors' figures it tells the recall of the proposals: the share of things that one of the first 50,
    100, 300 overlaps by half, and of those by 0.7 among the 300.

    Attributes
    ----------
    pool : callable
        What regions are cut out with. RoI pooling is torchvision's: the values of lecture 05's in less time.
    bfloat16 : bool
        Whether the backbone's convolutions multiply in half precision while training.
    """

    name = "faster_rcnn"
    summary = "Faster R-CNN: regions proposed and classified by one network, 5 things in scenes of 128×128 pixels"
    steps = 2500
    seeds = (0,)
    validation_scenes = 50
    learning_rate = 2e-3
    starts_from = ("backbone",)
    snapshots: tuple[float, ...] = MOMENTS
    bfloat16 = True
    pool: GridPool = staticmethod(roi_pool)

    def network(self) -> FasterRCNN:
        """Make the network."""
        pool = partial(self.pool, output_size=CELLS)
        return FasterRCNN(FeaturePyramid(), stage=MERGED, pool=pool, width=128, scales=SCALES)

    def start(self, network: FasterRCNN) -> None:
        """Start from the trained backbone."""
        start_from_trained(network.backbone)

    def loss(self, network: FasterRCNN, batch: MeadowBatch) -> dict[str, Tensor]:
        """Return the four losses."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bfloat16 and network.training):
            features = network.feature_map(batch.images).float()
        return network.map_losses(features, truths_of(batch), (self.size, self.size))

    def detect(self, network: Any, data: Any, indices: list[int]) -> list[Detections]:
        """Return what the network finds in each of these scenes."""
        found: list[Detections] = network(MeadowBatch.of(data[index] for index in indices).images)
        return found

    def evaluate(self, network: Any, data: Any) -> dict[str, float]:
        """Return the average precision, and the recall of the proposals."""
        steps = [
            network.steps(MeadowBatch.of(data[index] for index in indices).images)
            for indices in in_order(len(data), self.batch_size)
        ]
        scenes = [data[index] for index in range(len(data))]
        detections = [one.detections for batch in steps for one in batch.found]
        return detection_figures(detections, scenes) | proposal_figures(steps, scenes)

    def snapshot(self, network: Any) -> dict[str, Tensor]:
        """Return what every detector's snapshot has, and "proposals" (`MOST_PROPOSALS`, 4): boxes in pixels."""
        steps = network.steps(MeadowBatch.of(self.first_scene()).images)
        return super().snapshot(network) | {"proposals": filled_up(steps.proposals[0].boxes, MOST_PROPOSALS)}


class FasterRCNNWithRoIAlign(FasterRCNNRecipe):
    """The same with RoI Align, which no coordinate is rounded in: what lecture 13 changes, here without masks."""

    name = "faster_rcnn_roi_align"
    summary = "Faster R-CNN with RoI Align in place of RoI pooling, otherwise as faster_rcnn"
    snapshots = ()
    bfloat16 = False
    pool = staticmethod(partial(roi_align, sampling_ratio=2))


def truths_of(batch: MeadowBatch) -> list[Truth]:
    """Return the truth of each scene of a batch."""
    return [Truth(*one) for one in zip(batch.boxes, batch.labels, batch.masks, strict=True)]


def proposal_figures(steps: Sequence[FasterRCNNSteps], scenes: Sequence[Any]) -> dict[str, float]:
    """Measure the proposals that a network made on the way, batch by batch.

    Parameters
    ----------
    steps : sequence of FasterRCNNSteps
    scenes : sequence of N scenes
        In the same order.

    Returns
    -------
    dict of str to float
    """
    proposals = [one.boxes for batch in steps for one in batch.proposals]
    measured = proposal_recall(proposals, [scene.boxes for scene in scenes], NUMBERS)
    figures = {f"recall of {number}": float(value) for number, value in zip(NUMBERS, measured.at(0.5), strict=True)}
    return figures | {f"recall of {NUMBERS[-1]} at 0.7": float(measured.at(0.7)[-1])}


recipes = (FasterRCNNRecipe(), FasterRCNNWithRoIAlign())

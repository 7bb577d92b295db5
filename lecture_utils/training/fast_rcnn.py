"""The recipes of lecture 06: Fast R-CNN, and SPP-net as its variant with a pyramid and frozen convolutions."""

from functools import partial
from typing import Any

from torch import Tensor

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.evaluation import Detections
from lecture_utils.methods.fast_rcnn import FastRCNN, region_targets
from lecture_utils.methods.feature_pyramid import MERGED, FeaturePyramid
from lecture_utils.methods.roi import spatial_pyramid_pool
from lecture_utils.scenes.meadow import Split
from lecture_utils.training.detector import Detector, start_from_trained
from lecture_utils.training.proposed_scenes import ProposedBatch, ProposedScenes

REGIONS = 32
"""Of each scene in a mini-batch: 16 scenes give 512 regions, of which 128 at most show a thing."""


class FastRCNNRecipe(Detector):
    """Fast R-CNN on the proposals of Selective Search.

    Mini-batches are drawn hierarchically: first scenes, then regions of each, so the convolutions are shared.
    """

    name = "fast_rcnn"
    summary = "Fast R-CNN on the regions of Selective Search, 5 things in scenes of 128×128 pixels"
    scenes = 4000
    steps = 3200
    validation_scenes = 40  # each is proposed by Selective Search first
    seeds = (0,)
    learning_rate = 2e-3
    starts_from = ("backbone",)

    def network(self) -> FastRCNN:
        """Make the network. Its map has a cell for 4 pixels: a bin of a small thing has cells of its own."""
        return FastRCNN(FeaturePyramid(), stage=MERGED)

    def start(self, network: FastRCNN) -> None:
        """Start from the trained backbone."""
        start_from_trained(network.backbone)

    def data(self, split: Split | str, count: int) -> ProposedScenes:
        """Return the first scenes of a split with their proposals."""
        return ProposedScenes(split, count, self.size)

    def batch(self, data: ProposedScenes, indices: list[int]) -> ProposedBatch:
        """Return scenes with their proposals, each mirrored with a chance of one half."""
        return ProposedBatch.of(data, indices).mirrored_at_random()

    def loss(self, network: FastRCNN, batch: ProposedBatch) -> dict[str, Tensor]:
        """Return both terms of the multi-task loss."""
        scenes = batch.scenes
        drawn = [
            region_targets(*one, count=REGIONS)
            for one in zip(batch.proposals, scenes.boxes, scenes.labels, strict=True)
        ]
        return network.losses(network.feature_map(scenes.images), drawn)._asdict()

    def detect(self, network: Any, data: ProposedScenes, indices: list[int]) -> list[Detections]:
        """Return what the network makes of each scene's proposals."""
        batch = ProposedBatch.of(data, indices)
        found: list[Detections] = network(batch.scenes.images, batch.proposals)
        return found


class SPPNet(FastRCNNRecipe):
    """The same with a spatial pyramid instead of RoI pooling, over convolutions that aren't trained.

    He et al. couldn't train the convolutions through the pyramid efficiently, since each mini-batch held regions of
    many images. Their support vector machines are left to lecture 04.
    """

    name = "fast_rcnn_spp"
    summary = "SPP-net: a spatial pyramid over frozen convolutions, otherwise as fast_rcnn"
    steps = 3000
    learning_rate = 1e-3
    validation_scenes = 100

    def network(self) -> FastRCNN:
        """Make the network. Its map has a cell for 8 pixels; a merged one would have to be trained."""
        backbone = Backbone()
        backbone.keep_resolution("stage3")
        return FastRCNN(backbone, pool=partial(spatial_pyramid_pool, levels=(4, 2, 1)))

    def start(self, network: FastRCNN) -> None:
        """Start from the trained backbone, and leave it as it is."""
        start_from_trained(network.backbone)
        network.backbone.freeze_until("stage3")


recipes = (FastRCNNRecipe(), SPPNet())

"""The recipes of lecture 06: Fast R-CNN, and SPP-net as its variant with a pyramid and frozen convolutions."""

from typing import Any

import torch
from torch import Tensor

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.evaluation import Detections
from lecture_utils.methods.fast_rcnn import FastRCNN, region_targets
from lecture_utils.methods.feature_pyramid import MERGED, FeaturePyramid
from lecture_utils.methods.losses import cross_entropy
from lecture_utils.methods.rcnn import SPPNet
from lecture_utils.scenes.meadow import Split
from lecture_utils.training.detector import Detector, start_from_trained
from lecture_utils.training.detector_snapshots import MOMENTS
from lecture_utils.training.proposed_scenes import ProposedBatch, ProposedScenes, SomeProposedScenes
from lecture_utils.training.svm_fitting import fit_to_scenes

STAGE = "stage3"
"""Whose map regions are pooled from."""

REGIONS = 32
"""Of each scene in a mini-batch: 16 scenes give 512 regions, of which 128 at most show a thing."""


def shared_map() -> Backbone:
    """Make the backbone of lecture 06's three detectors, whose third stage has a cell for 8 pixels.

    R-CNN's network, SPP-net and Fast R-CNN differ in what they do with one and the same map. Its own 16 pixels for a
    cell, as in the papers, are for photographs: many things of our scenes are as small as that.
    """
    backbone = Backbone()
    backbone.keep_resolution(STAGE)
    return backbone


class FastRCNNRecipe(Detector):
    """Fast R-CNN on the proposals of Selective Search.

    Mini-batches are drawn hierarchically: first scenes, then regions of each, so the convolutions are shared.
    Background is drawn from all regions below an IoU of 0.5, where the paper leaves out those below 0.1.

    Attributes
    ----------
    bfloat16 : bool
        Whether convolutions multiply in half precision while training.
    """

    name = "fast_rcnn"
    summary = "Fast R-CNN on the regions of Selective Search, 5 things in scenes of 128×128 pixels"
    scenes = 4000
    steps = 2400
    validation_scenes = 40  # each is proposed by Selective Search first
    seeds = (0,)
    learning_rate = 2e-3
    starts_from = ("backbone",)
    snapshots: tuple[float, ...] = MOMENTS
    bfloat16 = True

    def network(self) -> FastRCNN | SPPNet:
        """Make the network."""
        return FastRCNN(shared_map(), stage=STAGE)

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
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bfloat16 and network.training):
            features = network.feature_map(scenes.images)
        return network.losses(features.float(), drawn)._asdict()

    def first_scene(self) -> Any:
        """Return the lecture's first scene with its proposals, as data of length 1."""
        return SomeProposedScenes(super().first_scene())

    def detect(self, network: Any, data: ProposedScenes, indices: list[int]) -> list[Detections]:
        """Return what the network makes of each scene's proposals."""
        batch = ProposedBatch.of(data, indices)
        found: list[Detections] = network(batch.scenes.images, batch.proposals)
        return found


class FastRCNNPyramid(FastRCNNRecipe):
    """The same on the merged map of a feature pyramid (Lin et al., CVPR 2017), which lecture 06 doesn't have.

    It has a cell for 4 pixels, so a bin of a small thing has cells of its own.
    """

    name = "fast_rcnn_pyramid"
    summary = "Fast R-CNN on the merged map of a feature pyramid, otherwise as fast_rcnn"
    steps = 3200
    snapshots = ()
    bfloat16 = False

    def network(self) -> FastRCNN:
        """Make the network."""
        return FastRCNN(FeaturePyramid(), stage=MERGED)


class SPPNetRecipe(FastRCNNRecipe):
    """SPP-net: a spatial pyramid over frozen convolutions, then the SVMs and box regressions of R-CNN.

    He et al. couldn't train the convolutions through the pyramid efficiently, since each mini-batch held regions of
    many images. Gradients train the two fully connected layers and their classifier; SVMs and regressions are fitted
    after it, to the features of the first training scenes.
    """

    name = "fast_rcnn_spp"
    summary = "SPP-net on the regions of Selective Search: a pyramid over frozen convolutions, SVMs, box regressions"
    learning_rate = 1e-3
    snapshots = ()
    validation_scenes = 0
    fitted_scenes = 1000

    def network(self) -> SPPNet:
        """Make the network."""
        return SPPNet(shared_map(), stage=STAGE)

    def start(self, network: Any) -> None:
        """Start from the trained backbone, and leave it as it is."""
        start_from_trained(network.backbone)
        network.backbone.freeze_until(STAGE)

    def loss(self, network: Any, batch: ProposedBatch) -> dict[str, Tensor]:
        """Return the log loss of the classifier."""
        scenes = batch.scenes
        drawn = [
            region_targets(*one, count=REGIONS)
            for one in zip(batch.proposals, scenes.boxes, scenes.labels, strict=True)
        ]
        found = network.regions(network.feature_map(scenes.images), [one.boxes for one in drawn])
        return {"classification": cross_entropy(found.scores, torch.cat([one.labels for one in drawn]))}

    def finish(self, network: Any, data: ProposedScenes) -> dict[str, Any]:
        """Fit SVMs and regressions, as R-CNN's recipe does, and tell the same."""
        return fit_to_scenes(network, data, self.fitted_scenes)


recipes = (FastRCNNRecipe(), FastRCNNPyramid(), SPPNetRecipe())

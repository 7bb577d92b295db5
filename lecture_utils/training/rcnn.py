"""The recipe of lecture 04: R-CNN on the proposals of Selective Search."""

from typing import Any

import torch
from torch import Tensor

from lecture_utils.methods.classification import cross_entropy
from lecture_utils.methods.evaluation import Detections
from lecture_utils.methods.fast_rcnn import region_targets
from lecture_utils.methods.rcnn import (
    RCNN,
    RegionClassifier,
    detect_among,
    warp_regions,
)
from lecture_utils.methods.rcnn.network import Scores
from lecture_utils.scenes.meadow import Split
from lecture_utils.training.detector import Detector, detection_figures, start_from_trained
from lecture_utils.training.fast_rcnn import shared_map
from lecture_utils.training.proposed_scenes import ProposedBatch, ProposedScenes
from lecture_utils.training.svm_fitting import fit_to_scenes

REGIONS = 16
"""Of each scene in a mini-batch: 8 scenes give 128 regions, of which 32 at most show a thing, as in the paper."""

RANKINGS: dict[str, tuple[Scores, bool]] = {
    "AP50": ("svm", True),
    "AP50 without regression": ("svm", False),
    "AP50 by softmax": ("softmax", True),
    "AP50 by softmax, without regression": ("softmax", False),
}
"""What is compared: by which scores regions are ranked, and whether their boxes are corrected."""


class RCNNRecipe(Detector):
    """R-CNN: gradients train the classifier; support vector machines and box regressions are fitted after it.

    Layers multiply in half precision while they are trained.
    """

    name = "rcnn"
    summary = "R-CNN on the regions of Selective Search: a network, support vector machines, box regressions"
    scenes = 4000
    validation_scenes = 0
    steps = 2000
    seeds = (0,)
    batch_size = 8
    learning_rate = 1e-3
    starts_from = ("backbone",)
    fitted_scenes = 1000  # some 300,000 regions

    def network(self) -> RCNN:
        """Make the network."""
        return RCNN(RegionClassifier(shared_map()))

    def start(self, network: RCNN) -> None:
        """Start from the trained backbone."""
        start_from_trained(network.classifier.backbone)

    def data(self, split: Split | str, count: int) -> ProposedScenes:
        """Return the first scenes of a split with their proposals."""
        return ProposedScenes(split, count, self.size)

    def batch(self, data: ProposedScenes, indices: list[int]) -> tuple[Tensor, Tensor]:
        """Return warped regions (R, 3, size, size), a quarter of them things, and their classes (R,)."""
        scenes, proposals = ProposedBatch.of(data, indices).mirrored_at_random()
        crops, labels = [], []
        for image, regions, boxes, things in zip(scenes.images, proposals, scenes.boxes, scenes.labels, strict=True):
            drawn = region_targets(regions, boxes, things, count=REGIONS)
            crops.append(warp_regions(image, drawn.boxes))
            labels.append(drawn.labels)
        return torch.cat(crops), torch.cat(labels)

    def loss(self, network: RCNN, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Return the log loss of the classifier."""
        crops, labels = batch
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=network.training):
            scores = network.classifier(crops).scores
        return {"classification": cross_entropy(scores.float(), labels)}

    def finish(self, network: RCNN, data: ProposedScenes) -> dict[str, Any]:
        """Fit SVMs and regressions to the features of the first training scenes; tell what `fit_to_scenes` tells."""
        return fit_to_scenes(network, data, self.fitted_scenes)

    def detect(self, network: Any, data: ProposedScenes, indices: list[int]) -> list[Detections]:
        """Return what the network makes of each scene's proposals."""
        batch = ProposedBatch.of(data, indices)
        found: list[Detections] = network(batch.scenes.images, batch.proposals)
        return found

    def evaluate(self, network: Any, data: ProposedScenes) -> dict[str, float]:
        """Return the average precision, also without SVMs and without regression."""
        found: dict[str, list[Detections]] = {name: [] for name in RANKINGS}
        for index in range(len(data)):
            stages = network.follow(data[index].image, data.proposals(index))
            for name, (by, corrected) in RANKINGS.items():
                found[name].append(detect_among(stages, (self.size, self.size), by, corrected).detections)
        truths = [data[index] for index in range(len(data))]
        figures = detection_figures(found["AP50"], truths)
        return figures | {name: detection_figures(found[name], truths)["AP50"] for name in list(RANKINGS)[1:]}


recipe = RCNNRecipe()

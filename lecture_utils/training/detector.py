"""What the recipes of detectors have in common: meadow scenes in, average precision out."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.detections import LabelledScene, Regions
from lecture_utils.methods.evaluation import Detections, average_precision, bootstrap_interval
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.scenes.meadow import THINGS, Meadow, MeadowCache, Split
from lecture_utils.training.checkpoint import load_weights
from lecture_utils.training.data import in_order
from lecture_utils.training.detector_snapshots import LOSS_SCENES, as_snapshot, losses_as_snapshot
from lecture_utils.training.meadow_batch import MeadowBatch
from lecture_utils.training.recipe import Recipe


class Detector(Recipe):
    """A recipe for a network that finds things in scenes: a subclass says which, its loss, and how it detects.

    Its figures are `detection_figures`. A subclass that names moments as its ``snapshots`` records the terms of its
    loss on some validation scenes, and what it finds in the lecture's first scene.
    """

    size = 128
    scenes = 8000
    test_scenes = 500
    validation_scenes = 100
    batch_size = 16
    clip = 5.0
    channels_last = True

    def data(self, split: Split | str, count: int) -> Any:
        """Return the first scenes of a split."""
        return MeadowCache(split, count, self.size)

    def batch(self, data: Any, indices: list[int]) -> Any:
        """Return scenes with their truth, each mirrored with a chance of one half."""
        return MeadowBatch.of(data[index] for index in indices).mirrored_at_random()

    @abstractmethod
    def detect(self, network: Any, data: Any, indices: list[int]) -> list[Detections]:
        """Return what the network finds in each of these scenes."""

    def detect_all(self, network: Any, data: Any) -> list[Detections]:
        """Return what the network finds in every scene, batch by batch."""
        return [
            found for indices in in_order(len(data), self.batch_size) for found in self.detect(network, data, indices)
        ]

    def evaluate(self, network: Any, data: Any) -> dict[str, float]:
        """Return the average precision."""
        return detection_figures(self.detect_all(network, data), [data[index] for index in range(len(data))])

    def first_scene(self) -> Any:
        """Return the lecture's first scene as data of length 1."""
        seed = lecture_scene().seed
        assert seed is not None  # only the viewer's own picture has none
        return [Meadow(seed, self.size)]

    def snapshot(self, network: Any) -> dict[str, Tensor]:
        """Return the terms of the loss on validation scenes, and the detections in the lecture's first scene.

        Returns
        -------
        dict of str to Tensor
            See `as_snapshot` and `losses_as_snapshot`; and the scene's seed as "scene".
        """
        batch = self.batch(self.data(Split.VALIDATION, LOSS_SCENES), list(range(LOSS_SCENES)))
        scene = self.first_scene()
        (found,) = self.detect(network, scene, [0])
        seed = {"scene": torch.tensor(scene[0].seed)}
        return losses_as_snapshot(self.loss(network, batch)) | as_snapshot(found) | seed


def start_from_trained(backbone: Backbone, freeze_norm: bool = True) -> None:
    """Load the shared backbone's trained weights, and freeze its normalisation.

    Parameters
    ----------
    backbone : Backbone
        Of the shared sizes. Stages that it was cut off are left out; what was inserted keeps its own start.
    freeze_norm : bool
        Detectors see too few images at once to measure means and variances.
    """
    weights = load_weights(Backbone(), "backbone", part="backbone").state_dict()
    own = backbone.state_dict()
    backbone.load_state_dict(own | {name: value for name, value in weights.items() if name in own})
    if freeze_norm:
        backbone.freeze_norm()


def detection_figures(
    detections: Sequence[Detections], truths: Sequence[LabelledScene], regions: Regions = "boxes"
) -> dict[str, float]:
    """Measure a detector of the meadow's five things.

    Parameters
    ----------
    detections : sequence of N Detections
    truths : sequence of N Truth or scenes
    regions : "boxes" or "masks"

    Returns
    -------
    dict of str to float
        "AP50", the ends of its 95 % bootstrap interval over scenes, "AP75", and "AP" over ten thresholds. The names
        of masks' figures begin with "mask".
    """
    measured = average_precision(detections, truths, THINGS, regions=regions)
    at_50 = measured.at(0.5)
    interval = bootstrap_interval(at_50.resampled, len(truths), seed=0)
    start = "mask " if regions == "masks" else ""
    return {
        f"{start}AP50": interval.value,
        f"{start}AP50 low": interval.low,
        f"{start}AP50 high": interval.high,
        f"{start}AP75": measured.at(0.75).mean,
        f"{start}AP": measured.mean,
    }

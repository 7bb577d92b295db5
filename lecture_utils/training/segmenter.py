"""What the recipes of semantic segmentation have in common: meadow scenes in, mean IoU out."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from lecture_utils.methods.evaluation import bootstrap_interval, boundary_mean_iou, mean_iou
from lecture_utils.methods.semantic_segmentation.labels import predicted_labels
from lecture_utils.scenes.meadow import SEMANTIC, Meadow, MeadowCache, Split, scene_seed
from lecture_utils.training.data import in_order
from lecture_utils.training.recipe import Recipe

BAND = 2
"""Pixels on each side of a boundary whose mean IoU is a figure of its own."""

SNAPSHOT_SEEDS = (scene_seed(Split.VALIDATION, 1),)
"""Seeds of the scenes whose labels are recorded at moments of every training: one with all animals, near and far."""


class LabelledScenes(NamedTuple):
    """N scenes with the label of every pixel.

    Attributes
    ----------
    images : Tensor, shape (N, 3, H, W), float32
        In [0, 1].
    labels : Tensor, shape (N, H, W), int64
        Indices of :data:`~lecture_utils.scenes.meadow.categories.SEMANTIC`.
    """

    images: Tensor
    labels: Tensor

    @classmethod
    def of(cls, scenes: Sequence[Meadow]) -> "LabelledScenes":
        """Put scenes of one size together."""
        return cls(torch.stack([scene.image for scene in scenes]), torch.stack([scene.semantic for scene in scenes]))

    def mirrored_at_random(self) -> "LabelledScenes":
        """Mirror each scene with its labels, left to right, with a chance of one half, by torch's random numbers."""
        chosen = torch.rand(len(self.images)) < 0.5
        return LabelledScenes(
            torch.where(chosen[:, None, None, None], self.images.flip(-1), self.images),
            torch.where(chosen[:, None, None], self.labels.flip(-1), self.labels),
        )


def cut_about_a_class(image: Tensor, labels: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """Cut out a square that shows a class drawn among those of the scene: a small animal as often as the grass.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
    labels : Tensor, shape (H, W), integer
    side : int
        Rows and columns, at most H and W.

    Returns
    -------
    image : Tensor, shape (3, side, side)
    labels : Tensor, shape (side, side)
        With at least one pixel of the class that was drawn, by torch's random numbers.
    """
    present = labels.unique()
    places = (labels == present[torch.randint(len(present), ())]).nonzero()  # (K, 2)
    corner = places[torch.randint(len(places), ())] - torch.randint(side, (2,))
    top, left = (min(max(int(c), 0), size - side) for c, size in zip(corner, labels.shape, strict=True))
    square = (..., slice(top, top + side), slice(left, left + side))
    return image[square], labels[square]


class Segmenter(Recipe):
    """A recipe for a network that labels every pixel: a subclass says which network.

    Its figures are `segmentation_figures`. During the training the labels of the scenes `SNAPSHOT_SEEDS` are recorded,
    as bytes under the name "labels": (K, 1, H, W).

    Attributes
    ----------
    bfloat16 : bool
        Whether convolutions are computed in bfloat16 while the network learns; the weights, their steps and all that is
        evaluated stay in float32. On large maps that takes half the time, where the processor knows bfloat16.
    """

    size = 128
    scenes = 8000
    test_scenes = 500
    validation_scenes = 20
    batch_size = 8
    learning_rate = 4e-3
    weight_decay = 0.01
    averaging = 0.99
    clip = 5.0
    channels_last = True
    bfloat16 = False
    snapshots = (0.0, 1 / 64, 1 / 16, 1 / 4, 1 / 2, 1.0)

    def data(self, split: Split | str, count: int) -> MeadowCache:
        """Return the first scenes of a split."""
        return MeadowCache(split, count, self.size)

    def batch(self, data: MeadowCache, indices: list[int]) -> LabelledScenes:
        """Return scenes with their labels, each mirrored with a chance of one half."""
        return LabelledScenes.of([data[index] for index in indices]).mirrored_at_random()

    def loss(self, network: Any, batch: LabelledScenes) -> dict[str, Tensor]:
        """Return the cross-entropy of all pixels."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bfloat16):
            scores = network(batch.images)  # (N, C, H, W)
        return {"cross-entropy": cross_entropy(scores.float(), batch.labels)}

    def labels(self, network: Any, data: Any) -> Tensor:
        """Label all scenes, batch by batch: (N, H, W), bytes."""
        batches = (
            torch.stack([data[index].image for index in indices]) for indices in in_order(len(data), self.batch_size)
        )
        return torch.cat([predicted_labels(network(images)).byte() for images in batches])

    def evaluate(self, network: Any, data: Any) -> dict[str, float]:
        """Return the mean IoU and what goes with it."""
        truths = torch.stack([data[index].semantic for index in range(len(data))])
        return segmentation_figures(self.labels(network, data), truths)

    def snapshot(self, network: Any) -> dict[str, Tensor]:
        """Return the labels of these scenes: (1, H, W), bytes."""
        return {"labels": self.labels(network, [Meadow(seed, self.size) for seed in SNAPSHOT_SEEDS])}


class SquareSegmenter(Segmenter):
    """A recipe for a network that computes much for every pixel, and learns all from its start.

    It learns from squares of half the scene's side, drawn by `cut_about_a_class`. In whole scenes, nine pixels of ten
    show sky, grass or trees, which are learned within the first steps. It labels whole scenes.
    """

    batch_size = 32
    bfloat16 = True

    def batch(self, data: MeadowCache, indices: list[int]) -> LabelledScenes:
        """Return a square of each scene with its labels, mirrored with a chance of one half."""
        scenes = [data[index] for index in indices]
        squares = [cut_about_a_class(scene.image, scene.semantic, self.size // 2) for scene in scenes]
        images, labels = zip(*squares, strict=True)
        return LabelledScenes(torch.stack(images), torch.stack(labels)).mirrored_at_random()


def segmentation_figures(predictions: Tensor, truths: Tensor) -> dict[str, float]:
    """Measure how well the meadow's ten classes are found, pixel by pixel.

    Parameters
    ----------
    predictions, truths : Tensor, shape (N, H, W), integer
        Indices of :data:`~lecture_utils.scenes.meadow.categories.SEMANTIC`.

    Returns
    -------
    dict of str to float
        "mean IoU" with the ends of its 95 % bootstrap interval over scenes, "pixel accuracy", and "boundary IoU": the
        mean IoU of the pixels at most `BAND` rows and columns from a true boundary, with its interval.
    """
    overall = mean_iou(predictions, truths, SEMANTIC)
    near = boundary_mean_iou(predictions, truths, SEMANTIC, [BAND])[BAND]
    figures: dict[str, float] = {}
    for name, measured in (("mean IoU", overall), ("boundary IoU", near)):
        interval = bootstrap_interval(measured.resampled, len(truths), seed=0)
        figures |= {name: interval.value, f"{name} low": interval.low, f"{name} high": interval.high}
    return figures | {"pixel accuracy": overall.pixel_accuracy}

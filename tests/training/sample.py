"""A recipe that takes a second, with all that makes resuming hard: dropout, running statistics, channels last."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from lecture_utils.scenes.meadow import CropCache, Split
from lecture_utils.training.data import in_order, mirrored_at_random
from lecture_utils.training.recipe import Recipe


class Sample(Recipe):
    name = "sample"
    summary = "five things, told apart by a small network"
    size = 32
    scenes = 30
    steps = 12
    seeds = (0, 1)
    test_scenes = 20
    validation_scenes = 10
    batch_size = 8
    channels_last = True

    def network(self) -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(3, 8, kernel_size=3, stride=2, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Conv2d(8, 8, kernel_size=3, stride=2, padding=1),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(8, 5),
        )

    def data(self, split: Split | str, count: int) -> CropCache:
        return CropCache(split, count, self.size)

    def batch(self, data: CropCache, indices: list[int]) -> tuple[Tensor, Tensor]:
        return mirrored_at_random(data.images(indices)), data.labels[indices]

    def loss(self, network: Any, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        images, labels = batch
        scores = network(images)
        return {"cross-entropy": cross_entropy(scores, labels), "size": 0.01 * scores.square().mean()}

    def evaluate(self, network: Any, data: CropCache) -> dict[str, float]:
        scores = torch.cat([network(data.images(indices)) for indices in in_order(len(data), 16)])
        right = scores.argmax(dim=1) == data.labels
        return {"accuracy": right.float().mean().item(), "cross-entropy": cross_entropy(scores, data.labels).item()}


class Stopped(Sample):
    """Stops at a step, as Ctrl-C does, the first time that it comes there."""

    def __init__(self, at: int) -> None:
        self.at, self.calls = at, 0

    def loss(self, network: Any, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        terms = super().loss(network, batch)
        self.calls += 1
        if self.calls == self.at + 1:
            raise KeyboardInterrupt
        return terms


recipe = Sample()


def flipped(content: bytes, place: int) -> bytes:
    """Change one bit of a file's content."""
    changed = bytearray(content)
    changed[place] ^= 1 << place % 8
    return bytes(changed)

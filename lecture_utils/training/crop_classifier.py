"""What the recipes have in common that teach a network the 25 finer categories, on pictures of one thing each."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad

from lecture_utils.methods.classification import (
    cross_entropy,
    softmax,
    superclass_probabilities,
    top_k_accuracy,
)
from lecture_utils.scenes.meadow import FINE, VARIANTS, Split
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.data import in_order, mirrored_at_random
from lecture_utils.training.recipe import MOST_TEST_SCENES, Recipe

SUPERCLASSES = tuple(fine // VARIANTS for fine in range(len(FINE)))
"""The label of each finer category."""


class CropClassifier(Recipe):
    """A recipe for a network that scores the 25 finer categories: a subclass says which network.

    Its figures are the top-1 and the top-5 accuracy over the finer categories, the top-1 accuracy over the five labels
    (whose probabilities are sums of the finer ones), and the cross-entropy.
    """

    size = 64
    scenes = 20_000
    test_scenes = MOST_TEST_SCENES
    validation_scenes = 200
    batch_size = 64
    clip = 5.0

    def data(self, split: Split | str, count: int) -> CropCache:
        """Return the first crops of a split."""
        return CropCache(split, count, self.size)

    def batch(self, data: CropCache, indices: list[int]) -> tuple[Tensor, Tensor]:
        """Return pictures (N, 3, H, W) and their finer categories (N,); mirrored, shifted and relit by chance."""
        return relit(shifted(mirrored_at_random(data.images(indices)))), data.fine[indices]

    def loss(self, network: Any, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Return the cross-entropy."""
        images, fine = batch
        return {"cross-entropy": cross_entropy(network(images), fine)}

    def scores(self, network: Callable[[Tensor], Tensor], data: CropCache) -> Tensor:
        """Score all crops, batch by batch: (N, 25)."""
        return torch.cat([network(data.images(indices)) for indices in in_order(len(data), 100)])

    def evaluate(self, network: Any, data: CropCache) -> dict[str, float]:
        """Return the accuracies and the cross-entropy."""
        scores = self.scores(network, data)
        superclass = superclass_probabilities(softmax(scores, dim=1), SUPERCLASSES)  # (N, 5)
        return {
            "top-1": float(top_k_accuracy(scores, data.fine, 1)),
            "top-5": float(top_k_accuracy(scores, data.fine, 5)),
            "top-1 of 5 labels": float(top_k_accuracy(superclass, data.labels, 1)),
            "cross-entropy": float(cross_entropy(scores, data.fine)),
        }


def shifted(images: Tensor, most: int = 6) -> Tensor:
    """Shift each picture by up to so many pixels in both directions; what comes in at the border is mirrored.

    Parameters
    ----------
    images : Tensor, shape (N, C, H, W)
    most : int
        Pixels, less than H and W.

    Returns
    -------
    Tensor, shape (N, C, H, W)
    """
    height, width = images.shape[-2:]
    wider = pad(images, [most] * 4, mode="reflect")  # (N, C, H + 2·most, W + 2·most)
    corners = torch.randint(2 * most + 1, (len(images), 2)).tolist()
    pairs = zip(wider, corners, strict=True)
    return torch.stack([image[:, top : top + height, left : left + width] for image, (top, left) in pairs])


def relit(images: Tensor, most: float = 0.2) -> Tensor:
    """Change the contrast of each picture and the brightness of each of its colours.

    Parameters
    ----------
    images : Tensor, shape (N, C, H, W)
        Floats in [0, 1].
    most : float
        Contrast is multiplied by 1 ± ``most``, and half of ``most`` is added to or taken from a colour, at most.

    Returns
    -------
    Tensor, shape (N, C, H, W)
        In [0, 1].
    """
    count, colours = images.shape[:2]
    contrast = 1 + most * (2 * torch.rand(count, 1, 1, 1) - 1)
    brightness = most / 2 * (2 * torch.rand(count, colours, 1, 1) - 1)
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    return ((images - mean) * contrast + mean + brightness).clamp(0, 1)

"""The recipe of the shared backbone: a small ResNet learns 25 categories, of things near and far."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import affine_grid, grid_sample

from lecture_utils.methods.backbone import ResNet
from lecture_utils.methods.classification import top_k_accuracy
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.crop_classifier import CropClassifier

SMALLEST, LARGEST = 0.4, 1.2
"""What a thing's size is multiplied by: in scenes, things are near or far."""


class BackboneRecipe(CropClassifier):
    """The backbone with its classifier. ``load_weights(Backbone(), "backbone", part="backbone")`` takes the former.

    Half of the pictures are zoomed. Pictures of several sizes, one for each batch, were worse: normalisation then
    measures a mixture that no picture has.
    """

    name = "backbone"
    summary = "small ResNet that later lectures share, 25 categories of things at 64×64 pixels"
    steps = 2400
    batch_size = 64
    learning_rate = 6e-3
    channels_last = True

    def network(self) -> nn.Module:
        """Make the network."""
        return ResNet()

    def batch(self, data: CropCache, indices: list[int]) -> tuple[Tensor, Tensor]:
        """Return pictures (N, 3, H, W) and their finer categories (N,)."""
        images, fine = super().batch(data, indices)
        factors = SMALLEST * (LARGEST / SMALLEST) ** torch.rand(len(images))
        chosen = torch.rand(len(images)) < 0.5
        return zoomed(images, torch.where(chosen, factors, 1.0)), fine

    def evaluate(self, network: Any, data: CropCache) -> dict[str, float]:
        """Return the accuracies, and the top-1 accuracy where things have half their size."""
        half = self.scores(lambda images: network(zoomed(images, torch.full((len(images),), 0.5))), data)
        return super().evaluate(network, data) | {"top-1 at half size": float(top_k_accuracy(half, data.fine, 1))}


def zoomed(images: Tensor, factors: Tensor) -> Tensor:
    """Make what a picture shows larger or smaller, about its middle; what comes in at the border is mirrored.

    Parameters
    ----------
    images : Tensor, shape (N, C, H, W)
    factors : Tensor, shape (N,)
        2 shows the middle half of the picture, at twice the size.

    Returns
    -------
    Tensor, shape (N, C, H, W)
    """
    places = torch.zeros(len(images), 2, 3)
    places[:, 0, 0] = places[:, 1, 1] = 1 / factors
    grid = affine_grid(places, list(images.shape), align_corners=False)  # (N, H, W, 2)
    return grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


recipe = BackboneRecipe()

"""The study of lecture 21: ResNets and Vision Transformers of several sizes on growing amounts of data.

All learn the 25 categories from their labels alone, by one schedule. The Vision Transformers have the learning rate of
lecture 20's recipe, the ResNets that of the backbone's, less for half the batch. While they learn, all multiply in
half precision: 90 trainings take two thirds of the time, on a processor that knows bfloat16.
"""

from typing import Any

import torch
from torch import Tensor, nn

from lecture_utils.methods.backbone import BACKBONE, TINY, ResNet, ResNetSizes
from lecture_utils.methods.classification import cross_entropy
from lecture_utils.methods.transformer import TransformerSizes
from lecture_utils.methods.vit import SMALL, vision_transformer
from lecture_utils.training.crop_classifier import CropClassifier
from lecture_utils.training.study import Study

VIT_TINY = TransformerSizes(blocks=4, heads=3, head_channels=20, ffn_width=120)
"""A sixth of the parameters of `SMALL`."""


class Contender(CropClassifier):
    """One of the networks: what all have in common."""

    batch_size = 32
    clip = 1.0
    validation_scenes = 0

    def loss(self, network: Any, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Return the cross-entropy."""
        images, fine = batch
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = network(images)
        return {"cross-entropy": cross_entropy(scores.float(), fine)}


class ResNetContender(Contender):
    """A ResNet.

    Parameters
    ----------
    name : str
    sizes : ResNetSizes
    """

    learning_rate = 4e-3
    channels_last = True

    def __init__(self, name: str, sizes: ResNetSizes) -> None:
        self.name, self.sizes = name, sizes

    def network(self) -> nn.Module:
        """Make the network."""
        return ResNet(self.sizes)


class ViTContender(Contender):
    """A Vision Transformer.

    Parameters
    ----------
    name : str
    sizes : TransformerSizes
    patch : int
        Pixels along the side of a patch.
    """

    learning_rate = 1.5e-3

    def __init__(self, name: str, sizes: TransformerSizes, patch: int) -> None:
        self.name, self.sizes, self.patch = name, sizes, patch

    def network(self) -> nn.Module:
        """Make the network."""
        return vision_transformer(self.patch, sizes=self.sizes)


_CONTENDERS = (
    ResNetContender("ResNet tiny", TINY),
    ResNetContender("ResNet small", BACKBONE),
    ViTContender("ViT tiny, patches 16", VIT_TINY, 16),
    ViTContender("ViT small, patches 16", SMALL, 16),
    ViTContender("ViT tiny, patches 8", VIT_TINY, 8),
    ViTContender("ViT small, patches 8", SMALL, 8),
)

study = Study(
    name="vit_vs_resnet",
    summary="ResNets and Vision Transformers on 200 to 20,000 pictures: a table of accuracies, no checkpoint",
    recipes={one.name: one for one in _CONTENDERS},
    amounts=(200, 600, 2000, 6000, 20_000),
    epochs=100,
    most_steps=2500,
)

"""The recipes of lecture 18: the shared backbone with a block of self-attention between its stages."""

from abc import abstractmethod
from typing import Any

from torch import nn

from lecture_utils.methods.backbone import ResNet
from lecture_utils.methods.classification import top_k_accuracy
from lecture_utils.methods.cnn_attention import NonLocalBlock, SelfAttentionModule
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.backbone import BackboneRecipe

STAGE = "stage2"
"""Behind this stage: 8 × 8 cells of the pictures that are trained on, 16 × 16 of a scene."""


class CNNAttention(BackboneRecipe):
    """The backbone as it was trained without a block, from its start: same pictures, steps and figures.

    From its start, and not from the trained backbone, so that the two differ in the block alone. Training a trained
    backbone further would change its figures by itself, and leave little to do for the block.
    """

    seeds = (0,)  # one training takes six minutes of a processor

    def network(self) -> ResNet:
        """Make the backbone with its classifier, and insert the block."""
        network = ResNet()
        network.backbone.insert(STAGE, self.block(network.backbone.channels[STAGE]))
        return network

    @abstractmethod
    def block(self, channels: int) -> nn.Module:
        """Make the block that is inserted."""

    def evaluate(self, network: Any, data: CropCache) -> dict[str, float]:
        """Return the backbone's figures, and the top-1 accuracy of the same network with its block taken out."""
        figures = super().evaluate(network, data)
        block = network.backbone.after.pop(STAGE)
        without = self.scores(network, data)
        network.backbone.insert(STAGE, block)
        return figures | {"top-1 without the block": float(top_k_accuracy(without, data.fine, 1))}


class WithSelfAttention(CNNAttention):
    """With SAGAN's module."""

    name = "cnn_attention"
    summary = "the backbone with SAGAN's self-attention module behind its second stage, 25 categories of things"

    def block(self, channels: int) -> nn.Module:
        """Make the module."""
        return SelfAttentionModule(channels)


class WithNonLocal(CNNAttention):
    """With the non-local block."""

    name = "cnn_attention_non_local"
    summary = "the backbone with a non-local block behind its second stage, 25 categories of things"

    def block(self, channels: int) -> nn.Module:
        """Make the block."""
        return NonLocalBlock(channels)


recipes = (WithSelfAttention(), WithNonLocal())

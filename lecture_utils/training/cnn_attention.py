"""The recipes of lecture 18: the shared backbone with a block of self-attention between its stages."""

from abc import abstractmethod
from typing import Any

from torch import nn

from lecture_utils.methods.backbone import ResNet
from lecture_utils.methods.classification import top_k_accuracy
from lecture_utils.methods.cnn_attention import NonLocalBlock, SelfAttentionModule
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.backbone import BackboneRecipe
from lecture_utils.training.recipe import with_own_rate

STAGE = "stage2"
"""Behind this stage: 8 × 8 cells of the pictures that are trained on, 16 × 16 of a scene."""


class CNNAttention(BackboneRecipe):
    """The backbone as it was trained without a block, from its start: same pictures, steps and figures.

    From its start, and not from the trained backbone, so that the two differ in the block alone. Training a trained
    backbone further would change its figures by itself, and leave little to do for the block.

    Queries and keys learn more slowly than the rest. Neither paper divides their products by √C', and at the backbone's
    rate they grow until the softmax saturates: every cell then looked at one single cell, with a weight of 0.98, most
    often at the same as the others do, and such a softmax passes no gradient on.

    Attributes
    ----------
    attention_rate : float
        Highest learning rate of queries and keys.
    """

    seeds = (0,)  # one training takes six minutes of a processor
    attention_rate = 6e-4

    def network(self) -> ResNet:
        """Make the backbone with its classifier, and insert the block."""
        network = ResNet()
        network.backbone.insert(STAGE, self.block(network.backbone.channels[STAGE]))
        return network

    @abstractmethod
    def block(self, channels: int) -> nn.Module:
        """Make the block that is inserted."""

    def parameter_groups(self, network: nn.Module) -> list[dict[str, Any]]:
        """Let queries and keys learn more slowly than the rest."""
        assert isinstance(network, ResNet)
        block: Any = network.backbone.after[STAGE]
        slow = block.queries.weight, block.keys.weight
        return with_own_rate(super().parameter_groups(network), slow, self.attention_rate)

    def settings(self) -> dict[str, Any]:
        """Return the numbers that decide how a step changes the weights."""
        return super().settings() | {"attention_rate": self.attention_rate}

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

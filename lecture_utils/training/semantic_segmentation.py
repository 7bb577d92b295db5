"""The recipes of lecture 09: from sliding windows over full resolution to networks that go down and up again."""

from abc import abstractmethod
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from lecture_utils.methods.semantic_segmentation.deconvnet import DeconvNet
from lecture_utils.methods.semantic_segmentation.fcn import FCN
from lecture_utils.methods.semantic_segmentation.full_resolution import FullResolutionNetwork
from lecture_utils.methods.semantic_segmentation.multiscale import MultiscaleNetwork
from lecture_utils.methods.semantic_segmentation.recurrent import RecurrentNetwork
from lecture_utils.scenes.meadow import SEMANTIC, MeadowCache
from lecture_utils.training.detector import start_from_trained
from lecture_utils.training.segmenter import LabelledScenes, Segmenter, SquareSegmenter

CLASSES = len(SEMANTIC)


class SlidingWindow(Segmenter):
    """A network that labels a patch's centre pixel. It is trained on the patches of every fourth pixel or so.

    These come in one run, with the values and gradients of the patches one by one. By which pixels the lattice begins
    is drawn, so all pixels have their turn.
    """

    bfloat16 = True
    batch_size = 16
    test_scenes = 300
    lattice: int

    def batch(self, data: MeadowCache, indices: list[int]) -> LabelledScenes:
        """Return scenes with their labels, mirrored at random, without their first few rows and columns."""
        images, labels = super().batch(data, indices)
        top, left = torch.randint(self.lattice, (2,)).tolist()
        return LabelledScenes(images[..., top:, left:], labels[..., top:, left:])

    def loss(self, network: Any, batch: LabelledScenes) -> dict[str, Tensor]:
        """Return the cross-entropy of the lattice's pixels, once for each time that the network scores some."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bfloat16):
            scored = self.scores_on_lattice(network, batch.images)
        return {
            f"cross-entropy, stride {stride}": cross_entropy(scores.float(), batch.labels[:, ::stride, ::stride])
            for stride, scores in scored.items()
        }

    @abstractmethod
    def scores_on_lattice(self, network: Any, images: Tensor) -> dict[int, Tensor]:
        """Return scores (N, C, h, w) by the stride of the pixels that they are of."""


class MultiscaleRecipe(SlidingWindow):
    """The sliding window after Farabet et al."""

    name = "semantic_segmentation_multiscale"
    summary = "sliding window, patches at three scales (after Farabet et al.): the class of the centre pixel"
    steps = 900
    lattice = 4

    def network(self) -> nn.Module:
        """Make the network."""
        return MultiscaleNetwork(CLASSES)

    def scores_on_lattice(self, network: Any, images: Tensor) -> dict[int, Tensor]:
        """Score every fourth pixel."""
        return {self.lattice: network(images, stride=self.lattice)}


class RecurrentRecipe(SlidingWindow):
    """The sliding window after Pinheiro & Collobert: the losses after every application are summed, as in the paper."""

    name = "semantic_segmentation_recurrent"
    summary = "sliding window, one network applied three times (after Pinheiro & Collobert)"
    steps = 1200
    lattice = 8

    def network(self) -> nn.Module:
        """Make the network."""
        return RecurrentNetwork(CLASSES)

    def scores_on_lattice(self, network: Any, images: Tensor) -> dict[int, Tensor]:
        """Score every second pixel, every fourth, every eighth."""
        return {2 ** (time + 1): scores for time, scores in enumerate(network.lattices(images))}


class FCNRecipe(Segmenter):
    """A fully convolutional network on the shared backbone; the three differ in the stages that they score."""

    steps = 500
    batch_size = 16
    learning_rate = 2e-3
    starts_from = ("backbone",)

    def __init__(self, stride: int) -> None:
        self.stages = {32: ("stage4",), 16: ("stage3", "stage4"), 8: ("stage2", "stage3", "stage4")}[stride]
        self.name = f"semantic_segmentation_fcn_{stride}s"
        self.summary = f"FCN-{stride}s: the backbone's maps scored from stride {stride} on, summed and enlarged"

    def network(self) -> nn.Module:
        """Make the network."""
        return FCN(CLASSES, self.stages)

    def start(self, network: Any) -> None:
        """Start from the trained backbone."""
        start_from_trained(network.backbone, freeze_norm=False)


class FullResolutionRecipe(SquareSegmenter):
    """Convolutions at the image's resolution, nothing else."""

    name = "semantic_segmentation_full_resolution"
    summary = "fully convolutional network at full resolution: 8 convolutions of stride 1"
    steps = 1000

    def network(self) -> nn.Module:
        """Make the network."""
        return FullResolutionNetwork(CLASSES)


class DeconvNetRecipe(SquareSegmenter):
    """Pooling that remembers, and unpooling that returns."""

    name = "semantic_segmentation_deconvnet"
    summary = "DeconvNet: max unpooling and transpose convolutions mirror poolings and convolutions"
    steps = 1200

    def network(self) -> nn.Module:
        """Make the network."""
        return DeconvNet(CLASSES)


recipes = (
    MultiscaleRecipe(),
    RecurrentRecipe(),
    FullResolutionRecipe(),
    FCNRecipe(32),
    FCNRecipe(16),
    FCNRecipe(8),
    DeconvNetRecipe(),
)

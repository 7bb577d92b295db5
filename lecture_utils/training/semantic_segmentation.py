"""The recipes of lecture 09: from sliding windows over full resolution to networks that go down and up again.

All designs have one budget of computing, `BUDGET`, so that their accuracies can be compared. A step of one takes longer
than a step of another, so each has as many steps as fit: `steps_within`. Those with three seeds have steps of their
own, which took 3 to 4 of the 5 minutes. FCNs have a head start, as in the paper: their backbone has learned to classify
before.
"""

from abc import abstractmethod
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from lecture_utils.methods.semantic_segmentation.deconvnet import DeconvNet
from lecture_utils.methods.semantic_segmentation.down_and_up import DownAndUpNetwork
from lecture_utils.methods.semantic_segmentation.fcn import FCN
from lecture_utils.methods.semantic_segmentation.full_resolution import FullResolutionNetwork
from lecture_utils.methods.semantic_segmentation.multiscale import MultiscaleNetwork
from lecture_utils.methods.semantic_segmentation.recurrent import RecurrentNetwork
from lecture_utils.scenes.meadow import SEMANTIC, MeadowCache
from lecture_utils.training.detector import start_from_trained
from lecture_utils.training.progress import ROWS
from lecture_utils.training.segmenter import LabelledScenes, Segmenter, SquareSegmenter

CLASSES = len(SEMANTIC)

BUDGET = 5.0
"""CPU minutes of one training of each design, its validation included."""


def steps_within(step_seconds: float, row_seconds: float, minutes: float = BUDGET) -> int:
    """Say how many steps a design has within the budget.

    Parameters
    ----------
    step_seconds : float
        CPU seconds of a step on one thread, as measured on the machine that trained the checkpoints.
    row_seconds : float
        CPU seconds that the validation for a row of the training's table takes.
    minutes : float

    Returns
    -------
    int
        A multiple of 50.
    """
    return 50 * int((60 * minutes - ROWS * row_seconds) / step_seconds / 50)


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

    batch_size = 16
    learning_rate = 2e-3
    seeds = (0,)
    starts_from = ("backbone",)

    def __init__(self, stride: int) -> None:
        self.stages = {32: ("stage4",), 16: ("stage3", "stage4"), 8: ("stage2", "stage3", "stage4")}[stride]
        self.name = f"semantic_segmentation_fcn_{stride}s"
        self.steps = steps_within({32: 0.192, 16: 0.192, 8: 0.215}[stride], 0.18)
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


class DownAndUpRecipe(SquareSegmenter):
    """The slide's own network, with downsampling and upsampling inside."""

    name = "semantic_segmentation_down_and_up"
    summary = "the slide's network: D1×H/2×W/2 → D2×H/4×W/4 → D3×H/4×W/4 and up again"
    steps = steps_within(0.129, 0.2)
    seeds = (0,)

    def network(self) -> nn.Module:
        """Make the network."""
        return DownAndUpNetwork(CLASSES)


class DeconvNetRecipe(SquareSegmenter):
    """Pooling that remembers, and unpooling that returns.

    Nothing passes its bottom by: like U-Net without skips, it has to learn every layer through all others, and takes
    many steps for it. Its labels are still getting better when the budget ends.
    """

    name = "semantic_segmentation_deconvnet"
    summary = "DeconvNet: max unpooling and transpose convolutions mirror poolings and convolutions"
    steps = steps_within(0.180, 0.3)
    seeds = (0,)

    def network(self) -> nn.Module:
        """Make the network."""
        return DeconvNet(CLASSES)


recipes = (
    MultiscaleRecipe(),
    RecurrentRecipe(),
    FullResolutionRecipe(),
    DownAndUpRecipe(),
    FCNRecipe(32),
    FCNRecipe(16),
    FCNRecipe(8),
    DeconvNetRecipe(),
)

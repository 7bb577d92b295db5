"""The recipes of lecture 20: Vision Transformers learn 25 categories, on two sizes of patches and on a feature map.

Nothing tells a Vision Transformer that neighbouring pixels belong together; it has to find out, and needs more pictures
for it than a ResNet. Two things help on patches: positions that start from sines and cosines (in the network), and a
teacher. The trained backbone says of every picture how likely it finds each category, and that tells more than the one
true label: a spotted dog is a bit of a spotted cat.
"""

from typing import Any

import torch
from torch import Tensor, nn

from lecture_utils.methods.backbone import BACKBONE, Backbone, ResNetSizes
from lecture_utils.methods.classification import cross_entropy, log_softmax, softmax
from lecture_utils.methods.transformer import TransformerSizes
from lecture_utils.methods.vit import SMALL, hybrid_transformer, vision_transformer
from lecture_utils.scenes.meadow.cache import CropCache
from lecture_utils.training.checkpoint import load_network, load_weights
from lecture_utils.training.crop_classifier import CropClassifier

TEACHER_SHARE = 0.8
"""Of the loss, which asks for the teacher's probabilities instead of the label."""

TEMPERATURE = 2.0
"""What both networks' scores are divided by where they are compared: unlikely categories count more."""


class PatchTransformer(CropClassifier):
    """A Vision Transformer on patches of the picture, taught by the labels and by the trained backbone.

    Attributes
    ----------
    bfloat16 : bool
        Whether it multiplies in half precision while it learns: on a processor that knows bfloat16, patches of 8 × 8
        then take two thirds of the time.

    References
    ----------
    Hinton, Vinyals and Dean, *Distilling the Knowledge in a Neural Network*, 2015, section 2. A convolutional teacher
    for a ViT: Touvron et al., *Training Data-Efficient Image Transformers & Distillation through Attention*, ICML 2021,
    section 4 (here without its second token).
    """

    bfloat16 = True
    seeds = (0,)
    steps = 18_000
    batch_size = 32
    learning_rate = 1.5e-3
    clip = 1.0
    starts_from = ("backbone",)
    patch: int

    def network(self) -> nn.Module:
        """Make the network."""
        return vision_transformer(self.patch)

    def start(self, network: Any) -> None:
        """Load the teacher; the network itself starts untrained."""
        self._teacher = load_network("backbone")

    def batch(self, data: CropCache, indices: list[int]) -> Any:
        """Return pictures (N, 3, H, W), their finer categories (N,), and the teacher's scores of them (N, 25)."""
        images, fine = super().batch(data, indices)
        with torch.no_grad():
            return images, fine, self._teacher(images)

    def loss(self, network: Any, batch: Any) -> dict[str, Tensor]:
        """Return the cross-entropy with the labels, and that with the teacher's probabilities."""
        images, fine, taught = batch
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bfloat16):
            scores = network(images)  # (N, 25)
        scores = scores.float()
        wanted = softmax(taught / TEMPERATURE, dim=1)  # (N, 25)
        surprise = -(wanted * log_softmax(scores / TEMPERATURE, dim=1)).sum(dim=1).mean()
        return {
            "label": (1 - TEACHER_SHARE) * cross_entropy(scores, fine),
            "teacher": TEACHER_SHARE * TEMPERATURE**2 * surprise,  # its gradients shrink with the temperature's square
        }


class Patch8(PatchTransformer):
    """64 patches of 8 × 8 pixels."""

    name = "vit"
    summary = "Vision Transformer on patches of 8×8, 25 categories of things at 64×64 pixels, with a teacher"
    patch = 8


class Patch16(PatchTransformer):
    """16 patches of 16 × 16 pixels: the paper's size, and coarse for so small a picture."""

    name = "vit_patch16"
    summary = "the same on patches of 16×16"
    patch = 16


FIRST_STAGES = ResNetSizes(BACKBONE.channels[:2], BACKBONE.blocks[:2])
"""The part of the backbone that the hybrid stands on: its map has a cell for every 8 × 8 pixels."""


class Hybrid(CropClassifier):
    """The ResNet–ViT hybrid: four blocks on the map of the backbone's second stage, which is trained on with them.

    It learns from the labels alone.
    """

    name = "vit_hybrid"
    summary = "ResNet–ViT hybrid on the backbone's second stage, 25 categories"
    seeds = (0,)
    steps = 1200
    learning_rate = 2e-3
    channels_last = True
    starts_from = ("backbone",)
    sizes = TransformerSizes(blocks=4, heads=SMALL.heads, head_channels=SMALL.head_channels, ffn_width=SMALL.ffn_width)

    def network(self) -> nn.Module:
        """Make the network."""
        return hybrid_transformer(Backbone(FIRST_STAGES), "stage2", sizes=self.sizes)

    def start(self, network: Any) -> None:
        """Take the first two stages of the trained backbone."""
        trained = load_weights(Backbone(), "backbone", part="backbone").state_dict()
        backbone = network.embedding.backbone
        backbone.load_state_dict({name: trained[name] for name in backbone.state_dict()})


recipes = (Patch8(), Patch16(), Hybrid())

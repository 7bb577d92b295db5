"""What the paper reports of Vision Transformers and ResNets, by what they were pre-trained on.

Dosovitskiy et al., *An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale*, ICLR 2021. All figures
are top-1 accuracies on ImageNet, in per cent, after fine-tuning on it.
"""

from typing import NamedTuple

PRETRAINING = {"ImageNet": 1_300_000, "ImageNet-21k": 14_000_000, "JFT-300M": 303_000_000}
"""Pictures of each data set that networks were pre-trained on, rounded as in section 4.1."""


class Reported(NamedTuple):
    """One figure of the paper.

    Attributes
    ----------
    network : str
        "ViT-B/16": the Base size on patches of 16 × 16; L is Large, H is Huge. "BiT-L": a ResNet-152, four times as
        wide (Kolesnikov et al., ECCV 2020).
    pretrained_on : str
        A key of `PRETRAINING`.
    accuracy : float
        Per cent.
    source : str
        The paper's table.
    """

    network: str
    pretrained_on: str
    accuracy: float
    source: str


_NETWORKS = ("ViT-B/16", "ViT-B/32", "ViT-L/16", "ViT-L/32", "ViT-H/14")
_TABLE_5: dict[str, tuple[float | None, ...]] = {
    "ImageNet": (77.91, 73.38, 76.53, 71.16, None),
    "ImageNet-21k": (83.97, 81.28, 85.15, 80.99, 85.13),
    "JFT-300M": (84.15, 80.73, 87.12, 84.37, 88.04),
}

BY_PRETRAINING = tuple(
    Reported(network, pretrained_on, accuracy, "table 5")
    for pretrained_on, row in _TABLE_5.items()
    for network, accuracy in zip(_NETWORKS, row, strict=True)
    if accuracy is not None
)
"""Vision Transformers alone, all fine-tuned on pictures of 384 × 384 pixels: table 5, drawn in figure 3."""

BEST = (
    Reported("ViT-H/14", "JFT-300M", 88.55, "table 2"),
    Reported("ViT-L/16", "JFT-300M", 87.76, "table 2"),
    Reported("ViT-L/16", "ImageNet-21k", 85.30, "table 2"),
    Reported("BiT-L", "JFT-300M", 87.54, "table 2"),
)
"""The largest networks, Vision Transformers beside a ResNet: table 2, fine-tuned on larger pictures than table 5.

Slide "Vision Transformer (ViT) vs ResNets": "If you pretrain on JFT and finetune on ImageNet, large ViTs outperform
large ResNets".
"""

"""The recipes of U-Net, with and without skips."""

from torch import nn

from lecture_utils.methods.unet import UNet
from lecture_utils.scenes.meadow import SEMANTIC
from lecture_utils.training.segmenter import SquareSegmenter


class UNetRecipe(SquareSegmenter):
    """U-Net; its twin lacks the skips, and with them the weights by which the decoder reads the copies.

    These are 69,120 of U-Net's 508,282 parameters, one in seven.
    """

    steps = 3600
    seeds = (0,)

    def __init__(self, skips: bool) -> None:
        self.skips = skips
        self.name = "unet" if skips else "unet_without_skips"
        self.summary = f"U-Net, {'with' if skips else 'without'} skips: the class of every pixel"

    def network(self) -> nn.Module:
        """Make the network."""
        return UNet(len(SEMANTIC), skips=self.skips)


recipes = (UNetRecipe(skips=True), UNetRecipe(skips=False))

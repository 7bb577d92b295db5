"""A photograph in the size of the demos, and its three feature maps: hand-built, untrained and trained."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.methods.feature_map import CHANNELS, filter_bank_features, untrained_features
from lecture_utils.scenes.picture import check_picture, cut_long_side
from lecture_utils.training.outputs import trained

HEIGHT, WIDTH = 240, 320
MAPS = HAND_BUILT, UNTRAINED, TRAINED = ("hand-built", "untrained", "trained")
"""The feature maps, all of stride 16: of nine filters, of a network with random weights, of the trained backbone."""

TRAINED_STAGE = "stage3"  # the backbone's map of stride 16
NETWORK_CHANNELS = {"untrained network": (UNTRAINED, 4), "trained backbone": (TRAINED, 9)}
"""Of 32 and of 96 channels: each one that is neither empty nor full on most photographs."""

CHANNEL_NAMES = [*CHANNELS, *NETWORK_CHANNELS]
"""The channels that a viewer can choose: those of the filter bank, and one of each network."""


def fit(image: Tensor, height: int = HEIGHT, width: int = WIDTH) -> Tensor:
    """Scale a picture (3, H, W) and cut its middle out, so that it is (3, height, width).

    Raises
    ------
    ValueError
        If it isn't a picture.
    """
    check_picture(image)
    image = cut_long_side(image.float(), height, width)
    scale = max(height / image.shape[1], width / image.shape[2])
    rows, columns = max(round(image.shape[1] * scale), height), max(round(image.shape[2] * scale), width)
    scaled = interpolate(image[None], size=(rows, columns), mode="bilinear", antialias=True)[0].clamp(0, 1)
    top, left = (rows - height) // 2, (columns - width) // 2
    return scaled[:, top : top + height, left : left + width]


@dataclass(frozen=True)
class PhotographMap:
    """An image and its feature maps of stride 16, in percent of each channel's largest cell.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    """

    image: Tensor

    @cached_property
    def maps(self) -> dict[str, Tensor]:
        """All maps, each of shape (1, C, H // 16, W // 16), by their name."""
        return {
            HAND_BUILT: 100 * filter_bank_features(self.image),
            UNTRAINED: in_percent(untrained_features(self.image)),
            TRAINED: in_percent(trained_features(self.image)),
        }

    def map_of(self, channel: str) -> Tensor:
        """Return the whole map, (1, C, h, w), that a channel of `CHANNEL_NAMES` belongs to."""
        return self.maps[NETWORK_CHANNELS[channel][0] if channel in NETWORK_CHANNELS else HAND_BUILT]

    def number_of(self, channel: str) -> int:
        """Return which channel of its map a channel of `CHANNEL_NAMES` is."""
        return NETWORK_CHANNELS[channel][1] if channel in NETWORK_CHANNELS else CHANNELS.index(channel)

    def values(self, channel: str) -> Tensor:
        """Return the cells of one channel, (h, w)."""
        return self.map_of(channel)[0, self.number_of(channel)]


@torch.no_grad()
def trained_features(image: Tensor) -> Tensor:
    """Run a picture (3, H, W) through the trained backbone, up to its map of stride 16: (1, 96, ⌈H / 16⌉, ⌈W / 16⌉)."""
    maps: dict[str, Tensor] = trained("backbone").backbone(image[None], until=TRAINED_STAGE)
    return maps[TRAINED_STAGE]


def in_percent(features: Tensor) -> Tensor:
    """Divide each channel of a map (1, C, h, w) by its largest cell; one that is 0 everywhere stays so."""
    return 100 * features / features.amax(dim=(2, 3), keepdim=True).clamp(min=1e-6)

"""A photograph in the size of the demos, and its two feature maps: the hand-built one and the untrained one."""

from dataclasses import dataclass
from functools import cached_property

from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.methods.feature_map import CHANNELS, filter_bank_features, untrained_features
from lecture_utils.scenes.picture import check_picture, cut_long_side

HEIGHT, WIDTH = 240, 320
UNTRAINED_CHANNEL = 4  # of 32: one that most photographs light up
UNTRAINED = "untrained network"
CHANNEL_NAMES = [*CHANNELS, UNTRAINED]
"""The channels that a viewer can choose: those of the filter bank, and one of the untrained network."""


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
        """Both maps, each of shape (1, C, H // 16, W // 16), by their name."""
        network = untrained_features(self.image)
        largest = network.amax(dim=(2, 3), keepdim=True).clamp(min=1e-6)
        return {"filter": 100 * filter_bank_features(self.image), "untrained": 100 * network / largest}

    def map_of(self, channel: str) -> Tensor:
        """Return the whole map, (1, C, h, w), that a channel of `CHANNEL_NAMES` belongs to."""
        return self.maps["untrained" if channel == UNTRAINED else "filter"]

    def number_of(self, channel: str) -> int:
        """Return which channel of its map a channel of `CHANNEL_NAMES` is."""
        return UNTRAINED_CHANNEL if channel == UNTRAINED else CHANNELS.index(channel)

    def values(self, channel: str) -> Tensor:
        """Return the cells of one channel, (h, w)."""
        return self.map_of(channel)[0, self.number_of(channel)]

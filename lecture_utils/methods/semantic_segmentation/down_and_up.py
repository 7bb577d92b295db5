"""The slide's network: convolutions with downsampling and upsampling inside, D1×H/2×W/2 → D2×H/4×W/4 → ... → H×W."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn.functional import interpolate

from lecture_utils.methods.layers import conv_norm_relu, start_before_relu
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


class Volume(NamedTuple):
    """A volume that the slide prints.

    Attributes
    ----------
    name : str
        "high-res", "med-res" or "low-res" as on the slide, or "class scores".
    reduction : int
        The volume has H / reduction rows and W / reduction columns, rounded up.
    maps : Tensor, shape (N, D, H / reduction, W / reduction)
    """

    name: str
    reduction: int
    maps: Tensor


class DownAndUpNetwork(nn.Module):
    """Convolutions on maps that shrink to a quarter and grow again: high-res, med-res, low-res, med-res, high-res.

    Parameters
    ----------
    classes : int
        Categories C of a pixel.
    channels : sequence of 3 int
        D1, D2 and D3.

    Attributes
    ----------
    high, med, low : nn.Sequential
        Two convolutions each. The first ones of ``high`` and ``med`` have stride 2, which halves rows and columns;
        those of ``low`` have stride 1, since the slide gives D3 the size of D2.
    med_again, high_again : nn.Sequential
        Two convolutions each, on the way up; between them each cell is copied to 2 × 2.
    score : nn.Conv2d
        3 × 3 at the image's resolution, to C scores: the only convolution there.

    Raises
    ------
    ValueError
        If ``classes`` or a number of channels isn't positive.

    Notes
    -----
    The slide says "Downsampling = Pooling", and asks "Upsampling = ???". Ours halves by convolutions of stride 2 and
    doubles by nearest neighbour, the simplest of lecture 10's answers.

    References
    ----------
    Slide "Semantic Segmentation: Fully Convolutional CNNs": "Design a network as a number of convolutional layers with
    downsampling and upsampling inside the network!"
    """

    def __init__(self, classes: int, channels: Sequence[int] = (32, 64, 96)) -> None:
        super().__init__()
        require(isinstance(classes, int) and classes >= 1, "classes", "a positive integer", classes)
        require(len(channels) == 3 and min(channels) >= 1, "channels", "three, all positive", tuple(channels))
        first, second, third = channels
        self.high = _two_convolutions(3, first, stride=2)
        self.med = _two_convolutions(first, second, stride=2)
        self.low = _two_convolutions(second, third)
        self.med_again = _two_convolutions(third, second)
        self.high_again = _two_convolutions(second, first)
        self.score = nn.Conv2d(first, classes, 3, padding=1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                start_before_relu(module)

    def volumes(self, images: Tensor) -> Iterator[Volume]:
        """Compute one of the slide's volumes after the other.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1], of any size.

        Yields
        ------
        Volume
            The last one has the class scores.
        """
        check_picture(images, "images", batch=True)
        high = self.high(images - 0.5)  # (N, D1, H / 2, W / 2)
        yield Volume("high-res", 2, high)
        med = self.med(high)  # (N, D2, H / 4, W / 4)
        yield Volume("med-res", 4, med)
        low = self.low(med)  # (N, D3, H / 4, W / 4)
        yield Volume("low-res", 4, low)
        med = self.med_again(low)  # (N, D2, H / 4, W / 4)
        yield Volume("med-res", 4, med)
        high = self.high_again(interpolate(med, size=high.shape[-2:]))  # (N, D1, H / 2, W / 2)
        yield Volume("high-res", 2, high)
        yield Volume("class scores", 1, self.score(interpolate(high, size=images.shape[-2:])))  # (N, C, H, W)

    def forward(self, images: Tensor) -> Tensor:
        """Score every class at every pixel, (N, 3, H, W) to (N, C, H, W); arguments and errors as for `volumes`."""
        for volume in self.volumes(images):
            scores = volume.maps  # those before needn't be kept
        return scores


def _two_convolutions(channels_in: int, channels_out: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        *conv_norm_relu(channels_in, channels_out, stride), *conv_norm_relu(channels_out, channels_out)
    )

"""The network: down along an encoder, up along a decoder, and on every level across: copy and concatenate."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.layers import conv_norm_relu, start_before_relu
from lecture_utils.methods.network_costs import LayerRun, network_costs
from lecture_utils.methods.unet.level import concatenate
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


class DoubleConvolution(nn.Sequential):
    """Two 3 × 3 convolutions, each with normalisation and ReLU: what the U has on every level, down and up.

    Parameters
    ----------
    channels_in, channels_out : int
    """

    def __init__(self, channels_in: int, channels_out: int) -> None:
        layers: list[nn.Module] = []
        for channels in (channels_in, channels_out):
            layers += conv_norm_relu(channels, channels_out)
        super().__init__(*layers)


class UNetStep(NamedTuple):
    """One part of the U has run.

    Attributes
    ----------
    part : str
        "down": two convolutions of the encoder. "pool": half the rows and columns. "up": twice the rows and columns.
        "join": the encoder's copy is put in front of the decoder's own map. "decoder": two convolutions of the decoder.
        "score": the class scores.
    level : int
        Where in the U: maps have H / 2^level rows. 0 is the image's resolution.
    maps : Tensor, shape (N, channels, H / 2^level, W / 2^level)
        What comes out.
    """

    part: Literal["down", "pool", "up", "join", "decoder", "score"]
    level: int
    maps: Tensor


class UNet(nn.Module):
    """A network shaped like a U: as deep as a classifier, and as fine as its input.

    Parameters
    ----------
    classes : int
        Categories C of a pixel.
    channels : sequence of int
        Channels on every level of the U, from the image's resolution downwards.
    skips : bool
        Whether the decoder sees, on each level, the encoder's map beside its own. Without, all that it knows of the
        image has gone through the bottom of the U.

    Attributes
    ----------
    down : nn.ModuleList
        The encoder's double convolutions, the bottom's last.
    pool : nn.MaxPool2d
        Between them: half the rows and columns.
    up : nn.ModuleList
        Transpose convolutions 2 × 2 of stride 2, from the bottom upwards: twice the rows and columns.
    decoder : nn.ModuleList
        The decoder's double convolutions. With skips they take twice the channels, of both maps.
    score : nn.Conv2d
        1 × 1: class scores of every pixel.

    Raises
    ------
    ValueError
        If ``classes`` isn't positive, or there are fewer than two levels.

    Notes
    -----
    The paper's convolutions have no padding, so its maps shrink and the encoder's are cropped before they are
    concatenated; ours keep their size, as most later U-Nets do. It has five levels of 64 to 1024 channels, and no
    batch normalisation.

    References
    ----------
    Ronneberger, Fischer & Brox, *U-Net: Convolutional Networks for Biomedical Image Segmentation*, MICCAI 2015, section
    2 and figure 1.
    """

    def __init__(self, classes: int, channels: Sequence[int] = (16, 32, 48, 64, 96), skips: bool = True) -> None:
        super().__init__()
        require(isinstance(classes, int) and classes >= 1, "classes", "a positive integer", classes)
        require(len(channels) >= 2 and min(channels) >= 1, "channels", "two or more, all positive", tuple(channels))
        self.skips = skips
        self.pool = nn.MaxPool2d(2)
        self.down = nn.ModuleList(DoubleConvolution(a, b) for a, b in pairwise((3, *channels)))
        upwards = tuple(reversed(channels))
        steps = list(pairwise(upwards))
        self.up = nn.ModuleList(nn.ConvTranspose2d(below, here, 2, stride=2) for below, here in steps)
        self.decoder = nn.ModuleList(DoubleConvolution(2 * here if skips else here, here) for _, here in steps)
        self.score = nn.Conv2d(channels[0], classes, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                start_before_relu(module)

    def steps(self, images: Tensor, strengths: Sequence[float] | None = None) -> Iterator[UNetStep]:
        """Go down, up and across, part by part.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1]; H and W multiples of 2 to the number of poolings.
        strengths : sequence of float, optional
            What each level's copy is multiplied by, from the image's resolution downwards; 1 where left out. 0 cuts a
            skip of a trained network.

        Yields
        ------
        UNetStep
            The last one has the scores.

        Raises
        ------
        ValueError
            If the images aren't pictures, or have another size; if there is no skip for each strength.
        """
        check_picture(images, "images", batch=True)
        multiple = 2 ** len(self.up)
        fits = all(n % multiple == 0 for n in images.shape[2:])
        require(fits, "images", f"(N, 3, H, W), H and W multiples of {multiple}", tuple(images.shape))
        if strengths is not None:
            skips = len(self.up) if self.skips else 0
            require(len(strengths) == skips, "strengths", f"{skips} numbers, one for each skip", tuple(strengths))
        maps = images - 0.5
        copies: list[Tensor] = []
        for level, convolutions in enumerate(self.down):
            if level > 0:
                copies.append(maps)
                maps = self.pool(maps)
                yield UNetStep("pool", level, maps)
            maps = convolutions(maps)  # (N, channels, H / 2^level, W / 2^level)
            yield UNetStep("down", level, maps)
        for up, convolutions in zip(self.up, self.decoder, strict=True):
            level = len(copies) - 1
            maps, copy = up(maps), copies.pop()  # the channels of the copy, twice the rows and columns
            yield UNetStep("up", level, maps)
            if self.skips:
                if strengths is not None:
                    copy = copy * strengths[level]
                maps = concatenate(copy, maps)  # twice the channels
                yield UNetStep("join", level, maps)
            maps = convolutions(maps)
            yield UNetStep("decoder", level, maps)
        yield UNetStep("score", 0, self.score(maps))  # (N, C, H, W)

    def forward(self, images: Tensor, strengths: Sequence[float] | None = None) -> Tensor:
        """Score every class at every pixel, (N, 3, H, W) to (N, C, H, W); arguments and errors as for `steps`."""
        for step in self.steps(images, strengths):
            scores = step.maps  # those before needn't be kept
        return scores


def shapes_along_the_u(network: UNet, height: int, width: int) -> list[LayerRun]:
    """Run the network, and note the shapes of all that goes into and comes out of each part along the U.

    Parameters
    ----------
    network : UNet
    height, width : int
        Of the image, in pixels.

    Returns
    -------
    list of LayerRun
        In the order in which they run: "down.0", "pool", "down.1", ..., "up.0", "decoder.0", ..., "score". Where a copy
        is concatenated, ``decoder`` takes in more channels than ``up`` gives out.
    """
    first = next(network.parameters())
    image = torch.zeros(1, 3, height, width, device=first.device, dtype=first.dtype)
    parts = ("down", "pool", "up", "decoder", "score")
    return [
        run
        for run in network_costs(network, image).runs
        if run.name.split(".")[0] in parts and run.name.count(".") == (run.name.split(".")[0] not in ("pool", "score"))
    ]

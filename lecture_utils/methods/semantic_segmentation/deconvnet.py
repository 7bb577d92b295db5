"""DeconvNet: a classifier down to a few cells, and its mirror up again; max unpooling returns to what pooling chose."""

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn
from torch.nn.functional import max_pool2d, max_unpool2d

from lecture_utils.methods.layers import conv_norm_relu, start_before_relu
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


class DeconvNet(nn.Module):
    """Convolutions and poolings that remember their positions, then unpoolings and transpose convolutions.

    Parameters
    ----------
    classes : int
        Categories C of a pixel.
    channels : sequence of int
        Of the convolutions at every resolution, from the image's downwards; between two there is a pooling.
    bottom : int
        Channels of the layer on the smallest maps, where the classifier had its fully connected layers.

    Attributes
    ----------
    down : nn.ModuleList
        Two convolutions at every resolution.
    bottom : nn.Sequential
    up : nn.ModuleList
        Two transpose convolutions of stride 1 at every resolution, from the smallest upwards: they fill what unpooling
        leaves empty.
    score : nn.Conv2d

    Raises
    ------
    ValueError
        If ``classes`` or a number of channels isn't positive.

    Notes
    -----
    The paper has VGG-16's layers, two fully connected ones of 4096 numbers at the bottom, and labels object proposals
    one by one. Ours labels the whole image at once, and has a convolution at the bottom. Pooling and unpooling are
    torch's, since lecture 10's, which give the same, are written to be read: a step takes a quarter less time so.

    References
    ----------
    Noh, Hong & Han, *Learning Deconvolution Network for Semantic Segmentation*, ICCV 2015, section 3, figure 2.
    """

    def __init__(self, classes: int, channels: Sequence[int] = (16, 32, 48, 64), bottom: int = 96) -> None:
        super().__init__()
        require(isinstance(classes, int) and classes >= 1, "classes", "a positive integer", classes)
        fits = len(channels) >= 1 and min(*channels, bottom) >= 1
        require(fits, "channels", "one or more, all positive", (*channels, bottom))
        self.down = nn.ModuleList(
            nn.Sequential(*conv_norm_relu(before, here), *conv_norm_relu(here, here))
            for before, here in pairwise((3, *channels))
        )
        self.bottom = nn.Sequential(
            *conv_norm_relu(channels[-1], bottom), *conv_norm_relu(bottom, channels[-1], kind=nn.ConvTranspose2d)
        )
        self.up = nn.ModuleList(
            nn.Sequential(
                *conv_norm_relu(here, here, kind=nn.ConvTranspose2d),
                *conv_norm_relu(here, above, kind=nn.ConvTranspose2d),
            )
            for here, above in pairwise((*reversed(channels), channels[0]))
        )
        self.score = nn.Conv2d(channels[0], classes, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                start_before_relu(module)

    def forward(self, images: Tensor) -> Tensor:
        """Score every class at every pixel.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1], of any size that all poolings leave a cell of.

        Returns
        -------
        Tensor, shape (N, C, H, W)
        """
        scores: Tensor = self.score(self.unpooled(images)[-1])  # (N, C, H, W)
        return scores

    def unpooled(self, images: Tensor) -> list[Tensor]:
        """Return the maps behind every pair of transpose convolutions, from the coarsest to the image's resolution.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)

        Returns
        -------
        list of Tensor, shape (N, channels, H / 2^k, W / 2^k)
        """
        check_picture(images, "images", batch=True)
        maps = images - 0.5
        remembered: list[tuple[Tensor, tuple[int, ...]]] = []
        for convolutions in self.down:
            maps = convolutions(maps)
            size = tuple(maps.shape[-2:])
            maps, indices = max_pool2d(maps, 2, return_indices=True)  # half the rows and columns
            remembered.append((indices, size))
        maps = self.bottom(maps)
        found = []
        for convolutions in self.up:
            indices, size = remembered.pop()
            maps = convolutions(max_unpool2d(maps, indices, [2, 2], output_size=size))
            found.append(maps)
        return found

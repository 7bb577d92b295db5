"""The sliding window after Farabet et al.: the same network looks at the patches of a pixel at several scales."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lecture_utils.methods.requirements import require
from lecture_utils.methods.semantic_segmentation.patches import a_trous, centre_patches, pad_for_windows
from lecture_utils.methods.semantic_segmentation.pyramid import laplacian_pyramid
from lecture_utils.methods.unpooling import nearest_neighbour


class MultiscaleNetwork(nn.Module):
    """Features of the patch around a pixel on every level of a Laplacian pyramid, side by side, then a classifier.

    Parameters
    ----------
    classes : int
        Categories C of a pixel.
    channels : sequence of 3 int
        Of the convolutions.
    levels : int
        Of the pyramid. A patch of the coarsest shows 2^(levels − 1) times as much.
    hidden : int
        Neurons of the classifier's hidden layer.

    Attributes
    ----------
    features : nn.Sequential
        Convolutions and poolings that turn one patch into a vector; the same weights on every level.
    classifier : nn.Sequential
        Two layers on the vectors of all levels, as convolutions 1 × 1.
    window : int
        Rows and columns of a patch.

    Raises
    ------
    ValueError
        If a number isn't positive.

    Notes
    -----
    The paper's convolutions are 7 × 7 with tanh on patches of 46 × 46, and it evens out the contrast around each pixel.
    Ours are smaller, with batch normalisation and ReLU. It also smooths the labels over superpixels; ours doesn't.

    References
    ----------
    Farabet, Couprie, Najman & LeCun, *Learning Hierarchical Features for Scene Labeling*, TPAMI 2013, section 3. Slide
    "Semantic Segmentation: Sliding Window".
    """

    def __init__(self, classes: int, channels: Sequence[int] = (16, 24, 48), levels: int = 3, hidden: int = 64) -> None:
        super().__init__()
        for name, number in (("classes", classes), ("levels", levels), ("hidden", hidden)):
            require(isinstance(number, int) and number >= 1, name, "a positive integer", number)
        require(len(channels) == 3 and min(channels) >= 1, "channels", "three, all positive", tuple(channels))
        first, second, third = channels
        self.levels = levels
        self.window = 28
        self.features = nn.Sequential(
            *_normalised(3, first, 5),  # 28 × 28 → 24 × 24
            nn.MaxPool2d(2),  # 12 × 12
            *_normalised(first, second, 5),  # 8 × 8
            nn.MaxPool2d(2),  # 4 × 4
            *_normalised(second, third, 4),  # 1 × 1
        )
        self.classifier = nn.Sequential(
            nn.Conv2d(levels * third, hidden, 1), nn.ReLU(inplace=True), nn.Conv2d(hidden, classes, 1)
        )

    def forward(self, images: Tensor, stride: int = 1) -> Tensor:
        """Score every class at every pixel, or at every second or fourth, in one run.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1].
        stride : int
            1, 2 or 4: from one scored pixel to the next, along both axes.

        Returns
        -------
        Tensor, shape (N, C, ⌈H / stride⌉, ⌈W / stride⌉)
            For each pixel what `classify` gives for its patches.
        """
        rows, columns = (-(-size // stride) for size in images.shape[-2:])
        found = []
        for scale, level in enumerate(self.pyramid(images)):
            own = max(stride // 2**scale, 1)  # a cell of this level is 2^scale pixels
            maps = a_trous(self.features, stride=own)(pad_for_windows(level, self.window))
            factor = 2**scale * own // stride
            found.append(nearest_neighbour(maps, factor)[..., :rows, :columns])  # (N, D, rows, columns)
        scores: Tensor = self.classifier(torch.cat(found, dim=1))
        return scores

    def pyramid(self, images: Tensor) -> list[Tensor]:
        """Return the levels that the network looks at: (N, 3, ⌈H / 2^s⌉, ⌈W / 2^s⌉) each."""
        return laplacian_pyramid(images - 0.5, self.levels)

    def patches(self, image: Tensor, pixels: Tensor) -> list[Tensor]:
        """Cut out what the network looks at to label some pixels.

        Parameters
        ----------
        image : Tensor, shape (3, H, W)
        pixels : Tensor, shape (K, 2), integer
            Row and column of each.

        Returns
        -------
        list of Tensor, shape (K, 3, window, window)
            One of each level.
        """
        levels = enumerate(self.pyramid(image[None]))
        return [centre_patches(level[0], pixels // 2**scale, self.window) for scale, level in levels]

    def classify(self, patches: Sequence[Tensor]) -> Tensor:
        """Score every class for the centre pixel of each patch.

        Parameters
        ----------
        patches : sequence of Tensor, shape (K, 3, window, window)
            One of each level, as `patches` cuts them out.

        Returns
        -------
        Tensor, shape (K, C)
        """
        features = torch.cat([self.features(patch) for patch in patches], dim=1)  # (K, levels · D, 1, 1)
        scores: Tensor = self.classifier(features)
        return scores.flatten(1)


def _normalised(channels_in: int, channels_out: int, size: int) -> list[nn.Module]:
    """Make a convolution without padding, normalisation and ReLU."""
    convolution = nn.Conv2d(channels_in, channels_out, size, bias=False)
    nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
    return [convolution, nn.BatchNorm2d(channels_out), nn.ReLU(inplace=True)]

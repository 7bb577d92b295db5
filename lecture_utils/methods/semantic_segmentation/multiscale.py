"""The sliding window after Farabet et al.: the same network looks at the patches of a pixel at several scales."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lecture_utils.methods.semantic_segmentation.patches import a_trous, centre_patches, pad_for_windows
from lecture_utils.methods.semantic_segmentation.pyramid import laplacian_pyramid
from lecture_utils.methods.unpooling import nearest_neighbour
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


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
    normalise : nn.ModuleList
        Brings every level to mean 0 and variance 1.
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
    The paper's convolutions are 7 × 7 with tanh on patches of 46 × 46, and it normalises each level around each pixel.
    Ours are smaller, with ReLU, and normalise a level as a whole. Between the convolutions there is no normalisation:
    it would measure a mixture of levels. The paper also smooths the labels over superpixels; ours doesn't.

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
        self.normalise = nn.ModuleList(nn.BatchNorm2d(3, affine=False) for _ in range(levels))
        self.features = nn.Sequential(
            nn.Conv2d(3, first, 5),  # 28 × 28 → 24 × 24
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),  # 12 × 12
            nn.Conv2d(first, second, 5),  # 8 × 8
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),  # 4 × 4
            nn.Conv2d(second, third, 4),  # 1 × 1
            nn.ReLU(inplace=True),
        )
        self.classifier = nn.Sequential(
            nn.Conv2d(levels * third, hidden, 1), nn.ReLU(inplace=True), nn.Conv2d(hidden, classes, 1)
        )
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")

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
        """Return the levels that the network looks at, normalised: (N, 3, ⌈H / 2^s⌉, ⌈W / 2^s⌉) each."""
        check_picture(images, "images", batch=True)
        levels = laplacian_pyramid(images, self.levels)
        return [normalise(level) for normalise, level in zip(self.normalise, levels, strict=True)]

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
        return self.patches_of(self.pyramid(image[None]), pixels)

    def patches_of(self, levels: Sequence[Tensor], pixels: Tensor) -> list[Tensor]:
        """Do what `patches` does, on the levels of an image, (1, 3, h, w) each, as `pyramid` returns them."""
        return [centre_patches(level[0], pixels // 2**scale, self.window) for scale, level in enumerate(levels)]

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

"""The sliding window after Pinheiro & Collobert: a network sees the image and what it said itself, again and again."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, pad

from lecture_utils.methods.semantic_segmentation.patches import a_trous, centre_patches, pad_for_windows
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


class RecurrentNetwork(nn.Module):
    """One network, applied several times: to the image and no prediction, then to the image and its previous one.

    Each time it looks at cells twice as far apart, on an image at half the scale. So a pixel's label depends on more
    and more of the image, while the weights stay the same few.

    Parameters
    ----------
    classes : int
        Categories C of a pixel.
    channels : sequence of 3 int
        Of the convolutions.
    times : int
        How often the network is applied.

    Attributes
    ----------
    network : nn.Sequential
        From a patch of image and prediction, 3 + C channels, to the scores of its centre.
    window : int
        Rows and columns of its patch.
    context : int
        Rows and columns of the image that the last scores of a pixel depend on.
    centre : int
        In which of them the pixel lies.

    Raises
    ------
    ValueError
        If a number isn't positive.

    Notes
    -----
    The paper hands the scores on; ours hands on probabilities, which stay between 0 and 1. Outside the image there is
    no prediction: zeros, as for all pixels the first time.

    References
    ----------
    Pinheiro & Collobert, *Recurrent Convolutional Neural Networks for Scene Labeling*, ICML 2014, sections 3.2 and 3.3,
    figure 2. Slide "Semantic Segmentation: Sliding Window".
    """

    def __init__(self, classes: int, channels: Sequence[int] = (16, 32, 48), times: int = 3) -> None:
        super().__init__()
        for name, number in (("classes", classes), ("times", times)):
            require(isinstance(number, int) and number >= 1, name, "a positive integer", number)
        require(len(channels) == 3 and min(channels) >= 1, "channels", "three, all positive", tuple(channels))
        first, second, third = channels
        self.classes, self.times = classes, times
        self.window = 14
        self.context, self.centre = 1, 0
        for _ in range(times):
            self.context, self.centre = 2 * (self.context - 1) + self.window, 2 * self.centre + self.window // 2
        self.network = nn.Sequential(
            nn.Conv2d(3 + classes, first, 5),  # 14 × 14 → 10 × 10
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),  # 5 × 5
            nn.Conv2d(first, second, 3),  # 3 × 3
            nn.ReLU(inplace=True),
            nn.Conv2d(second, third, 3),  # 1 × 1
            nn.ReLU(inplace=True),
            nn.Conv2d(third, classes, 1),
        )
        for layer in self.network:
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")

    def forward(self, images: Tensor) -> Tensor:
        """Score every class at every pixel, in one run: what `classify` gives for its patch. (N, C, H, W)."""
        return self.instances(images)[-1]

    def instances(self, images: Tensor) -> list[Tensor]:
        """Return the scores of every pixel after each application.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1].

        Returns
        -------
        list of Tensor, shape (N, C, H, W)
        """
        check_picture(images, "images", batch=True)
        images = images - 0.5
        planes = images.new_zeros(len(images), self.classes, *images.shape[-2:])
        found: list[Tensor] = []
        for time in range(self.times):
            apart = 2**time
            seen = torch.cat([block_means(images, apart), planes], dim=1)  # (N, 3 + C, H, W)
            network = a_trous(self.network, stride=1, dilation=apart)
            found.append(network(pad_for_windows(seen, self.window, apart)))
            planes = found[-1].softmax(dim=1)
        return found

    def lattices(self, images: Tensor) -> list[Tensor]:
        """Return the scores after each application of every second pixel, then every fourth, ...: for training.

        They are those of `instances` at these pixels. The poolings keep their stride, so it takes a fraction of the
        time, and each application is a fraction of the one before.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)

        Returns
        -------
        list of Tensor, shape (N, C, ⌈H / 2⌉, ⌈W / 2⌉), (N, C, ⌈H / 4⌉, ⌈W / 4⌉), ...
        """
        images = images - 0.5
        planes = images.new_zeros(len(images), self.classes, *images.shape[-2:])
        found: list[Tensor] = []
        for time in range(self.times):
            seen = torch.cat([block_means(images, 2**time)[..., :: 2**time, :: 2**time], planes], dim=1)
            found.append(self.network(pad_for_windows(seen, self.window)))  # half the rows and columns of ``seen``
            planes = found[-1].softmax(dim=1)
        return found

    def patches(self, image: Tensor, pixels: Tensor) -> Tensor:
        """Cut out what the network looks at to label some pixels.

        Parameters
        ----------
        image : Tensor, shape (3, H, W)
        pixels : Tensor, shape (K, 2), integer
            Row and column of each.

        Returns
        -------
        Tensor, shape (K, 4, context, context)
            The image, and as a fourth channel 1 where it is and 0 beyond its border.
        """
        with_inside = torch.cat([image - 0.5, torch.ones_like(image[:1])])  # (4, H, W)
        return centre_patches(with_inside, pixels, self.context, self.centre)

    def classify(self, patches: Tensor) -> Tensor:
        """Score every class for the centre pixel of each patch: the patch shrinks with every application.

        Parameters
        ----------
        patches : Tensor, shape (K, 4, context, context)

        Returns
        -------
        Tensor, shape (K, C)
        """
        image, inside = patches[:, :3], patches[:, 3:]
        planes = image.new_zeros(len(image), self.classes, *image.shape[-2:])
        for _ in range(self.times):
            scores: Tensor = self.network(torch.cat([image, planes], dim=1) * inside)  # (K, C, n, n)
            planes, n = scores.softmax(dim=1), scores.shape[-1]
            middle = (..., slice(self.window // 2, None), slice(self.window // 2, None))  # the first one's centre
            image = avg_pool2d(image[middle], 2)[..., :n, :n]
            inside = inside[middle][..., ::2, ::2][..., :n, :n]
        return scores.flatten(1)


def block_means(images: Tensor, size: int) -> Tensor:
    """Take for each pixel the mean of the block that it is the upper left of: every size-th is the smaller image.

    Parameters
    ----------
    images : Tensor, shape (N, D, H, W)
        Beyond the border there are zeros.
    size : int
        Rows and columns of a block.

    Returns
    -------
    Tensor, shape (N, D, H, W)
    """
    return avg_pool2d(pad(images, [0, size - 1, 0, size - 1]), size, stride=1)

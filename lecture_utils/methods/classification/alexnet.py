"""AlexNet, the winner of ILSVRC 2012: the paper's own network, and one of its kind for our 64 × 64 pictures."""

from typing import NamedTuple

from torch import Tensor, nn

from lecture_utils.methods.classification.response_norm import local_response_norm
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


class AlexNetSizes(NamedTuple):
    """What an AlexNet leaves open.

    Attributes
    ----------
    picture : int
        Height and width of the input, in pixels.
    first : (int, int, int)
        Kernel, stride and padding of the first convolution.
    channels : (int, int, int, int, int)
        Channels of the five convolutions.
    hidden : int
        Neurons of the first two fully connected layers.
    categories : int
        Neurons of the third.
    halves : int
        2 where the second, fourth and fifth convolution see only the half of the channels that lies on their graphics
        card, 1 where they see all.
    response_norm : bool
        Whether local response normalisation follows the first two convolutions.
    """

    picture: int
    first: tuple[int, int, int]
    channels: tuple[int, int, int, int, int]
    hidden: int
    categories: int
    halves: int = 1
    response_norm: bool = True


PAPER = AlexNetSizes(224, (11, 4, 2), (96, 256, 384, 384, 256), 4096, 1000, halves=2)
"""The paper's network. It says 224 × 224 pixels, and its 55 × 55 neurons need 227, or a padding of 2 as here."""

ONE_COLUMN = AlexNetSizes(224, (11, 4, 2), (64, 192, 384, 256, 256), 4096, 1000, response_norm=False)
"""For one graphics card: Krizhevsky, *One weird trick for parallelizing convolutional neural networks*, 2014.

These are the layers of ``torchvision.models.alexnet``."""

SMALL = AlexNetSizes(64, (7, 2, 3), (32, 64, 96, 96, 64), 256, 25)
"""For 64 × 64 pictures of the meadow: the same layers in the same order, less of each."""


class LocalResponseNorm(nn.Module):
    """Local response normalisation with the paper's constants: n = 5, k = 2, α = 10⁻⁴, β = 0.75."""

    def forward(self, activations: Tensor) -> Tensor:
        """Normalise activations of shape (N, C, H, W)."""
        return local_response_norm(activations, size=5, alpha=5e-4, beta=0.75, k=2.0)


class AlexNet(nn.Module):
    """Five convolutions, three of them with max pooling, then three fully connected layers.

    Parameters
    ----------
    sizes : AlexNetSizes
        `SMALL`, `PAPER` or `ONE_COLUMN`; ``SMALL._replace(categories=5)`` for another number of categories.
    dropout : float
        Probability with which a neuron before the first two fully connected layers is silent in training.

    Attributes
    ----------
    features : nn.Sequential
        The convolutions. Pooling is 3 × 3 with stride 2, so that neighbouring windows overlap.
    classifier : nn.Sequential
        The fully connected layers.

    Raises
    ------
    ValueError
        If the picture is too small for three poolings.

    References
    ----------
    Krizhevsky, Sutskever, Hinton, *ImageNet Classification with Deep Convolutional Neural Networks*, NeurIPS 2012: ReLU
    (section 3.1), halves on two graphics cards (3.2), local response normalisation (3.3), overlapping pooling (3.4),
    the layers (3.5, figure 2), dropout (4.2). Slide "ILSVRC winner 2012".
    """

    def __init__(self, sizes: AlexNetSizes = SMALL, dropout: float = 0.5) -> None:
        super().__init__()
        self.sizes = sizes
        c1, c2, c3, c4, c5 = sizes.channels
        kernel, stride, padding = sizes.first
        halves = sizes.halves
        rows = _rows_after_pooling(sizes)
        require(rows >= 1, "sizes.picture", "large enough for one convolution and three poolings", sizes.picture)
        norm = LocalResponseNorm if sizes.response_norm else nn.Identity
        self.features = nn.Sequential(
            nn.Conv2d(3, c1, kernel, stride, padding), nn.ReLU(), norm(), nn.MaxPool2d(3, stride=2),
            nn.Conv2d(c1, c2, 5, padding=2, groups=halves), nn.ReLU(), norm(), nn.MaxPool2d(3, stride=2),
            nn.Conv2d(c2, c3, 3, padding=1), nn.ReLU(),
            nn.Conv2d(c3, c4, 3, padding=1, groups=halves), nn.ReLU(),
            nn.Conv2d(c4, c5, 3, padding=1, groups=halves), nn.ReLU(), nn.MaxPool2d(3, stride=2),
        )  # fmt: skip
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(c5 * rows * rows, sizes.hidden), nn.ReLU(),
            nn.Dropout(dropout), nn.Linear(sizes.hidden, sizes.hidden), nn.ReLU(),
            nn.Linear(sizes.hidden, sizes.categories),
        )  # fmt: skip
        self._initialise()

    def forward(self, images: Tensor) -> Tensor:
        """Score every category.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
            Floats in [0, 1], of the height and width that ``sizes.picture`` says.

        Returns
        -------
        Tensor, shape (N, categories)
            Scores; their softmax is the probability of each category.

        Raises
        ------
        ValueError
            If the images aren't pictures, or have another size.
        """
        check_picture(images, "images", batch=True)
        side = self.sizes.picture
        fits = tuple(images.shape[2:]) == (side, side)
        require(fits, "images", f"(N, 3, {side}, {side})", tuple(images.shape))
        maps = self.features(images - 0.5)  # (N, c5, rows, rows)
        scores: Tensor = self.classifier(maps.flatten(1))  # (N, categories)
        return scores

    def _initialise(self) -> None:
        """Start so that activations keep their size from layer to layer (He et al., 2015, later than the paper)."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]


def _rows_after_pooling(sizes: AlexNetSizes) -> int:
    """Rows of the map that the third pooling leaves."""
    kernel, stride, padding = sizes.first
    rows = (sizes.picture + 2 * padding - kernel) // stride + 1
    for _ in range(3):
        rows = (rows - 3) // 2 + 1
    return rows

"""A small network that says of a crop whether it shows an object, and which one, or background."""

from torch import Tensor, nn

from lecture_utils.methods.sliding_window.dense import dense_network
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture

WINDOW = 32
"""Height and width of the crops that a `WindowClassifier` takes, in pixels."""

STRIDE = 4
"""Between two windows that the dense form scores, in pixels: the product of the strides of its poolings."""


class WindowClassifier(nn.Module):
    """Classify crops of 32 × 32 pixels as background or as one of K categories of objects.

    Parameters
    ----------
    categories : int
        K, without the background.
    width : int
        Channels after the first convolution; the second and third have two and four times as many.

    Attributes
    ----------
    features : nn.Sequential
        Convolutions without padding, and poolings: (N, 3, H, W) to (N, 4 · width, h, w), for any H and W.
    classifier : nn.Sequential
        Two fully connected layers on the flattened 4 × 4 map of one crop.

    Notes
    -----
    No layer pads, so a crop's features are those that the same pixels have within a larger image. That is what `dense`
    needs to give the scores of the crops.

    References
    ----------
    Lecture 02: a network classifies each patch as object or background.
    """

    def __init__(self, categories: int = 5, width: int = 16) -> None:
        super().__init__()
        require(isinstance(categories, int) and categories >= 1, "categories", "a positive integer", categories)
        require(isinstance(width, int) and width >= 1, "width", "a positive integer", width)
        self.features = nn.Sequential(
            nn.Conv2d(3, width, 5, bias=False), nn.BatchNorm2d(width), nn.ReLU(),  # 28 × 28
            nn.MaxPool2d(2),  # 14 × 14
            nn.Conv2d(width, 2 * width, 3, bias=False), nn.BatchNorm2d(2 * width), nn.ReLU(),  # 12 × 12
            nn.MaxPool2d(2),  # 6 × 6
            nn.Conv2d(2 * width, 4 * width, 3, bias=False), nn.BatchNorm2d(4 * width), nn.ReLU(),  # 4 × 4
        )  # fmt: skip
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(4 * width * 4 * 4, 4 * width), nn.ReLU(), nn.Linear(4 * width, 1 + categories)
        )

    def forward(self, crops: Tensor) -> Tensor:
        """Score crops (N, 3, 32, 32), floats in [0, 1]: (N, K + 1), category 0 is the background."""
        check_picture(crops, "crops", batch=True)
        scores: Tensor = self.classifier(self.features(crops))
        return scores

    def dense(self) -> nn.Sequential:
        """Return the same network for whole images: all windows of stride 4 in one run, see `dense_network`."""
        return dense_network(self.features, self.classifier, WINDOW)

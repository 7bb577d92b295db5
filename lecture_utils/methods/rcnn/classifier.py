"""The network of R-CNN: it sees one warped region at a time, and knows background as a category of its own."""

from typing import NamedTuple

from torch import Tensor, nn

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.layers import fully_connected
from lecture_utils.methods.validation import require


class RegionFeatures(NamedTuple):
    """What the network makes of R warped regions.

    Attributes
    ----------
    last_map : Tensor, shape (R, M)
        The last feature map, flattened: what boxes are corrected by.
    features : Tensor, shape (R, D)
        Of the last fully connected layer but the classifier: what support vector machines score.
    scores : Tensor, shape (R, K + 1)
        Before the softmax; class 0 is the background.
    """

    last_map: Tensor
    features: Tensor
    scores: Tensor


class RegionClassifier(nn.Module):
    """The backbone, two fully connected layers, and a classifier of K categories and the background.

    Parameters
    ----------
    backbone : Backbone
        Stages after ``stage`` are cut off.
    categories : int
        K, without the background.
    size : int
        Rows and columns of the warped regions.
    stage : str
        Whose map goes into the fully connected layers.
    width : int
        D, of the fully connected layers.

    Attributes
    ----------
    inputs : int
        M, the numbers of the last map.
    categories, width : int

    References
    ----------
    Girshick et al., *Rich feature hierarchies for accurate object detection*, CVPR 2014, sections 2.1 and 2.3: a
    network for classification whose last layer is replaced by one of K + 1 classes.
    """

    def __init__(
        self, backbone: Backbone, categories: int = 5, size: int = 48, stage: str = "stage3", width: int = 256
    ) -> None:
        super().__init__()
        require(categories >= 1, "categories", "a positive integer", categories)
        require(size >= 1, "size", "a positive integer", size)
        backbone.cut_after(stage)
        self.backbone, self.stage, self.size = backbone, stage, size
        side = -(-size // backbone.strides[stage])  # rounded up
        self.inputs, self.width, self.categories = backbone.channels[stage] * side**2, width, categories
        self.layers = fully_connected(self.inputs, width)
        self.classes = nn.Linear(width, categories + 1)
        nn.init.normal_(self.classes.weight, std=0.01)
        nn.init.zeros_(self.classes.bias)

    def forward(self, crops: Tensor) -> RegionFeatures:
        """Look at warped regions (R, 3, size, size)."""
        expected = f"(R, 3, {self.size}, {self.size})"
        require(crops.shape[1:] == (3, self.size, self.size), "crops", expected, tuple(crops.shape))
        last_map = self.backbone(crops)[self.stage].flatten(1)  # (R, M)
        features = self.layers(last_map)  # (R, D)
        return RegionFeatures(last_map, features, self.classes(features))

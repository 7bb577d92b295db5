"""SPP-net: R-CNN whose convolutions run once over the image; a pyramid cuts a vector of fixed length out of the map."""

from collections.abc import Sequence

from torch import Tensor, nn

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.layers import fully_connected
from lecture_utils.methods.rcnn.classifier import RegionFeatures
from lecture_utils.methods.rcnn.network import RegionStages, detect_among, region_stages, unfitted
from lecture_utils.methods.roi import spatial_pyramid_pool
from lecture_utils.methods.validation import require

DETECTION_LEVELS = (6, 3, 2, 1)
"""The pyramid for detection: 6 × 6, 3 × 3, 2 × 2 and 1 × 1 bins, 50 in all."""


class SPPNet(nn.Module):
    """One run over the image, a spatial pyramid for each proposal; what follows is R-CNN's, with its SVMs.

    Parameters
    ----------
    backbone : Backbone
        Stages after ``stage`` are cut off. The paper trains only the layers behind it.
    categories : int
        K, without the background.
    stage : str
        Whose feature map regions are pooled from.
    levels : sequence of int
        Of the pyramid, see :func:`~lecture_utils.methods.roi.spatial_pyramid_pool`.
    width : int
        D, of the fully connected layers.

    Attributes
    ----------
    layers, classes : nn.Module
        Two fully connected layers, and the classifier that they are trained with.
    svms : nn.Linear
        From D features to K scores; fitted, as is the next, by `fit_rcnn` after the layers were trained.
    regressors : nn.Linear
        From the pyramid's numbers to 4·K offsets.

    References
    ----------
    He et al., *Spatial Pyramid Pooling in Deep Convolutional Networks for Visual Recognition*, ECCV 2014, section 4.1:
    "we use a 4-level spatial pyramid (1×1, 2×2, 3×3, 6×6, totally 50 bins)". Slide "R-CNN vs. SPP vs. Fast R-CNN".
    """

    def __init__(
        self,
        backbone: Backbone,
        categories: int = 5,
        stage: str = "stage3",
        levels: Sequence[int] = DETECTION_LEVELS,
        width: int = 256,
    ) -> None:
        super().__init__()
        require(categories >= 1, "categories", "a positive integer", categories)
        backbone.cut_after(stage)
        self.backbone, self.categories, self.stage, self.levels = backbone, categories, stage, tuple(levels)
        self.scale = 1 / backbone.strides[stage]
        inputs = backbone.channels[stage] * sum(bins**2 for bins in self.levels)
        self.layers = fully_connected(inputs, width)
        self.classes = nn.Linear(width, categories + 1)
        nn.init.normal_(self.classes.weight, std=0.01)
        nn.init.zeros_(self.classes.bias)
        self.svms = unfitted(width, categories)
        self.regressors = unfitted(inputs, 4 * categories)

    def feature_map(self, images: Tensor) -> Tensor:
        """Run the convolutions over whole images: (N, 3, H, W) to (N, C, h, w)."""
        return self.backbone(images, until=self.stage)[self.stage]

    def regions(self, features: Tensor, boxes: Sequence[Tensor]) -> RegionFeatures:
        """Pool each region of the feature maps (N, C, h, w), N tensors of boxes (L, 4) in pixels, and look at it.

        Returns
        -------
        RegionFeatures
            Of all R regions, image by image; ``last_map`` is the pyramid.
        """
        pyramid = spatial_pyramid_pool(features, self.levels, boxes, self.scale)  # (R, C · Σ n²)
        hidden = self.layers(pyramid)  # (R, D)
        return RegionFeatures(pyramid, hidden, self.classes(hidden))

    def follow(self, image: Tensor, proposals: Tensor) -> RegionStages:
        """Take proposals (R, 4) of an image (3, H, W) through every stage; no region is warped."""
        found = self.regions(self.feature_map(image[None]), [proposals])
        return region_stages(self, proposals, proposals.new_zeros(len(proposals), 0), *found)

    def forward(self, images: Tensor, proposals: Sequence[Tensor]) -> list[Detections]:
        """Find things: images (N, 3, H, W) and their proposals, N tensors of shape (L, 4), to N detections."""
        pairs = zip(images, proposals, strict=True)
        size = (images.shape[-2], images.shape[-1])
        return [detect_among(self.follow(image, boxes), size).detections for image, boxes in pairs]

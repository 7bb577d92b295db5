"""The slide's walk through Mask R-CNN: one network with the slide's own sizes, untrained, every tensor kept."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.roi import roi_align
from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import require

IMAGE, STRIDE, MAP_CHANNELS = 224, 4, 256
"""Image of 224 × 224, feature map of 56 × 56 × 256."""

REGION, REGION_CHANNELS = 7, 512
"""Each region of 7 × 7 × 512."""

FEATURES, CATEGORIES = 4096, 80
"""Numbers that a region is described by, and the categories of COCO."""


class WalkThroughSteps(NamedTuple):
    """What the slide shows, from left to right.

    Attributes
    ----------
    features : Tensor, shape (1, 256, 56, 56)
    on_map : Tensor, shape (R, 4)
        (x / 4, y / 4, (x + w) / 4, (y + h) / 4): each proposal in cells of the feature map.
    pooled : Tensor, shape (R, 256, 7, 7)
        RoI Align.
    regions : Tensor, shape (R, 512, 7, 7)
    vectors : Tensor, shape (R, 4096)
    probabilities : Tensor, shape (R, 80)
    offsets : Tensor, shape (R, 80, 4)
        Δx, Δy, Δw, Δh for each category.
    mask_scores : Tensor, shape (R, 2, 14, 14)
        Thing or not, at each point.
    masks : Tensor, shape (R, 14, 14), int64
        The argmax: 1 for the thing.
    """

    features: Tensor
    on_map: Tensor
    pooled: Tensor
    regions: Tensor
    vectors: Tensor
    probabilities: Tensor
    offsets: Tensor
    mask_scores: Tensor
    masks: Tensor


def project_proposals(proposals: Tensor, stride: int) -> Tensor:
    """Carry proposals from the image over to the feature map: (x / s, y / s, (x + w) / s, (y + h) / s).

    Parameters
    ----------
    proposals : Tensor, shape (R, 4)
        (x, y, w, h) in pixels: the upper left corner, width and height.
    stride : int
        s, pixels of the image for one cell of the map.

    Returns
    -------
    Tensor, shape (R, 4)
        ``(x1, y1, x2, y2)`` in cells, in general no whole numbers: RoI Align doesn't round them.

    Raises
    ------
    ValueError
        If the shape is another, or the stride isn't positive.

    References
    ----------
    Slide "Mask R-CNN", where s = 4.
    """
    fits = proposals.dim() == 2 and proposals.shape[1] == 4
    require(fits, "proposals", "shape (R, 4)", tuple(proposals.shape))
    require(stride >= 1, "stride", "a positive integer", stride)
    x, y, width, height = proposals.unbind(dim=1)
    return torch.stack([x, y, x + width, y + height], dim=1) / stride


class WalkThrough(nn.Module):
    """Mask R-CNN as the slide draws it, with random weights: what counts is which shape comes out of what.

    Notes
    -----
    The slide leaves some things open. Its map has 256 channels and its regions have 512: here one convolution comes in
    between, over each pooled region. Its masks have 2 × H × W scores, one for thing and one for not, of which it takes
    the argmax; H = W = 14 here, by a transposed convolution, as in the paper. The paper, and `MaskRCNN`, have one score
    for each of the K categories and a sigmoid. Its classifier has 80 categories and no background.

    Of its 107 million weights, 103 million lie in the layer from 7 · 7 · 512 to 4096 numbers.

    References
    ----------
    Slides "Mask R-CNN". He et al., *Mask R-CNN*, ICCV 2017, figure 4.
    """

    def __init__(self) -> None:
        super().__init__()
        self.image_to_map = nn.Sequential(
            nn.Conv2d(3, 64, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(64, MAP_CHANNELS, 3, stride=2, padding=1),
            nn.ReLU(),
        )
        self.region_convolution = nn.Sequential(nn.Conv2d(MAP_CHANNELS, REGION_CHANNELS, 3, padding=1), nn.ReLU())
        self.describe = nn.Sequential(nn.Flatten(), nn.Linear(REGION**2 * REGION_CHANNELS, FEATURES), nn.ReLU())
        self.classifier = nn.Linear(FEATURES, CATEGORIES)
        self.regressor = nn.Linear(FEATURES, 4 * CATEGORIES)
        self.mask_branch = nn.Sequential(
            nn.Conv2d(REGION_CHANNELS, 256, 3, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(256, 256, 2, stride=2),
            nn.ReLU(),
            nn.Conv2d(256, 2, 1),
        )

    @torch.no_grad()
    def forward(self, image: Tensor, proposals: Tensor) -> WalkThroughSteps:
        """Follow proposals through the network.

        Parameters
        ----------
        image : Tensor, shape (3, 224, 224)
        proposals : Tensor, shape (R, 4)
            (x, y, w, h) in pixels.

        Returns
        -------
        WalkThroughSteps

        Raises
        ------
        ValueError
            If a shape is another.
        """
        shape = (3, IMAGE, IMAGE)
        require(tuple(image.shape) == shape, "image", f"shape {shape}", tuple(image.shape))
        on_map = project_proposals(proposals, STRIDE)  # (R, 4)
        features = self.image_to_map(image[None])  # (1, 256, 56, 56)
        pooled = roi_align(features, [on_map], REGION, sampling_ratio=2)  # (R, 256, 7, 7)
        regions = self.region_convolution(pooled)  # (R, 512, 7, 7)
        vectors = self.describe(regions)  # (R, 4096)
        mask_scores = self.mask_branch(regions)  # (R, 2, 14, 14)
        return WalkThroughSteps(
            features,
            on_map,
            pooled,
            regions,
            vectors,
            softmax(self.classifier(vectors), dim=1),  # (R, 80)
            self.regressor(vectors).unflatten(1, (CATEGORIES, 4)),  # (R, 80, 4)
            mask_scores,
            mask_scores.argmax(dim=1),  # (R, 14, 14)
        )

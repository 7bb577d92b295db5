"""Fast R-CNN: the network runs once over the image, then a small head over each pooled region."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn
from torchvision.ops import roi_pool

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.box_coder import decode_offsets
from lecture_utils.methods.boxes import widened
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.fast_rcnn.loss import RegionLoss, region_loss
from lecture_utils.methods.fast_rcnn.targets import OFFSET_WEIGHTS, RegionTargets
from lecture_utils.methods.layers import fully_connected
from lecture_utils.methods.region_detections import RegionDetections, region_detections
from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import require


class Pool(Protocol):
    """Cuts an answer of fixed size out of the feature map for each region, as ``roi_pool`` and `roi_align` do."""

    def __call__(self, input: Tensor, *, boxes: Sequence[Tensor], spatial_scale: float) -> Tensor:
        """Turn feature maps (N, C, h, w) and each image's boxes, in pixels, into one answer for each box (R, ...)."""


class RegionOutput(NamedTuple):
    """What the head says of R regions.

    Attributes
    ----------
    scores : Tensor, shape (R, K + 1)
        Before the softmax; class 0 is the background.
    offsets : Tensor, shape (R, K, 4)
        For each category, weighted by `OFFSET_WEIGHTS`.
    """

    scores: Tensor
    offsets: Tensor


class RegionHead(nn.Module):
    """Two fully connected layers, then one for the classes and one for the offsets.

    Parameters
    ----------
    inputs : int
        Numbers that pooling leaves of a region.
    categories : int
        K, without the background.
    width : int
        Numbers between the layers.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, figure 1; section 2.3 for how the last layers start.
    """

    def __init__(self, inputs: int, categories: int, width: int = 256) -> None:
        super().__init__()
        self.layers = fully_connected(inputs, width)
        self.classes = nn.Linear(width, categories + 1)
        self.offsets = nn.Linear(width, 4 * categories)
        for layer, spread in ((self.classes, 0.01), (self.offsets, 0.001)):
            nn.init.normal_(layer.weight, std=spread)
            nn.init.zeros_(layer.bias)

    def forward(self, pooled: Tensor) -> RegionOutput:
        """Score regions: pooled (R, ...) to scores (R, K + 1) and offsets (R, K, 4)."""
        features = self.layers(pooled.flatten(1))  # (R, width)
        return RegionOutput(self.classes(features), self.offsets(features).unflatten(1, (-1, 4)))


class FastRCNN(nn.Module):
    """One run over the image, one pooled answer for each proposal, two heads.

    Parameters
    ----------
    backbone : Backbone
        Its normalisation is best frozen (`Backbone.freeze_norm`): few scenes make a batch.
    categories : int
        K, without the background.
    stage : str
        Whose feature map regions are pooled from. The backbone's later stages are cut off.
    pool : callable or None
        See `Pool`. None is torchvision's ``roi_pool`` to 7 × 7, as in the paper.
    width : int
        Of the head.

    Attributes
    ----------
    scale : float
        Cells of the feature map for one pixel of the image.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015. Slide "Fast R-CNN".
    """

    def __init__(
        self, backbone: Backbone, categories: int = 5, stage: str = "stage3", pool: Pool | None = None, width: int = 256
    ) -> None:
        super().__init__()
        require(categories >= 1, "categories", "a positive integer", categories)
        backbone.cut_after(stage)
        self.backbone, self.categories, self.stage = backbone, categories, stage
        self.scale = 1 / backbone.strides[stage]
        self.pool = pool or partial(roi_pool, output_size=7)
        self.head = RegionHead(self._pooled_numbers(), categories, width)

    def _pooled_numbers(self) -> int:
        example = torch.zeros(1, self.backbone.channels[self.stage], 8, 8)
        return self.pool(example, boxes=[torch.tensor([[0.0, 0.0, 8.0, 8.0]])], spatial_scale=1.0).numel()

    def feature_map(self, images: Tensor) -> Tensor:
        """Run the network over whole images: (N, 3, H, W) to (N, C, h, w)."""
        return self.backbone(images, until=self.stage)[self.stage]

    def regions(self, features: Tensor, boxes: Sequence[Tensor]) -> RegionOutput:
        """Pool each region of the feature maps and score it.

        Parameters
        ----------
        features : Tensor, shape (N, C, h, w)
        boxes : sequence of N tensors, each of shape (L, 4)
            ``(x1, y1, x2, y2)`` in pixels of the image.

        Returns
        -------
        RegionOutput
            Of all regions, image by image.
        """
        features = widened(features)  # autocast may have made halves of them
        places = [one.to(features.dtype) for one in boxes]
        return self.head(self.pool(features, boxes=places, spatial_scale=self.scale))

    def losses(self, features: Tensor, targets: Sequence[RegionTargets]) -> RegionLoss:
        """Compare what the network says of drawn regions with what it should say.

        Parameters
        ----------
        features : Tensor, shape (N, C, h, w)
        targets : sequence of N RegionTargets
            As `region_targets` draws them.

        Returns
        -------
        RegionLoss
        """
        found = self.regions(features, [one.boxes for one in targets])
        labels = torch.cat([one.labels for one in targets])
        return region_loss(found.scores, found.offsets, labels, torch.cat([one.offsets for one in targets]))

    def boxes_and_probabilities(self, found: RegionOutput, boxes: Tensor) -> tuple[Tensor, Tensor]:
        """Turn what the head says of regions into boxes and probabilities.

        Parameters
        ----------
        found : RegionOutput
            Of R regions.
        boxes : Tensor, shape (R, 4)
            The regions, in pixels.

        Returns
        -------
        boxes : Tensor, shape (R, K, 4)
            What each category makes of each region. May reach outside the image.
        probabilities : Tensor, shape (R, K + 1)
            Class 0 is the background.
        """
        return decode_offsets(found.offsets, boxes[:, None], OFFSET_WEIGHTS), softmax(found.scores, dim=1)

    def detect(
        self,
        features: Tensor,
        proposals: Sequence[Tensor],
        size: tuple[int, int],
        score_threshold: float = 0.05,
        iou_threshold: float = 0.5,
        max_detections: int = 100,
    ) -> list[RegionDetections]:
        """Score the proposals of each image, correct them, and suppress what is found twice.

        Parameters
        ----------
        features : Tensor, shape (N, C, h, w)
        proposals : sequence of N tensors, each of shape (L, 4)
            ``(x1, y1, x2, y2)`` in pixels.
        size : (int, int)
            Height and width of the images in pixels.
        score_threshold, iou_threshold, max_detections
            As for `region_detections`.

        Returns
        -------
        list of N RegionDetections
            With candidates; each one's ``detections`` is the result.
        """
        found = self.regions(features, proposals)
        every = torch.cat([found.offsets.new_zeros(0, 4), *proposals])  # (R, 4); a batch may hold no image
        boxes, probabilities = self.boxes_and_probabilities(found, every)
        counts = [len(one) for one in proposals]
        pairs = zip(boxes.split(counts), probabilities[:, 1:].split(counts), strict=True)
        return [region_detections(*pair, size, score_threshold, iou_threshold, max_detections) for pair in pairs]

    def forward(self, images: Tensor, proposals: Sequence[Tensor]) -> list[Detections]:
        """Find things: images (N, 3, H, W) and their proposals, N tensors of shape (L, 4), to N detections."""
        height, width = images.shape[-2:]
        return [one.detections for one in self.detect(self.feature_map(images), proposals, (height, width))]

"""Mask R-CNN: a Faster R-CNN with a third head, which says which pixels of a box belong to the thing."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, Protocol

import torch
from torch import Tensor

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.boxes import widened
from lecture_utils.methods.detections import Detections, LabelledScene
from lecture_utils.methods.fast_rcnn.targets import RegionTargets
from lecture_utils.methods.faster_rcnn.anchors import RATIOS, SCALES
from lecture_utils.methods.faster_rcnn.network import FasterRCNN, FasterRCNNSteps
from lecture_utils.methods.mask_rcnn.head import MaskHead
from lecture_utils.methods.mask_rcnn.loss import mask_loss, of_class
from lecture_utils.methods.mask_rcnn.paste import paste_masks
from lecture_utils.methods.mask_rcnn.targets import project_masks
from lecture_utils.methods.roi import roi_align
from lecture_utils.methods.validation import require

THRESHOLD = 0.5
"""From this probability on a pixel belongs to the thing, as in the paper."""


class GridPool(Protocol):
    """Pools regions to a grid of any size: `roi_align` or `roi_pool`."""

    def __call__(
        self, input: Tensor, boxes: Sequence[Tensor], output_size: int, *, spatial_scale: float = 1.0
    ) -> Tensor:
        """Turn feature maps (N, C, h, w) and each image's boxes, in pixels, into (R, C, output_size, output_size)."""


class MaskRCNNSteps(NamedTuple):
    """All that the network makes of N images on the way to its instances.

    Attributes
    ----------
    boxes : FasterRCNNSteps
        The way to the boxes.
    scores : list of N Tensor, shape (D, K, m, m)
        What the mask head says of each detected box, for every category, before the sigmoid.
    masks : list of N Tensor, shape (D, m, m)
        Probabilities, for the detected category.
    pasted : list of N Tensor, shape (D, H, W)
        The same in their places in the image.
    """

    boxes: FasterRCNNSteps
    scores: list[Tensor]
    masks: list[Tensor]
    pasted: list[Tensor]

    @property
    def detections(self) -> list[Detections]:
        """The result: boxes, scores, labels, and masks (D, H, W) where the probability is `THRESHOLD` or more."""
        pairs = zip(self.boxes.found, self.pasted, strict=True)
        return [one.detections._replace(masks=pasted >= THRESHOLD) for one, pasted in pairs]


class MaskRCNN(FasterRCNN):
    """A Faster R-CNN with a mask head, which works on a grid pooled from each detected box.

    Parameters
    ----------
    backbone, categories, stage, width, scales, ratios
        As for `FasterRCNN`.
    pool : callable or None
        What regions are cut out with: None is RoI Align with 2 × 2 points in each bin; `roi_pool` in its place shows
        what rounding costs.
    box_cells, mask_cells : int
        Rows and columns of the grid for the class and the box, and of that for the mask; masks have twice as many.

    References
    ----------
    He et al., *Mask R-CNN*, ICCV 2017, section 3. Slide "Mask R-CNN".
    """

    def __init__(
        self,
        backbone: Backbone,
        categories: int = 5,
        stage: str = "stage3",
        pool: GridPool | None = None,
        width: int = 256,
        scales: Sequence[float] = SCALES,
        ratios: Sequence[float] = RATIOS,
        box_cells: int = 7,
        mask_cells: int = 7,
    ) -> None:
        cut_out = pool or partial(roi_align, sampling_ratio=2)
        super().__init__(backbone, categories, stage, partial(cut_out, output_size=box_cells), width, scales, ratios)
        self.mask_pool = partial(cut_out, output_size=mask_cells)
        self.mask_cells = 2 * mask_cells
        self.mask_head = MaskHead(backbone.channels[stage], categories)

    def mask_scores(self, features: Tensor, boxes: Sequence[Tensor]) -> Tensor:
        """Ask for the masks of regions.

        Parameters
        ----------
        features : Tensor, shape (N, C, h, w)
        boxes : sequence of N tensors, each of shape (L, 4)
            ``(x1, y1, x2, y2)`` in pixels of the image.

        Returns
        -------
        Tensor, shape (R, K, m, m)
            Of all regions, image by image, before the sigmoid.
        """
        features = widened(features)  # autocast may have made halves of them
        places = [one.to(features.dtype) for one in boxes]
        scores: Tensor = self.mask_head(self.mask_pool(features, boxes=places, spatial_scale=self.scale))
        return scores

    def region_losses(
        self, features: Tensor, regions: Sequence[RegionTargets], truths: Sequence[LabelledScene]
    ) -> dict[str, Tensor]:
        """Compute the losses of the second stage, by name: to those of Fast R-CNN comes "mask".

        Parameters
        ----------
        features, regions, truths
            As for `FasterRCNN.region_losses`; the truths have masks.

        Returns
        -------
        dict of str to Tensor

        Raises
        ------
        ValueError
            If a truth has no masks.

        References
        ----------
        He et al., *Mask R-CNN*, ICCV 2017, section 3: L = L_cls + L_box + L_mask; "the mask loss is defined only on
        positive RoIs".
        """
        shown = [one.labels > 0 for one in regions]
        boxes = [one.boxes[thing] for one, thing in zip(regions, shown, strict=True)]
        labels = torch.cat([one.labels[thing] - 1 for one, thing in zip(regions, shown, strict=True)])
        targets = self._mask_targets(
            [one.truth[thing] for one, thing in zip(regions, shown, strict=True)], boxes, truths
        )
        mask = mask_loss(self.mask_scores(features, boxes), labels, targets)
        return super().region_losses(features, regions, truths) | {"mask": mask}

    def _mask_targets(
        self, things: Sequence[Tensor], boxes: Sequence[Tensor], truths: Sequence[LabelledScene]
    ) -> Tensor:
        """Project the true masks of all images at once: a thing's number counts those of the images before."""
        masks, numbers, before = [], [], 0
        for truth, thing in zip(truths, things, strict=True):
            require(truth.masks is not None, "truths", "scenes with masks", "one without")
            assert truth.masks is not None
            masks.append(truth.masks)
            numbers.append(thing + before)
            before += len(truth.masks)
        return project_masks(torch.cat(masks), torch.cat(numbers), torch.cat(list(boxes)), self.mask_cells)

    def mask_steps(self, images: Tensor, score_threshold: float = 0.05) -> MaskRCNNSteps:
        """Find things with their masks, and keep every step on the way.

        Masks are asked for the boxes that are detected, not for the proposals they come from: they fit better.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
        score_threshold : float
            As for `region_detections`.

        Returns
        -------
        MaskRCNNSteps
        """
        height, width = images.shape[-2:]
        steps = self.steps(images, score_threshold)
        found = [one.detections for one in steps.found]
        boxes = [one.boxes for one in found]
        scores = list(self.mask_scores(steps.features, boxes).split([len(one) for one in boxes]))
        masks = [of_class(some, one.labels).sigmoid() for some, one in zip(scores, found, strict=True)]
        pasted = [paste_masks(some, one, (height, width)) for some, one in zip(masks, boxes, strict=True)]
        return MaskRCNNSteps(steps, scores, masks, pasted)

    def forward(self, images: Tensor, proposals: Sequence[Tensor] | None = None) -> list[Detections]:
        """Find things with their masks in images (N, 3, H, W); boxes only, from proposals that are given."""
        if proposals is not None:
            return super().forward(images, proposals)
        return self.mask_steps(images).detections

"""Faster R-CNN: a Fast R-CNN that proposes its regions itself, from the feature map that it has anyway."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.box_coder import decode_offsets
from lecture_utils.methods.detections import Detections, LabelledScene, Proposals
from lecture_utils.methods.fast_rcnn.network import FastRCNN, Pool
from lecture_utils.methods.fast_rcnn.targets import RegionTargets, region_targets
from lecture_utils.methods.faster_rcnn.anchor_labels import anchor_targets, label_anchors
from lecture_utils.methods.faster_rcnn.anchors import RATIOS, SCALES, base_anchors, grid_anchors
from lecture_utils.methods.faster_rcnn.loss import RPNLoss, rpn_loss
from lecture_utils.methods.faster_rcnn.proposals import ProposalSteps, filter_proposals
from lecture_utils.methods.faster_rcnn.rpn import RPNHead, RPNOutput
from lecture_utils.methods.region_detections import RegionDetections
from lecture_utils.methods.validation import require


class FasterRCNNSteps(NamedTuple):
    """All that the network makes of N images on the way to its detections.

    Attributes
    ----------
    features : Tensor, shape (N, C, h, w)
    anchors : Tensor, shape (h, w, A, 4)
        The same for all images.
    rpn_output : RPNOutput
        Objectness and offsets of every anchor.
    proposals : list of N Proposals
        Each with its candidates before suppression (``steps``).
    found : list of N RegionDetections
        Each detection with the proposal that it comes from.
    """

    features: Tensor
    anchors: Tensor
    rpn_output: RPNOutput
    proposals: list[Proposals[ProposalSteps]]
    found: list[RegionDetections]


class FasterRCNN(FastRCNN):
    """A Fast R-CNN with a region proposal network: both work on one feature map and are trained together.

    Parameters
    ----------
    backbone : Backbone
    categories : int
    stage : str
    pool : callable or None
    width : int
        All as for `FastRCNN`. RoI Align fits our backbone with ``aligned=False``: the value of cell i is that at pixel
        stride · i, not in the middle of the stride · i to stride · (i + 1) that a cell covers elsewhere.
    scales, ratios : sequence of float
        Of the anchors; see `base_anchors`.

    References
    ----------
    Ren et al., *Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks*, NeurIPS 2015, figure
    2.
    Slide "Faster R-CNN".
    """

    base_anchors: Tensor

    def __init__(
        self,
        backbone: Backbone,
        categories: int = 5,
        stage: str = "stage3",
        pool: Pool | None = None,
        width: int = 256,
        scales: Sequence[float] = SCALES,
        ratios: Sequence[float] = RATIOS,
    ) -> None:
        super().__init__(backbone, categories, stage, pool, width)
        self.register_buffer("base_anchors", base_anchors(scales, ratios), persistent=False)
        self.rpn = RPNHead(backbone.channels[stage], len(self.base_anchors))

    def anchors(self, features: Tensor) -> Tensor:
        """Lay out the anchors of feature maps (N, C, h, w): (h, w, A, 4), ``(x1, y1, x2, y2)`` in pixels."""
        return grid_anchors(self.base_anchors, features.shape[-2:], self.backbone.strides[self.stage])

    def propose(
        self,
        rpn_output: RPNOutput,
        anchors: Tensor,
        size: tuple[int, int],
        pre_nms_top_n: int = 1000,
        post_nms_top_n: int = 300,
    ) -> list[Proposals[ProposalSteps]]:
        """Correct the anchors of each image and choose its proposals.

        Parameters
        ----------
        rpn_output : RPNOutput
            Of N images.
        anchors : Tensor, shape (h, w, A, 4)
        size : (int, int)
            Height and width of the images in pixels.
        pre_nms_top_n, post_nms_top_n : int
            As for `filter_proposals`.

        Returns
        -------
        list of N Proposals
        """
        boxes = decode_offsets(rpn_output.offsets.detach(), anchors).flatten(1, 3)  # (N, h · w · A, 4)
        objectness = rpn_output.objectness.detach().flatten(1)  # (N, h · w · A)
        return [
            filter_proposals(*pair, size, pre_nms_top_n, post_nms_top_n) for pair in zip(boxes, objectness, strict=True)
        ]

    def rpn_losses(
        self, rpn_output: RPNOutput, anchors: Tensor, true_boxes: Sequence[Tensor], count: int = 256
    ) -> RPNLoss:
        """Compare what the RPN says of some anchors of each image with what it should say.

        Parameters
        ----------
        rpn_output : RPNOutput
            Of N images.
        anchors : Tensor, shape (h, w, A, 4)
        true_boxes : sequence of N tensors, each of shape (G, 4)
        count : int
            Anchors to draw in each image, at most half of them objects.

        Returns
        -------
        RPNLoss
        """
        targets = [anchor_targets(label_anchors(anchors, boxes), boxes, count) for boxes in true_boxes]
        drawn = [one.drawn for one in targets]
        objectness = [one[some] for one, some in zip(rpn_output.objectness.flatten(1), drawn, strict=True)]
        offsets = [one[some] for one, some in zip(rpn_output.offsets.flatten(1, 3), drawn, strict=True)]
        labels, target_offsets = (torch.cat([one[part] for one in targets]) for part in (1, 2))
        return rpn_loss(torch.cat(objectness), torch.cat(offsets), labels, target_offsets)

    def training_regions(
        self,
        rpn_output: RPNOutput,
        anchors: Tensor,
        truths: Sequence[LabelledScene],
        size: tuple[int, int],
        proposals: int = 100,
        count: int = 32,
    ) -> list[RegionTargets]:
        """Draw from the proposals of each image the regions that the second stage is trained on.

        Parameters
        ----------
        rpn_output, anchors, size
            As for `propose`.
        truths : sequence of N scenes
            Whose boxes and labels count.
        proposals, count : int
            Proposals of an image, and regions to draw from them.

        Returns
        -------
        list of N RegionTargets
        """
        proposed = self.propose(rpn_output, anchors, size, pre_nms_top_n=4 * proposals, post_nms_top_n=proposals)
        pairs = zip(proposed, truths, strict=True)
        return [region_targets(one.boxes, truth.boxes, truth.labels, count) for one, truth in pairs]

    def joint_losses(self, images: Tensor, truths: Sequence[LabelledScene]) -> dict[str, Tensor]:
        """Compute the four losses whose sum trains the network, all of it at once.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
        truths : sequence of N scenes

        Returns
        -------
        dict of str to Tensor
            "anchor objectness", "anchor localisation", "region classification", "region localisation".

        Raises
        ------
        ValueError
            If there isn't one truth for each image.

        References
        ----------
        Ren et al., *Faster R-CNN*, NeurIPS 2015, section 3.2, (ii): "approximate joint training". Approximate because
        regions are taken as given: that a region's place depends on the weights too, the gradient leaves out.
        """
        require(len(truths) == len(images), "truths", f"one for each of {len(images)} images", len(truths))
        height, width = images.shape[-2:]
        return self.map_losses(self.feature_map(images), truths, (height, width))

    def map_losses(self, features: Tensor, truths: Sequence[LabelledScene], size: tuple[int, int]) -> dict[str, Tensor]:
        """Compute the losses of `joint_losses` from the feature map on.

        Parameters
        ----------
        features : Tensor, shape (N, C, h, w), float32
            A backbone may compute in a smaller type; boxes would be rounded to it.
        truths : sequence of N scenes
        size : (int, int)
            Height and width of the images in pixels.

        Returns
        -------
        dict of str to Tensor
        """
        rpn_output, anchors = self.rpn(features), self.anchors(features)
        of_anchors = self.rpn_losses(rpn_output, anchors, [truth.boxes for truth in truths])
        regions = self.training_regions(rpn_output, anchors, truths, size)
        return {
            "anchor objectness": of_anchors.objectness,
            "anchor localisation": of_anchors.localisation,
            **self.region_losses(features, regions, truths),
        }

    def region_losses(
        self, features: Tensor, regions: Sequence[RegionTargets], truths: Sequence[LabelledScene]
    ) -> dict[str, Tensor]:
        """Compute the losses of the second stage, by name: those of Fast R-CNN.

        Parameters
        ----------
        features : Tensor, shape (N, C, h, w)
        regions : sequence of N RegionTargets
        truths : sequence of N scenes
            For networks that learn more of a thing than its class and its box.

        Returns
        -------
        dict of str to Tensor
        """
        found = self.losses(features, regions)
        return {"region classification": found.classification, "region localisation": found.localisation}

    def steps(self, images: Tensor, score_threshold: float = 0.05) -> FasterRCNNSteps:
        """Find things, and keep every step on the way.

        Parameters
        ----------
        images : Tensor, shape (N, 3, H, W)
        score_threshold : float
            As for `region_detections`.

        Returns
        -------
        FasterRCNNSteps
        """
        height, width = images.shape[-2:]
        features = self.feature_map(images)
        rpn_output, anchors = self.rpn(features), self.anchors(features)
        proposals = self.propose(rpn_output, anchors, (height, width))
        found = self.detect(features, [one.boxes for one in proposals], (height, width), score_threshold)
        return FasterRCNNSteps(features, anchors, rpn_output, proposals, found)

    def forward(self, images: Tensor, proposals: Sequence[Tensor] | None = None) -> list[Detections]:
        """Find things in images (N, 3, H, W), from proposals that are given as to `FastRCNN`, or from its own."""
        if proposals is not None:
            return super().forward(images, proposals)
        return [one.detections for one in self.steps(images).found]

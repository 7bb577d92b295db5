"""R-CNN: every proposal is warped, run through the network, scored by support vector machines, and corrected."""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from lecture_utils.methods.box_coder import decode_offsets
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.rcnn.classifier import RegionClassifier
from lecture_utils.methods.rcnn.warping import warp_regions
from lecture_utils.methods.region_detections import RegionDetections, region_detections
from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import require

Scores = Literal["svm", "softmax"]
"""What regions are ranked by."""

THRESHOLDS: dict[Scores, float] = {"svm": -math.inf, "softmax": 0.0}
"""Regions at or below are no candidates: none, since each counts where average precision is measured."""

CROPS_AT_ONCE = 256
"""So many warped regions go through the network together; more would only take more memory."""


class RegionStages(NamedTuple):
    """R proposals of one image on their way through R-CNN.

    Attributes
    ----------
    proposals : Tensor, shape (R, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    crops : Tensor, shape (R, 3, size, size)
        Warped, with context; (R, 0) of a network that warps none.
    last_map : Tensor, shape (R, M)
        The network's last feature map of each crop, flattened.
    features : Tensor, shape (R, D)
        Of its last fully connected layer.
    probabilities : Tensor, shape (R, K + 1)
        The softmax of its own classifier; class 0 is the background.
    margins : Tensor, shape (R, K)
        Scores of the support vector machines.
    offsets : Tensor, shape (R, K, 4)
        (t_x, t_y, t_w, t_h) of each category's regression.
    boxes : Tensor, shape (R, K, 4)
        The proposals, corrected by them. May reach outside the image.
    """

    proposals: Tensor
    crops: Tensor
    last_map: Tensor
    features: Tensor
    probabilities: Tensor
    margins: Tensor
    offsets: Tensor
    boxes: Tensor


class ProposalNetwork(Protocol):
    """A network with SVMs and box regressions, such as `RCNN`: what `fit_rcnn` fits.

    Attributes
    ----------
    categories : int
    svms, regressors : nn.Linear
    """

    categories: int
    svms: nn.Linear
    regressors: nn.Linear

    def follow(self, image: Tensor, proposals: Tensor) -> RegionStages:
        """Take an image's proposals through every stage."""


def unfitted(inputs: int, outputs: int) -> nn.Linear:
    """Make a linear layer of zeros that no gradient trains: it waits for `fit_rcnn`."""
    layer = nn.Linear(inputs, outputs).requires_grad_(False)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def region_stages(
    network: ProposalNetwork, proposals: Tensor, crops: Tensor, last_map: Tensor, features: Tensor, scores: Tensor
) -> RegionStages:
    """Score and correct R proposals of which the features are known; arguments as for `RegionStages`.

    Parameters
    ----------
    scores : Tensor, shape (R, K + 1)
        Of the network's own classifier, before the softmax.
    """
    offsets = network.regressors(last_map).unflatten(1, (network.categories, 4))  # (R, K, 4)
    boxes = decode_offsets(offsets, proposals[:, None])  # (R, K, 4)
    margins = network.svms(features)  # (R, K)
    return RegionStages(proposals, crops, last_map, features, softmax(scores, dim=1), margins, offsets, boxes)


class RCNN(nn.Module):
    """A region classifier, a support vector machine and a box regression for each category.

    Parameters
    ----------
    classifier : RegionClassifier
    padding : int
        Pixels of context around a warped region.

    Attributes
    ----------
    svms : nn.Linear
        From D features to K scores; fitted, as is the next, by `fit_rcnn` after the classifier was trained.
    regressors : nn.Linear
        From the last map's M numbers to 4·K offsets.

    References
    ----------
    Girshick et al., *Rich feature hierarchies for accurate object detection*, CVPR 2014. Slides "R-CNN".
    """

    def __init__(self, classifier: RegionClassifier, padding: int = 4) -> None:
        super().__init__()
        self.classifier, self.padding = classifier, padding
        self.categories = classifier.categories
        self.svms = unfitted(classifier.width, self.categories)
        self.regressors = unfitted(classifier.inputs, 4 * self.categories)

    def follow(self, image: Tensor, proposals: Tensor) -> RegionStages:
        """Take proposals through every stage.

        Parameters
        ----------
        image : Tensor, shape (3, H, W)
            Floats in [0, 1].
        proposals : Tensor, shape (R, 4)
            ``(x1, y1, x2, y2)`` in pixels.

        Returns
        -------
        RegionStages
        """
        crops = warp_regions(image, proposals, self.classifier.size, self.padding)  # (R, 3, size, size)
        parts = [self.classifier(some) for some in crops.split(CROPS_AT_ONCE)]  # one forward for every region
        last_map, features, scores = (torch.cat(same) for same in zip(*parts, strict=True))
        return region_stages(self, proposals, crops, last_map, features, scores)

    def forward(self, images: Tensor, proposals: Sequence[Tensor]) -> list[Detections]:
        """Find things: images (N, 3, H, W) and their proposals, N tensors of shape (L, 4), to N detections."""
        pairs = zip(images, proposals, strict=True)
        return [detect_among(self.follow(*pair), tuple(images.shape[-2:])).detections for pair in pairs]


def detect_among(
    stages: RegionStages,
    size: tuple[int, ...],
    by: Scores = "svm",
    corrected: bool = True,
    score_threshold: float | None = None,
    iou_threshold: float = 0.3,
    max_detections: int = 100,
) -> RegionDetections:
    """Suppress, in each category, what is found twice.

    Parameters
    ----------
    stages : RegionStages
        What the network says of the proposals.
    size : (int, int)
        Height and width of the image.
    by : "svm" or "softmax"
        What regions are ranked by: the SVMs' margins, or the probabilities of the network's own classifier.
    corrected : bool
        Whether the boxes are those after regression.
    score_threshold : float or None
        A candidate's score is above it. None: `THRESHOLDS`.
    iou_threshold, max_detections
        As for `region_detections`. The authors' program suppresses from 0.3 on.

    Returns
    -------
    RegionDetections

    Raises
    ------
    ValueError
        If ``by`` is neither, or as for `region_detections`.
    """
    require(by in THRESHOLDS, "by", "'svm' or 'softmax'", repr(by))
    scores = stages.margins if by == "svm" else stages.probabilities[:, 1:]
    boxes = stages.boxes if corrected else stages.proposals[:, None]
    threshold = THRESHOLDS[by] if score_threshold is None else score_threshold
    return region_detections(boxes, scores, (size[0], size[1]), threshold, iou_threshold, max_detections)

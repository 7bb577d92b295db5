"""YOLO's network: convolutions, then a head that looks at the whole image once and says everything."""

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor, nn

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.validation import require
from lecture_utils.methods.yolo.loss import YoloLoss, yolo_loss
from lecture_utils.methods.yolo.output import BOX
from lecture_utils.methods.yolo.predictions import YoloPredictions, decode_output, yolo_detections
from lecture_utils.methods.yolo.targets import target_tensor

SLOPE = 0.1
"""Of the leaky ReLU where its input is negative."""


class Head(Protocol):
    """Makes the layers from a feature map (N, channels, S, S) to the output tensor (N, S, S, numbers)."""

    def __call__(self, channels: int, grid: int, numbers: int) -> nn.Module:
        """Make them."""


class FullyConnectedHead(nn.Module):
    """Two fully connected layers over the whole map, as in the paper: every cell sees the whole image.

    The convolution before them narrows the map, and is normalised, which the paper's aren't yet.

    Parameters
    ----------
    channels : int
        Of the feature map.
    grid : int
        S, cells of a side.
    numbers : int
        5B + C, of each cell.
    narrow : int
        Channels that a 3 × 3 convolution leaves. The first fully connected layer has a weight for each number of the
        map and each unit: the paper's has 7·7·1024·4096, 205 million.
    width : int
        Units between the two layers.
    dropout : float
        Share of the units that are set to 0 in training.

    Raises
    ------
    ValueError
        If a number isn't positive, or the share lies outside [0, 1].

    References
    ----------
    Redmon et al., CVPR 2016, figure 3; section 2.2 for the linear last layer, the leaky ReLU (equation 2) and the
    dropout.
    """

    def __init__(
        self, channels: int, grid: int, numbers: int, narrow: int = 8, width: int = 384, dropout: float = 0.5
    ) -> None:
        super().__init__()
        require(min(narrow, width) >= 1, "narrow, width", "positive integers", (narrow, width))
        require(0 <= dropout <= 1, "dropout", "a share from 0 to 1", dropout)
        first, last = nn.Linear(narrow * grid * grid, width), nn.Linear(width, grid * grid * numbers)
        nn.init.kaiming_normal_(first.weight, a=SLOPE)
        nn.init.normal_(last.weight, std=0.01)
        self.layers = nn.Sequential(
            nn.Conv2d(channels, narrow, 3, padding=1, bias=False),
            nn.BatchNorm2d(narrow),
            nn.LeakyReLU(SLOPE),
            nn.Flatten(),
            first,
            nn.LeakyReLU(SLOPE),
            nn.Dropout(dropout),
            last,
            nn.Unflatten(1, (grid, grid, numbers)),
        )

    def forward(self, maps: Tensor) -> Tensor:
        """Turn maps (N, channels, S, S) into output tensors (N, S, S, 5B + C)."""
        output: Tensor = self.layers(maps)
        return output


class ConvolutionHead(nn.Module):
    """Convolutions instead: each cell is computed from its surroundings, by the same weights everywhere.

    The paper's successors do this (Redmon & Farhadi, *YOLO9000*, CVPR 2017, section 2).

    Parameters
    ----------
    channels, grid, numbers
        As for `FullyConnectedHead`; the grid may be any.
    width : int
        Channels between the two layers.
    """

    def __init__(self, channels: int, grid: int, numbers: int, width: int = 128) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, width, 3, padding=1), nn.LeakyReLU(SLOPE), nn.Conv2d(width, numbers, 1)
        )

    def forward(self, maps: Tensor) -> Tensor:
        """Turn maps (N, channels, S, S) into output tensors (N, S, S, 5B + C)."""
        output: Tensor = self.layers(maps)
        return output.permute(0, 2, 3, 1)


class YOLO(nn.Module):
    """One network, one run, and every box and class of the image is there.

    Parameters
    ----------
    backbone : Backbone
    categories : int
        C.
    size : int
        Height and width of the images in pixels; fully connected layers take no other.
    boxes_per_cell : int
        B.
    stage : str
        Whose feature map goes into the head. Its cells are the grid's: S = ⌈size / stride⌉.
    head : callable
        `FullyConnectedHead` or `ConvolutionHead`.

    Attributes
    ----------
    grid : int
        S.
    size : (int, int)
        Height and width of the images in pixels.

    Raises
    ------
    ValueError
        If there is no such stage, or a number isn't positive.

    References
    ----------
    Redmon et al., *You Only Look Once: Unified, Real-Time Object Detection*, CVPR 2016. Slide "YOLO: You Only Look
    Once".
    """

    def __init__(
        self,
        backbone: Backbone,
        categories: int = 5,
        size: int = 128,
        boxes_per_cell: int = 2,
        stage: str = "stage4",
        head: Head = FullyConnectedHead,
    ) -> None:
        super().__init__()
        require(stage in backbone.stages, "stage", f"one of {', '.join(backbone.stages)}", stage)
        require(categories >= 1, "categories", "a positive integer", categories)
        require(boxes_per_cell >= 1, "boxes_per_cell", "a positive integer", boxes_per_cell)
        require(size >= 1, "size", "a positive integer", size)
        self.backbone, self.categories, self.stage = backbone, categories, stage
        self.size, self.boxes_per_cell = (size, size), boxes_per_cell
        self.grid = -(-size // backbone.strides[stage])
        self.head = head(backbone.channels[stage], self.grid, BOX * boxes_per_cell + categories)

    def feature_map(self, images: Tensor) -> Tensor:
        """Run the convolutions: images (N, 3, size, size) to maps (N, channels, S, S)."""
        require(tuple(images.shape[2:]) == self.size, "images", f"(N, 3, *{self.size})", tuple(images.shape))
        return self.backbone(images, until=self.stage)[self.stage]

    def forward(self, images: Tensor) -> Tensor:
        """Look once: images (N, 3, size, size) to output tensors (N, S, S, 5B + C)."""
        output: Tensor = self.head(self.feature_map(images))
        return output

    def targets(self, boxes: Sequence[Tensor], labels: Sequence[Tensor]) -> Tensor:
        """Say what the output should have been: each image's true boxes (G, 4) and labels (G,) to (N, S, S, 5 + C)."""
        pairs = zip(boxes, labels, strict=True)
        return torch.stack([target_tensor(*pair, self.categories, self.grid, self.size) for pair in pairs])

    def losses(self, output: Tensor, targets: Tensor) -> YoloLoss:
        """Compare output tensors (N, S, S, 5B + C) with target tensors (N, S, S, 5 + C)."""
        return yolo_loss(output, targets, self.boxes_per_cell)

    def predictions(self, output: Tensor) -> YoloPredictions:
        """Decode output tensors: boxes in pixels, confidences, class probabilities."""
        return decode_output(output, self.size, self.boxes_per_cell)

    def detect(self, images: Tensor, score_threshold: float = 0.01, iou_threshold: float = 0.5) -> list[Detections]:
        """Find things: images (N, 3, size, size) to N detections."""
        found = self.predictions(self(images))
        each = (YoloPredictions(*parts) for parts in zip(*found, strict=True))
        return [yolo_detections(one, self.size, score_threshold, iou_threshold).detections for one in each]

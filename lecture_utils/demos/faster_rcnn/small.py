"""The small numbers of lecture 07: nine anchors about each cell of a map, and two things."""

import torch
from torch import Tensor

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.faster_rcnn import FasterRCNN

SCALES, RATIOS = (8.0, 16.0, 32.0), (0.25, 1.0, 4.0)
"""Ratios whose roots are whole numbers or halves, so that all sides are whole."""

MAP, STRIDE = (5, 5), 16
SIZE = (80, 80)
"""Height and width of the image in pixels."""

ROW, COLUMN = 2, 2
"""The cell: its centre is the pixel (32, 32)."""


def two_things() -> Tensor:
    """Return the boxes of two things, (2, 4): 16 × 20 pixels about the cell, and 8 × 8 pixels between two others."""
    return torch.tensor([[24.0, 24.0, 40.0, 44.0], [52.0, 28.0, 60.0, 36.0]])


def paper() -> Tensor:
    """Return an image without anything, (3, 80, 80)."""
    return torch.ones(3, *SIZE)


def network() -> FasterRCNN:
    """Return a Faster R-CNN that is small enough to be run in a moment, untrained."""
    torch.manual_seed(0)
    return FasterRCNN(Backbone(ResNetSizes((4, 6), (1, 1))), stage="stage2", width=8)

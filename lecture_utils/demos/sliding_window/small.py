"""The small numbers of lecture 02: boxes that can be checked with a pencil."""

import torch
from torch import Tensor

from lecture_utils.demos.sliding_window.box_overlap import FIRST, SECOND


def two_boxes() -> tuple[Tensor, Tensor]:
    """Return the two boxes on squared paper, (1, 4) each: they share 6 squares and cover 20."""
    return torch.tensor([FIRST]), torch.tensor([SECOND])


def five_boxes() -> tuple[Tensor, Tensor]:
    """Return five boxes (5, 4) about two things, and their scores (5)."""
    boxes = torch.tensor([[0, 0, 4, 4], [1, 0, 5, 4], [8, 1, 12, 5], [8, 2, 12, 6], [0, 1, 4, 5]])
    return boxes.float(), torch.tensor([0.9, 0.8, 0.7, 0.95, 0.6])

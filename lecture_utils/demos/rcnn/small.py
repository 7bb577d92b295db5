"""The small numbers of lecture 04: one box and its truth, and six detections for five things."""

import torch
from torch import Tensor

TRUTHS = 5
"""Things that the six detections are to find."""


def box_and_truth() -> tuple[Tensor, Tensor]:
    """Return a proposal and its true box, (1, 4) each, whose offsets can be checked with a pencil."""
    return torch.tensor([[10.0, 20.0, 30.0, 60.0]]), torch.tensor([[12.0, 19.0, 36.0, 69.0]])


def six_detections() -> Tensor:
    """Say of six detections, by falling score, which are right, 1 or 0: (6,)."""
    return torch.tensor([1, 0, 1, 1, 0, 1])

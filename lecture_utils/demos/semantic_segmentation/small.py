"""The small numbers of lecture 09: scores and label maps that can be checked with a pencil."""

import torch
from torch import Tensor


def scores() -> Tensor:
    """Return the scores of three classes at 2 × 2 pixels: (3, 2, 2)."""
    return torch.tensor([[[2.0, -1.0], [0.5, 3.0]], [[1.0, 4.0], [0.75, -2.0]], [[-0.5, 2.0], [1.5, 2.5]]])


def label_maps() -> tuple[Tensor, Tensor]:
    """Return a predicted and a true label map of three classes: (3, 4) each."""
    prediction = torch.tensor([[0, 1, 1, 1], [0, 2, 2, 1], [0, 2, 1, 1]])
    truth = torch.tensor([[0, 0, 1, 1], [0, 2, 1, 1], [2, 2, 2, 1]])
    return prediction, truth

"""The small numbers of lecture 06: three distances, and three regions of which one is background."""

import torch
from torch import Tensor

DISTANCES = (0.5, 1.0, 3.0)
CLASSES = ("background", "cow", "dog")
REGIONS = ("cow", "dog", "background")
"""What the three regions show."""


def distances() -> Tensor:
    """Return prediction − target, three times."""
    return torch.tensor(DISTANCES)


def three_regions() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return scores (3, 3), offsets (3, 2, 4), labels (3,) and target offsets (3, 4).

    The scores are logarithms, so that the probabilities are 1/2, 4/5 and 3/5.
    """
    scores = torch.tensor([[1.0, 2.0, 1.0], [1.0, 1.0, 8.0], [3.0, 1.0, 1.0]]).log()
    offsets = torch.zeros(3, 2, 4)
    offsets[0, 0] = torch.tensor([1.5, 0.0, -1.0, 0.5])
    offsets[1, 1] = torch.tensor([0.0, -0.5, 0.0, 1.0])
    offsets[2] = torch.tensor([[3.0, -2.0, 1.0, 0.0], [2.0, 2.0, 2.0, 2.0]])
    targets = torch.tensor([[1.0, 0.0, 1.0, 0.5], [0.0, 0.5, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    return scores, offsets, torch.tensor([1, 2, 0]), targets

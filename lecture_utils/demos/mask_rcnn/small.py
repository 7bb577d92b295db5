"""The small numbers of lecture 13: a mask of 2 × 2 cells that is pasted, and a region with two classes of masks."""

import torch
from torch import Tensor

SIZE = (5, 6)
"""Height and width of the image."""


def mask_and_box() -> tuple[Tensor, Tensor]:
    """Return a mask, (2, 2), and a box that is 5 pixels wide, 4 high, and begins between pixels."""
    return torch.tensor([[1.0, 0.0], [1.0, 1.0]]), torch.tensor([0.5, 0.5, 5.5, 4.5])


def masks_of_a_dog() -> tuple[Tensor, Tensor, Tensor]:
    """Return scores of 3 classes, cow, dog and cat, (1, 3, 2, 2); the label of the dog; the target, (1, 2, 2).

    The scores are logarithms of odds, so that the probabilities are simple fractions.
    """
    probabilities = torch.tensor([[[[0.9, 0.9], [0.9, 0.9]], [[0.8, 0.2], [0.5, 0.9]], [[0.5, 0.1], [0.1, 0.5]]]])
    return probabilities.logit(), torch.tensor([1]), torch.tensor([[[1.0, 0.0], [1.0, 1.0]]])

"""The small numbers of lecture 08: a grid of 2 × 2 cells with two boxes each and three classes."""

import torch
from torch import Tensor

from lecture_utils.methods.yolo import target_tensor

SIZE = (32, 32)
GRID, PER_CELL, CATEGORIES = 2, 2, 3
DOG = 1
"""Its label, of cow, dog and cat."""


def one_thing() -> tuple[Tensor, Tensor]:
    """Return the box of a dog, (1, 4), in an image of 32 × 32 pixels, and its label, (1)."""
    return torch.tensor([[16.0, 3.0, 24.0, 21.0]]), torch.tensor([DOG])


def two_cells() -> tuple[Tensor, Tensor]:
    """Return what a network says of this image, (1, 2, 2, 13), and what it should have said, (1, 2, 2, 8).

    The upper right cell holds the dog; the lower left one holds nothing, but is a little sure of something. The other
    two say 0. The dog's responsible box isn't the surer one.
    """
    target = target_tensor(*one_thing(), CATEGORIES, GRID, SIZE)[None]
    output = torch.zeros(1, GRID, GRID, 5 * PER_CELL + CATEGORIES)
    first, second = [0.25, 0.625, 0.5, 0.5, 0.3], [0.5, 0.75, 0.5, 0.75, 0.6]
    output[0, 0, 1] = torch.tensor([*first, *second, 0.2, 0.7, 0.1])
    output[0, 1, 0] = torch.tensor([0.5, 0.5, 0.5, 0.5, 0.4, 0.5, 0.5, 0.5, 0.5, 0.2, 0.6, 0.2, 0.2])
    return output, target

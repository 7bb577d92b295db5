"""The small numbers that go through all of lecture 05: one feature map and one box."""

import torch
from torch import Tensor

STRIDE = 4
"""Pixels of the image for one cell of the map."""

SCALE = 1 / STRIDE
"""The map's spatial scale."""


def small_map() -> Tensor:
    """Return a feature map of one channel, shape (1, 1, 6, 8): the map of an image of 24 × 32 pixels."""
    return torch.tensor(
        [
            [
                [
                    [1.0, 0, 2, 1, 0, 3, 1, 0],
                    [0, 2, 4, 1, 3, 5, 7, 2],
                    [3, 1, 0, 6, 2, 4, 1, 0],
                    [1, 5, 2, 9, 0, 3, 2, 4],
                    [0, 2, 7, 3, 1, 6, 0, 8],
                    [2, 0, 1, 4, 5, 2, 3, 1],
                ]
            ]
        ]
    )


def small_box() -> Tensor:
    """Return the box, shape (1, 5): of image 0, from (x, y) = (7, 5) to (27, 21) in pixels."""
    return torch.tensor([[0.0, 7, 5, 27, 21]])

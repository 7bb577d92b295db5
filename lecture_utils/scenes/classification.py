"""The small numbers that go through lecture 01: the slide's four categories, with scores made by hand.

The slide "Problem: For each image predict which category it belongs to" names the categories and draws bars without
numbers; :func:`small_scores` fills them in.
"""

import torch
from torch import Tensor

CATEGORIES = ("Dog", "Cat", "Couch", "Flowers")
"""The slide's, in its order."""


def small_scores() -> Tensor:
    """Return the scores of one image, shape (4,): Cat has the highest."""
    return torch.tensor([1.0, 3.0, 0.0, -1.0])


def small_batch() -> tuple[Tensor, Tensor]:
    """Return scores of five images, shape (5, 4), and their true labels, shape (5,).

    The true label is the first guess for two of them, then the second, the third and the fourth.
    """
    scores = torch.tensor(
        [
            [1.0, 3.0, 0.0, -1.0],
            [2.0, 1.5, -1.0, 0.0],
            [0.0, -1.0, 2.0, 1.0],
            [0.5, 1.0, 2.0, 0.0],
            [-1.0, 0.0, 1.0, 2.0],
        ]
    )
    return scores, torch.tensor([1, 1, 2, 0, 0])

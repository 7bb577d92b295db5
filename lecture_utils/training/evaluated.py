"""What the classifier says of held-out pictures of single things, on which it is evaluated.

>>> found = evaluated_pictures(60)
>>> found.images.shape, found.scores.shape
(torch.Size([60, 3, 64, 64]), torch.Size([60, 25]))
"""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor, nn

from lecture_utils.methods.classification import most_likely, rank_of_truth
from lecture_utils.methods.softmax import softmax
from lecture_utils.scenes.meadow import FINE, VARIANTS, crop, scene_seed
from lecture_utils.training.outputs import trained

NAME = "classification"
TEST_PICTURES = 500  # of the thousand that the record's figures are of: drawn and scored in a few seconds
SUPERCLASSES = [fine // VARIANTS for fine in range(len(FINE))]
"""The label (cow, cat, ...) that each finer category belongs to."""

_BATCH = 50  # pictures at once: they stay in the processor's cache


@dataclass(frozen=True)
class EvaluatedPictures:
    """A network's scores for held-out pictures of the meadow.

    Attributes
    ----------
    images : Tensor, shape (N, 3, 64, 64)
    labels : Tensor, shape (N,), int64
        The true finer categories.
    scores : Tensor, shape (N, 25)
    """

    images: Tensor
    labels: Tensor
    scores: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def probabilities(self) -> Tensor:
        """The softmax of the scores, shape (N, 25)."""
        return softmax(self.scores, dim=1)

    @property
    def guesses(self) -> Tensor:
        """The most likely category of each picture, shape (N,)."""
        return most_likely(self.scores, 1).labels[:, 0]

    @property
    def ranks(self) -> Tensor:
        """The place of each true label among the guesses, shape (N,), from 1."""
        return rank_of_truth(self.scores, self.labels)


def scores_of(network: nn.Module, images: Tensor) -> Tensor:
    """Run a network on images (N, 3, 64, 64); return its scores (N, 25)."""
    with torch.no_grad():
        return torch.cat([network(batch) for batch in images.split(_BATCH)])


def held_out_pictures(count: int) -> tuple[Tensor, Tensor]:
    """Draw the first test pictures: images (count, 3, 64, 64) and their finer categories (count,)."""
    crops = [crop(scene_seed("test", index)) for index in range(count)]
    return torch.stack([one.image for one in crops]), torch.tensor([one.fine for one in crops])


@lru_cache(maxsize=4)
def evaluated_pictures(count: int = TEST_PICTURES) -> EvaluatedPictures:
    """Run the trained classifier on the first test pictures, once.

    Parameters
    ----------
    count : int
    """
    images, labels = held_out_pictures(count)
    return EvaluatedPictures(images, labels, scores_of(trained(NAME), images))

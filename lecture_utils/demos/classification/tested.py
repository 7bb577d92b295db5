"""The trained network, and what it says of the pictures that it is tested on."""

from dataclasses import dataclass
from functools import cache, lru_cache

import torch
from torch import Tensor, nn

from lecture_utils.methods.classification import AlexNet, most_likely, rank_of_truth, softmax
from lecture_utils.scenes.meadow import FINE, THINGS, VARIANTS, crop, scene_seed
from lecture_utils.training.checkpoint import Record, load_network, record

NAME = "classification"
TEST_PICTURES = 500  # of the thousand that the record's figures are of: drawn and scored in a few seconds
KINDS = [fine // VARIANTS for fine in range(len(FINE))]
"""The kind (cow, cat, ...) that each finer category belongs to."""

_BATCH = 50  # pictures at once: they stay in the processor's cache


@dataclass(frozen=True)
class Tested:
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
        """The likeliest category of each picture, shape (N,)."""
        return most_likely(self.scores, 1).labels[:, 0]

    @property
    def ranks(self) -> Tensor:
        """The place of each true label among the guesses, shape (N,), from 1."""
        return rank_of_truth(self.scores, self.labels)


def trained_network() -> AlexNet:
    """Load the network that the recipe trained."""
    network = load_network(NAME)
    assert isinstance(network, AlexNet)
    return network


def trained_record() -> Record:
    """Read how the network was trained, and what it reaches."""
    return record(NAME)


def scores_of(network: nn.Module, images: Tensor) -> Tensor:
    """Run a network on images (N, 3, 64, 64); return its scores (N, 25)."""
    with torch.no_grad():
        return torch.cat([network(batch) for batch in images.split(_BATCH)])


def held_out_pictures(count: int) -> tuple[Tensor, Tensor]:
    """Draw the first test pictures: images (count, 3, 64, 64) and their finer categories (count,)."""
    crops = [crop(scene_seed("test", index)) for index in range(count)]
    return torch.stack([one.image for one in crops]), torch.tensor([one.fine for one in crops])


@lru_cache(maxsize=4)
def scored_pictures(count: int = TEST_PICTURES) -> Tested:
    """Run the trained network on the first test pictures."""
    images, labels = held_out_pictures(count)
    return Tested(images, labels, scores_of(trained_network(), images))


@cache
def kind_of(fine: int) -> str:
    """Name the kind of a finer category: "cat" for "black cat"."""
    return THINGS[fine // VARIANTS]

"""The recipes of lecture 17: a language model learns captions of the meadow, word by word; a twin has no mask."""

from typing import Any

import torch
from torch import Tensor, nn

from lecture_utils.methods.masked_attention import (
    LanguageModel,
    Vocabulary,
    next_word_loss,
    sampling,
    word_by_word_loss,
    write,
)
from lecture_utils.scenes.meadow import WORDS, MeadowCache, Split, in_grammar
from lecture_utils.scenes.meadow.captions import describe
from lecture_utils.training.recipe import Recipe

VOCABULARY = Vocabulary(WORDS)
"""What the models read and write."""

PER_SCENE = 16
"""Captions of one scene: of all that is true, each says something else."""

WRITTEN = 5000
"""Captions that a model writes to be judged."""


class Captions:
    """Captions of the first scenes of a split, in the order of the scenes.

    Parameters
    ----------
    split : Split or str
    count : int
        Scenes; there are `PER_SCENE` captions of each.
    size : int
        Of the scenes.
    """

    def __init__(self, split: Split | str, count: int, size: int) -> None:
        scenes = MeadowCache(split, count, size)
        self.sentences = [
            describe(scene, PER_SCENE * seed + number)
            for scene, seed in zip(map(scenes.scene, range(count)), scenes.seeds, strict=True)
            for number in range(PER_SCENE)
        ]

    def __len__(self) -> int:
        return len(self.sentences)


class MaskedAttention(Recipe):
    """The language model. Nothing but captions tells it the grammar."""

    name = "masked_attention"
    summary = "language model of the meadow's captions, word by word"
    masked = True
    scenes = 8000
    steps = 13_000
    batch_size = 64
    learning_rate = 3e-3

    def network(self) -> nn.Module:
        """Make the network."""
        return LanguageModel(len(VOCABULARY), masked=self.masked)

    def data(self, split: Split | str, count: int) -> Captions:
        """Return captions of the first scenes of a split."""
        return Captions(split, count, self.size)

    def batch(self, data: Captions, indices: list[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Return inputs, targets and padding, (N, T) each."""
        return VOCABULARY.batch([data.sentences[index] for index in indices])

    def loss(self, network: Any, batch: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        """Return the cross-entropy of the next word, at all places at once."""
        inputs, targets, padding = batch
        return {"next word": next_word_loss(network(inputs, padding), targets, padding)}

    def evaluate(self, network: Any, data: Captions) -> dict[str, float]:
        """Return how many captions that the model writes are in the grammar, and its losses on held-out ones.

        "next word" is the loss as training has it, of whole captions at once; "next word, word by word" is the loss as
        it is when the model writes: it sees what has come so far, and nothing behind it.
        """
        written = write(network, VOCABULARY, sampling(torch.Generator().manual_seed(0)), count=WRITTEN, cached=False)
        right = [sentence for sentence in written if in_grammar(sentence)]
        inputs, targets, padding = VOCABULARY.batch(data.sentences)
        return {
            "in the grammar": len(right) / len(written),
            "different": len(set(right)) / len(written),
            "next word": float(next_word_loss(network(inputs, padding), targets, padding)),
            "next word, word by word": float(word_by_word_loss(network, inputs, targets, padding)),
        }


class WithoutMask(MaskedAttention):
    """Its twin: the same in all but the mask. In training it reads in its inputs what it should say."""

    name = "masked_attention_without_mask"
    summary = "the same without the mask: its training loss falls, it can't write"
    masked = False


recipes = (MaskedAttention(), WithoutMask())

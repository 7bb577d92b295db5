"""The slide's example: a network so small that it overfits one sentence while one looks."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch.optim import Adam

from lecture_utils.methods.masked_attention.language_model import LanguageModel, next_word_loss
from lecture_utils.methods.masked_attention.vocabulary import Vocabulary
from lecture_utils.methods.transformer import TransformerSizes
from lecture_utils.methods.validation import require

SLIDE = "Big cat"
"""The slide's sentence: [START] Big cat → Big cat [END]."""

TINY = TransformerSizes(blocks=1, heads=1, head_channels=8, ffn_width=16)


class OverfitExample(NamedTuple):
    """A network that was trained on some sentences until it knows them.

    Attributes
    ----------
    network : LanguageModel
        In eval mode.
    vocabulary : Vocabulary
        Of the sentences' words.
    losses : tuple of float
        Of each step, in nats.
    """

    network: LanguageModel
    vocabulary: Vocabulary
    losses: tuple[float, ...]


def overfit_example(
    sentences: Sequence[str] = (SLIDE,), masked: bool = True, steps: int = 100, seed: int = 0
) -> OverfitExample:
    """Train a tiny language model on a few sentences until it knows them.

    Parameters
    ----------
    sentences : sequence of str
        Without [START] and [END].
    masked : bool
        As for `LanguageModel`.
    steps : int
        A hundred take a second at most.
    seed : int
        Of the network's start.

    Returns
    -------
    OverfitExample

    Raises
    ------
    ValueError
        If there is no sentence or no step.

    References
    ----------
    Slide "Masked Self-Attention Layer".
    """
    require(isinstance(steps, int) and steps >= 1, "steps", "a positive integer", repr(steps))
    vocabulary = Vocabulary(dict.fromkeys(word for sentence in sentences for word in sentence.split()))
    inputs, targets, padding = vocabulary.batch(sentences)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = LanguageModel(len(vocabulary), TINY, inputs.shape[1] + 1, masked)
    optimiser, losses = Adam(network.parameters(), lr=0.02), []
    for _ in range(steps):
        loss = next_word_loss(network(inputs, padding), targets, padding)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    return OverfitExample(network.eval(), vocabulary, tuple(losses))

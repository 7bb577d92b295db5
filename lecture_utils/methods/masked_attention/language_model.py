"""A language model: at every place it says how likely each word comes next, from the words so far."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from lecture_utils.methods.losses import cross_entropy
from lecture_utils.methods.self_attention import LearnedPositions, sinusoidal_positions
from lecture_utils.methods.transformer import (
    EncoderSteps,
    TransformerEncoder,
    TransformerEncoderLayer,
    TransformerSizes,
)
from lecture_utils.methods.transformer.block import EarlierInputs
from lecture_utils.methods.validation import require

SMALL = TransformerSizes(blocks=3, heads=4, head_channels=16, ffn_width=128)
"""For captions of at most 12 words."""


class LanguageSteps(NamedTuple):
    """What a language model computes for N sentences of T words.

    Attributes
    ----------
    tokens : Tensor, shape (N, T, D)
        The words' vectors, positions added.
    encoder : EncoderSteps
        Every stage of every block. ``encoder.weights`` has shape (blocks, N, H, T, words so far).
    scores : Tensor, shape (N, T, V)
        Of every word of the vocabulary, to come next.
    """

    tokens: Tensor
    encoder: EncoderSteps
    scores: Tensor


class LanguageModel(nn.Module):
    """A Transformer whose vectors don't look ahead: word vectors, positions, masked blocks, scores of the next word.

    Parameters
    ----------
    words : int
        V, the vocabulary's length.
    sizes : TransformerSizes
    context_length : int
        Words of a sentence at most, [START] included.
    masked : bool
        Whether the scores of future positions are set to −∞. Without the mask, a model in training reads in its inputs
        what it should say, and learns nothing else.
    dropout : float
        Within the Transformer, in training.

    Attributes
    ----------
    embedding : nn.Embedding
        A learned vector for each word.
    positions : LearnedPositions
    encoder : TransformerEncoder
        Pre-norm, with GELU and a last layer norm.
    head : nn.Linear

    Raises
    ------
    ValueError
        If a number isn't positive.

    References
    ----------
    Slide "Masked Self-Attention Layer": "Don't let vectors look ahead in the sequence; used for language modeling
    (predict next word)". Radford et al., *Improving Language Understanding by Generative Pre-Training*, 2018: such a
    stack of masked blocks is called "decoder-only".
    """

    def __init__(
        self,
        words: int,
        sizes: TransformerSizes = SMALL,
        context_length: int = 16,
        masked: bool = True,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        for name, number in (("words", words), ("context_length", context_length)):
            require(isinstance(number, int) and number >= 1, name, "a positive integer", repr(number))
        width = sizes.width
        self.masked, self.context_length = masked, context_length
        self.embedding = nn.Embedding(words, width)
        self.positions = LearnedPositions(sinusoidal_positions(context_length, width))
        layers = [
            TransformerEncoderLayer(width, sizes.heads, sizes.ffn_width, dropout, "gelu", norm_first=True)
            for _ in range(sizes.blocks)
        ]
        self.encoder = TransformerEncoder(layers, nn.LayerNorm(width))
        self.head = nn.Linear(width, words)

    def forward(self, inputs: Tensor, padding: Tensor | None = None) -> Tensor:
        """Score every word to come next, at every place.

        Parameters
        ----------
        inputs : Tensor, shape (N, T), int64
            Numbers of words, [START] first.
        padding : Tensor, shape (N, T), bool, or None
            True where a sentence is over.

        Returns
        -------
        Tensor, shape (N, T, V)

        Raises
        ------
        ValueError
            If the inputs have another shape or dtype, or are too many words.
        """
        return self.steps(inputs, padding).scores

    def steps(
        self, inputs: Tensor, padding: Tensor | None = None, past: list[EarlierInputs] | None = None
    ) -> LanguageSteps:
        """Return everything that the model computes.

        Parameters
        ----------
        inputs, padding
            As for `forward`.
        past : list of (Tensor, Tensor), or None
            Each block's keys and values of earlier words, ``steps.encoder.past`` of an earlier call: ``inputs`` are
            those that follow. Only behind a mask does nothing that was computed for earlier words change.

        Returns
        -------
        LanguageSteps

        Raises
        ------
        ValueError
            As for `forward`; if there are earlier words and no mask.
        """
        require(
            past is None or self.masked, "past", "None, as without a mask earlier words look at later ones", "a list"
        )
        first = past[0][0].shape[-2] if past else 0
        fits = inputs.dim() == 2 and inputs.dtype == torch.long and first + inputs.shape[1] <= self.context_length
        expected = f"int64, shape (N, T) with T ≤ {self.context_length - first}"
        require(fits, "inputs", expected, f"{inputs.dtype} {tuple(inputs.shape)}")
        places = self.positions.weight[first : first + inputs.shape[1]]
        tokens = self.embedding(inputs) + places  # (N, T, D)
        encoder = self.encoder.steps(tokens, src_key_padding_mask=padding, is_causal=self.masked, past=past)
        return LanguageSteps(tokens, encoder, self.head(encoder.output))


def next_word_loss(scores: Tensor, targets: Tensor, padding: Tensor) -> Tensor:
    """Measure how surprised a model is by the words that do come next.

    Parameters
    ----------
    scores : Tensor, shape (N, T, V)
    targets : Tensor, shape (N, T), int64
    padding : Tensor, shape (N, T), bool
        True where a sentence is over: nothing is asked there.

    Returns
    -------
    Tensor, shape ()
        The mean of −log p(next word) in nats: the logarithm of the perplexity.

    Raises
    ------
    ValueError
        If the shapes don't fit together.
    """
    fits = scores.dim() == 3 and targets.shape == padding.shape == scores.shape[:2]
    expected = f"(N, T, V) for targets {tuple(targets.shape)} and padding {tuple(padding.shape)}"
    require(fits, "scores", expected, tuple(scores.shape))
    return cross_entropy(scores[~padding], targets[~padding])

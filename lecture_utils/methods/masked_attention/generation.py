"""One word after another: the model's own words become its inputs."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.masked_attention.language_model import LanguageModel
from lecture_utils.methods.masked_attention.vocabulary import END, START, Vocabulary
from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import require

Choice = Callable[[Tensor], Tensor]
"""Takes each sentence's scores (N, V), returns its next word (N,)."""


class NextWord(NamedTuple):
    """One word more for each of N sentences.

    Attributes
    ----------
    words : Tensor, shape (N,), int64
        The words that were chosen. After its [END], a sentence's further words mean nothing.
    probabilities : Tensor, shape (N, V)
        Of all words.
    weights : Tensor, shape (blocks, N, H, words so far)
        Where the last word of each sentence looked, in every block and every head.
    sentences : Tensor, shape (N, words so far + 1), int64
        All words, the chosen one last.
    """

    words: Tensor
    probabilities: Tensor
    weights: Tensor
    sentences: Tensor


def greedy(scores: Tensor) -> Tensor:
    """Choose the most likely word: scores (N, V) to words (N,)."""
    return scores.argmax(dim=1)


def sampling(generator: torch.Generator, temperature: float = 1.0) -> Choice:
    """Return a choice at random: each word as often as it is likely.

    Parameters
    ----------
    generator : torch.Generator
    temperature : float
        The scores are divided by it: below 1 likely words become likelier, above 1 all become more alike. Near 0 the
        most likely word is as good as certain.

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        If the temperature isn't positive.
    """
    require(temperature > 0, "temperature", "a positive number", temperature)

    def choose(scores: Tensor) -> Tensor:
        below = scores.double() - scores.amax(dim=1, keepdim=True)  # 0 for the most likely word: nothing overflows
        probabilities = softmax(below / temperature, dim=1)
        return torch.multinomial(probabilities, 1, generator=generator).squeeze(1)

    return choose


@torch.no_grad()
def generate(
    network: LanguageModel, beginning: Tensor, choose: Choice = greedy, end: int = 1, cached: bool = False
) -> Iterator[NextWord]:
    """Let a model write on, word by word, until every sentence has ended or is as long as the model can read.

    Parameters
    ----------
    network : LanguageModel
        In eval mode.
    beginning : Tensor, shape (N, T), int64
        The words that are there, [START] first.
    choose : callable
        `greedy`, or what `sampling` returns.
    end : int
        [END]'s number.
    cached : bool
        Whether keys and values of earlier words are kept. Otherwise all words are computed again for each new one: the
        results are the same.

    Yields
    ------
    NextWord

    Raises
    ------
    ValueError
        If the beginning has another shape or no word, or there is no mask and yet ``cached``.
    """
    require(beginning.dim() == 2 and beginning.shape[1] >= 1, "beginning", "(N, T), T ≥ 1", tuple(beginning.shape))
    require(network.masked or not cached, "cached", "False where the network has no mask", cached)
    sentences, past = beginning, None
    ended = torch.zeros(len(beginning), dtype=torch.bool)
    while sentences.shape[1] < network.context_length and not ended.all():
        steps = network.steps(sentences[:, past[0][0].shape[-2] :] if past else sentences, past=past)
        past = steps.encoder.past if cached else None
        scores = steps.scores[:, -1]  # (N, V): what comes after the last word
        words = choose(scores)
        sentences = torch.cat([sentences, words[:, None]], dim=1)
        ended |= words == end
        yield NextWord(words, softmax(scores, dim=1), steps.encoder.weights[..., -1, :], sentences)


def write(
    network: LanguageModel,
    vocabulary: Vocabulary,
    choose: Choice = greedy,
    beginning: str = "",
    count: int = 1,
    cached: bool = True,
) -> list[str]:
    """Let a model write sentences.

    Parameters
    ----------
    network : LanguageModel
    vocabulary : Vocabulary
    choose : callable
        `greedy`, or what `sampling` returns.
    beginning : str
        Words that all of them begin with.
    count : int
        N; those that are chosen greedily are all the same.
    cached : bool
        As for `generate`.

    Returns
    -------
    list of N str
        Without [START] and [END]. One that doesn't end is cut off where the model can read no further.

    Raises
    ------
    ValueError
        As for `generate`; if the vocabulary doesn't have a word.
    """
    require(isinstance(count, int) and count >= 1, "count", "a positive integer", repr(count))
    end = int(vocabulary.encode(END))
    sentences = vocabulary.encode(f"{START} {beginning}").expand(count, -1)
    for step in generate(network, sentences, choose, end, cached):
        sentences = step.sentences
    written = [sentence[1:].tolist() for sentence in sentences]  # without [START]
    return [vocabulary.decode(words[: words.index(end)] if end in words else words) for words in written]

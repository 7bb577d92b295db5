"""What leaks without the mask: does what a model says depend on words that come later."""

import torch
from torch import Tensor

from lecture_utils.methods.masked_attention.language_model import LanguageModel, next_word_loss
from lecture_utils.methods.validation import require


@torch.no_grad()
def dependence(network: LanguageModel, sentence: Tensor) -> Tensor:
    """Measure how much what a model says at each place depends on the word at each other place.

    Parameters
    ----------
    network : LanguageModel
        In eval mode.
    sentence : Tensor, shape (T,), int64

    Returns
    -------
    Tensor, shape (T, T)
        Entry (i, j): how far the probabilities at place i move at most when the word at place j is replaced by another:
        the total variation, from 0 to 1. With a mask, exactly 0 for all j > i.

    Raises
    ------
    ValueError
        If it is no sentence that the model can read.

    References
    ----------
    Slide "Masked Self-Attention Layer": "Don't let vectors look ahead in the sequence".
    """
    require(sentence.dim() == 1, "sentence", "(T,)", tuple(sentence.shape))
    columns = []
    for place, word in enumerate(sentence):
        replaced = sentence.repeat(network.head.out_features, 1)  # (V, T)
        replaced[:, place] = torch.arange(network.head.out_features)
        probabilities = network(replaced).softmax(dim=2)  # (V, T, V)
        moved = (probabilities - probabilities[word]).abs().sum(dim=2) / 2  # (V, T); row ``word`` replaced nothing
        columns.append(moved.amax(dim=0))
    return torch.stack(columns, dim=1)  # (T, T)


@torch.no_grad()
def word_by_word_loss(network: LanguageModel, inputs: Tensor, targets: Tensor, padding: Tensor) -> Tensor:
    """Measure a model as it is used: at every place it is given the words so far, and nothing behind them.

    Parameters
    ----------
    network : LanguageModel
        In eval mode.
    inputs, targets, padding : Tensor, shape (N, T)
        As `Vocabulary.batch` makes them.

    Returns
    -------
    Tensor, shape ()
        The mean of −log p(next word) in nats. With a mask it is what `next_word_loss` says of whole sentences at once;
        without, that is another number.

    Raises
    ------
    ValueError
        As for `next_word_loss`.
    """
    scores = [network(inputs[:, : place + 1])[:, -1] for place in range(inputs.shape[1])]
    return next_word_loss(torch.stack(scores, dim=1), targets, padding)

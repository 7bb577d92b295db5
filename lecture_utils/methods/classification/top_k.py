"""The K most likely labels, and how often the true one is among them: the score of ILSVRC, with K = 5."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.losses import check_labels
from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import FLOATS, require


class MostLikely(NamedTuple):
    """The K most likely labels of each image, the likeliest first.

    Attributes
    ----------
    labels : Tensor, shape (..., K), int64
    probabilities : Tensor, shape (..., K)
    """

    labels: Tensor
    probabilities: Tensor


def most_likely(scores: Tensor, k: int) -> MostLikely:
    """Return the K labels of the highest scores with their probabilities, the likeliest first.

    Parameters
    ----------
    scores : Tensor, shape (..., C)
        Scores for C categories, before the softmax.
    k : int
        How many labels, from 1 to C.

    Returns
    -------
    MostLikely
        (labels, probabilities), each of shape (..., K). Of equal scores, the label of lower number comes first.

    Raises
    ------
    ValueError
        If the scores aren't floats with a last dimension, one is NaN, or ``k`` is out of its range.

    References
    ----------
    Slide "ImageNet Competition (ILSVRC)".
    """
    _check_scores(scores)
    _check_k(k, scores.shape[-1])
    labels = scores.argsort(dim=-1, descending=True, stable=True)[..., :k]  # (..., K); stable: equals keep their order
    return MostLikely(labels, softmax(scores, dim=-1).gather(-1, labels))


def top_k_accuracy(scores: Tensor, labels: Tensor, k: int = 5) -> Tensor:
    """Measure how often the true label is among the K most likely ones.

    Parameters
    ----------
    scores : Tensor, shape (N, C)
        Scores, or probabilities: only their order counts.
    labels : Tensor, shape (N,), int64
        The true labels, from 0 to C − 1.
    k : int
        How many labels count as guesses, from 1 to C.

    Returns
    -------
    Tensor, shape ()
        In [0, 1]. Of equal scores, the label of lower number comes first.

    Raises
    ------
    ValueError
        If an argument isn't as above, or a score is NaN.

    Notes
    -----
    Where no two scores of an image are equal, this is ``sklearn.metrics.top_k_accuracy_score`` and torchmetrics'
    ``multiclass_accuracy(top_k=k, average="micro")``. They differ from each other where scores are equal: scikit-learn
    prefers the label of higher number. ILSVRC has no rule for it, since a submission lists its five labels in order.

    References
    ----------
    Slide "ImageNet Competition (ILSVRC)": K = 5. Russakovsky et al., *ImageNet Large Scale Visual Recognition
    Challenge*, IJCV 2015, section 4.1.
    """
    _check_k(k, scores.shape[-1])
    return (rank_of_truth(scores, labels) <= k).float().mean()


def rank_of_truth(scores: Tensor, labels: Tensor) -> Tensor:
    """Find the place of each true label in the order of the scores: 1 where it is the most likely.

    Parameters
    ----------
    scores : Tensor, shape (N, C)
    labels : Tensor, shape (N,), int64

    Returns
    -------
    Tensor, shape (N,), int64
        From 1 to C: 1 + the number of labels with a higher score + those with an equal score and a lower number.

    Raises
    ------
    ValueError
        As :func:`top_k_accuracy`.
    """
    check_labels(labels, scores, "labels", "scores")
    _check_scores(scores)
    of_truth = scores.gather(1, labels[:, None])  # (N, 1)
    before = torch.arange(scores.shape[1], device=scores.device) < labels[:, None]  # (N, C)
    ahead = (scores > of_truth) | ((scores == of_truth) & before)
    return 1 + ahead.sum(dim=1)


def top_k_accuracies(scores: Tensor, labels: Tensor) -> Tensor:
    """Compute the top-K accuracy for every K from 1 to C at once.

    Parameters
    ----------
    scores : Tensor, shape (N, C)
    labels : Tensor, shape (N,), int64

    Returns
    -------
    Tensor, shape (C,)
        Never falling; the last one is 1.

    Raises
    ------
    ValueError
        As :func:`top_k_accuracy`.
    """
    ranks = rank_of_truth(scores, labels)
    with_rank = torch.bincount(ranks - 1, minlength=scores.shape[1])  # (C,): images whose true label has rank 1, 2, ...
    return with_rank.cumsum(0) / len(labels)


def _check_scores(scores: Tensor) -> None:
    require(isinstance(scores, Tensor), "scores", "a tensor", type(scores).__name__)
    require(scores.dim() >= 1 and scores.shape[-1] > 0, "scores", "(..., C) with C at least 1", tuple(scores.shape))
    require(scores.dtype in FLOATS, "scores", "of a float dtype", scores.dtype)
    require(not bool(scores.isnan().any()), "scores", "numbers that can be ordered", "NaN")


def _check_k(k: int, categories: int) -> None:
    whole = isinstance(k, int) and not isinstance(k, bool)
    require(whole and 1 <= k <= categories, "k", f"a whole number from 1 to the {categories} categories", k)

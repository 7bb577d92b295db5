"""One linear support vector machine for each category, and the search for negatives that are hard for it.

Almost all regions are background: far too many to train on at once, and nearly all of them easy. So an SVM is
trained on some, then shown the others scene by scene; those that it doesn't reject clearly come to its negatives, those
that it rejects easily leave, and it is trained again.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import torch
from sklearn.svm import LinearSVC
from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require

HARD = -1.0
"""A negative that scores above this lies inside the margin, or on the wrong side: it is hard."""

EASY = -1.2
"""A negative that scores below this leaves the cache."""

BIAS_SCALE = 10.0
"""scikit-learn penalises the bias like a weight; multiplied by this, it hardly counts."""


class MiningRound(NamedTuple):
    """What one round of mining did.

    Attributes
    ----------
    scenes : int
        Seen so far.
    hard : int
        Negatives that came in since the last training.
    easy : int
        Negatives that left after it.
    cached : int
        Negatives that the SVM was trained on.
    came : Tensor, shape (hard, 2), int64
        (scene, row) of each negative that came in, the one with the highest score first: that of the SVM which found it
        hard, or for the first round, that of the SVM trained on it.
    """

    scenes: int
    hard: int
    easy: int
    cached: int
    came: Tensor


class LinearSVM(NamedTuple):
    """A trained SVM: its score of features x is w · x + b.

    Attributes
    ----------
    weights : Tensor, shape (D,)
    bias : float
    rounds : tuple of MiningRound
    """

    weights: Tensor
    bias: float
    rounds: tuple[MiningRound, ...] = ()

    def scores(self, features: Tensor) -> Tensor:
        """Score features (R, D): positive is the category, 0 the boundary, ±1 the margins. Shape (R,)."""
        return features.to(self.weights.dtype) @ self.weights + self.bias


def train_svm(positives: Tensor, negatives: Tensor, cost: float = 1e-3, positive_weight: float = 2.0) -> LinearSVM:
    """Find the boundary with the widest margin between two sets of features.

    Parameters
    ----------
    positives : Tensor, shape (P, D)
    negatives : Tensor, shape (N, D)
    cost : float
        C: how much a feature inside the margin costs, against the width of the margin.
    positive_weight : float
        How many times as much a positive costs: they are few.

    Returns
    -------
    LinearSVM
        With the hinge loss and an L2 penalty, by scikit-learn's ``LinearSVC``.

    Raises
    ------
    ValueError
        If a shape or dtype is another, either set is empty, or ``cost`` or ``positive_weight`` isn't positive.

    References
    ----------
    Girshick et al., *Rich feature hierarchies for accurate object detection*, CVPR 2014, section 2.3 (object category
    classifiers); C and the weights are those of the authors' program.
    """
    for name, given in (("positives", positives), ("negatives", negatives)):
        fits = given.dim() == 2 and len(given) > 0 and given.dtype in FLOATS
        require(fits, name, "floats, at least one row of features", f"{given.dtype} {tuple(given.shape)}")
    require(cost > 0, "cost", "a positive number", cost)
    require(positive_weight > 0, "positive_weight", "a positive number", positive_weight)
    svm = LinearSVC(
        C=cost,
        loss="hinge",
        intercept_scaling=BIAS_SCALE,
        class_weight={1: positive_weight, 0: 1.0},
        random_state=0,
        max_iter=20_000,
    )
    labels = np.repeat([1, 0], [len(positives), len(negatives)])
    svm.fit(torch.cat([positives, negatives]).double().numpy(), labels)
    return LinearSVM(torch.from_numpy(svm.coef_[0]).float(), float(svm.intercept_[0]))


def mine_hard_negatives(
    positives: Tensor,
    negatives: Iterable[Tensor],
    cost: float = 1e-3,
    positive_weight: float = 2.0,
    first: int = 2000,
    retrain_after: int = 2000,
) -> LinearSVM:
    """Train an SVM on all positives and on those negatives, out of very many, that are hard for it.

    Parameters
    ----------
    positives : Tensor, shape (P, D)
    negatives : iterable of Tensor, shape (N, D)
        Scene by scene; passed over once.
    cost, positive_weight : float
        As for `train_svm`.
    first : int
        Negatives after which the SVM is trained for the first time, all of them counting as hard.
    retrain_after : int
        Hard negatives after which it is trained again.

    Returns
    -------
    LinearSVM
        With its rounds.

    Raises
    ------
    ValueError
        As for `train_svm`; if ``first`` or ``retrain_after`` isn't positive.

    References
    ----------
    Girshick et al., CVPR 2014, section 2.3: "we adopt the standard hard negative mining method ... Hard negative mining
    converges quickly and in practice mAP stops increasing after only a single pass over all images". Felzenszwalb et
    al., *Object Detection with Discriminatively Trained Part Based Models*, TPAMI 2010, section 4.4.
    """
    for name, count in (("first", first), ("retrain_after", retrain_after)):
        require(count >= 1, name, "a positive integer", count)
    svm: LinearSVM | None = None
    cache, scenes = positives[:0], 0
    waiting, places, margins = [positives[:0]], [torch.zeros(0, 2, dtype=torch.long)], [positives.new_zeros(0)]
    rounds: list[MiningRound] = []

    def train_again() -> LinearSVM:
        nonlocal cache, waiting, places, margins
        hard = torch.cat(waiting)
        cache = torch.cat([cache, hard])
        trained = train_svm(positives, cache, cost, positive_weight)
        order = (trained.scores(hard) if svm is None else torch.cat(margins)).argsort(descending=True, stable=True)
        kept = cache[trained.scores(cache) >= EASY]
        easy = len(cache) - len(kept)
        rounds.append(MiningRound(scenes, len(hard), easy, len(cache), torch.cat(places)[order]))
        cache, waiting, places, margins = kept, waiting[:1], places[:1], margins[:1]
        return trained

    for features in negatives:
        scores = features.new_full((len(features),), torch.inf) if svm is None else svm.scores(features)
        rows = (scores > HARD).nonzero()  # (hard, 1)
        waiting.append(features[rows[:, 0]])
        places.append(torch.cat([torch.full_like(rows, scenes), rows], dim=1))
        margins.append(scores[rows[:, 0]])
        scenes += 1
        if sum(len(one) for one in waiting) >= (first if svm is None else retrain_after):
            svm = train_again()
    if svm is None or any(len(one) for one in waiting):
        svm = train_again()
    return svm._replace(rounds=tuple(rounds))

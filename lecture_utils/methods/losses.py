"""Losses that several networks are trained with: cross-entropy, step by step; its form for yes or no; smooth L1."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import softplus

from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import FLOATS, require


class CrossEntropySteps(NamedTuple):
    """What cross-entropy computes for N images and C categories, in this order.

    Attributes
    ----------
    probabilities : Tensor, shape (N, C)
        Softmax of the scores.
    of_truth : Tensor, shape (N,)
        The probability that each image's true label gets.
    losses : Tensor, shape (N,)
        −log of it: 0 where the true label is certain, without bound where it is deemed impossible.
    loss : Tensor, shape ()
        Their mean.
    """

    probabilities: Tensor
    of_truth: Tensor
    losses: Tensor
    loss: Tensor


def cross_entropy(input: Tensor, target: Tensor) -> Tensor:
    """Measure how surprised the classifier is by the true labels: the mean of −log p(true label).

    Parameters
    ----------
    input : Tensor, shape (N, C)
        Scores of N images for C categories, before the softmax.
    target : Tensor, shape (N,), int64
        The true labels, from 0 to C − 1.

    Returns
    -------
    Tensor, shape ()
        log C for a classifier that finds all categories as likely.

    Raises
    ------
    ValueError
        If the scores aren't floats of shape (N, C), or a label is missing or none of the C.

    References
    ----------
    Krizhevsky et al., *ImageNet Classification with Deep Convolutional Neural Networks*, NeurIPS 2012, section 3.5: the
    network maximises the mean log-probability of the true label. Same result as
    :func:`torch.nn.functional.cross_entropy`.
    """
    return cross_entropy_steps(input, target).loss


def cross_entropy_steps(input: Tensor, target: Tensor) -> CrossEntropySteps:
    """Compute :func:`cross_entropy` and keep every step on the way.

    Parameters, errors and references are those of :func:`cross_entropy`.

    Returns
    -------
    CrossEntropySteps
    """
    check_labels(target, input)
    probabilities = softmax(input, dim=1)  # (N, C)
    of_truth = probabilities.gather(1, target[:, None]).squeeze(1)  # (N,)
    # Not the logarithm of ``of_truth``: a probability that is rounded to 0 would lose its gradient.
    losses = -log_softmax(input, dim=1).gather(1, target[:, None]).squeeze(1)  # (N,)
    return CrossEntropySteps(probabilities, of_truth, losses, losses.mean())


def log_softmax(input: Tensor, dim: int) -> Tensor:
    """Take the logarithm of the softmax without rounding small probabilities to 0 first.

    log(e^s / Σ e^s) = s − log Σ e^s, with the largest score taken away from all, so that no power overflows.

    Parameters
    ----------
    input : Tensor, any shape
        Scores.
    dim : int
        Along which the probabilities sum to 1.

    Returns
    -------
    Tensor, of the shape of ``input``
        Same result as :func:`torch.log_softmax`.

    Raises
    ------
    ValueError
        If the scores aren't floats.
    """
    require(input.dtype in FLOATS, "input", "of a float dtype", input.dtype)
    shifted = input - input.amax(dim, keepdim=True).detach()
    return shifted - shifted.exp().sum(dim, keepdim=True).log()


def cross_entropy_gradient(input: Tensor, target: Tensor) -> Tensor:
    """Say how each score should change: the probabilities, less 1 at the true label, divided by N.

    Gradient descent goes against it: the true label's score rises; every other one falls, by as much as it was believed
    in.

    Parameters
    ----------
    input : Tensor, shape (N, C)
        Scores.
    target : Tensor, shape (N,), int64
        The true labels.

    Returns
    -------
    Tensor, shape (N, C)
        ∂ loss / ∂ scores, as autograd gives it for :func:`cross_entropy`. Each row sums to 0.

    Raises
    ------
    ValueError
        As :func:`cross_entropy`.
    """
    check_labels(target, input)
    truth = torch.zeros_like(input).scatter(1, target[:, None], 1.0)  # (N, C), 1 at the true labels
    return (softmax(input, dim=1) - truth) / len(input)


def binary_cross_entropy(scores: Tensor, targets: Tensor) -> Tensor:
    """Average the log loss of yes-or-no answers: −y log p − (1 − y) log(1 − p), where p is the sigmoid of the score.

    Parameters
    ----------
    scores : Tensor, any shape
        s, before the sigmoid.
    targets : Tensor, same shape
        y: 1 for yes, 0 for no, or between.

    Returns
    -------
    Tensor, shape ()

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    With −log(1 − p) = log(1 + e^s) = softplus(s) and −log p = softplus(s) − s the sum is softplus(s) − y s, in which
    no logarithm of 0 can come up.

    References
    ----------
    Same result as ``torch.nn.functional.binary_cross_entropy_with_logits``.
    """
    require(targets.shape == scores.shape, "targets", f"shape {tuple(scores.shape)}", tuple(targets.shape))
    return (softplus(scores) - targets * scores).mean()


def smooth_l1(difference: Tensor, beta: float = 1.0) -> Tensor:
    """Grow as the square near zero and linearly farther out: exact at the end, calm about outliers.

    Parameters
    ----------
    difference : Tensor, any shape
        Prediction − target.
    beta : float
        Where the parabola becomes a line, positive. The paper's is 1; Faster R-CNN's RPN and torchvision use 1/9.

    Returns
    -------
    Tensor, of the shape of ``difference``
        0.5 x² / β where |x| < β, otherwise |x| − 0.5 β.

    Raises
    ------
    ValueError
        If ``beta`` isn't positive.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, equation 3. Same result as ``torch.nn.functional.smooth_l1_loss``.
    """
    require(beta > 0, "beta", "a positive number", beta)
    size = difference.abs()
    return (0.5 * difference**2 / beta).where(size < beta, size - 0.5 * beta)


def check_labels(labels: Tensor, scores: Tensor, name: str = "target", scores_name: str = "input") -> None:
    """Check that there are scores of shape (N, C), N and C at least 1, and one label of the C for each of the N.

    Raises
    ------
    ValueError
        If not.
    """
    require(isinstance(scores, Tensor), scores_name, "a tensor", type(scores).__name__)
    require(scores.dim() == 2 and scores.numel() > 0, scores_name, "(N, C), not empty", tuple(scores.shape))
    require(scores.dtype in FLOATS, scores_name, "of a float dtype", scores.dtype)
    require(isinstance(labels, Tensor), name, "a tensor", type(labels).__name__)
    images, categories = scores.shape
    require(tuple(labels.shape) == (images,), name, f"({images},), one label for each row", tuple(labels.shape))
    require(labels.dtype == torch.int64, name, "of dtype torch.int64", labels.dtype)
    lowest, highest = int(labels.min()), int(labels.max())
    inside = lowest >= 0 and highest < categories
    require(inside, name, f"labels from 0 to {categories - 1}", f"labels from {lowest} to {highest}")

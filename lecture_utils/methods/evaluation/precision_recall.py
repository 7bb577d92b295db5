"""Precision and recall after each detection, and the averages that make one number of them."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

Average = Callable[[Tensor, Tensor], Tensor]
"""Makes one number of a curve: precision and recall, shape (..., D), to the average, shape (...)."""

RECALLS_101 = tuple(np.linspace(0, 1, 101).tolist())
"""COCO's recalls 0, 0.01, … 1, to the last bit: a recall of 7/25 has to reach its 0.28."""


def precision_and_recall(right: Tensor, wrong: Tensor, truths: Tensor) -> tuple[Tensor, Tensor]:
    """Count on, the surest detection first: which share of those so far is right, which share of the truths is found.

    Parameters
    ----------
    right, wrong : Tensor, shape (..., D)
        1 for true and for false positives, else 0; or how often each counts.
    truths : Tensor, shape (...)
        How many truths there are.

    Returns
    -------
    precision, recall : Tensor, shape (..., D)
        After each detection. Before the first that counts the precision is 0. Without truths the recall is no number.

    References
    ----------
    Everingham et al., *The PASCAL Visual Object Classes (VOC) Challenge*, IJCV 2010, section 4.2.
    """
    found, false_alarms = right.double().cumsum(-1), wrong.double().cumsum(-1)
    return found / (found + false_alarms).clamp(min=1), found / truths[..., None]


def interpolated(precision: Tensor) -> Tensor:
    """Replace each precision by the highest at this recall or a higher one: the curve without its teeth.

    Parameters
    ----------
    precision : Tensor, shape (..., D)

    Returns
    -------
    Tensor, shape (..., D)
        Falls nowhere from right to left.

    References
    ----------
    Everingham et al., IJCV 2010, section 4.2, the interpolated precision.
    """
    return precision.flip(-1).cummax(-1).values.flip(-1)


def precision_at(precision: Tensor, recall: Tensor, recalls: Tensor) -> Tensor:
    """Read the interpolated precision at some recalls.

    Parameters
    ----------
    precision, recall : Tensor, shape (..., D)
    recalls : Tensor, shape (P,)

    Returns
    -------
    Tensor, shape (..., P)
        0 at recalls that are never reached.
    """
    batch = precision.shape[:-1]
    curve = torch.cat([interpolated(precision), precision.new_zeros(*batch, 1)], dim=-1)  # (..., D + 1)
    wanted = recalls.to(recall).expand(*batch, len(recalls)).contiguous()
    first = torch.searchsorted(recall.nan_to_num(0).contiguous(), wanted)  # (..., P): D where it is never reached
    return curve.gather(-1, first)


def average_at_101_recalls(precision: Tensor, recall: Tensor) -> Tensor:
    """COCO's average precision: the mean of the interpolated precision at 101 recalls.

    Parameters
    ----------
    precision, recall : Tensor, shape (..., D)

    Returns
    -------
    Tensor, shape (...)

    References
    ----------
    Lin et al., *Microsoft COCO*, ECCV 2014, and its published evaluation.
    """
    return precision_at(precision, recall, torch.tensor(RECALLS_101, dtype=torch.float64)).mean(-1)


def area_under_interpolated(precision: Tensor, recall: Tensor) -> Tensor:
    """PASCAL VOC's average precision since 2010: the area under the interpolated curve.

    Parameters
    ----------
    precision, recall : Tensor, shape (..., D)

    Returns
    -------
    Tensor, shape (...)

    References
    ----------
    Everingham et al., *The PASCAL Visual Object Classes Challenge: A Retrospective*, IJCV 2015, section 2.4.3.
    """
    return area_without_interpolation(interpolated(precision), recall)


def area_without_interpolation(precision: Tensor, recall: Tensor) -> Tensor:
    """Take the area under the curve as it is, with its teeth: the mean precision at the truths, 0 at those not found.

    Parameters
    ----------
    precision, recall : Tensor, shape (..., D)

    Returns
    -------
    Tensor, shape (...)
    """
    gained = torch.diff(recall, dim=-1, prepend=recall.new_zeros(*recall.shape[:-1], 1))
    return (gained * precision).sum(-1)


def one_class_average_precision(right: Tensor, truths: int) -> Tensor:
    """Average the precision of one class: the area under its interpolated curve.

    Parameters
    ----------
    right : Tensor, shape (D,), bool or integer
        Of each detection, by falling score, whether it found a truth that no detection before it had found: 1 or 0.
    truths : int
        How many there are, at least 1.

    Returns
    -------
    Tensor, shape (), float64
        0 without detections.

    References
    ----------
    Everingham et al., *The PASCAL Visual Object Classes Challenge: A Retrospective*, IJCV 2015, section 2.4.3.
    """
    found = right.double().cumsum(0)  # (D,)
    precision = found / torch.arange(1, len(right) + 1)
    best_from_here = precision.flip(0).cummax(0).values.flip(0)  # each raised to the highest that follows
    return (best_from_here * right).sum() / truths  # each truth that is found adds 1 / truths of recall

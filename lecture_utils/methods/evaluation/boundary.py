"""Accuracy at the boundaries: the mean IoU of the pixels near a true boundary alone."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import max_pool2d

from lecture_utils.methods.evaluation.class_names import Classes
from lecture_utils.methods.evaluation.mean_iou import MeanIoU, confusion_matrix, iou_of_confusion, mean_iou
from lecture_utils.methods.validation import require

WIDTHS = (1, 2, 4, 8)
"""Widths of the bands, in pixels."""


def boundary_band(truth: Tensor, width: int) -> Tensor:
    """Mark the pixels that have a pixel of another class at most ``width`` rows and columns away.

    Parameters
    ----------
    truth : Tensor, shape (..., H, W), integer
        Label map.
    width : int
        1 marks the pixels on both sides of every boundary, touching at a corner included.

    Returns
    -------
    Tensor, shape (..., H, W), bool

    Raises
    ------
    ValueError
        If ``width`` isn't a positive integer, or ``truth`` no label map.

    References
    ----------
    Kohli et al., *Robust Higher Order Potentials for Enforcing Label Consistency*, IJCV 2009: the "trimap" around the
    boundaries.
    """
    require(isinstance(width, int) and width > 0, "width", "a positive integer", repr(width))
    whole = truth.dim() >= 2 and not truth.is_floating_point()
    require(whole, "truth", "integer labels, shape (..., H, W)", f"{truth.dtype} {tuple(truth.shape)}")
    if truth.numel() == 0:
        return torch.zeros_like(truth, dtype=torch.bool)
    labels = truth.reshape(-1, 1, *truth.shape[-2:]).float()  # (N, 1, H, W)
    side = 2 * width + 1
    largest = max_pool2d(labels, side, stride=1, padding=width)
    smallest = -max_pool2d(-labels, side, stride=1, padding=width)
    return (largest != smallest).reshape(truth.shape)


def mean_iou_where(prediction: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """Compare two label maps where a mask says so, in the band around boundaries for instance.

    Parameters
    ----------
    prediction, truth : Tensor, shape (H, W), integer
        Labels from 0 up.
    where : Tensor, shape (H, W), bool
        The pixels that count.

    Returns
    -------
    Tensor, shape (), float64
        The mean IoU of the classes that occur among these pixels, in the truth or in the prediction; not-a-number where
        no pixel counts.

    Raises
    ------
    ValueError
        If the shapes differ, or a label isn't a whole number from 0 up.
    """
    classes = int(max(prediction.max(), truth.max())) + 1 if truth.numel() else 0
    confusion = confusion_matrix(prediction, truth, classes, where)  # (C, C)
    return iou_of_confusion(confusion).nanmean()


def boundary_mean_iou(
    predictions: Sequence[Tensor] | Tensor,
    truths: Sequence[Tensor] | Tensor,
    classes: Classes,
    widths: Sequence[int] = WIDTHS,
) -> dict[int, MeanIoU]:
    """Compare label maps in bands around the true boundaries, where skip connections show.

    Parameters
    ----------
    predictions, truths, classes
        As for `mean_iou`.
    widths : sequence of int
        How many pixels on each side of a boundary count.

    Returns
    -------
    dict of int to MeanIoU
        One for each width.

    Raises
    ------
    ValueError
        As for `mean_iou` and `boundary_band`.

    References
    ----------
    Kohli et al., IJCV 2009; Krähenbühl and Koltun, *Efficient Inference in Fully Connected CRFs*, NIPS 2011: accuracy
    against the width of the band.
    """
    return {
        width: mean_iou(predictions, truths, classes, [boundary_band(truth, width) for truth in truths])
        for width in widths
    }

"""Mean IoU and pixel accuracy of label maps, from the confusion matrix."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lecture_utils.methods.evaluation.bootstrap import check_counts
from lecture_utils.methods.evaluation.class_names import Classes, class_names
from lecture_utils.methods.validation import require


@dataclass(frozen=True)
class MeanIoU:
    """How well N predicted label maps agree with the true ones.

    Attributes
    ----------
    names : tuple of C str
        The classes.
    confusion : Tensor, shape (N, C, C), integer
        For each scene, how many pixels of each true class (rows) are labelled as each class (columns).
    """

    names: tuple[str, ...]
    confusion: Tensor

    @property
    def per_class(self) -> Tensor:
        """IoU of each class over the pixels of all scenes, shape (C,); no number for a class that occurs nowhere."""
        return iou_of_confusion(self.confusion.sum(0))

    @property
    def mean(self) -> float:
        """Mean over the classes that occur, in the truth or in the prediction."""
        return float(self.per_class.nanmean())

    @property
    def pixel_accuracy(self) -> float:
        """Share of the pixels that are labelled right."""
        total = self.confusion.sum(0).double()
        return float(total.diagonal().sum() / total.sum())

    @property
    def scenes(self) -> int:
        """Number of scenes."""
        return len(self.confusion)

    def resampled(self, counts: Tensor) -> Tensor:
        """Return the mean IoU, had each scene been there so often.

        Parameters
        ----------
        counts : Tensor, shape (R, N)
            How often each scene counts, in each of R resamples.

        Returns
        -------
        Tensor, shape (R,)
        """
        totals = torch.einsum("rn,nij->rij", check_counts(counts, self.scenes), self.confusion.double())  # (R, C, C)
        return iou_of_confusion(totals).nanmean(1)

    def __str__(self) -> str:
        width = max(len(name) for name in (*self.names, "pixel accuracy"))
        rows = [*zip(self.names, self.per_class.tolist(), strict=True), ("mean IoU", self.mean)]
        rows.append(("pixel accuracy", self.pixel_accuracy))
        return "\n".join(f"{name:<{width}} {value:.3f}" for name, value in rows)


def confusion_matrix(prediction: Tensor, truth: Tensor, classes: int, where: Tensor | None = None) -> Tensor:
    """Count how many pixels of each true class are labelled as each class.

    Parameters
    ----------
    prediction, truth : Tensor, shape (...), integer
        Labels from 0 to C − 1.
    classes : int
        Number C of classes.
    where : Tensor, shape (...), bool, or None
        The pixels that count; all if None.

    Returns
    -------
    Tensor, shape (C, C), int64
        Rows are true classes, columns predicted ones.

    Raises
    ------
    ValueError
        If the shapes differ, or a label is no class.
    """
    shape = tuple(truth.shape)
    require(prediction.shape == truth.shape, "prediction", f"the truth's shape {shape}", tuple(prediction.shape))
    for name, labels in (("prediction", prediction), ("truth", truth)):
        whole = not labels.is_floating_point() and labels.dtype != torch.bool
        require(whole, name, "integer labels", labels.dtype)
    if where is not None:
        fits = where.shape == truth.shape and where.dtype == torch.bool
        require(fits, "where", f"bool, shape {shape}", f"{where.dtype} {tuple(where.shape)}")
        prediction, truth = prediction[where], truth[where]
    prediction, truth = prediction.flatten().long(), truth.flatten().long()
    for name, labels in (("prediction", prediction), ("truth", truth)):
        known = (labels >= 0) & (labels < classes)
        require(bool(known.all()), name, f"labels from 0 to {classes - 1}", labels[~known][:1].tolist())
    return torch.bincount(truth * classes + prediction, minlength=classes**2).view(classes, classes)


def iou_of_confusion(confusion: Tensor) -> Tensor:
    """Divide for each class the pixels that are rightly its own by those that are or are said to be.

    Parameters
    ----------
    confusion : Tensor, shape (..., C, C)
        Rows are true classes, columns predicted ones.

    Returns
    -------
    Tensor, shape (..., C), float64
        Not-a-number for a class that occurs neither in the truth nor in the prediction.

    References
    ----------
    Everingham et al., *The PASCAL Visual Object Classes (VOC) Challenge*, IJCV 2010, section 4.2; Long et al., *Fully
    Convolutional Networks*, CVPR 2015, section 5: ``n_ii / (t_i + Σ_j n_ji − n_ii)``.
    """
    confusion = confusion.double()
    both = confusion.diagonal(dim1=-2, dim2=-1)
    return both / (confusion.sum(-1) + confusion.sum(-2) - both)


def mean_iou(
    predictions: Sequence[Tensor] | Tensor,
    truths: Sequence[Tensor] | Tensor,
    classes: Classes,
    where: Sequence[Tensor] | Tensor | None = None,
) -> MeanIoU:
    """Compare predicted label maps with the true ones.

    Parameters
    ----------
    predictions, truths : Tensor, shape (N, H, W), or sequence of N tensors, shape (H, W), integer
        Labels from 0 to C − 1.
    classes : int or sequence of C str
        Number of classes, or their names.
    where : Tensor, shape (N, H, W), or sequence of N tensors, shape (H, W), bool, or None
        The pixels that count; all if None.

    Returns
    -------
    MeanIoU
        Pixels are counted over all scenes, then divided. A class that occurs nowhere is no number and left out of the
        mean; a class that is predicted but nowhere true counts as 0.

    Raises
    ------
    ValueError
        If the numbers of scenes or their sizes differ, or a label is no class.

    References
    ----------
    Long et al., *Fully Convolutional Networks*, CVPR 2015, section 5. Same result as torchmetrics'
    ``MulticlassJaccardIndex`` with ``average="macro"``. Its ``segmentation.MeanIoU`` divides in each scene first, so
    that a scene's few pixels of a class count as much as another's many.
    """
    names = class_names(classes)
    require(len(predictions) == len(truths), "truths", f"one for each of {len(predictions)} scenes", len(truths))
    chosen = [None] * len(truths) if where is None else where
    require(len(chosen) == len(truths), "where", f"one for each of {len(truths)} scenes", len(chosen))
    confusion = torch.zeros(len(truths), len(names), len(names), dtype=torch.long)
    for scene, (prediction, truth, pixels) in enumerate(zip(predictions, truths, chosen, strict=True)):
        confusion[scene] = confusion_matrix(prediction, truth, len(names), pixels)
    return MeanIoU(names, confusion)

"""What a classifier confuses with what; and what it knows of coarser categories."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods.requirements import FLOATS, require


def confusion_matrix(labels: Tensor, predicted: Tensor, categories: int) -> Tensor:
    """Count, for each pair of categories, how often the first was there and the second was predicted.

    Parameters
    ----------
    labels : Tensor, shape (N,), int64
        The true labels, from 0 to ``categories`` − 1.
    predicted : Tensor, shape (N,), int64
        What the classifier said.
    categories : int
        C.

    Returns
    -------
    Tensor, shape (C, C), int64
        Rows are true labels, columns predicted ones; the diagonal counts what is right. Same result as
        ``sklearn.metrics.confusion_matrix``.

    Raises
    ------
    ValueError
        If the two aren't as above.
    """
    require(isinstance(categories, int) and categories >= 1, "categories", "a positive integer", categories)
    for name, values in (("labels", labels), ("predicted", predicted)):
        require(isinstance(values, Tensor), name, "a tensor", type(values).__name__)
        require(
            values.dim() == 1 and values.dtype == torch.int64, name, "(N,) of dtype torch.int64", _described(values)
        )
        inside = bool(((values >= 0) & (values < categories)).all())
        require(inside, name, f"labels from 0 to {categories - 1}", values.tolist())
    require(len(labels) == len(predicted), "predicted", f"({len(labels)},) as labels", tuple(predicted.shape))
    pairs = labels * categories + predicted  # one number for each pair
    return torch.bincount(pairs, minlength=categories**2).view(categories, categories)  # (C, C)


def coarse_probabilities(probabilities: Tensor, coarse: Sequence[int] | Tensor) -> Tensor:
    """Add up the probabilities of the finer categories that belong to one coarser category.

    A thing is either a black cat or a white cat, never both, so P(cat) = P(black cat) + P(white cat) + ...

    Parameters
    ----------
    probabilities : Tensor, shape (..., F)
        Of the finer categories.
    coarse : sequence of F integers
        The coarser category that each finer one belongs to, from 0 on.

    Returns
    -------
    Tensor, shape (..., G)
        With G = the largest number in ``coarse``, plus 1.

    Raises
    ------
    ValueError
        If the probabilities aren't floats, or ``coarse`` doesn't have one number, 0 or larger, for each of them.
    """
    require(isinstance(probabilities, Tensor), "probabilities", "a tensor", type(probabilities).__name__)
    require(probabilities.dtype in FLOATS, "probabilities", "of a float dtype", probabilities.dtype)
    groups = torch.as_tensor(coarse, device=probabilities.device)
    finer = probabilities.shape[-1] if probabilities.dim() else 0
    require(tuple(groups.shape) == (finer,) and finer > 0, "coarse", f"{finer} integers", tuple(groups.shape))
    require(groups.dtype == torch.int64 and int(groups.min()) >= 0, "coarse", "integers, 0 or larger", groups.tolist())
    sums = probabilities.new_zeros(*probabilities.shape[:-1], int(groups.max()) + 1)  # (..., G)
    return sums.index_add(-1, groups, probabilities)


def _described(values: Tensor) -> str:
    return f"{tuple(values.shape)} of dtype {values.dtype}"

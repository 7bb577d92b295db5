"""What a classifier of finer categories knows of coarser ones."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require


def superclass_probabilities(probabilities: Tensor, superclasses: Sequence[int] | Tensor) -> Tensor:
    """Add up the probabilities of the finer categories that belong to one coarser category.

    A thing is either a black cat or a white cat, never both, so P(cat) = P(black cat) + P(white cat) + ...

    Parameters
    ----------
    probabilities : Tensor, shape (..., F)
        Of the finer categories.
    superclasses : sequence of F integers
        The coarser category that each finer one belongs to, from 0 on.

    Returns
    -------
    Tensor, shape (..., G)
        With G = the largest number in ``superclasses``, plus 1.

    Raises
    ------
    ValueError
        If the probabilities aren't floats, or ``superclasses`` doesn't have one number, 0 or larger, for each of them.
    """
    require(isinstance(probabilities, Tensor), "probabilities", "a tensor", type(probabilities).__name__)
    require(probabilities.dtype in FLOATS, "probabilities", "of a float dtype", probabilities.dtype)
    groups = torch.as_tensor(superclasses, device=probabilities.device)
    finer = probabilities.shape[-1] if probabilities.dim() else 0
    require(tuple(groups.shape) == (finer,) and finer > 0, "superclasses", f"{finer} integers", tuple(groups.shape))
    require(
        groups.dtype == torch.int64 and int(groups.min()) >= 0, "superclasses", "integers, 0 or larger", groups.tolist()
    )
    sums = probabilities.new_zeros(*probabilities.shape[:-1], int(groups.max()) + 1)  # (..., G)
    return sums.index_add(-1, groups, probabilities)

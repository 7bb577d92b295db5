"""How stable matchings are while DETR is trained: whether a thing keeps its query."""

import torch
from torch import Tensor

from lecture_utils.methods.validation import require


def partners_changed(matched: Tensor) -> Tensor:
    """Measure how many things get another query from one moment of the training to the next.

    Parameters
    ----------
    matched : Tensor, shape (K, S, T), integer
        The query of each thing in S scenes at K moments, −1 behind a scene's last thing. The recorded snapshots of the
        recipe "detr" hold it.

    Returns
    -------
    Tensor, shape (K − 1,)
        The share of all things, from 0 to 1; not-a-number where there are none. While shares are large, a query is told
        now that it answers for one thing, now for another: this is why DETR learns slowly.

    Raises
    ------
    ValueError
        If ``matched`` has another shape or dtype, or other things at different moments.

    References
    ----------
    After Li et al., *DN-DETR: Accelerate DETR Training by Introducing Query DeNoising*, CVPR 2022, who count queries
    instead of things.
    """
    fits = matched.dim() == 3 and len(matched) >= 1 and not matched.is_floating_point()
    require(fits, "matched", "integers, shape (K, S, T)", f"{matched.dtype} {tuple(matched.shape)}")
    things = matched >= 0  # (K, S, T)
    require(bool((things == things[:1]).all()), "matched", "the same things at every moment", "others")
    changed = (matched[1:] != matched[:-1]).sum(dim=(1, 2))  # (K − 1,)
    return changed.to(torch.float32) / things[0].sum()

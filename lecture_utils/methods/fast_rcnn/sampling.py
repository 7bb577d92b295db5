"""Mini-batches of regions: few scenes, some regions of each, and not only background."""

import torch
from torch import Tensor

from lecture_utils.methods.validation import require


def sample_regions(labels: Tensor, count: int, positive_fraction: float = 0.25, order: Tensor | None = None) -> Tensor:
    """Draw regions of one scene to train on: objects up to a share, the rest background.

    Parameters
    ----------
    labels : Tensor, shape (R,), integer
        0 for background, above it for objects, below it for what isn't trained on.
    count : int
        Regions to draw. Fewer come if there are too few: objects are never filled up beyond their share.
    positive_fraction : float
        Objects among them, at most, in [0, 1]. Of 64 regions of a scene, Fast R-CNN takes up to 16; an RPN takes up to
        128 of 256 anchors.
    order : Tensor, shape (R,), int64, or None
        In which order regions are taken: each index once. None draws one, by torch's random numbers.

    Returns
    -------
    Tensor, shape (at most count,), int64
        Indices of the drawn regions, objects first.

    Raises
    ------
    ValueError
        If ``labels`` isn't a list of integers, ``count`` isn't positive, the share lies outside [0, 1], or ``order``
        has not one index for each region.

    References
    ----------
    Girshick, *Fast R-CNN*, ICCV 2015, section 2.3, mini-batch sampling: "we take 25% of the RoIs from object proposals
    that have IoU overlap with a ground-truth bounding box of at least 0.5". Ren et al., *Faster R-CNN*, NeurIPS 2015,
    section 3.1.3. Same numbers of each kind as torchvision's ``BalancedPositiveNegativeSampler``.
    """
    whole = labels.dim() == 1 and not labels.is_floating_point()
    require(whole, "labels", "integers, shape (R,)", f"{labels.dtype} {tuple(labels.shape)}")
    require(count >= 1, "count", "a positive integer", count)
    require(0 <= positive_fraction <= 1, "positive_fraction", "a number from 0 to 1", positive_fraction)
    if order is not None:
        require(order.shape == labels.shape, "order", f"the {len(labels)} regions' indices", tuple(order.shape))
    objects = _some(labels > 0, int(count * positive_fraction), order)
    background = _some(labels == 0, count - len(objects), order)
    return torch.cat([objects, background])


def _some(chosen: Tensor, count: int, order: Tensor | None) -> Tensor:
    """Return the indices of the first of the chosen ones in this order, or in a random one."""
    if order is not None:
        return order[chosen[order]][:count]
    indices = chosen.nonzero().squeeze(1)
    return indices[torch.randperm(len(indices), device=indices.device)[:count]]

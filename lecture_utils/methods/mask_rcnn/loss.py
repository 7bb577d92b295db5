"""The mask loss: yes or no at each point, for the true class only."""

import torch
from torch import Tensor

from lecture_utils.methods.losses import binary_cross_entropy
from lecture_utils.methods.validation import FLOATS, require


def mask_loss(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Compare the masks of R regions with what they should be.

    Parameters
    ----------
    scores : Tensor, shape (R, K, m, m)
        Before the sigmoid, of every category.
    labels : Tensor, shape (R,), int64
        The true category of each region, from 0 to K − 1. Regions of background have no mask.
    targets : Tensor, shape (R, m, m)
        As `project_masks` makes them.

    Returns
    -------
    Tensor, shape ()
        Mean log loss over all points of the masks of the true classes. The other K − 1 masks get no gradient: so masks
        don't compete, and which class it is, the classifier says alone. 0 without regions.

    Raises
    ------
    ValueError
        If a shape or dtype is another, or there is no such category.

    References
    ----------
    He et al., *Mask R-CNN*, ICCV 2017, section 3: "for an RoI associated with ground-truth class k, L_mask is only
    defined on the k-th mask". Same result as torchvision's ``maskrcnn_loss``, which also has a mask of the background.
    """
    fits = scores.dim() == 4 and scores.dtype in FLOATS
    require(fits, "scores", "floats, shape (R, K, m, m)", f"{scores.dtype} {tuple(scores.shape)}")
    regions, categories, *grid = scores.shape
    require(labels.shape == (regions,), "labels", f"one for each of {regions} regions", tuple(labels.shape))
    known = bool(((labels >= 0) & (labels < categories)).all())
    require(known, "labels", f"categories from 0 to {categories - 1}", labels.tolist())
    shape = (regions, *grid)
    require(tuple(targets.shape) == shape, "targets", f"shape {shape}", tuple(targets.shape))
    if not regions:
        return scores.sum()
    return binary_cross_entropy(of_class(scores, labels), targets)


def competing_mask_loss(scores: Tensor, labels: Tensor, targets: Tensor) -> Tensor:
    """Compare masks after a softmax over the classes at each point: what `mask_loss` is instead of.

    Parameters, errors and shapes are those of `mask_loss`; there is at least one region.

    Returns
    -------
    Tensor, shape ()
        Mean log loss of the true class's probability. It can only rise at the cost of the other classes: all K masks
        get a gradient, and each of them has to know which class it is.

    References
    ----------
    He et al., *Mask R-CNN*, ICCV 2017, section 4.1 and table 2b: a softmax costs 5.5 points of mask AP.
    """
    require(len(labels) >= 1, "labels", "at least one region", tuple(labels.shape))
    every = mask_loss(scores, labels, targets)  # its checks
    logs = scores.log_softmax(dim=1)  # (R, K, m, m)
    others = torch.logsumexp(logs.masked_fill(_is_class(scores, labels), -torch.inf), dim=1)  # log(1 − p), (R, m, m)
    losses = -(targets * of_class(logs, labels) + (1 - targets) * others)
    return losses.mean().to(every.dtype)


def _is_class(scores: Tensor, labels: Tensor) -> Tensor:
    """Mark the mask of each region's class: (R, K, m, m), bool."""
    classes = torch.arange(scores.shape[1], device=scores.device)
    return (classes == labels[:, None])[:, :, None, None].expand_as(scores)


def of_class(masks: Tensor, labels: Tensor) -> Tensor:
    """Pick the mask of each region's class: masks (R, K, m, m) and labels (R,) to (R, m, m)."""
    return masks[torch.arange(len(labels), device=masks.device), labels]

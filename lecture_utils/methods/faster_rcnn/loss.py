"""The RPN's loss: log loss for object or not, smooth L1 on the offsets of anchors that show one."""

from typing import NamedTuple

from torch import Tensor

from lecture_utils.methods.boxes import widened
from lecture_utils.methods.losses import binary_cross_entropy, smooth_l1
from lecture_utils.methods.validation import FLOATS, require


class RPNLoss(NamedTuple):
    """Both terms, each a scalar; their sum is minimised.

    Attributes
    ----------
    objectness : Tensor, shape ()
        Log loss of object or background, over all drawn anchors.
    localisation : Tensor, shape ()
        Smooth L1 of the offsets, over the anchors that show an object.
    """

    objectness: Tensor
    localisation: Tensor


def rpn_loss(
    objectness: Tensor, offsets: Tensor, labels: Tensor, target_offsets: Tensor, beta: float = 1 / 9
) -> RPNLoss:
    """Compare what the RPN says of S drawn anchors with what it should say.

    Parameters
    ----------
    objectness : Tensor, shape (S,)
        Before the sigmoid.
    offsets : Tensor, shape (S, 4)
    labels : Tensor, shape (S,), integer
        1 for an object, 0 for background.
    target_offsets : Tensor, shape (S, 4)
        For background, any number.
    beta : float
        As for `smooth_l1`.

    Returns
    -------
    RPNLoss
        Both are divided by S. Without anchors, both are 0.

    Raises
    ------
    ValueError
        If a shape or dtype is another.

    Notes
    -----
    The paper divides the second term by the number of cells, about 2400, and multiplies it by λ = 10: as if it were
    divided by 240. Dividing by the 256 anchors of a mini-batch weighs the terms alike, and λ isn't needed.

    References
    ----------
    Ren et al., *Faster R-CNN*, NeurIPS 2015, equation 1. Same result as ``compute_loss`` of torchvision's
    ``RegionProposalNetwork`` on the drawn anchors.
    """
    fits = objectness.dim() == 1 and objectness.dtype in FLOATS
    require(fits, "objectness", "floats, shape (S,)", f"{objectness.dtype} {tuple(objectness.shape)}")
    count = len(objectness)
    for name, given, shape in (
        ("offsets", offsets, (count, 4)),
        ("labels", labels, (count,)),
        ("target_offsets", target_offsets, (count, 4)),
    ):
        require(tuple(given.shape) == shape, name, f"shape {shape}", tuple(given.shape))
    objectness, offsets = widened(objectness), widened(offsets)  # autocast may have made halves of them
    if not len(labels):
        return RPNLoss(objectness.sum(), offsets.sum())
    shown = labels == 1
    difference = offsets[shown] - target_offsets[shown]  # (P, 4)
    return RPNLoss(binary_cross_entropy(objectness, labels), smooth_l1(difference, beta).sum() / len(labels))

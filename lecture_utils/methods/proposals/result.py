"""What every proposal method returns: boxes, the most promising first."""

import torch
from torch import Tensor

from lecture_utils.methods.detections import Proposals, Steps
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


def ranked(
    boxes: Tensor, scores: Tensor, steps: Steps | None = None, max_proposals: int | None = None
) -> Proposals[Steps]:
    """Put boxes in falling order of their scores, and leave out each box that comes a second time.

    Parameters
    ----------
    boxes : Tensor, shape (K, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    scores : Tensor, shape (K,)
        Of equal scores the earlier box comes first.
    steps : Steps or None
        Handed on.
    max_proposals : int or None
        How many to keep.

    Returns
    -------
    Proposals
    """
    require(max_proposals is None or max_proposals >= 1, "max_proposals", "a positive integer or None", max_proposals)
    order = scores.argsort(descending=True, stable=True)
    boxes, scores = boxes[order], scores[order]
    _, group = boxes.unique(dim=0, return_inverse=True)
    first = torch.full((len(boxes),), len(boxes)).scatter_reduce_(0, group, torch.arange(len(boxes)), "amin")
    kept = first[first < len(boxes)].sort().values[:max_proposals]  # the place of each different box's best
    return Proposals(boxes[kept].float(), scores[kept].float(), steps)


def check_image(image: Tensor) -> None:
    """Check that this is an image that proposals can be sought in.

    Raises
    ------
    ValueError
        If it isn't a float tensor of shape (3, H, W), H and W at least 8, with values in [0, 1].
    """
    check_picture(image)
    require(min(image.shape[1:]) >= 8, "image", "at least 8 rows and 8 columns", tuple(image.shape))

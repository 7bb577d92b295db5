"""The loss of YOLO: squared errors of five kinds."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from lecture_utils.methods.validation import require
from lecture_utils.methods.yolo.grid import decode_boxes
from lecture_utils.methods.yolo.output import BOX, split_output
from lecture_utils.methods.yolo.responsible import responsible_boxes

LAMBDA_COORD = 5.0
"""λ_coord: few cells hold a thing, and where it is matters."""

LAMBDA_NOOBJ = 0.5
"""λ_noobj: most boxes find nothing, and would outweigh the few that do."""


class YoloLoss(NamedTuple):
    """The five terms, weighted, each the mean over the images of a sum over cells. Their sum is minimised.

    Attributes
    ----------
    centre : Tensor, shape ()
        λ_coord Σ (x − x̂)² + (y − ŷ)², over responsible boxes.
    sides : Tensor, shape ()
        λ_coord Σ (√w − √ŵ)² + (√h − √ĥ)², over responsible boxes: a pixel counts more for a small thing.
    object : Tensor, shape ()
        Σ (confidence − IoU)², over responsible boxes. The IoU is that of the box as it is predicted now.
    no_object : Tensor, shape ()
        λ_noobj Σ confidence², over all other boxes, also those of cells that hold a thing.
    classes : Tensor, shape ()
        Σ (Pr(class) − true)², over cells that hold a thing and all classes.
    """

    centre: Tensor
    sides: Tensor
    object: Tensor
    no_object: Tensor
    classes: Tensor


def yolo_loss(
    output: Tensor,
    target: Tensor,
    boxes_per_cell: int = 2,
    lambda_coord: float = LAMBDA_COORD,
    lambda_noobj: float = LAMBDA_NOOBJ,
) -> YoloLoss:
    """Compare output tensors with target tensors.

    Parameters
    ----------
    output : Tensor, shape (N, S, S, 5B + C)
    target : Tensor, shape (N, S, S, 5 + C)
        As `target_tensor` makes them.
    boxes_per_cell : int
        B.
    lambda_coord, lambda_noobj : float
        λ_coord and λ_noobj.

    Returns
    -------
    YoloLoss
        Without images, all are 0.

    Raises
    ------
    ValueError
        If a shape is another.

    Notes
    -----
    No gradient flows through the IoU: it is what the confidence should say, and not a way to change it.

    References
    ----------
    Redmon et al., CVPR 2016, section 2.2, equation 3.
    """
    found = split_output(output, boxes_per_cell)
    _check(output, target, found.classes.shape[-1])
    true = split_output(target, 1)
    images = max(len(output), 1)
    holds = true.confidences[..., 0] > 0  # (N, S, S), 1_i^obj: M cells hold a thing

    predicted, truth = decode_boxes(found.boxes, (1, 1))[holds], decode_boxes(true.boxes, (1, 1))[holds]
    best = responsible_boxes(predicted, truth[:, 0])
    chosen = one_hot(best.chosen, boxes_per_cell).bool()  # (M, B)
    responsible = torch.zeros_like(found.confidences, dtype=torch.bool)
    responsible[holds] = chosen  # (N, S, S, B), 1_ij^obj

    apart = (found.boxes[responsible] - true.boxes[holds][:, 0]).square()  # (M, 4)
    return YoloLoss(
        lambda_coord * apart[:, :2].sum() / images,
        lambda_coord * apart[:, 2:].sum() / images,
        (found.confidences[responsible] - best.ious[chosen]).square().sum() / images,
        lambda_noobj * found.confidences[~responsible].square().sum() / images,
        (found.classes[holds] - true.classes[holds]).square().sum() / images,
    )


def _check(output: Tensor, target: Tensor, categories: int) -> None:
    require(output.dim() == 4, "output", "shape (N, S, S, 5B + C)", tuple(output.shape))
    shape = (*output.shape[:3], BOX + categories)
    require(tuple(target.shape) == shape, "target", f"shape {shape}", tuple(target.shape))

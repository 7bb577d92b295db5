"""Bipartite matching: which object query answers for which thing."""

from typing import NamedTuple

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from lecture_utils.methods.boxes import box_convert, generalized_box_iou
from lecture_utils.methods.detr.output import DETROutput, TrueSet, check_output, check_truth
from lecture_utils.methods.validation import require


class Weights(NamedTuple):
    """What the parts of cost and loss count.

    Attributes
    ----------
    classes, l1, giou : float
        The paper's are 1, 5 and 2.
    """

    classes: float = 1.0
    l1: float = 5.0
    giou: float = 2.0


PAPER = Weights()
"""λ_L1 = 5 and λ_iou = 2: Carion et al., ECCV 2020, appendix A.4."""


class MatchingCosts(NamedTuple):
    """What it costs that a query answers for a thing, in three parts, weighted: their sum decides.

    Attributes
    ----------
    classes : Tensor, shape (Q, T)
        −λ_class · p̂(c): how little the query believes in the thing's category.
    l1 : Tensor, shape (Q, T)
        λ_L1 · ‖b − b̂‖₁: how far its box is off, in shares of the image.
    giou : Tensor, shape (Q, T)
        −λ_iou · GIoU(b, b̂): how little the boxes overlap, whatever their size.
    """

    classes: Tensor
    l1: Tensor
    giou: Tensor

    @property
    def total(self) -> Tensor:
        """The matrix of which the matching takes one entry from each column, shape (Q, T)."""
        return self.classes + self.l1 + self.giou


class Matching(NamedTuple):
    """Which query answers for which thing: M = min(Q, T) pairs.

    Attributes
    ----------
    queries : Tensor, shape (M,), int64
        Rising. All other queries should say ∅.
    things : Tensor, shape (M,), int64
        All T, where there are enough queries.
    """

    queries: Tensor
    things: Tensor

    def cost(self, total: Tensor) -> Tensor:
        """Sum the entries of a cost matrix (Q, T) that the matching takes: no other matching has a lower sum."""
        return total[self.queries, self.things].sum()

    def as_matrix(self, queries: int, things: int) -> Tensor:
        """Write the matching as a matrix, shape (Q, T), bool: at most one True in each row and each column."""
        matrix = torch.zeros(queries, things, dtype=torch.bool)
        matrix[self.queries, self.things] = True
        return matrix


def matching_costs(output: DETROutput, truth: TrueSet, weights: Weights = PAPER) -> MatchingCosts:
    """Compare every query's prediction with every thing of one image.

    Parameters
    ----------
    output : DETROutput
        Of one image: scores (Q, K + 1) and boxes (Q, 4).
    truth : TrueSet
        T things.
    weights : Weights

    Returns
    -------
    MatchingCosts

    Raises
    ------
    ValueError
        If a shape or dtype is another, a label is no category, or a thing's box has no area.

    References
    ----------
    Carion et al., *End-to-End Object Detection with Transformers*, ECCV 2020, section 3.1 and appendix A.2. The class
    cost is the probability, not its logarithm: so it is of the size of the other two.
    """
    check_output(output, 2, "Q")
    check_truth(truth, output.scores.shape[-1] - 1)
    classes = -output.probabilities[:, truth.labels]  # (Q, T)
    l1 = (output.boxes[:, None] - truth.boxes[None]).abs().sum(dim=-1)  # (Q, T)
    corners, true_corners = (box_convert(boxes, "cxcywh", "xyxy") for boxes in (output.boxes, truth.boxes))
    giou = -generalized_box_iou(corners, true_corners)  # (Q, T)
    return MatchingCosts(weights.classes * classes, weights.l1 * l1, weights.giou * giou)


def match(total: Tensor) -> Matching:
    """Find the pairs whose costs have the lowest sum: each thing gets a query of its own.

    Parameters
    ----------
    total : Tensor, shape (Q, T)
        Finite costs.

    Returns
    -------
    Matching
        With more things than queries, T − Q things are left over.

    Raises
    ------
    ValueError
        If the costs have another shape, or aren't finite.

    References
    ----------
    Carion et al., ECCV 2020, equation 1: σ̂ = argmin Σ L_match(y_i, ŷ_σ(i)), "computed efficiently with the Hungarian
    algorithm" (Kuhn, 1955). SciPy's :func:`scipy.optimize.linear_sum_assignment` is a faster relative of it (Crouse,
    2016).
    """
    require(total.dim() == 2, "total", "shape (Q, T)", tuple(total.shape))
    require(bool(torch.isfinite(total).all()), "total", "finite costs", "infinity or not-a-number")
    queries, things = linear_sum_assignment(total.detach().cpu().double().numpy())  # numpy has no bfloat16
    return Matching(torch.from_numpy(queries).to(total.device), torch.from_numpy(things).to(total.device))


def match_queries(output: DETROutput, truth: TrueSet, weights: Weights = PAPER) -> Matching:
    """Match one image's predictions with its things; arguments and errors as for `matching_costs`.

    No gradient flows through the choice.
    """
    with torch.no_grad():
        return match(matching_costs(output, truth, weights).total)

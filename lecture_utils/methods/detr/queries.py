"""What each object query has specialised in: its predictions over many scenes."""

from collections.abc import Iterable
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.detr.output import DETROutput, check_output
from lecture_utils.methods.validation import require

SHAPES = ("small", "large and wide", "large and tall")
"""What boxes are told apart by in the paper's figure 7."""

LARGE = 0.05
"""Share of the image that a box has to cover to be large: half of the meadow's do."""


class QueryPredictions(NamedTuple):
    """What Q object queries predict for S scenes.

    Attributes
    ----------
    boxes : Tensor, shape (S, Q, 4)
        ``(centre x, centre y, width, height)``, as shares of the image.
    labels : Tensor, shape (S, Q), int64
        The likeliest category, ∅ left out.
    objects : Tensor, shape (S, Q)
        1 − p̂(∅): how sure the query is that it answers for a thing.
    """

    boxes: Tensor
    labels: Tensor
    objects: Tensor

    @property
    def shapes(self) -> Tensor:
        """Of each box its shape, shape (S, Q), int64: an index of `SHAPES`."""
        width, height = self.boxes[..., 2], self.boxes[..., 3]
        return torch.where(width * height < LARGE, 0, torch.where(width >= height, 1, 2))

    def statistics(self, least: float = 0.5) -> "QueryStatistics":
        """Summarise each query's boxes over the scenes in which it answers for a thing.

        Parameters
        ----------
        least : float
            It does where its probability of a thing is at least this; 0 takes all scenes.

        Returns
        -------
        QueryStatistics

        Raises
        ------
        ValueError
            If ``least`` is no probability.
        """
        require(0 <= least <= 1, "least", "a probability from 0 to 1", least)
        answers = self.objects >= least  # (S, Q)
        counts = answers.sum(dim=0)  # (Q,)
        mean = _mean(self.boxes, answers)  # (Q, 4)
        return QueryStatistics(counts, mean, _mean((self.boxes - mean).square(), answers).sqrt())


class QueryStatistics(NamedTuple):
    """What the boxes of Q object queries have in common.

    Attributes
    ----------
    counts : Tensor, shape (Q,), int64
        Scenes in which the query answers for a thing.
    mean, spread : Tensor, shape (Q, 4)
        Mean and standard deviation of its ``(centre x, centre y, width, height)`` over these scenes, as shares of the
        image; not-a-number for a query that never answers.
    """

    counts: Tensor
    mean: Tensor
    spread: Tensor


def query_predictions(outputs: Iterable[DETROutput]) -> QueryPredictions:
    """Collect what the queries predict, batch by batch.

    Parameters
    ----------
    outputs : iterable of DETROutput
        Scores (N, Q, K + 1) and boxes (N, Q, 4): ``network(images)``, or ``steps.outputs.at(layer)``.

    Returns
    -------
    QueryPredictions
        Of all scenes in order.

    Raises
    ------
    ValueError
        If there is no batch, or a shape is another.

    References
    ----------
    Carion et al., ECCV 2020, figure 7 and section 4.3, "Decoder output slot analysis": "each slot learns to specialize
    on certain areas and box sizes".
    """
    boxes, labels, objects = [], [], []
    for output in outputs:
        check_output(output, 3, "N, Q")
        probabilities = output.probabilities.detach()
        boxes.append(output.boxes.detach())
        labels.append(probabilities[..., :-1].argmax(dim=-1))
        objects.append(1 - probabilities[..., -1])
    require(len(boxes) > 0, "outputs", "at least one batch", "none")
    return QueryPredictions(torch.cat(boxes), torch.cat(labels), torch.cat(objects))


def _mean(values: Tensor, chosen: Tensor) -> Tensor:
    """Average values (S, Q, 4) over each query's chosen scenes (S, Q)."""
    return torch.where(chosen[..., None], values, 0.0).sum(dim=0) / chosen.sum(dim=0)[:, None]

"""Snapshots of a detector's training: its loss, and what it finds in the lecture's first scene.

A detector finds now more, now less, and a snapshot has one shape at all moments: what is found is filled up with empty
rows, of label −1. `recorded_detections` and `recorded_proposals` leave them out again.
"""

import torch
from torch import Tensor

from lecture_utils.methods.evaluation import Detections
from lecture_utils.training.snapshots import Snapshots

MOMENTS = (0.0, 1 / 256, 1 / 128, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 3 / 16, 1 / 4, 3 / 8, 1 / 2, 3 / 4, 1.0)
"""Shares of a training at which detectors are recorded: densely at its beginning, where most is learned."""

LOSS_SCENES = 16
"""The loss is measured on the first so many validation scenes, always with the same regions drawn by chance."""

MOST_DETECTIONS = 60
"""Detections that are recorded, the best ones."""

MOST_PROPOSALS = 100
"""Proposals that are recorded, the best ones."""

_LOSS = "loss "
_EMPTY = -1


def as_snapshot(found: Detections) -> dict[str, Tensor]:
    """Write detections as tensors of one shape.

    Parameters
    ----------
    found : Detections
        With falling scores.

    Returns
    -------
    dict of str to Tensor
        "boxes" (`MOST_DETECTIONS`, 4) in pixels, "scores" in half precision, "labels" as bytes.
    """
    labels = filled_up(found.labels.to(torch.int8), MOST_DETECTIONS, _EMPTY)
    boxes, scores = filled_up(found.boxes, MOST_DETECTIONS), filled_up(found.scores.half(), MOST_DETECTIONS)
    return {"boxes": boxes, "scores": scores, "labels": labels}


def losses_as_snapshot(terms: dict[str, Tensor]) -> dict[str, Tensor]:
    """Write the terms of a loss, each under "loss " and its name."""
    return {f"{_LOSS}{name}": term for name, term in terms.items()}


def filled_up(values: Tensor, count: int, by: float = 0) -> Tensor:
    """Cut rows off or add rows, so that there are as many as wanted.

    Parameters
    ----------
    values : Tensor, shape (N, ...)
    count : int
    by : float
        What is in the rows that are added.

    Returns
    -------
    Tensor, shape (count, ...)
    """
    rows = values[:count]
    return torch.cat([rows, rows.new_full((count - len(rows), *rows.shape[1:]), by)])


def recorded_losses(seen: Snapshots) -> dict[str, Tensor]:
    """Return each term of the loss by its name, at all K moments: shape (K,)."""
    return {name.removeprefix(_LOSS): values for name, values in seen.seen.items() if name.startswith(_LOSS)}


def recorded_detections(seen: Snapshots, moment: int) -> Detections:
    """Return what the detector found in the lecture's first scene at a moment.

    Parameters
    ----------
    seen : Snapshots
        Of a detector's recipe.
    moment : int
        Which of the K moments, from 0.

    Returns
    -------
    Detections
        By falling score, boxes in pixels.
    """
    labels = seen.seen["labels"][moment]
    there = labels != _EMPTY
    boxes, scores = seen.seen["boxes"][moment][there], seen.seen["scores"][moment][there]
    return Detections(boxes, scores.float(), labels[there].long())


def recorded_proposals(seen: Snapshots, moment: int) -> Tensor:
    """Return the proposals for the lecture's first scene at a moment: (R, 4) in pixels, the most promising first."""
    proposals: Tensor = seen.seen["proposals"][moment]
    return proposals[(proposals[:, 2:] > proposals[:, :2]).all(dim=1)]

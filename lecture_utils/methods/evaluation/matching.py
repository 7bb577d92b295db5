"""Which detection finds which truth: greedily, the surest detection first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from lecture_utils.methods.detections import Detections, LabelledScene, Regions, check_scenes
from lecture_utils.methods.evaluation.overlap import region_area, region_overlap
from lecture_utils.methods.validation import require

COCO_THRESHOLDS = tuple(np.linspace(0.5, 0.95, 10).tolist())
"""COCO's IoU thresholds 0.50, 0.55, … 0.95, to the last bit: an IoU of 3/5 has to reach its 0.60."""

EVERY_AREA = (0.0, math.inf)
"""The area range in which all things lie."""

_APART = -1.0
"""Overlap of a detection and a truth that can't be matched: below every threshold."""


@dataclass(frozen=True)
class Matches:
    """All detections of all scenes by falling score, and which truth each found, at T thresholds.

    Of equal scores the earlier scene comes first, and within a scene the detection that was named first.

    Attributes
    ----------
    thresholds : Tensor, shape (T,)
        IoU from which on a detection finds a truth.
    scene, detection, label : Tensor, shape (D,), integer
        Scene of each detection, its place among the detections of that scene, and its class.
    score : Tensor, shape (D,)
    truth : Tensor, shape (T, D), integer
        Place of the truth that it found among those of its scene; −1 if it found none.
    overlap : Tensor, shape (T, D)
        IoU with that truth; 0 if it found none.
    ignored : Tensor, shape (T, D), bool
        Whether it counts neither as right nor as wrong: what it found lies outside the area range, or it found nothing
        and lies outside itself.
    truths : Tensor, shape (N, C), integer
        How many truths of each class each scene has within the area range.
    """

    thresholds: Tensor
    scene: Tensor
    detection: Tensor
    label: Tensor
    score: Tensor
    truth: Tensor
    overlap: Tensor
    ignored: Tensor
    truths: Tensor

    @property
    def right(self) -> Tensor:
        """Which detections are true positives, shape (T, D)."""
        return (self.truth >= 0) & ~self.ignored

    @property
    def wrong(self) -> Tensor:
        """Which detections are false positives, shape (T, D)."""
        return (self.truth < 0) & ~self.ignored


def greedy_matches(overlap: Tensor, thresholds: Tensor, counted: Tensor | None = None) -> Tensor:
    """Give each detection in turn the free truth that it overlaps most, if it overlaps one enough.

    Parameters
    ----------
    overlap : Tensor, shape (..., D, G)
        IoU of each detection with each truth, the surest detection first. Below 0 for pairs that can't be matched.
    thresholds : Tensor, shape (T,)
        IoU that is enough.
    counted : Tensor, shape (..., G), bool, or None
        Truths that count. The others are taken only by detections that overlap no free one that counts.

    Returns
    -------
    Tensor, shape (..., T, D), integer
        The truth that each detection found, −1 for none. Of equal overlaps the last is taken, as in COCO's code.

    References
    ----------
    Everingham et al., *The PASCAL Visual Object Classes (VOC) Challenge*, IJCV 2010, section 4.2: detections are
    assigned in the order of their confidence, a second detection of the same object is false.
    """
    (*batch, detections, truths), device = overlap.shape, overlap.device
    matches = torch.full((*batch, len(thresholds), detections), -1, device=device)
    if truths == 0:
        return matches
    counted = torch.ones(*batch, truths, dtype=torch.bool, device=device) if counted is None else counted
    free = torch.ones(*batch, len(thresholds), truths, dtype=torch.bool, device=device)  # (..., T, G)
    enough = thresholds[:, None].clamp(max=1 - 1e-10)  # (T, 1); at threshold 1 the rounding of an IoU is forgiven
    for turn in range(detections):
        row = overlap[..., turn, None, :]  # (..., 1, G)
        open_truths = free & (row >= enough)  # (..., T, G)
        preferred = open_truths & counted[..., None, :]
        open_truths = torch.where(preferred.any(-1, keepdim=True), preferred, open_truths)
        best = _last_largest(torch.where(open_truths, row, _APART))  # (..., T)
        found = open_truths.any(-1)
        matches[..., turn] = torch.where(found, best, -1)
        free &= ~(one_hot(best, truths).bool() & found[..., None])
    return matches


def match_detections(
    detections: Sequence[Detections],
    truths: Sequence[LabelledScene],
    classes: int,
    thresholds: Sequence[float] = COCO_THRESHOLDS,
    regions: Regions = "boxes",
    area: tuple[float, float] = EVERY_AREA,
    max_detections: int = 100,
) -> Matches:
    """Match the detections of all scenes with the truths of their class.

    Parameters
    ----------
    detections : sequence of N Detections
    truths : sequence of N Truth or scenes
    classes : int
        Number of classes.
    thresholds : sequence of T floats
        IoU that is enough, in (0, 1].
    regions : "boxes" or "masks"
        Whose overlap and area count.
    area : (float, float)
        Smallest and largest area of the truths that count, in pixels, both included.
    max_detections : int
        In each scene only so many detections of a class take part, the surest.

    Returns
    -------
    Matches

    Raises
    ------
    ValueError
        If an argument isn't as above; see `check_scenes`.

    References
    ----------
    Lin et al., *Microsoft COCO*, ECCV 2014, and its detection evaluation: area ranges, limits, ten thresholds.
    """
    check_scenes(detections, truths, classes, regions)
    enough = torch.tensor(list(thresholds), dtype=torch.float64)
    in_range = len(enough) > 0 and bool(((enough > 0) & (enough <= 1)).all())
    require(in_range, "thresholds", "numbers in (0, 1], at least one", list(thresholds))
    require(area[0] <= area[1], "area", "a smallest and a largest area", area)
    require(
        isinstance(max_detections, int) and max_detections > 0,
        "max_detections",
        "a positive integer",
        repr(max_detections),
    )

    chosen = [_surest(found, max_detections) for found in detections]
    shape = (max(map(len, chosen), default=0), max((len(true.boxes) for true in truths), default=0))
    overlap = torch.full((len(truths), *shape), _APART, dtype=torch.float64)  # (N, D, G), padded
    counted = torch.zeros(len(truths), shape[1], dtype=torch.bool)  # (N, G)
    inside = torch.zeros(len(truths), shape[0], dtype=torch.bool)  # (N, D)
    counts = torch.zeros(len(truths), classes, dtype=torch.long)
    for scene, (found, true, order) in enumerate(zip(detections, truths, chosen, strict=True)):
        counted[scene, : len(true.boxes)] = _within(true, regions, area)
        inside[scene, : len(order)] = _within(found, regions, area)[order]
        same_class = found.labels.cpu()[order, None] == true.labels.cpu()  # (D, G)
        pairs = region_overlap(found, true, regions)[order]
        overlap[scene, : len(order), : len(true.boxes)] = torch.where(same_class, pairs, _APART)
        counts[scene] = torch.bincount(true.labels.cpu()[counted[scene, : len(true.boxes)]], minlength=classes)
    return _flattened(detections, chosen, enough, overlap, counted, inside, counts)


def _flattened(
    detections: Sequence[Detections],
    chosen: list[Tensor],
    thresholds: Tensor,
    overlap: Tensor,
    counted: Tensor,
    inside: Tensor,
    counts: Tensor,
) -> Matches:
    """Match all scenes at once, then put their detections into one list by falling score."""
    found = greedy_matches(overlap, thresholds, counted).transpose(0, 1)  # (T, N, D)
    taken = found.clamp(min=0)
    if overlap.shape[2] == 0:  # no truth anywhere
        value, outside = torch.zeros(found.shape, dtype=torch.float64), (~inside).expand(found.shape)
    else:
        value = overlap.expand(len(found), *overlap.shape).gather(3, taken[..., None])[..., 0]  # (T, N, D)
        uncounted = ~counted.expand(len(found), *counted.shape).gather(2, taken)
        outside = torch.where(found >= 0, uncounted, ~inside)
    sizes = torch.tensor([len(order) for order in chosen], dtype=torch.long)
    real = torch.arange(overlap.shape[1]) < sizes[:, None]  # (N, D): the rest is padding
    score = _joined([one.scores.detach().cpu().double()[order] for one, order in zip(detections, chosen, strict=True)])
    label = _joined([one.labels.cpu()[order] for one, order in zip(detections, chosen, strict=True)]).long()
    order = score.argsort(descending=True, stable=True)
    return Matches(
        thresholds=thresholds,
        scene=torch.arange(len(chosen)).repeat_interleave(sizes)[order],
        detection=_joined(chosen).long()[order],
        label=label[order],
        score=score[order],
        truth=found[:, real][:, order],
        overlap=torch.where(found >= 0, value, 0.0)[:, real][:, order],
        ignored=outside[:, real][:, order],
        truths=counts,
    )


def _surest(found: Detections, max_detections: int) -> Tensor:
    """Places of the detections that take part, by falling score: of each class the first ``max_detections``."""
    order = found.scores.detach().cpu().argsort(descending=True, stable=True)
    labels = found.labels.cpu()[order]
    if len(order) <= max_detections:
        return order
    before = (labels[:, None] == labels).tril(-1).sum(1)  # detections of its class that are surer
    return order[before < max_detections]


def _within(scene: Detections | LabelledScene, regions: Regions, area: tuple[float, float]) -> Tensor:
    """Which regions of a scene have an area in the range, shape (K,), bool."""
    if area == EVERY_AREA:
        return torch.ones(len(scene.boxes), dtype=torch.bool)
    areas = region_area(scene, regions)
    return (areas >= area[0]) & (areas <= area[1])


def _last_largest(values: Tensor) -> Tensor:
    """Place of the largest value along the last dimension; of equal ones the last."""
    return values.shape[-1] - 1 - values.flip(-1).argmax(-1)


def _joined(parts: list[Tensor]) -> Tensor:
    return torch.cat(parts) if parts else torch.zeros(0)

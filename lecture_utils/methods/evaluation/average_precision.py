"""Average precision (AP): one number for a detector, from the order and the overlap of all it found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from lecture_utils.methods.detections import Detections, LabelledScene, Regions
from lecture_utils.methods.evaluation.bootstrap import check_counts
from lecture_utils.methods.evaluation.class_names import Classes, class_index, class_names
from lecture_utils.methods.evaluation.curve import PrecisionRecall
from lecture_utils.methods.evaluation.matching import COCO_THRESHOLDS, EVERY_AREA, Matches, match_detections
from lecture_utils.methods.evaluation.precision_recall import (
    Average,
    average_at_101_recalls,
    interpolated,
    precision_and_recall,
)
from lecture_utils.methods.validation import require

NUMBERS_AT_ONCE = 2**21
"""Resamples are averaged in groups with about so many numbers, which bounds the memory."""


@dataclass(frozen=True)
class AveragePrecision:
    """Average precision at T thresholds of C classes.

    Attributes
    ----------
    names : tuple of C str
        The classes.
    matches : Matches
        What it is computed from.
    average : function
        Makes one number of a curve.
    per_class : Tensor, shape (T, C)
        Not-a-number where a class has no truth.
    recall : Tensor, shape (T, C)
        Share of the truths that are found at all.
    """

    names: tuple[str, ...]
    matches: Matches
    average: Average
    per_class: Tensor
    recall: Tensor

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The IoU thresholds."""
        return tuple(self.matches.thresholds.tolist())

    @property
    def scenes(self) -> int:
        """Number of scenes."""
        return len(self.matches.truths)

    @property
    def mean(self) -> float:
        """Mean over thresholds and over the classes that have truths."""
        return float(self.per_class.nanmean())

    @property
    def mean_recall(self) -> float:
        """COCO's average recall (AR): the share of the truths that are found, mean as in `mean`."""
        return float(self.recall.nanmean())

    def at(self, threshold: float) -> "AveragePrecision":
        """Return the average precision at one of the thresholds alone.

        Raises
        ------
        ValueError
            If it isn't among the thresholds.
        """
        row = self._row(threshold)
        matches = self.matches
        matches = replace(
            matches,
            thresholds=matches.thresholds[row],
            truth=matches.truth[row],
            overlap=matches.overlap[row],
            ignored=matches.ignored[row],
        )
        return replace(self, matches=matches, per_class=self.per_class[row], recall=self.recall[row])

    def curve(self, name: int | str, threshold: float) -> PrecisionRecall:
        """Return every step to the average precision of one class at one threshold.

        Parameters
        ----------
        name : int or str
            The class, by label or by name.
        threshold : float
            One of the thresholds.

        Returns
        -------
        PrecisionRecall

        Raises
        ------
        ValueError
            If there is no such class or threshold.
        """
        label, matches = class_index(name, self.names), self.at(threshold).matches
        rows = ((matches.label == label) & ~matches.ignored[0]).nonzero()[:, 0]
        truths = matches.truths[:, label].sum()
        precision, recall = precision_and_recall(matches.right[0, rows], matches.wrong[0, rows], truths)
        return PrecisionRecall(
            name=self.names[label],
            threshold=float(matches.thresholds[0]),
            truths=int(truths),
            scene=matches.scene[rows],
            detection=matches.detection[rows],
            truth=matches.truth[0, rows],
            score=matches.score[rows],
            overlap=matches.overlap[0, rows],
            precision=precision,
            recall=recall,
            interpolated=interpolated(precision),
            average_precision=float(self.average(precision, recall)) if truths else float("nan"),
        )

    def resampled(self, counts: Tensor) -> Tensor:
        """Return the mean over thresholds and classes, had each scene been there so often.

        The matching within a scene doesn't depend on the others, so nothing is matched again.

        Parameters
        ----------
        counts : Tensor, shape (R, N)
            How often each scene counts, in each of R resamples.

        Returns
        -------
        Tensor, shape (R,)
        """
        at_once = max(1, NUMBERS_AT_ONCE // max(1, len(self.matches.label)))
        parts = check_counts(counts, self.scenes).split(at_once)
        return torch.cat([_per_class(self.matches, self.average, part)[0].flatten(1).nanmean(1) for part in parts])

    def _row(self, threshold: float) -> Tensor:
        close = (self.matches.thresholds - threshold).abs() < 1e-6
        known = ", ".join(f"{known:.2f}" for known in self.thresholds)
        require(bool(close.any()), "threshold", f"one of {known}", threshold)
        return close

    def __str__(self) -> str:
        shown = [threshold for threshold in (0.5, 0.75) if (self.matches.thresholds - threshold).abs().min() < 1e-6]
        columns = [self.per_class.nanmean(0)] + [self.per_class[self._row(threshold)][0] for threshold in shown]
        heads = ["AP"] + [f"AP{round(100 * threshold)}" for threshold in shown]
        width = max(len(name) for name in (*self.names, "mean"))
        lines = [" " * width + "".join(f"{head:>7}" for head in heads)]
        for label, name in enumerate(self.names):
            lines.append(f"{name:<{width}}" + "".join(f"{float(column[label]):7.3f}" for column in columns))
        means = "".join(f"{float(column.nanmean()):7.3f}" for column in columns)
        return "\n".join([*lines, f"{'mean':<{width}}{means}"])


def average_precision(
    detections: Sequence[Detections],
    truths: Sequence[LabelledScene],
    classes: Classes,
    thresholds: Sequence[float] = COCO_THRESHOLDS,
    regions: Regions = "boxes",
    area: tuple[float, float] = EVERY_AREA,
    max_detections: int = 100,
    average: Average = average_at_101_recalls,
) -> AveragePrecision:
    """Measure a detector: match what it found with the truth, then average the precision over the recall.

    For each class: take the detections of all scenes by falling score; each finds the free truth of its scene that it
    overlaps most, if by the threshold at least, else it is a false positive; note precision and recall after each;
    raise each precision to the highest of those that follow; average it over the recalls.

    Parameters
    ----------
    detections : sequence of N Detections
    truths : sequence of N Truth or scenes
        A meadow will do.
    classes : int or sequence of C str
        Number of classes, or their names.
    thresholds : sequence of T floats
        IoU from which on a detection finds a truth.
    regions : "boxes" or "masks"
        Whose overlap and whose area count.
    area : (float, float)
        Smallest and largest area of the truths that count, in pixels. Detections of others are neither right nor wrong.
    max_detections : int
        In each scene only so many detections of a class take part, the surest.
    average : function
        One of ``precision_recall.py``: COCO's 101 recalls, the area under the curve.

    Returns
    -------
    AveragePrecision

    Raises
    ------
    ValueError
        If an argument isn't as above.

    References
    ----------
    Everingham et al., *The PASCAL Visual Object Classes (VOC) Challenge*, IJCV 2010, section 4.2; Lin et al.,
    *Microsoft COCO*, ECCV 2014. Same result as ``pycocotools.cocoeval.COCOeval`` without crowds, if the area of each
    truth is that of its box, or for masks that of its mask.
    """
    names = class_names(classes)
    return averaged(
        names, match_detections(detections, truths, len(names), thresholds, regions, area, max_detections), average
    )


def averaged(names: tuple[str, ...], matches: Matches, average: Average) -> AveragePrecision:
    """Average the precision of detections that are matched already; `average_precision` says how."""
    once = torch.ones(1, len(matches.truths), dtype=torch.float64)
    per_class, recall = _per_class(matches, average, once)
    return AveragePrecision(names, matches, average, per_class[0], recall[0])


def _per_class(matches: Matches, average: Average, counts: Tensor) -> tuple[Tensor, Tensor]:
    """Average precision and final recall, shape (R, T, C) each, with each scene counted so often, shape (R, N)."""
    totals = counts @ matches.truths.double()  # (R, C)
    averages = counts.new_full((len(counts), len(matches.thresholds), totals.shape[1]), torch.nan)
    recalls = averages.clone()
    for label, truths in enumerate(totals.unbind(1)):
        of_class = (matches.label == label).nonzero()[:, 0]
        weight = counts[:, matches.scene[of_class]]  # (R, D)
        all_seen = weight.cumsum(-1)
        ignored, right = matches.ignored[:, of_class], matches.right[:, of_class]  # (T, D)
        for row in range(len(matches.thresholds)):
            seen = (weight * ~ignored[row]).cumsum(-1) if ignored[row].any() else all_seen
            # The interpolated curve steps only where a truth is found, so the other places need not be kept.
            hits = right[row].nonzero()[:, 0]
            found = weight[:, hits].cumsum(-1)  # (R, places)
            precision, recall = found / seen[:, hits].clamp(min=1), found / truths[:, None]
            averages[:, row, label] = average(precision, recall).masked_fill(truths == 0, torch.nan)
            recalls[:, row, label] = weight[:, hits].sum(-1) / truths  # no number without truths
    return averages, recalls

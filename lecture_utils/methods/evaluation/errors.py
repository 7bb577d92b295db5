"""What goes wrong: a reason for each false positive, and for each truth that isn't found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from lecture_utils.methods.detections import Detections, LabelledScene, Regions
from lecture_utils.methods.evaluation.average_precision import AveragePrecision, averaged
from lecture_utils.methods.evaluation.class_names import Classes, class_names
from lecture_utils.methods.evaluation.matching import Matches, match_detections
from lecture_utils.methods.evaluation.overlap import region_area, region_overlap
from lecture_utils.methods.evaluation.precision_recall import average_at_101_recalls
from lecture_utils.methods.evaluation.summary import Areas
from lecture_utils.methods.validation import require

DETECTED = ("right", "duplicate", "confusion", "localisation", "both", "background")
"""What a detection can be. A false positive is the first of these that fits:

- duplicate: overlaps a truth of its class enough, which a surer detection has found,
- confusion: overlaps a truth of another class enough,
- localisation: overlaps a truth of its class somewhat,
- both: overlaps a truth of another class somewhat, so that place and class are wrong,
- background: overlaps no truth.
"""

TRUE = ("found", "badly placed", "wrong class", "missed")
"""What can become of a truth: it is found; else one badly placed detection or one of a wrong class is about it."""


@dataclass(frozen=True)
class DetectionErrors:
    """What each detection is, what became of each truth, and what each kind of error costs.

    Attributes
    ----------
    average_precision : AveragePrecision
        At the one threshold.
    kind : Tensor, shape (D,), integer
        Index into `DETECTED`, for all detections by falling score, in the order of ``average_precision.matches``.
    truth : Tensor, shape (D,), integer
        Place in its scene of the truth that the kind is about; −1 for background.
    true_scene, true_place, true_label, true_kind : Tensor, shape (G,), integer
        For the truths of all scenes: scene, place in the scene, class, and index into `TRUE`.
    true_area : Tensor, shape (G,)
        In pixels.
    """

    average_precision: AveragePrecision
    kind: Tensor
    truth: Tensor
    true_scene: Tensor
    true_place: Tensor
    true_label: Tensor
    true_kind: Tensor
    true_area: Tensor

    @property
    def detected(self) -> dict[str, int]:
        """Number of detections of each kind."""
        return {name: int((self.kind == index).sum()) for index, name in enumerate(DETECTED)}

    @property
    def true(self) -> dict[str, int]:
        """Number of truths of each kind."""
        return {name: int((self.true_kind == index).sum()) for index, name in enumerate(TRUE)}

    @property
    def confusions(self) -> Tensor:
        """How often a thing of each class (rows) is taken for one of each other class (columns), shape (C, C)."""
        classes = len(self.average_precision.names)
        confused = self.kind == DETECTED.index("confusion")
        pairs = self._true_label_of_detections()[confused] * classes + self.average_precision.matches.label[confused]
        return torch.bincount(pairs, minlength=classes**2).view(classes, classes)

    def found_by_area(self, areas: Areas) -> dict[str, tuple[int, int]]:
        """Return how many truths of each size are found, and how many there are.

        Parameters
        ----------
        areas : mapping
            Smallest area of each range, which belongs to it, and its end, which doesn't.

        Returns
        -------
        dict of str to (int, int)
        """
        found = self.true_kind == TRUE.index("found")
        counts = {}
        for name, (lowest, highest) in areas.items():
            inside = (self.true_area >= lowest) & (self.true_area < highest)
            counts[name] = (int((found & inside).sum()), int(inside.sum()))
        return counts

    def gains(self) -> dict[str, float]:
        """Return by how much the average precision would rise if the errors of one kind alone were set right.

        A badly placed detection is moved to its truth, a confused one gets its class; if the truth is found already, or
        a surer detection of the same kind is moved there too, it is taken away. Duplicates, detections that are both,
        and background are taken away. Missed truths are not asked for.

        Returns
        -------
        dict of str to float
            Kinds of false positives, and "missed".

        References
        ----------
        Bolya et al., *TIDE: A General Toolbox for Identifying Object Detection Errors*, ECCV 2020, section 2.
        """
        before = self.average_precision.mean
        gains = {name: self._without(index) - before for index, name in enumerate(DETECTED) if name != "right"}
        missed = self.true_kind == TRUE.index("missed")
        matches = self.average_precision.matches
        fewer = matches.truths.index_put(
            (self.true_scene[missed], self.true_label[missed]), torch.tensor(-1), accumulate=True
        )
        return gains | {"missed": self._mean_of(replace(matches, truths=fewer)) - before}

    def _without(self, kind: int) -> float:
        """Average precision with the errors of one kind set right."""
        matches = self.average_precision.matches
        wrong = self.kind == kind
        movable = DETECTED[kind] in ("confusion", "localisation")
        moved = self._first_at_each_free_truth(wrong) if movable else torch.zeros_like(wrong)
        fixed = replace(
            matches,
            label=torch.where(moved, self._true_label_of_detections(), matches.label),
            truth=torch.where(moved, self.truth, matches.truth[0])[None],
            ignored=matches.ignored | (wrong & ~moved),
        )
        return self._mean_of(fixed)

    def _mean_of(self, matches: Matches) -> float:
        measured = self.average_precision
        return averaged(measured.names, matches, measured.average).mean

    def _first_at_each_free_truth(self, chosen: Tensor) -> Tensor:
        """Which of the chosen detections are the surest at a truth that isn't found, shape (D,), bool."""
        numbers = self._true_numbers()
        seen = set(numbers[self.kind == DETECTED.index("right")].tolist())
        first = torch.zeros_like(chosen)
        for place in chosen.nonzero()[:, 0].tolist():
            number = int(numbers[place])
            first[place] = number not in seen
            seen.add(number)
        return first

    def _true_numbers(self) -> Tensor:
        """Count each detection's truth among the truths of all scenes, shape (D,)."""
        starts = torch.searchsorted(self.true_scene, self.average_precision.matches.scene)
        return starts + self.truth

    def _true_label_of_detections(self) -> Tensor:
        """Class of each detection's truth, shape (D,); any number where there is none."""
        if len(self.true_label) == 0:
            return torch.zeros_like(self.truth)
        return self.true_label[self._true_numbers().clamp(0, len(self.true_label) - 1)]

    def __str__(self) -> str:
        gains = self.gains()
        threshold = self.average_precision.thresholds[0]
        lines = [f"AP {self.average_precision.mean:.3f} at IoU {threshold:.2f}", "detections        count  AP to gain"]
        for name, count in self.detected.items():
            lines.append(f"  {name:<14}{count:>7}" + ("" if name == "right" else f"{gains[name]:12.3f}"))
        lines.append("truths")
        for name, count in self.true.items():
            lines.append(f"  {name:<14}{count:>7}" + (f"{gains[name]:12.3f}" if name == "missed" else ""))
        return "\n".join(lines)


def detection_errors(
    detections: Sequence[Detections],
    truths: Sequence[LabelledScene],
    classes: Classes,
    threshold: float = 0.5,
    nothing: float = 0.1,
    regions: Regions = "boxes",
) -> DetectionErrors:
    """Find a reason for each false positive, and for each truth that isn't found.

    Parameters
    ----------
    detections, truths, classes, regions
        As for `average_precision`. A detector that reports everything, however unsure, has thousands of false positives
        that hardly lower the average precision: `DetectionErrors.gains` says which matter.
    threshold : float
        IoU that is enough.
    nothing : float
        Below this IoU a detection and a truth have nothing to do with each other.

    Returns
    -------
    DetectionErrors

    Raises
    ------
    ValueError
        As for `average_precision`, or if ``nothing`` isn't between 0 and ``threshold``.

    References
    ----------
    Hoiem et al., *Diagnosing Error in Object Detectors*, ECCV 2012, section 2; Bolya et al., *TIDE: A General Toolbox
    for Identifying Object Detection Errors*, ECCV 2020, section 2, whose kinds and thresholds these are. Where several
    kinds fit, what overlaps enough goes before what overlaps somewhat.
    """
    require(0 < nothing < threshold, "nothing", f"an IoU between 0 and the threshold {threshold}", nothing)
    names = class_names(classes)
    most = max((len(found.scores) for found in detections), default=0)
    matches = match_detections(detections, truths, len(names), [threshold], regions, max_detections=max(1, most))
    kind, concerned = torch.zeros_like(matches.label), matches.truth[0].clone()
    for scene, (found, true) in enumerate(zip(detections, truths, strict=True)):
        rows = ((matches.scene == scene) & (concerned < 0)).nonzero()[:, 0]
        if len(true.boxes) == 0:
            kind[rows] = DETECTED.index("background")
            continue
        overlap = region_overlap(found, true, regions)[matches.detection[rows]]  # (false positives, G)
        same_class = matches.label[rows, None] == true.labels.cpu()
        kind[rows], concerned[rows] = _reasons(overlap, same_class, threshold, nothing)
    sizes = torch.tensor([len(true.boxes) for true in truths], dtype=torch.long)
    measured = averaged(names, matches, average_at_101_recalls)
    true_scene = torch.arange(len(truths)).repeat_interleave(sizes)
    starts = torch.searchsorted(true_scene, matches.scene)
    return DetectionErrors(
        average_precision=measured,
        kind=kind,
        truth=concerned,
        true_scene=true_scene,
        true_place=_joined([torch.arange(len(true.boxes)) for true in truths]).long(),
        true_label=_joined([true.labels.cpu() for true in truths]).long(),
        true_kind=_what_became_of_truths(len(true_scene), starts + concerned, kind),
        true_area=_joined([region_area(true, regions) for true in truths]),
    )


def _reasons(overlap: Tensor, same_class: Tensor, threshold: float, nothing: float) -> tuple[Tensor, Tensor]:
    """Kind of each false positive, and the truth that it is about, shape (F,) both; overlaps are (F, G)."""
    same, nearest_same = overlap.masked_fill(~same_class, -1).max(1)
    other, nearest_other = overlap.masked_fill(same_class, -1).max(1)
    fits = {
        "duplicate": (same >= threshold, nearest_same),
        "confusion": (other >= threshold, nearest_other),
        "localisation": (same >= nothing, nearest_same),
        "both": (other >= nothing, nearest_other),
    }
    kind = torch.full_like(nearest_same, DETECTED.index("background"))
    truth = torch.full_like(nearest_same, -1)
    for name, (does, nearest) in reversed(fits.items()):  # the first that fits is written last
        kind, truth = kind.masked_fill(does, DETECTED.index(name)), torch.where(does, nearest, truth)
    return kind, truth


def _what_became_of_truths(count: int, concerned: Tensor, kind: Tensor) -> Tensor:
    """Index into `TRUE` for each truth, from the kinds of the detections that are about it."""
    became = torch.full((count,), TRUE.index("missed"))
    for fate, cause in (("wrong class", "confusion"), ("badly placed", "localisation"), ("found", "right")):
        became[concerned[kind == DETECTED.index(cause)]] = TRUE.index(fate)
    return became


def _joined(parts: list[Tensor]) -> Tensor:
    return torch.cat(parts) if parts else torch.zeros(0)

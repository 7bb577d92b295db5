"""The few numbers that describe a detector, as COCO reports them, with sizes that fit our scenes."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lecture_utils.methods.detections import Detections, LabelledScene, Regions
from lecture_utils.methods.evaluation.average_precision import average_precision
from lecture_utils.methods.evaluation.class_names import Classes

Areas = Mapping[str, tuple[float, float]]
"""Smallest and largest area in pixels, by the name of the range."""

COCO_AREAS: Areas = {"small": (0, 32**2), "medium": (32**2, 96**2), "large": (96**2, math.inf)}
"""COCO's ranges, for photographs of about 640×480 pixels."""

MEADOW_AREAS: Mapping[Regions, Areas] = {
    "boxes": {"small": (0, 24**2), "medium": (24**2, 36**2), "large": (36**2, math.inf)},
    "masks": {"small": (0, 16**2), "medium": (16**2, 24**2), "large": (24**2, math.inf)},
}
"""Ranges for meadows of 128×128 pixels: each holds about a third of the things."""


class DetectionSummary(NamedTuple):
    """Average precision over all thresholds, at two of them, and over all thresholds for three sizes.

    Attributes
    ----------
    ap, ap50, ap75 : float
        Mean over IoU 0.50 to 0.95; at 0.50; at 0.75.
    small, medium, large : float
        ``ap`` of the things of this size; not-a-number if there is none.
    recall : float
        COCO's average recall: share of the truths that are found, mean over the thresholds.
    """

    ap: float
    ap50: float
    ap75: float
    small: float
    medium: float
    large: float
    recall: float

    def __str__(self) -> str:
        return (
            f"AP {self.ap:.3f} (AP50 {self.ap50:.3f}, AP75 {self.ap75:.3f}; "
            f"small {self.small:.3f}, medium {self.medium:.3f}, large {self.large:.3f}), recall {self.recall:.3f}"
        )


def detection_summary(
    detections: Sequence[Detections],
    truths: Sequence[LabelledScene],
    classes: Classes,
    regions: Regions = "boxes",
    areas: Areas | None = None,
    max_detections: int = 100,
) -> DetectionSummary:
    """Measure a detector in COCO's manner.

    Parameters
    ----------
    detections, truths, classes, regions, max_detections
        As for `average_precision`.
    areas : mapping, or None
        The ranges ``"small"``, ``"medium"`` and ``"large"``. None: `MEADOW_AREAS`.

    Returns
    -------
    DetectionSummary

    Raises
    ------
    ValueError
        As for `average_precision`.

    References
    ----------
    Lin et al., *Microsoft COCO*, ECCV 2014, and its detection evaluation.
    """
    areas = MEADOW_AREAS[regions] if areas is None else areas
    measured = average_precision(detections, truths, classes, regions=regions, max_detections=max_detections)
    by_size = {
        name: average_precision(
            detections, truths, classes, regions=regions, area=areas[name], max_detections=max_detections
        ).mean
        for name in ("small", "medium", "large")
    }
    at_50, at_75 = measured.at(0.5).mean, measured.at(0.75).mean
    return DetectionSummary(measured.mean, at_50, at_75, **by_size, recall=measured.mean_recall)

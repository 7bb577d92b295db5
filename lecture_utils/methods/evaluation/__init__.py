"""Evaluation: the measures by which every lecture tells how good a network is.

Detection:

- `average_precision`: detections matched with the truth (``matching.py``), precision and recall after each
  (``precision_recall.py``), their average (``average_precision.py``), detection by detection (``curve.py``);
  `detection_summary` in COCO's numbers (``summary.py``).
- `detection_errors`: a reason for each false positive and each missed truth. ``errors.py``
- `proposal_recall`: how many true regions are among the first K proposals. ``recall.py``
- `mask_iou`: overlap of masks, as `box_iou` of :mod:`~lecture_utils.methods.boxes` is that of boxes.
  ``overlap.py``

Segmentation:

- `mean_iou`, `confusion_matrix`: label maps compared pixel by pixel. ``mean_iou.py``
- `boundary_mean_iou`: the same near the true boundaries; `mean_iou_where`: of one scene, where a mask says so.
  ``boundary.py``

`bootstrap_interval` says how far each of them would have been off with other scenes. ``bootstrap.py``
"""

from lecture_utils.methods.detections import Detections, Truth
from lecture_utils.methods.evaluation.average_precision import (
    AveragePrecision,
    average_precision,
)
from lecture_utils.methods.evaluation.bootstrap import Interval, bootstrap_interval, mean_over_scenes
from lecture_utils.methods.evaluation.boundary import boundary_band, boundary_mean_iou, mean_iou_where
from lecture_utils.methods.evaluation.curve import DetectionStep, PrecisionRecall
from lecture_utils.methods.evaluation.errors import DetectionErrors, detection_errors
from lecture_utils.methods.evaluation.matching import (
    COCO_THRESHOLDS,
    EVERY_AREA,
    Matches,
    greedy_matches,
    match_detections,
)
from lecture_utils.methods.evaluation.mean_iou import MeanIoU, confusion_matrix, iou_of_confusion, mean_iou
from lecture_utils.methods.evaluation.overlap import mask_iou
from lecture_utils.methods.evaluation.precision_recall import (
    area_under_interpolated,
    area_without_interpolation,
    average_at_101_recalls,
    interpolated,
    one_class_average_precision,
    precision_and_recall,
    precision_at,
)
from lecture_utils.methods.evaluation.recall import ProposalRecall, proposal_recall
from lecture_utils.methods.evaluation.summary import COCO_AREAS, MEADOW_AREAS, DetectionSummary, detection_summary

__all__ = [
    "COCO_AREAS",
    "COCO_THRESHOLDS",
    "EVERY_AREA",
    "MEADOW_AREAS",
    "AveragePrecision",
    "DetectionErrors",
    "DetectionStep",
    "DetectionSummary",
    "Detections",
    "Interval",
    "Matches",
    "MeanIoU",
    "PrecisionRecall",
    "ProposalRecall",
    "Truth",
    "area_under_interpolated",
    "area_without_interpolation",
    "average_at_101_recalls",
    "average_precision",
    "bootstrap_interval",
    "boundary_band",
    "boundary_mean_iou",
    "confusion_matrix",
    "detection_errors",
    "detection_summary",
    "greedy_matches",
    "interpolated",
    "iou_of_confusion",
    "mask_iou",
    "match_detections",
    "mean_iou",
    "mean_iou_where",
    "mean_over_scenes",
    "one_class_average_precision",
    "precision_and_recall",
    "precision_at",
    "proposal_recall",
]

"""DETR: detection as the prediction of a set. No anchors, no proposals, no suppression.

Lecture 22.

- `DETR`, `DETRSteps`: backbone, encoder, decoder with object queries, heads; what every layer attends to and predicts.
  ``network.py``
- `DETROutput`, `TrueSet`: the two sets that are compared, boxes as shares of the image. ``output.py``
- `matching_costs`, `match`: the cost matrix with its three parts; which query answers for which thing. ``matching.py``
- `hungarian_steps`, `hungarian`: the Hungarian algorithm with a pencil's steps: reduce rows and columns, cover zeros by
  lines, augment. ``hungarian.py``
- `set_loss`, `losses_of_every_layer`: what the matched queries should say, and the others. ``loss.py``
- `detr_detections`: predictions as detections. ``predictions.py``
- `query_predictions`: what each object query says over many scenes. ``queries.py``
- `partners_changed`: how matchings settle while DETR is trained. ``matching_stability.py``
"""

from lecture_utils.methods.detr.hungarian import HungarianStep, hungarian, hungarian_steps
from lecture_utils.methods.detr.loss import NO_OBJECT, SetLoss, class_targets, losses_of_every_layer, set_loss
from lecture_utils.methods.detr.matching import (
    PAPER,
    Matching,
    MatchingCosts,
    Weights,
    match,
    match_queries,
    matching_costs,
)
from lecture_utils.methods.detr.matching_stability import partners_changed
from lecture_utils.methods.detr.network import DETR, SMALL, DETRSteps
from lecture_utils.methods.detr.output import DETROutput, TrueSet, pixel_boxes, relative_boxes, true_sets
from lecture_utils.methods.detr.predictions import detr_detections
from lecture_utils.methods.detr.queries import SHAPES, QueryPredictions, QueryStatistics, query_predictions

__all__ = [
    "DETR",
    "NO_OBJECT",
    "PAPER",
    "SHAPES",
    "SMALL",
    "DETROutput",
    "DETRSteps",
    "HungarianStep",
    "Matching",
    "MatchingCosts",
    "QueryPredictions",
    "QueryStatistics",
    "SetLoss",
    "TrueSet",
    "Weights",
    "class_targets",
    "detr_detections",
    "hungarian",
    "hungarian_steps",
    "losses_of_every_layer",
    "match",
    "match_queries",
    "matching_costs",
    "partners_changed",
    "pixel_boxes",
    "query_predictions",
    "relative_boxes",
    "set_loss",
    "true_sets",
]

"""R-CNN: classify proposals by a convolutional network, correct their boxes, suppress what is found twice.

Lecture 04, in the order in which a region goes through it:

- `warp_regions`: a region of any shape becomes a crop of one size, with context. ``warping.py``
- `RegionClassifier`: the network, run once for each region. ``classifier.py``
- `train_svm`, `mine_hard_negatives`: a support vector machine for each category. ``svm.py``
- `ridge_regression`: offsets from features. ``regression.py``; `encode_offsets`, `decode_offsets`: what offsets are.
  ``methods/box_coder.py``
- `RCNN`, `RegionStages`, `detect_among`: all stages, kept; then detections. ``network.py``
- `SPPNet`: R-CNN with one run over the image and a pyramid for each region, of lecture 06. ``spp_net.py``
- `scene_features`, `fit_rcnn`: features of many scenes, and what is fitted to them. ``fitting.py``

What every detector on regions shares:

- `match_boxes`, `label_regions`: which true box a region stands for. ``methods/matcher.py``
- `region_detections`: scored regions become detections. ``methods/region_detections.py``
"""

from lecture_utils.methods.box_coder import LARGEST_GROWTH, PLAIN, decode_offsets, encode_offsets
from lecture_utils.methods.layers import fully_connected
from lecture_utils.methods.matcher import (
    BACKGROUND,
    IGNORED,
    RegionLabels,
    label_regions,
    labels_from_overlaps,
    match_boxes,
)
from lecture_utils.methods.rcnn.classifier import RegionClassifier, RegionFeatures
from lecture_utils.methods.rcnn.fitting import SceneFeatures, fit_rcnn, scene_features
from lecture_utils.methods.rcnn.network import RCNN, RegionStages, detect_among
from lecture_utils.methods.rcnn.regression import LinearRegressor, ridge_regression
from lecture_utils.methods.rcnn.spp_net import DETECTION_LEVELS, SPPNet
from lecture_utils.methods.rcnn.svm import LinearSVM, MiningRound, mine_hard_negatives, train_svm
from lecture_utils.methods.rcnn.warping import warp_regions, with_context
from lecture_utils.methods.region_detections import RegionDetections, region_detections

__all__ = [
    "BACKGROUND",
    "DETECTION_LEVELS",
    "IGNORED",
    "LARGEST_GROWTH",
    "PLAIN",
    "RCNN",
    "LinearRegressor",
    "LinearSVM",
    "MiningRound",
    "RegionClassifier",
    "RegionDetections",
    "RegionFeatures",
    "RegionLabels",
    "RegionStages",
    "SPPNet",
    "SceneFeatures",
    "decode_offsets",
    "detect_among",
    "encode_offsets",
    "fit_rcnn",
    "fully_connected",
    "label_regions",
    "labels_from_overlaps",
    "match_boxes",
    "mine_hard_negatives",
    "region_detections",
    "ridge_regression",
    "scene_features",
    "train_svm",
    "warp_regions",
    "with_context",
]

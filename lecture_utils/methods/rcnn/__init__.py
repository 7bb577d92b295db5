"""R-CNN: classify proposals by a convolutional network, correct their boxes, suppress what is found twice.

Lecture 04. What every detector on regions shares:

- `encode_offsets`, `decode_offsets`: box regression, by offsets relative to the box. ``offsets.py``
- `assign_truth`, `label_regions`: which true box a region stands for. ``assignment.py``
- `region_detections`: scored regions become detections. ``region_detections.py``
"""

from lecture_utils.methods.rcnn.assignment import IGNORED, NOTHING, RegionLabels, assign_truth, label_regions
from lecture_utils.methods.rcnn.offsets import LARGEST_GROWTH, PLAIN, decode_offsets, encode_offsets
from lecture_utils.methods.rcnn.region_detections import RegionDetections, region_detections

__all__ = [
    "IGNORED",
    "LARGEST_GROWTH",
    "NOTHING",
    "PLAIN",
    "RegionDetections",
    "RegionLabels",
    "assign_truth",
    "decode_offsets",
    "encode_offsets",
    "label_regions",
    "region_detections",
]

"""Fast R-CNN: one run of the network over the image, RoI pooling, two heads, one loss.

Lecture 06.

- `FastRCNN`, `RegionHead`: the network. ``network.py``
- `assign_targets`: what each region should come out as; `region_targets`: the same of a mini-batch. ``targets.py``
- `sample_regions`: objects up to a share, the rest background. ``sampling.py``
- `region_loss`: the multi-task loss, each term. ``loss.py``; `smooth_l1`: ``methods/losses.py``
- `speed_up`: what one run over the image saves. ``costs.py``
"""

from lecture_utils.methods.fast_rcnn.costs import speed_up
from lecture_utils.methods.fast_rcnn.loss import RegionLoss, region_loss
from lecture_utils.methods.fast_rcnn.network import FastRCNN, Pool, RegionHead, RegionOutput
from lecture_utils.methods.fast_rcnn.sampling import sample_regions
from lecture_utils.methods.fast_rcnn.targets import (
    OFFSET_WEIGHTS,
    AssignedTargets,
    RegionTargets,
    assign_targets,
    region_targets,
)
from lecture_utils.methods.losses import smooth_l1

__all__ = [
    "OFFSET_WEIGHTS",
    "AssignedTargets",
    "FastRCNN",
    "Pool",
    "RegionHead",
    "RegionLoss",
    "RegionOutput",
    "RegionTargets",
    "assign_targets",
    "region_loss",
    "region_targets",
    "sample_regions",
    "smooth_l1",
    "speed_up",
]

"""Regions of interest (RoI) on one shared feature map: RoI pooling, RoI Align, spatial pyramid pooling.

The network runs once over the whole image. Each method then cuts an answer of fixed size out of the feature map, box by
box:

- `roi_pool` (Fast R-CNN) rounds twice: the box to whole cells, then the bins to whole cells. ``pool.py``
- `roi_align` (Mask R-CNN) rounds never: it samples between the cells. ``align.py``
- `spatial_pyramid_pool` (SPP-net) pools grids of several sizes and lays them end to end. ``pyramid.py``

``regions.py`` holds what all three begin with: which image a box belongs to, and where it lies on the feature map.
`change_when_shifted` (``shift.py``) measures what the roundings cost.
"""

from lecture_utils.methods.roi.align import (
    RoIAlignSteps,
    align_point_by_point,
    bilinear_interpolate,
    mean_of_samples,
    neighbours_and_weights,
    region_to_sample,
    roi_align,
    roi_align_steps,
    sampling_points,
)
from lecture_utils.methods.roi.pool import (
    RoIPoolSteps,
    bin_edges,
    pool_bin_by_bin,
    roi_pool,
    roi_pool_steps,
    snap_to_cells,
)
from lecture_utils.methods.roi.pyramid import cells_inside, pyramid_edges, spatial_pyramid_pool
from lecture_utils.methods.roi.regions import project_box, split_boxes
from lecture_utils.methods.roi.shift import change_when_shifted

__all__ = [
    "RoIAlignSteps",
    "RoIPoolSteps",
    "align_point_by_point",
    "bilinear_interpolate",
    "bin_edges",
    "cells_inside",
    "change_when_shifted",
    "mean_of_samples",
    "neighbours_and_weights",
    "pool_bin_by_bin",
    "project_box",
    "pyramid_edges",
    "region_to_sample",
    "roi_align",
    "roi_align_steps",
    "roi_pool",
    "roi_pool_steps",
    "sampling_points",
    "snap_to_cells",
    "spatial_pyramid_pool",
    "split_boxes",
]

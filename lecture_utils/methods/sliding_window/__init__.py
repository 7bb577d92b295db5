"""The sliding window; boxes, how much they overlap, and suppression, which every detector after it needs too.

Lecture 02: classify every crop at every scale as object or background.

- `image_pyramid`, `pyramid_scales`: one image at several scales. ``pyramid.py``
- `WindowGrid`, `window_grids`, `crops`, `crop_count`: all windows of a level, as boxes in the image. ``windows.py``
- `score_maps`: a network's scores of every crop, a map for each level that grows window by window. ``score_maps.py``
- `detect`: score maps, a threshold, suppression in each category; detections. ``detect.py``
- `WindowClassifier`: the network that classifies crops; `label_windows`, `squares_around`: what it is taught of each.
  ``classifier.py``, ``window_labels.py``
- `nms`, `batched_nms`, `nms_steps`: non-maximum suppression, greedy, step by step. ``methods/nms.py``
- `box_area`, `box_iou`, `generalized_box_iou`, `box_convert`, `clip_boxes_to_image`.
  ``methods/boxes.py``

Why "many patches" is the problem:

- `sliding_window_costs`, `cost_table`, `sliding_window_seconds`: crops and multiply–adds against stride and scales,
  counted exactly; the time, measured. ``costs.py``
- `pixel_redundancy`, `layer_redundancy`, `coverage`: how much of the work overlapping windows do again.
  ``redundancy.py``
- `dense_network`, `dense_score_maps`: all windows of a level in one run of the network. ``dense.py``

Functions on boxes and suppression have the names, arguments and results of :mod:`torchvision.ops`.
"""

from lecture_utils.methods.boxes import (
    box_area,
    box_convert,
    box_iou,
    clip_boxes_to_image,
    generalized_box_iou,
)
from lecture_utils.methods.nms import NmsStep, batched_nms, nms, nms_steps
from lecture_utils.methods.sliding_window.classifier import STRIDE, WINDOW, WindowClassifier
from lecture_utils.methods.sliding_window.costs import (
    CostRow,
    SlidingWindowCosts,
    cost_table,
    crop_multiply_adds,
    sliding_window_costs,
    sliding_window_seconds,
)
from lecture_utils.methods.sliding_window.dense import as_convolution, dense_network, dense_score_maps
from lecture_utils.methods.sliding_window.detect import WindowDetections, detect, window_candidates
from lecture_utils.methods.sliding_window.pyramid import Level, image_pyramid, level_size, pyramid_scales
from lecture_utils.methods.sliding_window.redundancy import Redundancy, coverage, layer_redundancy, pixel_redundancy
from lecture_utils.methods.sliding_window.score_maps import ScoreMap, ScoreStep, score_maps
from lecture_utils.methods.sliding_window.window_labels import BACKGROUND, UNCLEAR, label_windows, squares_around
from lecture_utils.methods.sliding_window.windows import (
    Window,
    WindowGrid,
    crop_count,
    crops,
    window_grids,
    window_starts,
)

__all__ = [
    "BACKGROUND",
    "STRIDE",
    "UNCLEAR",
    "WINDOW",
    "CostRow",
    "Level",
    "NmsStep",
    "Redundancy",
    "ScoreMap",
    "ScoreStep",
    "SlidingWindowCosts",
    "Window",
    "WindowClassifier",
    "WindowDetections",
    "WindowGrid",
    "as_convolution",
    "batched_nms",
    "box_area",
    "box_convert",
    "box_iou",
    "clip_boxes_to_image",
    "cost_table",
    "coverage",
    "crop_count",
    "crop_multiply_adds",
    "crops",
    "dense_network",
    "dense_score_maps",
    "detect",
    "generalized_box_iou",
    "image_pyramid",
    "label_windows",
    "layer_redundancy",
    "level_size",
    "nms",
    "nms_steps",
    "pixel_redundancy",
    "pyramid_scales",
    "score_maps",
    "sliding_window_costs",
    "sliding_window_seconds",
    "squares_around",
    "window_candidates",
    "window_grids",
    "window_starts",
]

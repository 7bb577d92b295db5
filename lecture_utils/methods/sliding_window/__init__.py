"""The sliding window, and what every detector after it needs: boxes and how much they overlap.

``boxes.py``: `box_area`, `box_iou`, `generalized_box_iou`, `box_convert`, `clip_boxes_to_image`, with the names,
arguments and results of :mod:`torchvision.ops`.
"""

from lecture_utils.methods.sliding_window.boxes import (
    box_area,
    box_convert,
    box_iou,
    clip_boxes_to_image,
    generalized_box_iou,
)

__all__ = ["box_area", "box_convert", "box_iou", "clip_boxes_to_image", "generalized_box_iou"]

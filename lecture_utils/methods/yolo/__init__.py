"""YOLO: one run of one network gives every box and class of an image.

Lecture 08.

- `lay_open`: the S × S × (5B + C) output tensor by the names of its parts. ``output.py``
- `cells_of`, `encode_boxes`, `decode_boxes`: boxes in a cell's own numbers. ``grid.py``
- `target_tensor`, `without_own_cell`: what the output should have been; things that no output can name. ``targets.py``
- `responsible_boxes`: which of a cell's boxes is trained. ``responsible.py``
- `yolo_loss`: the five terms. ``loss.py``
- `decode_output`, `yolo_detections`: scores, class map, thresholds, suppression. ``predictions.py``
- `YOLO`, `FullyConnectedHead`, `ConvolutionHead`: the network. ``network.py``
"""

from lecture_utils.methods.yolo.grid import cells_of, decode_boxes, encode_boxes
from lecture_utils.methods.yolo.loss import COORDINATES, NOTHING, YoloLoss, yolo_loss
from lecture_utils.methods.yolo.network import YOLO, ConvolutionHead, FullyConnectedHead
from lecture_utils.methods.yolo.output import YoloOutput, lay_open
from lecture_utils.methods.yolo.predictions import YoloPredictions, box_places, decode_output, yolo_detections
from lecture_utils.methods.yolo.responsible import Responsible, responsible_boxes
from lecture_utils.methods.yolo.targets import first_in_cell, target_tensor, without_own_cell

__all__ = [
    "COORDINATES",
    "NOTHING",
    "YOLO",
    "ConvolutionHead",
    "FullyConnectedHead",
    "Responsible",
    "YoloLoss",
    "YoloOutput",
    "YoloPredictions",
    "box_places",
    "cells_of",
    "decode_boxes",
    "decode_output",
    "encode_boxes",
    "first_in_cell",
    "lay_open",
    "responsible_boxes",
    "target_tensor",
    "without_own_cell",
    "yolo_detections",
    "yolo_loss",
]

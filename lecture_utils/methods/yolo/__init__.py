"""YOLO: one run of one network gives every box and class of an image.

Lecture 08.

- `split_output`: the S × S × (5B + C) output tensor by the names of its parts. ``output.py``
- `cells_of`, `encode_boxes`, `decode_boxes`: boxes in a cell's own numbers. ``grid.py``
- `target_tensor`, `without_own_cell`: what the output should have been; things that no output can name. ``targets.py``
- `responsible_boxes`: which of a cell's boxes is trained. ``responsible.py``
- `yolo_loss`: the five terms. ``loss.py``
- `decode_output`, `yolo_detections`: scores, class map, thresholds, suppression. ``predictions.py``
- `YOLO`, `FullyConnectedHead`, `ConvolutionHead`: the network. ``network.py``
"""

from lecture_utils.methods.yolo.grid import cells_of, decode_boxes, encode_boxes
from lecture_utils.methods.yolo.loss import LAMBDA_COORD, LAMBDA_NOOBJ, YoloLoss, yolo_loss
from lecture_utils.methods.yolo.network import YOLO, ConvolutionHead, FullyConnectedHead
from lecture_utils.methods.yolo.output import YoloOutput, split_output
from lecture_utils.methods.yolo.predictions import YoloPredictions, box_places, decode_output, yolo_detections
from lecture_utils.methods.yolo.responsible import Responsible, responsible_boxes
from lecture_utils.methods.yolo.targets import first_in_cell, target_tensor, without_own_cell

__all__ = [
    "LAMBDA_COORD",
    "LAMBDA_NOOBJ",
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
    "responsible_boxes",
    "split_output",
    "target_tensor",
    "without_own_cell",
    "yolo_detections",
    "yolo_loss",
]

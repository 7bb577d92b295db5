"""From the output tensor to detections: decode once, then threshold and suppress as often as wanted."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.region_detections import RegionDetections, region_detections
from lecture_utils.methods.validation import require
from lecture_utils.methods.yolo.grid import decode_boxes
from lecture_utils.methods.yolo.output import split_output


class YoloPredictions(NamedTuple):
    """What the cells of one image, or of N images, say: index by ``[row, column]`` for one cell's boxes and scores.

    Attributes
    ----------
    boxes : Tensor, shape (..., S, S, B, 4)
        ``(x1, y1, x2, y2)`` in pixels. May reach outside the image.
    confidences : Tensor, shape (..., S, S, B)
        Pr(object) × IoU.
    classes : Tensor, shape (..., S, S, C)
        Pr(class | object).
    """

    boxes: Tensor
    confidences: Tensor
    classes: Tensor

    @property
    def scores(self) -> Tensor:
        """Class-specific confidences, Pr(class) × IoU, of each box, shape (..., S, S, B, C)."""
        return self.confidences.clamp(min=0)[..., None] * self.classes[..., None, :].clamp(min=0)

    @property
    def class_map(self) -> Tensor:
        """The likeliest class of each cell, shape (..., S, S), int64: the colours of the paper's figure 2."""
        return self.classes.argmax(dim=-1)


def decode_output(output: Tensor, size: tuple[int, int], boxes_per_cell: int = 2) -> YoloPredictions:
    """Turn an output tensor into boxes in pixels, confidences and class probabilities.

    Parameters
    ----------
    output : Tensor, shape (..., S, S, 5B + C)
    size : (int, int)
        Height and width of the image in pixels.
    boxes_per_cell : int
        B.

    Returns
    -------
    YoloPredictions

    Raises
    ------
    ValueError
        As for `split_output` and `decode_boxes`.

    References
    ----------
    Redmon et al., CVPR 2016, section 2 and figure 2.
    """
    boxes, confidences, classes = split_output(output, boxes_per_cell)
    return YoloPredictions(decode_boxes(boxes, size), confidences, classes)


def yolo_detections(
    predictions: YoloPredictions,
    size: tuple[int, int],
    score_threshold: float = 0.01,
    iou_threshold: float = 0.5,
    max_detections: int = 100,
) -> RegionDetections:
    """Keep what is sure enough, and of boxes that overlap the best: non-maximum suppression in each class.

    Parameters
    ----------
    predictions : YoloPredictions
        Of one image: boxes (S, S, B, 4).
    size : (int, int)
        Height and width of the image in pixels.
    score_threshold, iou_threshold, max_detections
        As for `region_detections`. The threshold is on the class-specific confidence.

    Returns
    -------
    RegionDetections
        Its ``regions`` number the boxes cell by cell; `box_places` gives back their cells.

    Raises
    ------
    ValueError
        If the predictions are of several images, or as for `region_detections`.

    Notes
    -----
    The output layer is linear, so a confidence or probability can lie below 0. It then counts as 0: two that are
    slightly negative would otherwise multiply to a positive score.

    References
    ----------
    Redmon et al., CVPR 2016, section 2, equation 1: Pr(class | object) · Pr(object) · IoU = Pr(class) · IoU;
    section 2.3: "non-maximal suppression can be used to fix these multiple detections".
    """
    require(predictions.boxes.dim() == 4, "predictions", "those of one image", tuple(predictions.boxes.shape))
    boxes = predictions.boxes.reshape(-1, 1, 4)  # (S·S·B, 1, 4): all classes share a box
    scores = predictions.scores.flatten(0, 2)  # (S·S·B, C)
    return region_detections(boxes, scores, size, score_threshold, iou_threshold, max_detections)


def box_places(regions: Tensor, grid: int, boxes_per_cell: int = 2) -> Tensor:
    """Tell where numbered boxes come from.

    Parameters
    ----------
    regions : Tensor, shape (D,), int64
        Numbers of boxes, as `yolo_detections` gives them.
    grid, boxes_per_cell : int
        S and B.

    Returns
    -------
    Tensor, shape (D, 3), int64
        (row, column, box of the cell).

    Raises
    ------
    ValueError
        If there is no box of such a number.
    """
    count = grid * grid * boxes_per_cell
    known = (regions >= 0) & (regions < count)
    require(bool(known.all()), "regions", f"from 0 to {count - 1}", regions[~known][:1].tolist())
    return torch.stack(torch.unravel_index(regions, (grid, grid, boxes_per_cell)), dim=1)

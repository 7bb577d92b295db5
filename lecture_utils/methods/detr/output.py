"""What DETR says of an image: a set of as many scores and boxes as there are object queries."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.boxes import box_convert, check_true_boxes
from lecture_utils.methods.detections import LabelledScene
from lecture_utils.methods.softmax import softmax
from lecture_utils.methods.validation import FLOATS, require


class DETROutput(NamedTuple):
    """A set of predictions: one score vector and one box for each of Q object queries.

    Attributes
    ----------
    scores : Tensor, shape (..., Q, K + 1)
        Before the softmax. The first K are the categories; the last is ∅, "no object".
    boxes : Tensor, shape (..., Q, 4)
        ``(centre x, centre y, width, height)``, as shares of the image's width and height.
    """

    scores: Tensor
    boxes: Tensor

    @property
    def probabilities(self) -> Tensor:
        """Of every category and of ∅, shape (..., Q, K + 1)."""
        return softmax(self.scores, dim=-1)

    def at(self, *index: int) -> "DETROutput":
        """Take one of a batch, or one layer of all: by the first dimensions."""
        return DETROutput(self.scores[index], self.boxes[index])


class TrueSet(NamedTuple):
    """What is in one image, as DETR compares it.

    Attributes
    ----------
    labels : Tensor, shape (T,), int64
    boxes : Tensor, shape (T, 4)
        ``(centre x, centre y, width, height)``, as shares of the image's width and height.
    """

    labels: Tensor
    boxes: Tensor


def relative_boxes(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Write boxes as shares of an image.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)`` in pixels.
    size : (int, int)
        Height and width of the image in pixels.

    Returns
    -------
    Tensor, shape (..., 4)
        ``(centre x, centre y, width, height)``, in [0, 1] for boxes within the image.

    Raises
    ------
    ValueError
        If the boxes have another shape, or the size isn't positive.

    References
    ----------
    Carion et al., ECCV 2020, section 3.1: b ∈ [0, 1]⁴ "defines ground truth box center coordinates and its height and
    width relative to the image size". (The order is width, height in their code, and here.)
    """
    return box_convert(boxes, "xyxy", "cxcywh") / _sides(size, boxes)


def pixel_boxes(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Write boxes in pixels: the inverse of `relative_boxes`.

    Parameters
    ----------
    boxes : Tensor, shape (..., 4)
        ``(centre x, centre y, width, height)``, as shares of the image.
    size : (int, int)
        Height and width of the image in pixels.

    Returns
    -------
    Tensor, shape (..., 4)
        ``(x1, y1, x2, y2)``. May reach outside the image.

    Raises
    ------
    ValueError
        As for `relative_boxes`.
    """
    return box_convert(boxes * _sides(size, boxes), "cxcywh", "xyxy")


def true_sets(truths: Sequence[LabelledScene], size: tuple[int, int]) -> list[TrueSet]:
    """Write down what is in images as DETR compares it.

    Parameters
    ----------
    truths : sequence of N scenes
        Whose boxes, in pixels, and labels count.
    size : (int, int)
        Height and width of the images in pixels.

    Returns
    -------
    list of N TrueSet

    Raises
    ------
    ValueError
        If a box isn't one, or has no area.
    """
    for number, truth in enumerate(truths):
        check_true_boxes(f"truths[{number}].boxes", truth.boxes)
    return [TrueSet(truth.labels, relative_boxes(truth.boxes, size)) for truth in truths]


def check_output(output: DETROutput, dimensions: int, shape: str) -> None:
    """Check that these are scores and boxes of the same queries.

    Raises
    ------
    ValueError
        If a shape or dtype is another.
    """
    scores, boxes = output
    fits = scores.dim() == dimensions and scores.shape[-1] >= 2 and scores.dtype in FLOATS
    require(fits, "output.scores", f"floats, shape ({shape}, K + 1)", f"{scores.dtype} {tuple(scores.shape)}")
    expected = (*scores.shape[:-1], 4)
    require(tuple(boxes.shape) == expected, "output.boxes", f"shape {expected}", tuple(boxes.shape))


def check_truth(truth: TrueSet, categories: int) -> None:
    """Check that these are things of K categories, each with a box that has an area.

    Raises
    ------
    ValueError
        If a shape or dtype is another, a label is no category, or a box has no area.
    """
    labels, boxes = truth
    fits = labels.dim() == 1 and labels.dtype == torch.int64
    require(fits, "truth.labels", "int64, shape (T,)", f"{labels.dtype} {tuple(labels.shape)}")
    shape = (len(labels), 4)
    require(tuple(boxes.shape) == shape, "truth.boxes", f"shape {shape}", tuple(boxes.shape))
    known = (labels >= 0) & (labels < categories)
    require(bool(known.all()), "truth.labels", f"labels from 0 to {categories - 1}", labels[~known].tolist())
    large = (boxes[:, 2:] > 0).all(dim=1)
    require(bool(large.all()), "truth.boxes", "a positive width and height", boxes[~large].tolist())


def _sides(size: tuple[int, int], boxes: Tensor) -> Tensor:
    """Return what the four numbers of a box are shares of: width, height, width, height."""
    require(len(size) == 2 and min(size) >= 1, "size", "a positive height and width", size)
    height, width = size
    return torch.tensor([width, height, width, height], dtype=boxes.dtype, device=boxes.device)

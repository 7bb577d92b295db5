"""What a detector or a proposal method found in a scene, and what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

import torch
from torch import Tensor

from lecture_utils.methods.boxes import check_coordinates
from lecture_utils.methods.validation import FLOATS, require

Steps = TypeVar("Steps")

Regions = Literal["boxes", "masks"]
"""By what detections and truths are compared."""


class Detections(NamedTuple):
    """What a detector found in one scene, in any order.

    Attributes
    ----------
    boxes : Tensor, shape (D, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    scores : Tensor, shape (D,)
        How sure the detector is; only their order counts.
    labels : Tensor, shape (D,), integer
    masks : Tensor, shape (D, H, W), bool, or None
        Needed where masks are compared.
    """

    boxes: Tensor
    scores: Tensor
    labels: Tensor
    masks: Tensor | None = None


@dataclass(frozen=True)
class Proposals(Generic[Steps]):
    """Regions of one image that are likely to contain an object, the likeliest first.

    Attributes
    ----------
    boxes : Tensor, shape (K, 4), float32
        ``(x1, y1, x2, y2)`` in pixels; no box is there twice.
    scores : Tensor, shape (K,), float32
        In falling order. Only their order means something, and only within one method.
    steps : Steps or None
        What the method did on the way, where it was asked to keep that.
    """

    boxes: Tensor
    scores: Tensor
    steps: Steps | None = None

    def __len__(self) -> int:
        return len(self.boxes)


class Truth(NamedTuple):
    """What is in one scene.

    Attributes
    ----------
    boxes : Tensor, shape (G, 4)
        ``(x1, y1, x2, y2)`` in pixels.
    labels : Tensor, shape (G,), integer
    masks : Tensor, shape (G, H, W), bool, or None
        Needed where masks are compared.
    """

    boxes: Tensor
    labels: Tensor
    masks: Tensor | None = None


class LabelledScene(Protocol):
    """Anything with a truth's boxes, labels and masks: a `Truth`, or a meadow."""

    @property
    def boxes(self) -> Tensor:
        """Shape (G, 4)."""

    @property
    def labels(self) -> Tensor:
        """Shape (G,)."""

    @property
    def masks(self) -> Tensor | None:
        """Shape (G, H, W)."""


def check_scenes(
    detections: Sequence[Detections], truths: Sequence[LabelledScene], classes: int, regions: Regions
) -> None:
    """Check that there is one truth for each scene's detections, and that all are what they should be.

    Raises
    ------
    ValueError
        If the numbers of scenes differ, a shape or dtype is another than that of `Detections` and `Truth`, a score or
        corner isn't finite, a box ends before it begins, or a label is no class.
    """
    require(regions in ("boxes", "masks"), "regions", "'boxes' or 'masks'", repr(regions))
    require(len(detections) == len(truths), "truths", f"one for each of {len(detections)} scenes", len(truths))
    for index, (found, true) in enumerate(zip(detections, truths, strict=True)):
        check_boxes(f"detections[{index}].boxes", found.boxes)
        check_boxes(f"truths[{index}].boxes", true.boxes)
        _check_labels(f"detections[{index}].labels", found.labels, len(found.boxes), classes)
        _check_labels(f"truths[{index}].labels", true.labels, len(true.boxes), classes)
        name, scores = f"detections[{index}].scores", found.scores
        fits = scores.shape == found.labels.shape and scores.dtype in FLOATS
        require(fits, name, f"{len(found.boxes)} floats", f"{scores.dtype} {tuple(scores.shape)}")
        require(bool(torch.isfinite(scores).all()), name, "finite numbers", "infinity or not-a-number")
        if regions == "masks":
            _check_masks(f"truths[{index}].masks", true.masks, len(true.boxes))
            _check_masks(f"detections[{index}].masks", found.masks, len(found.boxes))
            assert found.masks is not None
            assert true.masks is not None
            same = found.masks.shape[1:] == true.masks.shape[1:]
            size = tuple(true.masks.shape[1:])
            require(same, f"detections[{index}].masks", f"the truth's size {size}", tuple(found.masks.shape[1:]))


def check_boxes(name: str, boxes: Tensor) -> None:
    """Check that these are boxes: finite, and none ends before it begins.

    Raises
    ------
    ValueError
        If they aren't.
    """
    require(boxes.dim() == 2 and boxes.shape[1] == 4, name, "shape (K, 4)", tuple(boxes.shape))
    check_coordinates(name, boxes)
    ordered = boxes[:, :2] <= boxes[:, 2:]
    require(bool(ordered.all()), name, "x1 ≤ x2 and y1 ≤ y2", boxes[~ordered.all(1)][:1].tolist())


def _check_labels(name: str, labels: Tensor, count: int, classes: int) -> None:
    whole = not labels.is_floating_point() and labels.dtype != torch.bool
    require(labels.shape == (count,) and whole, name, f"{count} integers", f"{labels.dtype} {tuple(labels.shape)}")
    known = (labels >= 0) & (labels < classes)
    require(bool(known.all()), name, f"labels from 0 to {classes - 1}", labels[~known][:1].tolist())


def _check_masks(name: str, masks: Tensor | None, count: int) -> None:
    require(masks is not None, name, f"{count} masks", "none")
    assert masks is not None
    fits = masks.dim() == 3 and len(masks) == count and masks.dtype == torch.bool
    require(fits, name, f"bool, shape ({count}, H, W)", f"{masks.dtype} {tuple(masks.shape)}")

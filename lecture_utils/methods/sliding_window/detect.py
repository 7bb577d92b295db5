"""From score maps to detections: a threshold on the scores, then non-maximum suppression in each category."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.boxes import clip_boxes_to_image
from lecture_utils.methods.detections import Detections
from lecture_utils.methods.nms import compiled_nms
from lecture_utils.methods.sliding_window.score_maps import ScoreMap
from lecture_utils.methods.validation import require


class WindowDetections(NamedTuple):
    """What a sliding window finds, before and after suppression.

    Attributes
    ----------
    candidates : Detections
        Every window and category whose probability is above the threshold, level by level.
    levels : Tensor, shape (N,), int64
        The score map that each candidate comes from.
    kept : Tensor, shape (K,), int64
        Indices of the candidates that suppression leaves, by falling probability.
    """

    candidates: Detections
    levels: Tensor
    kept: Tensor

    @property
    def detections(self) -> Detections:
        """The result: the candidates that are kept."""
        boxes, scores, labels, _ = self.candidates
        return Detections(boxes[self.kept], scores[self.kept], labels[self.kept])


def window_candidates(
    maps: Sequence[ScoreMap], score_threshold: float = 0.5, background: int | None = None
) -> tuple[Detections, Tensor]:
    """Take each window and category whose probability is above a threshold.

    Parameters
    ----------
    maps : sequence of ScoreMap
        Of one image.
    score_threshold : float
        From 0 to 1.
    background : int or None
        The category that stands for "no object". It is left out, and the labels of those behind it move up by one.

    Returns
    -------
    candidates : Detections
        Boxes in pixels of the image; scores are probabilities.
    levels : Tensor, shape (N,), int64
        The map that each comes from.

    Raises
    ------
    ValueError
        If there are no maps or they have different categories, or an argument is out of range.
    """
    categories = {len(one.scores) for one in maps}
    require(len(categories) == 1, "maps", "at least one, all with the same categories", sorted(categories))
    (count,) = categories
    require(0 <= score_threshold <= 1, "score_threshold", "a number from 0 to 1", score_threshold)
    known = background is None or 0 <= background < count
    require(known, "background", f"None or a category from 0 to {count - 1}", background)
    objects = [category for category in range(count) if category != background]
    found = []
    for number, one in enumerate(maps):
        probabilities = one.probabilities[objects]  # (labels, rows, columns)
        label, row, column = (probabilities > score_threshold).nonzero().unbind(1)
        boxes = clip_boxes_to_image(one.grid.boxes().to(probabilities.device)[row, column], one.grid.image)
        found.append((boxes, probabilities[label, row, column], label, torch.full_like(label, number)))
    boxes, scores, labels, levels = (torch.cat(parts) for parts in zip(*found, strict=True))
    return Detections(boxes, scores, labels), levels


def detect(
    maps: Sequence[ScoreMap],
    score_threshold: float = 0.5,
    iou_threshold: float = 0.3,
    background: int | None = None,
) -> WindowDetections:
    """Find things with a sliding window: likely windows, of which each category keeps the best where they overlap.

    Parameters
    ----------
    maps, score_threshold, background
        As for `window_candidates`.
    iou_threshold : float
        A window goes if it overlaps a likelier one of the same category by more; windows of all levels compete.

    Returns
    -------
    WindowDetections
        Its ``detections`` can be evaluated as they are. The steps of the suppression:
        ``nms_steps(candidates.boxes, candidates.scores, iou_threshold, candidates.labels)``.

    Raises
    ------
    ValueError
        As for `window_candidates` and `nms`.

    References
    ----------
    Dalal and Triggs, *Histograms of Oriented Gradients for Human Detection*, CVPR 2005: a classifier at all positions
    and scales, then one detection for each cluster of windows. Here NMS chooses it.
    """
    candidates, levels = window_candidates(maps, score_threshold, background)
    kept = compiled_nms(candidates.boxes, candidates.scores, iou_threshold, candidates.labels)
    return WindowDetections(candidates, levels, kept)

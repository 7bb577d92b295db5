"""Edge Boxes: a box is promising if many contours lie wholly inside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from lecture_utils.methods.detections import Proposals
from lecture_utils.methods.nms import compiled_nms
from lecture_utils.methods.proposals.box_scorer import BoxScorer
from lecture_utils.methods.proposals.edge_groups import EdgeGroups, group_edges
from lecture_utils.methods.proposals.edges import Edges, find_edges
from lecture_utils.methods.proposals.result import check_image, ranked
from lecture_utils.methods.validation import require

EDGES = ("left", "top", "right", "bottom")
"""The edges of a box, in the order in which they are moved."""


class RefinementStep(NamedTuple):
    """One edge of every box has been tried in one direction.

    Attributes
    ----------
    edge : int
        Index of :data:`EDGES`.
    sign : int
        −1 is to the left or upwards, +1 to the right or downwards.
    moves : ndarray, shape (R,), int64
        By how many pixels the edge of each box was tried.
    better : ndarray, shape (R,), bool
        Whether that raised the score, so that the box was moved.
    boxes : ndarray, shape (R, 4), int64
        After it.
    scores : ndarray, shape (R,)
        After it.
    """

    edge: int
    sign: int
    moves: np.ndarray
    better: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray


@dataclass(frozen=True)
class EdgeBoxesSteps:
    """What Edge Boxes does on the way.

    Attributes
    ----------
    edges : Edges
    groups : EdgeGroups
    scorer : BoxScorer
        With the strongest paths; gives the weights of the groups in any box.
    windows : int
        Number of boxes that the sliding window search visits.
    candidates : Tensor, shape (M, 4), int64
        The boxes that are scored in full: those with the highest upper bounds.
    candidate_scores : Tensor, shape (M,), float64
    refined : Tensor, shape (R, 4), int64
        The boxes that non-maximum suppression left, moved to where their score is highest.
    before : Tensor, shape (R, 4), int64
        The same boxes before they were moved.
    refinement : tuple of RefinementStep
        Every move that was tried, in order.
    """

    edges: Edges
    groups: EdgeGroups
    scorer: BoxScorer
    windows: int
    candidates: Tensor
    candidate_scores: Tensor
    refined: Tensor
    before: Tensor
    refinement: tuple[RefinementStep, ...]


def edge_boxes(
    image: Tensor,
    alpha: float = 0.65,
    beta: float = 0.75,
    min_area: float | None = None,
    max_proposals: int = 1000,
    candidates: int = 4000,
    refine: int = 100,
    keep_steps: bool = False,
) -> Proposals[EdgeBoxesSteps]:
    """Propose the boxes that hold the most contour which doesn't cross their border.

    Boxes of all places, sizes and shapes are bounded from above, the best of them scored in full, thinned out by
    non-maximum suppression, and the best of those moved to where their score is highest.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    alpha : float
        IoU of boxes that are neighbours in the search, in (0, 1).
    beta : float
        A box is left out if its IoU with a better one is larger.
    min_area : float or None
        Of the smallest boxes, in pixels. None: a 256th of the image, 1024 at 512×512, and at least 100.
    max_proposals : int
        How many proposals to keep.
    candidates : int
        How many boxes to score in full.
    refine : int
        How many of the best to move.
    keep_steps : bool
        Whether to keep edges, groups, affinities and candidates.

    Returns
    -------
    Proposals

    Raises
    ------
    ValueError
        If an argument is none of the above.

    References
    ----------
    Zitnick & Dollár, *Edge Boxes: Locating Object Proposals from Edges*, ECCV 2014, section 3. The paper refines all
    boxes before the suppression; here the best after it, which leaves out moves that end in the same place. The paper
    scores all boxes of the search, 66,377 of an image of 512 × 512 pixels; here the 4,000 with the highest upper bounds
    are scored unless ``candidates`` says otherwise. Scoring all takes three times as long; ``benchmarks/proposals.py``
    compares the recall. Slide "Region Proposals".
    """
    check_image(image)
    require(0 < alpha < 1, "alpha", "a number between 0 and 1", alpha)
    require(0 <= beta <= 1, "beta", "a number from 0 to 1", beta)
    require(max_proposals >= 1, "max_proposals", "a positive integer", max_proposals)
    require(candidates >= 1, "candidates", "a positive integer", candidates)
    require(min_area is None or min_area > 0, "min_area", "a positive number or None", min_area)
    edges = find_edges(image)
    groups = group_edges(edges)
    scorer = BoxScorer(edges, groups)
    smallest = max(100.0, scorer.height * scorer.width / 256) if min_area is None else min_area
    windows = sliding_boxes(scorer.height, scorer.width, alpha, smallest)
    bounds = scorer.upper_bounds(windows)
    chosen = windows[_highest(bounds, candidates)]
    scores = scorer.scores(chosen)
    order = (-scores).argsort(kind="stable")
    order = order[scores[order] > 0]
    best_first = torch.from_numpy(chosen[order]).double(), torch.from_numpy(scores[order])
    kept = order[compiled_nms(*best_first, beta)[:max_proposals].numpy()]
    before, best = chosen[kept[:refine]], scores[kept[:refine]]
    refinement = tuple(refinement_steps(scorer, before, best, alpha))
    moved, raised = (refinement[-1].boxes, refinement[-1].scores) if refinement else (before, best)
    boxes = torch.from_numpy(np.concatenate([moved, chosen[kept[refine:]]]))
    final = torch.from_numpy(np.concatenate([raised, scores[kept[refine:]]]))
    steps = None
    if keep_steps:
        scored, kept_scores, refined, unrefined = map(torch.from_numpy, (chosen, scores, moved, before))
        steps = EdgeBoxesSteps(edges, groups, scorer, len(windows), scored, kept_scores, refined, unrefined, refinement)
    return ranked(boxes, final, steps, max_proposals)


def sliding_boxes(height: int, width: int, alpha: float, min_area: float, max_ratio: float = 3.0) -> np.ndarray:
    """List boxes over an image so that neighbours in place, size and shape have an IoU of about alpha.

    Returns
    -------
    ndarray, shape (K, 4), int64
        ``(x1, y1, x2, y2)``, inside the image, sides at most ``max_ratio`` apart.

    References
    ----------
    Zitnick & Dollár, ECCV 2014, section 3.3.
    """
    growth, lengthening, stride = np.sqrt(1 / alpha), (1 + alpha) / (2 * alpha), (1 - alpha) / (1 + alpha)
    shapes = int(np.log(max_ratio) / np.log(lengthening**2))
    found = [np.zeros((0, 4), dtype=np.int64)]
    side = np.sqrt(min_area)
    while side <= max(height, width):
        for shape in range(-shapes, shapes + 1):
            w, h = round(side * lengthening**shape), round(side / lengthening**shape)
            if 1 <= w <= width and 1 <= h <= height:
                xs = np.arange(0, width - w + 1, max(1, round(w * stride)))
                ys = np.arange(0, height - h + 1, max(1, round(h * stride)))
                x, y = (part.ravel() for part in np.meshgrid(xs, ys))
                found.append(np.stack([x, y, x + w, y + h], axis=1))
        side *= growth
    return np.concatenate(found)


def refinement_steps(
    scorer: BoxScorer, boxes: np.ndarray, scores: np.ndarray, alpha: float
) -> Iterator[RefinementStep]:
    """Move each edge of each box inwards or outwards where that raises the score, by smaller and smaller moves.

    Parameters
    ----------
    scorer : BoxScorer
    boxes : ndarray, shape (R, 4), int64
    scores : ndarray, shape (R,)
        Theirs.
    alpha : float
        As for `edge_boxes`: the first moves are half of what lies between neighbours of the search.

    Yields
    ------
    RefinementStep
        The last one has the result, whose scores are never lower than before.

    References
    ----------
    Zitnick & Dollár, ECCV 2014, section 3.3: a greedy search that halves its step until it is below two pixels.
    """
    limits = np.array([scorer.width, scorer.height, scorer.width, scorer.height])
    sides = np.tile(boxes[:, 2:] - boxes[:, :2], 2)
    step = sides * (1 - alpha) / (1 + alpha) / 2
    while len(boxes) and (step >= 1).any():
        for edge in range(4):
            for sign in (-1, 1):
                moves = np.rint(step[:, edge]).astype(np.int64)
                trial = boxes.copy()
                trial[:, edge] += sign * moves
                trial = trial.clip(0, limits)
                legal = (trial[:, 2] - trial[:, 0] >= 4) & (trial[:, 3] - trial[:, 1] >= 4)
                hopeful = np.flatnonzero(legal & (scorer.upper_bounds(np.where(legal[:, None], trial, boxes)) > scores))
                found = scores.copy()
                found[hopeful] = scorer.scores(trial[hopeful])
                better = found > scores
                boxes, scores = np.where(better[:, None], trial, boxes), np.where(better, found, scores)
                yield RefinementStep(edge, sign, moves, better, boxes, scores)
        step = step / 2


def _highest(values: np.ndarray, count: int) -> np.ndarray:
    return np.argpartition(-values, count)[:count] if count < len(values) else np.arange(len(values))

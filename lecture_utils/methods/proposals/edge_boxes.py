"""Edge Boxes: a box is promising if many contours lie wholly inside it."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.sparse import csr_array
from torch import Tensor

from lecture_utils.methods.proposals.edge_groups import EdgeGroups, group_edges, strongest_paths
from lecture_utils.methods.proposals.edges import Edges, find_edges
from lecture_utils.methods.proposals.result import Proposals, check_image, ranked
from lecture_utils.methods.requirements import require

PERIMETER_POWER = 1.5
"""The paper's κ: larger boxes have more edges, so the sum is divided by a power of the perimeter."""

BOXES_AT_ONCE = 128
"""Boxes are scored in groups of so many, which bounds the memory."""


class BoxScorer:
    """Scores any box of an image, from structures that are computed once for the image.

    Parameters
    ----------
    edges : Edges
    groups : EdgeGroups

    Attributes
    ----------
    paths : scipy.sparse.csr_array, shape (G, G)
        The largest product of affinities along a path between two groups.
    """

    def __init__(self, edges: Edges, groups: EdgeGroups) -> None:
        self.height, self.width = edges.thin.shape
        self.groups = groups
        self.paths: csr_array = strongest_paths(groups)
        label = groups.map.numpy()
        self._strength = groups.strength.float().numpy()
        self._affinity = self.paths.data.astype(np.float32)
        self._centre = groups.position.numpy().astype(np.int64).clip(0, [self.width - 1, self.height - 1])  # (G, 2)
        at_centre = np.zeros(label.shape)
        np.add.at(at_centre, (self._centre[:, 1], self._centre[:, 0]), self._strength)
        self._group_sums = _integral(at_centre)
        self._edge_sums = _integral(np.where(label >= 0, edges.thin.numpy(), 0))
        self._in_rows, self._row_starts = _runs(label)
        self._in_columns, self._column_starts = _runs(label.T)

    def upper_bounds(self, boxes: np.ndarray) -> np.ndarray:
        """Score boxes as if no contour crossed their border: shape (K,). No score is larger."""
        whole = _sums(self._group_sums, boxes)
        return (whole - _sums(self._edge_sums, _middles(boxes))) / _perimeter(boxes)

    def scores(self, boxes: np.ndarray) -> np.ndarray:
        """Score boxes.

        Parameters
        ----------
        boxes : ndarray, shape (K, 4), int64
            ``(x1, y1, x2, y2)`` inside the image.

        Returns
        -------
        ndarray, shape (K,)
            Sum over the groups inside of weight times strength, less the edges in the middle of the box, divided by
            twice the sum of the sides to the power κ.
        """
        scores = self.upper_bounds(boxes)
        for start in range(0, len(boxes), BOXES_AT_ONCE):
            some = slice(start, start + BOXES_AT_ONCE)
            scores[some] -= self._losses(boxes[some]) @ self._strength / _perimeter(boxes[some])
        return scores

    def weights(self, box: np.ndarray) -> Tensor:
        """Return how much each group counts in one box, ``(x1, y1, x2, y2)``: shape (G,), from 0 to 1.

        1 − the strongest path from a contour that crosses the border; 0 outside the box.
        """
        box = np.asarray(box, dtype=np.int64)[None]
        weight = self._inside(box)[0].astype(np.float64)
        return torch.from_numpy(weight - self._losses(box)[0])

    def crossing(self, box: np.ndarray) -> Tensor:
        """Return which groups cross the border of one box, ``(x1, y1, x2, y2)``: their indices, int64."""
        _, group = self._crossings(np.asarray(box, dtype=np.int64)[None])
        return torch.from_numpy(group.astype(np.int64))

    def _crossings(self, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of a box and a group that has a pixel on its outermost rows and columns; each pair once."""
        x1, y1, x2, y2 = boxes.T
        met = np.zeros((len(boxes), len(self.groups)), dtype=bool)
        for labels, starts, lines, begin, end in (
            (self._in_rows, self._row_starts, (y1, y2 - 1), x1, x2),
            (self._in_columns, self._column_starts, (x1, x2 - 1), y1, y2),
        ):
            for line in lines:
                first, last = starts[line, begin], starts[line, end]
                box, place = _spread(first, last - first)
                met[box, labels[place]] = True
        box, group = np.nonzero(met)
        return box, group

    def _losses(self, boxes: np.ndarray) -> np.ndarray:
        """Compute what the weight of each group with its centre inside lacks from 1, shape (K, G); 0 outside."""
        box, crossing = self._crossings(boxes)
        first, last = self.paths.indptr[crossing], self.paths.indptr[crossing + 1]
        pair, place = _spread(first, last - first)
        cell = (box * len(self.groups))[pair] + self.paths.indices[place]
        strongest = torch.zeros(len(boxes) * len(self.groups))
        strongest.scatter_reduce_(0, torch.from_numpy(cell), torch.from_numpy(self._affinity[place]), "amax")
        return strongest.view(len(boxes), len(self.groups)).numpy() * self._inside(boxes)

    def _inside(self, boxes: np.ndarray) -> np.ndarray:
        """Which groups have their centre in which box: shape (K, G), bool."""
        (x, y), corners = self._centre.astype(np.int32).T, boxes.astype(np.int32)[:, :, None]  # (K, 4, 1)
        return (x >= corners[:, 0]) & (x < corners[:, 2]) & (y >= corners[:, 1]) & (y < corners[:, 3])


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
    """

    edges: Edges
    groups: EdgeGroups
    scorer: BoxScorer
    windows: int
    candidates: Tensor
    candidate_scores: Tensor
    refined: Tensor
    before: Tensor


def edge_boxes(
    image: Tensor,
    alpha: float = 0.65,
    beta: float = 0.75,
    eta: float = 1.0,
    min_area: float | None = None,
    at_most: int = 1000,
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
    eta : float
        Beta is multiplied by it after each proposal, down to 0.5. Less than 1 keeps many boxes close together among
        the first proposals, and few among the later ones.
    min_area : float or None
        Of the smallest boxes, in pixels. None: a 256th of the image, 1024 at 512×512, and at least 100.
    at_most : int
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
    boxes before the suppression; here the best after it, which leaves out moves that end in the same place. Eta comes
    from the authors' program. Slide "Region Proposals".
    """
    check_image(image)
    require(0 < alpha < 1, "alpha", "a number between 0 and 1", alpha)
    require(0 <= beta <= 1, "beta", "a number from 0 to 1", beta)
    require(0 < eta <= 1, "eta", "a number above 0, at most 1", eta)
    require(at_most >= 1, "at_most", "a positive integer", at_most)
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
    kept = order[suppress(chosen[order], beta, eta, at_most)]
    before, best = chosen[kept[:refine]], scores[kept[:refine]]
    moved, raised = refine_boxes(scorer, before, best, alpha)
    boxes = torch.from_numpy(np.concatenate([moved, chosen[kept[refine:]]]))
    final = torch.from_numpy(np.concatenate([raised, scores[kept[refine:]]]))
    steps = None
    if keep_steps:
        arrays = (torch.from_numpy(values) for values in (chosen, scores, moved, before))
        steps = EdgeBoxesSteps(edges, groups, scorer, len(windows), *arrays)
    return ranked(boxes, final, steps, at_most)


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


def refine_boxes(
    scorer: BoxScorer, boxes: np.ndarray, scores: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Move each edge of each box inwards or outwards where that raises the score, by smaller and smaller steps.

    Returns
    -------
    boxes : ndarray, shape (K, 4), int64
    scores : ndarray, shape (K,)
        Never lower than before.
    """
    boxes, scores = boxes.copy(), scores.copy()
    limits = np.array([scorer.width, scorer.height, scorer.width, scorer.height])
    sides = np.tile(boxes[:, 2:] - boxes[:, :2], 2)
    step = sides * (1 - alpha) / (1 + alpha) / 2
    while len(boxes) and (step >= 1).any():
        for edge in range(4):
            for sign in (-1, 1):
                trial = boxes.copy()
                trial[:, edge] += sign * np.rint(step[:, edge]).astype(np.int64)
                trial = trial.clip(0, limits)
                legal = (trial[:, 2] - trial[:, 0] >= 4) & (trial[:, 3] - trial[:, 1] >= 4)
                hopeful = np.flatnonzero(legal & (scorer.upper_bounds(np.where(legal[:, None], trial, boxes)) > scores))
                found = scorer.scores(trial[hopeful])
                better = found > scores[hopeful]
                boxes[hopeful[better]] = trial[hopeful[better]]
                scores[hopeful[better]] = found[better]
        step = step / 2
    return boxes, scores


def suppress(boxes: np.ndarray, beta: float, eta: float, at_most: int) -> np.ndarray:
    """Leave out each box that overlaps a better one by more than beta, which falls by eta after each that is kept.

    Parameters
    ----------
    boxes : ndarray, shape (K, 4)
        The best first.
    beta, eta : float
    at_most : int

    Returns
    -------
    ndarray, shape (L,), int64
        Which are kept, in the same order. With ``eta`` = 1 this is non-maximum suppression as detectors use it.
    """
    x1, y1, x2, y2 = boxes.T.astype(np.float64)
    area = (x2 - x1) * (y2 - y1)
    overlap = np.zeros(len(boxes))  # the largest IoU with a box that was kept
    kept: list[int] = []
    for index in range(len(boxes)):
        if overlap[index] > beta:
            continue
        kept.append(index)
        if len(kept) == at_most:
            break
        rest = slice(index + 1, None)
        wide = np.minimum(x2[index], x2[rest]) - np.maximum(x1[index], x1[rest])
        high = np.minimum(y2[index], y2[rest]) - np.maximum(y1[index], y1[rest])
        common = wide.clip(min=0) * high.clip(min=0)
        np.maximum(overlap[rest], common / (area[index] + area[rest] - common), out=overlap[rest])
        if beta > 0.5:
            beta *= eta
    return np.array(kept, dtype=np.int64)


def _highest(values: np.ndarray, count: int) -> np.ndarray:
    return np.argpartition(-values, count)[:count] if count < len(values) else np.arange(len(values))


def _perimeter(boxes: np.ndarray) -> np.ndarray:
    return 2 * (boxes[:, 2:] - boxes[:, :2]).sum(1).astype(np.float64) ** PERIMETER_POWER


def _middles(boxes: np.ndarray) -> np.ndarray:
    """Boxes of half the width and height, in the middle."""
    quarter = (boxes[:, 2:] - boxes[:, :2]) // 4
    return np.concatenate([boxes[:, :2] + quarter, boxes[:, 2:] - quarter], axis=1)


def _integral(values: np.ndarray) -> np.ndarray:
    """Sum of all values above and to the left of each corner between the pixels: shape (H + 1, W + 1)."""
    return np.pad(values.astype(np.float64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))


def _sums(integral: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    x1, y1, x2, y2 = boxes.T
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]


def _runs(label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edge pixels row by row, and how many come before each place: labels (E,), counts (H, W + 1)."""
    edge = label >= 0
    before = np.pad(edge.cumsum(1), ((0, 0), (1, 0)))
    before += np.pad(before[:-1, -1].cumsum(), (1, 0))[:, None]
    return label[edge], before


def _spread(first: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each owner its numbers ``first, first + 1, …``, ``counts`` of them: the owners and the numbers."""
    owner = np.repeat(np.arange(len(counts)), counts)
    ahead = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - ahead[owner] + first[owner]

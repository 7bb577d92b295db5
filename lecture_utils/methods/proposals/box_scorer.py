"""The score of a box in Edge Boxes: the contours that lie wholly inside it."""

import numpy as np
import torch
from scipy.sparse import csr_array
from torch import Tensor

from lecture_utils.methods.proposals.edge_groups import EdgeGroups, strongest_paths
from lecture_utils.methods.proposals.edges import Edges
from lecture_utils.methods.proposals.integral_image import box_sums, integral_image

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
        self._group_sums = integral_image(torch.from_numpy(at_centre))
        self._edge_sums = integral_image(torch.from_numpy(np.where(label >= 0, edges.thin.numpy(), 0)))
        self._in_rows, self._row_starts = _runs(label)
        self._in_columns, self._column_starts = _runs(label.T)

    def upper_bounds(self, boxes: np.ndarray) -> np.ndarray:
        """Score boxes as if no contour crossed their border: shape (K,). No score is larger."""
        whole = box_sums(self._group_sums, torch.from_numpy(boxes)).numpy()
        middle = box_sums(self._edge_sums, torch.from_numpy(middles(boxes))).numpy()
        return (whole - middle) / _perimeter(boxes)

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


def _perimeter(boxes: np.ndarray) -> np.ndarray:
    return 2 * (boxes[:, 2:] - boxes[:, :2]).sum(1).astype(np.float64) ** PERIMETER_POWER


def middles(boxes: np.ndarray) -> np.ndarray:
    """Boxes of half the width and height, in the middle."""
    quarter = (boxes[:, 2:] - boxes[:, :2]) // 4
    return np.concatenate([boxes[:, :2] + quarter, boxes[:, 2:] - quarter], axis=1)


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

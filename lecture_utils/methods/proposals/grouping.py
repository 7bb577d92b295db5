"""Hierarchical grouping: the two most similar neighbours become one region, until there is one."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lecture_utils.methods.proposals.segments import Segments
from lecture_utils.methods.proposals.similarities import histogram_intersection, size_and_fill
from lecture_utils.methods.validation import require

SIMILARITIES = ("colour", "texture", "size", "fill")
"""By what two regions can be compared."""


@dataclass(frozen=True)
class MergeTree:
    """All regions that grouping makes: N segments, then the N − 1 regions that its merges make, in their order.

    Attributes
    ----------
    segments : Segments
        What grouping starts from: regions 0 to N − 1.
    measures : tuple of str
        Which of the four similarities were added up.
    children : Tensor, shape (N − 1, 2), int64
        The two regions of each merge. Merge m makes region N + m.
    similarity : Tensor, shape (N − 1,), float64
        How similar the two were: the highest among all neighbours at that moment.
    parts : Tensor, shape (N − 1, 4), float64
        Their similarity in colour, texture, size and fill, whether or not it was added.
    sizes : Tensor, shape (2N − 1,), int64
    boxes : Tensor, shape (2N − 1, 4), int64
        ``(x1, y1, x2, y2)`` in pixels.
    """

    segments: Segments
    measures: tuple[str, ...]
    children: Tensor
    similarity: Tensor
    parts: Tensor
    sizes: Tensor
    boxes: Tensor

    def __len__(self) -> int:
        return len(self.sizes)

    def regions_after(self, merges: int) -> Tensor:
        """Return the region of each pixel after so many merges, shape (H, W), int64.

        Raises
        ------
        ValueError
            If there weren't so many.
        """
        require(0 <= merges <= len(self.children), "merges", f"0 to {len(self.children)}", merges)
        region = torch.arange(len(self))
        for merge in reversed(range(merges)):  # from the top down: a child is in what its parent is in
            region[self.children[merge]] = region[len(self.segments) + merge].clone()
        return region[self.segments.map]

    def mask(self, region: int) -> Tensor:
        """Return which pixels a region covers, shape (H, W), bool."""
        require(0 <= region < len(self), "region", f"0 to {len(self) - 1}", region)
        inside = torch.zeros(len(self), dtype=torch.bool)
        inside[region] = True
        for merge in reversed(range(len(self.children))):
            inside[self.children[merge]] |= inside[len(self.segments) + merge]
        return inside[self.segments.map]


class _Regions:
    """The regions during grouping; arrays with a row for every region that is or will be."""

    def __init__(self, segments: Segments) -> None:
        count = len(segments)
        self.pixels = float(segments.sizes.sum())
        self.sizes = _with_room(segments.sizes.double(), count)
        self.boxes = _with_room(segments.boxes.double(), count)
        self.histograms = _with_room(torch.cat([segments.colour, segments.texture], dim=1), count)
        self.colours = segments.colour.shape[1]
        self.neighbours: list[set[int]] = [set() for _ in range(2 * count - 1)]
        for one, other in segments.neighbours.tolist():
            self.neighbours[one].add(other)
            self.neighbours[other].add(one)

    def similarities(self, one: int | np.ndarray, others: np.ndarray) -> np.ndarray:
        """Compare a region with others in colour, texture, size and fill: shape (L, 4)."""
        mine, theirs = self.histograms[one], self.histograms[others]  # (bins), (L, bins)
        result = np.empty((len(others), 4))
        result[:, 0] = histogram_intersection(theirs[:, : self.colours], mine[..., : self.colours])
        result[:, 1] = histogram_intersection(theirs[:, self.colours :], mine[..., self.colours :])
        result[:, 2], result[:, 3] = size_and_fill(
            self.sizes[others], self.boxes[others], self.sizes[one], self.boxes[one], self.pixels
        )
        return result

    def merge(self, one: int, other: int, new: int) -> np.ndarray:
        """Make a region of two; return the regions that it touches."""
        total = self.sizes[one] + self.sizes[other]
        self.histograms[new] = (
            self.sizes[one] * self.histograms[one] + self.sizes[other] * self.histograms[other]
        ) / total
        self.sizes[new] = total
        self.boxes[new, :2] = np.minimum(self.boxes[one, :2], self.boxes[other, :2])
        self.boxes[new, 2:] = np.maximum(self.boxes[one, 2:], self.boxes[other, 2:])
        around = (self.neighbours[one] | self.neighbours[other]) - {one, other}
        for region in around:
            self.neighbours[region] -= {one, other}
            self.neighbours[region].add(new)
        self.neighbours[new] = around
        self.neighbours[one], self.neighbours[other] = set(), set()
        return np.fromiter(sorted(around), dtype=np.int64, count=len(around))


def group_segments(segments: Segments, measures: Sequence[str] = SIMILARITIES) -> MergeTree:
    """Merge the two most similar neighbours, again and again, until one region covers the image.

    - colour: the common part of the two colour histograms
    - texture: the common part of the two texture histograms
    - size: 1 − the share of the image that both fill together, so that small regions merge early
    - fill: 1 − the share of the image that lies in the box around both but in neither, so that gaps are closed

    A merged region's histograms are the means of the two, weighted by their sizes: pixels are looked at once only.

    Parameters
    ----------
    segments : Segments
    measures : sequence of str
        Which of the four are added up.

    Returns
    -------
    MergeTree

    Raises
    ------
    ValueError
        If a measure is none of the four, or there is none.

    References
    ----------
    Uijlings et al., *Selective Search for Object Recognition*, IJCV 2013, algorithm 1 and equations 2 to 6.
    """
    known = len(measures) > 0 and set(measures) <= set(SIMILARITIES)
    require(known, "measures", f"some of {', '.join(SIMILARITIES)}", list(measures))
    counted = np.array([float(measure in measures) for measure in SIMILARITIES])
    regions = _Regions(segments)
    merges = list(_merges(regions, segments, counted))
    children = torch.tensor([(one, other) for one, other, _ in merges], dtype=torch.long).view(-1, 2)
    parts = torch.from_numpy(np.array([parts for _, _, parts in merges]).reshape(-1, 4))
    return MergeTree(
        segments,
        tuple(measure for measure in SIMILARITIES if measure in measures),
        children,
        parts @ torch.from_numpy(counted),
        parts,
        torch.from_numpy(regions.sizes).long(),
        torch.from_numpy(regions.boxes).long(),
    )


def _merges(regions: _Regions, segments: Segments, counted: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
    """Yield the two regions of each merge and their four similarities."""
    one, other = segments.neighbours.numpy().T
    first = regions.similarities(one, other)
    waiting = list(zip((-(first @ counted)).tolist(), one.tolist(), other.tolist(), first, strict=True))
    heapq.heapify(waiting)  # the most similar pair comes first; of equal ones that of the oldest regions
    alive = np.zeros(len(regions.sizes), dtype=bool)
    alive[: len(segments)] = True
    for new in range(len(segments), 2 * len(segments) - 1):
        while True:
            _, one, other, parts = heapq.heappop(waiting)
            if alive[one] and alive[other]:
                break
        yield one, other, parts
        alive[[one, other]], alive[new] = False, True
        around = regions.merge(one, other, new)
        compared = regions.similarities(new, around)
        for negative, region, row in zip((-(compared @ counted)).tolist(), around.tolist(), compared, strict=True):
            heapq.heappush(waiting, (negative, region, new, row))


def _with_room(values: Tensor, count: int) -> np.ndarray:
    """Values of N segments, followed by room for the N − 1 regions that merges will make."""
    room = np.zeros((2 * count - 1, *values.shape[1:]))
    room[:count] = values.numpy()
    return room

"""Edge groups: pieces of contour that are nearly straight, and how well one continues another."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from torch import Tensor

from lecture_utils.methods.proposals.edges import Edges

WEAKEST_EDGE = 0.3
"""Magnitude below which a pixel belongs to no group. The paper's 0.1 is for learned edges, without texture."""

BEND = np.pi / 2
"""A group ends where its orientation has turned by this much in total."""

WEAKEST_AFFINITY = 0.05
"""Smaller affinities count as 0."""


@dataclass(frozen=True)
class EdgeGroups:
    """G pieces of contour.

    Attributes
    ----------
    map : Tensor, shape (H, W), int64
        The group of each pixel; −1 where there is no edge.
    strength : Tensor, shape (G,), float64
        Sum of the magnitudes of a group's pixels.
    position : Tensor, shape (G, 2), float64
        Centre of each group, (x, y) in pixels, weighted by the magnitude.
    orientation : Tensor, shape (G,), float64
        Mean angle of the normals in [0, π), weighted by the magnitude.
    pairs : Tensor, shape (P, 2), int64
        Groups that continue each other, the smaller index first.
    affinity : Tensor, shape (P,), float64
        How well, from 0.05 to 1.
    """

    map: Tensor
    strength: Tensor
    position: Tensor
    orientation: Tensor
    pairs: Tensor
    affinity: Tensor

    def __len__(self) -> int:
        return len(self.strength)


def group_edges(edges: Edges, power: float = 2.0) -> EdgeGroups:
    """Join edge pixels into groups, and compare groups that lie at most two pixels apart.

    Two groups with normals θᵢ and θⱼ continue each other if both run along the line between their centres, whose own
    normal is θᵢⱼ: a(sᵢ, sⱼ) = |cos(θᵢ − θᵢⱼ) cos(θⱼ − θᵢⱼ)|^power.

    Parameters
    ----------
    edges : Edges
    power : float
        How fast affinity falls with the angle: the paper's γ.

    Returns
    -------
    EdgeGroups

    References
    ----------
    Zitnick & Dollár, *Edge Boxes*, ECCV 2014, section 3.1 and equation 1.
    """
    thin, angle = edges.thin.numpy(), edges.orientation.numpy()
    group = join_pixels(thin, angle)
    inside = group >= 0
    which, weight = group[inside], thin[inside]
    count = int(which.max()) + 1 if len(which) else 0

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(which, weights=weight * values, minlength=count)

    rows, columns = np.nonzero(inside)
    strength = total(np.ones_like(weight))
    position = np.stack([total(columns + 0.5), total(rows + 0.5)], axis=1) / strength[:, None]
    doubled = 2 * angle[inside]  # twice the angle, so that 0 and π are the same direction
    orientation = np.arctan2(total(np.sin(doubled)), total(np.cos(doubled))) / 2 % np.pi
    one, other = close_groups(group, max(count, 1)).T
    way = position[other] - position[one]
    normal = np.arctan2(way[:, 1], way[:, 0]) + np.pi / 2
    affinity = np.abs(np.cos(orientation[one] - normal) * np.cos(orientation[other] - normal)) ** power
    strong = affinity > WEAKEST_AFFINITY
    numbers = (group, strength, position, orientation, np.stack([one, other], axis=1)[strong], affinity[strong])
    return EdgeGroups(*(torch.from_numpy(values) for values in numbers))


def join_pixels(thin: np.ndarray, orientation: np.ndarray) -> np.ndarray:
    """Walk along the edges: from a pixel to the neighbour whose orientation differs least, until the bend is too large.

    Parameters
    ----------
    thin : ndarray, shape (H, W)
        Magnitude of thinned edges.
    orientation : ndarray, shape (H, W)
        Angle of the normals.

    Returns
    -------
    ndarray, shape (H, W), int64
        The group of each pixel; −1 where there is no edge, or a single pixel that no group is next to.
    """
    rows, columns = np.nonzero(thin > WEAKEST_EDGE)
    neighbours = _neighbours(rows, columns, orientation)
    free = [True] * len(rows)
    groups: list[list[int]] = []
    for start in range(len(rows)):
        if free[start]:
            groups.append(_walk(start, neighbours, free))
    label = np.full(len(rows), -1)
    large = [members for members in groups if len(members) > 1]
    for index, members in enumerate(large):
        label[members] = index
    for (pixel,) in (members for members in groups if len(members) == 1):
        label[pixel] = next((label[near] for near, _ in neighbours[pixel] if label[near] >= 0), -1)
    group = np.full(thin.shape, -1)
    group[rows, columns] = label
    return group


def _neighbours(rows: np.ndarray, columns: np.ndarray, orientation: np.ndarray) -> list[list[tuple[int, float]]]:
    """For each edge pixel the edge pixels among the eight around it, each with the angle between the two normals."""
    number = np.full((orientation.shape[0] + 2, orientation.shape[1] + 2), -1)
    number[rows + 1, columns + 1] = np.arange(len(rows))
    angle = orientation[rows, columns]
    found: list[list[tuple[int, float]]] = [[] for _ in rows]
    for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        near = number[rows + 1 + down, columns + 1 + right]
        here = np.flatnonzero(near >= 0)
        turn = np.abs(angle[here] - angle[near[here]])
        turn = np.minimum(turn, np.pi - turn)
        for pixel, entry in zip(here.tolist(), zip(near[here].tolist(), turn.tolist(), strict=True), strict=True):
            found[pixel].append(entry)
    return found


def _walk(start: int, neighbours: list[list[tuple[int, float]]], free: list[bool]) -> list[int]:
    """Collect a group from one pixel on; its pixels are no longer free."""
    free[start] = False
    members, bend, here = [start], 0.0, start
    border: dict[int, float] = {}
    while True:
        for near, turn in neighbours[here]:
            if free[near] and near not in border:
                border[near] = turn
        if not border:
            return members
        here = min(border, key=border.__getitem__) if len(border) > 1 else next(iter(border))
        bend += border.pop(here)
        if bend > BEND:
            return members
        free[here] = False
        members.append(here)


def close_groups(group: np.ndarray, count: int) -> np.ndarray:
    """List the pairs of groups with pixels at most two rows and columns apart: shape (P, 2), smaller index first."""
    padded = np.pad(group, 2, constant_values=-1)
    rows, columns = np.nonzero(padded >= 0)
    own = padded[rows, columns]
    pairs = []
    for down in range(3):
        for right in range(-2, 3):
            if (down, right) > (0, 0):
                other = padded[rows + down, columns + right]
                differ = (other >= 0) & (other != own)
                pairs.append(np.minimum(own, other)[differ] * count + np.maximum(own, other)[differ])
    number = np.unique(np.concatenate(pairs))
    return np.stack([number // count, number % count], axis=1)


def strongest_paths(groups: EdgeGroups) -> csr_array:
    """Find for each pair of groups the path between them whose affinities have the largest product.

    A product is largest where the sum of −log is smallest, so these are shortest paths.

    Parameters
    ----------
    groups : EdgeGroups

    Returns
    -------
    scipy.sparse.csr_array, shape (G, G)
        The products, with 1 on the diagonal; those below 0.05 are left out.

    References
    ----------
    Zitnick & Dollár, ECCV 2014, equation 2: the maximum over paths T.
    """
    count = len(groups)
    one, other = groups.pairs.numpy().T
    length = -np.log(groups.affinity.numpy()) + 1e-12  # 0 would mean that there is no way
    graph = csr_array((length, (one, other)), shape=(count, count))
    distance = dijkstra(graph, directed=False, limit=-np.log(WEAKEST_AFFINITY))
    rows, columns = np.nonzero(np.isfinite(distance))
    return csr_array((np.exp(-distance[rows, columns]), (rows, columns)), shape=(count, count))

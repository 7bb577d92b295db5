"""The small numbers of lecture 03: four segments, a box sum, two cues and three contours for a pencil."""

import torch
from torch import Tensor

from lecture_utils.methods.proposals import EdgeGroups, Edges, Segments
from lecture_utils.methods.proposals.segments import segment_boxes, touching_pairs


def four_segments() -> Segments:
    """Return four segments of an image of 4 × 6 pixels: colour histograms of three bins, texture ones of two."""
    regions = torch.tensor([[0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1], [2, 2, 2, 2, 3, 3], [2, 2, 2, 2, 3, 3]])
    colour = torch.tensor([[0.8, 0.2, 0.0], [0.1, 0.2, 0.7], [0.7, 0.2, 0.1], [0.0, 0.1, 0.9]], dtype=torch.float64)
    texture = torch.tensor([[0.5, 0.5], [1.0, 0.0], [0.4, 0.6], [0.9, 0.1]], dtype=torch.float64)
    sizes = torch.bincount(regions.flatten())
    return Segments(regions, sizes, segment_boxes(regions, 4), colour, texture, touching_pairs(regions, 4))


def small_map() -> Tensor:
    """Return a map of 3 × 4 numbers."""
    return torch.tensor([[1, 2, 0, 3], [4, 1, 2, 0], [0, 5, 1, 2]])


def three_contours() -> tuple[Edges, EdgeGroups]:
    """Return three contours in 12 × 12 pixels: one inside the box (1, 1, 9, 9), one that it continues, and one apart.

    Group 0 has five pixels in row 2 and ends where group 1 begins, which crosses the border of the box in the same
    row. Their affinity is 0.8. Group 2 has four pixels in column 2.
    """
    label = torch.full((12, 12), -1)
    label[2, 2:7] = 0
    label[2, 7:11] = 1
    label[4:8, 2] = 2
    thin = (label >= 0).float()
    position = torch.tensor([[4.5, 2.5], [9.0, 2.5], [2.5, 6.0]], dtype=torch.float64)
    strength = torch.tensor([5.0, 4.0, 4.0], dtype=torch.float64)
    upright = torch.tensor([torch.pi / 2, torch.pi / 2, 0.0], dtype=torch.float64)
    groups = EdgeGroups(label, strength, position, upright, torch.tensor([[0, 1]]), torch.tensor([0.8]).double())
    return Edges(thin, torch.zeros(12, 12), thin), groups


def two_cues() -> tuple[Tensor, Tensor]:
    """Return how likely two cues of one box are on objects and on background: (1, 2) each."""
    return torch.tensor([[0.6, 0.3]]), torch.tensor([[0.1, 0.2]])

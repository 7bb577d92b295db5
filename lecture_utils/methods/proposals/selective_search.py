"""Selective Search: group segments in many ways, propose the box of every region that comes up."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.detections import Proposals
from lecture_utils.methods.proposals.colour_spaces import to_colour_space
from lecture_utils.methods.proposals.grouping import SIMILARITIES, MergeTree, group_segments
from lecture_utils.methods.proposals.result import check_image, ranked
from lecture_utils.methods.proposals.segments import Appearance, describe_segments, segment_image
from lecture_utils.methods.validation import require

_ALL = SIMILARITIES
_WITHOUT_COLOUR = ("texture", "size", "fill")


class Mode(NamedTuple):
    """Which groupings are made: every colour space with every scale and every set of similarities.

    Attributes
    ----------
    spaces : tuple of str
        Colour spaces.
    scales : tuple of float
        Felzenszwalb's k of the segments that grouping starts from.
    measures : tuple of tuple of str
        Sets of similarities that are added up.
    min_size : int or None
        Pixels that a segment has at least. None: as many as the scale, as in the authors' program.
    """

    spaces: tuple[str, ...]
    scales: tuple[float, ...]
    measures: tuple[tuple[str, ...], ...]
    min_size: int | None = None


MODES = {
    "single": Mode(("HSV",), (100.0,), (_ALL,)),
    "fast": Mode(("HSV", "Lab"), (50.0, 100.0), (_ALL, _WITHOUT_COLOUR)),
    "quality": Mode(
        ("HSV", "Lab", "rgI", "H", "I"),
        (50.0, 100.0, 150.0, 300.0),
        (_ALL, _WITHOUT_COLOUR, ("fill",), ("size",)),
    ),
    "coarse": Mode(("HSV", "Lab"), (150.0, 300.0, 450.0), (_ALL, _WITHOUT_COLOUR), min_size=100),
}
"""The paper's three versions, with 1, 8 and 80 groupings (section 5.1.3); with 12 what OpenCV calls fast."""

ORDERS = ("top first", "bottom first")
"""Ways to number the regions of a hierarchy: from the whole image down, as the paper does; or from the segments up."""


@dataclass(frozen=True)
class Grouping:
    """One of the groupings, and the rank of its regions.

    Attributes
    ----------
    space : str
        Colour space.
    scale : float
        Felzenszwalb's k.
    tree : MergeTree
    position : Tensor, shape (R,), int64
        Place of each region in the hierarchy, from 1 on.
    rank : Tensor, shape (R,), float64
        The position times a random number from 0 to 1: the smallest is proposed first.
    """

    space: str
    scale: float
    tree: MergeTree
    position: Tensor
    rank: Tensor


def selective_search(
    image: Tensor,
    mode: str | Mode = "fast",
    seed: int = 0,
    order: str = "top first",
    max_proposals: int | None = None,
    keep_steps: bool = False,
) -> Proposals[tuple[Grouping, ...]]:
    """Propose the boxes of all regions that hierarchical grouping makes, in several colour spaces and ways.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    mode : str or Mode
        "single", "fast", "quality" or "coarse"; or colour spaces, scales and sets of similarities of your own.
    seed : int
        Of the random numbers in the order of the proposals.
    order : str
        "top first": position 1 is the whole image, 2 the region of the last merge but one, … "bottom first": position 1
        are the segments, and a merged region comes one after the later of its two parts.
    max_proposals : int or None
        How many proposals to keep.
    keep_steps : bool
        Whether to keep the groupings, with their merge trees.

    Returns
    -------
    Proposals
        Scores are the negative ranks: a region's position in its hierarchy times a random number from 0 to 1. Without
        that number, all large regions came first, or all small ones.

    Raises
    ------
    ValueError
        If an argument is none of the above.

    References
    ----------
    Uijlings et al., *Selective Search for Object Recognition*, IJCV 2013; the order: section 3.3. Slide "Region
    Proposals".

    Examples
    --------
    >>> proposals = selective_search(photograph("chelsea").image, keep_steps=True)
    >>> proposals.boxes[:10], proposals.steps[0].tree.similarity
    """
    check_image(image)
    chosen = _mode_named(mode) if isinstance(mode, str) else mode
    require(order in ORDERS, "order", f"one of {', '.join(ORDERS)}", repr(order))
    generator = torch.Generator().manual_seed(seed)
    groupings = []
    for space in chosen.spaces:
        channels = to_colour_space(image, space)
        appearance = Appearance.of(channels)
        for scale in chosen.scales:
            segment_map = segment_image(channels, scale, chosen.min_size or round(scale))
            segments = describe_segments(segment_map, appearance)
            for measures in chosen.measures:
                groupings.append(_rank(space, scale, group_segments(segments, measures), order, generator))
    boxes = torch.cat([grouping.tree.boxes for grouping in groupings])
    scores = -torch.cat([grouping.rank for grouping in groupings])
    return ranked(boxes, scores, tuple(groupings) if keep_steps else None, max_proposals)


def hierarchy_position(tree: MergeTree, order: str = "top first") -> Tensor:
    """Give each region of a hierarchy its position.

    Parameters
    ----------
    tree : MergeTree
        With R regions.
    order : str
        "top first": the whole image is 1, the region of the last merge but one is 2, … "bottom first": segments are 1,
        a merged region comes one after the later of its two parts.

    Returns
    -------
    Tensor, shape (R,), int64

    References
    ----------
    "top first": Uijlings et al., IJCV 2013, section 3.3. "bottom first": OpenCV's program.
    """
    require(order in ORDERS, "order", f"one of {', '.join(ORDERS)}", repr(order))
    if order == "top first":
        return torch.arange(len(tree), 0, -1)
    height = [1] * len(tree)
    for merge, (one, other) in enumerate(tree.children.tolist()):
        height[len(tree.segments) + merge] = max(height[one], height[other]) + 1
    return torch.tensor(height)


def _rank(space: str, scale: float, tree: MergeTree, order: str, generator: torch.Generator) -> Grouping:
    position = hierarchy_position(tree, order)
    rank = torch.rand(len(tree), generator=generator, dtype=torch.float64) * position
    return Grouping(space, scale, tree, position, rank)


def _mode_named(name: str) -> Mode:
    require(name in MODES, "mode", f"one of {', '.join(MODES)}, or a Mode", repr(name))
    return MODES[name]

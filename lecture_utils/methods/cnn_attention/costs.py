"""The price of (HW)²: multiply–adds and memory of attention on a feature map, against the resolution."""

from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

import torch

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.cnn_attention.block import MapAttention
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.validation import require

BYTES = 4
"""Of a number in single precision."""


class MapAttentionCosts(NamedTuple):
    """What a block costs for one feature map.

    Attributes
    ----------
    projections : int
        Multiply–adds of the four 1 × 1 convolutions: they grow with H · W.
    attention : int
        Multiply–adds of QKᵀ and AV: they grow with (H · W)².
    weights : int
        Numbers of the matrix of weights: (H · W)², where keys aren't pooled.
    """

    projections: int
    attention: int
    weights: int

    @property
    def multiply_adds(self) -> int:
        """Of the whole block."""
        return self.projections + self.attention

    @property
    def weights_bytes(self) -> int:
        """Memory of the matrix of weights, in single precision."""
        return BYTES * self.weights


def map_attention_costs(block: MapAttention, height: int, width: int) -> MapAttentionCosts:
    """Count what a block costs for a map of H × W cells, from its sizes alone.

    Parameters
    ----------
    block : MapAttention
    height, width : int
        H and W.

    Returns
    -------
    MapAttentionCosts
        4 · HW · C · C' for the convolutions; HW · hw · 2C' for the two products, over h · w keys.

    Raises
    ------
    ValueError
        If the map has fewer cells than are pooled into one.

    References
    ----------
    Same count as :func:`~lecture_utils.methods.network_costs.network_costs`, which runs the block.
    """
    require(min(height, width) >= block.pool, "height, width", f"at least {block.pool}", (height, width))
    cells, keys = height * width, (height // block.pool) * (width // block.pool)
    weights = cells * keys
    return MapAttentionCosts(4 * cells * block.channels * block.inner, 2 * weights * block.inner, weights)


class ResolutionCosts(NamedTuple):
    """What a backbone with one block costs for an image of one size.

    Attributes
    ----------
    size : int
        Height and width of the image in pixels.
    grid : (int, int)
        H and W of the map that the block gets.
    backbone : int
        Multiply–adds of all convolutions, the block's apart.
    block : MapAttentionCosts
    """

    size: int
    grid: tuple[int, int]
    backbone: int
    block: MapAttentionCosts


def costs_against_resolution(backbone: Backbone, stage: str, sizes: Sequence[int]) -> list[ResolutionCosts]:
    """Run a backbone on images of growing size, without numbers, and count what its block behind a stage costs.

    Parameters
    ----------
    backbone : Backbone
        With a `MapAttention` behind the stage; it is left as it is.
    stage : str
    sizes : sequence of int
        Heights and widths of the images in pixels.

    Returns
    -------
    list of ResolutionCosts

    Raises
    ------
    ValueError
        If there is no such block.
    """
    block = dict(backbone.after.items()).get(stage)
    require(isinstance(block, MapAttention), "stage", "one with an attention block behind it", stage)
    assert isinstance(block, MapAttention)
    hollow = deepcopy(backbone).to("meta")
    rows = []
    for size in sizes:
        costs = network_costs(hollow, torch.empty(1, 3, size, size, device="meta"))
        (run,) = [run for run in costs.runs if run.name == f"after.{stage}"]
        height, width = run.input[2:]
        others = costs.multiply_adds - run.multiply_adds
        rows.append(ResolutionCosts(size, (height, width), others, map_attention_costs(block, height, width)))
    return rows

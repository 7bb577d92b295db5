"""What a Transformer costs, from its hyperparameters alone: number of blocks, heads per block, width."""

from typing import NamedTuple

from lecture_utils.methods.validation import require


class TransformerSizes(NamedTuple):
    """The hyperparameters of the slide.

    Attributes
    ----------
    blocks : int
        Number of blocks.
    heads : int
        Heads per block, H.
    head_channels : int
        Channels per head: the width is D = heads · head_channels.
    ffn_width : int
        Width of the MLP between its two matrices.
    """

    blocks: int
    heads: int
    head_channels: int
    ffn_width: int

    @property
    def width(self) -> int:
        """D, the length of every vector."""
        return self.heads * self.head_channels


class Costs(NamedTuple):
    """What the parts of a Transformer cost, all blocks together.

    Attributes
    ----------
    projections : int
        Queries, keys, values, and the projection after the heads.
    attention : int
        QKᵀ and AV: the only part that grows with the square of the number of vectors. It has no parameters.
    mlp : int
    norms : int
        Scales and shifts; they multiply, but no products are summed.
    """

    projections: int
    attention: int
    mlp: int
    norms: int

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(self)


BASE = TransformerSizes(blocks=6, heads=8, head_channels=64, ffn_width=2048)
"""The encoder of the paper's base model."""


def transformer_parameters(sizes: TransformerSizes) -> Costs:
    """Count the parameters of a Transformer encoder, with biases.

    Parameters
    ----------
    sizes : TransformerSizes

    Returns
    -------
    Costs
        Per block: 4 · (D² + D) for the projections, 2 · D · F + F + D for the MLP of width F, 4 · D for the two norms.
        How D is divided among heads doesn't matter.

    Raises
    ------
    ValueError
        If a size isn't positive.

    References
    ----------
    Slide "Transformer", hyperparameters. Vaswani et al., 2017, sections 3.2.2 and 3.3.
    """
    _check(sizes)
    D, F = sizes.width, sizes.ffn_width
    block = Costs(projections=4 * (D * D + D), attention=0, mlp=2 * D * F + F + D, norms=4 * D)
    return Costs(*(sizes.blocks * part for part in block))


def transformer_multiply_adds(sizes: TransformerSizes, vectors: int) -> Costs:
    """Count the multiply–adds of a Transformer encoder for one set of vectors.

    Parameters
    ----------
    sizes : TransformerSizes
    vectors : int
        N.

    Returns
    -------
    Costs
        Per block: 4 · N · D² for the projections, 2 · N² · D for attention, 2 · N · D · F for the MLP.

    Raises
    ------
    ValueError
        If a size isn't positive.

    References
    ----------
    Vaswani et al., 2017, table 1: self-attention costs O(N² · D) per layer. Same count as
    :func:`~lecture_utils.methods.network_costs.network_costs`.
    """
    _check(sizes)
    require(isinstance(vectors, int) and vectors >= 1, "vectors", "a positive integer", repr(vectors))
    N, D, F = vectors, sizes.width, sizes.ffn_width
    block = Costs(projections=4 * N * D * D, attention=2 * N * N * D, mlp=2 * N * D * F, norms=0)
    return Costs(*(sizes.blocks * part for part in block))


def _check(sizes: TransformerSizes) -> None:
    fits = all(isinstance(size, int) and size >= 1 for size in sizes)
    require(fits, "sizes", "positive integers", tuple(sizes))

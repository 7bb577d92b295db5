"""Self-attention on a feature map: 1 × 1 convolutions to queries, keys and values, attention, and back."""

from typing import NamedTuple

from torch import Tensor, nn
from torch.nn.functional import max_pool2d

from lecture_utils.methods.attention.scaled_dot_product import attention_and_weights
from lecture_utils.methods.validation import require


class MapAttentionSteps(NamedTuple):
    """What a block computes for N feature maps, in the slides' order.

    Attributes
    ----------
    maps : Tensor, shape (N, C, H, W)
        What comes in.
    queries : Tensor, shape (N, C', H, W)
    keys, values : Tensor, shape (N, C', h, w)
        h × w is H × W, or less where the block pools them.
    weights : Tensor, shape (N, H · W, h · w)
        Attention weights: entry (i, j) is how much cell i takes from cell j, row by row. Each row sums to 1.
    attended : Tensor, shape (N, C', H, W)
        What the cells have taken from the values.
    projected : Tensor, shape (N, C, H, W)
        After the 1 × 1 convolution back to C channels.
    output : Tensor, shape (N, C, H, W)
        With the residual connection.
    """

    maps: Tensor
    queries: Tensor
    keys: Tensor
    values: Tensor
    weights: Tensor
    attended: Tensor
    projected: Tensor
    output: Tensor

    def looks(self, row: int, column: int) -> Tensor:
        """Return where one cell looks: shape (N, h, w), each map sums to 1.

        Raises
        ------
        ValueError
            If there is no such cell.
        """
        rows, columns = self.queries.shape[-2:]
        inside = 0 <= row < rows and 0 <= column < columns
        require(inside, "row, column", f"a cell of {rows} × {columns}", (row, column))
        return self.weights[:, row * columns + column].unflatten(-1, self.keys.shape[-2:])


class MapAttention(nn.Module):
    """A block that lets every cell of a feature map take from all cells, wherever they are.

    Parameters
    ----------
    channels : int
        C.
    inner : int
        C'.
    pool : int
        Keys and values are the maxima of squares of so many cells; 1 keeps all.

    Attributes
    ----------
    queries, keys, values : nn.Conv2d
        1 × 1, C to C', without bias: one matrix for every cell, as in the slides' self-attention layer.
    projection : nn.Conv2d
        1 × 1, C' to C, without bias.

    Raises
    ------
    ValueError
        If a number isn't a positive integer.

    Notes
    -----
    The scores are not divided by √C': neither paper does. Positions aren't encoded: the block is equivariant to any
    permutation of the cells, and only the convolutions around it know what is beside what.

    References
    ----------
    Slides "Example: CNN with Self-Attention".
    """

    def __init__(self, channels: int, inner: int, pool: int = 1) -> None:
        super().__init__()
        for name, number in (("channels", channels), ("inner", inner), ("pool", pool)):
            require(isinstance(number, int) and number >= 1, name, "a positive integer", repr(number))
        self.channels, self.inner, self.pool = channels, inner, pool
        self.queries = nn.Conv2d(channels, inner, 1, bias=False)
        self.keys = nn.Conv2d(channels, inner, 1, bias=False)
        self.values = nn.Conv2d(channels, inner, 1, bias=False)
        self.projection = nn.Conv2d(inner, channels, 1, bias=False)

    def added(self, projected: Tensor) -> Tensor:
        """Return what the residual connection adds to the input, from the projected map (N, C, H, W)."""
        return projected

    def steps(self, maps: Tensor) -> MapAttentionSteps:
        """Return everything that the block computes.

        Parameters
        ----------
        maps : Tensor, shape (N, C, H, W)

        Returns
        -------
        MapAttentionSteps

        Raises
        ------
        ValueError
            If the maps have another shape, or fewer cells than are pooled into one.
        """
        fits = maps.dim() == 4 and maps.shape[1] == self.channels and min(maps.shape[2:]) >= self.pool
        require(fits, "maps", f"(N, {self.channels}, H, W), H and W at least {self.pool}", tuple(maps.shape))
        queries = self.queries(maps)  # (N, C', H, W)
        keys, values = (self._pooled(part(maps)) for part in (self.keys, self.values))  # (N, C', h, w)
        Q, K, V = (part.flatten(2).transpose(1, 2) for part in (queries, keys, values))  # (N, cells, C')
        Y, A = attention_and_weights(Q, K, V, scale=1.0)  # (N, H · W, C') and (N, H · W, h · w)
        attended = Y.transpose(1, 2).unflatten(2, maps.shape[2:])  # (N, C', H, W)
        projected = self.projection(attended)  # (N, C, H, W)
        return MapAttentionSteps(maps, queries, keys, values, A, attended, projected, maps + self.added(projected))

    def forward(self, maps: Tensor) -> Tensor:
        """Turn maps (N, C, H, W) into maps of the same shape."""
        return self.steps(maps).output

    def _pooled(self, maps: Tensor) -> Tensor:
        return maps if self.pool == 1 else max_pool2d(maps, self.pool)

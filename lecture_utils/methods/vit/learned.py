"""What a Vision Transformer has learned about patches and their places."""

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity

from lecture_utils.methods.validation import require


def position_similarity(positions: Tensor, grid: tuple[int, int]) -> Tensor:
    """Compare the position embedding of every place with that of every other.

    Parameters
    ----------
    positions : Tensor, shape (1 + rows · columns, D)
        The class token's first: ``network.positions.weight``.
    grid : (int, int)
        Rows and columns.

    Returns
    -------
    Tensor, shape (rows, columns, rows, columns)
        Cosine similarity, from −1 to 1: entry (r, c) is a map of how alike all places are to row r, column c.

    Raises
    ------
    ValueError
        If there aren't so many positions.

    References
    ----------
    Dosovitskiy et al., 2021, figure 7 (centre).
    """
    rows, columns = grid
    fits = positions.dim() == 2 and len(positions) == 1 + rows * columns
    require(fits, "positions", f"(1 + {rows} · {columns}, D)", tuple(positions.shape))
    places = positions[1:]  # (rows · columns, D)
    alike = cosine_similarity(places[:, None], places[None], dim=2)  # (rows · columns, rows · columns)
    return alike.unflatten(1, grid).unflatten(0, grid)


def principal_filters(filters: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Find the directions in which the embedding filters differ most: what the projection sees of a patch.

    Parameters
    ----------
    filters : Tensor, shape (D, 3, P, P)
        ``network.embedding.filters``.
    count : int
        How many, at most D and at most 3 · P · P.

    Returns
    -------
    components : Tensor, shape (count, 3, P, P)
        Of unit length, the most important first. The largest number of each is positive: a direction has no sign.
    shares : Tensor, shape (count,)
        Of the filters' variance about their mean, which lies along each.

    Raises
    ------
    ValueError
        If the filters have another shape, or there aren't so many directions.

    References
    ----------
    Dosovitskiy et al., 2021, figure 7 (left): "the top principal components of the learned embedding filters".
    """
    require(filters.dim() == 4, "filters", "(D, 3, P, P)", tuple(filters.shape))
    vectors = filters.flatten(1)  # (D, 3 · P · P)
    most = min(vectors.shape)
    require(isinstance(count, int) and 1 <= count <= most, "count", f"from 1 to {most}", count)
    _, spreads, directions = torch.linalg.svd(vectors - vectors.mean(dim=0), full_matrices=False)
    chosen = directions[:count]  # (count, 3 · P · P)
    largest = chosen.gather(1, chosen.abs().argmax(dim=1, keepdim=True))  # (count, 1)
    shares = spreads.square() / spreads.square().sum()
    return (chosen * largest.sign()).unflatten(1, filters.shape[1:]), shares[:count]

"""Split vectors into heads, and concatenate what the heads return."""

from torch import Tensor

from lecture_utils.methods.validation import require


def split_heads(vectors: Tensor, heads: int) -> Tensor:
    """Split each vector into equal parts, one for each head.

    Parameters
    ----------
    vectors : Tensor, shape (..., N, D)
    heads : int
        H, a divisor of D.

    Returns
    -------
    Tensor, shape (..., H, N, D / H)
        Head h has the numbers from h · D / H on. A view: nothing is copied.

    Raises
    ------
    ValueError
        If the vectors can't be split so.

    References
    ----------
    Slide "Multi-head Self-attention Layer": "Split".
    """
    require(vectors.dim() >= 2, "vectors", "(..., N, D)", tuple(vectors.shape))
    width = vectors.shape[-1]
    require(isinstance(heads, int) and heads >= 1, "heads", "a positive integer", repr(heads))
    require(width % heads == 0, "heads", f"a divisor of the vectors' length {width}", heads)
    return vectors.unflatten(-1, (heads, width // heads)).transpose(-3, -2)  # (..., H, N, D / H)


def concatenate_heads(vectors: Tensor) -> Tensor:
    """Put the parts of each vector together again: the inverse of `split_heads`.

    Parameters
    ----------
    vectors : Tensor, shape (..., H, N, D / H)

    Returns
    -------
    Tensor, shape (..., N, D)

    Raises
    ------
    ValueError
        If there is no dimension of heads.

    References
    ----------
    Slide "Multi-head Self-attention Layer": "Concat".
    """
    require(vectors.dim() >= 3, "vectors", "(..., H, N, D / H)", tuple(vectors.shape))
    return vectors.transpose(-3, -2).flatten(-2)  # (..., N, D)

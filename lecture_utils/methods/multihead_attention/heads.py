"""Split vectors into heads, let each head attend, and concatenate what the heads return."""

from torch import Tensor, nn

from lecture_utils.methods.attention.scaled_dot_product import attention_and_weights
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


class AttentionOfHeads(nn.Module):
    """Scaled dot-product attention of all heads at once: a module without weights, so that hooks see what goes in."""

    def forward(
        self,
        Q: Tensor,
        K: Tensor,
        V: Tensor,
        mask: Tensor | None = None,
        dropout_p: float = 0.0,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor]:
        """Return outputs (..., H, N_Q, D / H) and weights (..., H, N_Q, N_X), as `attention_and_weights` does."""
        return attention_and_weights(Q, K, V, mask, dropout_p, is_causal)

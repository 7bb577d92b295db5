"""Multi-head self-attention as one function of its matrices, and the matrices of each head."""

import torch
from torch import Tensor

from lecture_utils.methods.attention.scaled_dot_product import attention_and_weights
from lecture_utils.methods.multihead_attention.heads import concatenate_heads, split_heads
from lecture_utils.methods.validation import require


def multihead_attention(
    X: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor, heads: int
) -> tuple[Tensor, Tensor]:
    """Let each input take from all inputs, once in each head.

    Parameters
    ----------
    X : Tensor, shape (N, D)
    W_Q, W_K, W_V : Tensor, shape (D, D)
        Head h has the columns from h · D / H on.
    W_O : Tensor, shape (D, D)
        The linear projection.
    heads : int
        H, a divisor of D.

    Returns
    -------
    weights : Tensor, shape (H, N, N)
        Each head's attention weights.
    output : Tensor, shape (N, D)

    Raises
    ------
    ValueError
        If the vectors can't be split so.

    References
    ----------
    Slide "Multi-head Self-attention Layer". Vaswani et al., 2017, section 3.2.2.
    """
    Q, K, V = (split_heads(X @ W, heads) for W in (W_Q, W_K, W_V))  # (H, N, D / H)
    Y, A = attention_and_weights(Q, K, V)  # (H, N, D / H), (H, N, N)
    return A, concatenate_heads(Y) @ W_O


def count_parameters(width: int, bias: bool = True) -> int:
    """Count the numbers that a multi-head layer learns.

    Parameters
    ----------
    width : int
        D.
    bias : bool
        Whether each of the four projections adds a bias.

    Returns
    -------
    int
        4 D², and 4 D biases. The number of heads makes no difference.

    Raises
    ------
    ValueError
        If ``width`` isn't a positive integer.
    """
    require(isinstance(width, int) and width >= 1, "width", "a positive integer", repr(width))
    return 4 * width**2 + (4 * width if bias else 0)


def matrices_of_heads(in_proj_weight: Tensor, heads: int) -> tuple[Tensor, Tensor, Tensor]:
    """Take torch's weight of a multi-head layer apart into the matrices of each head.

    Parameters
    ----------
    in_proj_weight : Tensor, shape (3 D, D)
        ``torch.nn.MultiheadAttention``'s: W_Q, W_K and W_V, transposed, one below the other.
    heads : int
        H, a divisor of D.

    Returns
    -------
    W_Q, W_K, W_V : Tensor, shape (H, D, D / H)
        Of each head: its queries are X @ W_Q[h].

    Raises
    ------
    ValueError
        If the weight isn't of this form, or can't be split so.
    """
    width = in_proj_weight.shape[-1]
    fits = in_proj_weight.dim() == 2 and len(in_proj_weight) == 3 * width
    require(fits, "in_proj_weight", "(3 D, D)", tuple(in_proj_weight.shape))
    require(heads >= 1 and width % heads == 0, "heads", f"a divisor of D = {width}", heads)
    W_Q, W_K, W_V = in_proj_weight.unflatten(0, (3, heads, width // heads)).transpose(-2, -1)
    return torch.clone(W_Q), torch.clone(W_K), torch.clone(W_V)

"""Attention as the library has it: any batch dimensions, masks, dropout, another scale."""

import math

import torch
from torch import Tensor

from lecture_utils.methods.attention.arguments import check_attention, check_mask


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
) -> Tensor:
    """Let each query take from all values, by how similar it is to their keys.

    Parameters
    ----------
    query : Tensor, shape (..., N_Q, D_Q)
    key : Tensor, shape (..., N_X, D_Q)
    value : Tensor, shape (..., N_X, D_V)
        Batch dimensions ``...`` are broadcast.
    attn_mask : Tensor, broadcastable to (..., N_Q, N_X), optional
        Bool: True where the query may look. Float: is added to the scores. A query that may look nowhere gets 0.
    dropout_p : float
        With this probability a weight is set to 0; the others are divided by 1 − ``dropout_p``. Always applied, so pass
        0 when not training.
    is_causal : bool
        Query i looks at inputs 0..i only.
    scale : float, optional
        What the scores are multiplied by; 1 / √D_Q where left out.

    Returns
    -------
    Tensor, shape (..., N_Q, D_V)

    Raises
    ------
    ValueError
        If a shape or dtype doesn't fit, a mask is given besides ``is_causal``, or ``dropout_p`` is no probability.

    References
    ----------
    Vaswani et al., *Attention Is All You Need*, 2017, section 3.2.1. Slide "Attention Layer". Same result as
    :func:`torch.nn.functional.scaled_dot_product_attention`.
    """
    return attention_and_weights(query, key, value, attn_mask, dropout_p, is_causal, scale=scale)[0]


def attention_and_weights(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
) -> tuple[Tensor, Tensor]:
    """Compute :func:`scaled_dot_product_attention` and return its weights beside its output.

    Parameters
    ----------
    query, key, value, attn_mask, dropout_p, is_causal, scale
        As there.

    Returns
    -------
    output : Tensor, shape (..., N_Q, D_V)
    weights : Tensor, shape (..., N_Q, N_X)
        As they are before dropout: each row sums to 1, or to 0 where the query may look nowhere.

    Raises
    ------
    ValueError
        As there.
    """
    check_attention(query, key, value, dropout_p)
    dtype = query.dtype
    if dtype in (torch.float16, torch.bfloat16):  # the products of many small roundings would be seen
        query, key, value = query.float(), key.float(), value.float()
    if scale is None:
        scale = 1 / math.sqrt(max(query.shape[-1], 1))  # without any number to compare, all scores are 0
    scores = (query * scale) @ key.transpose(-2, -1)  # (..., N_Q, N_X): E = QKᵀ/√D_Q
    check_mask(attn_mask, is_causal, scores, dtype)
    weights = masked_softmax(masked_scores(scores, attn_mask, is_causal), attn_mask)
    return (dropout(weights, dropout_p) @ value).to(dtype), weights.to(dtype)


def masked_scores(scores: Tensor, attn_mask: Tensor | None, is_causal: bool) -> Tensor:
    """Add −∞ to the scores, shape (..., N_Q, N_X), where a query may not look; or add the float mask."""
    if is_causal:
        attn_mask = scores.new_ones(scores.shape[-2:], dtype=torch.bool).tril()
    if attn_mask is None:
        return scores
    if attn_mask.dtype == torch.bool:
        attn_mask = scores.new_zeros(attn_mask.shape).masked_fill(~attn_mask, -math.inf)
    return scores + attn_mask.to(scores.dtype)


def masked_softmax(scores: Tensor, attn_mask: Tensor | None = None) -> Tensor:
    """Softmax over the inputs, in which a query that may look nowhere gets weights 0 and gradients 0, not NaN.

    Every layer of every network runs through here: so it is torch's softmax, which gives the numbers of ours in a third
    of the time, and looks for such queries only where a mask can make them. (A causal one leaves input 0 to each.)
    """
    if attn_mask is None:
        return torch.softmax(scores, dim=-1)
    nowhere = (scores == -math.inf).all(dim=-1, keepdim=True)  # (..., N_Q, 1)
    return torch.softmax(scores.masked_fill(nowhere, 0.0), dim=-1).masked_fill(nowhere, 0.0)


def dropout(weights: Tensor, dropout_p: float) -> Tensor:
    """Set each weight to 0 with probability ``dropout_p`` and scale the others, so that the expected sum stays 1."""
    if dropout_p == 0:
        return weights
    if dropout_p == 1:
        return weights * 0
    kept = torch.empty_like(weights).bernoulli_(1 - dropout_p)
    return weights * kept / (1 - dropout_p)

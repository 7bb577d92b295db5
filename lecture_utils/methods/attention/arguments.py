"""What attention accepts: shapes and dtypes, each checked with a message that helps."""

import torch
from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require


def check_layer(Q: Tensor, X: Tensor, W_K: Tensor, W_V: Tensor) -> None:
    """Check the four inputs of the attention layer: matrices of floats that fit together.

    Raises
    ------
    ValueError
        If one of them is no matrix, no float, of another dtype than ``Q``, or doesn't fit the others.
    """
    named = {"Q": (Q, "N_Q, D_Q"), "X": (X, "N_X, D_X"), "W_K": (W_K, "D_X, D_Q"), "W_V": (W_V, "D_X, D_V")}
    for name, (matrix, shape) in named.items():
        require(isinstance(matrix, Tensor), name, "a tensor", type(matrix).__name__)
        require(matrix.dim() == 2, name, f"a matrix ({shape})", tuple(matrix.shape))
        require(matrix.dtype in FLOATS, name, "of a float dtype", matrix.dtype)
        require(matrix.dtype == Q.dtype, name, f"of Q's dtype {Q.dtype}", matrix.dtype)
    width, (rows, columns) = X.shape[1], W_K.shape
    require(rows == width, "W_K", f"(D_X, D_Q) with X's D_X = {width}", tuple(W_K.shape))
    require(columns == Q.shape[1], "W_K", f"(D_X, D_Q) with Q's D_Q = {Q.shape[1]}", tuple(W_K.shape))
    require(W_V.shape[0] == width, "W_V", f"(D_X, D_V) with X's D_X = {width}", tuple(W_V.shape))


def check_attention(query: Tensor, key: Tensor, value: Tensor, dropout_p: float) -> None:
    """Check what :func:`~lecture_utils.methods.attention.scaled_dot_product_attention` gets, but for the mask.

    Raises
    ------
    ValueError
        If a shape, a dtype or the probability doesn't fit.
    """
    named = {"query": (query, "N_Q, D_Q"), "key": (key, "N_X, D_Q"), "value": (value, "N_X, D_V")}
    for name, (tensor, shape) in named.items():
        require(isinstance(tensor, Tensor), name, "a tensor", type(tensor).__name__)
        require(tensor.dim() >= 2, name, f"(..., {shape})", tuple(tensor.shape))
        require(tensor.dtype in FLOATS, name, "of a float dtype", tensor.dtype)
        require(tensor.dtype == query.dtype, name, f"of query's dtype {query.dtype}", tensor.dtype)
    depth, inputs = query.shape[-1], key.shape[-2]
    require(key.shape[-1] == depth, "key", f"(..., N_X, D_Q) with query's D_Q = {depth}", tuple(key.shape))
    require(value.shape[-2] == inputs, "value", f"(..., N_X, D_V) with key's N_X = {inputs}", tuple(value.shape))
    require(0 <= dropout_p <= 1, "dropout_p", "a probability from 0 to 1", dropout_p)
    for name, tensor in (("key", key), ("value", value)):
        require(
            _broadcast(query.shape[:-2], tensor.shape[:-2]) is not None,
            name,
            f"broadcastable to query's batch dimensions {tuple(query.shape[:-2])}",
            tuple(tensor.shape[:-2]),
        )


def check_mask(attn_mask: Tensor | None, is_causal: bool, scores: Tensor, dtype: torch.dtype) -> None:
    """Check a mask against the scores that it is added to.

    Raises
    ------
    ValueError
        If there is a mask besides ``is_causal``, it is neither bool nor float, or can't be broadcast to the scores.
    """
    if attn_mask is None:
        return
    require(isinstance(attn_mask, Tensor), "attn_mask", "a tensor or None", type(attn_mask).__name__)
    require(not is_causal, "attn_mask", "None where is_causal is True", tuple(attn_mask.shape))
    dtypes = (torch.bool, torch.float32, dtype)
    require(attn_mask.dtype in dtypes, "attn_mask", f"of dtype bool, float32 or {dtype}", attn_mask.dtype)
    fits = _broadcast(attn_mask.shape, scores.shape) == scores.shape
    require(fits, "attn_mask", f"broadcastable to the scores' shape {tuple(scores.shape)}", tuple(attn_mask.shape))


def _broadcast(one: torch.Size, other: torch.Size) -> torch.Size | None:
    try:
        return torch.broadcast_shapes(one, other)
    except RuntimeError:
        return None

"""Masks as ``nn.MultiheadAttention`` takes them, put together into the one that attention takes."""

import math

import torch
from torch import Tensor

from lecture_utils.methods.validation import require


def causal_mask(queries: int, inputs: int | None = None, first: int = 0) -> Tensor:
    """Say which inputs lie in a query's future: "don't look ahead".

    Parameters
    ----------
    queries : int
    inputs : int or None
        None is as many as queries.
    first : int
        The place of the first query among the inputs.

    Returns
    -------
    Tensor, shape (queries, inputs), bool
        True where query i may *not* look, as ``nn.MultiheadAttention`` has it: at inputs behind first + i.

    Raises
    ------
    ValueError
        If a number is negative.

    References
    ----------
    Slide "Masked Self-Attention Layer".
    """
    inputs = queries if inputs is None else inputs
    for name, number in (("queries", queries), ("inputs", inputs), ("first", first)):
        require(isinstance(number, int) and number >= 0, name, "0 or a positive integer", repr(number))
    return torch.ones(queries, inputs, dtype=torch.bool).triu(1 + first)


def joint_mask(
    attn_mask: Tensor | None, key_padding_mask: Tensor | None, is_causal: bool, scores: tuple[int, ...]
) -> Tensor | None:
    """Say in one mask which scores count.

    Parameters
    ----------
    attn_mask : Tensor, shape (N_Q, N_X), (N · H, N_Q, N_X) or (..., H, N_Q, N_X), or None
        N is the product of all batch dimensions. Bool: True where a query may *not* look. Float: is added.
    key_padding_mask : Tensor, shape (..., N_X), or None
        Bool: True where an input is padding, which no query may look at. Float: is added to the scores.
    is_causal : bool
        Whether query i looks at inputs 0..i only.
    scores : (..., H, N_Q, N_X)
        The scores' shape, with any batch dimensions.

    Returns
    -------
    Tensor, broadcastable to the scores, or None
        Bool: True where the query *may* look, as ``scaled_dot_product_attention`` has it. Or float, to be added. None
        where all count, and where the mask is causal alone.

    Raises
    ------
    ValueError
        If a mask has another shape or dtype, or ``attn_mask`` is given besides ``is_causal``.
    """
    *batch, heads, queries, inputs = scores
    require(attn_mask is None or not is_causal, "attn_mask", "None where is_causal is True", "a mask")
    masks = []
    if attn_mask is not None:
        shapes = {(queries, inputs), (math.prod(batch) * heads, queries, inputs), tuple(scores)}
        _check("attn_mask", attn_mask, shapes)
        masks.append(attn_mask if attn_mask.dim() == 2 else attn_mask.reshape(scores))
    if key_padding_mask is not None:
        _check("key_padding_mask", key_padding_mask, {(*batch, inputs)})
        masks.append(key_padding_mask[..., None, None, :])  # (N, 1, 1, N_X): for all heads and queries
        if is_causal:
            masks.append(causal_mask(queries, inputs).to(key_padding_mask.device))
    if not masks:
        return None
    if all(mask.dtype == torch.bool for mask in masks):
        forbidden = masks[0]
        for mask in masks[1:]:
            forbidden = forbidden | mask
        return ~forbidden
    return torch.stack(torch.broadcast_tensors(*map(_as_float, masks))).sum(dim=0)


def _as_float(mask: Tensor) -> Tensor:
    """Turn "may not look" into −∞, to be added to a score."""
    if mask.dtype != torch.bool:
        return mask
    return torch.zeros(mask.shape, device=mask.device).masked_fill(mask, -torch.inf)


def _check(name: str, mask: Tensor, shapes: set[tuple[int, ...]]) -> None:
    require(isinstance(mask, Tensor), name, "a tensor or None", type(mask).__name__)
    require(mask.dtype == torch.bool or mask.is_floating_point(), name, "bool or float", mask.dtype)
    expected = " or ".join(map(str, sorted(shapes, key=len)))
    require(tuple(mask.shape) in shapes, name, f"of shape {expected}", tuple(mask.shape))

"""Where a Vision Transformer looks: the class token's weights, head by head, and rolled out through all blocks."""

import torch
from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require


def class_token_attention(weights: Tensor, grid: tuple[int, int]) -> Tensor:
    """Lay out how much the class token takes from each patch.

    Parameters
    ----------
    weights : Tensor, shape (..., T, T)
        Attention weights with T = 1 + rows · columns, of every block and head: ``steps.encoder.weights`` is
        (blocks, N, H, T, T).
    grid : (int, int)
        Rows and columns.

    Returns
    -------
    Tensor, shape (..., rows, columns)
        With what the class token takes from itself, each map sums to 1.

    Raises
    ------
    ValueError
        If the weights aren't of so many places.
    """
    _check(weights, 2)
    rows, columns = grid
    fits = rows >= 1 and columns >= 1 and weights.shape[-1] == 1 + rows * columns
    require(fits, "grid", f"rows · columns = {weights.shape[-1] - 1}", tuple(grid))
    return weights[..., 0, 1:].unflatten(-1, (rows, columns))


def attention_rollout(weights: Tensor) -> Tensor:
    """Follow attention through all blocks: how much of each output comes from each input.

    Parameters
    ----------
    weights : Tensor, shape (blocks, ..., H, T, T)
        Every head's weights in every block, from the first to the last.

    Returns
    -------
    Tensor, shape (..., T, T)
        Row i tells where output i comes from; each row sums to 1. Row 0 is the class token's.

    Raises
    ------
    ValueError
        If the weights have another shape.

    Notes
    -----
    The heads are averaged. The residual passes a vector on beside what attention brings, and both count half: with
    A_block = (mean of the heads + 1) / 2, the rollout is A_last ⋯ A_2 · A_1. It knows nothing of the values, the MLPs
    and the signs: a sketch of the paths, no proof of what the prediction rests on.

    References
    ----------
    Abnar and Zuidema, *Quantifying Attention Flow in Transformers*, ACL 2020, section 3, equation 1 and appendix A.1.
    Dosovitskiy et al., 2021, appendix D.7.
    """
    _check(weights, 4)
    mean = weights.mean(dim=-3)  # (blocks, ..., T, T)
    same = torch.eye(weights.shape[-1], dtype=weights.dtype, device=weights.device)
    passed_on = (mean + same) / 2
    rolled = same.expand(passed_on.shape[1:])  # (..., T, T)
    for block in passed_on:
        rolled = block @ rolled
    return rolled


def _check(weights: Tensor, dimensions: int) -> None:
    fits = weights.dim() >= dimensions and weights.shape[-1] == weights.shape[-2] >= 1 and weights.dtype in FLOATS
    expected = "floats, shape (blocks, ..., H, T, T)" if dimensions == 4 else "floats, shape (..., T, T)"
    require(fits, "weights", expected, f"{weights.dtype} {tuple(weights.shape)}")

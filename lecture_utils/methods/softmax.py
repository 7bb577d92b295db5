"""The softmax: scores to weights that are positive and sum to one; of categories as of inputs to attend to."""

import torch
from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require


def softmax(input: Tensor, dim: int, dtype: torch.dtype | None = None) -> Tensor:
    """Turn scores into weights: e to the power of each score, divided by their sum along ``dim``.

    Parameters
    ----------
    input : Tensor, any shape
        Scores; −∞ gets weight 0.
    dim : int
        Along which the weights sum to 1. For E of shape (N_Q, N_X), ``dim=1`` gives each query its own distribution
        over the inputs.
    dtype : torch.dtype, optional
        To which the scores are converted first.

    Returns
    -------
    Tensor, of the shape of ``input``
        Where all scores along ``dim`` are −∞ there is nothing to divide by: NaN.

    Raises
    ------
    ValueError
        If the scores aren't floats, or there is no such dimension.

    References
    ----------
    Slide "Attention Layer": A = softmax(E, dim=1). Same result as :func:`torch.softmax`.
    """
    scores = input if dtype is None else input.to(dtype)
    require(scores.dtype in FLOATS, "input", "of a float dtype (or give dtype)", scores.dtype)
    dimensions = max(scores.dim(), 1)
    require(-dimensions <= dim < dimensions, "dim", f"from {-dimensions} to {dimensions - 1}", dim)
    if scores.numel() == 0:
        return scores.clone()  # no score has a maximum
    precise = scores.float() if scores.dtype in (torch.float16, torch.bfloat16) else scores
    # e^(s − m) / Σ e^(s − m) is the same for every m. With the maximum, no power is above e^0: nothing overflows.
    powers = (precise - precise.amax(dim, keepdim=True).detach()).exp()
    return (powers / powers.sum(dim, keepdim=True)).to(scores.dtype)

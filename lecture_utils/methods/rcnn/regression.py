"""Linear regression of offsets from features: ridge regression, in closed form."""

from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.validation import FLOATS, require


class LinearRegressor(NamedTuple):
    """A linear function from features to offsets.

    Attributes
    ----------
    weights : Tensor, shape (O, D)
    bias : Tensor, shape (O,)
    """

    weights: Tensor
    bias: Tensor


def ridge_regression(features: Tensor, targets: Tensor, penalty: float) -> LinearRegressor:
    """Find the weights W and bias b that minimise Σ |t − (W x + b)|² + λ |W|².

    Parameters
    ----------
    features : Tensor, shape (R, D)
    targets : Tensor, shape (R, O)
    penalty : float
        λ, positive: there may be more features than regions, and many features say nearly the same.

    Returns
    -------
    LinearRegressor

    Raises
    ------
    ValueError
        If a shape or dtype is another, there is no row, or λ isn't positive.

    References
    ----------
    Girshick et al., *Rich feature hierarchies for accurate object detection*, CVPR 2014, appendix C, equation 5 ("we
    set λ = 1000"). Same result as scikit-learn's ``Ridge``.
    """
    fits = features.dim() == 2 and len(features) > 0 and features.dtype in FLOATS
    require(fits, "features", "floats, at least one row", f"{features.dtype} {tuple(features.shape)}")
    fits = targets.dim() == 2 and len(targets) == len(features)
    require(fits, "targets", f"a row for each of {len(features)} regions", tuple(targets.shape))
    require(penalty > 0, "penalty", "a positive number", penalty)
    x, t = features.double(), targets.double()
    x_mean, t_mean = x.mean(dim=0), t.mean(dim=0)  # the bias isn't penalised
    x, t = x - x_mean, t - t_mean
    gram = x.T @ x + penalty * torch.eye(x.shape[1], dtype=x.dtype)  # (D, D), Xᵀ X + λ I
    weights = torch.linalg.solve(gram, x.T @ t).T  # (O, D)
    return LinearRegressor(weights.to(features.dtype), (t_mean - weights @ x_mean).to(features.dtype))

"""How far a measure would have been off with other scenes: the bootstrap."""

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from lecture_utils.methods.validation import require

Statistic = Callable[[Tensor], Tensor]
"""How often each scene counts, shape (R, N), to the measure of each of the R resamples, shape (R,)."""


class Interval(NamedTuple):
    """A measure and between which values it lies.

    Attributes
    ----------
    value : float
        On the scenes as they are.
    low, high : float
        Between these lies the given share of the resamples.
    confidence : float
        That share.
    repeats : int
        Number of resamples.
    """

    value: float
    low: float
    high: float
    confidence: float
    repeats: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({100 * self.confidence:g} % interval {self.low:.3f} to {self.high:.3f})"


def bootstrap_interval(
    statistic: Statistic, scenes: int, seed: int, confidence: float = 0.95, repeats: int = 1000
) -> Interval:
    """Draw as many scenes as there are, with replacement, again and again; see how the measure varies.

    Parameters
    ----------
    statistic : function
        From how often each scene counts to the measure: ``resampled`` of an `AveragePrecision`, a `MeanIoU` or a
        `ProposalRecall`, or what `mean_over_scenes` makes. It is asked for many resamples at once.
    scenes : int
        Number of scenes.
    seed : int
        The same seed gives the same interval.
    confidence : float
        Share of the resamples between the ends, in (0, 1).
    repeats : int
        Number of resamples.

    Returns
    -------
    Interval
        Resamples in which the measure is no number are left out.

    Raises
    ------
    ValueError
        If ``scenes`` or ``repeats`` isn't positive, or ``confidence`` isn't in (0, 1).

    References
    ----------
    Efron, *Bootstrap Methods: Another Look at the Jackknife*, Annals of Statistics 1979; the percentile interval. For
    detectors: Everingham et al., *The PASCAL Visual Object Classes Challenge: A Retrospective*, IJCV 2015.
    """
    for name, number in (("scenes", scenes), ("repeats", repeats)):
        require(isinstance(number, int) and number > 0, name, "a positive integer", repr(number))
    require(0 < confidence < 1, "confidence", "a share between 0 and 1", confidence)
    drawn = torch.randint(scenes, (repeats, scenes), generator=torch.Generator().manual_seed(seed))
    counts = torch.zeros(repeats, scenes, dtype=torch.float64)
    counts.scatter_add_(1, drawn, torch.ones(repeats, scenes, dtype=torch.float64))
    value = float(statistic(torch.ones(1, scenes, dtype=torch.float64)))
    if math.isnan(value):
        return Interval(value, math.nan, math.nan, confidence, repeats)
    outside = (1 - confidence) / 2
    ends = torch.tensor([outside, 1 - outside], dtype=torch.float64)
    low, high = statistic(counts).double().nanquantile(ends).tolist()
    return Interval(value, low, high, confidence, repeats)


def check_counts(counts: Tensor, scenes: int) -> Tensor:
    """Return how often each scene counts as floats.

    Raises
    ------
    ValueError
        If there isn't one number for each scene, shape (R, N).
    """
    fits = counts.dim() == 2 and counts.shape[1] == scenes
    require(fits, "counts", f"shape (R, {scenes}), one number for each scene", tuple(counts.shape))
    return counts.double()


def mean_over_scenes(values: Tensor) -> Statistic:
    """Make the statistic of a measure that is a mean over scenes, such as accuracy.

    Parameters
    ----------
    values : Tensor, shape (N,)
        One number for each scene: 1 if it is classified right, else 0.

    Returns
    -------
    function
        For `bootstrap_interval`.

    Raises
    ------
    ValueError
        If ``values`` has another shape.
    """
    require(values.dim() == 1, "values", "one number for each scene, shape (N,)", tuple(values.shape))
    return lambda counts: (check_counts(counts, len(values)) @ values.double()) / counts.sum(1)

"""The self-attention module of SAGAN."""

import torch
from torch import Tensor, nn

from lecture_utils.methods.cnn_attention.block import MapAttention
from lecture_utils.methods.validation import require


class SelfAttentionModule(MapAttention):
    """SAGAN's module: an eighth of the channels, and a learned share γ of the result, at first none of it.

    Parameters
    ----------
    channels : int
        C, a multiple of ``reduction``.
    reduction : int
        C' = C / ``reduction``.

    Attributes
    ----------
    gamma : nn.Parameter, shape ()
        γ, from 0 on: "this allows the network to first rely on the cues in the local neighborhood ... and then
        gradually learn to assign more weight to the non-local evidence".

    Raises
    ------
    ValueError
        If a number isn't a positive integer, or the channels can't be divided so.

    References
    ----------
    Zhang et al., *Self-Attention Generative Adversarial Networks*, ICML 2019 (arXiv 2018), section 3, equations 1 to 3:
    f and g are keys and queries, h the values, v the projection, y = γo + x.
    """

    def __init__(self, channels: int, reduction: int = 8) -> None:
        require(isinstance(reduction, int) and reduction >= 1, "reduction", "a positive integer", repr(reduction))
        fits = isinstance(channels, int) and channels >= 1 and channels % reduction == 0
        require(fits, "channels", f"a positive multiple of {reduction}", repr(channels))
        super().__init__(channels, channels // reduction)
        self.gamma = nn.Parameter(torch.zeros(()))

    def added(self, projected: Tensor) -> Tensor:
        """Return γ times the projected map."""
        return self.gamma * projected

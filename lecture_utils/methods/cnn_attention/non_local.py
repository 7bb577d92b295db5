"""The non-local block."""

from torch import nn

from lecture_utils.methods.cnn_attention.block import MapAttention
from lecture_utils.methods.validation import require


class NonLocalBlock(MapAttention):
    """The non-local block in its "embedded Gaussian" form: half of the channels, a projection that starts from 0.

    So a block that is inserted into a trained network changes nothing at first.

    Parameters
    ----------
    channels : int
        C, even.
    pool : int
        Keys and values are the maxima of squares of so many cells: with 2, the matrix is a quarter as large (the
        paper's "subsampling trick"). 1 keeps all.

    Raises
    ------
    ValueError
        If a number isn't a positive integer, or C is odd.

    References
    ----------
    Wang et al., *Non-local Neural Networks*, CVPR 2018, equations 1, 4 and 6, section 3.3, figure 2: θ and φ are
    queries and keys, g the values, W_z the projection.
    """

    def __init__(self, channels: int, pool: int = 1) -> None:
        fits = isinstance(channels, int) and channels >= 2 and channels % 2 == 0
        require(fits, "channels", "a positive even integer", repr(channels))
        super().__init__(channels, channels // 2, pool)
        nn.init.zeros_(self.projection.weight)

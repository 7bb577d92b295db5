"""One level of the decoder: enlarge, copy and concatenate, convolve."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import conv2d, conv_transpose2d, relu

from lecture_utils.methods.validation import require


def concatenate(copy: Tensor, maps: Tensor) -> Tensor:
    """Put the encoder's copy in front of the decoder's maps, cropped around its middle to their size.

    Parameters
    ----------
    copy : Tensor, shape (N, C, H, W)
        The encoder's maps of the same level.
    maps : Tensor, shape (N, D, h, w)
        The decoder's, with h ≤ H and w ≤ W. Where convolutions have no padding they are smaller.

    Returns
    -------
    Tensor, shape (N, C + D, h, w)
        The crop begins at row (H − h) // 2 and column (W − w) // 2 of the copy.

    Raises
    ------
    ValueError
        If the copy is smaller than the maps, or the batches differ.

    References
    ----------
    Ronneberger et al., MICCAI 2015, section 2: "a concatenation with the correspondingly cropped feature map".
    """
    height, width = maps.shape[2:]
    fits = len(copy) == len(maps) and copy.shape[2] >= height and copy.shape[3] >= width
    require(fits, "copy", f"({len(maps)}, C, at least {height}, at least {width})", tuple(copy.shape))
    top, left = (copy.shape[2] - height) // 2, (copy.shape[3] - width) // 2
    cropped = copy[:, :, top : top + height, left : left + width]  # (N, C, h, w)
    return torch.cat([cropped, maps], dim=1)  # (N, C + D, h, w)


def decoder_level(
    copy: Tensor, below: Tensor, up_weight: Tensor, up_bias: Tensor, weights: Sequence[Tensor], biases: Sequence[Tensor]
) -> Tensor:
    """Run one level of the decoder: up, across, and through its convolutions.

    Parameters
    ----------
    copy : Tensor, shape (N, C, H, W)
        The encoder's maps of this level.
    below : Tensor, shape (N, B, h, w)
        The maps from the level below, with 2h ≤ H and 2w ≤ W.
    up_weight, up_bias : Tensor, shape (B, D, 2, 2) and (D,)
        Of the transpose convolution, which has stride 2.
    weights : sequence of Tensor
        Of the 3 × 3 convolutions with padding 1: (E, C + D, 3, 3), then (E, E, 3, 3).
    biases : sequence of Tensor
        (E,) each.

    Returns
    -------
    Tensor, shape (N, E, 2h, 2w)

    Notes
    -----
    Batch normalisation in eval mode multiplies and adds fixed numbers, so it can be part of the convolution before it
    (``torch.nn.utils.fuse_conv_bn_eval``). Then this is what a level of a trained
    :class:`~lecture_utils.methods.unet.UNet` does.
    """
    maps = conv_transpose2d(below, up_weight, up_bias, stride=2)  # (N, D, 2h, 2w)
    maps = concatenate(copy, maps)  # (N, C + D, 2h, 2w)
    for weight, bias in zip(weights, biases, strict=True):
        maps = relu(conv2d(maps, weight, bias, padding=1))  # (N, E, 2h, 2w)
    return maps

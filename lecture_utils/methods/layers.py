"""Layers that several networks have: convolution–norm–ReLU, two fully connected layers, the bilinear filter."""

import math

import torch
from torch import Tensor, nn

from lecture_utils.methods.validation import require


def conv_norm_relu(
    channels_in: int,
    channels_out: int,
    stride: int = 1,
    kind: type[nn.Conv2d] | type[nn.ConvTranspose2d] = nn.Conv2d,
) -> tuple[nn.Conv2d | nn.ConvTranspose2d, nn.BatchNorm2d, nn.ReLU]:
    """Make a 3 × 3 convolution with padding 1, batch normalisation and ReLU.

    Parameters
    ----------
    channels_in, channels_out : int
    stride : int
    kind : type
        Of the convolution: ``nn.Conv2d`` or ``nn.ConvTranspose2d``.

    Returns
    -------
    tuple of three nn.Module
        The convolution has no bias: the normalisation would take it away again.

    References
    ----------
    Ioffe & Szegedy, *Batch Normalization*, ICML 2015, section 3.2.
    """
    convolution = kind(channels_in, channels_out, 3, stride, padding=1, bias=False)
    return convolution, nn.BatchNorm2d(channels_out), nn.ReLU(inplace=True)


def start_before_relu(layer: nn.Conv2d | nn.ConvTranspose2d) -> None:
    """Draw the weights of a layer so that numbers keep their size from layer to layer, through a ReLU each time.

    Parameters
    ----------
    layer : nn.Conv2d or nn.ConvTranspose2d
        Changed in place. Its weights get variance 2 / fan-in: the number of products that are summed for one output.
        For a transpose convolution that is C_in · (k / stride)²; ``nn.init.kaiming_normal_`` takes the first dimension
        of its weight (C_in, C_out, k, k) for the outputs, and reads C_out · k².

    References
    ----------
    He et al., *Delving Deep into Rectifiers*, ICCV 2015, section 2.2.
    """
    if isinstance(layer, nn.ConvTranspose2d):
        covered = math.prod(size / stride for size, stride in zip(layer.kernel_size, layer.stride, strict=True))
        nn.init.normal_(layer.weight, std=math.sqrt(2 * layer.groups / (layer.in_channels * covered)))
    else:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")


def fully_connected(inputs: int, width: int) -> nn.Sequential:
    """Make the two layers that detectors have between pooled or last features and their outputs.

    Parameters
    ----------
    inputs, width : int

    Returns
    -------
    nn.Sequential
        (R, inputs) to (R, width).
    """
    return nn.Sequential(
        nn.Linear(inputs, width), nn.ReLU(inplace=True), nn.Linear(width, width), nn.ReLU(inplace=True)
    )


def bilinear_filter(stride: int, size: int | None = None) -> Tensor:
    """Make the filter with which a transpose convolution of this stride interpolates linearly.

    Parameters
    ----------
    stride : int
        The factor of the upsampling.
    size : int or None
        K, rows and columns. None: 2 · stride − stride % 2, for cells that lie between pixels as those of pooling do.
        2 · stride − 1 is for cells that are centred on every ``stride``-th pixel.

    Returns
    -------
    Tensor, shape (K, K)
        Of the default size, use it with ``padding=stride // 2``: n cells become n * stride. Every output sums to the
        same total weight, so a constant stays constant away from the border.

    Raises
    ------
    ValueError
        If ``stride`` or ``size`` is below 1.

    References
    ----------
    Long, Shelhamer & Darrell, *Fully Convolutional Networks for Semantic Segmentation*, CVPR 2015, section 3.3.
    """
    require(isinstance(stride, int) and stride >= 1, "stride", "an integer of at least 1", repr(stride))
    size = 2 * stride - stride % 2 if size is None else size
    require(isinstance(size, int) and size >= 1, "size", "an integer of at least 1", repr(size))
    slope = 1 - (torch.arange(size) - (size - 1) / 2).abs() / stride  # (K,)
    return torch.outer(slope, slope)  # (K, K)

"""The sliding window that labels its centre pixel: patches cut out of an image, and all of them in one run.

A network for patches has convolutions without padding, and poolings of stride 2. Run over a larger map, it gives one
output for every second, fourth, ... patch. *À trous* it gives one for every patch: a pooling moves on by one pixel
instead, and what comes behind it looks twice as far apart. The numbers are those of the patches, one by one.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from lecture_utils.methods.validation import require


def centre_patches(image: Tensor, pixels: Tensor, window: int, centre: int | None = None) -> Tensor:
    """Cut out the patch around each of some pixels; beyond the border there are zeros.

    Parameters
    ----------
    image : Tensor, shape (D, H, W)
    pixels : Tensor, shape (K, 2), integer
        Row and column of each.
    window : int
        Rows and columns of a patch.
    centre : int, optional
        In which row and column of its patch the pixel lies; by default ``window // 2``.

    Returns
    -------
    Tensor, shape (K, D, window, window)

    Raises
    ------
    ValueError
        If a pixel lies outside the image, or a shape doesn't fit.
    """
    require(image.dim() == 3, "image", "(D, H, W)", tuple(image.shape))
    fits = pixels.dim() == 2 and pixels.shape[1] == 2 and not pixels.is_floating_point()
    require(fits, "pixels", "integers of shape (K, 2)", f"{pixels.dtype} {tuple(pixels.shape)}")
    size = torch.tensor(image.shape[1:])
    require(bool(((pixels >= 0) & (pixels < size)).all()), "pixels", f"in {tuple(size.tolist())}", pixels.tolist()[:1])
    windows = (
        pad_for_windows(image, window, centre=centre).unfold(1, window, 1).unfold(2, window, 1)
    )  # (D, H, W, window, window)
    return windows[:, pixels[:, 0], pixels[:, 1]].transpose(0, 1)


def pad_for_windows(maps: Tensor, window: int, dilation: int = 1, centre: int | None = None) -> Tensor:
    """Put so many zeros around maps that every pixel has a whole window about it.

    Parameters
    ----------
    maps : Tensor, shape (..., H, W)
    window : int
        Rows and columns of the window.
    dilation : int
        Pixels from one cell of the window to the next.
    centre : int, optional
        In which row and column of its window a pixel lies; by default ``window // 2``.

    Returns
    -------
    Tensor, shape (..., H + dilation · (window − 1), W + dilation · (window − 1))
    """
    place = window // 2 if centre is None else centre
    before, after = dilation * place, dilation * (window - 1 - place)
    return pad(maps, [before, after, before, after])


def all_pixels(height: int, width: int) -> Tensor:
    """Return row and column of every pixel, row by row: (height · width, 2)."""
    return torch.cartesian_prod(torch.arange(height), torch.arange(width))


def a_trous(network: nn.Sequential, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    """Let a network for patches look at every patch, or at every second one, ..., of a map, in one run.

    Parameters
    ----------
    network : nn.Sequential
        Convolutions without padding and of stride 1, poolings 2 × 2 of stride 2, and layers that treat each cell alone.
    stride : int
        Pixels from one patch to the next: as many of the first poolings keep their stride. A power of 2, at most the
        product of all strides.
    dilation : int
        Pixels from one cell of a patch to the next.

    Returns
    -------
    nn.Sequential
        On the same weights; layers that needn't change are the network's own.

    Raises
    ------
    ValueError
        If a layer is of another kind, or the stride can't be had.

    References
    ----------
    Giusti et al., *Fast Image Scanning with Deep Max-Pooling Convolutional Neural Networks*, ICIP 2013; Sermanet et
    al., *OverFeat*, ICLR 2014, section 3.5. "À trous": Chen et al., ICLR 2015, section 3.1.
    """
    poolings = sum(isinstance(layer, nn.MaxPool2d) for layer in network)
    fits = stride in [2**kept for kept in range(poolings + 1)]
    require(fits, "stride", "a power of 2, at most that of all poolings", stride)
    layers: list[nn.Module] = []
    left = stride
    for layer in network:
        if isinstance(layer, nn.Conv2d):
            plain = layer.stride == (1, 1) and layer.dilation == (1, 1) and layer.padding == (0, 0)
            require(plain, "network", "convolutions of stride 1 without padding", layer)
            layers.append(_dilated(layer, dilation))
        elif isinstance(layer, nn.MaxPool2d):
            require(layer.kernel_size == layer.stride == 2, "network", "poolings 2 × 2 of stride 2", layer)
            keeps = left > 1
            layers.append(nn.MaxPool2d(2, stride=2 if keeps else 1, dilation=dilation))
            left, dilation = (left // 2, dilation) if keeps else (left, dilation * 2)
        else:
            known = isinstance(layer, nn.BatchNorm2d | nn.ReLU)
            require(known, "network", "Conv2d, MaxPool2d, BatchNorm2d and ReLU", type(layer).__name__)
            layers.append(layer)
    return nn.Sequential(*layers).train(network.training)


def _dilated(layer: nn.Conv2d, dilation: int) -> nn.Conv2d:
    """Return the same convolution, on the same weights, that looks so far apart."""
    if dilation == 1:
        return layer
    size = (layer.kernel_size[0], layer.kernel_size[1])
    wide = nn.Conv2d(
        layer.in_channels,
        layer.out_channels,
        size,
        dilation=dilation,
        bias=False,
        device="meta",
    )
    wide.weight, wide.bias = layer.weight, layer.bias
    return wide

"""All windows in one run: a fully connected layer is a convolution whose filter is as large as its input.

The network then runs over a whole level at once, and neighbouring windows share what they have in common.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lecture_utils.methods.sliding_window.pyramid import image_pyramid, level_size
from lecture_utils.methods.sliding_window.score_maps import ScoreMap
from lecture_utils.methods.sliding_window.windows import Size, WindowGrid, pair
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture


def as_convolution(layer: nn.Linear, channels: int, height: int, width: int) -> nn.Conv2d:
    """Write a fully connected layer on a flattened map as a convolution of that map.

    Parameters
    ----------
    layer : nn.Linear
        Of channels · height · width inputs.
    channels, height, width : int
        Shape of the map before it is flattened.

    Returns
    -------
    nn.Conv2d
        Each neuron is a filter (channels, height, width). Its weights are the layer's own memory, not a copy.

    Raises
    ------
    ValueError
        If the layer takes another number of inputs.
    """
    inputs = channels * height * width
    require(layer.in_features == inputs, "layer", f"{inputs} inputs, as ({channels}, {height}, {width})", layer)
    convolution = nn.Conv2d(channels, layer.out_features, (height, width), bias=layer.bias is not None, device="meta")
    convolution.weight = nn.Parameter(layer.weight.detach().view(-1, channels, height, width))
    if layer.bias is not None:
        convolution.bias = nn.Parameter(layer.bias.detach())
    return convolution


def dense_network(features: nn.Module, classifier: nn.Sequential, window: int | Size) -> nn.Sequential:
    """Turn a network for crops into one that scores all windows of a level in one run.

    Parameters
    ----------
    features : nn.Module
        Convolutions and poolings: (N, 3, H, W) to (N, D, h, w), for any H and W.
    classifier : nn.Sequential
        Fully connected layers on the flattened map of one crop, with activations and dropout between them.
    window : int or (int, int)
        Height and width of the crops that the classifier takes.

    Returns
    -------
    nn.Sequential
        (N, 3, H, W) to (N, C, rows, columns), on the same weights. Windows have the stride of ``features``: the product
        of the strides of its layers. It is in ``eval`` mode, and so is ``features`` then.

    Raises
    ------
    ValueError
        If the classifier holds another kind of layer, or doesn't fit on the features of a crop.

    Notes
    -----
    The scores are those of the crops where ``features`` has no padding. With padding, a crop sees zeros beyond its
    border and the level its own pixels, and the scores differ.

    References
    ----------
    Sermanet et al., *OverFeat: Integrated Recognition, Localization and Detection using Convolutional Networks*, ICLR
    2014, section 3.5 ("ConvNets and Sliding Window Efficiency").
    """
    maps = _features_of_one_crop(features, pair(window))
    channels, height, width = maps.shape[1:]
    layers: list[nn.Module] = [features]
    for layer in classifier:
        if isinstance(layer, nn.Linear):
            layers.append(as_convolution(layer, channels, height, width))
            channels, height, width = layer.out_features, 1, 1  # what follows sees one place of the map
        else:
            known = isinstance(layer, nn.ReLU | nn.Dropout | nn.Flatten)
            require(known, "classifier", "Linear, ReLU, Dropout and Flatten", type(layer).__name__)
            if isinstance(layer, nn.ReLU):
                layers.append(layer)
    return nn.Sequential(*layers).eval()


@torch.no_grad()
def dense_score_maps(
    network: nn.Module, image: Tensor, scales: Sequence[float], window: int | Size, stride: int | Size
) -> list[ScoreMap]:
    """Classify every crop of an image at every scale, all crops of a level in one run.

    Parameters
    ----------
    network : nn.Module
        As `dense_network` makes it: (N, 3, H, W) to (N, C, rows, columns).
    image, scales
        As for :func:`~lecture_utils.methods.sliding_window.score_maps.score_maps`.
    window, stride : int or (int, int)
        Those of the network, in pixels of each level.

    Returns
    -------
    list of ScoreMap
        One for each scale at which a window fits on the image: those of ``score_maps`` with the network for crops.

    Raises
    ------
    ValueError
        If the image isn't a picture, the window fits at no scale, or the network has another window or stride.

    Notes
    -----
    Where the last window of a row or column is moved back to the border, it lies beside the network's lattice. The
    level's last rows and columns are then run once more.
    """
    check_picture(image)
    size, maps = (image.shape[-2], image.shape[-1]), []
    for level in image_pyramid(image, scales):
        grid = WindowGrid(size, level_size(size, level.scale), pair(window), pair(stride))
        if grid.count:
            scores = _with_last_windows(network, level.image[None], grid)
            fits = tuple(scores.shape[-2:]) == grid.shape
            require(fits, "network", f"{grid.shape} scores of a level {grid.level}", tuple(scores.shape[-2:]))
            maps.append(ScoreMap(level.scale, grid, scores))
    require(bool(maps), "window", "one that fits on the image at one scale at least", window)
    return maps


def _with_last_windows(network: nn.Module, level: Tensor, grid: WindowGrid) -> Tensor:
    """Score all windows of a level (1, 3, h, w), also those that are moved back to its border: (C, rows, columns)."""
    strips = [level]
    if (grid.level[0] - grid.window[0]) % grid.stride[0]:
        strips.append(level[:, :, -grid.window[0] :])
    rows = []
    for strip in strips:
        scores = [network(strip)[0]]  # (C, rows, columns)
        if (grid.level[1] - grid.window[1]) % grid.stride[1]:
            scores.append(network(strip[:, :, :, -grid.window[1] :])[0])  # (C, rows, 1)
        rows.append(torch.cat(scores, dim=2))
    return torch.cat(rows, dim=1)


@torch.no_grad()
def _features_of_one_crop(features: nn.Module, window: Size) -> Tensor:
    first = next(iter(features.parameters()), torch.empty(0))
    maps: Tensor = features.eval()(torch.zeros(1, 3, *window, device=first.device, dtype=first.dtype))
    require(maps.dim() == 4, "features", "one that gives maps (N, D, h, w)", tuple(maps.shape))
    return maps

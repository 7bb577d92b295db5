"""All windows in one run: a fully connected layer is a convolution whose filter is as large as its input.

The network then runs over a whole level at once, and neighbouring windows share what they have in common.
"""

import torch
from torch import Tensor, nn

from lecture_utils.methods.sliding_window.windows import Size, pair
from lecture_utils.methods.validation import require


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
def _features_of_one_crop(features: nn.Module, window: Size) -> Tensor:
    first = next(iter(features.parameters()), torch.empty(0))
    maps: Tensor = features.eval()(torch.zeros(1, 3, *window, device=first.device, dtype=first.dtype))
    require(maps.dim() == 4, "features", "one that gives maps (N, D, h, w)", tuple(maps.shape))
    return maps

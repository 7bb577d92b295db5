"""Attention over a photograph: its patches are the inputs, their features are built by hand, not trained."""

import math

from torch import Tensor
from torch.nn.functional import normalize

from lecture_utils.methods.attention.scaled_dot_product import attention_and_weights
from lecture_utils.methods.feature_map import CHANNELS, STRIDE, filter_bank_features
from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture

FEATURES = ("colour", "edges", "colour and edges")
COLOURS = 4  # the filter bank's first channels: bright, red, green, blue; the others respond to edges and spots


def cut_into_patches(image: Tensor, size: int = STRIDE) -> Tensor:
    """Cut an image into square patches; what is left over at the right and at the bottom is dropped.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
    size : int
        Pixels along the side of a patch.

    Returns
    -------
    Tensor, shape (rows, columns, 3, size, size)

    Raises
    ------
    ValueError
        If the image isn't (3, H, W), or not one patch fits.
    """
    check_picture(image)
    smallest = min(image.shape[1:])
    require(isinstance(size, int) and 1 <= size <= smallest, "size", f"from 1 to {smallest}", size)
    tiles = image.unfold(1, size, size).unfold(2, size, size)  # (3, rows, columns, size, size)
    return tiles.permute(1, 2, 0, 3, 4)  # (rows, columns, 3, size, size)


def patch_features(image: Tensor, kind: str = "colour and edges") -> Tensor:
    """Describe each 16 × 16 patch by the mean responses of filters that were built by hand.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    kind : str
        One of :data:`FEATURES`.

    Returns
    -------
    Tensor, shape (rows, columns, D_Q)
        D_Q = 4 for colour (brightness, red, green, blue), 5 for edges (in four directions, and spots), 9 for both.
        The mean over the patches is subtracted from each number, which is then divided by its standard deviation; then
        each patch is scaled to the norm √D_Q. Without that, patches with extreme numbers would get all the weight from
        everywhere.

    Raises
    ------
    ValueError
        If ``kind`` isn't one of them, or the image isn't (3, H, W) with at least 16 × 16 pixels.
    """
    require(kind in FEATURES, "kind", f"one of {', '.join(FEATURES)}", repr(kind))
    channels = {"colour": slice(COLOURS), "edges": slice(COLOURS, len(CHANNELS)), "colour and edges": slice(None)}[kind]
    features = filter_bank_features(image)[0, channels].permute(1, 2, 0)  # (rows, columns, D_Q)
    spread = features.std(dim=(0, 1), correction=0).clamp(min=1e-6)  # an image of one colour has none
    centred = (features - features.mean(dim=(0, 1))) / spread
    return normalize(centred, dim=2) * math.sqrt(features.shape[2])  # (rows, columns, D_Q)


def attend_over_patches(
    features: Tensor, patches: Tensor, patch: tuple[int, int], temperature: float = 1.0
) -> tuple[Tensor, Tensor]:
    """Let one patch of an image look at all of them: its features are the query, those of all are the keys.

    Parameters
    ----------
    features : Tensor, shape (rows, columns, D_Q)
        As :func:`patch_features` gives them.
    patches : Tensor, shape (rows, columns, 3, size, size)
        The values: as :func:`cut_into_patches` gives them.
    patch : (int, int)
        Row and column of the patch that asks.
    temperature : float
        The scores are divided by it: below 1 the weights gather on few patches, above 1 they spread.

    Returns
    -------
    output : Tensor, shape (3, size, size)
        The weighted mean of all patches.
    weights : Tensor, shape (rows, columns)
        The weight of each patch; they sum to 1.

    Raises
    ------
    ValueError
        If features and patches don't fit together, there is no such patch, or the temperature isn't positive.
    """
    fits = features.dim() == 3 and patches.dim() == 5 and features.shape[:2] == patches.shape[:2]
    require(fits, "patches", f"(rows, columns, 3, size, size) for {tuple(features.shape)}", tuple(patches.shape))
    (rows, columns, D_Q), (row, column) = features.shape, patch
    require(0 <= row < rows and 0 <= column < columns, "patch", f"in a grid of {rows} × {columns}", patch)
    require(temperature > 0, "temperature", "positive", temperature)
    query, key = features[row, column][None], features.flatten(0, 1)  # (1, D_Q) and (rows · columns, D_Q)
    value = patches.flatten(2).flatten(0, 1)  # (rows · columns, 3 · size · size)
    output, weights = attention_and_weights(query, key, value, scale=D_Q**-0.5 / temperature)
    return output.reshape(patches.shape[2:]), weights.reshape(rows, columns)


def patches_that_hold(weights: Tensor, share: float = 0.5) -> int:
    """Count the fewest inputs that hold a share of one query's weights.

    Parameters
    ----------
    weights : Tensor, any shape
        They sum to 1.
    share : float
        From 0 to 1.
    """
    require(0 <= share <= 1, "share", "from 0 to 1", share)
    held = weights.flatten().sort(descending=True).values.cumsum(dim=0)
    return min(int((held < share - 1e-6).sum()) + 1, weights.numel())

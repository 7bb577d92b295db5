"""Attention over a photograph: its patches are the inputs, their features are built by hand, not trained."""

import math
from typing import NamedTuple

from torch import Tensor
from torch.nn.functional import normalize

from lecture_utils.methods.attention.arguments import require
from lecture_utils.methods.attention.scaled_dot_product import attention_and_weights
from lecture_utils.methods.feature_map import CHANNELS, STRIDE, filter_bank_features

FEATURES = ("colour", "edges", "colour and edges")
COLOURS = 4  # the filter bank's first channels: bright, red, green, blue; the others respond to edges and spots


class PatchAttention(NamedTuple):
    """What the patches of an image take from one another.

    Attributes
    ----------
    features : Tensor, shape (N, D_Q)
        Queries and keys: the features of the N = rows · columns patches.
    weights : Tensor, shape (N, N)
        Row i: where patch i looks.
    output : Tensor, shape (N, 3, 16, 16)
        Patch i: the mix of all patches that patch i takes.
    grid : (int, int)
        Rows and columns of patches.
    """

    features: Tensor
    weights: Tensor
    output: Tensor
    grid: tuple[int, int]


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
    require(image.dim() == 3 and image.shape[0] == 3, "image", "(3, H, W)", tuple(image.shape))
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
    Tensor, shape (rows · columns, D_Q)
        D_Q = 4 for colour (brightness, red, green, blue), 5 for edges (in four directions, and spots), 9 for both. Each
        number has its mean over the patches taken away and is divided by its spread; then each row is scaled to length
        √D_Q. Without that, patches with extreme numbers would get all the weight from everywhere.

    Raises
    ------
    ValueError
        If ``kind`` isn't one of them, or the image isn't (3, H, W) with at least 16 × 16 pixels.
    """
    require(kind in FEATURES, "kind", f"one of {', '.join(FEATURES)}", repr(kind))
    channels = {"colour": slice(COLOURS), "edges": slice(COLOURS, len(CHANNELS)), "colour and edges": slice(None)}[kind]
    features = filter_bank_features(image)[0, channels].flatten(1).T  # (N, D_Q)
    spread = features.std(dim=0, correction=0).clamp(min=1e-6)  # an image of one colour has none
    centred = (features - features.mean(dim=0)) / spread
    return normalize(centred, dim=1) * math.sqrt(features.shape[1])  # (N, D_Q)


def attend_over_patches(image: Tensor, kind: str = "colour and edges", temperature: float = 1.0) -> PatchAttention:
    """Let every 16 × 16 patch of an image look at all of them.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    kind : str
        One of :data:`FEATURES`.
    temperature : float
        The scores are divided by it: below 1 the weights gather on few patches, above 1 they spread.

    Returns
    -------
    PatchAttention
        Queries and keys are the patches' features, values their pixels.

    Raises
    ------
    ValueError
        If an argument isn't as above.
    """
    require(temperature > 0, "temperature", "positive", temperature)
    patches = cut_into_patches(image)  # (rows, columns, 3, 16, 16)
    features = patch_features(image, kind)
    scale = features.shape[1] ** -0.5 / temperature
    output, weights = attention_and_weights(features, features, patches.flatten(2).flatten(0, 1), scale=scale)
    return PatchAttention(
        features, weights, output.reshape(-1, *patches.shape[2:]), (patches.shape[0], patches.shape[1])
    )


def patches_that_hold(weights: Tensor, share: float = 0.5) -> int:
    """Count the fewest inputs that hold a share of one query's weights.

    Parameters
    ----------
    weights : Tensor, shape (N_X,)
        They sum to 1.
    share : float
        From 0 to 1.
    """
    require(0 <= share <= 1, "share", "from 0 to 1", share)
    held = weights.sort(descending=True).values.cumsum(dim=0)
    return min(int((held < share - 1e-6).sum()) + 1, len(weights))

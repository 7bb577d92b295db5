"""The Laplacian pyramid: what an image has at each scale, and the rest."""

import torch
from torch import Tensor
from torch.nn.functional import pad

from lecture_utils.methods.unpooling import bed_of_nails
from lecture_utils.methods.validation import require

BINOMIAL = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
"""The filter along each axis, nearly a Gaussian."""


def laplacian_pyramid(images: Tensor, levels: int) -> list[Tensor]:
    """Split images into what is lost from each scale to the next coarser one, and the coarsest scale.

    Parameters
    ----------
    images : Tensor, shape (N, D, H, W)
    levels : int
        At least 1; the coarsest must have three rows and columns.

    Returns
    -------
    list of Tensor, shape (N, D, ⌈H / 2^s⌉, ⌈W / 2^s⌉)
        Their sum, each enlarged to the next finer one's size, is the images.

    Raises
    ------
    ValueError
        If the shape is another, or there are too many levels.

    References
    ----------
    Burt & Adelson, *The Laplacian Pyramid as a Compact Image Code*, IEEE Transactions on Communications 1983.
    """
    require(images.dim() == 4, "images", "(N, D, H, W)", tuple(images.shape))
    fits = isinstance(levels, int) and levels >= 1 and min(images.shape[-2:]) > 2**levels
    require(fits, "levels", "a positive integer, so that the coarsest has three rows and columns", levels)
    pyramid = []
    for _ in range(levels - 1):
        smaller = blurred(images)[..., ::2, ::2]  # (N, D, ⌈H / 2⌉, ⌈W / 2⌉)
        pyramid.append(images - enlarged(smaller, images.shape[-2:]))
        images = smaller
    return [*pyramid, images]


def blurred(images: Tensor) -> Tensor:
    """Blur each channel with the binomial filter; what lies beyond the border is mirrored."""
    height, width = images.shape[-2:]
    wider = pad(images, [2, 2, 2, 2], mode="reflect")  # (N, D, H + 4, W + 4)
    across = torch.stack([share * wider[..., i : i + width] for i, share in enumerate(BINOMIAL)]).sum(dim=0)
    return torch.stack([share * across[..., i : i + height, :] for i, share in enumerate(BINOMIAL)]).sum(dim=0)


def enlarged(images: Tensor, size: tuple[int, ...]) -> Tensor:
    """Double the rows and columns: a bed of nails, blurred, four times as bright since three of four cells are 0."""
    rows, columns = size
    return blurred(4 * bed_of_nails(images)[..., :rows, :columns])

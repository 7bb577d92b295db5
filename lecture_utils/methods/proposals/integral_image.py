"""Integral images: the sum of a map inside any box from four numbers."""

from torch import Tensor
from torch.nn.functional import pad


def integral_image(values: Tensor) -> Tensor:
    """Sum all values above and to the left of each corner between the pixels.

    Parameters
    ----------
    values : Tensor, shape (H, W)

    Returns
    -------
    Tensor, shape (H + 1, W + 1), float64

    References
    ----------
    Viola & Jones, *Rapid Object Detection using a Boosted Cascade of Simple Features*, CVPR 2001, section 2.1.
    """
    return pad(values.double().cumsum(0).cumsum(1), (1, 0, 1, 0))


def box_sums(integral: Tensor, boxes: Tensor) -> Tensor:
    """Sum a map inside each box.

    Parameters
    ----------
    integral : Tensor, shape (H + 1, W + 1)
        Of `integral_image`.
    boxes : Tensor, shape (K, 4), integer
        ``(x1, y1, x2, y2)`` inside the map, half-open.

    Returns
    -------
    Tensor, shape (K,)
    """
    x1, y1, x2, y2 = boxes.T
    return integral[y2, x2] - integral[y1, x2] - integral[y2, x1] + integral[y1, x1]

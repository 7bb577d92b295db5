"""Normed gradients: small pictures of edges in which objects of any size look alike."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from lecture_utils.scenes.picture import check_picture

SIDES = (10, 20, 40, 80, 160, 320)
"""Widths and heights of the windows in pixels; every width goes with every height."""

CELL = 8
"""Every window is looked at as so many rows and columns."""


@dataclass(frozen=True)
class NormedGradients:
    """The image resized so that windows of one size become 8×8 pixels, and its gradients.

    Attributes
    ----------
    size : (int, int)
        Width and height of the windows in the image.
    gradients : Tensor, shape (h, w), uint8
        Sum of the magnitudes of both derivatives, at most 255.
    scale : (float, float)
        Pixels of the image for one column and for one row of it.
    """

    size: tuple[int, int]
    gradients: Tensor
    scale: tuple[float, float]

    def boxes(self, rows: Tensor, columns: Tensor) -> Tensor:
        """Return the boxes in the image of the windows that start in these rows and columns: shape (K, 4)."""
        corner = torch.stack([columns, rows], dim=1)
        return torch.cat([corner, corner + CELL], dim=1) * torch.tensor(self.scale).repeat(2)  # (K, 4)


def gradient_magnitude(image: Tensor) -> Tensor:
    """Take min(|gx| + |gy|, 255) at each pixel, of the colour channel where it is largest.

    Parameters
    ----------
    image : Tensor, shape (3, H, W), uint8

    Returns
    -------
    Tensor, shape (H, W), uint8
        Derivatives are differences of the two neighbours; at the border, of the pixel and its one neighbour, twice.

    References
    ----------
    Cheng et al., *BING*, CVPR 2014, section 3.1.
    """
    values = image.short()
    right = values.new_empty(values.shape)
    right[:, :, 1:-1] = values[:, :, 2:] - values[:, :, :-2]
    right[:, :, 0], right[:, :, -1] = (2 * (values[:, :, a] - values[:, :, b]) for a, b in ((1, 0), (-1, -2)))
    down = values.new_empty(values.shape)
    down[:, 1:-1] = values[:, 2:] - values[:, :-2]
    down[:, 0], down[:, -1] = (2 * (values[:, a] - values[:, b]) for a, b in ((1, 0), (-1, -2)))
    total = right.abs_() + down.abs_()
    return torch.maximum(torch.maximum(total[0], total[1]), total[2]).clamp_(max=255).to(torch.uint8)


def normed_gradients(image: Tensor, sides: tuple[int, ...] = SIDES) -> list[NormedGradients]:
    """Resize an image for each size of window, and take its gradients.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Floats in [0, 1].
    sides : tuple of int
        Widths and heights of the windows.

    Returns
    -------
    list of NormedGradients
        One for each size that fits into the image.
    """
    check_picture(image)
    pixels = (image.detach().cpu().float() * 255).round().to(torch.uint8)[None]
    pixels = pixels.contiguous(memory_format=torch.channels_last)
    _, _, height, width = pixels.shape
    found = []
    for h in sides:
        for w in sides:
            if w > width or h > height:
                continue
            shape = (round(height * CELL / h), round(width * CELL / w))
            resized = interpolate(pixels, shape, mode="bilinear", antialias=True)[0]
            scale = (width / shape[1], height / shape[0])
            found.append(NormedGradients((w, h), gradient_magnitude(resized.contiguous()), scale))
    return found


def window_features(gradients: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Cut out the 8×8 windows that start in these rows and columns: shape (K, 64), float32."""
    windows = gradients.unfold(0, CELL, 1).unfold(1, CELL, 1)  # (h − 7, w − 7, 8, 8)
    return windows[rows, columns].flatten(1).float()

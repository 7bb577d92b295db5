"""Colour spaces, each blind to something else: to shadows, to highlights, to saturation.

Selective Search groups regions in several of them, so that where one sees a shadow's edge, another sees one object.
"""

from collections.abc import Callable

import numpy as np
import torch
from skimage.color import rgb2hsv, rgb2lab
from torch import Tensor

from lecture_utils.methods.validation import require
from lecture_utils.scenes.picture import check_picture

_SQRT = {number: number**0.5 for number in (2, 3, 6)}


def _rgb(pixels: np.ndarray) -> np.ndarray:
    return pixels


def _intensity(pixels: np.ndarray) -> np.ndarray:
    return pixels.mean(-1, keepdims=True)


def _lab(pixels: np.ndarray) -> np.ndarray:
    return (rgb2lab(pixels) + np.array([0, 128, 128])) / np.array([100, 255, 255])


def _hsv(pixels: np.ndarray) -> np.ndarray:
    return rgb2hsv(pixels)


def _hue(pixels: np.ndarray) -> np.ndarray:
    return rgb2hsv(pixels)[..., :1]


def _normalised_rgb(pixels: np.ndarray) -> np.ndarray:
    total = pixels.sum(-1, keepdims=True)
    return np.divide(pixels, total, out=np.full_like(pixels, 1 / 3), where=total > 0)


def _rg_and_intensity(pixels: np.ndarray) -> np.ndarray:
    return np.concatenate([_normalised_rgb(pixels)[..., :2], _intensity(pixels)], axis=-1)


def _opponent_colours(pixels: np.ndarray) -> np.ndarray:
    red, green, blue = np.moveaxis(pixels, -1, 0)
    first, second = (red - green) / _SQRT[2], (red + green - 2 * blue) / _SQRT[6]
    third = (red + green + blue) / _SQRT[3]
    chroma = np.stack([first, second], axis=-1) / np.maximum(third, 1e-9)[..., None]  # (H, W, 2)
    limits = np.array([_SQRT[3] / _SQRT[2], _SQRT[2]])  # the largest magnitude: pure red, pure blue
    chroma = np.where(third[..., None] > 0, chroma, 0) / limits / 2 + 0.5
    return np.concatenate([chroma, third[..., None] / _SQRT[3]], axis=-1)


_CONVERSIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "RGB": _rgb,
    "I": _intensity,
    "Lab": _lab,
    "rgI": _rg_and_intensity,
    "HSV": _hsv,
    "rgb": _normalised_rgb,
    "C": _opponent_colours,
    "H": _hue,
}

COLOUR_SPACES = tuple(_CONVERSIONS)
"""The paper's eight, from the one that sees every change of light to the one that sees fewest."""


def to_colour_space(image: Tensor, space: str) -> Tensor:
    """Write an image down in another colour space.

    Parameters
    ----------
    image : Tensor, shape (3, H, W)
        Red, green and blue in [0, 1].
    space : str
        "RGB"; "I", the intensity; "Lab"; "rgI", the shares of red and green with the intensity; "HSV"; "rgb", the
        shares of all three; "C", the opponent colours divided by the intensity, with the intensity; "H", the hue.

    Returns
    -------
    Tensor, shape (C, H, W), float64
        Each channel in [0, 1]; C is 1 for "I" and "H", otherwise 3.

    Raises
    ------
    ValueError
        If there is no such space.

    References
    ----------
    Uijlings et al., *Selective Search for Object Recognition*, IJCV 2013, section 3.2.1 and table 2.
    """
    require(space in _CONVERSIONS, "space", f"one of {', '.join(COLOUR_SPACES)}", repr(space))
    check_picture(image)
    pixels = image.detach().cpu().permute(1, 2, 0).double().numpy()  # (H, W, 3)
    converted = _CONVERSIONS[space](np.ascontiguousarray(pixels)).clip(0, 1)
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(converted, -1, 0)))  # (C, H, W)

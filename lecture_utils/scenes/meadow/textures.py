"""What a part of a figure is painted with: a colour, or two in a pattern that is fixed to the body."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lecture_utils.scenes.meadow.noise import VOLUME, volume

Colour = tuple[float, float, float]

# Where on a figure a texture goes. Animals use the first row, people the second, trees the third.
BODY, FACE, LEG, HAIR, MUZZLE, NOSE, EYE, INNER, HOOF, HORN, CHEST, COLLAR = range(12)
SKIN, SHIRT, SLEEVE, TROUSERS, SHOE, HAT, HEAD_HAIR, SKIRT = range(8)
LEAF, BARK = range(2)
PLACES = 12

PLAIN = 9.0
"""A threshold that no pattern exceeds."""


def rgb(colour: Colour) -> np.ndarray:
    """Return a colour as an array, shape (3,), float32."""
    return np.array(colour, dtype=np.float32)


@dataclass(frozen=True)
class Texture:
    """A colour, and a second one where a pattern exceeds its threshold.

    Attributes
    ----------
    base, second : tuple of 3 floats
        Red, green, blue in [0, 1].
    noise, stripe, height, forward : float
        Weights of the pattern's terms: blotches, stripes across the body, metres up, metres forward.
    threshold : float
    blotches, stripes : float
        Blotches and stripes for one metre.
    sharpness : float
        Of the border between the two colours.
    """

    base: Colour
    second: Colour = (0.0, 0.0, 0.0)
    noise: float = 0.0
    stripe: float = 0.0
    height: float = 0.0
    forward: float = 0.0
    threshold: float = PLAIN
    blotches: float = 1.0
    stripes: float = 8.0
    sharpness: float = 12.0

    def row(self) -> tuple[float, ...]:
        """Return all numbers in a row, as :func:`colours` takes them."""
        pattern = (self.noise, self.stripe, self.height, self.forward, self.threshold)
        return (*self.base, *self.second, *pattern, self.blotches, self.stripes, self.sharpness)


def tables(figures: Sequence[dict[int, Texture]]) -> np.ndarray:
    """Return the textures of figures in rows by place, shape (figures, PLACES, 14), float32; 0 where there is none."""
    rows = np.zeros((len(figures), PLACES, 14), dtype=np.float32)
    for figure, textures in enumerate(figures):
        rows[figure, list(textures)] = [texture.row() for texture in textures.values()]
    return rows


def colours(rows: np.ndarray, body: tuple[np.ndarray, np.ndarray, np.ndarray], shift: np.ndarray) -> np.ndarray:
    """Texture points of figures.

    Parameters
    ----------
    rows : ndarray, shape (N, 14), float32
        The texture of each point, as :meth:`Texture.row` gives it.
    body : tuple of three ndarrays, shape (N,), float32
        Forward, up and left, in metres.
    shift : ndarray, shape (N,), float32
        Moves the pattern, so that no two figures have the same.

    Returns
    -------
    ndarray, shape (N, 3), float32
        Red, green, blue.
    """
    forward, up, left = body
    noise, stripe, height, ahead, threshold, blotches, stripes, sharpness = np.ascontiguousarray(rows[:, 6:].T)
    cells = blotches * (VOLUME / 4)
    blotch = volume(23, 4, 3)[_cell(forward * cells + shift), _cell(up * cells + shift), _cell(left * cells)]
    phase = forward * stripes + blotch * 1.1 + shift
    wave = np.abs(phase - np.floor(phase) - 0.5) * 2  # a triangle wave in [0, 1]
    value = noise * blotch + stripe * wave + height * up + ahead * forward - threshold
    amount = np.clip(value * sharpness + 0.5, 0, 1)[:, None]
    return rows[:, :3] + amount * (rows[:, 3:6] - rows[:, :3])


def is_plain(rows: np.ndarray) -> np.ndarray:
    """Return which paints (N, 14) show their first colour only, (N,) bool."""
    return rows[:, 10] == PLAIN


def _cell(position: np.ndarray) -> np.ndarray:
    return np.floor(position).astype(np.int64) & (VOLUME - 1)

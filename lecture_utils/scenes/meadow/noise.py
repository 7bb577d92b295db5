"""Tiles of noise, made once: smooth bumps of several sizes that repeat without a seam."""

from functools import lru_cache

import numpy as np

from lecture_utils.scenes.meadow.random_numbers import lattice

TILE = 256
"""Side of :func:`tile` in cells."""

VOLUME = 128
"""Side of :func:`volume` in cells."""


@lru_cache(maxsize=8)
def tile(seed: int, coarsest: int, octaves: int) -> np.ndarray:
    """Return a square tile of fractal noise.

    Parameters
    ----------
    seed : int
        Which noise.
    coarsest : int
        Bumps along one side in the coarsest octave, a power of 2.
    octaves : int
        Each further octave has bumps of half the size and half the height.

    Returns
    -------
    ndarray, shape (TILE, TILE), float32
        From 0 to 1, each value as common: threshold 0.3 keeps 70 %.
    """
    return _fractal(seed, coarsest, octaves, (TILE, TILE))


@lru_cache(maxsize=8)
def volume(seed: int, coarsest: int, octaves: int) -> np.ndarray:
    """Return a cube of fractal noise, shape (VOLUME, VOLUME, VOLUME); otherwise as :func:`tile`."""
    return _fractal(seed, coarsest, octaves, (VOLUME, VOLUME, VOLUME))


def _fractal(seed: int, coarsest: int, octaves: int, shape: tuple[int, ...]) -> np.ndarray:
    total = np.zeros(shape)
    for octave in range(octaves):
        bumps = min(coarsest * 2**octave, shape[0])
        values = lattice(seed + octave, bumps ** len(shape)).reshape((bumps,) * len(shape))
        for axis in range(len(shape)):
            values = _stretch(values, shape[axis], axis)
        total = total + values * 0.5**octave
    steps = np.floor((total - total.min()) * (65535.0 / (total.max() - total.min()))).astype(np.int64)
    share_below = np.cumsum(np.bincount(steps.reshape(-1))) / total.size
    return np.ascontiguousarray(share_below.astype(np.float32)[steps])


def _stretch(values: np.ndarray, length: int, axis: int) -> np.ndarray:
    """Interpolate along one axis, smoothly and around the end."""
    position = np.arange(length) * (values.shape[axis] / length)
    below = position.astype(np.int64)
    weight = position - below
    weight = weight * weight * (3.0 - 2.0 * weight)
    weight = weight.reshape([-1 if other == axis else 1 for other in range(values.ndim)])
    first = values.take(below, axis)
    return first + (values.take((below + 1) % values.shape[axis], axis) - first) * weight

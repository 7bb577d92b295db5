"""The meadow: a scene with its boxes, masks and maps, from one seed.

>>> meadow = Meadow(7)
>>> meadow
Meadow(7, size=128: a golden horse walks)
>>> meadow.image.shape, meadow.boxes.shape, meadow.masks.shape
(torch.Size([3, 128, 128]), torch.Size([1, 4]), torch.Size([1, 128, 128]))
"""

from collections.abc import Sequence
from typing import Self

import numpy as np
import torch
from torch import Tensor

from lecture_utils.scenes.meadow.captions import describe
from lecture_utils.scenes.meadow.categories import FINE, THINGS, VARIANTS
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.scene import MOST_THINGS, POSTURES, RenderedScene, meadow_scene

_CATEGORIES = 3


class Meadow:
    """A scene of stuff (sky, grass, trees, water, path) and up to eight things (cow, cat, dog, horse, person).

    The same arguments give the same numbers on every machine: seeds are hashed as integers, and all that decides a
    pixel is made of operations that IEEE 754 rounds in one way (+, −, ×, ÷, √, comparison), each on its own.

    Parameters
    ----------
    seed : int
        From 0 to 2⁶³ − 1. :func:`~lecture_utils.scenes.meadow.splits.scene_seed` gives those of a split.
    size : int
        Height and width in pixels, from 32 to 512.
    things : sequence of str, or None
        Exactly these are seen: names of :data:`~lecture_utils.scenes.meadow.categories.THINGS` or of
        :data:`~lecture_utils.scenes.meadow.categories.FINE`. None leaves it to the seed.

    Attributes
    ----------
    seed, size : int
    image : Tensor, shape (3, H, W), float32
        In [0, 1], multiples of 1/255.
    boxes : Tensor, shape (K, 4), float32
        ``(x1, y1, x2, y2)`` in pixels, tight around what is visible; from the farthest thing to the nearest.
    labels : Tensor, shape (K,), int64
        Indices of ``THINGS``.
    fine : Tensor, shape (K,), int64
        Indices of ``FINE``.
    semantic : Tensor, shape (H, W), int64
        Indices of :data:`~lecture_utils.scenes.meadow.categories.SEMANTIC`: the stuff's, then the things'.
    masks : Tensor, shape (K, H, W), bool
        The visible pixels of each thing; no pixel is in two.
    visible : Tensor, shape (K,), float32
        Share of each thing that neither others nor the border hide, in (0, 1].
    feet : Tensor, shape (K, 2), float32
        Where each thing stands, (x, y) in pixels. A larger y is nearer.
    postures : tuple of str
        What each thing does, one of :data:`~lecture_utils.scenes.meadow.scene.POSTURES`.
    caption : str
        A sentence that is true of the scene. See :mod:`~lecture_utils.scenes.meadow.captions`.

    Raises
    ------
    ValueError
        If an argument is none of the above, or the things can't all be seen at once.
    """

    def __init__(self, seed: int, size: int = 128, things: Sequence[str] | None = None) -> None:
        check_seed(seed)
        check_size(size)
        self._fill(meadow_scene(seed, size, None if things is None else _fine_categories(things, seed)), seed)

    @classmethod
    def of(cls, scene: RenderedScene, seed: int) -> Self:
        """Make a meadow of a scene that is drawn already, such as one from the cache."""
        meadow = cls.__new__(cls)
        meadow._fill(scene, seed)
        return meadow

    def _fill(self, scene: RenderedScene, seed: int) -> None:
        self.seed, self.size = seed, scene.image.shape[0]
        self.image = as_image(scene.image)
        self.boxes = torch.from_numpy(scene.boxes.astype(np.float32))
        self.fine = torch.from_numpy(scene.fine.astype(np.int64))
        self.labels = torch.from_numpy(scene.labels.astype(np.int64))
        self.semantic = torch.from_numpy(scene.semantic.astype(np.int64))
        numbers = np.arange(1, len(scene.fine) + 1, dtype=np.uint8)
        self.masks = torch.from_numpy(scene.instance[None] == numbers[:, None, None])  # (K, H, W)
        self.visible = torch.from_numpy(scene.visible.astype(np.float32))
        self.feet = torch.from_numpy(scene.feet.astype(np.float32))
        self.postures = tuple(POSTURES[posture] for posture in scene.posture)
        self._scene = scene

    @property
    def caption(self) -> str:
        """A sentence that is true of the scene."""
        return describe(self._scene, self.seed)

    @property
    def names(self) -> tuple[str, ...]:
        """The finer category of each thing in words."""
        return tuple(FINE[fine] for fine in self.fine)

    @property
    def scene(self) -> RenderedScene:
        """The scene in whole numbers."""
        return self._scene

    def __repr__(self) -> str:
        return f"Meadow({self.seed}, size={self.size}: {self.caption})"


def as_image(pixels: np.ndarray) -> Tensor:
    """Turn uint8 (H, W, 3) into float32 (3, H, W) in [0, 1]."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1))).float().div_(255)  # (3, H, W)


def check_seed(seed: int) -> None:
    """Raise ValueError unless this is a seed."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**63:
        raise ValueError(f"seed must be an integer from 0 to 2**63 - 1; got {seed!r}")


def check_size(size: int) -> None:
    """Raise ValueError unless scenes have this size."""
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or not 32 <= size <= 512:
        raise ValueError(f"size must be an integer from 32 to 512 pixels; got {size!r}")


def fine_category(name: str, random: RandomNumbers) -> int:
    """Return the finer category of a name; of a coarse name, one of its finer categories.

    Raises
    ------
    ValueError
        If there is no category of this name.
    """
    if name in FINE:
        return FINE.index(name)
    if name in THINGS:
        return THINGS.index(name) * VARIANTS + random.below(VARIANTS)
    raise ValueError(f"things must be among {', '.join(THINGS)} or, finer, {', '.join(FINE)}; got {name!r}")


def _fine_categories(things: Sequence[str], seed: int) -> list[int]:
    if isinstance(things, str) or len(things) > MOST_THINGS:
        raise ValueError(f"things must be a sequence of at most {MOST_THINGS} names; got {things!r}")
    random = RandomNumbers(seed, _CATEGORIES)
    return [fine_category(name, random) for name in things]

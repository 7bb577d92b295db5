"""Scenes and crops drawn once and read often: the first ones of a split, each kind in a file of its own."""

import hashlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from lecture_utils.scenes.cache_folder import default_folder
from lecture_utils.scenes.meadow.categories import FINE, VARIANTS
from lecture_utils.scenes.meadow.crops import Crop, crop_scene
from lecture_utils.scenes.meadow.meadow import Meadow, as_image, check_size
from lecture_utils.scenes.meadow.scene import MOST_THINGS, RenderedScene, meadow_scene, portrait_scene
from lecture_utils.scenes.meadow.splits import Split, scene_seed
from lecture_utils.scenes.record_file import RecordFile

_PER_THING = ("boxes", "fine", "posture", "feet", "visible")


@cache
def fingerprint(size: int) -> str:
    """Return the SHA-256 of three scenes and of every finer category as they are drawn now.

    It changes when the pictures do: scenes and crops that were drawn before, and figures that were measured on them,
    are out of date then.

    Parameters
    ----------
    size : int
        Height and width of the scenes in pixels.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    total = hashlib.sha256()
    scenes = [meadow_scene(seed, size) for seed in (1, 2, 3)]
    portraits = [portrait_scene(fine, 64, fine) for fine in range(len(FINE))]
    for scene in scenes + portraits:
        for values in scene:
            total.update(np.ascontiguousarray(values).tobytes())
    return total.hexdigest()


def _scene_type(size: int) -> np.dtype:
    return np.dtype(
        [
            ("image", "u1", (size, size, 3)),
            ("semantic", "u1", (size, size)),
            ("instance", "u1", (size, size)),
            ("things", "u1"),
            ("boxes", "<i2", (MOST_THINGS, 4)),
            ("fine", "u1", (MOST_THINGS,)),
            ("posture", "u1", (MOST_THINGS,)),
            ("feet", "<f4", (MOST_THINGS, 2)),
            ("visible", "<f4", (MOST_THINGS,)),
        ]
    )


def _crop_type(size: int) -> np.dtype:
    return np.dtype([("image", "u1", (size, size, 3)), ("fine", "u1")])


def _scene_record(seed: int, size: int) -> np.ndarray:
    scene = meadow_scene(seed, size)
    record = np.zeros((), dtype=_scene_type(size))
    record["image"], record["semantic"], record["instance"] = scene.image, scene.semantic, scene.instance
    record["things"] = len(scene.fine)
    for name in _PER_THING:
        record[name][: len(scene.fine)] = getattr(scene, name)
    return record


def _crop_record(seed: int, size: int) -> np.ndarray:
    scene, fine = crop_scene(seed, size)
    record = np.zeros((), dtype=_crop_type(size))
    record["image"], record["fine"] = scene.image, fine
    return record


class _SplitCache:
    """What the caches have in common: a file with one record for each of the first seeds of a split."""

    kind: ClassVar[str]

    def __init__(
        self,
        split: Split | str,
        count: int,
        size: int,
        folder: Path | None,
        workers: int,
        record: np.dtype,
        draw: Callable[..., np.ndarray],
    ) -> None:
        check_size(size)
        if count < 1:
            raise ValueError(f"count must be at least 1; got {count}")
        first = scene_seed(split, 0)
        scene_seed(split, count - 1)  # raises where the split is too small
        self.split, self.count, self.size = Split(split), count, size
        self.seeds = range(first, first + count)
        self._file = RecordFile(
            (folder or default_folder()) / f"{self.kind}s_{self.split}_{size}_{count}.records",
            self.seeds,
            record,
            partial(draw, size=size),
            {"kind": self.kind, "split": str(self.split), "size": size, "pictures": fingerprint(size)},
            unit=self.kind,
            workers=workers,
        )
        self.path = self._file.path

    def __len__(self) -> int:
        return self.count

    def complaint(self) -> str | None:
        """Say why the file can't be used, or None if it can."""
        return self._file.complaint()

    def _record(self, index: int) -> np.void:
        if not -self.count <= index < self.count:
            raise IndexError(f"index must be from {-self.count} to {self.count - 1}; got {index}")
        record: np.void = self._file.records[index]
        return record


class MeadowCache(_SplitCache):
    """The first scenes of a split. What is missing or out of date is drawn, with a progress bar.

    Parameters
    ----------
    split : Split or str
    count : int
        Scenes, at least 1. 128×128 pixels take 82 kB each.
    size : int
        Height and width in pixels.
    folder : Path or None
        Where the file lies; None is :func:`~lecture_utils.scenes.cache_folder.default_folder`.
    workers : int
        Processes that draw.

    Attributes
    ----------
    path : Path
        The file.
    seeds : range
        The scenes' seeds.

    Raises
    ------
    ValueError
        If an argument is none of the above.

    Examples
    --------
    >>> scenes = MeadowCache("train", 5000)
    >>> scenes[17].boxes
    """

    kind = "scene"

    def __init__(
        self, split: Split | str, count: int, size: int = 128, folder: Path | None = None, workers: int = 1
    ) -> None:
        super().__init__(split, count, size, folder, workers, _scene_type(size), _scene_record)

    def __getitem__(self, index: int) -> Meadow:
        return Meadow.of(self.scene(index), self.seeds[index])

    def scene(self, index: int) -> RenderedScene:
        """Return a scene in whole numbers.

        Raises
        ------
        IndexError
            If there is no scene of this index.
        """
        record = self._record(index)
        things = int(record["things"])
        pictures = [np.array(record[name]) for name in ("image", "semantic", "instance")]
        return RenderedScene(*pictures, *(np.array(record[name][:things]) for name in _PER_THING))


class CropCache(_SplitCache):
    """The first crops of a split: pictures of one thing each. What is missing or out of date is drawn.

    Parameters
    ----------
    split : Split or str
    count : int
        Crops, at least 1. 64×64 pixels take 12 kB each.
    size : int
        Height and width in pixels.
    folder : Path or None
        Where the file lies; None is :func:`~lecture_utils.scenes.cache_folder.default_folder`.
    workers : int
        Processes that draw.

    Attributes
    ----------
    path : Path
        The file.
    seeds : range
        The crops' seeds.
    labels, fine : Tensor, shape (count,), int64
        Indices of ``THINGS`` and of ``FINE``.

    Raises
    ------
    ValueError
        If an argument is none of the above.

    Examples
    --------
    >>> crops = CropCache("train", 5000)
    >>> crops[17].name
    >>> crops.images([3, 1, 4]), crops.fine[[3, 1, 4]]
    """

    kind = "crop"

    def __init__(
        self, split: Split | str, count: int, size: int = 64, folder: Path | None = None, workers: int = 1
    ) -> None:
        super().__init__(split, count, size, folder, workers, _crop_type(size), _crop_record)
        self.fine = torch.from_numpy(self._file.records["fine"].astype(np.int64))
        self.labels = self.fine // VARIANTS

    def __getitem__(self, index: int) -> Crop:
        record = self._record(index)
        fine = int(record["fine"])
        return Crop(as_image(record["image"]), fine // VARIANTS, fine)

    def images(self, indices: list[int]) -> Tensor:
        """Return several pictures at once.

        Parameters
        ----------
        indices : list of int
            N of them.

        Returns
        -------
        Tensor, shape (N, 3, H, W), float32
            In [0, 1].
        """
        pixels = self._file.records["image"][indices]  # (N, H, W, 3)
        return torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255)  # (N, 3, H, W)

"""Scenes drawn once and read often: one file, mapped into memory.

A file holds the scenes of consecutive seeds: a line of JSON padded to 4096 bytes, then one record of fixed length for
each scene. It is written beside its place and moved there when it is complete, so a file that exists is whole.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from tqdm.auto import tqdm

from lecture_utils.scenes.meadow.meadow import Meadow, check_size
from lecture_utils.scenes.meadow.scene import MOST_THINGS, Scene, meadow_scene
from lecture_utils.scenes.meadow.splits import Split, scene_seed

FORMAT = 1
"""Of the file."""

_HEADER = 4096
_PER_THING = ("boxes", "fine", "posture", "feet", "visible")


@cache
def fingerprint(size: int) -> str:
    """Return the SHA-256 of three scenes as they are drawn now: it changes whenever the pictures do."""
    total = hashlib.sha256()
    for seed in (1, 2, 3):
        for values in meadow_scene(seed, size):
            total.update(np.ascontiguousarray(values).tobytes())
    return total.hexdigest()


def default_folder() -> Path:
    """Return where caches lie: ``$LECTURE_UTILS_CACHE``, otherwise ``~/.cache/lecture_utils``."""
    return Path(os.environ.get("LECTURE_UTILS_CACHE") or Path.home() / ".cache" / "lecture_utils")


class MeadowCache:
    """The first scenes of a split. What is missing or out of date is drawn, with a progress bar.

    Parameters
    ----------
    split : Split or str
    count : int
        Scenes, at least 1. 128×128 pixels take 82 kB each.
    size : int
        Height and width in pixels.
    folder : Path or None
        Where the file lies; None is :func:`default_folder`.
    workers : int
        Processes that draw.

    Attributes
    ----------
    path : Path
        The file.

    Raises
    ------
    ValueError
        If an argument is none of the above.

    Examples
    --------
    >>> scenes = MeadowCache("train", 5000)
    >>> scenes[17].boxes
    """

    def __init__(
        self, split: Split | str, count: int, size: int = 128, folder: Path | None = None, workers: int = 1
    ) -> None:
        check_size(size)
        if count < 1:
            raise ValueError(f"count must be at least 1; got {count}")
        if workers < 1:
            raise ValueError(f"workers must be at least 1; got {workers}")
        self._first = scene_seed(split, 0)
        scene_seed(split, count - 1)  # raises where the split is too small
        self.split, self.count, self.size = Split(split), count, size
        self._record = _record_type(size)
        self.path = (folder or default_folder()) / f"meadow_{self.split}_{size}_{count}.scenes"
        if complaint := self.complaint():
            self._build(workers, complaint)
        self._records = np.memmap(self.path, dtype=self._record, mode="r", offset=_HEADER, shape=(count,))

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Meadow:
        return Meadow.of(self.scene(index), self._first + index % self.count)

    def scene(self, index: int) -> Scene:
        """Return a scene in whole numbers.

        Raises
        ------
        IndexError
            If there is no scene of this index.
        """
        if not -self.count <= index < self.count:
            raise IndexError(f"index must be from {-self.count} to {self.count - 1}; got {index}")
        record = self._records[index]
        things = int(record["things"])
        pictures = [np.array(record[name]) for name in ("image", "semantic", "instance")]
        return Scene(*pictures, *(np.array(record[name][:things]) for name in _PER_THING))

    def complaint(self) -> str | None:
        """Say why the file can't be used, or None if it can: form, seeds, pictures, length and SHA-256 are compared."""
        if not self.path.exists():
            return "there is none yet"
        with self.path.open("rb") as file:
            try:
                header = json.loads(file.read(_HEADER))
            except ValueError:
                header = None
            if not isinstance(header, dict):
                return "its header can't be read"
            wanted = self._header()
            for name, value in wanted.items():
                if header.get(name) != value:
                    return f"its {name} is {header.get(name)!r} instead of {value!r}"
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return None if header.get("sha256") == digest else "its SHA-256 is wrong"

    def _header(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "split": str(self.split),
            "size": self.size,
            "count": self.count,
            "pictures": fingerprint(self.size),
        }

    def _build(self, workers: int, why: str) -> None:
        """Draw all scenes into a new file, then put it in place."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        seeds = range(self._first, self._first + self.count)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f"{self.path.name}.")
        try:
            total = hashlib.sha256()
            with os.fdopen(handle, "wb") as file:
                file.write(b" " * _HEADER)
                bar = tqdm(_scenes(seeds, self.size, workers), total=self.count, desc=f"scenes: {why}", unit="scene")
                for scene in bar:
                    record = _as_record(scene, self._record)
                    total.update(record)
                    file.write(record)
                file.seek(0)
                header = json.dumps({**self._header(), "sha256": total.hexdigest()}).encode()
                file.write(header.ljust(_HEADER - 1) + b"\n")
            os.replace(name, self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _record_type(size: int) -> np.dtype:
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


def _as_record(scene: Scene, record_type: np.dtype) -> bytes:
    record = np.zeros((), dtype=record_type)
    record["image"], record["semantic"], record["instance"] = scene.image, scene.semantic, scene.instance
    record["things"] = len(scene.fine)
    for name in _PER_THING:
        record[name][: len(scene.fine)] = getattr(scene, name)
    return record.tobytes()


def _scenes(seeds: range, size: int, workers: int) -> Iterator[Scene]:
    if workers == 1:
        yield from map(meadow_scene, seeds, repeat(size))
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:  # a fork would copy a notebook's threads
        yield from pool.map(meadow_scene, seeds, repeat(size), chunksize=16)

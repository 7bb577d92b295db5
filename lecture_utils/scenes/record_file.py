"""Results that take long to make and little room: made once, kept in a file of records, mapped into memory.

A file holds a line of JSON padded to 4096 bytes, then one record of fixed length for each index. It is written beside
its place and moved there when it is complete, so a file that exists is whole.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from tqdm.auto import tqdm

from lecture_utils.atomic_write import atomic_write
from lecture_utils.scenes.cache_folder import naming_the_cache

FORMAT = 1
"""Of the file."""

HEADER = 4096
"""Bytes before the first record."""


class RecordFile:
    """Records of the same type, one for each item of a sequence. A file that is missing or out of date is made again.

    Parameters
    ----------
    path : Path
        Where the file lies.
    items : sequence
        What the records are made from, such as seeds.
    record : numpy dtype
        The type of a record, with named fields.
    make : callable
        Takes an item, returns its record: an array of shape () and dtype ``record``. With more than one worker it must
        be importable, or a ``functools.partial`` of such.
    version : dict
        What the records depend on, as JSON can hold it. A file with another version is out of date.
    unit : str
        What an item is, for the progress bar.
    workers : int
        Processes that make records, at least 1.

    Attributes
    ----------
    path : Path
    records : ndarray, shape (len(items),)
        Read from the file where they are used; they can't be changed.

    Raises
    ------
    ValueError
        If there are no items, less than one worker, or more version than the header holds.
    OSError
        If the file can't be read or written, or there is no room for it.
    """

    def __init__(
        self,
        path: Path,
        items: Sequence[Any],
        record: np.dtype,
        make: Callable[[Any], np.ndarray],
        version: dict[str, object],
        unit: str = "record",
        workers: int = 1,
    ) -> None:
        if not len(items):
            raise ValueError("items must not be empty")
        if workers < 1:
            raise ValueError(f"workers must be at least 1; got {workers}")
        self.path, self._record = path, record
        self._wanted: dict[str, object] = {"format": FORMAT, **version, "count": len(items)}
        if len(json.dumps(self._wanted)) > HEADER - 100:  # the SHA-256 comes to it
            raise ValueError(f"version must fit into {HEADER} bytes of JSON; got {version}")
        with naming_the_cache(path):
            if complaint := self.complaint():
                bar = tqdm(_made(items, make, workers), total=len(items), desc=f"{unit}s: {complaint}", unit=unit)
                self._write(bar)
        self.records = np.memmap(path, dtype=record, mode="r", offset=HEADER, shape=(len(items),))

    def complaint(self) -> str | None:
        """Say why the file can't be used, or None if it can: form, version, length and SHA-256 are compared."""
        if not self.path.exists():
            return "there is none yet"
        with self.path.open("rb") as file:
            try:
                header = json.loads(file.read(HEADER))
            except (ValueError, RecursionError):  # thousands of opening brackets are the latter
                header = None
            if not isinstance(header, dict):
                return "its header can't be read"
            for name, value in self._wanted.items():
                if header.get(name) != value:
                    return f"its {name} is {header.get(name)!r} instead of {value!r}"
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return None if header.get("sha256") == digest else "its SHA-256 is wrong"

    def _write(self, records: Iterator[np.ndarray]) -> None:
        total = hashlib.sha256()
        with atomic_write(self.path) as file:
            file.write(b" " * HEADER)
            for record in records:
                content = np.asarray(record, dtype=self._record).tobytes()
                total.update(content)
                file.write(content)
            header = json.dumps({**self._wanted, "sha256": total.hexdigest()}).encode()
            file.seek(0)
            file.write(header.ljust(HEADER - 1) + b"\n")


def _made(items: Sequence[Any], make: Callable[[Any], np.ndarray], workers: int) -> Iterator[np.ndarray]:
    if workers == 1:
        yield from map(make, items)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:  # a fork would copy a notebook's threads
        yield from pool.map(make, items, chunksize=16)

"""Files that are whole when they exist."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

try:
    import fcntl
except ImportError:  # Windows, where an open file can't be removed: no lock is needed
    fcntl = None  # type: ignore[assignment]

_PART = re.compile(r"\.[0-9a-f]{32}\.part$")


@contextmanager
def atomic_write(path: Path) -> Iterator[IO[bytes]]:
    """Write a file beside its place, and move it there when it is complete.

    What an earlier call left half-written in the same folder, because its process was killed, is removed.

    Parameters
    ----------
    path : Path
        Where the file shall be. Missing folders are made.

    Yields
    ------
    binary file
        If writing it fails or is interrupted, what was at ``path`` stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path.parent)
    part, file = _own_part(path)
    try:
        with file:
            yield file
            file.flush()
            if fcntl:
                os.replace(part, path)  # while the lock still keeps others from removing the part
        if not fcntl:
            os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _own_part(path: Path) -> tuple[Path, IO[bytes]]:
    """Open a new file beside a place; a lock, which ends with the process, says that somebody is writing it."""
    while True:
        part = path.with_name(f"{path.name}.{uuid4().hex}.part")
        file = part.open("wb")
        _locked(file)
        if part.exists():  # it may have been taken for abandoned before it was locked
            return part, file
        file.close()


def _remove_abandoned(folder: Path) -> None:
    """Remove parts that nobody is writing."""
    for part in folder.glob("*.part"):
        if _PART.search(part.name):
            with suppress(OSError):
                if fcntl is None:
                    part.unlink()  # refused while it is being written
                    continue
                with part.open("ab") as file:
                    if _locked(file):
                        part.unlink()


def _locked(file: IO[bytes]) -> bool:
    """Lock a file unless another writer has; False too where the file system knows no locks."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

"""The folder of the caches, and what to do when it can't be used."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "LECTURE_UTILS_CACHE"
"""The environment variable that names the folder."""

_NAMES = "EACCES EDQUOT EEXIST EFBIG EIO EISDIR ELOOP ENAMETOOLONG ENOENT ENOSPC ENOTDIR EPERM EROFS ESTALE"
_OF_THE_FOLDER = {getattr(errno, name, None) for name in _NAMES.split()} - {None}  # Windows lacks some


def default_folder() -> Path:
    """Return where caches lie: ``$LECTURE_UTILS_CACHE``, otherwise ``~/.cache/lecture_utils``."""
    return Path(os.environ.get(VARIABLE) or Path.home() / ".cache" / "lecture_utils")


@contextmanager
def naming_the_cache(path: Path) -> Iterator[None]:
    """Say of a file of the cache that can't be read or written where it lies, and how to put it elsewhere.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    OSError
        Of the same class and number as the error inside, with a sentence that names ``LECTURE_UTILS_CACHE``.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None or error.errno not in _OF_THE_FOLDER:
            raise
        reason = os.strerror(error.errno)
        sentence = (
            f"{path.name} can't be kept in the cache {path.parent}: {reason.lower()}. Make room there, or set the "
            f"environment variable {VARIABLE} to a folder that can be written and has more room"
        )
        raise OSError(error.errno, sentence) from None

"""The viewer's own picture, from a file or its bytes: any usual format, any size, or one clear sentence why not.

>>> image = load_picture("holiday.jpg")     # doctest: +SKIP
>>> image.shape                             # doctest: +SKIP
torch.Size([3, 768, 1024])
"""

import io
import math
import stat
import warnings
from pathlib import Path
from typing import IO

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from torch import Tensor

from lecture_utils.scenes.picture_samples import Samples, UnknownSamplesError, plain, samples, stored_samples

FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
"""Formats that are read, as Pillow names them; PostScript, for one, would start a program and is not among them."""

MOST_PIXELS = 178_956_970
"""Pictures with more pixels are refused: a small file may unpack to gigabytes. The number is Pillow's own."""

_FORMATS_TO_READ = "JPEG, PNG, WebP, GIF, TIFF or BMP"
_STRIP_PIXELS = 4_000_000
_ORIENTATION = 0x0112
_TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}


def load_picture(path_or_bytes: str | Path | bytes | bytearray | memoryview, longest_side: int = 1024) -> Tensor:
    """Read a picture as the networks of the lecture want it.

    Turned as its EXIF data say, transparent parts on white, grey as three equal channels, grey of more than 8 bits
    scaled to [0, 1] in all its steps, colours in 8 bits, the first frame of an animation, and reduced where it is
    larger than ``longest_side``. Floats outside [0, 1] are stretched, from the smallest finite one to the largest; what
    isn't a number becomes black, infinities become white or, below 0, black.

    A large JPEG is reduced while it is decoded, any other format strip by strip after that: 100 megapixels take about
    0.1 GB as JPEG, 0.5 GB as PNG.

    Parameters
    ----------
    path_or_bytes : str, Path or bytes
        A file, or what is in one.
    longest_side : int
        Larger pictures are reduced to this many pixels at their longest side; smaller ones stay as they are.

    Returns
    -------
    Tensor, shape (3, H, W)
        Float32 in [0, 1].

    Raises
    ------
    FileNotFoundError, IsADirectoryError, PermissionError
        If there is no such file, if it is a folder, or if it may not be read.
    ValueError
        If the file is empty, cut off, damaged, no picture or no ordinary file, has more than 178 million pixels or not
        one finite number; or if ``longest_side`` is not a positive whole number.
    """
    if not isinstance(longest_side, int) or isinstance(longest_side, bool) or longest_side < 1:
        raise ValueError(f"longest_side must be a positive whole number of pixels; got {longest_side!r}")
    name, stream = _open_stream(path_or_bytes)
    with stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's warnings: half of MOST_PIXELS is passed, the EXIF data are odd
        try:
            return _to_tensor(_read(name, stream, longest_side))
        except (MemoryError, Image.DecompressionBombError):
            raise ValueError(f"{name} has too many pixels for the memory of this computer; reduce it first.") from None


def _open_stream(path_or_bytes: str | Path | bytes | bytearray | memoryview) -> tuple[str, IO[bytes]]:
    """Name what was given, and open it."""
    if isinstance(path_or_bytes, bytes | bytearray | memoryview):
        content = bytes(path_or_bytes)  # a memoryview may have gaps
        if not content:
            raise ValueError("The picture is empty: it has no bytes.")
        return "The picture", io.BytesIO(content)
    if not isinstance(path_or_bytes, str | Path):
        raise ValueError(f"path_or_bytes must be a path or bytes; got {type(path_or_bytes).__name__}")
    try:
        path = Path(path_or_bytes).expanduser()
    except RuntimeError:  # ~name, and nobody of that name has a folder here
        file = _printable(path_or_bytes)
        raise FileNotFoundError(f"There is no file {file}: no user of that name is known.") from None
    name = _printable(path.name or path)
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(f"{name} is a folder; give the path of a picture in it.")
        if not stat.S_ISREG(mode):  # a pipe would wait for a writer for ever
            raise ValueError(f"it is no ordinary file but {_kind_of_file(mode)}")
        stream = path.open("rb")
    except FileNotFoundError:
        raise FileNotFoundError(f"There is no file {_printable(path_or_bytes)}.") from None
    except PermissionError:
        raise PermissionError(f"{name} may not be read: permission is denied.") from None
    except IsADirectoryError:
        raise
    except UnicodeError:
        raise ValueError(f"{name[:80]} can't be opened: no file can have a name with such signs.") from None
    except (OSError, ValueError) as error:  # a name that is too long, or holds a zero byte
        raise ValueError(f"{name[:80]} can't be opened: {getattr(error, 'strerror', None) or error}.") from None
    if size == 0:
        stream.close()
        raise ValueError(f"{name} is empty: it has no bytes.")
    return name, stream


def _printable(path: str | Path) -> str:
    """Write a path with signs that every screen can show: a lone surrogate can't even be sent to the browser."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _kind_of_file(mode: int) -> str:
    return "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"


def _read(name: str, stream: IO[bytes], longest_side: int) -> Image.Image:
    """Decode, reduce, put on white and turn: a picture in mode RGB, or F for more than 8 bits."""
    Image.init()
    try:
        picture = Image.open(stream, formats=[each for each in FORMATS if each in Image.OPEN])
        if math.prod(picture.size) <= MOST_PIXELS:
            return _decoded(picture, longest_side)
    except UnidentifiedImageError:
        raise ValueError(f"{name} is no picture that can be read; {_what_it_is(stream)}") from None
    except Image.DecompressionBombError:
        pass
    except UnknownSamplesError as error:
        raise ValueError(f"{name} {error}.") from None
    except MemoryError:
        raise
    except Exception:  # decoders raise whatever they like: RuntimeError, IndexError, struct.error, ...
        raise ValueError(_damaged(name)) from None
    raise ValueError(f"{name} has more than {MOST_PIXELS // 10**6} million pixels; reduce it first.")


def _decoded(picture: Image.Image, longest_side: int) -> Image.Image:
    stored = stored_samples(picture)
    picture.draft(None, _reduced(picture.size, 2 * longest_side))  # a JPEG then decodes to 1/2, 1/4 or 1/8
    picture.load()
    turns = _TURNS.get(_orientation(picture), ())  # asked now, because a TIFF turns itself when it is loaded
    small = _resize(picture, samples(picture, stored), longest_side)
    for turn in turns:
        small = small.transpose(turn)
    return small


def _what_it_is(stream: IO[bytes]) -> str:
    stream.seek(0)
    start = stream.read(12)
    if start[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "it is a TIFF file, damaged or of a kind that isn't read. Save it in grey or RGB with 8 or 16 bits."
    if start[4:] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"):
        return f"it is a HEIC file. Save it as {_FORMATS_TO_READ} first."
    return f"it should be {_FORMATS_TO_READ}."


def _damaged(name: str) -> str:
    return f"{name} is cut off or damaged: its pixels can't be decoded. Copy or save it again."


def _orientation(picture: Image.Image) -> int:
    """How the camera was held; 1 (upright) where the EXIF data can't be read."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _reduced(size: tuple[int, int], longest_side: int) -> tuple[int, int]:
    """Width and height with at most ``longest_side`` pixels, at least one."""
    scale = min(1.0, longest_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _resize(picture: Image.Image, meant: Samples, longest_side: int) -> Image.Image:
    """Reduce a decoded picture: by a whole factor in strips, so that no second full-size copy arises; then exactly."""
    target = _reduced(picture.size, longest_side)
    factor = max(picture.size) // (2 * max(target))
    if factor < 2:
        return plain(picture, meant).resize(target, Image.Resampling.LANCZOS)
    width, height = picture.size
    rows = factor * max(1, _STRIP_PIXELS // (width * factor))
    size = math.ceil(width / factor), math.ceil(height / factor)
    small = Image.new("RGB" if meant.limits is None else "F", size)
    for top in range(0, height, rows):
        strip = picture.crop((0, top, width, min(top + rows, height)))
        small.paste(plain(strip, meant).reduce(factor), (0, top // factor))
    return small.resize(target, Image.Resampling.LANCZOS)


def _to_tensor(picture: Image.Image) -> Tensor:
    values = torch.from_numpy(np.array(picture))
    if picture.mode == "F":
        return values.clamp(0, 1).expand(3, -1, -1).contiguous()  # (3, H, W)
    return values.permute(2, 0, 1).float().div(255).contiguous()  # (3, H, W)

"""What the numbers in a picture file mean: which is black, which is white, and which pixels are transparent.

Pillow hands out numbers, and of some files says too little about them: that a TIFF of 16 bits counts downwards from
white, that its bytes have a sign, that it has 12 bits and not 16; and a PNG's transparent grey is named in the file's
own 2 or 4 bits although the pixels come in 8.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

_ALPHA = ("RGBA", "LA", "PA", "La", "RGBa")
_STRIP_PIXELS = 4_000_000
_BITS, _PHOTOMETRIC, _SAMPLE_FORMAT = 258, 262, 339  # tags of a TIFF
_SIGNED = 2
_PNG_SCALE = {"L;2": (3, 85), "L;4": (15, 17)}  # rawmode: largest number in the file, what one step of it becomes


class UnknownSamplesError(ValueError):
    """The file says nothing that its numbers could be understood by; the message completes "The picture ..."."""


@dataclass(frozen=True)
class Samples:
    """How the numbers of a decoded picture become values in [0, 1].

    Attributes
    ----------
    limits : (float, float) or None
        Which number is black, and which is white; None where Pillow's 8 bits are right as they are.
    stored : str
        numpy's type of the numbers where Pillow's is another one; "" otherwise.
    transparent : int or tuple of int, or None
        The grey number or the colour that is transparent, as the decoded pixels have it.
    """

    limits: tuple[float, float] | None = None
    stored: str = ""
    transparent: Any = None


@dataclass(frozen=True)
class _Stored:
    """What a file says of its numbers before it is decoded."""

    dtype: str
    largest: float
    white_is_zero: bool
    transparent: Any


def stored_samples(picture: Image.Image) -> _Stored:
    """Read what a picture that is open, but not decoded, says of its numbers; mend Pillow's plan to decode it."""
    tiles = getattr(picture, "tile", [])
    raw = (tiles[0].args if isinstance(tiles[0].args, str) else str(tiles[0].args[0])) if tiles else ""
    if picture.format != "TIFF":
        return _Stored("", 65535.0, False, _png_transparency(picture, raw))
    tags: Any = getattr(picture, "tag_v2", {})
    bits, signed = _first(tags.get(_BITS, 1)), _first(tags.get(_SAMPLE_FORMAT, 1)) == _SIGNED
    picture.tile = [_mended(tile, bits, tags.prefix) for tile in tiles]  # type: ignore[attr-defined]
    deep = picture.mode.startswith(("I", "F"))
    dtype = ""
    if signed and bits == 8:
        dtype = "i1"
    elif picture.mode == "I" and not signed:
        dtype = "u4"
    # Signed numbers from 0 up have half the range; 32 bits hold counts that hardly ever fill them: 16 are taken.
    largest = 1.0 if picture.mode == "F" else 2.0 ** min(bits - signed, 16) - 1
    return _Stored(dtype, largest, (deep or bool(dtype)) and tags.get(_PHOTOMETRIC) == 0, None)


def samples(picture: Image.Image, stored: _Stored) -> Samples:
    """Decide how the numbers of a decoded picture become values in [0, 1].

    Numbers of more than 8 bits run from 0 to the largest of their type, or from 0 to 1 for floats. If one lies outside,
    the smallest of all becomes black and the largest white; infinities and not-a-number don't count.

    Raises
    ------
    UnknownSamplesError
        If a float picture has no finite number.
    """
    transparent = stored.transparent
    if not picture.mode.startswith(("I", "F")) and not stored.dtype:
        return Samples(transparent=transparent)
    if picture.mode.startswith("I;16") and stored.largest == 65535:
        limits = 0.0, 65535.0
    else:
        lowest, highest = _extremes(picture, stored.dtype)
        inside = lowest >= 0 and highest <= stored.largest
        limits = (0.0, stored.largest) if inside else (lowest, highest)
    return Samples(limits[::-1] if stored.white_is_zero else limits, stored.dtype, transparent)


def plain(picture: Image.Image, meant: Samples) -> Image.Image:
    """Turn any mode into RGB, or into F from 0 to 1 for more than 8 bits; what is transparent becomes white."""
    if meant.limits is not None:
        return _grey(picture, meant, meant.limits)
    if picture.mode == "LAB":
        raise UnknownSamplesError("has CIE L*a*b* colours, which aren't read; save it as RGB")
    if picture.mode == "La":
        picture = picture.convert("LA")  # it goes no further in one step
    if picture.mode in _ALPHA or "transparency" in picture.info:
        if meant.transparent is not None:
            picture.info["transparency"] = meant.transparent
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def _grey(picture: Image.Image, meant: Samples, limits: tuple[float, float]) -> Image.Image:
    numbers = _numbers(picture, meant.stored)
    black, white = limits
    # Extremes of float32 may lie further apart than a float32 reaches.
    finite = np.nan_to_num(numbers.astype(np.float64), nan=black, posinf=max(limits), neginf=min(limits))
    values = (finite - black) / (white - black) if white != black else np.zeros(finite.shape)
    if meant.transparent is not None:
        values[numbers == meant.transparent] = 1.0
    return Image.fromarray(values.astype(np.float32))


def _numbers(picture: Image.Image, stored: str) -> np.ndarray:
    numbers = np.asarray(picture)
    return numbers.view(stored) if stored else numbers


def _extremes(picture: Image.Image, stored: str) -> tuple[float, float]:
    """Return the smallest and the largest finite number, strip by strip: a second full-size copy would take memory."""
    width, height = picture.size
    rows = max(1, _STRIP_PIXELS // width)
    found: list[float] = []
    for top in range(0, height, rows):
        numbers = _numbers(picture.crop((0, top, width, min(top + rows, height))), stored)
        finite = numbers[np.isfinite(numbers)]
        if finite.size:
            found += [float(finite.min()), float(finite.max())]
    if not found:
        raise UnknownSamplesError("holds no finite number: all of its pixels are infinite or not-a-number")
    return min(found), max(found)


def _png_transparency(picture: Image.Image, raw: str) -> Any:
    """Return a PNG's transparent number or colour as the decoded pixels have it: None if Pillow's own is right."""
    named = picture.info.get("transparency")
    if isinstance(named, int) and raw in _PNG_SCALE:
        most, step = _PNG_SCALE[raw]
        return (named & most) * step
    if isinstance(named, int) and picture.mode.startswith("I;16"):
        return named
    if isinstance(named, tuple) and ";16" in raw:
        return tuple(number >> 8 for number in named)  # the pixels have their upper 8 bits too
    return None


def _mended(tile: Any, bits: int, prefix: bytes) -> Any:
    """Mend two of Pillow's plans to decode a TIFF: the name of the numbers' form is the first argument."""
    form, *rest = tile.args
    if bits == 16 and form in ("R", "G", "B", "A"):  # separate planes, which it takes for 8 bits
        form += ";16L" if prefix == b"II" else ";16B"
    elif tile.codec_name == "libtiff" and form.endswith(("BS", "BF")):  # libtiff has turned the bytes round already
        form = form.replace("B", "N")
    return tile._replace(args=(form, *rest))


def _first(value: Any) -> int:
    return int(value[0] if isinstance(value, tuple) else value)

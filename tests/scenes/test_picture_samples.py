"""What a file's numbers mean, for every kind of PNG and TIFF: against files whose numbers are known.

PNGs are written here, byte by byte as the standard says, and read by libpng too (through torchvision); TIFFs are
written and read by tifffile.
"""

import io
import itertools
import struct
import zlib

import numpy as np
import pytest
import tifffile
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torchvision.io import ImageReadMode, decode_image

from lecture_utils.scenes.picture_file import load_picture

GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}
PNG_KINDS = [
    *((GREY, depth) for depth in (1, 2, 4, 8, 16)),
    *((PALETTE, depth) for depth in (1, 2, 4, 8)),
    *itertools.product((RGB, GREY_ALPHA, RGB_ALPHA), (8, 16)),
]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(numbers: np.ndarray, colour: int, depth: int, palette: np.ndarray | None, transparent: bytes | None) -> bytes:
    """Write numbers (H, W, channels) as a PNG, as sections 7 and 11 of the standard say."""
    height, width, _ = numbers.shape
    rows = b""
    for row in numbers.reshape(height, -1):
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        elif depth == 8:
            packed = row.astype(np.uint8).tobytes()
        else:
            bits = "".join(f"{int(number):0{depth}b}" for number in row)
            bits += "0" * (-len(bits) % 8)
            packed = bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits), 8))
        rows += b"\0" + packed  # no filter
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    if palette is not None:
        content += chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    if transparent is not None:
        content += chunk(b"tRNS", transparent)
    return content + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@st.composite
def pngs(draw: st.DrawFn) -> tuple[bytes, np.ndarray, np.ndarray, int]:
    """Draw a PNG of any kind: its bytes, its colours (H, W, 3) and opacity (H, W) in [0, 1], its bits."""
    colour, depth = draw(st.sampled_from(PNG_KINDS))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 9))
    most = 2**depth - 1
    # Of few numbers, so that the transparent one occurs, and a neighbour of it beside it.
    some = np.unique(generator.integers(0, most + 1, 4))
    numbers = generator.choice(some, (height, width, CHANNELS[colour]))
    opacity = np.ones((height, width))
    palette = transparent = None
    with_transparency = draw(st.booleans())
    if colour == PALETTE:
        palette = generator.integers(0, 256, (most + 1, 3))
        colours = palette[numbers[..., 0]] / 255
        if with_transparency:
            alphas = generator.choice([0, 0, 255, 100, 255], draw(st.integers(1, most + 1)))
            transparent = bytes(alphas.tolist())
            opacity = np.concatenate([alphas, np.full(most + 1 - len(alphas), 255)])[numbers[..., 0]] / 255
    else:
        colours = np.broadcast_to(numbers[..., : 3 if colour in (RGB, RGB_ALPHA) else 1], (height, width, 3)) / most
        if colour in (GREY_ALPHA, RGB_ALPHA):
            opacity = numbers[..., -1] / most
        elif with_transparency:
            chosen = numbers[-1, -1]
            transparent = chosen.astype(">u2").tobytes()
            if depth == 16 and colour == RGB:  # colours come in 8 bits: those with the same upper ones go too
                opacity = 1.0 - (numbers >> 8 == chosen >> 8).all(axis=2)
            else:
                opacity = 1.0 - (numbers == chosen).all(axis=2)
    return png(numbers, colour, depth, palette, transparent), colours, opacity, depth


def on_white(colours: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    return np.moveaxis(colours * opacity[..., None] + 1 - opacity[..., None], -1, 0)


@settings(max_examples=400, deadline=None)
@given(pngs())
def test_a_png_of_any_kind_is_read_as_the_standard_says(made: tuple[bytes, np.ndarray, np.ndarray, int]):
    content, colours, opacity, depth = made
    steps = 2.2 / 255 if depth == 16 or not np.isin(opacity, (0, 1)).all() else 1e-6

    np.testing.assert_allclose(load_picture(content).numpy(), on_white(colours, opacity), atol=steps)


@settings(max_examples=200, deadline=None)
@given(pngs())
def test_a_png_of_any_kind_is_read_as_libpng_reads_it(made: tuple[bytes, np.ndarray, np.ndarray, int]):
    content, _, opacity, depth = made
    colour = content[25]
    # torchvision asks libpng for neither fewer bits, nor palettes with opacity, nor transparent colours.
    assume(depth >= 8 and colour != PALETTE and (colour in (GREY_ALPHA, RGB_ALPHA) or opacity.all()))
    theirs = decode_image(torch.frombuffer(bytearray(content), dtype=torch.uint8), ImageReadMode.RGB_ALPHA)
    values = theirs.numpy() / (65535 if theirs.dtype == torch.uint16 else 255)

    expected = on_white(np.moveaxis(values[:3], 0, -1), values[3])

    np.testing.assert_allclose(load_picture(content).numpy(), expected, atol=2.2 / 255)


@pytest.mark.parametrize("transparent", [0, 1, 999, 1000, 65535])
def test_grey_of_16_bits_keeps_its_steps_beside_the_transparent_number(transparent: int):
    numbers = np.array([[0, 1, 999, 1000, 1001, 65535]])
    content = png(numbers[..., None], GREY, 16, None, struct.pack(">H", transparent))

    expected = np.where(numbers == transparent, 1, numbers / 65535)[0]

    np.testing.assert_allclose(load_picture(content)[0, 0].numpy(), expected, atol=1e-7)


# Type, and whether its numbers are stretched from their own smallest to their own largest where they leave the range.
TIFF_TYPES = ["u1", "u2", "u4", "i1", "i2", "i4", "f4"]
HIGHEST = {"u1": 255, "u2": 65535, "u4": 65535, "i1": 127, "i2": 32767, "i4": 65535, "f4": 1.0}


@st.composite
def grey_tiffs(draw: st.DrawFn) -> bytes:
    kind = draw(st.sampled_from(TIFF_TYPES))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = draw(st.integers(1, 5)), draw(st.integers(1, 7))
    if kind == "f4":
        low, high = draw(st.sampled_from([(0, 1), (-3, 7), (0.2, 0.3), (0, 1000), (-3e38, 3e38)]))
        numbers = generator.uniform(low, high, shape).astype(np.float32)
    else:
        low, high = (draw(st.booleans()) and np.iinfo(kind).min), draw(st.sampled_from([100, np.iinfo(kind).max]))
        numbers = generator.integers(low, high, shape, endpoint=True).astype(kind)
    stream = io.BytesIO()
    options = {"photometric": draw(st.sampled_from(["minisblack", "miniswhite"]))}
    options["byteorder"] = draw(st.sampled_from(["<", ">"]))
    options["compression"] = draw(st.sampled_from([None, "zlib"]))
    options["rowsperstrip"] = draw(st.integers(1, 5))
    tifffile.imwrite(stream, numbers, **options)
    return stream.getvalue()


@settings(max_examples=400, deadline=None)
@given(grey_tiffs())
def test_a_grey_tiff_of_any_number_is_read_as_tifffile_reads_it(content: bytes):
    with tifffile.TiffFile(io.BytesIO(content)) as file:
        numbers, white_is_zero = file.asarray().astype(np.float64), file.pages[0].photometric == 0
        kind = file.pages[0].dtype.str[1:]
    low, high = numbers.min(), numbers.max()
    if low >= 0 and high <= HIGHEST[kind]:
        low, high = 0, HIGHEST[kind]
    expected = (numbers - low) / max(high - low, 1e-12)
    if white_is_zero:
        expected = 1 - expected if high > low else expected

    try:
        image = load_picture(content)
    except ValueError as error:
        assert "TIFF file, damaged or of a kind that isn't read" in str(error)  # noqa: PT017
        assert white_is_zero or kind == "u4"
    else:
        np.testing.assert_allclose(image[1].numpy(), expected, atol=1e-5)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["u1", "u2"]),
    st.sampled_from([None, "unspecified", "assocalpha", "unassalpha"]),
    st.sampled_from(["contig", "separate"]),
    st.sampled_from(["<", ">"]),
    st.sampled_from([None, "zlib"]),
    st.integers(0, 2**32),
)
def test_a_colour_tiff_of_any_kind_is_read_as_tifffile_reads_it(
    kind: str, extra: str | None, planes: str, order: str, compression: str | None, seed: int
):
    generator = np.random.default_rng(seed)
    numbers = generator.integers(0, np.iinfo(kind).max, (4, 6, 4 if extra else 3), endpoint=True)
    if extra == "assocalpha":  # colours are multiplied by their opacity already
        numbers[..., :3] = numbers[..., :3] * (numbers[..., 3:] / np.iinfo(kind).max)
    stored = np.moveaxis(numbers, -1, 0) if planes == "separate" else numbers
    stream = io.BytesIO()
    options = {"extrasamples": [extra]} if extra else {}
    tifffile.imwrite(
        stream,
        stored.astype(kind),
        photometric="rgb",
        planarconfig=planes,
        byteorder=order,
        compression=compression,
        **options,
    )
    values = tifffile.imread(io.BytesIO(stream.getvalue())) / np.iinfo(kind).max
    values = np.moveaxis(values, 0, -1) if planes == "separate" else values
    colours, opacity = values[..., :3], values[..., 3] if extra in ("assocalpha", "unassalpha") else np.ones((4, 6))
    if extra == "assocalpha":
        colours = colours / opacity.clip(1e-9)[..., None]

    try:
        image = load_picture(stream.getvalue())
    except ValueError as error:
        assert "can't be decoded" in str(error) or "of a kind that isn't read" in str(error)  # noqa: PT017
        assert planes == "separate"
    else:
        np.testing.assert_allclose(image.numpy(), on_white(colours, opacity), atol=4 / 255)


@pytest.mark.parametrize("bits", [1, 2, 4])
@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
def test_a_tiff_of_few_bits_is_read(bits: int, photometric: str):
    """tifffile packs few bits only with another library; the one row is packed here."""
    numbers = np.arange(8) % 2**bits
    packed = "".join(f"{number:0{bits}b}" for number in numbers)
    content = bytes(int(packed[start : start + 8], 2) for start in range(0, len(packed), 8))
    tags = {256: 8, 257: 1, 258: bits, 259: 1, 262: photometric == "minisblack", 273: 8, 277: 1, 278: 1, 279: bits}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    file = b"II*\0" + struct.pack("<I", 8 + bits + bits % 2) + content + b"\0" * (bits % 2)
    file += struct.pack("<H", len(tags)) + entries + b"\0" * 4

    values = numbers / (2**bits - 1)

    np.testing.assert_allclose(
        load_picture(file)[0, 0].numpy(), values if photometric == "minisblack" else 1 - values, atol=1e-6
    )


def test_a_tiff_of_12_bits_has_its_own_white():
    content = bytes([0x00, 0x0F, 0xFF, 0x80, 0x00, 0x00])  # 0, 4095, 2048, 0
    tags = {256: 4, 257: 1, 258: 12, 259: 1, 262: 1, 273: 8, 277: 1, 278: 1, 279: 6}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    file = b"II*\0" + struct.pack("<I", 14) + content + struct.pack("<H", len(tags)) + entries + b"\0" * 4

    np.testing.assert_allclose(load_picture(file)[0, 0].numpy(), [0, 1, 2048 / 4095, 0], atol=1e-6)


def floats(numbers: list[float]) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, np.array([numbers], dtype=np.float32))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([0.0, np.nan, 0.25, 1.0], [0.0, 0.0, 0.25, 1.0]),
        ([0.0, np.inf, 0.25, -np.inf], [0.0, 1.0, 0.25, 0.0]),
        ([-10.0, np.nan, 0.0, 30.0], [0.0, 0.0, 0.25, 1.0]),
        ([-10.0, np.inf, 0.0, 30.0, -np.inf], [0.0, 1.0, 0.25, 1.0, 0.0]),
        ([-3e38, 0.0, 3e38], [0.0, 0.5, 1.0]),
        ([7.0, 7.0], [0.0, 0.0]),
    ],
)
def test_what_is_not_finite_leaves_the_other_pixels_as_they_are(numbers: list[float], expected: list[float]):
    np.testing.assert_allclose(load_picture(floats(numbers))[2, 0].numpy(), expected, atol=1e-6)


def test_a_picture_without_a_finite_number_gets_a_sentence():
    with pytest.raises(ValueError, match=r"^The picture holds no finite number: all of its pixels are"):
        load_picture(floats([np.nan, np.inf]))

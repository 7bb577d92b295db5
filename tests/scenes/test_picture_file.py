"""A viewer's own picture: every usual file works, every other gets one clear sentence. Each file is made here."""

import io
import os
import re
import struct

import numpy as np
import pytest
import torch
from PIL import Image, features

from lecture_utils.scenes.picture import check_picture
from lecture_utils.scenes.picture_file import MOST_PIXELS, load_picture

RED, WHITE = (1.0, 0.0, 0.0), (1.0, 1.0, 1.0)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def half_red(mode="RGB", size=(60, 40)) -> Image.Image:
    """Left half red, right half blue."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    return picture.convert(mode)


def colour_at(image: torch.Tensor, row: int, column: int) -> tuple[float, ...]:
    return tuple(round(float(value), 1) for value in image[:, row, column])


def noise(size) -> Image.Image:
    generator = np.random.default_rng(0)
    return Image.fromarray(generator.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_every_usual_format_is_read(kind):
    image = load_picture(saved(half_red(), kind))

    assert image.shape == (3, 40, 60)
    assert image.dtype == torch.float32
    assert image.is_contiguous()
    assert 0 <= image.min() <= image.max() <= 1
    assert colour_at(image, 20, 10) == RED
    assert colour_at(image, 20, 50) == (0.0, 0.0, 1.0)


def test_a_path_and_its_bytes_are_read_alike(tmp_path):
    data = saved(half_red(), "PNG")
    path = tmp_path / "a picture.png"
    path.write_bytes(data)

    for given in (str(path), data, bytearray(data), memoryview(data)):
        assert torch.equal(load_picture(given), load_picture(path))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_camera_is_turned_back(kind, orientation):
    upright = Image.new("RGB", (40, 24), "blue")
    upright.paste("red", (0, 0, 20, 12))
    upright.paste("lime", (20, 0, 40, 12))
    # The inverse of what each orientation asks for, so that the file holds what the camera would have written.
    turn = Image.Transpose
    inverse = {2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM, 5: turn.TRANSPOSE}
    inverse |= {6: turn.ROTATE_90, 7: turn.TRANSVERSE, 8: turn.ROTATE_270}
    stored = upright.transpose(inverse[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95} if kind == "JPEG" else {}

    image = load_picture(saved(stored, kind, exif=exif, **options))

    assert image.shape == (3, 24, 40)
    assert colour_at(image, 4, 4) == RED
    assert colour_at(image, 4, 35) == (0.0, 1.0, 0.0)
    assert colour_at(image, 20, 20) == (0.0, 0.0, 1.0)


def test_broken_exif_data_leave_the_picture_as_it_is():
    image = load_picture(saved(half_red(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\x01"))

    assert image.shape == (3, 40, 60)


def test_a_grey_picture_has_three_equal_channels():
    image = load_picture(saved(half_red("L"), "PNG"))

    assert torch.equal(image[0], image[1])
    assert torch.equal(image[0], image[2])
    assert image[0, 20, 10] == pytest.approx(76 / 255)


def test_black_and_white_is_read():
    assert set(load_picture(saved(half_red("1"), "PNG")).unique().tolist()) <= {0.0, 1.0}


def test_cmyk_is_read_in_its_colours():
    assert colour_at(load_picture(saved(half_red("CMYK"), "JPEG", quality=95)), 20, 10) == RED


def test_transparent_parts_become_white():
    picture = Image.new("RGBA", (4, 1), (255, 0, 0, 255))
    picture.putpixel((1, 0), (0, 0, 0, 0))
    picture.putpixel((2, 0), (255, 0, 0, 128))

    image = load_picture(saved(picture, "PNG"))

    assert colour_at(image, 0, 0) == RED
    assert colour_at(image, 0, 1) == WHITE
    assert colour_at(image, 0, 2) == (1.0, 0.5, 0.5)


def test_grey_with_transparency_is_put_on_white():
    picture = Image.new("LA", (2, 1), (0, 255))
    picture.putpixel((1, 0), (0, 0))

    assert load_picture(saved(picture, "PNG"))[0, 0].tolist() == [0.0, 1.0]


def test_a_palette_with_transparency_is_put_on_white():
    picture = Image.new("P", (2, 1), 0)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.putpixel((1, 0), 1)

    image = load_picture(saved(picture, "PNG", transparency=1))

    assert colour_at(image, 0, 0) == RED
    assert colour_at(image, 0, 1) == WHITE


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bits_keep_their_steps(kind):
    values = np.array([[0, 1000, 1001, 65535]], dtype=np.uint16)

    image = load_picture(saved(Image.fromarray(values), kind))

    np.testing.assert_allclose(image[2].numpy(), values / 65535, atol=1e-7)


def test_floats_are_kept_in_range_and_stretched_otherwise():
    inside = np.array([[0.0, 0.25, 1.0]], dtype=np.float32)
    outside = np.array([[-10.0, 0.0, 30.0]], dtype=np.float32)

    assert load_picture(saved(Image.fromarray(inside), "TIFF"))[0, 0].tolist() == [0.0, 0.25, 1.0]
    assert load_picture(saved(Image.fromarray(outside), "TIFF"))[0, 0].tolist() == [0.0, 0.25, 1.0]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_read(kind):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]

    image = load_picture(saved(frames[0], kind, save_all=True, append_images=frames[1:]))

    assert image.shape == (3, 8, 8)
    assert colour_at(image, 4, 4) == RED


def test_one_pixel_is_a_picture():
    assert load_picture(saved(Image.new("RGB", (1, 1), "red"), "PNG")).flatten().tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(("size", "shape"), [((300, 200), (67, 100)), ((200, 300), (100, 67)), ((5000, 3), (1, 100))])
def test_large_pictures_are_reduced_to_the_longest_side(size, shape, kind):
    image = load_picture(saved(half_red(size=size), kind), longest_side=100)

    assert image.shape == (3, *shape)
    assert colour_at(image, 0, 20) == RED


def test_small_pictures_stay_as_they_are():
    picture = noise((30, 20))

    image = load_picture(saved(picture, "PNG"), longest_side=30)

    np.testing.assert_array_equal((image * 255).round().byte().permute(1, 2, 0), np.asarray(picture))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "I;16"])
def test_reducing_in_strips_gives_what_reducing_at_once_gives(mode, monkeypatch):
    picture = noise((203, 1501))
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture.convert("L"), dtype=np.uint16) * 257)
    else:
        picture = picture.convert(mode)
    data = saved(picture, "PNG")
    at_once = load_picture(data, longest_side=60)

    monkeypatch.setattr("lecture_utils.scenes.picture_file._STRIP_PIXELS", 1)

    torch.testing.assert_close(load_picture(data, longest_side=60), at_once, atol=1e-6, rtol=0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_hundred_megapixels_are_reduced(kind):
    picture = Image.new("L", (10_000, 10_000), 100)
    picture.paste(200, (5_000, 0, 10_000, 10_000))
    options = {"compress_level": 1} if kind == "PNG" else {}

    image = load_picture(saved(picture, kind, **options))

    assert image.shape == (3, 1024, 1024)
    assert image[0, 500, 100] == pytest.approx(100 / 255, abs=0.01)
    assert image[0, 500, 900] == pytest.approx(200 / 255, abs=0.01)


def test_a_large_jpeg_is_never_decoded_in_full(monkeypatch):
    data = saved(Image.new("RGB", (4_000, 2_000)), "JPEG")
    decoded = []
    load = Image.Image.load
    monkeypatch.setattr(Image.Image, "load", lambda self: (load(self), decoded.append(self.size))[0])

    load_picture(data, longest_side=250)

    assert max(max(size) for size in decoded) <= 500


def test_more_pixels_than_the_limit_are_refused_before_they_are_decoded():
    header = saved(Image.new("1", (1, 1)), "BMP")
    side = 20_000
    bomb = header[:18] + side.to_bytes(4, "little") + side.to_bytes(4, "little") + header[26:]

    with pytest.raises(ValueError, match=r"^The picture has more than 178 million pixels; reduce it first.$"):
        load_picture(bomb)
    assert side * side > MOST_PIXELS


# --- What can't be read ---


def sentence(error) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None
    return text


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_picture_that_is_cut_off_gets_a_sentence(kind, part):
    data = saved(noise((200, 100)), kind)

    with pytest.raises(ValueError) as error:  # noqa: PT011
        load_picture(data[: int(len(data) * part)])

    assert re.match("The picture is (cut off or damaged|no picture that can be read)", sentence(error))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_a_damaged_picture_works_or_gets_a_sentence(kind):
    data = saved(noise((40, 30)), kind)
    generator = np.random.default_rng(0)
    for _ in range(60):
        damaged = bytearray(data)
        for place in generator.integers(0, len(data), 12):
            damaged[place] = generator.integers(256)
        try:
            image = load_picture(damaged)
        except ValueError as error:
            assert str(error).startswith("The picture ")  # noqa: PT017
        else:
            assert image.shape[0] == 3
            assert not image.isnan().any()


@pytest.mark.parametrize(
    "data", [b"hello, world", b"\x00" * 100, b"<svg></svg>", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\xff\xd8"]
)
def test_what_is_no_picture_gets_a_sentence(data):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        load_picture(data)

    assert (
        sentence(error) == "The picture is no picture that can be read; it should be JPEG, PNG, WebP, GIF, TIFF or BMP."
    )


def test_a_phones_heic_file_is_named():
    with pytest.raises(ValueError, match=r"it is a HEIC file. Save it as JPEG"):
        load_picture(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")


def test_an_empty_file_gets_a_sentence(tmp_path):
    (tmp_path / "empty.jpg").touch()

    with pytest.raises(ValueError, match=r"^empty\.jpg is empty: it has no bytes.$"):
        load_picture(tmp_path / "empty.jpg")
    with pytest.raises(ValueError, match=r"^The picture is empty: it has no bytes.$"):
        load_picture(b"")


def test_a_folder_gets_a_sentence(tmp_path):
    with pytest.raises(IsADirectoryError) as error:
        load_picture(tmp_path)

    assert sentence(error) == f"{tmp_path.name} is a folder; give the path of a picture in it."


def test_a_missing_file_gets_a_sentence():
    with pytest.raises(FileNotFoundError) as error:
        load_picture("no/such/picture.png")

    assert sentence(error) == "There is no file no/such/picture.png."


def test_a_path_that_no_file_can_have_gets_a_sentence():
    for path in ("a" * 5000, "a\x00b"):
        with pytest.raises(ValueError) as error:  # noqa: PT011
            load_picture(path)
        assert "can't be opened" in sentence(error)


@pytest.mark.parametrize("thing", [None, 3, ["a.png"], torch.zeros(3, 4, 4)])
def test_other_things_are_refused(thing):
    with pytest.raises(ValueError, match="path_or_bytes must be a path or bytes; got"):
        load_picture(thing)


@pytest.mark.parametrize("side", [0, -1, 2.5, True, None])
def test_a_longest_side_that_is_no_size_is_refused(side):
    with pytest.raises(ValueError, match="longest_side must be a positive whole number of pixels; got"):
        load_picture(saved(half_red(), "PNG"), longest_side=side)


def test_files_are_closed_afterwards(tmp_path, recwarn):
    path = tmp_path / "picture.png"
    path.write_bytes(saved(half_red(), "PNG")[:100])

    with pytest.raises(ValueError, match=r"picture\.png is"):
        load_picture(path)

    path.unlink()  # on Windows this fails while the file is open
    assert not recwarn.list


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_gets_a_sentence(tmp_path):
    path = tmp_path / "secret.png"
    path.write_bytes(saved(half_red(), "PNG"))
    path.chmod(0)

    with pytest.raises(PermissionError) as error:
        load_picture(path)

    assert sentence(error) == "secret.png may not be read: permission is denied."


def test_a_user_that_nobody_knows_gets_a_sentence():
    with pytest.raises(FileNotFoundError) as error:
        load_picture("~nosuchuser/x.png")

    assert sentence(error) == "There is no file ~nosuchuser/x.png: no user of that name is known."


def test_a_name_that_no_screen_can_show_is_written_out(tmp_path):
    for name in ("\ud800.png", "a\udcff.png"):
        with pytest.raises((ValueError, FileNotFoundError)) as error:
            load_picture(tmp_path / name)
        sentence(error).encode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
@pytest.mark.timeout(20)
def test_what_is_no_ordinary_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")

    with pytest.raises(ValueError) as error:  # noqa: PT011
        load_picture(tmp_path / "pipe.png")
    assert sentence(error) == "pipe.png can't be opened: it is no ordinary file but a pipe."
    with pytest.raises(ValueError, match=r"^zero can't be opened: it is no ordinary file but a device\.$"):
        load_picture("/dev/zero")


def test_a_memoryview_with_gaps_is_read():
    data = saved(half_red(), "PNG")
    spread = bytearray(2 * len(data))
    spread[::2] = data

    assert torch.equal(load_picture(memoryview(spread)[::2]), load_picture(data))
    assert torch.equal(
        load_picture(memoryview(np.frombuffer(data + b"\0" * (-len(data) % 4), "<u4"))), load_picture(data)
    )


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow reads no AVIF")
def test_a_damaged_avif_works_or_gets_a_sentence():
    data = saved(noise((40, 30)), "AVIF")
    generator = np.random.default_rng(0)
    refused = 0
    for place in range(0, len(data), 2):
        damaged = bytearray(data)
        damaged[place] ^= 1 << int(generator.integers(8))
        try:
            check_picture(load_picture(damaged))
        except ValueError as error:
            refused += 1
            assert re.match("The picture (is|has) ", str(error))  # noqa: PT017
    assert refused > 10


@pytest.mark.parametrize("error", [RuntimeError, AttributeError, KeyError, struct.error, ZeroDivisionError, IndexError])
def test_whatever_a_decoder_raises_becomes_one_sentence(error, monkeypatch):
    def fail(self):
        raise error("Decoding of color planes failed")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)

    with pytest.raises(ValueError) as raised:  # noqa: PT011
        load_picture(saved(half_red(), "PNG"))

    assert sentence(raised).startswith("The picture is cut off or damaged")


def test_colours_that_are_not_read_are_named():
    picture = Image.new("LAB", (3, 3))

    with pytest.raises(ValueError) as error:  # noqa: PT011
        load_picture(saved(picture, "TIFF"))

    assert sentence(error) == "The picture has CIE L*a*b* colours, which aren't read; save it as RGB."

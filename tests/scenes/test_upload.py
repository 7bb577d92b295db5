"""The upload button: a good picture comes in, a bad one gets its sentence in place."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.upload import choose_picture


def send(choice, kind: str, *parts: bytes, **fields) -> None:
    choice.button._handle_custom_msg({"kind": kind, **fields}, [memoryview(part) for part in parts])


def upload(choice, name: str, content: bytes, part: int = 1000) -> None:
    """Do what the browser does when a file has been chosen."""
    send(choice, "start", name=name, size=len(content))
    for start in range(0, len(content), part):
        send(choice, "part", content[start : start + part])
    send(choice, "end")


def png(size=(6, 4)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "red").save(stream, "PNG")
    return stream.getvalue()


def test_until_something_is_uploaded_a_photograph_is_in_use():
    choice = choose_picture()

    assert torch.equal(choice.image, photograph("chelsea").image)
    assert "Stefan van der Walt" in choice.message.value
    assert "300 × 451 pixels" in choice.message.value


def test_without_a_default_there_is_no_image_and_it_is_said():
    choice = choose_picture(default=None)

    assert choice.image is None
    assert "No picture yet." in choice.message.value


def test_an_uploaded_picture_is_used_and_named():
    choice = choose_picture()

    upload(choice, "cow.png", png())

    assert choice.image.shape == (3, 4, 6)
    assert choice.title == "cow.png"
    assert "✓ cow.png, 4 × 6 pixels." in choice.message.value


def test_a_large_picture_is_reduced():
    choice = choose_picture(longest_side=50)

    upload(choice, "cow.png", png((100, 60)))

    assert choice.image.shape == (3, 30, 50)


def test_a_file_that_is_no_picture_gets_its_sentence_and_the_picture_before_stays():
    choice = choose_picture(default=None)
    upload(choice, "cow.png", png())

    upload(choice, "<notes>.txt", b"hello")

    assert choice.image.shape == (3, 4, 6)
    assert "✗ &lt;notes&gt;.txt is no picture that can be read" in choice.message.value
    assert "cow.png stays in use." in choice.message.value


def test_the_same_file_can_be_chosen_again():
    choice = choose_picture(default=None)

    upload(choice, "cow.png", png())
    upload(choice, "cow.png", png((3, 3)))

    assert choice.image.shape == (3, 3, 3)


def test_a_file_of_many_parts_arrives_whole():
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(noise).save(stream, "PNG")
    choice = choose_picture(default=None)

    upload(choice, "noise.png", stream.getvalue(), part=7001)

    assert torch.equal((choice.image * 255).round().byte().permute(1, 2, 0), torch.from_numpy(noise))


def test_what_the_browser_does_not_send_is_said():
    choice = choose_picture(default=None)
    upload(choice, "cow.png", png())

    send(choice, "too large", name="holiday.tif", size=431_000_000)
    assert "✗ holiday.tif has 431 MB, and at most 200 can be sent; give its path to load_pic" in choice.message.value
    assert "cow.png stays in use." in choice.message.value

    send(choice, "failed", name="gone.png", size=3, reason="The file was moved.")
    assert "✗ gone.png could not be read by the browser (The file was moved)." in choice.message.value


def test_a_file_that_arrives_in_part_is_said_and_the_next_one_is_taken():
    choice = choose_picture(default=None)

    send(choice, "start", name="cow.png", size=500)
    send(choice, "part", b"x" * 100)
    send(choice, "end")
    assert "✗ Of cow.png only 100 of 500 bytes arrived; choose it again." in choice.message.value

    send(choice, "start", name="dog.png", size=500)
    send(choice, "part", b"x" * 100)
    upload(choice, "cow.png", png())  # chosen while the other was on its way
    assert choice.title == "cow.png"
    assert choice.image.shape == (3, 4, 6)


@pytest.mark.parametrize("error", [RuntimeError, TypeError, AttributeError, MemoryError, KeyError])
def test_whatever_a_decoder_raises_is_said(error, monkeypatch):
    def fail(self):
        raise error("Decoding of color planes failed")

    content = png()
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    choice = choose_picture(default=None)

    upload(choice, "cow.avif", content)

    assert choice.image is None
    assert "✗ cow.avif " in choice.message.value


def test_an_error_outside_of_the_decoder_is_said(monkeypatch):
    def fail(*_):
        raise RuntimeError("no luck")

    monkeypatch.setattr("lecture_utils.scenes.upload.load_picture", fail)
    choice = choose_picture(default=None)

    upload(choice, "cow.png", png())

    assert "✗ cow.png can&#x27;t be read (RuntimeError: no luck)." in choice.message.value


def test_a_name_that_no_screen_can_show_is_written_out():
    choice = choose_picture(default=None)

    upload(choice, "cow\ud800.png", png())

    assert "✓ cow\\ud800.png, 4 × 6 pixels." in choice.message.value
    choice.message.value.encode()


def test_an_unknown_photograph_is_refused():
    with pytest.raises(ValueError, match="name must be one of chelsea"):
        choose_picture("dog")


def test_the_text_shown_without_a_browser_names_the_picture():
    assert repr(choose_picture(default=None)) == "PictureChoice('')"

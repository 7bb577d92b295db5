"""The upload button: a good picture comes in, a bad one gets its sentence in place."""

import io
from datetime import UTC, datetime

import pytest
import torch
from PIL import Image

from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.upload import choose_picture


def upload(choice, name: str, content: bytes) -> None:
    """Do what the browser does when a file has been chosen."""
    file = {
        "name": name,
        "type": "",
        "size": len(content),
        "content": memoryview(content),
        "last_modified": datetime.now(UTC),
    }
    choice.button.set_trait("value", (file,))


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


def test_the_same_file_can_be_chosen_again_and_its_bytes_are_let_go():
    choice = choose_picture(default=None)

    upload(choice, "cow.png", png())
    assert choice.button.value == ()
    upload(choice, "cow.png", png((3, 3)))

    assert choice.image.shape == (3, 3, 3)


def test_an_unknown_photograph_is_refused():
    with pytest.raises(ValueError, match="name must be one of chelsea"):
        choose_picture("dog")


def test_the_text_shown_without_a_browser_names_the_picture():
    assert repr(choose_picture(default=None)) == "PictureChoice('')"

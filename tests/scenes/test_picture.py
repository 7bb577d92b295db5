"""A picture is three channels of floats in [0, 1]; what isn't one is named, with what converts it."""

import re

import numpy as np
import pytest
import torch
from PIL import Image

from lecture_utils.scenes.photographs import photograph
from lecture_utils.scenes.picture import check_picture, cut_long_side
from tests.scenes.wrong_pictures import GOOD, WRONG, with_pixel


@pytest.mark.parametrize("name", WRONG)
def test_what_came_is_said_and_what_is_said_converts_it(name: str):
    image, message, convert = WRONG[name]

    with pytest.raises(ValueError, match=re.escape(message)) as error:
        check_picture(image)

    assert str(error.value).partition("; this converts it: ")[2].startswith(convert)
    check_picture(eval(convert, {"image": image}))


def test_a_batch_is_checked_as_a_picture_is():
    batch = torch.stack([GOOD, with_pixel(torch.nan)])
    check_picture(batch[:1], batch=True)
    check_picture(batch[:0], batch=True)
    with pytest.raises(ValueError, match=r"images: expected finite values in \[0, 1\], got 1 of 24576"):
        check_picture(batch, "images", batch=True)
    for wrong, convert in (
        (GOOD, "images[None]"),
        ([GOOD, GOOD], "torch.stack(images)"),
        (batch[:1].permute(0, 2, 3, 1), "images.permute(0, 3, 1, 2)"),
        (batch[:1, :1], "images.expand(-1, 3, -1, -1)"),
    ):
        with pytest.raises(ValueError, match=re.escape(convert)) as error:
            check_picture(wrong, "images", batch=True)
        assert str(error.value).endswith(convert)
        check_picture(eval(convert, {"images": wrong, "torch": torch}), batch=True)


def test_pictures_of_other_libraries_are_named_with_what_converts_them():
    picture = Image.fromarray(np.full((4, 5, 3), 255, dtype=np.uint8))
    with pytest.raises(ValueError, match="got Image; this converts it: ") as error:
        check_picture(picture, "mine")
    convert = str(error.value).partition("converts it: ")[2]
    check_picture(eval(convert, {"mine": picture, "torch": torch, "numpy": np}))
    with pytest.raises(ValueError, match=r"got ndarray; .*torch\.from_numpy\(image\)\.permute\(2, 0, 1\)"):
        check_picture(np.zeros((4, 5, 3)))
    with pytest.raises(ValueError, match=r"got str; .*load_picture\(image\)"):
        check_picture("cow.png")
    for nothing in (None, 3, torch.zeros(3, 0, 4), GOOD.long(), torch.complex(GOOD, GOOD)):
        with pytest.raises(ValueError, match=r"^image: expected "):
            check_picture(nothing)


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_every_kind_of_float_is_a_picture_as_are_its_borders(kind: torch.dtype):
    check_picture(GOOD.to(kind))
    check_picture(torch.zeros(3, 1, 1, dtype=kind))
    check_picture(torch.ones(3, 1, 1, dtype=kind))


def test_without_values_the_form_is_compared():
    check_picture(torch.zeros(3, 4, 4, device="meta"))
    with pytest.raises(ValueError, match=r"expected \(3, H, W\), got \(4, 4\)"):
        check_picture(torch.zeros(4, 4, device="meta"))


def test_an_ordinary_shape_stays_whole_and_an_extreme_one_is_cut_in_the_middle():
    wide = torch.arange(100.0).expand(3, 4, 100)

    assert cut_long_side(photograph().image, 240, 320).shape == photograph().image.shape
    assert cut_long_side(wide, 10, 10)[0, 0].tolist() == list(range(46, 54))
    assert cut_long_side(wide.mT, 10, 10)[0, :, 0].tolist() == list(range(46, 54))

import numpy as np
import pytest
from PIL import Image

from tests.pictures.drawing import assert_readable
from tools.draw_kinds_of_picture import FILE, KINDS, draw_sheet


@pytest.mark.parametrize("dots", [100, 150])
def test_every_kind_of_picture_is_readable_in_both_sizes(dots: float) -> None:
    assert_readable(draw_sheet(dots))


def test_every_kind_of_picture_is_explained() -> None:
    assert all(draw.__doc__ for draw in KINDS)


def test_the_stored_sheet_is_the_one_that_is_drawn_and_small() -> None:
    figure = draw_sheet()
    figure.canvas.draw()
    drawn = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)
    stored = np.asarray(Image.open(FILE).convert("RGB")).astype(int)
    assert stored.shape == drawn.shape
    assert np.abs(stored - drawn).mean() < 2  # it has fewer colours
    assert FILE.stat().st_size < 300_000

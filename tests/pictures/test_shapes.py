import numpy as np
import pytest

from lecture_utils.pictures.shapes import add_areas, add_lines, cell_rectangles, rectangles
from lecture_utils.pictures.theme import colour
from tests.pictures.drawing import new_axes, pixel_at, pixels_of, rgb


def test_corners_of_boxes_and_cells_go_round_them() -> None:
    assert rectangles([[1, 2, 3, 5]]).tolist() == [[[1, 2], [3, 2], [3, 5], [1, 5]]]
    assert rectangles([[1, 2, 3, 5]], closed=True)[0, -1].tolist() == [1, 2]
    assert cell_rectangles([(4, 7)]).tolist() == [[[7, 4], [8, 4], [8, 5], [7, 5]]]


def test_many_lines_are_one_artist_that_leaves_the_limits_alone() -> None:
    axes = new_axes()
    add_lines(axes, rectangles(np.random.default_rng(0).uniform(-5, 5, (50, 4)), closed=True), "red")
    add_areas(axes, rectangles([[-5, -5, 5, 5]]), "blue")
    pixels_of(axes)
    assert len(axes.collections) == 2
    assert axes.get_xlim() == axes.get_ylim() == (0, 1)


@pytest.mark.parametrize("photograph", ["black", "white"])
def test_a_line_with_a_halo_is_seen_on_dark_and_on_light(photograph: str) -> None:
    axes = new_axes(1, 1)
    axes.set_axis_off()
    axes.set(xlim=(0, 100), ylim=(0, 100))
    add_areas(axes, rectangles([[0, 0, 100, 100]]), photograph)
    add_lines(axes, [[(50, 0), (50, 100)]], colour("truth"), 3, halo=True)
    row = pixels_of(axes)[50].astype(int)  # (100, 3), across the line
    for part in ("truth", "paper"):
        assert np.abs(row - rgb(colour(part))).max(axis=1).min() <= 10


def test_a_line_on_the_border_keeps_its_whole_width_and_one_beyond_is_not_drawn() -> None:
    axes = new_axes(1, 1)
    axes.set_position((0.25, 0.25, 0.5, 0.5))
    axes.set_axis_off()
    axes.set(xlim=(0, 50), ylim=(0, 50))
    add_lines(axes, [[(0, 0), (0, 50)], [(-10, 0), (-10, 50)]], "#ff0000", 6)
    assert pixel_at(axes, -2, 25) == (255, 0, 0)
    assert pixel_at(axes, -10, 25) == (255, 255, 255)

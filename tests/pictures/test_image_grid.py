import numpy as np
import pytest
import torch

from lecture_utils.pictures.image_grid import draw_image_grid
from lecture_utils.pictures.theme import colour
from tests.pictures.drawing import assert_readable, letters_of, new_axes, pixel_at, rgb


def grey(count: int) -> list[torch.Tensor]:
    """Pictures of 8 × 8 pixels, each a little lighter than the one before."""
    return [torch.full((3, 8, 8), index / 10) for index in range(count)]


def test_each_picture_lies_in_its_cell_row_by_row() -> None:
    axes = new_axes()
    draw_image_grid(axes, grey(5), columns=3, title="Five pictures")
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 3), (2, 0))
    for index in range(5):
        row, column = divmod(index, 3)
        assert pixel_at(axes, column + 0.5, row + 0.5)[0] == pytest.approx(index / 10 * 255, abs=1.5)
    assert pixel_at(axes, 2.5, 1.5) == (255, 255, 255)


def test_a_label_stands_below_its_picture_and_a_frame_around_it() -> None:
    axes = new_axes(5.0, 3.5)
    names = ["black cat", "a person in a dress", ""]
    draw_image_grid(axes, grey(3), 3, names, ["truth", None, "rejected"], "Three pictures")
    assert [letters.replace("\n", " ") for letters in letters_of(axes)] == names[:2]
    places = [text.get_position() for text in axes.texts if text.get_text()]
    assert [int(x) for x, _ in places] == [0, 1]
    assert all(0.5 < y < 1 for _, y in places)
    frames = [to for lines in axes.collections for to in lines.get_edgecolor().tolist()]
    drawn = {tuple(round(255 * part) for part in frame[:3]) for frame in frames}
    assert drawn == {rgb(colour("truth")), rgb(colour("rejected"))}
    assert_readable(axes.figure)


def test_a_sheet_may_have_more_room_than_pictures_or_none_at_all() -> None:
    axes = new_axes()
    draw_image_grid(axes, grey(2), columns=4, rows=3)
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 4), (3, 0))
    empty = new_axes()
    draw_image_grid(empty, [], columns=4, rows=2, title="No picture")
    assert empty.get_title() == "No picture"
    assert (empty.get_xlim(), empty.get_ylim()) == ((0, 4), (2, 0))


def test_pictures_keep_their_proportions() -> None:
    axes = new_axes(6.0, 2.0)
    draw_image_grid(axes, [np.zeros((10, 20, 3), dtype=np.uint8)] * 2, columns=2)
    ink = pixel_at  # the picture is twice as wide as high
    across = [ink(axes, x, 0.5) == (0, 0, 0) for x in np.linspace(0.0, 1.0, 61)[1:-1]]
    down = [ink(axes, 0.5, y) == (0, 0, 0) for y in np.linspace(0.0, 1.0, 61)[1:-1]]
    wide, high = axes.get_position().width * 6 / 2, axes.get_position().height * 2
    assert sum(across) * wide == pytest.approx(2 * sum(down) * high, rel=0.1)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"columns": 0}, "columns and rows must have room for 4 images, got 0"),
        ({"columns": 2, "rows": 1}, "got 2 and 1"),
        ({"columns": 2, "labels": ["a"]}, "labels must be 4, one for each image, got 1"),
        ({"columns": 2, "roles": ["truth"] * 5}, "roles must be 4, one for each image, got 5"),
        ({"columns": 40}, "axes must have room for 1 × 40 tiles"),
        ({"columns": 4, "labels": ["unbreakablelongword"] * 4}, "axes must have room"),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        draw_image_grid(new_axes(), grey(4), **arguments)


def test_pictures_of_different_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="images must be of one size"):
        draw_image_grid(new_axes(), [torch.zeros(3, 8, 8), torch.zeros(3, 9, 8)], columns=2)

import numpy as np
import pytest
import torch

from lecture_utils.pictures.items import items_of, mark_items
from lecture_utils.pictures.lists import draw_list
from lecture_utils.pictures.marked_images import Mark, draw_marked_image
from tests.pictures.drawing import assert_readable, letters_of, new_axes, pixel_at, pixels_of

WHITE = torch.ones(3, 20, 20)


def test_boxes_count_the_networks_pixels_over_a_larger_drawing():
    axes = new_axes()
    draw_marked_image(axes, torch.ones(3, 80, 80), [Mark((5, 5, 15, 15))], size=(20, 20))
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 20), (20, 0))
    assert pixel_at(axes, 10, 10) == (255, 255, 255)
    assert pixel_at(axes, 5, 10) != (255, 255, 255)


def test_labels_of_a_crowd_never_overlap_and_the_current_one_is_always_there():
    marks = [Mark((4, 4, 12, 12), f"thing {n}", number=n) for n in range(40)]
    for current in (None, 39):
        axes = new_axes(4.0, 4.0)
        draw_marked_image(axes, WHITE, marks, current, title="a crowd")
        assert_readable(axes.figure)
        written = letters_of(axes)
        assert 1 < len(written) < 40
        assert ("thing 39" in written) == (current == 39)


def test_the_current_box_is_thicker_than_the_others():
    def ink(current):
        axes = new_axes()
        draw_marked_image(axes, WHITE, [Mark((3, 3, 9, 9), number=0), Mark((11, 11, 17, 17), number=1)], current)
        dark = pixels_of(axes).min(axis=2) < 200
        height, width = dark.shape
        return dark[: height // 2, : width // 2].sum(), dark[height // 2 :, width // 2 :].sum()

    first, second = ink(0), ink(1)
    assert first[0] > 1.5 * first[1]
    assert second[1] > 1.5 * second[0]


def test_a_mask_fills_its_pixels_and_no_others():
    mask = np.zeros((20, 20), dtype=bool)
    mask[5:10, 5:10] = True
    axes = new_axes()
    draw_marked_image(axes, WHITE, [Mark((1, 1, 19, 19), mask=mask)])
    assert pixel_at(axes, 7, 7) != (255, 255, 255)
    assert pixel_at(axes, 12, 12) == (255, 255, 255)


def test_of_items_upon_each_other_the_smallest_comes_first():
    axes = new_axes(4.0, 4.0)
    draw_marked_image(axes, WHITE, [Mark((0, 0, 20, 20), number=7), Mark((5, 5, 10, 10), number=3), Mark((1, 1, 2, 2))])
    items = items_of(axes.figure)
    assert [item[0] for item in items] == [3, 7]
    _, left, top, width, height = items[0]
    assert (left, top, width, height) == pytest.approx((0.25, 0.25, 0.25, 0.25), abs=0.01)
    with pytest.raises(ValueError, match="numbers must be 1"):
        mark_items(axes, [(0, 0, 1, 1)], [1, 2])


ROWS = [[f"thing {n}", f"{n / 30:.2f}"] for n in range(30)]


@pytest.mark.parametrize("current", [None, 0, 4, 15, 29])
def test_a_long_list_shows_the_rows_about_the_current_one_and_counts_the_others(current):
    axes = new_axes(3.0, 2.6)
    draw_list(axes, ["class", "score"], ROWS, ["prediction"] * 30, current, "thirty")
    assert_readable(axes.figure)
    shown = [row for row, (name, _) in enumerate(ROWS) if name in letters_of(axes)]
    assert shown == list(range(shown[0], shown[-1] + 1))
    assert current is None or current in shown
    more = [int(text.split()[1]) for text in letters_of(axes) if text.startswith("…")]
    assert sum(more) + len(shown) == 30
    assert sorted(item[0] for item in items_of(axes.figure)) == shown


def test_a_list_without_rows_says_so():
    axes = new_axes(3.0, 2.0)
    draw_list(axes, ["class"], [], [], empty="no detection")
    assert letters_of(axes) == ["class", "no detection"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], [["x"]], []), "roles must be 1"),
        ((["a"], [["x", "y"]], ["truth"]), "rows must have 1 texts"),
        ((["a"], [["long " * 30]], ["truth"]), "inches wide"),
    ],
)
def test_a_wrong_list_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_list(new_axes(3.0, 2.0), *arguments)

"""A box dragged over a picture: where it can be, and the row of panels about it."""

import pytest

from lecture_utils.demos.proposals import contour_demo, objectness_demo
from lecture_utils.demos.views.dragged_box import SMALLEST, WIDTHS, box_control, box_panels
from lecture_utils.stage import Demo


def demo(**panels):
    return Demo("boxed", "A box", [box_control("picture", (8, 8, 40, 32), (64, 96), snap=4)], [box_panels(**panels)])


def test_the_box_stays_inside_the_picture_on_its_steps_and_no_smaller_than_the_smallest():
    made = demo(
        picture=(lambda axes, box: None, "a picture"),
        maps=(lambda figure: None, "maps"),
        numbers=(lambda axes, box: None, "numbers"),
    )

    assert tuple(made.clean({"box": (-9, -9, 200, 200)})["box"]) == (0, 0, 96, 64)
    assert tuple(made.clean({"box": (9, 10, 41.9, 33)})["box"]) == (8, 8, 40, 32)
    x1, y1, x2, y2 = made.clean({"box": (90, 60, 91, 61)})["box"]
    assert min(x2 - x1, y2 - y1) >= SMALLEST
    assert (x2, y2) <= (96, 64)
    assert [panel.alt for panel in made.rows[0]] == ["a picture", "maps", "numbers"]


def test_a_row_that_is_not_of_three_panels_is_refused():
    with pytest.raises(ValueError, match="panels must be 3"):
        box_panels(picture=(lambda axes: None, "a picture"), maps=(lambda axes: None, "maps"))


def test_the_demos_of_boxes_on_photographs_have_one_layout():
    for made in (contour_demo(), objectness_demo()):
        assert [panel.size[0] for panel in made.rows[0]] == list(WIDTHS)

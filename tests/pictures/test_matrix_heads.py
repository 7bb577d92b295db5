import pytest

from lecture_utils.pictures import colour
from lecture_utils.pictures.matrix_heads import Head, title_of
from tests.pictures.drawing import assert_readable, new_axes


@pytest.mark.parametrize(
    ("name", "shape", "title"), [("K", (3, 2), "K (3×2)"), ("w", (4,), "w (4)"), ("K", None, "K"), ("", (3, 2), "")]
)
def test_a_title_says_name_and_shape(name: str, shape: tuple | None, title: str) -> None:
    assert title_of(name, shape) == title


def test_a_head_stands_over_the_cells_from_their_left_edge_on() -> None:
    axes = new_axes(4, 3)
    axes.set_position((0.25, 0, 0.5, 0.5))
    axes.set_axis_off()
    axes.set(xlim=(0, 4), ylim=(3, 0))
    head = Head("K (3×2)", "X W_K", "key")
    head.write(axes, (0.5, 0.5), 0.0)
    note, title = axes.texts
    assert (title.get_text(), title.get_color()) == ("K (3×2)", colour("key"))
    cells = axes.get_window_extent()
    extents = [text.get_window_extent() for text in (title, note)]
    assert all(extent.x0 == pytest.approx(cells.x0, abs=2) and extent.y0 > cells.y1 for extent in extents)
    assert extents[0].y0 > extents[1].y1 - 3
    assert max(extent.y1 for extent in extents) <= cells.y1 + head.height * 100
    assert max(extent.width for extent in extents) <= head.width * 100
    assert_readable(axes.figure)


def test_a_long_title_is_broken_into_bold_lines_that_fit() -> None:
    head = Head("the largest of all cells in a bin (3×3)", role="output", room=1.5)
    assert "\n" in head.lines
    assert head.width <= 1.5
    assert Head("").height == 0

import numpy as np
import pytest
from matplotlib.figure import Figure

from lecture_utils.pictures import panes
from lecture_utils.pictures.axes_layout import lay_out, size_of
from tests.pictures.drawing import assert_readable, new_axes

TITLE = "A finding that is too long for one line of this figure, and for two of them as well"


def test_the_picture_keeps_its_proportions_in_the_middle() -> None:
    axes = new_axes(4, 3)
    width, height = lay_out(axes, shape=(2, 8))
    assert (width, height) == pytest.approx((4, 1))
    assert axes.get_position().bounds == pytest.approx((0, 1 / 3, 1, 1 / 3))
    assert size_of(axes) == pytest.approx((4, 1))


def test_rows_and_columns_are_no_larger_than_asked_for() -> None:
    assert lay_out(new_axes(4, 3), shape=(1, 2), largest=0.5) == pytest.approx((1, 0.5))


@pytest.mark.parametrize("dots", [100, 150])
@pytest.mark.parametrize("title", ["short", TITLE, "$W_K$ projects"])
@pytest.mark.parametrize("left", [0, 1.4])
def test_a_title_stays_in_the_rectangle_of_its_axes(dots: float, title: str, left: float) -> None:
    figure = Figure(figsize=(4, 3), dpi=dots)
    axes = figure.add_axes((0, 0, 0.5, 1))
    lay_out(axes, title, (3, 1), left=left)
    assert_readable(figure)
    extent = axes.title.get_window_extent()
    assert extent.x0 >= -0.5
    assert extent.x1 <= figure.bbox.width / 2 + 0.5


def test_the_same_inches_are_left_in_both_sizes() -> None:
    assert lay_out(new_axes(dots=100), TITLE, (3, 4)) == lay_out(new_axes(dots=150), TITLE, (3, 4))


def test_axes_without_room_are_refused_with_what_is_needed() -> None:
    with pytest.raises(ValueError, match=r"axes must have more than 0.00 × \d.\d\d inches .* got 1.00 × 0.50"):
        lay_out(new_axes(1, 0.5), TITLE)


def test_panes_fill_the_figure_row_by_row() -> None:
    figure = Figure(figsize=(8, 4), dpi=100)
    axes = panes(figure, 2, 3, gap=0.2, margin=0.1)
    assert len(axes) == 6
    assert {tuple(np.round(size_of(pane), 6)) for pane in axes} == {(round(7.4 / 3, 6), 1.8)}
    first, last = axes[0].get_position(), axes[-1].get_position()
    assert (first.x0 * 8, (1 - first.y1) * 4) == pytest.approx((0.1, 0.1))
    assert (last.x1 * 8, last.y0 * 4) == pytest.approx((7.9, 0.1))
    assert axes[1].get_position().x0 > axes[0].get_position().x1


def test_panes_fill_a_part_of_a_figure() -> None:
    part = Figure(figsize=(8, 4), dpi=100).subfigures(1, 2)[1]
    assert size_of(panes(part, margin=0)[0]) == pytest.approx((4, 4))


@pytest.mark.parametrize(("rows", "columns"), [(0, 1), (1, 40)])
def test_panes_that_do_not_fit_are_refused(rows: int, columns: int) -> None:
    with pytest.raises(ValueError, match="must"):
        panes(Figure(figsize=(4, 3)), rows, columns)

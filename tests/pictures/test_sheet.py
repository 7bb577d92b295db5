from collections.abc import Callable
from typing import Any

import pytest

from lecture_utils.pictures import cell_axes, say, sheet_axes
from tests.pictures.drawing import new_figure


def test_a_sheet_is_measured_in_inches_from_the_upper_left_corner() -> None:
    axes = sheet_axes(new_figure(4, 3))
    assert axes.transData.transform((0, 0)) == pytest.approx((0, 300))
    assert axes.transData.transform((4, 3)) == pytest.approx((400, 0))


def test_a_figure_has_one_sheet_and_each_of_its_parts_its_own() -> None:
    figure = new_figure(4, 3)
    left, right = figure.subfigures(1, 2, wspace=0)
    sheets = [sheet_axes(part) for part in (left, right, figure)]
    assert len({id(axes) for axes in sheets}) == 3
    assert [sheet_axes(part) for part in (left, right, figure)] == sheets
    assert sheets[1].transData.transform((1, 0)) == pytest.approx((300, 300))


def test_axes_over_a_table_have_a_unit_for_each_of_its_cells() -> None:
    axes = cell_axes(new_figure(4, 3), 1.0, 0.5, (0.5, 0.25), (2, 3))
    assert axes.transData.transform((0, 0)) == pytest.approx((100, 250))
    assert axes.transData.transform((3, 2)) == pytest.approx((250, 200))
    assert not axes.axison


def test_text_stands_where_it_is_told_to() -> None:
    figure = new_figure()
    for align, edge in (("left", "x0"), ("right", "x1")):
        say(figure, 2.0, 1.0, "HNH", align=align)
        extent = sheet_axes(figure).texts[-1].get_window_extent()
        assert getattr(extent, edge) == pytest.approx(200, abs=1)
        assert extent.y0 < 200 < extent.y1


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: cell_axes(new_figure(), 0, 0, 1, (0, 2)), "shape must be at least 1 × 1 cells"),
        (lambda: say(new_figure(), 0, 0, "a", size="huge"), "size must be one of"),
        (lambda: say(new_figure(), 0, 0, "a", align="middle"), "align must be 'left', 'center' or 'right'"),
    ],
)
def test_wrong_input_is_named(draw: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw()

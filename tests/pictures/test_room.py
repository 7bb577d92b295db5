import numpy as np
import pytest
from matplotlib.figure import Figure

from lecture_utils.pictures import cell_panes, cut_off_texts, draw_matrix, overlapping_texts, panes
from lecture_utils.pictures.room import lay_out, size_of
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


def test_matrices_side_by_side_have_cells_of_one_size_and_a_common_middle() -> None:
    figure = Figure(figsize=(8, 3), dpi=100)
    shapes = [(4, 3), (3, 2), (4, 2)]
    axes = cell_panes(figure, shapes, ["·", "="], ["X (4×3)", "W (3×2)", "K (4×2)"])
    for pane, shape, name in zip(axes, shapes, "XWK", strict=True):
        draw_matrix(pane, np.ones(shape), name=name)
    cells = [size_of(pane)[0] / shape[1] for pane, shape in zip(axes, shapes, strict=True)]
    assert cells == pytest.approx([cells[0]] * 3)
    middles = [(pane.get_position().y0 + pane.get_position().y1) / 2 for pane in axes]
    assert middles == pytest.approx([0.5] * 3)
    assert [text.get_text() for pane in axes for text in pane.texts if text.get_text() in "·="] == ["·", "="]
    assert_readable(figure)


def test_cells_stay_of_one_size_without_names() -> None:
    axes = cell_panes(Figure(figsize=(4.2, 3.3), dpi=100), [(4, 4), (2, 2), (3, 1)], gap=0.3, largest=0.6)
    for pane, shape in zip(axes, [(4, 4), (2, 2), (3, 1)], strict=True):
        draw_matrix(pane, np.ones(shape), name="w")
    cells = [size_of(pane)[1] / rows for pane, rows in zip(axes, (4, 2, 3), strict=True)]
    assert cells == pytest.approx([cells[0]] * 3)


def test_a_narrow_matrix_has_room_for_its_title() -> None:
    figure = Figure(figsize=(4, 3), dpi=100)
    axes = cell_panes(figure, [(3, 1), (3, 1)], names=["scores (3×1)", "weights (3×1)"], gap=0.2)
    for pane, name in zip(axes, ("scores", "weights"), strict=True):
        draw_matrix(pane, np.ones((3, 1)), name=name)
    assert overlapping_texts(figure) == cut_off_texts(figure) == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (([],), "shapes must be"),
        (([(2, 2), (2, 2)], ["·", "="]), "between must be 1 texts, got 2"),
        (([(2, 2)], (), ["a", "b"]), "names must be 1 texts, got 2"),
        (([(2, 200)],), "figure must have room"),
    ],
)
def test_matrices_that_cannot_stand_side_by_side_are_refused(arguments: tuple, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        cell_panes(Figure(figsize=(4, 3)), *arguments)

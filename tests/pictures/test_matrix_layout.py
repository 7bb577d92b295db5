import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_utils.pictures import Arrow, Label, MatrixView
from lecture_utils.pictures.matrix_layout import LARGEST, fitting_cell, measure, place_items, views_of

sizes = st.tuples(st.integers(1, 6), st.integers(1, 6))


def layout(first: tuple[int, int], second: tuple[int, int]) -> list:
    """Lay two matrices out beside a column of two others."""
    views = [MatrixView(name, np.ones(shape)) for name, shape in zip("ABCD", (first, second) * 2, strict=True)]
    return [[views[0], "·", views[1], Arrow("sum"), [views[2], views[3]]], Label("words below")]


@given(sizes, sizes, st.floats(3, 12), st.floats(2, 8))
def test_the_fitting_cell_is_the_largest_that_fits(first: tuple, second: tuple, width: float, height: float) -> None:
    rows = layout(first, second)
    unit = fitting_cell(rows, (width, height))
    if unit:
        size = measure(rows, unit, True)
        assert size.width <= width
        assert size.height <= height
    if unit < LARGEST:
        larger = measure(rows, unit + LARGEST / 500, True)
        assert larger.width > width or larger.height > height


@given(sizes, sizes)
def test_items_of_a_row_stand_side_by_side_and_those_of_a_column_below_each_other(first: tuple, second: tuple) -> None:
    rows = layout(first, second)
    placed = list(place_items(rows, 0.4, True, 1.0, 4.0))
    a, dot, b, arrow, c, d, words = placed
    for before, after in ((a, dot), (dot, b), (b, arrow), (arrow, c)):
        assert before.left + before.size.width < after.left
    assert len({round(place.middle, 6) for place in (a, dot, b, arrow)}) == 1
    assert c.left == d.left
    assert c.middle + c.size.down < d.middle - d.size.up
    assert words.left == a.left == 1.0
    assert max(place.middle + place.size.down for place in (a, b, d)) < words.middle - words.size.up
    assert [place.item for place in placed if isinstance(place.item, MatrixView)] == views_of(rows)


@pytest.mark.parametrize(
    ("values", "orientation", "shape"),
    [([1, 2, 3], "row", (1, 3)), ([1, 2, 3], "column", (3, 1)), ([["a", "b"]], "row", (1, 2))],
)
def test_a_view_knows_the_rows_and_columns_that_are_drawn(values: list, orientation: str, shape: tuple) -> None:
    assert MatrixView("x", values, orientation=orientation).shape == shape

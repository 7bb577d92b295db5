import doctest
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes

from lecture_utils.pictures import Arrow, MatrixView, draw_matrices, matrices, matrix_rows, matrix_steps
from lecture_utils.pictures.axes_layout import size_of
from tests.pictures.drawing import assert_readable, in_cells, new_figure

X, W = np.arange(6.0).reshape(3, 2), np.array([[1, 0, -1.5, 2], [0, 1, 1, 2]])


def product() -> list[Any]:
    """Lay out X · W = K."""
    return [MatrixView("X", X), "·", MatrixView("W_K", W, "filter", "learned"), "=", MatrixView("K", X @ W, "key")]


def cell_of(axes: Axes) -> tuple[float, float]:
    """Return width and height of a cell in inches."""
    (width, height), columns, rows = size_of(axes), axes.get_xlim()[1], axes.get_ylim()[0]
    return round(width / columns, 6), round(height / rows, 6)


def written(axes: Axes) -> list[list[float]]:
    """Return the numbers in the cells of axes."""
    found = in_cells(axes)
    rows, columns = (max(place[axis] for place in found) + 1 for axis in (0, 1))
    return [[float(found[i, j].replace("−", "-")) for j in range(columns)] for i in range(rows)]


def test_matrices_stand_in_a_row_with_cells_of_one_size_and_a_common_middle() -> None:
    figure = new_figure(7, 2.5)
    axes = draw_matrices(figure, [product()])
    assert list(axes) == ["X", "W_K", "K"]
    assert written(axes["K"]) == (X @ W).tolist()
    assert len({cell_of(one) for one in axes.values()}) == 1
    places = [one.get_position() for one in axes.values()]
    assert [place.x1 < after.x0 for place, after in itertools.pairwise(places)] == [True, True]
    assert [(place.y0 + place.y1) / 2 for place in places] == pytest.approx([(places[0].y0 + places[0].y1) / 2] * 3)
    assert_readable(figure)


def test_axes_are_found_by_the_name_of_their_matrix_and_the_chosen_one_is_the_first() -> None:
    figure = new_figure(7, 2.5)
    axes = draw_matrices(figure, [product()], first="K")
    assert figure.axes[0] is axes["K"]
    assert [axes[name].get_label() for name in axes] == list(axes)


def test_cells_are_as_wide_as_the_widest_text_that_they_will_hold() -> None:
    figure = new_figure(7, 2)
    views = [MatrixView("a", [1.0, 2.0]), MatrixView("b", [1.0, 2.0], widest="ax + by + cz")]
    narrow, wide = (cell_of(one) for one in draw_matrices(figure, [views]).values())
    assert wide[0] > 2 * narrow[0]
    assert wide[1] == narrow[1]


names = st.text("QKVXYZ", min_size=1, max_size=8)
shapes = st.tuples(st.integers(1, 5), st.integers(1, 5))


@given(st.lists(st.tuples(names, shapes, st.sampled_from(["·", "=", "· V =", Arrow("softmax")])), max_size=4), shapes)
@settings(max_examples=30, deadline=None)
@pytest.mark.parametrize("dots", [100, 150])
def test_whatever_stands_in_a_row_nothing_overlaps_or_is_cut_off(dots: float, drawn: list, shape: tuple) -> None:
    rows: list[Any] = [[MatrixView("first", np.ones(shape), row_labels=[f"row {i}" for i in range(shape[0])])]]
    for number, (name, size, sign) in enumerate(drawn):
        view = MatrixView(f"{name}{number}", np.full(size, -1.5), note="in words: a note", widest="−0.00")
        rows[-1 if number % 2 else 0] += [sign, view]
        if number == 1:
            rows.append([[Arrow("times"), MatrixView("below", np.zeros(shape), "output", indices=1)]])
    figure = new_figure(14, 9, dots)
    draw_matrices(figure, rows)
    assert_readable(figure)


def test_formulas_in_names_and_notes_are_set_as_formulas() -> None:
    figure = new_figure(6, 2)
    draw_matrices(figure, [[MatrixView("W_K", W, note="/ √D_Q")]])
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert r"$\mathbf{W}_{\mathbf{K}}$ (2×4)" in texts
    assert any("sqrt" in text for text in texts)


@pytest.mark.parametrize("module", [matrices, matrix_rows, matrix_steps])
def test_the_examples_are_true(module: Any) -> None:
    found = doctest.testmod(module)
    assert found.attempted >= 3
    assert found.failed == 0


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: draw_matrices(new_figure(), [[MatrixView("X", X), MatrixView("X", X)]]), "layout must have matrices"),
        (lambda: draw_matrices(new_figure(1, 1), [product()]), r"figure must have room for \['X', 'W_K', 'K'\]"),
        (lambda: draw_matrices(new_figure(), [product()], first="Q"), "first must be one of the matrices"),
    ],
)
def test_wrong_input_is_named(draw: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw()

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lecture_utils.pictures import MatrixView, colour, draw_arrow, draw_beam, draw_matrices, draw_move, sheet_axes
from tests.pictures.drawing import assert_readable, letters_of, new_axes, new_figure, pixel_at, rgb


def level_axes() -> Any:
    """Return axes of 4 × 3 inches with units of an inch, y downwards."""
    axes = new_axes(4, 3)
    axes.set_axis_off()
    axes.set(xlim=(0, 4), ylim=(3, 0))
    return axes


def test_an_arrow_goes_from_its_start_to_its_end() -> None:
    axes = level_axes()
    draw_arrow(axes, (1, 1.5), (3, 1.5), "step")
    assert pixel_at(axes, 1.05, 1.5) == pixel_at(axes, 2.9, 1.5) == rgb(colour("step"))
    assert pixel_at(axes, 0.95, 1.5) == pixel_at(axes, 3.05, 1.5) == (255, 255, 255)


@pytest.mark.parametrize(
    ("side", "end", "place"),
    [
        ("above", (3, 1.5), (0, 1)),
        ("below", (3, 1.5), (0, -1)),
        ("left", (2, 2.5), (-1, 0)),
        ("right", (2, 2.5), (1, 0)),
        ("end", (3, 1.5), (1, 0)),
        ("end", (1, 1.5), (-1, 0)),
        ("end", (2, 0.5), (0, 1)),
        ("end", (2, 2.5), (0, -1)),
    ],
)
def test_the_text_of_an_arrow_stands_where_asked_for(side: str, end: tuple, place: tuple) -> None:
    axes = level_axes()
    draw_arrow(axes, (2, 1.5), end, "step", "softmax", side)
    extent = next(text for text in axes.texts if text.get_text()).get_window_extent()
    point = end if side == "end" else ((2 + end[0]) / 2, (1.5 + end[1]) / 2)
    x, y = axes.transData.transform(point)
    right, up = place
    assert {1: extent.x0 > x, -1: extent.x1 < x, 0: extent.x0 < x < extent.x1}[right]
    assert {1: extent.y0 > y, -1: extent.y1 < y, 0: extent.y0 < y < extent.y1}[up]
    assert_readable(axes.figure)


def test_a_move_is_drawn_outside_the_matrix_with_its_distance() -> None:
    for distance, text in (((0, 2), ["2"]), ((1, 0), ["1"]), ((0, 0), [])):
        figure = new_figure(4, 3)
        axes = draw_matrices(figure, [[MatrixView("X", np.ones((3, 3)), title="", room=0.5, texts=[[""] * 3] * 3)]])[
            "X"
        ]
        draw_move(axes, (1, 2), distance)
        assert letters_of(axes) == text
        assert_readable(figure)
        for found in axes.texts:
            x, y = axes.transData.inverted().transform(found.get_window_extent().get_points().mean(axis=0))
            assert not found.get_text() or min(x, y) < 0


def test_a_beam_goes_from_the_cells_of_one_matrix_to_those_of_another() -> None:
    figure = new_figure(6, 2)
    row = [MatrixView("X", np.zeros((3, 3))), " " * 20, MatrixView("Y", np.zeros((2, 2)), "output")]
    axes = draw_matrices(figure, [row])
    draw_beam(figure, axes["X"], np.s_[1:], axes["Y"], (1, 1))
    sheet = sheet_axes(figure)
    corners = sheet.collections[-1].get_paths()[0].vertices[:4]
    for corner, (matrix, place) in zip(
        corners, [("X", (3, 1)), ("Y", (1, 1)), ("Y", (1, 2)), ("X", (3, 3))], strict=True
    ):
        pixels = axes[matrix].transData.transform(place)
        assert sheet.transData.transform(corner) == pytest.approx(pixels, abs=1e-6)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: draw_arrow(level_axes(), (0, 0), (1, 1), "steps"), "role must be one of"),
        (lambda: draw_arrow(level_axes(), (0, 0), (1, 1), text="a", side="beside"), "side must be 'above', 'below'"),
    ],
)
def test_wrong_input_is_named(draw: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw()

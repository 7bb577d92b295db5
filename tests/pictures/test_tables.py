from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from lecture_utils.pictures import (
    FONT_SIZES,
    cell_axes,
    colour,
    deeper,
    diverging,
    draw_outlines,
    draw_table,
    sheet_axes,
    text_on,
    tint,
)
from lecture_utils.pictures.tables import EMPTY
from tests.pictures.drawing import assert_readable, in_cells, letters_of, new_figure, pixel_at, rgb


def table(values: Any, **options: Any) -> Axes:
    """Draw a table of cells half an inch wide, one inch from the left and half an inch from the top."""
    figure = new_figure()
    draw_table(figure, 1.0, 0.5, 0.5, values, "input", **options)
    return sheet_axes(figure)


@pytest.mark.parametrize("values", [[[1, -2.5], [0, 1 / 3]], np.array([[1, -2.5], [0, 1 / 3]])])
def test_numbers_stand_in_the_middle_of_their_cells(values: Any) -> None:
    texts = {text.get_position(): text.get_text() for text in table(values).texts}
    assert texts == {(1.25, 0.75): "1", (1.75, 0.75): "−2.5", (1.25, 1.25): "0", (1.75, 1.25): "0.33"}


def test_a_table_of_texts_or_tensors_is_written_as_asked() -> None:
    assert letters_of(table([["ax", "bz"]])) == ["ax", "bz"]
    assert letters_of(table(torch.tensor([[1.0, 2.0]]), letters="{:.1f}".format)) == ["1.0", "2.0"]


def test_cells_have_the_tint_of_the_role_or_the_colours_given() -> None:
    corner = (1.05, 0.55)
    assert pixel_at(table([[1, 2]]), *corner) == rgb(tint("input", 0.8))
    assert pixel_at(table([[1, 2]], fills="#102030"), *corner) == rgb("#102030")
    listed = table([[1, 2]], fills=["#102030", "#f0e0d0"])
    assert pixel_at(listed, *corner) == rgb("#102030")
    assert pixel_at(listed, 1.55, 0.55) == rgb("#f0e0d0")
    assert pixel_at(table([[0.0, 1.0]], fills=deeper("output")), 1.55, 0.55) == rgb(tint("output", 0.5))


def test_letters_are_read_on_their_cells_or_have_the_colours_given() -> None:
    assert [text.get_color() for text in table([[1, 2]], fills=["#000000", "#ffffff"]).texts] == [
        text_on("#000000"),
        text_on("#ffffff"),
    ]
    assert [text.get_color() for text in table([[1, 2]], inks=["#112233", "#445566"]).texts] == ["#112233", "#445566"]


def test_faded_cells_are_empty_and_grey() -> None:
    axes = table([[1, 2], [3, 4]], faded=[(0, 1), (1, 0)])
    assert letters_of(axes) == ["1", "4"]
    assert pixel_at(axes, 1.75, 0.75) == pixel_at(axes, 1.25, 1.25) == rgb(EMPTY)
    assert letters_of(table([[1, 2]], faded=np.ndindex(1, 2))) == []


def test_blocks_are_outlined_in_the_colour_of_the_step() -> None:
    axes = table(np.zeros((3, 3)), outlined=[(1, 0, 1, 3), (0, 2, 1, 1)])
    lines = next(artist for artist in axes.collections if isinstance(artist, LineCollection))
    extents = [path.get_extents().extents.tolist() for path in lines.get_paths()]
    assert extents == [pytest.approx([1, 1, 2.5, 1.5]), pytest.approx([2, 0.5, 2.5, 1])]
    assert pixel_at(axes, 1.75, 1.0) == rgb(colour("step"))


def test_a_table_on_axes_of_cells_uses_their_units() -> None:
    figure = new_figure()
    axes = cell_axes(figure, 1.0, 0.5, 0.4, (2, 2))
    draw_table(axes, 0, 0, 1, [[1, 2], [3, 4]], "output")
    draw_outlines(axes, 0, 0, 1, [(0, 0, 1, 2)], "output")
    assert in_cells(axes) == {(0, 0): "1", (0, 1): "2", (1, 0): "3", (1, 1): "4"}
    assert figure.axes == [axes]
    assert_readable(figure)


def test_long_texts_are_smaller_all_of_them_but_never_too_small() -> None:
    sizes = {text.get_fontsize() for text in table([["1", "−12.25"]]).texts}
    assert len(sizes) == 1
    assert FONT_SIZES["small"] <= sizes.pop() < FONT_SIZES["cell"]
    assert {text.get_fontsize() for text in table([["a word too long", "1"]]).texts} == {FONT_SIZES["small"]}
    assert {text.get_fontsize() for text in table([["1", "2"]]).texts} == {FONT_SIZES["cell"]}


def test_a_table_is_few_artists() -> None:
    axes = table(np.arange(16).reshape(4, 4))
    assert len([artist for artist in axes.collections if isinstance(artist, PolyCollection)]) == 1
    assert axes.get_xlim() == (0, 4)


# --- colours


def test_tints_deepen_with_the_value_and_stop_at_the_highest() -> None:
    shade = deeper("value", 2.0)
    assert [shade(value) for value in (0, 2)] == [tint("value", 0.92), tint("value", 0.5)]
    assert shade(-1) == shade(0)
    assert shade(5) == shade(2)


def test_diverging_colours_are_lightest_at_zero() -> None:
    shade = diverging(3.0)
    assert shade(-9) == shade(-3) != shade(3) == shade(9)
    assert sum(shade(0)[:3]) > max(sum(shade(-3)[:3]), sum(shade(3)[:3]))


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: table([1, 2]), "values must be rows of equal length"),
        (lambda: table([[1, 2], [3]]), r"values must be rows of equal length, got rows of \[2, 1\]"),
        (lambda: table([]), "values must be rows of equal length"),
        (lambda: table([[1]], outlined=[(0, 0, 2, 1)]), "outlined must lie in a table of 1×1 cells"),
        (lambda: table([[1]], outlined=[(0, 0)]), "outlined must be given by 4 numbers each"),
        (lambda: table([[1]], faded=[(0, 1)]), "faded must lie in a table of 1×1 cells"),
        (lambda: table([[1, 2]], fills=["#000000"]), "fills must be 2 colours, one for each cell, got 1"),
        (lambda: table([[1, 2]], inks=["#000000"]), "inks must be 2 colours, one for each cell, got 1"),
        (lambda: draw_table(new_figure(), 0, 0, (1, 0), [[1]], "input"), "cell must be a positive size"),
        (lambda: draw_table(new_figure(), 0, 0, 1, [[1]], "inputs"), "role must be one of"),
        (lambda: deeper("input", 0), "highest must be positive"),
        (lambda: diverging(-1), "furthest must be positive"),
    ],
)
def test_wrong_input_is_named(draw: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw()

import math

import pytest
from matplotlib.figure import Figure

from lecture_utils.pictures import cut_off_texts, overlapping_texts, panes, smallest_text, write
from lecture_utils.pictures.text_checks import visible_texts


@pytest.fixture
def figure() -> Figure:
    return Figure(figsize=(4, 3), dpi=100)


def test_texts_on_each_other_are_found(figure: Figure) -> None:
    figure.text(0.5, 0.5, "below")
    figure.text(0.52, 0.51, "above")
    figure.text(0.1, 0.1, "alone")
    assert overlapping_texts(figure) == [("below", "above")]


def test_quick_texts_on_each_other_are_found_across_axes(figure: Figure) -> None:
    left, right = panes(figure, columns=2)
    write(left, 1.0, 0.5, "wide text", across="left")
    write(right, 0.0, 0.5, "its neighbour", across="left")
    assert overlapping_texts(figure) == [("wide text", "its neighbour")]


def test_texts_in_parts_of_a_figure_are_found(figure: Figure) -> None:
    left, right = figure.subfigures(1, 2)
    left.text(1.0, 0.5, "over the border")
    right.text(0.0, 0.5, "at the border")
    assert overlapping_texts(figure) == [("over the border", "at the border")]


@pytest.mark.parametrize(("x", "y"), [(-0.02, 0.5), (0.99, 0.5), (0.5, -0.03), (0.5, 0.99)])
def test_a_text_that_leaves_the_figure_is_found(figure: Figure, x: float, y: float) -> None:
    figure.text(0.3, 0.3, "inside")
    figure.text(x, y, "word")
    assert cut_off_texts(figure) == ["word"]


def test_the_smallest_text_is_found(figure: Figure) -> None:
    assert smallest_text(figure) == math.inf
    figure.text(0.1, 0.1, "large", fontsize=20)
    figure.text(0.5, 0.5, "small", fontsize=9)
    assert smallest_text(figure) == 9


def test_ticks_count_where_they_are_drawn_and_only_there(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.set_xticks([0, 1, 2], ["a", "b", "outside"])
    axes.set_yticks([])
    axes.set(xlim=(-0.5, 1.5))
    assert [text.get_text() for text, _ in visible_texts(figure)] == ["a", "b"]
    axes.set_axis_off()
    assert visible_texts(figure) == []


def test_what_is_hidden_or_empty_does_not_count(figure: Figure) -> None:
    figure.text(0.5, 0.5, "hidden", visible=False)
    figure.text(0.5, 0.5, " ")
    axes = figure.add_subplot()
    axes.text(0.5, 0.5, "of hidden axes")
    axes.set_visible(False)
    assert visible_texts(figure) == []


def test_a_label_of_a_turned_axis_counts(figure: Figure) -> None:
    axes = figure.add_axes((0, 0.2, 1, 0.8))
    axes.set_ylabel("loss")
    assert "loss" in cut_off_texts(figure)

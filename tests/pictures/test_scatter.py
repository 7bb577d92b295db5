import pytest

from lecture_utils.pictures.items import items_of
from lecture_utils.pictures.scatter import Dot, area_radius, draw_scatter
from lecture_utils.pictures.theme import colour
from tests.pictures.drawing import assert_readable, letters_of, new_axes, pixels_of, rgb

DOTS = [
    Dot(1, 50, "one", area=60),
    Dot(10, 70, "two"),
    Dot(100, 60, "three", area=900),
    Dot(12, 55, "pale", faint=True),
]


def test_dots_lie_where_they_belong_and_can_be_picked():
    axes = new_axes(5.0, 3.5)
    draw_scatter(
        axes, DOTS, "cost", "accuracy", "four networks", x_log=True, key=[("5", 40), ("50", 400)], key_title="size:"
    )
    assert_readable(axes.figure)
    items = {number: (left + width / 2, top + height / 2) for number, left, top, width, height in items_of(axes.figure)}
    for number, dot in enumerate(DOTS):
        x, y = axes.figure.transFigure.inverted().transform(axes.transData.transform((dot.x, dot.y)))
        assert items[number] == pytest.approx((x, 1 - y), abs=0.01)
    assert {"one", "two", "three", "cost", "accuracy", "size:", "50"} <= set(letters_of(axes))
    assert "pale" not in letters_of(axes)


def test_the_picked_dot_has_a_ring_and_always_its_name():
    def ring(picked):
        axes = new_axes(5.0, 3.5)
        draw_scatter(axes, DOTS, picked=picked)
        pixels = pixels_of(axes)
        return int((abs(pixels.astype(int) - rgb(colour("step"))).sum(axis=2) < 60).sum()), letters_of(axes)

    assert ring(None)[0] == 0
    count, letters = ring(3)
    assert count > 50
    assert "pale" in letters


def test_a_line_joins_dots_and_no_name_covers_it():
    axes = new_axes(5.0, 3.5)
    dots = [Dot(x, x, f"network {x}") for x in range(8)]
    draw_scatter(axes, dots, line=range(8))
    assert list(axes.lines[0].get_xdata()) == list(range(8))
    (x1, y1), (x2, y2) = axes.transData.transform([(0, 0), (7, 7)])
    for text in axes.texts:
        if text.get_text().startswith("network"):
            place = text.get_window_extent()
            corners = [(x - x1) * (y2 - y1) - (y - y1) * (x2 - x1) for x in place.intervalx for y in place.intervaly]
            assert min(corners) > 0 or max(corners) < 0, text.get_text()


def test_an_area_is_that_of_a_circle_in_inches():
    assert area_radius(72**2 * 3.14159265) == pytest.approx(1.0)


def test_no_dot_is_refused():
    with pytest.raises(ValueError, match="at least one Dot"):
        draw_scatter(new_axes(), [])

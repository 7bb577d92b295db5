import numpy as np
import pytest

from lecture_utils.pictures.point_names import write_point_names
from lecture_utils.pictures.text_checks import cut_off_texts, overlapping_texts
from tests.pictures.drawing import letters_of, new_axes


def test_names_stand_beside_their_points() -> None:
    axes = new_axes()
    axes.set(xlim=(0, 10), ylim=(0, 10))
    assert write_point_names(axes, [(2, 2), (7, 8)], ["small", "large"], [0.03, 0.4]) == [0, 1]
    places = {text.get_text(): axes.transAxes.transform(text.get_position()) for text in axes.texts}
    for name, point, radius in (("small", (2, 2), 0.03), ("large", (7, 8), 0.4)):
        assert places[name][0] == pytest.approx(axes.transData.transform(point)[0] + 100 * (radius + 0.07), abs=1)


def test_crowded_names_never_touch_and_those_first_in_order_are_written() -> None:
    axes = new_axes(4.0, 3.0)
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    points = [tuple(point) for point in np.random.default_rng(0).random((60, 2))]
    names = [f"network {index}" for index in range(60)]
    written = write_point_names(axes, points, names, [0.05] * 60, order=[59, 58])
    assert written[0] == 59
    assert 5 < len(written) < 60
    assert sorted(letters_of(axes)) == sorted(names[index] for index in written)
    assert overlapping_texts(axes.figure) == []
    assert cut_off_texts(axes.figure) == []


def test_taken_places_and_empty_names_stay_empty() -> None:
    axes = new_axes(4.0, 3.0)
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    assert write_point_names(axes, [(0.5, 0.5)], ["name"], [0.05], taken=[(0, 0, 4, 3)]) == []
    assert write_point_names(axes, [(0.5, 0.5)], [""], [0.05]) == []


def test_as_many_names_and_radii_as_points_are_asked_for() -> None:
    with pytest.raises(ValueError, match="points, names and radii must be as many, got 1, 2 and 1"):
        write_point_names(new_axes(), [(0, 0)], ["a", "b"], [0.1])


def test_a_name_is_never_nearer_to_another_point_than_to_its_own_unless_a_line_leads_to_it() -> None:
    axes = new_axes(4.0, 3.0)
    axes.set_axis_off()
    axes.set(xlim=(0, 4), ylim=(0, 3))
    # Where "network" would stand right of its point, it would end at the other one.
    points = [(1.0, 1.5), (1.75, 1.5)]
    assert write_point_names(axes, points, ["network", ""], [0.03, 0.03]) == [0]
    place = axes.texts[0].get_window_extent().get_points() / 100
    gaps = [np.hypot(*np.maximum(np.maximum(place[0] - point, point - place[1]), 0)) for point in points]
    assert gaps[0] + 0.03 < gaps[1]


def test_where_points_crowd_a_line_leads_to_the_name() -> None:
    axes = new_axes(4.0, 3.0)
    axes.set_axis_off()
    axes.set(xlim=(0, 4), ylim=(0, 3))
    points = [(2 + 0.25 * x, 1.5 + 0.25 * y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    names = ["", "", "", "", "middle", "", "", "", ""]
    assert write_point_names(axes, points, names, [0.1] * 9) == [4]
    [leader] = axes.collections
    ends = leader.get_segments()[0]
    assert np.hypot(*(ends[0] - (2, 1.5))) == pytest.approx(0.1, abs=0.01)
    assert np.hypot(*(ends[1] - (2, 1.5))) > 0.25

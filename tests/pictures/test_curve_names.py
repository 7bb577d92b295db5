import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_utils.pictures.curve_names import find_end, move_apart
from lecture_utils.pictures.scales import make_scale


@given(st.lists(st.floats(0, 3), min_size=1, max_size=12).map(sorted))
def test_places_are_apart_in_order_and_inside(wanted: list[float]) -> None:
    places = move_apart(wanted, 0.2, 3.0)
    assert np.all(np.diff(places) >= 0.2 - 1e-9)
    assert places[0] >= -1e-9
    assert places[-1] <= 3 + 1e-9


def test_places_that_are_apart_stay_where_they_are() -> None:
    assert move_apart([0.1, 1.0, 2.5], 0.2, 3.0) == [0.1, 1.0, 2.5]


def test_two_at_one_height_share_the_move() -> None:
    assert move_apart([1.0, 1.0], 0.2, 3.0) == pytest.approx([0.9, 1.1])


def test_a_curve_ends_at_its_last_number() -> None:
    scale = make_scale(np.array([0.0, 4.0]), "y")
    assert find_end(np.arange(3.0), np.array([0.0, 1.0, np.nan]), scale) == [(1.0, 0.25)]
    assert find_end(np.arange(2.0), np.array([np.nan, np.nan]), scale) == []

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_utils.pictures.scales import make_scale


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_round_numbers_lie_inside_the_limits_and_there_are_a_few(low: float, span: float) -> None:
    scale = make_scale(np.array([low, low + span]), "x")
    assert scale.low == low
    assert all(scale.low - 1e-6 * span <= tick <= scale.high + 1e-6 * span for tick in scale.ticks)
    assert 2 <= len(scale.ticks) <= 7
    steps = np.diff(scale.ticks)
    assert steps == pytest.approx(steps[0], rel=1e-6)


@given(st.floats(1e-6, 1e3), st.floats(1.5, 1e9))
def test_a_logarithmic_axis_has_few_round_numbers_inside(low: float, factor: float) -> None:
    scale = make_scale(np.array([low, low * factor]), "x", logarithmic=True)
    assert len(scale.ticks) <= 7
    assert all(scale.low * 0.999 <= tick <= scale.high * 1.001 for tick in scale.ticks)
    assert scale.part(low * np.sqrt(factor)) == pytest.approx(0.5)


def test_the_letters_have_the_same_decimals() -> None:
    assert make_scale(np.array([0.0, 1.0]), "x").letters == ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0")
    assert make_scale(np.array([-1.0, 0.0]), "x", most=2).letters == ("−1.0", "−0.5", "0.0")
    assert make_scale(np.array([0, 50_000]), "x", most=2).letters[-1] == "50k"
    assert make_scale(np.array([1.0, 1e6]), "x", logarithmic=True, most=3).letters == ("1", "1000", "1M")


def test_limits_take_the_place_of_the_values_and_room_is_left_beyond_them() -> None:
    assert (make_scale(np.array([3.0]), "x", (0, 10)).low, make_scale(np.array([3.0]), "x", (0, 10)).high) == (0, 10)
    scale = make_scale(np.array([0.0, 10.0]), "x", room=0.1)
    assert (scale.low, scale.high) == (-1, 11)
    assert scale.part(5) == pytest.approx(0.5)


@pytest.mark.parametrize("values", [[], [np.nan], [4.0], [4.0, 4.0]])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_values_without_a_range_have_an_axis_all_the_same(values: list[float], logarithmic: bool) -> None:
    scale = make_scale(np.array(values), "x", logarithmic=logarithmic)
    assert scale.low < scale.high


def test_marks_take_the_place_of_round_numbers() -> None:
    assert make_scale(np.array([7, 14, 28]), "x", marks=np.array([7, 14, 28])).letters == ("7", "14", "28")


def test_wrong_limits_and_values_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"limits of loss must be \(lowest, highest\), got \(1, 0\)"):
        make_scale(np.array([0.5]), "loss", (1, 0))
    with pytest.raises(ValueError, match="loss must be positive on a logarithmic axis, got -2"):
        make_scale(np.array([-2.0, 1.0]), "loss", logarithmic=True)

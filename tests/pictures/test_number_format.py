import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_utils.pictures.number_format import (
    counted,
    factor,
    format_number,
    indexed,
    needed_decimals,
    number,
    percent,
    product,
    short_number,
    vector,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1.0, 2, "1.00"),
        (-0.5, 1, "−0.5"),
        (-0.001, 2, "0.00"),
        (-0.0, 0, "0"),
        (math.inf, 2, "∞"),
        (-math.inf, 2, "−∞"),
        (math.nan, 2, "NaN"),
    ],
)
def test_a_number_has_its_decimals_and_a_true_minus_sign(value: float, decimals: int, text: str) -> None:
    assert format_number(value, decimals) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_what_is_written_is_the_rounded_number(value: float, decimals: int) -> None:
    text = format_number(value, decimals)
    assert abs(float(text.replace("−", "-")) - value) <= 0.5 * 10.0**-decimals + 1e-9
    assert not text.startswith("-")
    assert float(text.replace("−", "-")) != 0 or "−" not in text


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([1.0, 2.0], 0), ([1.5, 2.0], 1), ([1.25, 2.0], 2), ([1 / 3], 2), ([math.nan, -math.inf, 0.5], 1), ([], 0)],
)
def test_decimals_are_as_many_as_the_numbers_need_and_at_most_two(values: list[float], decimals: int) -> None:
    assert needed_decimals(np.array(values, dtype=float)) == decimals


def test_whole_numbers_need_no_decimals() -> None:
    assert needed_decimals(np.array([1, 2])) == needed_decimals(np.array([True])) == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.05, "0.05"),
        (-20, "−20"),
        (9999, "9999"),
        (10_000, "10k"),
        (2_500_000, "2.5M"),
        (1e9, "1G"),
        (3e15, "3000T"),
        (1e-5, "1e−5"),
    ],
)
def test_a_number_of_a_scale_is_short(value: float, text: str) -> None:
    assert short_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.0, "2"), (20, "20"), (-1.5, "−1.5"), (1 / 3, "0.33"), (-0.001, "0"), (0.0, "0"), (math.inf, "∞")],
)
def test_a_number_has_no_more_decimals_than_it_needs(value: float, text: str) -> None:
    assert number(value) == text


def test_numbers_without_decimals_keep_their_zeros() -> None:
    assert number(100, 0) == "100"
    with pytest.raises(ValueError, match="decimals must be at least 0, got -1"):
        number(1.0, -1)


def test_a_negative_factor_stands_in_parentheses_unless_it_is_written_as_zero() -> None:
    assert [factor(value) for value in (2, -2.5, -0.001)] == ["2", "(−2.5)", "0"]
    assert product(-2, -3) == "−2·(−3)"


def test_vectors_and_shares_are_written_as_in_a_sentence() -> None:
    assert vector([2, -1, 1.5]) == "(2, −1, 1.5)"
    assert percent(0.256) == "26\N{NO-BREAK SPACE}%"


def test_indices_count_from_one() -> None:
    assert [indexed("E", 0, 2), indexed("Q", 9), indexed("E", 11, 2), indexed("K")] == ["E₁₃", "Q₁₀", "E₁₂,₃", "K"]
    with pytest.raises(ValueError, match="places must be indices that count from 0"):
        indexed("E", -1)


@pytest.mark.parametrize(("count", "words"), [(0, "0 cells"), (1, "1 cell"), (1.0, "1 cell"), (2, "2 cells")])
def test_things_are_counted_in_words(count: float, words: str) -> None:
    assert counted(count, "cell") == words
    assert counted(2, "person", "people") == "2 people"

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lecture_utils.pictures.cell_text import column_shifts, fitting_numbers, fitting_size, plan_labels
from lecture_utils.pictures.number_format import format_number
from lecture_utils.pictures.text import text_width
from lecture_utils.pictures.theme import FONT_SIZES

ROOM = (4.0, 3.0)


@given(
    arrays(float, (3, 4), elements=st.floats(-1000, 1000, width=32) | st.sampled_from([np.nan, np.inf, -np.inf])),
    st.floats(0.1, 1.0),
)
@settings(max_examples=50)
def test_numbers_that_are_written_fit_their_cells_and_are_large_enough(values: np.ndarray, cell: float) -> None:
    fitting = fitting_numbers(values, None, cell)
    if fitting is None:
        whole = max(text_width(format_number(value, 0), FONT_SIZES["small"]) for value in values.ravel())
        assert whole > 0.5 * cell or FONT_SIZES["small"] / 72 > 0.5 * cell
        return
    letters, points = fitting
    assert FONT_SIZES["small"] <= points <= FONT_SIZES["large"]
    assert max(text_width(text, points) for text in letters.ravel()) <= cell
    assert points / 72 <= cell
    alike = len({len(text.partition(".")[2]) for text in letters[np.isfinite(values)]}) <= 1
    assert alike or points <= FONT_SIZES["label"] or max(map(len, letters.ravel())) < 7


def test_smaller_cells_get_fewer_decimals_and_at_last_no_number() -> None:
    values = np.array([[-1.234, 0.5]])
    written = [fitting_numbers(values, None, cell) for cell in (0.7, 0.48, 0.28, 0.12)]
    assert [None if fitting is None else fitting[0][0, 0] for fitting in written] == ["−1.23", "−1.2", "−1", None]


def test_narrow_cells_leave_needless_decimals_out_before_they_round() -> None:
    values = np.array([[1.5, -1.0], [2.0, 3.5]])
    assert fitting_numbers(values, None, 0.8)[0].tolist() == [["1.5", "−1.0"], ["2.0", "3.5"]]
    letters, points = fitting_numbers(values, None, 0.4)
    assert letters.tolist() == [["1.5", "−1"], ["2", "3.5"]]
    assert points >= FONT_SIZES["label"]
    assert column_shifts(values, letters, points, 0.4).tolist() == [[0, 0], [0, 0]]


def test_letters_grow_with_their_cell_up_to_the_largest_size() -> None:
    sizes = [fitting_size(np.array(["7"]), cell) for cell in (0.3, 0.6, 0.8, 2.0)]
    assert sizes == sorted(sizes)
    assert sizes[1] == FONT_SIZES["cell"]
    assert sizes[-1] == FONT_SIZES["large"]


def test_decimal_points_of_a_column_stand_below_each_other() -> None:
    values = np.array([[1.5, 7.0], [-12.5, np.inf], [0.0, -7.0]])
    letters = np.array([["1.5", "7"], ["−12.5", "∞"], ["0.0", "−7"]], dtype=object)
    shifts = column_shifts(values, letters, 12, cell=1.0)
    widths = np.vectorize(lambda text: text_width(text, 12))(letters)
    right = shifts + widths / 2
    assert right[:, 0] == pytest.approx(right[0, 0])
    assert right[0, 1] == pytest.approx(right[2, 1])
    assert shifts[1, 1] == 0  # infinity stays in the middle
    assert shifts[2, 0] == shifts[0, 1] == 0  # the narrowest stands in the middle where there is room


def test_a_moved_number_stays_in_its_cell() -> None:
    values = np.array([[1.0], [-1.0]])
    letters = np.array([["1.00"], ["−1.00"]], dtype=object)
    for cell in (0.58, 0.7, 0.9):
        shifts = column_shifts(values, letters, 11, cell)
        for text, shift in zip(letters.ravel(), shifts.ravel(), strict=True):
            assert abs(shift) + text_width(text, 11) / 2 <= cell / 2


def test_labels_take_lines_then_smaller_letters_then_a_quarter_turn() -> None:
    roomy = plan_labels(None, ["one two", "three"], (2, 2), ROOM, 1.0)
    assert roomy.upright
    assert roomy.points == FONT_SIZES["label"]
    books = ["Popular Science", "Business Journal", "Law & Order", "Nature"]
    broken = plan_labels(None, books, (2, 4), (3.0, 3.0), 1.0)
    assert broken.upright
    assert broken.columns[0] == "Popular\nScience"
    turned = plan_labels(None, ["incomprehensibilities"] * 4, (2, 4), ROOM, 1.0)
    assert not turned.upright
    assert turned.top >= text_width("incomprehensibilities", turned.points)


def test_labels_of_rows_take_their_width() -> None:
    assert plan_labels(["scientist", "x"], None, (2, 2), ROOM, 1.0).left > text_width("scientist", FONT_SIZES["label"])
    assert plan_labels(None, None, (2, 2), ROOM, 1.0).left == 0


def test_labels_without_room_are_refused() -> None:
    with pytest.raises(ValueError, match=r"axes must have more than 4.0 × 1.0 inches for cells with column_labels"):
        plan_labels(None, ["incomprehensibilities"] * 4, (3, 4), (4.0, 1.0), 1.0)

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from lecture_utils.pictures.text import (
    QuickText,
    _outline,
    is_formula,
    text_height,
    text_width,
    typeset,
    typeset_words,
    wrap,
    wrap_evenly,
    write,
)
from tests.formulas import CASES
from tests.pictures.drawing import new_axes, pixels_of

SAMPLES = ["0.25", "−1.50", "−∞", "NaN", "az + bx", "Popular Science", "3×224×224", "yÄg"]
LETTERS = [chr(code) for code in range(32, 127) if chr(code) != "$"] + list("×·→−√≤½π“”ÄéⅡ")


def ink(axes: object) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of what is dark."""
    rows, columns = np.nonzero(pixels_of(axes).mean(axis=2) < 128)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("dots", [100, 150])
def test_the_width_of_a_text_is_that_of_its_ink_and_a_little_more(text: str, dots: float) -> None:
    axes = new_axes(dots=dots)
    axes.set_axis_off()
    write(axes, 0.5, 0.5, text, 14)
    left, _, right, _ = ink(axes)
    spare = text_width(text, 14) - (right - left + 1) / dots
    assert -1.5 / dots <= spare <= 0.25 * 14 / 72


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("across", ["left", "center", "right"])
@pytest.mark.parametrize("up", ["center", "top", "bottom", "baseline"])
def test_a_quick_text_stands_where_matplotlib_writes_it(text: str, across: str, up: str) -> None:
    places = []
    for kind in (QuickText, Text):
        axes = new_axes()
        axes.set_axis_off()
        side = "center_baseline" if up == "center" else up
        axes.add_artist(kind(0.5, 0.5, text, fontsize=16, ha=across, va=side, transform=axes.transData))
        places.append(np.array(ink(axes)))
    # Matplotlib hints its letters, ours are not; and it takes the letters of the text for its height.
    assert np.abs(places[0] - places[1])[[0, 2]].max() <= 2
    assert np.abs(places[0] - places[1])[[1, 3]].max() <= 5


@given(st.text(LETTERS, max_size=12))
def test_the_ink_of_an_outline_begins_and_ends_where_matplotlib_says(text: str) -> None:
    for bold in (False, True):
        outline, start, end = _outline(text, bold)
        extent = outline.get_extents()
        np.testing.assert_allclose((start, end), (extent.x0, extent.x1), atol=1e-9)


def test_numbers_in_a_row_share_a_baseline() -> None:
    bottoms = set()
    for text in ("1", "0.5", "−7", "8.25"):
        axes = new_axes()
        axes.set_axis_off()
        write(axes, 0.5, 0.5, text, 16)
        bottoms.add(ink(axes)[3])
    assert max(bottoms) - min(bottoms) <= 1


def test_the_extent_of_a_quick_text_holds_all_its_ink() -> None:
    for text in SAMPLES:
        axes = new_axes()
        axes.set_axis_off()
        written = write(axes, 0.5, 0.5, text, 16)
        assert isinstance(written, QuickText)
        left, top, right, bottom = ink(axes)
        extent, height = written.get_window_extent(), axes.figure.bbox.height
        assert extent.x0 - 1 <= left <= right <= extent.x1 + 1
        accents = 3 if "Ä" in text else 0
        assert extent.y0 - 1 <= height - bottom - 1 <= height - top <= extent.y1 + 1 + accents


def test_letters_stay_letters_in_a_pdf() -> None:
    axes = new_axes()
    write(axes, 0.5, 0.5, "0.25")
    FigureCanvasAgg(axes.figure)
    stream = io.BytesIO()
    axes.figure.savefig(stream, format="pdf")
    assert b"DejaVuSans" in stream.getvalue()


@pytest.mark.parametrize("text", ["one\ntwo", "one\n$W_K$ (3×2)"])
def test_several_lines_are_written_by_matplotlib(text: str) -> None:
    axes = new_axes()
    axes.set_axis_off()
    written = write(axes, 0.5, 0.5, text, 16)
    assert type(written) is Text
    extent = written.get_window_extent(FigureCanvasAgg(axes.figure).get_renderer())
    assert extent.width / 100 == pytest.approx(text_width(text, 16), abs=0.04)


def test_a_text_outside_the_limits_is_drawn() -> None:
    axes = new_axes()
    axes.set_position((0.5, 0, 0.5, 1))
    axes.set_axis_off()
    for rotation in (0, 90):
        write(axes, -0.5, 0.5, "label", rotation=rotation)
    assert (pixels_of(axes)[:, :200] < 128).any()


def test_a_formula_has_a_pair_of_dollar_signs() -> None:
    assert is_formula("$W_K$ (3×2)")
    assert not is_formula("$5")
    assert not is_formula("W")


def test_a_formula_is_about_as_wide_as_its_letters() -> None:
    assert text_width("$W$ (3)", 12) == pytest.approx(text_width("W (3)", 12), rel=0.15)


def test_lines_are_broken_between_words_where_they_would_be_too_wide() -> None:
    lines = wrap("a finding that needs more than one line", 1.0, 12).split("\n")
    assert " ".join(lines) == "a finding that needs more than one line"
    assert len(lines) > 2
    assert max(text_width(line, 12) for line in lines) <= 1.0


def test_lines_of_a_title_are_about_equally_long_and_no_more_than_needed() -> None:
    title = "The truth is second: it is right among the first 5"
    lines = wrap_evenly(title, 4.0, 13)
    assert lines.count("\n") == wrap(title, 4.0, 13).count("\n") == 1
    assert wrap(title, 4.0, 13).endswith("\nfirst 5")
    first, second = (text_width(line, 13) for line in lines.split("\n"))
    assert 0.6 < first / second < 1.7
    assert wrap_evenly("short", 4.0, 13) == "short"


def test_line_breaks_of_its_own_stay_and_a_long_word_stays_whole() -> None:
    assert wrap("one\ntwo", 5.0, 12) == "one\ntwo"
    assert wrap("incomprehensibilities", 0.2, 12) == "incomprehensibilities"


def test_height_grows_with_the_lines() -> None:
    assert text_height("a\nb", 12) == 2 * text_height("a", 12)
    assert text_height("", 12) == 0


# --- formulas in plain texts


@pytest.mark.parametrize(("text", "expected"), [case[:2] for case in CASES])
def test_small_formulas_in_plain_texts_are_set_as_formulas(text: str, expected: str) -> None:
    assert typeset(text) == expected
    assert typeset_words(text) == (expected, text != expected)
    assert text_width(text, 12) == text_width(expected, 12)


def test_a_text_with_formulas_of_its_own_or_with_dollars_stays_as_it_is() -> None:
    assert typeset("$W_K$ and D_Q") == "$W_K$ and D_Q"
    assert typeset_words("5 $ for D_Q") == ("5 $ for D_Q", False)


def test_a_formula_is_drawn_as_matplotlib_draws_it() -> None:
    axes = new_axes(3, 1)
    axes.set_axis_off()
    written = write(axes, 0.5, 0.5, "Q / √D_Q", 20)
    extent, own = written.get_window_extent(), Text.get_window_extent(written)
    assert extent.width == pytest.approx(own.width, rel=0.05)
    drawn = np.argwhere(pixels_of(axes).min(axis=2) < 128)
    assert np.ptp(drawn[:, 1]) == pytest.approx(extent.width, abs=3)
    assert extent.y0 <= axes.figure.bbox.height - drawn[:, 0].max() + 1
    assert axes.figure.bbox.height - drawn[:, 0].min() <= extent.y1 + 1

"""Reports: the same in text and HTML, escaped, readable on light and dark."""

import re

import pytest
import torch

from lecture_utils.exercises.checking.values import kind_of, outline, show_value
from lecture_utils.exercises.report import Page, Report, inline

REPORT = Report(
    "wrong",
    "`f`: wrong result in case 1 of 2.",
    ("It is <big> & *wrong*.",),
    (("x (2×2)", "[[1, 2],\n [3, 4]]"), ("got", "<Thing>")),
)


def test_the_text_lines_up_labels_and_rows():
    assert repr(REPORT) == (
        "✗ `f`: wrong result in case 1 of 2.\n"
        "  It is <big> & *wrong*.\n"
        "  x (2×2): [[1, 2],\n"
        "            [3, 4]]\n"
        "      got: <Thing>"
    )


def test_the_html_says_the_same_escaped():
    page = REPORT._repr_html_()

    assert "<code>f</code>: wrong result in case 1 of 2." in page
    assert "It is &lt;big&gt; &amp; <em>wrong</em>." in page
    assert "[[1, 2],\n [3, 4]]</pre>" in page
    assert "&lt;Thing&gt;" in page


@pytest.mark.parametrize("status", ["passed", "open", "wrong"])
def test_no_text_colour_is_set_so_that_light_and_dark_pages_keep_theirs(status):
    page = Report(status, "title", ("message",), (("x", "1"),))._repr_html_()

    assert set(re.findall(r"(?<![-\w])color:([^;']*)", page)) <= {"inherit"}
    assert "<script" not in page
    assert "class=" not in page
    assert "id=" not in page


def test_a_state_is_told_by_a_sign_and_not_by_colour_alone():
    signs = {repr(Report(status, "title"))[0] for status in ("passed", "open", "wrong")}

    assert signs == {"✓", "○", "✗"}


def test_only_a_pass_is_true():
    assert [bool(Report(status, "title")) for status in ("passed", "open", "wrong")] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`a < b`", "<code>a &lt; b</code>"),
        ("**a** and *b*", "<strong>a</strong> and <em>b</em>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("`*args`", "<code>*args</code>"),
        ("$a*b*c < d$", "$a*b*c &lt; d$"),
        ("it's", "it's"),
    ],
)
def test_sentences_are_marked_up(text, html):
    assert inline(text) == html


def test_a_page_has_two_forms():
    assert repr(Page("text", "<p>html</p>")) == "text"
    assert Page("text", "<p>html</p>")._repr_html_() == "<p>html</p>"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (0.1 + 0.2, "0.3"),
        (True, "True"),
        (None, "None"),
        ("a", "'a'"),
        (torch.tensor(2.0), "2"),
        (torch.tensor([1.0, 2.5]), "(2,) [1.0, 2.5]"),
        (torch.tensor([[1.0, -2.5], [10.0, 0.125]]), "(2×2) [[ 1.000, -2.500],\n [10.000,  0.125]]"),
        (torch.tensor([[True], [False]]), "(2×1) [[ True],\n [False]]"),
        (torch.tensor([1e-9, 1.0]), "(2,) [1e-09, 1]"),
        (torch.zeros(0, 4), "(0×4) []"),
        (torch.zeros(3, 100, 100), "(3×100×100) float32, from 0 to 0"),
        ([1, (2,), {"a": None}], "[1, (2,), {'a': None}]"),
        (object(), "<object>"),
        (torch.tensor([float("nan"), float("-inf")]), "(2,) [nan, -inf]"),
    ],
)
def test_values_are_written_without_addresses_and_with_few_digits(value, text):
    assert show_value(value) == text


def test_long_values_are_shortened():
    assert len(show_value(list(range(1000)))) < 310


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "None"),
        (1, "a whole number"),
        (1.0, "a float"),
        ((1, 2), "a tuple of 2"),
        (torch.zeros(2, 3), "a float32 tensor of shape (2×3)"),
        (torch.tensor(1), "an int64 tensor of shape ()"),
    ],
)
def test_kinds_are_named(value, kind):
    assert kind_of(value) == kind


def test_an_outline_names_what_a_container_holds():
    assert outline({"K": torch.zeros(2), "n": 1}) == "K: a float32 tensor of shape (2,)\nn: a whole number"
    assert outline([]) == "a list of 0"
    assert outline([1] * 20).splitlines()[-2:] == ["12. a whole number", "…"]

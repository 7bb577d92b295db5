"""Source code is shown as it stands in the package: coloured without classes, foldable without a script."""

import functools
import html
import re

import pytest

from lecture_utils.stage.source import LectureStyle, show_source, source_html, source_text


def decorated(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return function(*arguments)

    return wrapper


class Sample:
    @decorated
    def method(self, x: int) -> int:
        """Add <one> & more."""
        return x + 1  # (3×4)


def without_tags(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page)).strip()


def test_the_text_shown_is_the_source_without_its_indentation():
    text = source_text(Sample.method)

    assert text.startswith("@decorated\ndef method(self, x: int) -> int:\n    ")
    assert without_tags(source_html(Sample.method)) == text


def test_a_partial_shows_the_function_inside_and_a_class_shows_itself():
    assert source_text(functools.partial(functools.partial(decorated, 1))).startswith("def decorated(")
    assert source_text(Sample).startswith("class Sample:")


@pytest.mark.parametrize("thing", [len, 3, functools.partial(print)])
def test_what_has_no_python_source_is_refused(thing):
    with pytest.raises(ValueError, match=r"must be a function or class written in Python; .* has no source"):
        source_html(thing)


def test_folded_source_is_closed_and_named():
    page = source_html(decorated, folded=True)

    assert page.startswith("<details><summary")
    assert "Source of <code>decorated</code></summary>" in page
    assert "Solution</summary>" in source_html(decorated, folded=True, summary="Solution")


def test_styles_are_inline_so_that_no_page_has_to_bring_them():
    page = source_html(Sample)

    assert "<span style=" in page
    assert "<style" not in page
    assert "<span class=" not in page
    assert page == source_html(Sample)


def test_every_colour_can_be_read_on_the_background():
    background = luminance(LectureStyle.background_color)
    for _, style in LectureStyle:
        if style["color"]:
            assert (background + 0.05) / (luminance(style["color"]) + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance as the Web Content Accessibility Guidelines define it."""
    channels = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_source_is_displayed_as_html_and_text(capsys):
    show_source(decorated)

    assert capsys.readouterr().out  # without a notebook, the display falls back to text

"""Source code is shown as it stands in the package: coloured without classes, foldable without a script."""

import functools
import html
import re
import sys
from pathlib import Path

import pytest

from lecture_utils.stage.source import BACKGROUND, INK, STYLES, folds, show_source, source_html, source_text


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


def guarded(boxes, scale):
    """Scale boxes.

    Each is a row.
    """
    # Both are needed.
    if boxes is None:
        raise ValueError("boxes")
    for box in boxes:
        if len(box) != 4:
            message = f"four numbers, got {box}"
            raise ValueError(message)
    require(scale > 0, "scale", "positive", scale)
    scaled = [[scale * number for number in box] for box in boxes]
    if not scaled:
        return None
    return scaled


def require(right, *words):
    if not right:
        raise ValueError(words)


def without_tags(page: str) -> str:
    """Give what a reader sees of the source with everything opened, without the marks of the folds."""
    source = re.sub(r"<em[^>]*>[^<]*</em>", "", page)
    source = re.sub(r"<pre[^>]*>\n", "", source).replace("</pre>", "\n").replace("</summary>", "\n")
    lines = html.unescape(re.sub(r"<[^>]*>", "", source)).splitlines()
    return "\n".join(line for line in lines if line.strip())


def test_the_text_shown_is_the_source_without_its_indentation():
    text = source_text(Sample.method)

    assert text.startswith("@decorated\ndef method(self, x: int) -> int:\n    ")
    assert without_tags(source_html(Sample.method)) == text


def test_a_docstring_is_folded_behind_its_first_sentence_and_checks_behind_their_number():
    page = source_html(guarded)
    open_text = without_tags(re.sub(r"</summary>.*?</details>", "</summary>", page, flags=re.DOTALL))

    assert (
        open_text
        == """def guarded(boxes, scale):
    \"\"\"Scale boxes.
    scaled = [[scale * number for number in box] for box in boxes]
    if not scaled:
        return None
    return scaled"""
    )
    assert "⋯ 8 lines that check the arguments" in page
    assert without_tags(page) == "\n".join(line for line in source_text(guarded).splitlines() if line.strip())


def test_nothing_is_folded_of_what_is_short():
    assert folds(source_text(require)) == []
    assert folds(source_text(Sample)) == []


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


def themes() -> dict[str, dict[str, str]]:
    """Give the variables of JupyterLab's light and dark theme, and none for a page that has no theme."""
    found: dict[str, dict[str, str]] = {"none": {}}
    for name in ("light", "dark"):
        folder = Path(sys.prefix, "share/jupyter/lab/themes/@jupyterlab", f"theme-{name}-extension")
        rules = (folder / "index.css").read_text(encoding="utf-8")
        found[name] = dict(re.findall(r"(--jp-[\w-]+):([^;}]+)", rules))
    return found


def resolved(style: str, attribute: str, theme: dict[str, str]) -> tuple[float, float, float, float]:
    """Give the colour that a style has under a theme, as red, green, blue and opacity from 0 to 1."""
    value = re.search(rf"(?:^|;){attribute}:([^;]+)", style)[1]
    while match := re.fullmatch(r"var\((--[\w-]+)(?:,(.*))?\)", value):
        value = theme.get(match[1], match[2])
    shade = re.search(r"opacity:([\d.]+)", style)
    opacity = float(shade[1]) if shade else 1.0
    if numbers := re.fullmatch(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)", value):
        return (*(int(numbers[i]) / 255 for i in (1, 2, 3)), float(numbers[4]) * opacity)
    digits = {"green": "#008000", "white": "#ffffff"}.get(value, value).lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    return (*(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)), opacity)


@pytest.mark.parametrize("theme", ["none", "light", "dark"])
def test_every_colour_can_be_read_on_the_background(theme):
    variables = themes()[theme]
    paper = resolved(BACKGROUND, "background", variables)[:3]
    for style in filter(None, [INK, *STYLES.values()]):
        *ink, opacity = resolved(style, "color", variables)
        seen = [opacity * one + (1 - opacity) * under for one, under in zip(ink, paper, strict=True)]
        light, dark = sorted((luminance(seen), luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (theme, style)


def luminance(colour) -> float:
    """Relative luminance of red, green and blue as the Web Content Accessibility Guidelines define it."""
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_source_is_displayed_as_html_and_text(capsys):
    show_source(decorated)

    assert capsys.readouterr().out  # without a notebook, the display falls back to text

"""Small formulas in titles, captions and labels are set in the browser as they are in the pictures."""

import pytest
from matplotlib.figure import Figure

from lecture_utils.stage import Choice, Demo, Panel, save
from tests.formulas import CASES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def draw(figure: Figure) -> None:
    figure.add_axes((0, 0, 1, 1))


def test_titles_captions_and_options_have_indices_exponents_and_roots(chromium, tmp_path):
    texts = [text for text, _, _ in CASES]
    demo = Demo("formulas", ", ".join(texts), [Choice("case", texts)], [[Panel("empty", draw)]], lambda case: case)
    path = save(demo, tmp_path / "formulas.html")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(f"file://{path}")
    page.wait_for_selector("[data-painted]")
    expected = [html for _, _, html in CASES]
    assert page.locator(".lu-title").inner_html() == ", ".join(expected)
    for number, html in enumerate(expected):
        assert page.locator(".lu-choice label span").nth(number).inner_html() == html
        page.locator(".lu-choice label").nth(number).click()
        page.wait_for_function("html => document.querySelector('.lu-caption').innerHTML === html", arg=html)
    context.close()

"""Small formulas in titles, captions and labels are set in the browser as they are in the pictures."""

import pytest
from matplotlib.figure import Figure

from lecture_utils.stage import Choice, Demo, Panel, Slider, save
from tests.formulas import CASES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def draw(figure: Figure) -> None:
    figure.add_axes((0, 0, 1, 1))


def test_titles_captions_and_labels_have_indices_exponents_and_roots(chromium, tmp_path):
    texts, expected = [text for text, _, _ in CASES], [html for _, _, html in CASES]
    controls = [Choice("case", texts), *(Slider(f"s{number}", [1, 2], label=text) for number, text in enumerate(texts))]
    demo = Demo("formulas", ", ".join(texts), controls, [[Panel("empty", draw)]], lambda case: case)
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(f"file://{save(demo, tmp_path / 'formulas.html')}")
    page.wait_for_selector("[data-painted]")
    assert page.locator(".lu-title").inner_html() == ", ".join(expected)
    labels = page.locator("label.lu-control:has(input[type=range]) > span").all()
    assert [label.inner_html() for label in labels if label.inner_html()][: len(expected)] == expected
    for number, html in enumerate(expected):
        page.locator("select").first.select_option(index=number)
        page.wait_for_function("html => document.querySelector('.lu-caption').innerHTML === html", arg=html)
    context.close()

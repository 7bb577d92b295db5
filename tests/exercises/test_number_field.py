"""The field in a real browser: typed numbers are judged, and the keys stay in the field."""

import functools
import http.server
import shutil
import threading
from pathlib import Path

import pytest

import lecture_utils.exercises

pytestmark = pytest.mark.browser
SCRIPT = Path(lecture_utils.exercises.__path__[0]) / "question.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

PAGE = """<!doctype html><meta charset="utf-8"><div id="field"></div><script type="module">
import widget, { readNumber, judge } from "./question.js";
window.readNumber = readNumber; window.judge = judge; window.keys = [];
document.addEventListener("keydown", (event) => window.keys.push(event.key));
const values = { number: 2.5, tolerance: 0.1, unit: "cells", explanation: "<b>Count</b> them." };
widget.render({ model: { get: (name) => values[name] }, el: document.querySelector("#field") });
window.ready = true;
</script>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("Chromium isn't installed")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("field")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    shutil.copy(SCRIPT, folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()


@pytest.fixture
def page(browser, address):
    page = browser.new_page()
    page.goto(address)
    page.wait_for_function("window.ready")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("2.5", "✓ Right."),
        ("2,5", "✓ Right."),
        ("5/2", "✓ Right."),
        ("2.6", "✓ Right."),
        ("2.61", "✗ Too large."),
        ("-3", "✗ Too small."),
        ("0", "✗ Too small."),
        ("many", "Type a number, for example 12 or 0.5."),
        ("", "Type a number, for example 12 or 0.5."),
    ],
)
def test_a_typed_number_is_judged_at_enter(page, typed, verdict):
    page.get_by_label("Your number").fill(typed)
    page.keyboard.press("Enter")

    assert page.get_by_role("status").inner_text() == verdict
    assert page.get_by_text("Count them.").is_visible() == (verdict == "✓ Right.")


def test_a_second_answer_replaces_the_first(page):
    field = page.get_by_label("Your number")
    field.fill("1")
    page.get_by_role("button", name="Check").click()
    field.fill("2.5")
    page.get_by_role("button", name="Check").click()

    assert page.get_by_role("status").inner_text() == "✓ Right."


def test_keys_typed_in_the_field_do_not_reach_the_notebook(page):
    page.get_by_label("Your number").focus()
    for key in ("a", "b", "d", "d", "Enter", "ArrowDown"):
        page.keyboard.press(key)

    assert page.evaluate("window.keys") == []
    assert page.locator("[data-lm-suppress-shortcuts=true]").count() == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), (" 0.5 ", 0.5), ("1e3", 1000), (".25", 0.25), ("25 %", 0.25), ("−4", -4), ("1/8", 0.125)],
)
def test_numbers_are_read_as_people_write_them(page, text, number):
    assert page.evaluate("text => window.readNumber(text)", text) == number


@pytest.mark.parametrize("text", ["1.2.3", "1/", "abc", "0x10", "1 000 000 cells"])
def test_other_texts_are_no_numbers(page, text):
    assert page.evaluate("text => Number.isNaN(window.readNumber(text))", text)


def test_rounding_of_the_browser_does_not_make_a_right_answer_wrong(page):
    assert page.evaluate("window.judge(0.1 + 0.2, 0.3, 0)") == "right"
    assert page.evaluate("window.judge(3.0001, 3, 0)") == "too large"

"""Questions in a real browser: answers are judged, wrong ones get their reason, and what was answered is kept."""

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

PAGE = """<!doctype html><meta charset="utf-8"><div id="field"></div><div id="choices"></div><script type="module">
import widget, { readNumber, judge } from "./question.js";
window.readNumber = readNumber; window.judge = judge; window.keys = [];
document.addEventListener("keydown", (event) => window.keys.push(event.key));
const common = { choices: [], slips: [], tolerance: 0, unit: "", answers: [] };
const show = (values, place) => widget.render({
  model: { get: (name) => ({ ...common, ...values })[name] }, el: document.querySelector(place),
});
show({ key: "a", question: "How many places?", number: 2.5, tolerance: 0.1, unit: "cells",
       slips: [[5, "You count <b>twice</b>."]], explanation: "<b>Count</b> them." }, "#field");
show({ key: "b", question: "What changes?", choices: [["all", "Too much."], ["one", ""], ["none", "Too little."]],
       number: null, explanation: "Only one." }, "#choices");
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
    page = browser.new_page()  # with a storage of its own
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

    assert page.get_by_role("status").first.inner_text().strip() == verdict
    assert page.get_by_text("Count them.").count() == (verdict == "✓ Right.")


def test_a_known_slip_gets_its_reason_and_not_the_answer(page):
    page.get_by_label("Your number").fill("5")
    page.keyboard.press("Enter")

    assert page.get_by_role("status").first.inner_text() == "✗ Too large. You count twice."
    assert page.get_by_text("Count them.").count() == 0


def test_a_wrong_choice_gets_its_own_reason_and_another_try(page):
    verdict = page.get_by_role("status").nth(1)

    page.get_by_role("button", name="a) all").click()
    assert verdict.inner_text() == "✗ Not this one. Too much."
    assert page.get_by_text("Only one.").count() == 0
    page.get_by_role("button", name="c) none").press("Enter")
    assert verdict.inner_text() == "✗ Not this one. Too little."
    page.get_by_role("button", name="b) one").click()
    assert verdict.inner_text() == "✓ Right."
    assert page.get_by_text("Only one.").is_visible()


def test_answers_survive_a_reload_until_one_answers_again(page):
    page.get_by_role("button", name="b) one").click()
    page.get_by_label("Your number").fill("5")
    page.keyboard.press("Enter")

    page.reload()
    page.wait_for_function("window.ready")
    assert page.get_by_text("Only one.").is_visible()
    assert page.get_by_label("Your number").input_value() == "5"
    assert "twice" in page.get_by_role("status").first.inner_text()

    page.get_by_role("button", name="Answer again").nth(1).click()
    page.reload()
    page.wait_for_function("window.ready")
    assert page.get_by_text("Only one.").count() == 0


def test_the_next_cells_output_is_open_after_the_right_answer_or_when_asked_for(page):
    number, choices = page.locator(".lu-question").all()
    assert number.get_attribute("data-open") == choices.get_attribute("data-open") == "true"

    page.get_by_role("button", name="a) all").click()
    assert choices.get_attribute("data-open") == "true"
    page.get_by_role("button", name="b) one").click()
    page.get_by_role("button", name="Show the output of the next cell").first.click()

    assert number.get_attribute("data-open") == choices.get_attribute("data-open") == "false"


def test_a_second_answer_replaces_the_first(page):
    field = page.get_by_label("Your number")
    field.fill("1")
    page.get_by_role("button", name="Check").click()
    field.fill("2.5")
    page.get_by_role("button", name="Check").click()

    assert page.get_by_role("status").first.inner_text().strip() == "✓ Right."


def test_keys_typed_in_the_field_do_not_reach_the_notebook(page):
    page.get_by_label("Your number").focus()
    for key in ("a", "b", "d", "d", "Enter", "ArrowDown"):
        page.keyboard.press(key)

    assert page.evaluate("window.keys") == []
    assert page.locator("[data-lm-suppress-shortcuts=true]").count() == 2


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

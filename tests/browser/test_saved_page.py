"""A saved page: the same player, with no kernel and no network."""

import numpy as np
import pytest

from lecture_utils.stage import save
from tests.browser.watching import Watched
from tests.stage.sample import every_control

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def opened(chromium, tmp_path_factory):
    path = save(every_control(), tmp_path_factory.mktemp("page") / "every_control.html")
    context = chromium.new_context(offline=True, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.errors = []
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"file://{path}")
    yield page
    context.close()


@pytest.fixture
def player(opened):
    return Watched(opened, every_control())


def test_it_starts_with_the_demos_own_start(player):
    assert player.painted == {
        "stride": 1,
        "padding": 0,
        "step": 0,
        "colour_map": "far",
        "shade": "one",
        "sign": False,
        "numbers": [[1, 2, 3], [4, 5, 6]],
        "weights": [[1, 2]],
        "cell": [2, 3],
        "box": [10, 10, 30, 30],
        "words": "hello",
    }


def assert_close_to_its_state(player):
    # The frames are small at the price of slight changes in colour.
    for panel in player.demo.panels:
        expected = np.asarray(player.demo.panel_frame(panel, **player.painted)).astype(int)
        assert np.abs(player.pixels(panel) - expected).mean() < 1.5, panel


def test_keys_go_through_the_steps(opened, player):
    player.element.focus()
    opened.keyboard.press("End")
    player.wait_for(step=5)
    assert_close_to_its_state(player)


def test_a_dependent_range_is_kept(opened, player):
    stride = player.element.get_by_label("stride")
    stride.focus()
    opened.keyboard.press("End")
    player.wait_for(stride=3, step=1)
    padding = player.element.get_by_label("padding")
    padding.focus()
    opened.keyboard.press("End")
    player.wait_for(padding=2)
    stride.focus()
    opened.keyboard.press("Home")
    player.wait_for(stride=1, padding=0)
    assert_close_to_its_state(player)


def test_a_picked_cell_snaps_to_those_in_the_page(opened, player):
    opened.mouse.click(*player.point("heat", 4.6, 4.6))
    player.wait_for(cell=[4, 3])
    opened.keyboard.press("ArrowUp")
    player.wait_for(cell=[2, 3])
    opened.keyboard.press("ArrowRight")
    player.wait_for(cell=[2, 5])
    assert_close_to_its_state(player)


def test_a_dragged_box_snaps_to_those_in_the_page(opened, player):
    player.drag("region", (20, 20), (37, 26))
    player.settle()
    assert tuple(player.painted["box"]) in next(c for c in player.demo.controls if c.name == "box").frozen(None)
    assert player.painted["box"] != [10, 10, 30, 30]
    before = player.painted["box"]
    opened.keyboard.press("ArrowLeft")
    player.settle()
    assert player.painted["box"][0] < before[0]
    assert_close_to_its_state(player)


def test_a_number_of_a_matrix_is_chosen_among_those_in_the_page(opened, player):
    numbers = player.element.locator('.lu-matrix[data-control="numbers"] select:enabled')
    assert [option.inner_text() for option in numbers.locator("option").all()] == ["5", "7"]
    numbers.select_option("7")
    player.wait_for(numbers=[[1, 2, 3], [4, 7, 6]])
    assert_close_to_its_state(player)


def test_the_page_says_which_values_it_holds(opened, player):
    note = opened.locator("#held")
    note.locator("summary").click()
    lines = note.locator("li").all_inner_texts()
    assert [line.split(":")[0] for line in lines] == ["numbers", "weights", "cell", "box"]
    note.locator("summary").click()


def test_a_frame_around_the_page_is_told_how_high_it_is(chromium, tmp_path):
    save(every_control(), tmp_path / "demo.html")
    listener = """addEventListener("message", ({ data, source }) => {
      for (const frame of document.querySelectorAll("iframe"))
        if (frame.contentWindow === source && data.type === "lecture-demo") frame.style.height = `${data.height}px`;
    });"""
    (tmp_path / "host.html").write_text(f"<script>{listener}</script><iframe src='demo.html' width='1000'></iframe>")
    context = chromium.new_context(offline=True, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(f"file://{tmp_path}/host.html")
    frame = page.frame_locator("iframe")
    frame.locator(".lu-demo").wait_for()
    page.wait_for_function("document.querySelector('iframe').clientHeight > 300")
    inside = page.frames[1]
    needed = "document.documentElement.scrollHeight"
    before = page.locator("iframe").evaluate("frame => frame.clientHeight")
    assert inside.evaluate(needed) <= before <= inside.evaluate("document.body.getBoundingClientRect().height") + 1
    frame.locator("#held summary").click()
    page.wait_for_function(f"document.querySelector('iframe').clientHeight > {before}")
    assert inside.evaluate(needed) <= page.locator("iframe").evaluate("frame => frame.clientHeight")
    context.close()


def test_nothing_was_asked_of_the_network_and_nothing_logged(opened, player):
    assert opened.errors == []

"""Every kind of control, live in JupyterLab: keys and the pointer lead to the picture that the demo draws."""

import time

import pytest

from tests.browser.watching import Watched
from tests.stage.sample import every_control
from tools.lab import open_notebook

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def opened(chromium, lab, write_notebook):
    name = write_notebook(
        "player.ipynb",
        "from tests.stage.sample import every_control\nfrom lecture_utils.stage import show, present, read",
        "show(every_control())",
    )
    with open_notebook(chromium, lab[0], name) as notebook:
        notebook.run_all()
        yield notebook


@pytest.fixture
def player(opened):
    watched = Watched(opened.page, every_control())
    watched.element.scroll_into_view_if_needed()
    return watched


def test_the_first_picture_is_the_start(player):
    player.assert_shows_its_state()
    assert player.painted["cell"] == [2, 3]


def test_the_still_picture_is_hidden_while_the_player_lives(opened, player):
    assert opened.page.locator(".jp-RenderedImage img").is_hidden()


def test_arrow_keys_on_the_demo_go_through_the_steps(opened, player):
    player.element.focus()
    opened.page.keyboard.press("Home")
    for _ in range(3):
        opened.page.keyboard.press("ArrowRight")
    player.wait_for(step=3)
    player.assert_shows_its_state()
    opened.page.keyboard.press("ArrowLeft")
    player.wait_for(step=2)
    opened.page.keyboard.press("End")
    player.wait_for(step=5)
    player.assert_shows_its_state()


def test_arrow_keys_after_a_click_anywhere_on_the_demo_go_through_the_steps(opened, player):
    player.wait_for(step=5)
    box = player.panel_box("numbers")
    opened.page.mouse.click(box["x"] + 3, box["y"] + 3)  # beside the numbers
    opened.page.keyboard.press("ArrowLeft")
    player.wait_for(step=4)
    player.element.get_by_text("One of each").click()
    opened.page.keyboard.press("ArrowLeft")
    player.wait_for(step=3)


def test_escape_leads_from_the_demo_back_to_the_notebook(opened, player):
    active = "jupyterapp.shell.currentWidget.content.activeCellIndex"
    player.element.get_by_label("words").click()
    assert opened.page.evaluate(active) == 2
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("ArrowUp")  # a key of the notebook again
    opened.page.wait_for_function(f"{active} === 1")
    assert opened.page.evaluate("jupyterapp.shell.currentWidget.content.mode") == "command"


def test_keys_in_a_demo_never_reach_the_notebook(opened, player):
    cells = opened.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")
    player.element.focus()
    for key in ["a", "b", "d", "d", "x", "m", "Enter", "Escape"]:
        opened.page.keyboard.press(key)
    assert opened.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == cells
    assert opened.page.evaluate("jupyterapp.shell.currentWidget.content.mode") == "command"


def test_play_goes_through_every_step_and_stops_at_the_end(opened, player):
    opened.page.evaluate(
        """selector => {
             window.seen = [];
             const demo = document.querySelector(selector);
             new MutationObserver(() => window.seen.push(JSON.parse(demo.dataset.painted).step)).observe(demo, { attributeFilter: ['data-painted'] });
           }""",
        player.selector,
    )
    player.element.get_by_label("speed").select_option("4")
    player.element.focus()
    opened.page.keyboard.press("Home")
    player.wait_for(step=0)
    opened.page.keyboard.press(" ")
    player.wait_for(step=5)
    player.settle()
    seen = list(dict.fromkeys(opened.page.evaluate("window.seen")))
    assert [step for step in seen if step] == [1, 2, 3, 4, 5]
    player.element.get_by_label("play", exact=True).wait_for()  # no longer "pause"


def test_a_choice_a_toggle_and_a_text_change_the_picture(opened, player):
    player.element.get_by_text("near").click()
    player.element.get_by_label("shade").select_option("four")
    player.element.get_by_label("minus").check()
    player.element.get_by_label("words").fill("bye")
    player.wait_for(colour_map="near", shade="four", sign=True, words="bye")
    player.assert_shows_its_state()


def test_a_range_that_depends_on_another_control_follows_it(opened, player):
    stride = player.element.get_by_label("stride")
    stride.focus()
    opened.page.keyboard.press("End")
    player.wait_for(stride=3)
    padding = player.element.get_by_label("padding")
    padding.focus()
    opened.page.keyboard.press("End")
    player.wait_for(padding=2)
    stride.focus()
    opened.page.keyboard.press("Home")
    player.wait_for(stride=1, padding=0)
    player.assert_shows_its_state()


def field(player, name, row, column):
    return player.element.get_by_label(f"{name}, row {row}, column {column}")


def focused(opened):
    return opened.page.evaluate("document.activeElement.getAttribute('aria-label')").split(", from")[0]


def test_a_click_on_a_number_in_the_picture_opens_a_field_over_it_and_tab_and_arrows_go_on(opened, player):
    opened.page.mouse.click(*player.point("numbers", 1.5, 0.5))  # row 1, column 2
    opened.page.keyboard.type("7")
    player.wait_for(numbers=[[1, 7, 3], [4, 5, 6]])
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.type("-2")
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.type("0,5")
    player.wait_for(numbers=[[1, 7, -2], [4, 5, 0.5]])
    opened.page.keyboard.press("ArrowLeft")
    assert focused(opened) == "numbers, row 2, column 2"
    opened.page.keyboard.press("Shift+Tab")
    assert focused(opened) == "numbers, row 2, column 1"
    assert field(player, "numbers", 2, 1).input_value() == "4"
    player.assert_shows_its_state()
    opened.page.keyboard.press("Enter")  # closes the field; the number in the picture is seen again
    assert field(player, "numbers", 2, 1).evaluate("node => getComputedStyle(node).color") == "rgba(0, 0, 0, 0)"


def test_a_field_covers_its_cell_of_the_picture(opened, player):
    box, (x, y) = field(player, "numbers", 2, 3).bounding_box(), player.point("numbers", 2.5, 1.5)
    assert abs(box["x"] + box["width"] / 2 - x) < 1
    assert abs(box["y"] + box["height"] / 2 - y) < 1


def test_a_number_that_is_not_allowed_is_refused_with_the_reason_and_the_old_one_stays(opened, player):
    before = player.painted["numbers"]
    opened.page.mouse.click(*player.point("numbers", 0.5, 0.5))
    opened.page.keyboard.type("15")  # on the way, 1 is allowed
    player.element.get_by_text("15 is above 9").wait_for()
    player.settle()
    assert player.painted["numbers"] == before
    opened.page.keyboard.press("Backspace")
    player.element.get_by_text("15 is above 9").wait_for(state="hidden")
    opened.page.keyboard.press("Escape")  # back to the number that stood there
    player.settle()
    assert player.painted["numbers"] == before
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.type("-x")
    opened.page.keyboard.press("Enter")
    player.element.get_by_text("“-x” is no number").wait_for()
    assert player.painted["numbers"] == before


@pytest.mark.parametrize("name", ["numbers", "weights"])
def test_numbers_go_up_and_down_with_keys_and_stop_at_their_bounds(opened, player, name):
    start = player.painted[name][0][0]
    field(player, name, 1, 1).focus()
    opened.page.keyboard.press("PageUp")
    player.settle()
    assert player.painted[name][0][0] == start + 1
    player.assert_shows_its_state()
    for _ in range(12):
        opened.page.keyboard.press("PageUp")
    highest = {"numbers": 9, "weights": 3}[name]
    player.element.get_by_text(f"{highest + 1} is above {highest}").wait_for()
    player.settle()
    assert player.painted[name][0][0] == highest


def test_numbers_that_no_panel_draws_are_edited_below_the_picture(opened, player):
    cell = field(player, "weights", 1, 2)
    cell.click()
    opened.page.keyboard.type("1")
    player.settle()
    assert player.painted["weights"][0][1] == 1
    assert cell.bounding_box()["y"] > player.panel_box("region")["y"]


def test_a_cell_is_picked_with_the_mouse_and_with_the_arrows(opened, player):
    opened.page.mouse.click(*player.point("heat", 6.5, 4.5))
    player.wait_for(cell=[4, 6])
    opened.page.keyboard.press("ArrowUp")
    opened.page.keyboard.press("ArrowRight")
    player.wait_for(cell=[3, 7])
    opened.page.keyboard.press("ArrowRight")
    player.settle()
    assert player.painted["cell"] == [3, 7]
    player.assert_shows_its_state()


def test_a_box_is_moved_resized_and_drawn_anew_with_the_mouse(opened, player):
    player.drag("region", (20, 20), (30, 25))
    player.wait_for(box=[20, 15, 40, 35])
    player.assert_shows_its_state()
    player.drag("region", (40, 35), (50, 30))
    player.wait_for(box=[20, 15, 50, 30])
    player.drag("region", (20, 22), (10, 22))
    player.wait_for(box=[10, 15, 50, 30])
    player.drag("region", (2, 2), (8, 9))
    player.wait_for(box=[2, 2, 8, 9])
    player.assert_shows_its_state()


def test_a_box_is_moved_and_resized_with_the_arrow_keys_and_stays_inside(opened, player):
    opened.page.locator(f"{player.selector} svg.lu-box").focus()
    x1, y1, x2, y2 = player.painted["box"]
    opened.page.keyboard.press("ArrowRight")
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("Shift+ArrowRight")
    player.wait_for(box=[x1 + 1, y1 + 1, x2 + 2, y2 + 1])
    for _ in range(int(x1) + 5):
        opened.page.keyboard.press("ArrowLeft")
    player.wait_for(box=[0, y1 + 1, x2 - x1 + 1, y2 + 1])
    player.settle()
    player.assert_shows_its_state()


def wait_until_drawn(notebook, panel, wanted):
    """Wait until the kernel has drawn a panel for these values of the keys that it reads."""
    code = f"""
from lecture_utils.stage.cache import FRAMES
drawn = {{values for _, resource, _, values in FRAMES._values if resource == {panel!r}}}
print({set(wanted)!r} - drawn)"""
    deadline = time.monotonic() + 10
    while (lacking := notebook.execute(code).strip()) != "set()":
        assert time.monotonic() < deadline, f"not drawn: {lacking}"
        time.sleep(0.1)


def test_all_options_of_a_choice_are_drawn_ahead_once_it_has_the_keyboard(opened, player):
    opened.page.mouse.click(*player.point("heat", 1.5, 5.5))  # where no other test goes
    player.wait_for(cell=[5, 1])
    player.element.get_by_label("shade").focus()
    shades = ["one", "two", "three", "four", "five", "six"]
    wait_until_drawn(opened, "heat", [((5, 1), player.painted["colour_map"], shade) for shade in shades])


def test_what_the_arrows_do_to_a_box_is_drawn_ahead_with_shift_and_without(opened, player):
    player.drag("region", (2, 30), (13, 37))  # a new box, where no other test has one
    player.wait_for(box=[2, 30, 13, 37])
    ways = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    boxes = [(2.0 + x, 30.0 + y, 13.0 + x, 37.0 + y) for x, y in ways] + [
        (2.0, 30.0, 13.0 + x, 37.0 + y) for x, y in ways
    ]
    wait_until_drawn(opened, "region", [(box, player.painted["words"]) for box in boxes])


def test_present_and_read_switch_the_picture_that_stands_there(opened, player):
    height = player.element.bounding_box()["height"]
    opened.execute("present()")
    opened.page.wait_for_function(f"document.querySelector('{player.selector} canvas').width === 450")
    player.settle()
    player.assert_shows_its_state(size="hall")
    assert player.element.bounding_box()["height"] > 1.35 * height
    opened.execute("read()")
    opened.page.wait_for_function(f"document.querySelector('{player.selector} canvas').width === 300")
    player.settle()
    player.assert_shows_its_state()


def test_all_was_drawn_in_the_main_thread(opened):
    # JupyterLab hands the messages of widgets to another one, and matplotlib is not safe in threads.
    assert opened.execute("from tests.stage import sample; print(sample.THREADS)").strip() == "{'MainThread'}"


def test_nothing_was_logged_as_an_error(opened, player):
    assert opened.errors == []

"""Two boxes on one panel: each has its own colour, and a drag or a key changes one of them."""

import pytest

from lecture_utils.pictures.theme import colour
from tests.browser.watching import Watched
from tests.stage.sample import two_boxes
from tools.lab import open_notebook

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def opened(chromium, lab, write_notebook):
    name = write_notebook(
        "two_boxes.ipynb",
        "from lecture_utils.stage import show\nfrom tests.stage.sample import two_boxes\nshow(two_boxes())",
    )
    with open_notebook(chromium, lab[0], name, 1200, 900) as page:
        page.run_all()
        yield page


@pytest.fixture
def player(opened):
    found = Watched(opened.page, two_boxes())
    found.settle()
    return found


def test_each_box_has_the_colour_of_its_role(opened, player):
    strokes = opened.page.evaluate(
        "selector => [...document.querySelectorAll(`${selector} .lu-outline`)].map(one => getComputedStyle(one).stroke)",
        player.selector,
    )
    expected = [
        f"rgb({', '.join(str(int(colour(role)[start : start + 2], 16)) for start in (1, 3, 5))})"
        for role in ("input", "prediction")
    ]
    assert strokes == expected


def test_a_drag_moves_the_box_under_the_pointer_and_leaves_the_other(player):
    first = player.painted["first"]
    player.drag("both", (42, 22), (47, 24))
    player.wait_for(second=[37, 14, 57, 34], first=first)
    second = player.painted["second"]
    player.drag("both", (14, 12), (16, 15))
    player.wait_for(first=[6, 7, 26, 23], second=second)


def test_where_boxes_overlap_the_one_that_was_used_last_is_moved(player):
    first, second = player.painted["first"], player.painted["second"]
    player.drag("both", (16, 15), (40, 20))
    player.wait_for(first=[number + (5 if place % 2 else 24) for place, number in enumerate(first)])
    player.drag("both", (43, 22), (45, 24))
    player.wait_for(first=[number + (7 if place % 2 else 26) for place, number in enumerate(first)], second=second)


def test_keys_move_the_box_that_the_keyboard_is_on(opened, player):
    for name, other in (("second", "first"), ("first", "second")):
        before = player.painted
        player.element.locator(f'[data-pointed="{name}"]').focus()
        opened.page.keyboard.press("ArrowUp")
        x1, y1, x2, y2 = before[name]
        player.wait_for(**{name: [x1, y1 - 1, x2, y2 - 1], other: before[other]})

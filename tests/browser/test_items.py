"""A click on an item of a picture goes to its step: on the boxes of an image, on the rows of a list, on a curve."""

import pytest
import torch

from lecture_utils.pictures import Mark, draw_curves, draw_list, draw_marked_image, mark_columns
from lecture_utils.stage import Choice, Demo, Panel, Slider, Step, save
from lecture_utils.stage.player import SCRIPT, size_trait, specification
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

BOXES = [(0, 0, 60, 60), (10, 10, 30, 30), (70, 70, 90, 90)]
K = [1, 2, 5, 10]


def items_demo():
    def draw_scene(axes, row):
        draw_marked_image(axes, torch.ones(3, 100, 100), [Mark(box, number=n) for n, box in enumerate(BOXES)], row)

    def draw_rows(axes, row):
        draw_list(axes, ["box"], [[str(box)] for box in BOXES], ["prediction"] * 3, row)

    def draw_recall(axes, k):
        draw_curves(axes, K, {"recall": [0.1, 0.3, 0.6, 0.7]}, now=k)
        mark_columns(axes, K)

    return Demo(
        "items",
        "Boxes and rows can be clicked",
        [Step("row", count=3, picks=("scene", "list")), Slider("k", K, picks=("recall",))],
        [
            [
                Panel("scene", draw_scene, (3.0, 3.0)),
                Panel("list", draw_rows, (2.5, 3.0)),
                Panel("recall", draw_recall, (3.0, 3.0)),
            ]
        ],
    )


@pytest.fixture(scope="module")
def player(chromium, tmp_path_factory):
    path = save(items_demo(), tmp_path_factory.mktemp("page") / "items.html")
    context = chromium.new_context(offline=True, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(f"file://{path}")
    yield Watched(page, items_demo())
    context.close()


def click(player, panel, item):
    """Click into the middle of an item, as it is drawn in the painted state."""
    drawn = player.demo.drawn(panel, player.demo.clean(player.painted))
    place = next(item_at[1:] for item_at in drawn.items if item_at[0] == item)
    box = player.panel_box(panel)
    left, top, width, height = place
    player.page.mouse.click(box["x"] + (left + width / 2) * box["width"], box["y"] + (top + height / 2) * box["height"])


def test_a_click_on_a_box_goes_to_its_step(player):
    click(player, "scene", 2)
    player.wait_for(row=2)
    click(player, "scene", 1)  # the smaller one of two upon each other
    player.wait_for(row=1)


def test_a_click_on_a_row_goes_to_its_step(player):
    click(player, "list", 0)
    player.wait_for(row=0)
    click(player, "list", 2)
    player.wait_for(row=2)


def test_a_click_on_a_chart_takes_the_nearest_value(player):
    click(player, "recall", 2)
    player.wait_for(k=5)
    click(player, "recall", 0)
    player.wait_for(k=1)


def test_the_pointer_tells_what_can_be_clicked_and_a_click_elsewhere_changes_nothing(player):
    before = player.painted
    box = player.panel_box("scene")
    player.page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    overlay = '[data-panel="scene"] svg'
    assert player.page.eval_on_selector(overlay, "node => node.style.cursor") == "pointer"
    player.page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + 0.2 * box["height"])
    assert player.page.eval_on_selector(overlay, "node => node.style.cursor") == "default"
    player.settle()
    assert player.painted == before


def test_only_controls_that_say_so_have_their_next_values_drawn_ahead(chromium):
    """What the player asks a kernel for, of a model that never answers."""

    def draw(axes, scene, k):
        pass

    scene = Choice("scene", ["one", "two", "three"], ahead=False)
    demo = Demo("ahead", "Scenes wait", [scene, Slider("k", K, start=2)], [[Panel("picture", draw)]])
    page = chromium.new_page()
    page.set_content("<div id='here'></div>")
    page.add_script_tag(content=SCRIPT.replace("export default { render };", "window.render = render;"))
    requests = page.evaluate(
        """([spec, size]) => {
             const kept = { spec, size, request: {} }, asked = [];
             const model = { get: (name) => kept[name], set: (name, value) => asked.push(value),
                             save_changes() {}, on() {}, off() {}, send() {} };
             window.render({ model, el: document.getElementById("here") });
             return asked;
           }""",
        [specification(demo), size_trait()],
    )
    page.close()
    ahead = [wish["state"] for request in requests for wish in request["ahead"]]
    assert {state["k"] for state in ahead} == {1, 5}
    assert {state["scene"] for state in ahead} == {"one"}

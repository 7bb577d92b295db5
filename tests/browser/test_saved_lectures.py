"""The lectures' demos as saved pages, with the network cut."""

import io

import numpy as np
import pytest
from PIL import Image

from lecture_utils.demos import all_demos
from lecture_utils.stage import save
from lecture_utils.stage.drawing import encode
from lecture_utils.stage.held import frames, held_demo, wanted_states
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

MOST = 80  # frames: above it, a page takes long to write, and shows nothing that the smaller ones don't


def answers_in_a_page(demo):
    """Return whether the page of a demo is small enough to write here, and holds more than one picture of a panel."""
    held = held_demo(demo, {}, {})
    return frames(held) <= MOST and any(len(states) > 1 for states in wanted_states(held).values())


DEMOS = {name: make for name, make in all_demos().items() if answers_in_a_page(make())}


@pytest.mark.parametrize("name", sorted(DEMOS))
def test_a_saved_demo_answers_to_keys_and_shows_what_the_kernel_would(name, chromium, tmp_path):
    demo = DEMOS[name]()
    path = save(demo, tmp_path / f"{demo.name}.html")
    context = chromium.new_context(offline=True, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"file://{path}")
    player = Watched(page, demo)
    before = player.painted
    if any(control.kind in ("step", "slider") for control in demo.controls):
        player.element.focus()
        page.keyboard.press("Home")
        player.settle()
        if player.painted == before:  # it starts at its first step
            page.keyboard.press("End")
    elif any(control.kind in ("choice", "toggle") for control in demo.controls):
        first = player.element.locator(".lu-controls :is(input:not(:checked), select)").first
        menu = first.evaluate("element => element.tagName") == "SELECT"
        for key in ("ArrowDown", "ArrowUp") if menu else (" ",):  # a menu may start with its last option
            if player.painted == before:
                first.press(key)
                player.settle()
    else:
        picked = next(control for control in demo.controls if control.kind in ("pick", "box"))
        player.element.locator(f'[data-panel="{picked.panel}"] svg').first.focus()
        for key in (
            "ArrowRight",
            "ArrowDown",
            "ArrowLeft",
            "ArrowUp",
        ):  # it may start in a corner, or have one row only
            if player.painted == before:
                page.keyboard.press(key)
                player.settle()
    player.settle()
    assert player.painted != before
    for panel in demo.panels:
        exact = np.asarray(demo.panel_frame(panel, **player.painted))
        stored = np.asarray(Image.open(io.BytesIO(encode(exact, "webp"))).convert("RGB")).astype(int)
        assert np.abs(player.pixels(panel) - stored).mean() < 0.5, panel
        # Pictures are stored small, at the price of slight changes: most in a small panel that a scene fills.
        assert np.abs(stored - exact).mean() < 4, panel
    assert errors == []
    context.close()

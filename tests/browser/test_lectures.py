"""Every lecture in a real JupyterLab: it runs, its demos answer to keys and drags, and they fit the screen in both sizes."""

from pathlib import Path

import pytest

from tools.lab import open_notebook
from tools.live import LiveDemo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

LECTURES = sorted(path.name for path in (Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]_*.ipynb"))
# What JupyterLab leaves for a cell on the two screens: a laptop's, and a projector's.
SCREENS = {"screen": (1440, 900, 780), "hall": (1920, 1080, 880)}


@pytest.fixture(scope="module", params=LECTURES)
def lecture(request, chromium, lab):
    with open_notebook(chromium, lab[0], f"notebooks/{request.param}", *SCREENS["screen"][:2]) as notebook:
        notebook.run_all()
        yield notebook


def code_cells(notebook):
    return notebook.page.evaluate(
        "jupyterapp.shell.currentWidget.content.widgets.flatMap((cell, i) => (cell.model.type === 'code' ? [i] : []))"
    )


def live_demos(notebook):
    """Go through the demos of a notebook from the top, each scrolled onto the screen."""
    seen = set()
    for index in code_cells(notebook):
        notebook.scroll_to_cell(index)
        notebook.page.wait_for_timeout(60)
        cell = notebook.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')
        for demo in cell.locator(".lu-demo").all():
            name = demo.get_attribute("data-demo")
            if name not in seen:
                seen.add(name)
                yield LiveDemo(notebook, name)


def test_keys_on_every_control_change_the_picture_to_what_the_demo_draws(lecture):
    demos = 0
    for demo in live_demos(lecture):
        demos += bool(demo.controls)
        for control in demo.controls:
            demo.focus(control)
            before = demo.painted
            for key in control.keys[:2] if control.kind != "text" else ["x"]:
                lecture.page.keyboard.press(key)
            demo.settle()
            if demo.painted == before:  # it stood at the end of its range
                lecture.page.keyboard.press("PageDown" if control.kind == "matrix" else "ArrowLeft")
                demo.settle()
            allowed = demo.root.locator(f'[data-control="{control.name}"] input:disabled').count()
            allowed = allowed or demo.has_one_value(control)  # of one detection there is no next one
            assert demo.painted != before or allowed, f"{demo.name}: no key moved {control.name}"
            assert demo.wrong_panels() == [], f"{demo.name} after {control.name}"
    assert demos or "00_" in lecture.name


def test_boxes_and_cells_follow_the_mouse(lecture):
    for demo in live_demos(lecture):
        for control in demo.controls:
            if control.kind not in ("pick", "box"):
                continue
            panel = demo.root.locator(f'[data-panel="{control.panel}"]')
            panel.scroll_into_view_if_needed()
            outline = panel.locator(".lu-outline").last.bounding_box()
            x, y = outline["x"] + outline["width"] / 2, outline["y"] + outline["height"] / 2
            before = demo.painted
            lecture.page.mouse.move(x, y)
            lecture.page.mouse.down()
            lecture.page.mouse.move(x + 45, y + 25, steps=15)
            lecture.page.mouse.move(x - 60, y - 40, steps=15)
            lecture.page.mouse.up()
            demo.settle()
            assert demo.painted != before, f"{demo.name}: dragging did not move {control.name}"
            assert demo.wrong_panels() == [], f"{demo.name} after dragging {control.name}"


@pytest.mark.parametrize("size", ["hall", "screen"])
def test_every_demo_fits_one_screen(lecture, size):
    width, height, room = SCREENS[size]
    lecture.page.set_viewport_size({"width": width, "height": height})
    lecture.execute(f"from lecture_utils.stage import present, read\n{'present' if size == 'hall' else 'read'}()")
    for demo in live_demos(lecture):
        lecture.page.wait_for_timeout(600)
        demo.settle()
        box = demo.box()
        assert abs(box["height"] - demo.height(size)) <= 1, f"{demo.name} is not as high as its still picture"
        assert box["height"] <= room, f"{demo.name} is {box['height']:.0f} px high in size {size}"
        assert box["width"] <= width - 350, f"{demo.name} is {box['width']:.0f} px wide in size {size}"
        assert demo.wrong_panels() == [], f"{demo.name} in size {size}"


def test_nothing_was_logged_as_an_error(lecture):
    assert lecture.errors == []

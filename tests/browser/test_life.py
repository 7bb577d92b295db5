"""What becomes of a demo when nothing runs, the kernel restarts, the page is reloaded, or the cell is run again."""

import platform
import re
import subprocess
import sys

import nbformat
import pytest

from tests.browser.watching import Watched
from tests.stage.sample import every_control
from tools.lab import open_notebook
from tools.run_notebooks import execute, normalise

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CELLS = [
    "from tests.stage.sample import every_control, fragile\nfrom lecture_utils.stage import show\nfrom lecture_utils.stage.player import PLAYERS",
    "show(every_control())",
]
CHANGED = "jupyterapp.shell.currentWidget.context.model.dirty"
STILL = ".jp-RenderedImage img"


def live_players(notebook):
    """Count the players that the kernel keeps."""
    return notebook.execute("print(len(PLAYERS))").strip()


@pytest.fixture(scope="module")
def stored(lab, write_notebook):
    """A notebook as it lies in a fresh clone: run by the project's tool, never opened by this user."""
    name = write_notebook("stored.ipynb", *CELLS)
    path = lab[1] / name
    notebook = nbformat.read(path, 4)
    execute(notebook, lab[1])
    normalise(notebook)
    notebook.metadata.language_info.version = platform.python_version()  # on the machine that the lock was made on
    nbformat.write(notebook, path)
    return path


def test_a_fresh_clone_shows_the_still_picture_and_stores_no_widget(stored, chromium, lab):
    text = stored.read_text()
    assert "widget-view" not in text
    assert "widgets" not in nbformat.read(stored, 4).metadata
    with open_notebook(chromium, lab[0], stored.name) as notebook:
        notebook.page.locator(STILL).wait_for()
        assert notebook.page.locator(STILL).is_visible()
        assert notebook.page.get_by_text(re.compile("model not found|Loading widget")).count() == 0
        assert notebook.demos() == []
        notebook.wait_for_kernel()
        notebook.page.wait_for_timeout(300)
        assert not notebook.page.evaluate(CHANGED)  # nobody is asked about saving what was only read
        outputs = notebook.page.locator(".jp-OutputArea:has(.jp-RenderedImage)")
        height = outputs.bounding_box()["height"]
        notebook.run_all()
        Watched(notebook.page, every_control()).assert_shows_its_state()
        assert abs(outputs.bounding_box()["height"] - height) <= 1  # nothing moves when the demo comes to life


DEAD = re.compile(r"model not found|Loading widget|Error displaying widget|lu-hides")


def words_of_dead_widgets(notebook):
    """Go through all cells, and return what JupyterLab writes in the place of widgets that it can't show."""
    found = []
    for index in range(notebook.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")):
        notebook.scroll_to_cell(index)
        notebook.page.wait_for_timeout(100)
        # innerText is what a reader sees: it leaves out what isn't displayed.
        found += DEAD.findall(notebook.page.evaluate("document.body.innerText"))
    return found


@pytest.fixture(scope="module")
def saved(chromium, lab, write_notebook):
    """A notebook that was run and saved by its reader, views of widgets and all."""
    asked = "from lecture_utils.exercises.roi import ask\nask('snapped_by')"
    name = write_notebook("saved.ipynb", *CELLS, asked, "from lecture_utils.stage import read\nread()")
    with open_notebook(chromium, lab[0], name) as notebook:
        notebook.run_all()
        Watched(notebook.page, every_control())
        notebook.command("docmanager:save")
        notebook.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
        notebook.shut_down_kernel()
    assert (lab[1] / name).read_text().count('"application/vnd.jupyter.widget-view+json"') == 3
    return name


def test_the_next_morning_only_the_still_picture_is_there_and_running_brings_the_demo_back(saved, chromium, lab):
    assert "widgets" not in nbformat.read(lab[1] / saved, 4).metadata
    with open_notebook(chromium, lab[0], saved) as notebook:
        notebook.wait_for_kernel()
        notebook.scroll_to_cell(2)
        view = notebook.page.locator(".jp-OutputArea-output:has-text('model not found')").first
        view.wait_for(state="attached", timeout=20_000)  # it has come, and is not seen
        assert words_of_dead_widgets(notebook) == []
        notebook.scroll_to_cell(2)
        assert notebook.page.locator(STILL).is_visible()
        notebook.run_all()
        watched = Watched(notebook.page, every_control())
        watched.assert_shows_its_state()
        assert notebook.page.locator(STILL).is_hidden()
        assert words_of_dead_widgets(notebook) == []
        notebook.shut_down_kernel()


def test_without_a_kernel_only_the_still_picture_is_there(saved, chromium, lab):
    path = lab[1] / "no_kernel.ipynb"
    notebook = nbformat.read(lab[1] / saved, 4)
    del notebook.metadata["kernelspec"]  # JupyterLab asks which one, and is told none
    nbformat.write(notebook, path)
    with open_notebook(chromium, lab[0], path.name) as opened:
        opened.page.get_by_role("button", name="No Kernel").last.click()
        opened.page.wait_for_timeout(1500)
        assert words_of_dead_widgets(opened) == []
        opened.scroll_to_cell(2)
        assert opened.page.locator(STILL).is_visible()


@pytest.fixture(scope="module")
def opened(chromium, lab, write_notebook):
    """One notebook for all that can happen to its demos, one after another."""
    with open_notebook(chromium, lab[0], write_notebook("life.ipynb", *CELLS, "show(fragile())")) as notebook:
        notebook.run_all()
        yield notebook


def test_an_error_in_a_panel_stands_in_its_place_and_the_demo_goes_on(opened):
    demo = opened.page.locator('.lu-demo[data-demo="fragile"]')
    demo.wait_for()
    demo.focus()
    opened.page.keyboard.press("ArrowRight")
    error = demo.locator(".lu-error")
    error.get_by_text("RuntimeError: no picture at step 1").wait_for()
    assert "draw_fragile" in error.inner_text()
    opened.page.keyboard.press("ArrowRight")
    error.wait_for(state="hidden")
    assert '"step":2' in demo.get_attribute("data-painted")


def test_running_the_cells_again_leaves_one_player_each(opened):
    for _ in range(4):
        opened.run_all()
    Watched(opened.page, every_control()).assert_shows_its_state()
    assert live_players(opened) == "2"
    assert opened.page.locator(".lu-demo").count() == 2


def test_after_a_reload_of_the_page_the_demo_is_where_it_was(opened):
    watched = Watched(opened.page, every_control())
    watched.element.get_by_label("words").fill("still here")
    watched.wait_for(words="still here")
    opened.command("docmanager:save")
    opened.page.wait_for_function(f"!{CHANGED}")
    watched.element.focus()
    opened.page.keyboard.press("End")
    watched.wait_for(step=5)
    assert not opened.page.evaluate(CHANGED)  # what a viewer does with a demo is nothing to be saved
    opened.page.reload()
    watched = Watched(opened.page, every_control())
    watched.wait_for(words="still here", step=5)
    watched.element.focus()
    opened.page.keyboard.press("Home")
    watched.wait_for(step=0)
    watched.assert_shows_its_state()


def test_a_folded_output_does_not_make_the_page_scroll_sideways(opened):
    opened.command("notebook:hide-all-cell-outputs")
    opened.page.locator(".jp-OutputPlaceholder").first.wait_for()
    assert opened.page.locator(".jp-WindowedPanel-outer").evaluate("page => page.scrollWidth <= page.clientWidth")
    opened.command("notebook:show-all-cell-outputs")
    opened.page.locator(".jp-OutputPlaceholder").first.wait_for(state="hidden")


def test_when_the_kernel_restarts_the_viewer_is_told_and_running_the_cell_brings_the_demo_back(opened):
    watched = Watched(opened.page, every_control())
    watched.settle()
    opened.restart_kernel()
    watched.element.get_by_label("words").fill("lost")
    told = watched.element.get_by_text("The kernel does not answer")
    told.wait_for(timeout=12_000)
    height = watched.element.bounding_box()["height"]
    assert told.bounding_box()["y"] < watched.panel_box("region")["y"]  # over the picture, where the viewer looks
    opened.run_all()
    watched = Watched(opened.page, every_control())
    watched.element.get_by_label("words").fill("back")
    watched.wait_for(words="back")
    watched.assert_shows_its_state()
    assert watched.element.bounding_box()["height"] == height
    assert opened.page.locator(".lu-demo").count() == 2


def test_nbconvert_makes_a_page_and_a_printed_document_with_the_picture(stored, chromium, tmp_path):
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path), str(stored)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(f"file://{tmp_path / 'stored.html'}", wait_until="domcontentloaded")
    picture = page.locator(".jp-RenderedImage img")
    assert picture.count() == 1
    assert picture.evaluate("image => image.naturalWidth") == 616
    assert b"/Subtype /Image" in page.pdf()
    context.close()

"""What becomes of a demo when nothing runs, the kernel restarts, the page is reloaded, or the cell is run again."""

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


def test_when_the_kernel_restarts_the_viewer_is_told_and_running_the_cell_brings_the_demo_back(
    chromium, lab, write_notebook
):
    name = write_notebook("restarted.ipynb", *CELLS)
    with open_notebook(chromium, lab[0], name) as notebook:
        notebook.run_all()
        watched = Watched(notebook.page, every_control())
        watched.settle()
        notebook.restart_kernel()
        watched.element.get_by_label("words").fill("lost")
        notebook.page.get_by_text("The kernel does not answer").wait_for(timeout=12_000)
        notebook.run_all()
        watched = Watched(notebook.page, every_control())
        watched.element.get_by_label("words").fill("back")
        watched.wait_for(words="back")
        watched.assert_shows_its_state()
        assert notebook.page.locator(".lu-demo").count() == 1


def test_after_a_reload_of_the_page_the_demo_is_where_it_was(chromium, lab, write_notebook):
    name = write_notebook("reloaded.ipynb", *CELLS)
    with open_notebook(chromium, lab[0], name) as notebook:
        notebook.run_all()
        watched = Watched(notebook.page, every_control())
        watched.element.get_by_label("words").fill("still here")
        watched.wait_for(words="still here")
        notebook.command("docmanager:save")
        notebook.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
        notebook.page.reload()
        watched = Watched(notebook.page, every_control())
        watched.wait_for(words="still here")
        watched.element.focus()
        notebook.page.keyboard.press("End")
        watched.wait_for(step=5)
        watched.assert_shows_its_state()


def test_running_the_cell_again_leaves_one_player(chromium, lab, write_notebook):
    name = write_notebook("again.ipynb", *CELLS)
    with open_notebook(chromium, lab[0], name) as notebook:
        notebook.run_all()
        for _ in range(5):
            notebook.run_all()
        Watched(notebook.page, every_control()).assert_shows_its_state()
        assert live_players(notebook) == "1"
        assert notebook.page.locator(".lu-demo").count() == 1


def test_an_error_in_a_panel_stands_in_its_place_and_the_demo_goes_on(chromium, lab, write_notebook):
    name = write_notebook("fragile.ipynb", CELLS[0], "show(fragile())")
    with open_notebook(chromium, lab[0], name) as notebook:
        notebook.run_all()
        demo = notebook.page.locator(".lu-demo")
        demo.wait_for()
        demo.focus()
        notebook.page.keyboard.press("ArrowRight")
        error = demo.locator(".lu-error")
        error.get_by_text("RuntimeError: no picture at step 1").wait_for()
        assert "draw_fragile" in error.inner_text()
        notebook.page.keyboard.press("ArrowRight")
        error.wait_for(state="hidden")
        assert '"step":2' in demo.get_attribute("data-painted")


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

"""Questions in JupyterLab: the answer's cell is folded until one answers, and what was answered outlives a reload."""

import nbformat
import pytest

from tools.lab import open_notebook

ASK = "from tests.exercises.sample import ask; ask('changed')"
FOLDED = {"jupyter": {"outputs_hidden": True}}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opened(chromium, lab, write_notebook):
    address, folder = lab
    name = write_notebook("question.ipynb", ASK, "print('how many:', 'it is 8', sep='\\n')", "print('the end')")
    notebook = nbformat.read(folder / name, 4)
    notebook.cells[2].metadata.update(FOLDED)
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="how many:\nit is 8\n")]
    nbformat.write(notebook, folder / name)
    with open_notebook(chromium, address, name) as page:
        yield page


def seen(page, text):
    return page.locator(".jp-Cell-outputWrapper").get_by_text(text).locator("visible=true").count()


def test_an_answer_is_folded_as_stored_and_after_run_all_until_the_question_is_answered(opened):
    page = opened.page
    page.locator(".jp-CodeCell").nth(2).wait_for()
    assert seen(page, "it is 8") == 0

    opened.run_all()
    page.locator(".lu-question").wait_for()
    page.locator(".jp-Cell-outputWrapper").get_by_text("the end").wait_for()
    assert seen(page, "it is 8") == 0
    assert page.locator(".lu-question-page").locator("visible=true").count() == 0  # the live question takes its place

    page.locator(".lu-question").get_by_role("button", name="a) 1").click()
    assert seen(page, "it is 8") == 0
    assert page.locator(".lu-question").get_by_role("status").inner_text() == "✗ Not this one. One input reaches more."

    page.locator(".lu-question").get_by_role("button", name="b) 8").click()
    page.locator(".jp-Cell-outputWrapper").get_by_text("it is 8").wait_for()
    assert page.locator(".lu-question").get_by_text("Every output of x.").is_visible()


def test_an_answer_is_there_again_after_the_page_was_reloaded_and_after_the_cell_was_run_again(opened):
    page = opened.page
    page.locator(".lu-question").get_by_role("button", name="b) 8").click()

    opened.command("docmanager:save")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    page.reload(wait_until="domcontentloaded")
    page.wait_for_function("window.jupyterapp !== undefined", timeout=90_000)
    page.locator(".lu-question").wait_for(timeout=60_000)
    assert page.locator(".lu-question").get_by_text("Every output of x.").is_visible()

    opened.wait_for_kernel()
    opened.run_all()
    page.locator(".lu-question").wait_for()
    page.locator(".lu-question").get_by_text("Every output of x.").wait_for()
    assert seen(page, "it is 8") == 1

"""The size for a lecture hall: the whole notebook, not its demos alone."""

import nbformat
import pytest

from tests.browser.watching import Watched
from tests.stage.sample import every_control
from tools.lab import open_notebook

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

LETTERS = {
    "text": ".jp-MarkdownOutput p",
    "table": ".jp-MarkdownOutput td",
    "code": ".jp-CodeCell .cm-content",
    "printed": '[data-mime-type="application/vnd.jupyter.stdout"] pre',
    "source": ".jp-RenderedHTML pre",
    "demo": ".lu-demo .lu-caption",
}
SIZES = """letters => Object.fromEntries(Object.entries(letters).map(([name, selector]) =>
  [name, parseFloat(getComputedStyle(document.querySelector(selector)).fontSize)]))"""


@pytest.fixture(scope="module")
def opened(chromium, lab, write_notebook):
    name = write_notebook(
        "hall.ipynb",
        "from lecture_utils.stage import present, read, show\nfrom tests.stage.sample import every_control",
        "print(1.25)",
        "show(every_control)\nshow(every_control, folded=True)",
        "show(every_control())",
        "",
    )
    notebook = nbformat.read(lab[1] / name, 4)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell("A sentence.\n\n| a |\n|---|\n| 1 |"))
    nbformat.write(notebook, lab[1] / name)
    with open_notebook(chromium, lab[0], name, 1440, 1400) as page:
        page.run_all()
        Watched(page.page, every_control()).settle()
        yield page


def run_last(opened, code):
    """Run code in the last cell, as a lecturer does, and go back to the top."""
    opened.page.evaluate(
        """async code => {
             const { content, sessionContext } = jupyterapp.shell.currentWidget;
             content.activeCellIndex = content.widgets.length - 1;
             content.activeCell.model.sharedModel.setSource(code);
             await jupyterapp.commands.execute('notebook:run-cell');
           }""",
        code,
    )
    opened.page.wait_for_timeout(600)
    opened.scroll_to_cell(0)
    Watched(opened.page, every_control()).settle()
    return opened.page.evaluate(SIZES, LETTERS)


def test_present_enlarges_all_letters_of_the_notebook_and_read_brings_their_size_back(opened):
    before = opened.page.evaluate(SIZES, LETTERS)
    hall = run_last(opened, "present()")
    # Readable from the last row: no letters smaller than those of a demo's controls in this size.
    assert min(hall.values()) >= 22
    assert hall["text"] >= hall["code"]
    opened.page.evaluate("document.querySelectorAll('.jp-OutputArea details').forEach(each => { each.open = true; })")
    scrolled = opened.page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollWidth")
    assert scrolled <= opened.page.evaluate("document.querySelector('.jp-WindowedPanel-outer').clientWidth")
    assert run_last(opened, "read()") == before
    assert opened.errors == []

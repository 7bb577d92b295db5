"""Slides that are too long are divided where a lecturer would: before headings, between paragraphs, before a demo."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.divide_slides import divide, divided, main
from tools.notebook_rules.notebook import Cell
from tools.notebook_rules.slides import MOST_LINES, kind_of, lines_of, prose_lines, visible_lines

SLIDE = {"slideshow": {"slide_type": "slide"}}
PARAGRAPH = "A sentence of some twenty words that says what happens to the numbers on their way to the output. " * 3


def demo():
    picture = new_output("display_data", {"image/png": "iVBORw0K", "text/plain": "A demo."})
    return new_code_cell("show(demo())", outputs=[picture])


def kinds(notebook):
    return [kind_of(Cell(cell, "")) for cell in notebook.cells]


def text(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells)


def test_each_demo_goes_to_a_slide_of_its_own_with_the_text_that_leads_to_it():
    cells = [new_markdown_cell("## Two", metadata=SLIDE), demo(), new_markdown_cell("The next:"), demo()]
    notebook = new_notebook(cells=cells)
    divide(notebook)
    assert kinds(notebook) == ["slide", "", "subslide", ""]


def test_a_cell_is_divided_before_its_headings_and_the_end_of_the_last_section_stays_with_it():
    source = "The end.\n\n### Next\n\n```python\n# no heading\n```\n\nMore."
    notebook = new_notebook(cells=[new_markdown_cell(source, metadata={"slideshow": {"slide_type": "subslide"}})])
    identity = notebook.cells[0].id
    divide(notebook)
    assert [cell.source.partition("\n")[0] for cell in notebook.cells] == ["The end.", "### Next"]
    assert kinds(notebook) == ["", "subslide"]
    assert notebook.cells[1].id == identity
    assert text(notebook) == source


def test_prose_that_is_too_long_is_divided_between_paragraphs_and_loses_nothing():
    source = "## Long\n\n" + "\n\n".join(PARAGRAPH.strip() for _ in range(6))
    notebook = new_notebook(cells=[new_markdown_cell(source, metadata=SLIDE)])
    divide(notebook)
    assert text(notebook) == source
    assert all(lines_of(Cell(cell, "")) <= MOST_LINES for cell in notebook.cells)
    assert kinds(notebook)[0] == "slide"
    assert set(kinds(notebook)[1:]) == {"subslide"}


def test_what_the_talk_leaves_out_and_what_fits_stays_as_it_is():
    skipped = {"slideshow": {"slide_type": "skip"}}
    cells = [
        new_markdown_cell("## One\n\nShort.", metadata=SLIDE),
        new_code_cell("x\n" * 40, metadata=skipped),
        demo(),
    ]
    notebook = new_notebook(cells=cells)
    before = nbformat.writes(notebook)
    divide(notebook)
    assert nbformat.writes(notebook) == before


def test_dividing_twice_changes_nothing_more(tmp_path, capsys):
    source = "## Long\n\n" + "\n\n".join([PARAGRAPH] * 5) + "\n\n### Next\n\nMore."
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell(source, metadata=SLIDE), demo(), demo()]), path)
    assert main([path]) == 0
    once = path.read_bytes()
    assert main([path]) == 0
    assert path.read_bytes() == once
    assert capsys.readouterr().out == ""


def test_headings_in_code_are_no_headings():
    assert divided("```\n# a comment\n```\n\n# Title") == ["```\n# a comment\n```", "# Title"]


def test_a_heading_right_below_another_stays_with_it():
    assert divided("## The demo\n\n### Its layer\n\nClick.\n\n### Next") == [
        "## The demo\n\n### Its layer\n\nClick.",
        "### Next",
    ]


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("# Title", 1),
        ("a\nb", 1),
        (PARAGRAPH, 4),
        ("- one\n- two\n- three", 3),
        ("| a |\n|---|\n| 1 |", 2),
        ("![A picture](x.png)", 8),
    ],
)
def test_lines_are_counted_as_they_are_set(markdown, lines):
    assert prose_lines(markdown) == lines


def test_what_is_folded_takes_the_line_that_opens_it():
    inner = "<details><summary>inner</summary><pre>a\nb</pre></details>"
    page = f"<style>x</style><pre>one\ntwo</pre><details><summary>more</summary><p>hidden</p>{inner}</details>"
    assert visible_lines(page) == ["one", "two", "more"]

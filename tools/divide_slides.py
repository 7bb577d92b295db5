"""Divide a notebook's slides where they are too long: ``python -m tools.divide_slides NOTEBOOKS``.

The text stays as it is: cells of prose are divided before headings and between paragraphs, and tags say where a slide
goes on as another. The rules are those of ``tools.notebook_rules.slides``; what they still find afterwards is printed.
"""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from tools.notebook_rules.notebook import Cell, Notebook, headings
from tools.notebook_rules.slides import (
    BEGINS,
    LEFT_OUT,
    MOST_LINES,
    kind_of,
    lines_of,
    slides_begin_with_their_heading,
    slides_fit_the_screen,
)
from tools.run_notebooks import give_stable_ids, write

FENCED = re.compile(r"^(```|~~~).*?^\1", flags=re.MULTILINE | re.DOTALL)


def divided(markdown: str) -> list[str]:
    """Divide Markdown before each heading that isn't at its top, nor right below another heading."""
    fences = [match.span() for match in FENCED.finditer(markdown)]
    places = [
        match.start()
        for match in re.finditer(r"^#{1,3} ", markdown, flags=re.MULTILINE)
        if not re.fullmatch(r"(.*\n)?#{1,3} [^\n]*", markdown[: match.start()].strip() or "# top", flags=re.DOTALL)
        and not any(first <= match.start() < last for first, last in fences)
    ]
    ends = [0, *places, len(markdown)]
    parts = [markdown[first:last].strip() for first, last in itertools.pairwise(ends)]
    return [part for part in parts if part]


def halves(markdown: str) -> list[str]:
    """Divide Markdown that is too long for a slide between two paragraphs, as evenly as they allow."""
    blocks = re.split(r"\n\s*\n", markdown.strip())
    starts = [place for place in range(1, len(blocks)) if not (place == 1 and blocks[0].startswith("#"))]
    if not starts or "```" in markdown:
        return [markdown]
    long = [lines_of(_cell(new_markdown_cell(block))) for block in blocks]
    middle = min(starts, key=lambda place: abs(sum(long[:place]) - sum(long) / 2))
    return ["\n\n".join(blocks[:middle]), "\n\n".join(blocks[middle:])]


def _cell(node: NotebookNode) -> Cell:
    return Cell(node, "")


def divide(notebook: NotebookNode) -> None:
    """Divide the slides of a notebook, in place."""
    notebook.cells = [part for cell in notebook.cells for part in _before_headings(cell)]
    notebook.cells = [part for cell in notebook.cells for part in _between_paragraphs(cell)]
    first, lines = 0, 0  # of the slide that is being filled
    for place, node in enumerate(notebook.cells):
        cell = _cell(node)
        if kind_of(cell) in LEFT_OUT:
            continue
        if kind_of(cell) in BEGINS:
            first, lines = place, 0
        lines += lines_of(cell)
        if lines <= MOST_LINES or place == first:
            continue
        # What leads up to code goes with it, unless that is all the slide has.
        before = notebook.cells[place - 1]
        leads = node.cell_type == "code" and before.cell_type == "markdown" and place - 1 > first
        together = lines_of(cell) + lines_of(_cell(before))
        first = place - 1 if leads and together <= MOST_LINES else place
        notebook.cells[first].metadata["slideshow"] = {"slide_type": "subslide"}
        lines = sum(lines_of(_cell(each)) for each in notebook.cells[first : place + 1])


def _before_headings(cell: NotebookNode) -> list[NotebookNode]:
    if cell.cell_type != "markdown":
        return [cell]
    parts = _parts(cell, divided(cell.source))
    for part in parts:
        starts = [level for level in (1, 2, 3) if headings(part.source, level)]
        if starts and kind_of(_cell(part)) not in BEGINS | LEFT_OUT:
            part.metadata["slideshow"] = {"slide_type": "subslide" if starts[0] == 3 else "slide"}
    return parts


def _between_paragraphs(cell: NotebookNode) -> list[NotebookNode]:
    if cell.cell_type != "markdown" or lines_of(_cell(cell)) <= MOST_LINES:
        return [cell]
    sources = halves(cell.source)
    return (
        [cell] if len(sources) == 1 else [part for half in _parts(cell, sources) for part in _between_paragraphs(half)]
    )


def _parts(cell: NotebookNode, sources: list[str]) -> list[NotebookNode]:
    """Make cells of the parts of a cell's text; its tag and its name stay with the first, or with its heading."""
    if len(sources) == 1:
        return [cell]
    kind = kind_of(_cell(cell))
    keeps = next((n for n, source in enumerate(sources) if source.startswith("#")), 0) if kind in BEGINS else 0
    parts = [new_markdown_cell(source) for source in sources]
    for number, part in enumerate(parts):
        part["id"] = cell.id if number == keeps else ""
        if number == keeps or kind in LEFT_OUT:
            part.metadata.update(cell.metadata)
    return parts


def main(paths: list[Path]) -> int:
    """Divide notebooks and write them; return how many complaints are left."""
    left = 0
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        divide(notebook)
        give_stable_ids(notebook.cells)
        write(notebook, path)
        for rule in (slides_fit_the_screen, slides_begin_with_their_heading):
            for complaint in rule(Notebook.read(path)):
                print(f"{path}: {complaint}")
                left += 1
    return left


if __name__ == "__main__":
    sys.exit(min(main([Path(argument) for argument in sys.argv[1:]]), 1))

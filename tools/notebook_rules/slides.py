"""The same notebook is a talk: what a slide may hold, and where it begins."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.notebook_rules.notebook import FENCE, Cell, Notebook, headings

MOST_LINES = 14  # about twelve, at the size for a lecture hall on a screen of 1920 by 1080
DEMO_LINES = 8  # what a demo takes of them
CHARACTERS = 95  # of a line of prose
BEGINS = {"slide", "subslide"}
LEFT_OUT = {"skip", "notes"}
INNERMOST = re.compile(
    r"<details[^>]*>\s*(<summary(?:(?!</summary>).)*</summary>)(?:(?!<details).)*?</details>", flags=re.DOTALL
)
ENDS_LINE = re.compile(r"</(?:div|p|li|tr|pre|summary)>|<br\s*/?>")


@dataclass(frozen=True)
class Slide:
    """Cells that are shown together."""

    cells: list[Cell]

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return sum(map(lines_of, self.cells))

    @property
    def place(self) -> str:
        """The words to point at it."""
        first, last = (self.cells[end].place.split()[1] for end in (0, -1))
        cells = f"cell {first}" if first == last else f"cells {first} to {last}"
        return f"the slide of {cells} {self.cells[0].place.split(maxsplit=2)[2]}"


def kind_of(cell: Cell) -> str:
    """Return the cell's slide type; an empty string where it goes on with the slide before it."""
    return str(cell.node.metadata.get("slideshow", {}).get("slide_type", ""))


def slides(notebook: Notebook) -> list[Slide]:
    """Return the slides of a notebook, without what the talk leaves out."""
    found: list[Slide] = []
    for cell in notebook.cells:
        if kind_of(cell) in LEFT_OUT:
            continue
        if kind_of(cell) in BEGINS or not found:
            found.append(Slide([]))
        found[-1].cells.append(cell)
    return found


def lines_of(cell: Cell) -> int:
    """Count the lines that a cell takes on a slide, its outputs too where they aren't folded."""
    if cell.node.cell_type == "markdown":
        return prose_lines(cell.source)
    hidden = cell.node.metadata.get("jupyter", {})
    lines = 0 if hidden.get("source_hidden") else len([line for line in cell.source.splitlines() if line.strip()])
    if hidden.get("outputs_hidden"):
        return lines
    for output in cell.outputs:
        data = output.get("data", {})
        if any(kind.startswith("image/") for kind in data):
            lines += DEMO_LINES
        elif "text/html" in data:
            lines += len(visible_lines(str(data["text/html"])))
        else:
            lines += len(str(output.get("text", data.get("text/plain", ""))).splitlines())
    return lines


def prose_lines(markdown: str) -> int:
    """Count the lines of Markdown: a paragraph is set anew, a picture takes as much as a demo."""
    lines = 0
    apart = re.sub(r"^(#+ .*)\n", r"\1\n\n", markdown.strip(), flags=re.MULTILINE)  # a heading is a paragraph
    for block in re.split(r"\n\s*\n", apart):
        if "![" in block:
            lines += DEMO_LINES
        elif block.startswith(("```", "~~~", "|")):
            lines += len([line for line in block.splitlines() if not re.fullmatch(r"[|:\s-]+|```.*|~~~.*", line)])
        else:
            for part in re.split(r"\n(?=\s*(?:[-*]|\d+\.) )|(?<=\$\$)\n", block):  # so is each point of a list
                lines += max(-(-len(" ".join(part.split())) // CHARACTERS), 1)
    return lines


def visible_lines(page: str) -> list[str]:
    """Return the lines of HTML that are seen while everything that folds is folded."""
    page = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    while (shorter := INNERMOST.sub(r"\1", page)) != page:
        page = shorter
    text = html.unescape(re.sub(r"<[^>]+>", "", ENDS_LINE.sub("\n", page)))
    return [line for line in text.splitlines() if line.strip()]


def slides_fit_the_screen(notebook: Notebook) -> Iterator[str]:
    """A slide holds one demo or about twelve lines; what is longer runs out of the screen of a lecture hall."""
    for slide in slides(notebook):
        if slide.lines > MOST_LINES and (len(slide.cells) > 1 or slide.cells[0].node.cell_type == "markdown"):
            yield (
                f"{slide.place}: {slide.lines} lines, where {MOST_LINES} are the most and a demo takes {DEMO_LINES}; "
                "begin a subslide in it (python -m tools.divide_slides finds where)"
            )


def slides_begin_with_their_heading(notebook: Notebook) -> Iterator[str]:
    """What stands before a heading belongs to the slide before it."""
    for cell in notebook.markdown:
        bare = FENCE.sub(" ", cell.source).strip()
        found = [heading for level in (1, 2, 3) for heading in headings(bare, level)]
        if found and not bare.startswith("#"):
            yield f"{cell.place}: {found[0]!r} begins in the middle of a cell; give what stands before it its own cell"
        elif found and kind_of(cell) not in BEGINS | LEFT_OUT:
            yield f"{cell.place}: {found[0]!r} begins no slide: slide_type 'slide' or 'subslide', or 'skip'"

"""The order that all lectures share, and the sizes that keep them readable."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.notebook_rules.notebook import Cell, Notebook, headings

SECTIONS = [
    "What you will be able to do",
    "The idea in one picture",
    "Step by step on small numbers",
    "The demo",
    "On a real picture",
    "Predict, then run",
    "Exercises",
    "What to remember, and the papers",
]
IMPORT_LINES = 5
CELL_LINES = 8
SLIDE_TYPES = {"slide", "subslide", "fragment", "skip", "notes"}
FLOORS = ["lecture_utils/methods/{}", "lecture_utils/demos/{}", "lecture_utils/exercises/{}", "tests/methods/test_{}"]


def metadata_is_complete(notebook: Notebook) -> Iterator[str]:
    """The table of contents is made from a lecture's metadata; the kernel has the name that every installation has."""
    if notebook.node.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "metadata: the kernel must be python3"
    if not notebook.is_lecture:
        return
    notes = notebook.notes
    topic = notes.get("topic")
    if topic != notebook.topic:
        yield f"metadata: lecture_utils.topic must be {notebook.topic!r}, as in the file's name; it is {topic!r}"
    for key in ("title", "goal", "slides"):
        if not isinstance(notes.get(key), str) or not notes[key].strip():
            yield f"metadata: lecture_utils.{key} must be a text; it is {notes.get(key)!r}"
    minutes = notes.get("minutes")
    if not isinstance(minutes, int) or not 1 <= minutes <= 240:
        yield f"metadata: lecture_utils.minutes must be a whole number from 1 to 240; it is {minutes!r}"


def title_comes_first(notebook: Notebook) -> Iterator[str]:
    """The first screen: the title, one sentence, one picture of the method at work."""
    titles = notebook.headings(1)
    if len(titles) != 1:
        yield f"there must be one title (# ...), there are {len(titles)}"
    first = notebook.cells[0]
    if first.node.cell_type != "markdown" or not headings(first.source, 1):
        yield f"{first.place}: the first cell must hold the title"
    elif notebook.is_lecture:
        expected = f"{notebook.number} · {notebook.notes.get('title')}"
        if titles[0] != expected:
            yield f"{first.place}: the title must be {expected!r}, from the file's name and the metadata"
        if first.source.count("![") != 1:
            yield f"{first.place}: the title's cell must hold one picture"
        if not re.search(r"^\w.+\.$", first.source, flags=re.MULTILINE):
            yield f"{first.place}: the title's cell must say in a sentence what the method is for"


def sections_are_in_order(notebook: Notebook) -> Iterator[str]:
    """Whoever knows one lecture finds everything in the next."""
    if notebook.is_lecture and notebook.headings(2) != SECTIONS:
        yield f"the sections (##) must be {SECTIONS}; they are {notebook.headings(2)}"


def imports_come_first(notebook: Notebook) -> Iterator[str]:
    """One short cell of imports, and none after it."""
    for number, cell in enumerate(notebook.code):
        imports = [isinstance(statement, ast.Import | ast.ImportFrom) for statement in cell.tree.body]
        if number == 0 and not all(imports):
            yield f"{cell.place}: the first cell of code must hold the imports and nothing else"
        if number == 0 and _lines(cell) > IMPORT_LINES:
            yield f"{cell.place}: {_lines(cell)} lines of imports, {IMPORT_LINES} are the most"
        if number > 0 and any(imports):
            yield f"{cell.place}: imports stand in the first cell of code"


def cells_are_short(notebook: Notebook) -> Iterator[str]:
    """A cell computes one thing or shows one thing."""
    for cell in notebook.code:
        if _lines(cell) > CELL_LINES:
            yield f"{cell.place}: {_lines(cell)} lines of code, {CELL_LINES} are the most"


def _lines(cell: Cell) -> int:
    """Count lines that are not empty; what an exercise's docstring says of the task doesn't count."""
    lines = len([line for line in cell.source.splitlines() if line.strip()])
    if "exercise" not in cell.notes:
        return lines
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            docstring = node.body[0]
            text = cell.source.splitlines()[docstring.lineno - 1 : docstring.end_lineno]
            lines -= len([line for line in text if line.strip()])
    return lines


def slide_tags_are_known(notebook: Notebook) -> Iterator[str]:
    """The same notebook is a talk: each section begins a slide; an explicit "-" makes a cell vanish in JupyterLab."""
    for cell in notebook.cells:
        slideshow = cell.node.metadata.get("slideshow")
        kind = (slideshow or {}).get("slide_type")
        if slideshow is not None and kind not in SLIDE_TYPES:
            yield f"{cell.place}: slide_type must be one of {sorted(SLIDE_TYPES)} or left out; it is {kind!r}"
        begins = cell.node.cell_type == "markdown" and (headings(cell.source, 1) or headings(cell.source, 2))
        if begins and kind not in {"slide", "skip"}:
            yield f"{cell.place}: a heading begins a slide: slide_type 'slide', or 'skip' where the talk leaves it out"


def topic_has_one_name_on_every_floor(notebook: Notebook) -> Iterator[str]:
    """Who wants to change a lecture knows its files without searching."""
    if not notebook.is_lecture:
        return
    for floor in FLOORS:
        place = floor.format(notebook.topic)
        folder, name = (notebook.root / place).parent, (notebook.root / place).name
        # A topic that outgrew one file is a folder of that name; its tests are several files that begin with it.
        if not (folder / f"{name}.py").is_file() and not (folder / name / "__init__.py").is_file():
            yield f"{place}.py is missing: a topic has one name on every floor"


def pyplot_is_not_used(notebook: Notebook) -> Iterator[str]:
    """Pictures are shown through the stage, which gives each its text alternative."""
    for cell in notebook.code:
        if re.search(r"\bpyplot\b|\bplt\.|%matplotlib", cell.source):
            yield f"{cell.place}: show pictures with show(demo) or picture(draw, alt=...), not with pyplot"

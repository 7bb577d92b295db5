"""Write the gallery of all lectures into README.md: ``python -m tools.list_lectures``; ``make notebooks`` calls it."""

from __future__ import annotations

import re
from pathlib import Path

from lecture_utils.start.contents import Lecture, contents
from tools.notebook_rules import Notebook
from tools.written_parts import ROOT, write_between

COLUMNS = 3
NOTEBOOKS = ROOT / "notebooks"


def gallery() -> str:
    """Return the gallery: for each lecture its title picture, both a link, and what one can do afterwards."""
    cells = [cell(lecture, NOTEBOOKS / lecture.file) for lecture in contents(NOTEBOOKS).lectures]
    cells += [" "] * (-len(cells) % COLUMNS)
    rows = [f"| {' | '.join(cells[start : start + COLUMNS])} |" for start in range(0, len(cells), COLUMNS)]
    return "\n".join([rows[0], f"|{'---|' * COLUMNS}", *rows[1:]])


def cell(lecture: Lecture, path: Path) -> str:
    """Return one lecture's cell of the gallery.

    Raises
    ------
    ValueError
        If the notebook does not begin with a picture of the folder ``images``.
    """
    first = Notebook.read(path).node.cells[0].source
    found = re.search(r"!\[(?P<alt>[^\]]*)\]\(\.\./(?P<image>images/[^)]+)\)", first)
    if found is None:
        raise ValueError(f"{lecture.file} must begin with a picture of the folder images, its first cell shows none")
    link = f"notebooks/{lecture.file}"
    image = f"![{found['alt']}]({found['image']})"
    return f"[{image}]({link})<br>[**{lecture.number} · {lecture.title}**]({link})<br>{lecture.goal}"


if __name__ == "__main__":
    write_between("README.md", "lectures", gallery())

"""A notebook as the rules see it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

FENCE = re.compile(r"^(```|~~~).*?^\1", flags=re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", flags=re.DOTALL)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", flags=re.DOTALL)


@dataclass(frozen=True)
class Cell:
    """One cell, and the words to point at it.

    Attributes
    ----------
    place : str
        ``"cell 7 (## The demo)"``: its number from the top, from 1, and its first line.
    """

    node: NotebookNode
    place: str

    @property
    def source(self) -> str:
        """What was written into the cell."""
        return str(self.node.source)

    @property
    def tags(self) -> list[str]:
        """The cell's tags."""
        return list(self.node.metadata.get("tags", []))

    @property
    def notes(self) -> dict[str, Any]:
        """What the project notes in the cell's metadata."""
        return dict(self.node.metadata.get("lecture_utils", {}))

    @property
    def outputs(self) -> list[NotebookNode]:
        """The stored outputs; none for prose."""
        return list(self.node.get("outputs", []))

    @property
    def tree(self) -> ast.Module:
        """The cell's Python, parsed, without IPython's own commands."""
        lines = ["" if line.startswith(("%", "!")) else line for line in self.source.splitlines()]
        return ast.parse("\n".join(lines))

    @property
    def prose(self) -> str:
        """The cell's Markdown without code and formulas."""
        return FORMULA.sub(" ", without_code(self.source))

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Yield the name and node of every call of a plain name (not ``torch.ones(2)``) that runs with the cell."""
        for statement in self.tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                continue
            for node in ast.walk(statement):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield node.func.id, node


@dataclass(frozen=True)
class Notebook:
    """A notebook, read.

    Attributes
    ----------
    path : Path
        ``.../notebooks/05_roi.ipynb``.
    node : NotebookNode
        What the file holds.
    """

    path: Path
    node: NotebookNode

    @classmethod
    def read(cls, path: Path) -> Notebook:
        """Read a notebook from its file."""
        return cls(path.resolve(), nbformat.read(path, as_version=4))

    @property
    def number(self) -> str:
        """The two digits that the file's name begins with."""
        return self.path.stem.partition("_")[0]

    @property
    def topic(self) -> str:
        """What follows the digits."""
        return self.path.stem.partition("_")[2]

    @property
    def is_lecture(self) -> bool:
        """Whether it teaches a topic; 00_start_here doesn't."""
        return self.number != "00"

    @property
    def root(self) -> Path:
        """The folder of the project."""
        return self.path.parent.parent

    @property
    def notes(self) -> dict[str, Any]:
        """What the project notes in the notebook's metadata."""
        return dict(self.node.metadata.get("lecture_utils", {}))

    @property
    def cells(self) -> list[Cell]:
        """All cells from the top."""
        numbered = enumerate(self.node.cells, start=1)
        return [Cell(cell, f"cell {number} ({first_line(cell.source)})") for number, cell in numbered]

    @property
    def code(self) -> list[Cell]:
        """The cells that run."""
        return [cell for cell in self.cells if cell.node.cell_type == "code" and cell.source.strip()]

    @property
    def markdown(self) -> list[Cell]:
        """The cells of prose."""
        return [cell for cell in self.cells if cell.node.cell_type == "markdown"]

    def headings(self, level: int) -> list[str]:
        """Return the headings of one level (1 to 6), in their order."""
        return [heading for cell in self.markdown for heading in headings(cell.source, level)]


def first_line(source: str) -> str:
    """Return the first line of a cell, at most fifty characters of it."""
    return source.strip().partition("\n")[0][:50]


def without_code(markdown: str) -> str:
    """Return Markdown without its code blocks and code spans."""
    return CODE_SPAN.sub(" ", FENCE.sub(" ", markdown))


def headings(markdown: str, level: int) -> list[str]:
    """Return the headings of one level that Markdown text has, without the marks of code and emphasis."""
    found = re.findall(rf"^#{{{level}}} +(.+?) *$", FENCE.sub(" ", markdown), flags=re.MULTILINE)
    return [re.sub(r"[`*]", "", heading) for heading in found]

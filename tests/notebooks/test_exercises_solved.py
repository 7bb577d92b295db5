"""What a student can reach: the notebook with every exercise solved runs, and every check says so."""

import ast
from pathlib import Path

from nbformat import NotebookNode

from tools.notebook_rules import Notebook
from tools.notebook_rules.notebook import Cell
from tools.run_notebooks import execute

SOLVED = """\
from importlib import import_module
def {name}(*arguments, **named):
    exercises = import_module("lecture_utils.exercises.{topic}").exercises
    return exercises.exercises["{name}"].solution(*arguments, **named)
"""


def solve(cell: Cell, topic: str) -> None:
    """Replace the student's function by the solution, and leave the rest of the cell."""
    name = cell.notes["exercise"]
    functions = [node for node in cell.tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    lines = cell.source.splitlines()
    for function in functions:
        lines[function.lineno - 1 : function.end_lineno] = SOLVED.format(name=name, topic=topic).splitlines()
    cell.node.source = "\n".join(lines)


def reports(node: NotebookNode) -> list[str]:
    """Return what the cells that call `check` have shown."""
    cells = [cell for cell in node.cells if cell.cell_type == "code" and "check(" in cell.source]
    outputs = [output for cell in cells for output in cell.outputs if "data" in output]
    return [output.data["text/plain"] for output in outputs]


def test_a_notebook_with_its_exercises_solved_passes_every_check(lecture: Path):
    notebook = Notebook.read(lecture)
    exercises = [cell for cell in notebook.code if "exercise" in cell.notes]
    for cell in exercises:
        solve(cell, notebook.topic)

    execute(notebook.node, lecture.parent)

    shown = reports(notebook.node)
    assert len(shown) == len(exercises) > 0
    assert [text for text in shown if not text.startswith("✓")] == []

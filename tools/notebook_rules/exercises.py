"""The exercises of a lecture and its notebook say the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from lecture_utils.exercises.exercise_set import ExerciseSet
from tools.notebook_rules.notebook import Cell, Notebook

FEWEST = 3


def exercises_of(notebook: Notebook) -> ExerciseSet | None:
    """Return the exercises of a lecture's topic, or None where there is no such file (a rule of its own says so)."""
    name = f"lecture_utils.exercises.{notebook.topic}"
    if not notebook.is_lecture or find_spec(name) is None:
        return None
    found = import_module(name).exercises
    assert isinstance(found, ExerciseSet)
    return found


def every_exercise_is_there_once(notebook: Notebook) -> Iterator[str]:
    """Each exercise has a cell to write in, still open, and its check, hint and solution."""
    exercises = exercises_of(notebook)
    if exercises is None:
        return
    cells = [cell for cell in notebook.code if "exercise" in cell.notes]
    names = [cell.notes["exercise"] for cell in cells]
    if sorted(names) != sorted(exercises.exercises):
        yield f"the exercises are {sorted(exercises.exercises)}, the cells to write in are for {sorted(names)}"
    if len(exercises.exercises) < FEWEST:
        yield f"a lecture has at least {FEWEST} exercises, this one has {len(exercises.exercises)}"
    for cell, name in zip(cells, names, strict=True):
        if "exercise" not in cell.tags:
            yield f"{cell.place}: the tag 'exercise' is missing"
        if not _is_open(cell, name):
            yield f"{cell.place}: must define {name}, with a docstring and the body `...` and nothing else"
    for name in exercises.exercises:
        for call in ("check", "hint", "solution"):
            if name not in _arguments(notebook, call):
                yield f"{call} is never called for the exercise {name}"


def every_question_is_asked(notebook: Notebook) -> Iterator[str]:
    """Every question of the topic is asked, once."""
    exercises = exercises_of(notebook)
    if exercises is not None and sorted(_arguments(notebook, "ask")) != sorted(exercises.questions):
        yield f"the questions are {sorted(exercises.questions)}, asked are {sorted(_arguments(notebook, 'ask'))}"


def answers_are_folded(notebook: Notebook) -> Iterator[str]:
    """What computes the answer to a question follows it, and its output is stored folded: nobody reads it first.

    Of a folded output JupyterLab shows the first line: it says what follows, with a colon at its end. JupyterLab opens
    the output of a cell that runs. From then on the question itself keeps the next cell's output folded until it is
    answered (``lecture_utils/exercises/question.js``).
    """
    asked = ""
    for cell in notebook.cells:
        if cell.node.cell_type == "code" and any(name == "ask" for name, _ in cell.calls()):
            asked = cell.place
            if len(cell.tree.body) > 1:
                yield f"{cell.place}: a question has a cell of its own, so that the next one can be folded"
        elif cell.node.cell_type == "code" and cell.source.strip() and asked:
            if cell.node.metadata.get("jupyter", {}).get("outputs_hidden") is not True:
                yield (
                    f'{cell.place}: answers the question of {asked}: fold its output with "jupyter": '
                    '{"outputs_hidden": true} in the cell\'s metadata'
                )
            if line := _first_line_of_outputs(cell):
                yield f"{cell.place}: the first line of its output, {line!r}, is seen while folded: end it with a colon"
            asked = ""
        elif cell.node.cell_type == "markdown":
            asked = ""


def _first_line_of_outputs(cell: Cell) -> str:
    """Return the line of text that is seen of a folded output, unless it ends with a colon."""
    if not cell.outputs:
        return ""
    first = cell.outputs[0]
    text = str(first.get("text") or first.get("data", {}).get("text/plain", ""))
    line = next((line for line in text.splitlines() if line.strip()), "")
    return "" if line.rstrip().endswith(":") else line


def solutions_are_shown_after_their_exercise(notebook: Notebook) -> Iterator[str]:
    """What an exercise asks for is shown after it, folded."""
    exercises = exercises_of(notebook)
    open_ones = set(exercises.exercises) if exercises else set()
    for cell in notebook.code:
        for call, node in cell.calls():
            argument = _first_argument(node)
            if call != "show" or exercises is None or argument not in exercises.exercises:
                continue
            folded = any(keyword.arg == "folded" and _value(keyword.value) is True for keyword in node.keywords)
            if argument in open_ones:
                yield f"{cell.place}: shows {argument} before its exercise"
            elif not folded:
                yield f"{cell.place}: shows {argument}, which an exercise asks for: show it folded"
        open_ones.discard(cell.notes.get("exercise", ""))


def _is_open(cell: Cell, name: str) -> bool:
    """Whether the cell defines the function and leaves its body to the student."""
    functions = [node for node in cell.tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    if len(functions) != 1:
        return False
    body = functions[0].body[1:] if ast.get_docstring(functions[0]) else []
    return len(body) == 1 and isinstance(body[0], ast.Expr) and _value(body[0].value) is Ellipsis


def _arguments(notebook: Notebook, call: str) -> list[str]:
    """Return the first argument, a name or a text, of every call of a function."""
    calls = [node for cell in notebook.code for name, node in cell.calls() if name == call]
    return [_first_argument(node) for node in calls]


def _first_argument(node: ast.Call) -> str:
    argument = node.args[0] if node.args else None
    return argument.id if isinstance(argument, ast.Name) else str(_value(argument))


def _value(node: ast.AST | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None

"""Run notebooks from top to bottom and store their outputs: ``python tools/run_notebooks.py [--twice] PATHS | --all``.

Every notebook runs in a fresh kernel, in its own folder, with one thread. What is stored is the same on every machine
and at every run, so that a difference in git is a difference in the lecture: no times, no widget state, no random ids.
A notebook is written only when all of its cells have run.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from lecture_utils.atomic_write import atomic_write

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SANITIZE = ROOT / "tests" / "notebooks" / "sanitize.cfg"
CELL_TIMEOUT = 120  # seconds, as in `make test-notebooks`

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    # Of the Python that the lock was tested with. JupyterLab calls a notebook changed when its kernel has another, and
    # then asks about saving a notebook that was only read.
    "version": "3.11.7",
}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
# A view of a widget is nothing without its kernel: JupyterLab writes "model not found" in its place. The text that
# stands beside it in the same output is shown instead.
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NOT_TEXT = {WIDGET_VIEW, "image/png", "image/jpeg"}
COLOUR_CODES = re.compile(r"\x1b\[[\d;]*m")
# Times and the interface's own state: different at every run or for every reader, and compared by nobody.
VOLATILE_CELL_METADATA = ("execution", "collapsed", "scrolled", "ExecuteTime", "trusted")


class CellFailed(Exception):
    """A cell raised, hung or ended its kernel; the message names it and says what happened."""


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run every cell of ``notebook`` in ``folder`` and put the outputs into it.

    Raises
    ------
    CellFailed
        At the first cell that raises, hangs or ends its kernel.
    """
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name=KERNEL["name"],
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,  # several prints are one output, however they arrive
        extra_arguments=["--log-level=ERROR"],  # ipykernel warns at every start that it talks over TCP
        resources={"metadata": {"path": str(folder)}},
    )
    client.reset_execution_trackers()
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    with client.setup_kernel(env={**os.environ, **ONE_THREAD}):
        for index, cell in enumerate(notebook.cells):
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                traceback = COLOUR_CODES.sub("", str(error))
                raise CellFailed(f"{name_of(notebook, index)} raised {error.ename}\n{traceback}") from error
            except CellTimeoutError as error:
                raise CellFailed(f"{name_of(notebook, index)} ran longer than {CELL_TIMEOUT} seconds") from error
            except DeadKernelError as error:
                raise CellFailed(f"{name_of(notebook, index)} ended its kernel (memory?)") from error


def name_of(notebook: NotebookNode, index: int) -> str:
    """Name the code cell at ``index`` of all cells by its execution count and first line."""
    number = len(code_cells(notebook, index + 1))
    return f"code cell {number} ({notebook.cells[index].source.strip().partition(chr(10))[0]})"


def code_cells(notebook: NotebookNode, end: int | None = None) -> list[NotebookNode]:
    """Return the cells that run, among the first ``end`` cells."""
    return [cell for cell in notebook.cells[:end] if cell.cell_type == "code"]


def normalise(notebook: NotebookNode) -> None:
    """Drop what differs from run to run or from machine to machine."""
    notebook.metadata["kernelspec"] = dict(KERNEL)
    notebook.metadata["language_info"] = dict(LANGUAGE)
    notebook.metadata.pop("widgets", None)
    notebook.nbformat, notebook.nbformat_minor = 4, 5  # the first format with cell ids
    give_stable_ids(notebook.cells)
    for cell in notebook.cells:
        for key in VOLATILE_CELL_METADATA:
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            if WIDGET_VIEW in output.get("data", {}) and len(output["data"]) > 1:
                del output["data"][WIDGET_VIEW]
                output.metadata.pop(WIDGET_VIEW, None)
            if "text" in output:
                output["text"] = sanitized(output["text"])
            for kind, value in output.get("data", {}).items():
                if isinstance(value, str) and kind not in NOT_TEXT:
                    output["data"][kind] = sanitized(value)


def give_stable_ids(cells: Iterable[NotebookNode]) -> None:
    """Keep the ids that cells have; give a cell without one, or with another cell's, the hash of its source."""
    taken: set[str] = set()
    for cell in cells:
        number, identity = 0, cell.get("id")
        while not identity or identity in taken:
            identity = hashlib.sha256(f"{number}{cell.source}".encode()).hexdigest()[:8]
            number += 1
        taken.add(identity)
        cell["id"] = identity


def sanitized(text: str) -> str:
    """Replace addresses and the like, by the rules that nbval compares with."""
    rules = re.findall(r"^regex: (.*)\nreplace: (.*)$", SANITIZE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text)
    return text


def text_of(notebook: NotebookNode) -> list[str]:
    """Return the lines of all text outputs that are compared, each cell's under a line with its number."""
    lines: list[str] = []
    for number, cell in enumerate(code_cells(notebook), start=1):
        lines.append(f"[{number}]")
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            continue
        for output in cell.outputs:
            texts = {"stream": output.text} if "text" in output else output.get("data", {})
            for kind in sorted(set(texts) - NOT_TEXT):
                lines.extend(sanitized(str(texts[kind])).splitlines())
    return lines


def write(notebook: NotebookNode, path: Path) -> None:
    """Write under a temporary name, then move: whoever reads ``path`` meanwhile gets the old or the new notebook."""
    with atomic_write(path) as file:
        file.write((nbformat.writes(notebook) + "\n").encode())


def run(path: Path, twice: bool = False) -> str:
    """Run the notebook at ``path`` and write it; return what went wrong, or an empty string.

    Parameters
    ----------
    path : Path
    twice : bool
        Run again in a second kernel, and complain where a text output differs.
    """
    notebook = nbformat.read(path, as_version=4)
    try:
        execute(notebook, path.parent)
        first = text_of(notebook)
        if twice:
            execute(notebook, path.parent)
    except CellFailed as error:
        return str(error)
    if twice and first != text_of(notebook):
        difference = difflib.unified_diff(first, text_of(notebook), "first run", "second run", lineterm="")
        return "the text outputs of two runs differ\n" + "\n".join(difference)
    normalise(notebook)
    write(notebook, path)
    return ""


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line names; return the number of notebooks that failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks to run in place")
    parser.add_argument("--all", action="store_true", help="run every notebook of the project")
    parser.add_argument("--twice", action="store_true", help="run each twice and compare the text outputs")
    options = parser.parse_args(arguments)
    paths = sorted(NOTEBOOKS.glob("*.ipynb")) if options.all else options.paths
    if not paths:
        parser.error("name at least one notebook, or --all")
    failed = 0
    for path in paths:
        print(f"{path} ... ", end="", flush=True)
        complaint = run(path, options.twice)
        print(f"FAILED: {complaint}" if complaint else "stored")
        failed += bool(complaint)
    return failed


if __name__ == "__main__":
    sys.exit(min(main(), 1))

"""What is stored with a notebook: all results, and nothing that only one machine knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tools.notebook_rules.notebook import Notebook

# A call of one of these shows something.
SHOWING = {"show", "picture", "check", "hint", "solution", "ask", "print", "display", "contents", "check_setup"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
MACHINE_PATH = re.compile(
    r"(?<![\w.:/~<])/(?:home|Users|root|work|tmp|usr|opt|var|private|mnt|srv|content)/[\w.-]|\b[A-Z]:\\\w"
)
NO_DESCRIPTION = re.compile(r"\s*<.*>\s*", flags=re.DOTALL)  # <Figure size 800x300 with 1 Axes>
DESCRIPTION_LENGTH = 20
# nbval would pass over a cell with one of these, or let it raise.
HIDING_TAGS = {"nbval-skip", "nbval-raises-exception", "raises-exception", "nbval-check-output"}


def cells_ran_once_from_the_top(notebook: Notebook) -> Iterator[str]:
    """Execution counts 1 to n: the outputs are those of one run of what is written."""
    for expected, cell in enumerate(notebook.code, start=1):
        count = cell.node.execution_count
        if count != expected:
            yield f"{cell.place}: execution count {count} instead of {expected}; run tools/run_notebooks.py"
    for cell in notebook.cells:
        if cell.node.cell_type == "code" and not cell.source.strip():
            yield f"{cell.place}: an empty cell of code"


def results_are_stored(notebook: Notebook) -> Iterator[str]:
    """A notebook without outputs would pass nbval with nothing compared."""
    for cell in notebook.code:
        shown = sorted({name for name, _ in cell.calls()} & SHOWING)
        if shown and not cell.outputs:
            yield f"{cell.place}: {shown[0]}(...) has no stored output; run tools/run_notebooks.py"
    if not any(cell.outputs for cell in notebook.code):
        yield "no cell has a stored output; run tools/run_notebooks.py"


def nothing_raised(notebook: Notebook) -> Iterator[str]:
    """A notebook runs from top to bottom, exercises still open."""
    for cell in notebook.code:
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{cell.place}: raised {output.ename}: {output.evalue}"
            if output.output_type == "stream" and output.name == "stderr":
                yield f"{cell.place}: wrote to stderr: {output.text[:80]!r}"


def no_widget_state_is_stored(notebook: Notebook) -> Iterator[str]:
    """A stored widget is a dead widget: GitHub refuses the file, JupyterLab writes "model not found"."""
    if "widgets" in notebook.node.metadata:
        yield "metadata.widgets is stored; run tools/run_notebooks.py"
    for cell in notebook.code:
        if any(WIDGET_VIEW in output.get("data", {}) for output in cell.outputs):
            yield f"{cell.place}: a widget's view is stored; run tools/run_notebooks.py"


def no_path_of_a_machine_is_stored(notebook: Notebook) -> Iterator[str]:
    """A path of the machine that the notebook ran on is wrong on every other."""
    for cell in notebook.cells:
        texts = [cell.source, *(text for output in cell.outputs for text in _texts(output))]
        for match in filter(None, map(MACHINE_PATH.search, texts)):
            yield f"{cell.place}: the path of a machine, {match.group()!r}..."


def _texts(output: NotebookNode) -> Iterator[str]:
    yield str(output.get("text", ""))
    for kind, value in output.get("data", {}).items():
        if not kind.startswith("image/") or kind == "image/svg+xml":
            yield str(value)


def pictures_have_alternative_texts(notebook: Notebook) -> Iterator[str]:
    """Who can't see a picture is told in words what it shows; JupyterLab reads them from the output's metadata."""
    for cell in notebook.code:
        for output in cell.outputs:
            for kind in output.get("data", {}):
                if not kind.startswith("image/"):
                    continue
                words = str(output["data"].get("text/plain", ""))
                if len(words.strip()) < DESCRIPTION_LENGTH or NO_DESCRIPTION.fullmatch(words):
                    yield f"{cell.place}: the text beside the picture doesn't say what it shows: {words!r}"
                if not output.metadata.get(kind, {}).get("alt", "").strip():
                    yield f"{cell.place}: the picture has no alternative text in its metadata ({kind}: alt)"


def every_cell_is_compared_or_says_why_not(notebook: Notebook) -> Iterator[str]:
    """A cell whose text varies by machine is left out on purpose, and gives the reason."""
    for cell in notebook.code:
        reason = cell.notes.get("not_compared", "")
        ignored = "nbval-ignore-output" in cell.tags
        if ignored and (not isinstance(reason, str) or len(reason.split()) < 3):
            yield f"{cell.place}: nbval-ignore-output needs its reason in metadata lecture_utils.not_compared"
        if reason and not ignored:
            yield f"{cell.place}: lecture_utils.not_compared is given, but the tag nbval-ignore-output is missing"
        for tag in sorted(HIDING_TAGS.intersection(cell.tags)):
            yield f"{cell.place}: the tag {tag} is not used here"
        if re.search(r"^\s*#\s*(NBVAL_|PYTEST_VALIDATE)", cell.source, flags=re.MULTILINE):
            yield f"{cell.place}: nbval is told by tags, not by comments that a student reads"

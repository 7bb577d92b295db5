"""Source code as it is shown: highlighted, readable without a kernel, light and dark alike, the idea first."""

from __future__ import annotations

import ast
import functools
import html
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from IPython.display import display
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Keyword, Name, Number, Operator, String  # type: ignore[import-untyped]

# JupyterLab and nbconvert define the variables, for a light and for a dark page; what follows each is for pages that
# don't, on a light background of its own. Of the editor's colours those that have a contrast of 4.5 on both.
INK = "color:var(--jp-content-font-color1,#24292f)"
BACKGROUND = "background:var(--jp-cell-editor-background,#f7f7f5)"
QUIET = f"{INK};opacity:0.75;font-style:italic"
STYLES: dict[Any, str] = {
    Comment: QUIET,
    String.Doc: QUIET,
    Keyword: "color:var(--jp-mirror-editor-keyword-color,#8a3ea8);font-weight:bold",
    Operator.Word: "color:var(--jp-mirror-editor-keyword-color,#8a3ea8);font-weight:bold",
    Name.Function: "color:var(--jp-mirror-editor-variable-2-color,#1a5fa8);font-weight:bold",
    Name.Class: "color:var(--jp-mirror-editor-variable-2-color,#1a5fa8);font-weight:bold",
    Name.Decorator: "color:var(--jp-mirror-editor-variable-2-color,#1a5fa8)",
    Name.Builtin: "color:var(--jp-mirror-editor-builtin-color,#8a4b08)",
    Name.Builtin.Pseudo: "",
    Name.Exception: "color:var(--jp-mirror-editor-builtin-color,#8a4b08)",
    Number: "color:var(--jp-mirror-editor-operator-color,#8a4b08)",
    String: "color:var(--jp-mirror-editor-string-color,#1f6f43)",
    String.Interpol: "",
}
_FRAME = (
    f"{BACKGROUND};{INK};border:1px solid var(--jp-border-color2,#dcdcd6);border-radius:4px;padding:8px 12px;"
    "margin:4px 0;overflow-x:auto;font-family:var(--jp-code-font-family,monospace);"
    "font-size:var(--jp-code-font-size,13px);line-height:1.45"
)
_CODE = "margin:0;padding:0;background:transparent;color:inherit;font:inherit;white-space:pre;overflow:visible"
_FOLD = f"cursor:pointer;list-style:none;{_CODE.replace('white-space:pre', 'white-space:pre-wrap')}"
_MARK = f"{INK};opacity:0.75"
CHECKS = ("check", "_check", "require", "_require", "validate", "_validate")
"""How the names begin of functions that refuse a wrong argument."""


@dataclass(frozen=True)
class Fold:
    """Lines that are shown when they are asked for.

    Parameters
    ----------
    first, last : int
        Lines of the source, from 1, both included.
    label : str
        What stands in their place; nothing where the line before them stays to be clicked on.
    """

    first: int
    last: int
    label: str = ""


def source_text(function: Callable[..., Any]) -> str:
    """Give the source of a function or class.

    Parameters
    ----------
    function : function, class, method or ``functools.partial``
        Of a decorated function and of a partial, the one inside is shown.

    Returns
    -------
    str
        Without common indentation and without a newline at its end.

    Raises
    ------
    ValueError
        If it has no Python source.
    """
    while isinstance(function, functools.partial):
        function = function.func
    try:
        return dedent(inspect.getsource(inspect.unwrap(function))).rstrip()
    except (TypeError, OSError):
        name = getattr(function, "__name__", type(function).__name__)
        raise ValueError(f"function must be a function or class written in Python; {name} has no source") from None


def folds(text: str) -> list[Fold]:
    """Find what a reader of the idea needs last: docstrings behind their first sentence, and the checks of arguments.

    Parameters
    ----------
    text : str
        Python.

    Returns
    -------
    list of Fold
        From the top; none overlap. Single lines are left alone.
    """
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            body = list(node.body)
            if ast.get_docstring(node) is not None:
                found += _docstring(body.pop(0), text)
            if not isinstance(node, ast.ClassDef):
                found += _checks(body, text)
    return sorted(found, key=lambda fold: fold.first)


def _docstring(docstring: ast.stmt, text: str) -> list[Fold]:
    """Fold what follows the first sentence, which is the docstring's first paragraph."""
    first, last = docstring.lineno, docstring.end_lineno or docstring.lineno
    blank = next((number for number in range(first, last) if not text.splitlines()[number - 1].strip()), None)
    return [Fold(blank, last)] if blank else []


def _checks(body: list[ast.stmt], text: str) -> list[Fold]:
    """Fold neighbouring statements that do nothing but refuse, with the comments above them."""
    if all(map(_refuses, body)):
        return []  # it is what the function is for
    found, lines, above = list[Fold](), text.splitlines(), 0
    for place, statement in enumerate(body):
        if not _refuses(statement):
            above = statement.end_lineno or statement.lineno
            continue
        end = statement.end_lineno or statement.lineno
        if found and place and _refuses(body[place - 1]):
            found[-1] = Fold(found[-1].first, end)
            continue
        start = statement.lineno
        while start - 1 > above and lines[start - 2].lstrip().startswith("#"):
            start -= 1
        found.append(Fold(start, end))
    indent = " " * body[0].col_offset
    return [
        Fold(fold.first, fold.last, f"{indent}⋯ {fold.last - fold.first + 1} lines that check the arguments")
        for fold in found
        if fold.last > fold.first
    ]


def _refuses(statement: ast.stmt) -> bool:
    """Whether a statement lets right arguments through and does nothing else."""
    if isinstance(statement, ast.Raise | ast.Pass):
        return True
    if isinstance(statement, ast.If):
        ends = isinstance(statement.body[-1], ast.Raise) and not any(
            isinstance(node, ast.Return | ast.Yield) for part in statement.body for node in ast.walk(part)
        )
        return (ends or all(map(_refuses, statement.body))) and all(map(_refuses, statement.orelse))
    if isinstance(statement, ast.For):
        return not statement.orelse and all(map(_refuses, statement.body))
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        return name.startswith(CHECKS)
    return False


def highlighted(text: str) -> list[str]:
    """Colour Python, and give each line as HTML of its own."""
    lines = [""]
    for kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        style = next((STYLES[parent] for parent in reversed(kind.split()) if parent in STYLES), "")
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append("")
            if part:
                escaped = html.escape(part, quote=False)
                lines[-1] += f'<span style="{style}">{escaped}</span>' if style and part.strip() else escaped
    return lines


def source_html(function: Callable[..., Any], folded: bool = False, summary: str | None = None) -> str:
    """Highlight the source of a function or class; what the idea doesn't need is folded.

    Parameters
    ----------
    function : function, class, method or ``functools.partial``
        What is shown.
    folded : bool
        Put all of it under a line that opens it, by a click or by the keyboard, without a script.
    summary : str, optional
        HTML of that line; its default names the function.

    Returns
    -------
    str
        HTML without classes, scripts or random names.

    Raises
    ------
    ValueError
        If it has no Python source.
    """
    text = source_text(function)
    page = f'<div style="{_FRAME}">{"".join(_blocks(highlighted(text), folds(text)))}</div>'
    if not folded:
        return page
    if summary is None:
        while isinstance(function, functools.partial):
            function = function.func
        summary = f"Source of <code>{html.escape(function.__name__)}</code>"
    return f"<details><summary style='cursor:pointer;padding:2px 0'>{summary}</summary>{page}</details>"


def _blocks(lines: list[str], folded: list[Fold]) -> Iterator[str]:
    """Join lines to blocks, each open or folded under the line above it or under its label."""

    def block(first: int, last: int) -> str:
        # A browser leaves out a newline that follows the tag; the source's own, of an empty line, it shows.
        return f'<pre style="{_CODE}">\n{chr(10).join(lines[first - 1 : last])}</pre>' if last >= first else ""

    shown = 0
    for fold in folded:
        stays = 0 if fold.label else 1  # the line above
        yield block(shown + 1, fold.first - 1 - stays)
        line = f"<em>{fold.label}</em>" if fold.label else f"{lines[fold.first - 2]}<em> ⋯</em>"
        line = line.replace("<em>", f'<em style="{_MARK}">')
        yield f'<details><summary style="{_FOLD}">{line}</summary>{block(fold.first, fold.last)}</details>'
        shown = fold.last
    yield block(shown + 1, len(lines))


def show_source(function: Callable[..., Any], folded: bool = False) -> None:
    """Show the source of a function or class in the notebook.

    Parameters
    ----------
    function : function, class, method or ``functools.partial``
        What is shown.
    folded : bool
        Put it under a line that opens it.

    Raises
    ------
    ValueError
        If it has no Python source.
    """
    display({"text/plain": source_text(function), "text/html": source_html(function, folded)}, raw=True)

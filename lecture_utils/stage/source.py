"""Source code as it is shown: highlighted, readable without a kernel, light and dark alike."""

import functools
import html
import inspect
from collections.abc import Callable
from textwrap import dedent
from typing import Any, ClassVar

from IPython.display import display
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from pygments.style import Style  # type: ignore[import-untyped]
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token  # type: ignore[import-untyped]


class LectureStyle(Style):
    """Few colours, each with a contrast above 4.5 on the style's own light background."""

    background_color = "#f7f7f5"
    styles: ClassVar = {
        Token: "#24292f",
        Comment: "italic #5f6b76",
        Keyword: "bold #8a3ea8",
        Operator.Word: "bold #8a3ea8",
        Name.Function: "bold #1a5fa8",
        Name.Class: "bold #1a5fa8",
        Name.Decorator: "#1a5fa8",
        Name.Builtin: "#8a4b08",
        Name.Exception: "#8a4b08",
        Number: "#8a4b08",
        String: "#1f6f43",
        String.Doc: "#5f6b76",
        String.Interpol: "#24292f",
    }


_FRAME = (
    "background:#f7f7f5;color:#24292f;border:1px solid #dcdcd6;border-radius:4px;padding:8px 12px;margin:4px 0;"
    "overflow-x:auto"
)
_CODE = "margin:0;background:transparent;color:inherit;line-height:1.45;white-space:pre"


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


def source_html(function: Callable[..., Any], folded: bool = False, summary: str | None = None) -> str:
    """Highlight the source of a function or class, with inline styles on an explicit background.

    Parameters
    ----------
    function : function, class, method or ``functools.partial``
        What is shown.
    folded : bool
        Put it under a line that opens it, by a click or by the keyboard, without a script.
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
    formatter = HtmlFormatter(style=LectureStyle, noclasses=True, cssstyles=_FRAME, prestyles=_CODE)
    page = highlight(text, PythonLexer(), formatter)
    if not folded:
        return page
    if summary is None:
        while isinstance(function, functools.partial):
            function = function.func
        summary = f"Source of <code>{html.escape(function.__name__)}</code>"
    return f"<details><summary style='cursor:pointer;padding:2px 0'>{summary}</summary>{page}</details>"


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

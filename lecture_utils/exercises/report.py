"""What a cell shows: text where there is no browser, calm HTML where there is one.

Both are the same on every run: no times, no addresses, no random names. The HTML has no script and takes its text
colour from the page, so that it reads in a light and in a dark JupyterLab, on GitHub and in ``nbconvert``'s pages.
"""

import html
import re
from dataclasses import dataclass

_TONES = {"passed": "#2f9e6e", "open": "#8a8f98", "wrong": "#d9822b", "plain": "#8a8f98"}
_SIGNS = {"passed": "✓", "open": "○", "wrong": "✗", "plain": ""}
_BOX = "border-left:4px solid {tone};padding:6px 14px;margin:4px 0;max-width:60em;line-height:1.5"
_PRE = (
    "margin:2px 0 8px 0;padding:6px 10px;background:rgba(128,128,128,0.12);color:inherit;border-radius:4px;"
    "white-space:pre-wrap;overflow-wrap:anywhere"
)
_SIDE_BY_SIDE = "display:flex;flex-wrap:wrap;gap:0 18px;margin-top:4px"
_SUMMARY = "cursor:pointer;padding:2px 0"


@dataclass(frozen=True)
class Page:
    """Something to read, in two forms.

    Attributes
    ----------
    text : str
        For a terminal, and for tests.
    html : str
        For a notebook.
    """

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True)
class Report:
    """What :meth:`~lecture_utils.exercises.exercise.ExerciseSet.check` found.

    Attributes
    ----------
    status : str
        ``"passed"``, ``"open"`` (not attempted yet) or ``"wrong"``.
    title : str
        One line: which exercise, and what was found.
    messages : tuple of str
        Sentences: the mistake by its name, then what follows.
    details : tuple of (str, str)
        Label and text of what belongs to it: the inputs, the expected result, the student's result.
    cause : str
        How the mistake was recognised: ``"known mistake"``, ``"pattern"``, ``"changed in place"``; empty where the
        report only says that the result differs, or repeats an exception's own text.
    """

    status: str
    title: str
    messages: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    cause: str = ""

    @property
    def passed(self) -> bool:
        """Whether every case is right."""
        return self.status == "passed"

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        lines = [f"{_SIGNS[self.status]} {self.title}", *("  " + message for message in self.messages)]
        width = max((len(label) for label, _ in self.details), default=0)
        for label, text in self.details:
            lines.append(f"  {label:>{width}}: " + text.replace("\n", "\n" + " " * (width + 4)))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        title = f"<strong>{_SIGNS[self.status]} {inline(self.title)}</strong>"
        sentences = "".join(f"<div>{inline(message)}</div>" for message in self.messages)
        details = "".join(
            f"<div><div>{inline(label)}</div><pre style='{_PRE}'>{html.escape(text)}</pre></div>"
            for label, text in self.details
        )
        return box(f"<div>{title}</div>{sentences}<div style='{_SIDE_BY_SIDE}'>{details}</div>", self.status)


def box(content: str, status: str = "plain") -> str:
    """Put HTML beside a coloured bar."""
    return f"<div style='{_BOX.format(tone=_TONES[status])}'>{content}</div>"


def folded(summary: str, content: str) -> str:
    """Put HTML under a line that opens it, by a click or by the keyboard, without a script."""
    inside = f"<div style='padding:2px 0 6px 18px'>{content}</div>"
    return f"<details><summary style='{_SUMMARY}'>{summary}</summary>{inside}</details>"


def inline(text: str) -> str:
    """Turn a sentence into HTML: marks up backticks, ``**strong**`` and ``*emphasis*``, leaves ``$formulas$``."""
    return "".join(_piece(piece) for piece in re.split(r"(`[^`]+`|\$[^$\n]+\$)", text))


def _piece(piece: str) -> str:
    if len(piece) > 2 and piece[0] == piece[-1] == "`":
        return f"<code>{html.escape(piece[1:-1])}</code>"
    if len(piece) > 2 and piece[0] == piece[-1] == "$":
        return html.escape(piece)
    return _marks(piece)


def _marks(part: str) -> str:
    part = html.escape(part, quote=False)
    part = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"<strong>\1</strong>", part)
    return re.sub(r"(?<!\w)\*(\S(?:[^*]*?\S)?)\*(?!\w)", r"<em>\1</em>", part)


def paragraphs(text: str) -> str:
    """Turn prose into HTML: blank lines part its paragraphs."""
    return "".join(f"<div style='margin-bottom:4px'>{inline(part.strip())}</div>" for part in text.split("\n\n"))

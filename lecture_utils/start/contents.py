"""What is here: the lectures in a folder, from the metadata of the notebooks themselves."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

NONE = "There is no lecture in this folder."
COLUMNS = ["Topic", "What you can do afterwards", "Minutes", "Slides"]


@dataclass(frozen=True)
class Lecture:
    """What a notebook says of itself in ``metadata.lecture_utils``.

    Attributes
    ----------
    file : str
        The notebook's name in its folder.
    number, title, goal, slides : str
        ``"05"``, the topic as people call it, what a reader can do afterwards, and the titles of its slides.
    minutes : int
        How long it takes to work through.
    """

    file: str
    number: str
    title: str
    goal: str
    minutes: int
    slides: str


@dataclass(frozen=True)
class Contents:
    """The lectures as a table: HTML in a notebook, lines of text elsewhere."""

    lectures: tuple[Lecture, ...]

    def __repr__(self) -> str:
        if not self.lectures:
            return NONE
        return "\n".join(
            f"{lecture.number} {lecture.title} ({lecture.minutes} minutes): {lecture.goal} Slides: {lecture.slides}."
            for lecture in self.lectures
        )

    def _repr_html_(self) -> str:
        if not self.lectures:
            return f"<p>{NONE}</p>"
        # JupyterLab aligns a table's cells to the right and its width to its content.
        left = "text-align:left;vertical-align:top"
        head = "".join(f'<th style="{left}">{column}</th>' for column in COLUMNS)
        rows = "".join(f"<tr>{_cells(lecture, left)}</tr>" for lecture in self.lectures)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(lecture: Lecture, style: str) -> str:
    link = f'<a href="{quote(lecture.file)}">{lecture.number} · {html.escape(lecture.title)}</a>'
    texts = [link, html.escape(lecture.goal), str(lecture.minutes), html.escape(lecture.slides)]
    return "".join(f'<td style="{style}">{text}</td>' for text in texts)


def contents(folder: str | Path = ".") -> Contents:
    """List the lectures in a folder, in their order.

    Parameters
    ----------
    folder : str or Path
        Where the notebooks ``NN_topic.ipynb`` are; a notebook looks in its own folder.

    Returns
    -------
    Contents
        A table, with a link to each notebook.

    Raises
    ------
    ValueError
        If there is no such folder, or a lecture's metadata lack what the table shows.
    """
    if not Path(folder).is_dir():
        raise ValueError(f"folder must be the folder of the notebooks, got {str(folder)!r}, which is none")
    files = sorted(Path(folder).glob("[0-9][0-9]_*.ipynb"))
    return Contents(tuple(lecture for file in files if (lecture := _lecture(file))))


def _lecture(path: Path) -> Lecture | None:
    """Read one notebook's metadata; None for what teaches no topic, such as a copy or the first page."""
    notes = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("lecture_utils", {})
    number, _, topic = path.stem.partition("_")
    if "topic" not in notes or notes["topic"] != topic or not re.fullmatch(r"\d\d", number):
        return None
    try:
        return Lecture(path.name, number, notes["title"], notes["goal"], notes["minutes"], notes["slides"])
    except KeyError as missing:
        raise ValueError(f"metadata.lecture_utils of {path.name} must give {missing}") from None

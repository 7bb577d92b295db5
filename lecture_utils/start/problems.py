"""The slides' "Computer Vision Problems", each with the lectures that solve it: links to those that are here."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lecture_utils.start.contents import Lecture, contents


@dataclass(frozen=True)
class Problem:
    """A problem of computer vision.

    Attributes
    ----------
    name, question : str
        As the slides call it, and what is asked.
    topics : tuple of str
        Of the lectures on it, as notebooks are named: "roi" of ``05_roi.ipynb``.
    """

    name: str
    question: str
    topics: tuple[str, ...]


PROBLEMS = (
    Problem("Categorization", "Which category does the picture belong to?", ("classification", "vit", "vit_vs_resnet")),
    Problem(
        "Detection",
        "Which things are there, and in which boxes?",
        ("sliding_window", "proposals", "rcnn", "roi", "fast_rcnn", "faster_rcnn", "yolo", "detr"),
    ),
    Problem(
        "Semantic segmentation",
        "Which label does every pixel have?",
        ("semantic_segmentation", "unpooling", "transpose_convolution", "unet"),
    ),
    Problem("Instance segmentation", "Which pixels belong to which thing?", ("mask_rcnn",)),
)
"""In the order of the slides. The other lectures, on attention, serve several of them."""

NOT_YET = "not here yet"


@dataclass(frozen=True)
class Problems:
    """The problems as a table: HTML in a notebook, lines of text elsewhere.

    Attributes
    ----------
    lectures : tuple of tuple of Lecture
        For each of `PROBLEMS` the lectures on it that are here.
    """

    lectures: tuple[tuple[Lecture, ...], ...]

    def __repr__(self) -> str:
        return "\n".join(
            f"{problem.name}: {problem.question} {'; '.join(_named(one) for one in found) or NOT_YET}."
            for problem, found in zip(PROBLEMS, self.lectures, strict=True)
        )

    def _repr_html_(self) -> str:
        left = "text-align:left;vertical-align:top"
        head = "".join(f'<th style="{left}">{name}</th>' for name in ("Problem", "Question", "Lectures"))
        rows = []
        for problem, found in zip(PROBLEMS, self.lectures, strict=True):
            links = [f'<a href="{quote(one.file)}">{html.escape(_named(one))}</a>' for one in found]
            cells = (f"<b>{problem.name}</b>", problem.question, "<br>".join(links) or NOT_YET)
            rows.append("<tr>" + "".join(f'<td style="{left}">{cell}</td>' for cell in cells) + "</tr>")
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _named(lecture: Lecture) -> str:
    return f"{lecture.number} · {lecture.title}"


def problems(folder: str | Path = ".") -> Problems:
    """List the slides' four problems, each with the lectures on it that are in a folder.

    Parameters
    ----------
    folder : str or Path
        Where the notebooks ``NN_topic.ipynb`` are; a notebook looks in its own folder.

    Returns
    -------
    Problems
        A table, with a link to each notebook that is there.

    Raises
    ------
    ValueError
        As for :func:`~lecture_utils.start.contents.contents`.
    """
    here = {Path(lecture.file).stem[3:]: lecture for lecture in contents(folder).lectures}
    return Problems(tuple(tuple(here[topic] for topic in one.topics if topic in here) for one in PROBLEMS))

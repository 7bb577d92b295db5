from pathlib import Path

import pytest

from lecture_utils import problems
from lecture_utils.start.problems import PROBLEMS
from tests.start.test_contents import NOTES, notebook

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ATTENTION = {"attention", "self_attention", "multihead_attention", "masked_attention", "cnn_attention", "transformer"}
"""Lectures on what several problems use; they and the summary belong to none of the four."""


def test_a_problem_links_to_the_lectures_that_are_here_and_to_no_other(tmp_path: Path):
    notebook(tmp_path, "05_roi.ipynb", topic="roi", **NOTES)
    notebook(tmp_path, "08_yolo.ipynb", topic="yolo", **{**NOTES, "title": "YOLO"})

    page = problems(tmp_path)._repr_html_()

    assert page.count("<a ") == 2
    assert page.index('href="05_roi.ipynb"') < page.index('href="08_yolo.ipynb"')
    assert "RoI &lt;pooling&gt;" in page
    assert page.count("not here yet") == 3
    lines = repr(problems(tmp_path)).splitlines()
    assert lines[1] == "Detection: Which things are there, and in which boxes? 05 · RoI <pooling>; 08 · YOLO."


def test_every_lecture_that_is_here_belongs_to_one_problem_or_is_about_attention():
    of_problems = [topic for problem in PROBLEMS for topic in problem.topics]
    assert len(set(of_problems)) == len(of_problems)
    here = {path.stem[3:] for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")} - {"start_here"}
    assert here - {*of_problems, *ATTENTION, "summary"} == set()


@pytest.mark.parametrize(("problem", "topic"), [(0, "classification"), (1, "roi"), (2, "unpooling")])
def test_the_projects_own_lectures_are_found(problem: int, topic: str):
    assert any(lecture.file.endswith(f"_{topic}.ipynb") for lecture in problems(NOTEBOOKS).lectures[problem])

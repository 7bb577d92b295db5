import json
from pathlib import Path

import pytest

from lecture_utils import contents

NOTES = {"title": "RoI <pooling>", "goal": "You can pool.", "minutes": 40, "slides": "Fast R-CNN"}


def notebook(folder: Path, name: str, **notes: object) -> None:
    metadata = {"lecture_utils": notes} if notes else {}
    (folder / name).write_text(json.dumps({"metadata": metadata, "cells": []}), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notebook(tmp_path, "14_attention.ipynb", topic="attention", **{**NOTES, "title": "Attention"})
    notebook(tmp_path, "05_roi.ipynb", topic="roi", **NOTES)
    notebook(tmp_path, "00_start_here.ipynb")
    return tmp_path


def test_lectures_are_listed_in_their_order_with_links(folder: Path):
    page = contents(folder)._repr_html_()

    assert page.index('href="05_roi.ipynb"') < page.index('href="14_attention.ipynb"')
    assert page.count("<tr>") == 3


def test_what_a_notebook_says_of_itself_is_shown_as_text(folder: Path):
    assert "05 · RoI &lt;pooling&gt;" in contents(folder)._repr_html_()
    first_line = repr(contents(folder)).splitlines()[0]
    assert first_line == "05 RoI <pooling> (40 minutes): You can pool. Slides: Fast R-CNN."


def test_copies_and_the_start_page_are_left_out(folder: Path):
    notebook(folder, "05_roi-Copy1.ipynb", topic="roi", **NOTES)

    assert [lecture.file for lecture in contents(folder).lectures] == ["05_roi.ipynb", "14_attention.ipynb"]


def test_a_folder_without_lectures_says_so(tmp_path: Path):
    assert repr(contents(tmp_path)) == "There is no lecture in this folder."
    assert "There is no lecture" in contents(tmp_path)._repr_html_()


def test_a_folder_that_is_not_there_is_refused_with_its_name(tmp_path: Path):
    with pytest.raises(ValueError, match=r"folder must be the folder of the notebooks, got .*nowhere"):
        contents(tmp_path / "nowhere")


def test_a_lecture_that_lacks_its_goal_is_named(tmp_path: Path):
    notebook(tmp_path, "05_roi.ipynb", topic="roi", title="RoI", minutes=40, slides="Fast R-CNN")

    with pytest.raises(ValueError, match=r"05_roi\.ipynb must give 'goal'"):
        contents(tmp_path)

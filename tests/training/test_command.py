import re
from pathlib import Path

import pytest

from lecture_utils.training.__main__ import listing, main
from lecture_utils.training.checkpoint import record
from tests.training.sample import Stopped, recipe

pytestmark = pytest.mark.usefixtures("with_sample")


def test_without_a_name_the_recipes_are_listed_with_a_line_each(capsys: pytest.CaptureFixture[str]):
    assert main([]) == 0
    assert re.search(r"^sample +five things, told apart by a small network$", capsys.readouterr().out, re.MULTILINE)


def test_a_named_recipe_is_trained_and_the_time_and_figures_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["sample", "--steps", "3", "--folder", str(tmp_path)]) == 0

    heading, row = capsys.readouterr().out.splitlines()[-2:]
    assert heading.startswith("recipe  seeds  steps  minutes  held-out figures")
    assert re.fullmatch(r"sample  2      3      0\.\d      accuracy 0\.\d+ ± [\de.-]+, cross-entropy .*", row)
    assert record("sample", tmp_path).steps == 3


def test_seed_and_scenes_can_be_chosen(tmp_path: Path):
    main(["sample", "--steps", "2", "--seed", "7", "--scenes", "9", "--folder", str(tmp_path)])

    written = record("sample", tmp_path)
    assert (written.seed, written.scenes, list(written.seeds)) == (7, 9, ["7"])


def test_all_recipes_are_trained_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    trained = []

    def refuse(recipe: object, *arguments: object) -> None:
        trained.append(recipe.name)
        raise KeyboardInterrupt

    monkeypatch.setattr("lecture_utils.training.__main__.all_recipes", lambda: {"sample": recipe})
    monkeypatch.setattr("lecture_utils.training.__main__.train", refuse)

    assert main(["--all"]) == 130
    assert trained == ["sample"]


def test_an_unknown_name_is_refused_with_those_that_are_there(capsys: pytest.CaptureFixture[str]):
    assert main(["sample", "yolo_huge"]) == 1

    written = capsys.readouterr()
    assert "There is no recipe yolo_huge." in written.err
    assert "sample  " in written.err
    assert written.out == ""


def test_an_interrupted_training_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    stopped = Stopped(at=1)
    monkeypatch.setattr("lecture_utils.training.__main__.all_recipes", lambda: {"sample": stopped})

    assert main(["sample", "--folder", str(tmp_path)]) == 130
    assert "Stopped. The same command goes on with sample where it was." in capsys.readouterr().err


def test_what_cannot_be_trained_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]):
    assert main(["sample", "--scenes", "0"]) == 1
    assert "sample: scenes must be at least 1; got 0" in capsys.readouterr().err


def test_an_empty_folder_says_why():
    assert listing({}).startswith("There is no recipe:")

from pathlib import Path

import pytest

import lecture_utils.training as training
from lecture_utils.training.__main__ import listing, main, recipes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's folder with a recipe and a part that is none."""
    (tmp_path / "sample_recipe.py").write_text("def train():\n    print('trained the sample')\n", encoding="utf-8")
    (tmp_path / "sample_part.py").write_text("STEPS = 3\n", encoding="utf-8")
    monkeypatch.setattr(training, "__path__", [*training.__path__, str(tmp_path)])
    return tmp_path


def test_a_recipe_is_a_module_that_can_train(folder: Path):
    assert "sample_recipe" in recipes()
    assert "sample_part" not in recipes()


def test_a_named_recipe_is_trained(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["sample_recipe"]) == 0
    assert capsys.readouterr().out == "trained the sample\n"


def test_without_a_name_the_recipes_are_listed_and_nothing_is_trained(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert "sample_recipe" in shown
    assert "trained" not in shown


def test_an_unknown_name_is_refused_with_those_that_are_there(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["sample_recipe", "yolo_huge"]) == 1
    written = capsys.readouterr()
    assert "There is no recipe yolo_huge. Recipes: " in written.err
    assert "trained" not in written.out


def test_an_empty_folder_says_why():
    assert listing([]).startswith("There is no recipe:")

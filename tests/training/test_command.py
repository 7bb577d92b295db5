import pytest

from lecture_utils.training.__main__ import listing, main


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]):
    assert main(["yolo_huge"]) == 1
    assert "There is no recipe yolo_huge." in capsys.readouterr().err


def test_an_empty_folder_says_why():
    assert listing({}).startswith("There is no recipe:")

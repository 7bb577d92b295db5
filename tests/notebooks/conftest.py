"""Every notebook of the project is a parameter: ``path`` of all, ``lecture`` of those that teach a topic."""

from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "path" in metafunc.fixturenames:
        metafunc.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
    if "lecture" in metafunc.fixturenames:
        lectures = [path for path in NOTEBOOKS if not path.stem.startswith("00")]
        metafunc.parametrize("lecture", lectures, ids=[path.stem for path in lectures])

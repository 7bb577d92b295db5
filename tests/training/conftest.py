from pathlib import Path

import pytest

import lecture_utils.training as training


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what trainings leave out of the reader's own folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("LECTURE_UTILS_CACHE", str(folder))
    return folder


@pytest.fixture
def with_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sample be one of the package's recipes."""
    folder = tmp_path / "recipes"
    folder.mkdir()
    (folder / "sample.py").write_text("from tests.training.sample import recipe\n", encoding="utf-8")
    monkeypatch.setattr(training, "__path__", [*training.__path__, str(folder)])

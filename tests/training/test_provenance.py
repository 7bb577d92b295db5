import platform
import subprocess
import sys
from pathlib import Path

import pytest

from lecture_utils.training import provenance
from lecture_utils.training.provenance import code_version, commit, machine
from tests.training.sample import Sample

METHOD = "lecture_utils.methods.sample_method"


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a recipe's module, and a method that it imports from another method."""
    files = {
        "sample_recipe": f"from {METHOD} import loss",
        METHOD: "from lecture_utils.methods.sample_part import FACTOR",
        "lecture_utils.methods.sample_part": "FACTOR = 2",
        "lecture_utils.methods.sample_stranger": "FACTOR = 3",
    }
    for name, text in files.items():
        path = tmp_path / f"{name.split('.')[-1]}.py"
        path.write_text(text, encoding="utf-8")
        module = type(sys)(name)
        module.__file__ = str(path)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(Sample, "__module__", "sample_recipe")
    return tmp_path


@pytest.mark.parametrize("changed", ["sample_recipe", "sample_method", "sample_part"])
def test_the_code_of_a_recipe_is_its_module_and_all_methods_below(changed: str, sources: Path):
    before = code_version(Sample())

    with (sources / f"{changed}.py").open("a", encoding="utf-8") as file:
        file.write("\nMORE = 1\n")

    assert code_version(Sample()) != before


def test_words_and_other_methods_do_not_count(sources: Path):
    before = code_version(Sample())

    words = '"""One number."""\n# of the slides\n'
    (sources / "sample_part.py").write_text(f"{words}FACTOR  =  2\n", encoding="utf-8")
    (sources / "sample_stranger.py").write_text("FACTOR = 4", encoding="utf-8")

    assert code_version(Sample()) == before


def test_a_recipe_without_a_file_has_a_version_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Sample, "__module__", "__main__")
    monkeypatch.setitem(sys.modules, "__main__", type(sys)("__main__"))

    assert len(code_version(Sample())) == 16


def test_the_machine_is_named():
    named = machine()

    assert all(named.values())
    assert named["python"] == platform.python_version()


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.example", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_the_commit_is_the_last_that_changed_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(provenance, "_PACKAGE", package)
    assert commit() == ""

    git(tmp_path, "init", "-q")
    assert commit() == ""
    (package / "module.py").write_text("A = 1\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    first = git(tmp_path, "rev-parse", "HEAD")
    (tmp_path / "notes.txt").write_text("b", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "second")

    assert commit() == first
    (package / "module.py").write_text("A = 2\n", encoding="utf-8")
    assert commit() == f"{first}+"


def test_without_git_there_is_no_commit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")

    assert commit() == ""

"""The Makefile's own behaviour, with an environment of small scripts that stand where the tools are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = ["lab", "test", "lint", "test-package", "test-notebooks", "test-browser", "notebooks", "images", "bench"]
TARGETS += ["train", "lock", "clean", "help"]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make on this system")


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """An environment that looks installed, in which every tool is content."""
    (tmp_path / "bin").mkdir()
    for tool in ("ruff", "mypy", "lint-imports"):
        script(tmp_path, tool, f"echo {tool} looked; echo {tool} is content")
    script(tmp_path, "python", "echo ....; echo '3 passed, 1 skipped in 0.50s'")
    script(tmp_path, "jupyter", 'echo "jupyter $*"')
    (tmp_path / ".installed").touch()
    return tmp_path


def script(environment: Path, name: str, body: str) -> None:
    file = environment / "bin" / name
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_help_lists_every_command():
    shown = make().stdout

    assert sorted(re.findall(r"^  make ([\w-]+) +\w", shown, flags=re.MULTILINE)) == sorted(TARGETS)


def test_a_step_that_is_content_takes_one_line(environment: Path):
    done = make("lint", f"VENV={environment}")

    assert done.returncode == 0
    steps = ["ruff check", "ruff format", "mypy", "import-linter"]
    tools = ["ruff", "ruff", "mypy", "lint-imports"]
    expected = [f"{step:<24}{tool} is content" for step, tool in zip(steps, tools, strict=True)]
    assert done.stdout.splitlines() == expected


def test_a_step_that_fails_is_named_with_all_that_it_said(environment: Path):
    script(environment, "mypy", "echo line 3 is wrong; echo and line 9 >&2; exit 1")

    done = make("lint", f"VENV={environment}")

    assert done.returncode != 0
    assert "line 3 is wrong\nand line 9\n" in done.stdout
    assert "The step 'mypy' failed. 'make lint' runs it again." in done.stdout
    assert "import-linter" not in done.stdout


def test_all_checks_end_with_the_sum_of_their_tests(environment: Path):
    done = make("test", f"VENV={environment}")

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "12 passed, 0 failed, 4 skipped"


def test_the_lab_opens_the_first_page_without_installing_again(environment: Path):
    script(environment, "python", "echo installed again; exit 1")

    done = make("lab", f"VENV={environment}", "LAB_OPTIONS=--no-browser")

    options = "(--allow-root )?--ServerApp.root_dir=. --no-browser"
    assert re.fullmatch(rf"jupyter lab {options} notebooks/00_start_here\.ipynb\n", done.stdout)


def test_a_changed_lock_is_installed_before_the_lab_opens(environment: Path):
    calls = environment / "calls"
    script(environment, "python", f'echo "$*" >> {calls}')
    (environment / ".installed").unlink()

    done = make("lab", f"VENV={environment}")

    assert done.returncode == 0
    assert "pip install --quiet --requirement requirements.lock" in calls.read_text(encoding="utf-8")
    assert "--no-deps --no-build-isolation --editable ." in calls.read_text(encoding="utf-8")
    settings = environment / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert '"fetchNews": "false"' in settings.read_text(encoding="utf-8")
    assert (environment / ".installed").exists()


def test_training_is_of_all_recipes_unless_one_is_named(environment: Path):
    script(environment, "python", 'echo "$*"')

    listed = "-m tools.list_networks\n"
    assert make("train", f"VENV={environment}").stdout == f"-m lecture_utils.training --all\n{listed}"
    assert make("train", "NAME=roi", f"VENV={environment}").stdout == f"-m lecture_utils.training roi\n{listed}"


def test_clean_leaves_a_folder_that_is_no_environment(tmp_path: Path):
    """`VENV=~ make clean` must not empty a home."""
    (tmp_path / "letter.txt").touch()

    rule = make("--dry-run", "clean", f"VENV={tmp_path}").stdout.splitlines()[0]
    subprocess.run(["sh", "-c", rule], check=True)

    assert (tmp_path / "letter.txt").exists()
    (tmp_path / "pyvenv.cfg").touch()
    subprocess.run(["sh", "-c", rule], check=True)
    assert not tmp_path.exists()


def test_a_missing_python_is_reported_with_what_to_install(tmp_path: Path):
    shell = shutil.which("sh")
    done = subprocess.run(
        [shell, "tools/make_environment.sh", str(tmp_path / "environment")],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "need Python 3.11, 3.12, 3.13 or 3.14, and none was found" in done.stderr
    assert "PYTHON=" in done.stderr
    assert not (tmp_path / "environment").exists()


def test_a_python_that_is_too_old_is_not_used(tmp_path: Path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\nif [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi\n', encoding="utf-8")
    old.chmod(0o755)
    done = subprocess.run(
        [shutil.which("sh"), "tools/make_environment.sh", str(tmp_path / "environment")],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "Python 3.9.2" in done.stderr

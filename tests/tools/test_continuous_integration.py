"""`.ci/run` installs what is missing, and nothing else, before it runs the checks."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ["bash", "cat", "dirname", "mktemp", "rm", "sh"]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash on this system")


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder that holds all commands of a machine: what the script calls, and a log of who was called."""
    for name in NEEDED:
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    for name in ("make", "chromium", "python3", "apt-get"):
        command(tmp_path, name)
    command(tmp_path, "id", "echo 0")
    return tmp_path


def command(commands: Path, name: str, body: str = "exit 0") -> None:
    file = commands / name
    file.write_text(f'#!/bin/sh\necho "{name} $*" >> "{commands}/log"\n{body}\n', encoding="utf-8")
    file.chmod(0o755)


def run(commands: Path) -> tuple[int, str, list[str]]:
    """Run the script with these commands alone: its status, what it said, and the calls that change something."""
    script = [str(commands / "bash"), str(ROOT / ".ci" / "run")]
    done = subprocess.run(script, env={"PATH": str(commands)}, capture_output=True, text=True, check=False)
    called = (commands / "log").read_text(encoding="utf-8").splitlines() if (commands / "log").exists() else []
    return done.returncode, done.stdout + done.stderr, [line for line in called if line.startswith(("make", "apt-get"))]


def test_a_machine_that_has_everything_goes_on_to_the_checks(commands: Path):
    assert run(commands) == (0, "", ["make test"])


def test_a_missing_chromium_is_installed_first(commands: Path):
    (commands / "chromium").unlink()

    status, said, called = run(commands)

    assert (status, said) == (0, "Installing chromium.\n")
    assert called == ["apt-get update", "apt-get install --yes --no-install-recommends chromium", "make test"]


def test_a_python_that_cannot_make_environments_gets_what_it_lacks(commands: Path):
    command(commands, "python3", "exit 1")

    assert "apt-get install --yes --no-install-recommends python3-venv" in run(commands)[2]


def test_a_failed_installation_stops_with_what_apt_said(commands: Path):
    (commands / "chromium").unlink()
    command(commands, "apt-get", "echo no route to the mirror; exit 100")

    status, said, called = run(commands)

    assert status == 1
    assert "no route to the mirror" in said
    assert "chromium could not be installed." in said
    assert "make test" not in called


def test_who_may_not_install_is_told_the_command(commands: Path):
    (commands / "chromium").unlink()
    command(commands, "id", "echo 1000")

    status, said, called = run(commands)

    assert status == 1
    assert "Run 'sudo apt-get install chromium', then this again." in said
    assert called == []


def test_another_system_is_told_what_is_missing(commands: Path):
    (commands / "chromium").unlink()
    (commands / "apt-get").unlink()

    status, said, called = run(commands)

    assert status == 1
    assert "The checks need chromium, and this is no Debian" in said
    assert called == []


def test_failed_checks_fail_the_run(commands: Path):
    command(commands, "make", "exit 2")

    assert run(commands)[0] == 2

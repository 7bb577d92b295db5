"""pyproject.toml, requirements.lock and environment.yml say the same, and no file names a package index."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]]
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
PYTHONS = ["3.11.2", "3.11.7", "3.12.3", "3.13.1", "3.14.0"]
# Options that name an index, and addresses that look like one's.
INDEX = re.compile(r"(?i)--(extra-)?index-url|--find-links|\[\[tool\.uv\.index|://\S+/(simple|whl|wheels)\b")
PINNED = [
    "pyproject.toml",
    "requirements.lock",
    "environment.yml",
    "postBuild",
    "Makefile",
    "tools/make_environment.sh",
]


def lines(path: str) -> list[str]:
    text = (ROOT / path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def environment() -> list[object]:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]


def locked(system: str, python: str) -> dict[str, str]:
    """Return the versions that pip would take from the lock on a system."""
    where = {
        **SYSTEMS[system],
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "extra": "",
    }
    found: dict[str, str] = {}
    for requirement in map(Requirement, lines("requirements.lock")):
        if requirement.marker is None or requirement.marker.evaluate(where):
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} is locked twice"
            found[name] = str(requirement.specifier).removeprefix("==")
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_declared_range_holds_the_locked_version_on_every_system(system: str, python: str):
    versions = locked(system, python)

    outside = {
        requirement.name: versions.get(canonicalize_name(requirement.name))
        for requirement in DECLARED
        if canonicalize_name(requirement.name) not in versions
        or versions[canonicalize_name(requirement.name)] not in requirement.specifier
    }

    assert outside == {}


def test_the_lock_names_one_exact_version_a_line():
    for requirement in map(Requirement, lines("requirements.lock")):
        assert re.fullmatch(r"==[\w.!]+", str(requirement.specifier)), requirement
        assert requirement.url is None


def test_the_lock_leaves_it_to_torch_whether_cuda_is_installed():
    names = [Requirement(line).name for line in lines("requirements.lock")]

    assert [name for name in names if name.startswith(("nvidia-", "cuda-")) or name == "triton"] == []


def test_windows_gets_what_only_windows_needs():
    assert "pywinpty" in locked("Windows", "3.11.7")
    assert "pywinpty" not in locked("Linux", "3.11.7")
    assert "pexpect" not in locked("Windows", "3.11.7")


def test_conda_installs_the_lock_through_pip():
    through_pip = [part["pip"] for part in environment() if isinstance(part, dict)]

    assert through_pip == [lines("requirements.lock")]


def test_conda_takes_a_python_that_the_project_supports():
    (pin,) = [part for part in environment() if str(part).startswith("python=")]

    assert Version(str(pin).removeprefix("python=")) in SpecifierSet(PROJECT["requires-python"])


def test_binder_keeps_its_environment_from_commit_to_commit():
    """repo2docker installs after copying the whole project as soon as pip's part refers to a file."""
    (through_pip,) = [part["pip"] for part in environment() if isinstance(part, dict)]

    assert [line for line in through_pip if line.startswith(("-", ".", "/"))] == []
    script = (ROOT / "postBuild").read_text(encoding="utf-8")
    assert "set -e" in script
    assert "pip install --no-deps --editable ." in script


def test_no_file_names_a_package_index():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    suffixes = {".py", ".toml", ".lock", ".yml", ".sh", ".md", ".cfg", ""}
    files = [ROOT / name for name in listed if Path(name).suffix in suffixes and name != "tests/test_setup.py"]

    assert len(files) > 20
    assert [name for name in PINNED if "://" in (ROOT / name).read_text(encoding="utf-8")] == []
    assert [file.name for file in files if file.is_file() and INDEX.search(file.read_text(encoding="utf-8"))] == []


def test_every_import_of_the_package_is_a_declared_dependency():
    declared = {canonicalize_name(requirement.name) for requirement in DECLARED}
    other_names = {"PIL": "pillow", "skimage": "scikit-image", "sklearn": "scikit-learn", "IPython": "ipython"}
    other_names |= {"mpl_toolkits": "matplotlib", "yaml": "pyyaml"}
    files = [*(ROOT / "lecture_utils").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    names = {name for file in files for name in imported(file)}
    names -= sys.stdlib_module_names | {"lecture_utils", "tools", "tests", "benchmarks"}

    assert {name for name in names if canonicalize_name(other_names.get(name, name)) not in declared} == set()


def imported(file: Path) -> Iterator[str]:
    """Yield the first part of every module that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]

"""Whether this computer can show the lectures, and what to do where it can't."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil
from IPython.display import display
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from lecture_utils.exercises.report import Page, box, inline
from lecture_utils.start.living_widget import LivingWidget

PACKAGE = "lecture-utils"
FONT = "DejaVu Sans"
# A kernel with torch takes 600 MB; a second notebook, and the browser, want as much again.
MEMORY = 2**30
# A notebook with its pictures, saved, and the files that a demo makes.
DISK = 2**29
INSTALL = (
    "Run `pip install -r requirements.lock` and `pip install -e . --no-deps` in the project's folder, "
    "then restart the kernel."
)


@dataclass(frozen=True)
class Reading:
    """What was found on this computer.

    Attributes
    ----------
    python : str
        Its version.
    python_range : str
        The versions that the package accepts, as in its metadata: ``">=3.11"``.
    requirements : tuple of str
        What the package needs, as in its metadata: ``"torch>=2.4"``; empty where it is not installed.
    installed : mapping of str to str
        Name of each of them that is there, and its version.
    import_error : str
        What torch and torchvision say when they are imported; empty if nothing.
    fonts : frozenset of str
        Families that matplotlib knows.
    memory, disk : int
        Free bytes.
    """

    python: str
    python_range: str
    requirements: tuple[str, ...]
    installed: Mapping[str, str]
    import_error: str
    fonts: frozenset[str]
    memory: int
    disk: int


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
        What was looked at.
    found : str
        What is wrong with it; empty if it is as it should be.
    remedy : str
        What to do then.
    """

    name: str
    found: str
    remedy: str

    @property
    def good(self) -> bool:
        """Whether all is as it should be."""
        return not self.found


def read_computer() -> Reading:
    """Look at this computer: versions, fonts, free memory and disk."""
    from matplotlib import font_manager

    try:
        about = metadata.metadata(PACKAGE)
        needed = [line for line in metadata.requires(PACKAGE) or [] if "extra ==" not in line]
        python_range = about["Requires-Python"] or ""
    except metadata.PackageNotFoundError:
        needed, python_range = [], ""
    return Reading(
        python=sys.version.split()[0],
        python_range=python_range,
        requirements=tuple(needed),
        installed=_versions(Requirement(line).name for line in needed),
        import_error=_import_error(),
        fonts=frozenset(font_manager.get_font_names()),
        memory=psutil.virtual_memory().available,
        disk=shutil.disk_usage(Path.cwd()).free,
    )


def judge(reading: Reading) -> list[Finding]:
    """Compare what was found with what the lectures need, and say what to do.

    Parameters
    ----------
    reading : Reading

    Returns
    -------
    list of Finding
        Always the same names in the same order.
    """
    return [
        Finding("Python", _python(reading), "Make the environment again with a Python that fits; INSTALL.md says how."),
        Finding("packages", _packages(reading), INSTALL),
        Finding(
            "torch and torchvision",
            reading.import_error,
            "They must be builds of one kind, both for the CPU or both for CUDA. "
            "Remove both (`pip uninstall torch torchvision`) and install them together.",
        ),
        Finding(
            "fonts",
            "" if FONT in reading.fonts else f"matplotlib does not find {FONT}, so labels will not fit.",
            "It comes with matplotlib: `pip install --force-reinstall --no-deps matplotlib`, then restart the kernel.",
        ),
        Finding(
            "memory",
            _too_little(reading.memory, MEMORY),
            "Close what you don't use: in JupyterLab *Kernel*, then *Shut Down All Kernels*, then open one notebook.",
        ),
        Finding(
            "disk",
            _too_little(reading.disk, DISK),
            "A full disk loses work: a notebook can't be saved. Free some space first.",
        ),
    ]


def report(findings: list[Finding]) -> Page:
    """Write the findings as a page for the notebook: a line each, with a remedy where one is needed."""
    bad = [finding for finding in findings if not finding.good]
    summary = f"{len(bad)} of {len(findings)} need your attention." if bad else "All is as it should be."
    lines, paragraphs = [], []
    for finding in findings:
        line = f"{'✓' if finding.good else '✗'} {finding.name}"
        if not finding.good:
            line += f": {finding.found} {finding.remedy}"
        lines.append(line)
        paragraphs.append(f"<div>{inline(line)}</div>")
    content = "".join(paragraphs) + f"<div><strong>{summary}</strong></div>"
    return Page("\n".join([*lines, summary]), box(content, "wrong" if bad else "passed"))


def check_setup(reading: Reading | None = None) -> None:
    """Show whether this computer can show the lectures, and a widget that says whether it is alive.

    Parameters
    ----------
    reading : Reading, optional
        What was found; by default, what is found now.
    """
    display(report(judge(reading or read_computer())))
    display(LivingWidget())


def _versions(names: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _import_error() -> str:
    """Import torch and torchvision; an operator of torchvision is missing where their builds don't fit."""
    try:
        import torch
        from torchvision.ops import nms

        nms(torch.tensor([[0.0, 0.0, 1.0, 1.0]]), torch.tensor([1.0]), 0.5)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}."
    return ""


def _python(reading: Reading) -> str:
    if reading.python_range and Version(reading.python) not in SpecifierSet(reading.python_range):
        return f"this is Python {reading.python}, the lectures need {reading.python_range}."
    return ""


def _packages(reading: Reading) -> str:
    if not reading.requirements:
        return f"{PACKAGE} itself is not installed."
    faults = []
    for requirement in map(Requirement, reading.requirements):
        version = reading.installed.get(requirement.name)
        if version is None:
            faults.append(f"{requirement.name} is missing")
        elif not requirement.specifier.contains(version, prereleases=True):
            faults.append(f"{requirement.name} is {version}, needed is {requirement.specifier}")
    return "; ".join(faults) + "." if faults else ""


def _too_little(free: int, needed: int) -> str:
    if free >= needed:
        return ""
    return f"{free // 2**20} MB are free, {needed // 2**20} MB are needed."

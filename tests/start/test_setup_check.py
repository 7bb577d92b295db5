"""Every way in which a computer can fail the check is tried with a reading that has it."""

import re
from dataclasses import replace
from importlib import metadata

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from lecture_utils import check_setup
from lecture_utils.start.living_widget import LivingWidget
from lecture_utils.start.setup_check import PACKAGE, Reading, judge, read_computer, report
from lecture_utils.start.setup_check import check_setup as check_with

GOOD = Reading(
    python="3.11.7",
    python_range=">=3.11",
    requirements=("torch>=2.4", "torchvision>=0.19", "jupyterlab>=4.2"),
    installed={"torch": "2.14.1+cpu", "torchvision": "0.29.1", "jupyterlab": "4.6.6"},
    import_error="",
    fonts=frozenset({"DejaVu Sans", "DejaVu Serif"}),
    memory=4 * 2**30,
    disk=10 * 2**30,
)
NAMES = ["Python", "packages", "torch and torchvision", "fonts", "memory", "disk"]


def text(reading: Reading) -> str:
    return report(judge(reading)).text


def test_a_computer_that_has_everything_gets_a_page_without_numbers():
    page = text(GOOD)

    assert page.splitlines() == [*(f"✓ {name}" for name in NAMES), "All is as it should be."]
    assert not re.search(r"\d", page)


@pytest.mark.parametrize(
    ("name", "words", "remedy", "change"),
    [
        ("Python", "this is Python 3.9.2, the lectures need >=3.11", "INSTALL.md", {"python": "3.9.2"}),
        ("packages", "lecture-utils itself is not installed", "pip install -e .", {"requirements": ()}),
        ("packages", "jupyterlab is missing", "requirements.lock", {"installed": {"torch": "3", "torchvision": "1"}}),
        ("packages", "torch is 2.1.0, needed is >=2.4", "requirements.lock", {"installed": {"torch": "2.1.0"}}),
        (
            "torch and torchvision",
            "operator torchvision::nms does not exist",
            "one kind",
            {"import_error": "RuntimeError: operator torchvision::nms does not exist."},
        ),
        ("fonts", "does not find DejaVu Sans", "matplotlib", {"fonts": frozenset({"Arial"})}),
        ("memory", "300 MB are free, 1024 MB are needed", "Shut Down", {"memory": 300 * 2**20}),
        ("disk", "0 MB are free, 512 MB are needed", "Free some space", {"disk": 100}),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(name: str, words: str, remedy: str, change: dict[str, object]):
    page = text(replace(GOOD, **change))

    line = next(line for line in page.splitlines() if line.startswith(f"✗ {name}: "))
    assert words in line
    assert remedy in line
    assert page.count("✗") == 1
    assert page.endswith("1 of 6 need your attention.")


def test_a_version_of_the_future_or_before_its_release_is_accepted():
    assert "✗" not in text(replace(GOOD, installed={"torch": "3.0.0rc1", "torchvision": "1.0", "jupyterlab": "5"}))


def test_the_page_is_html_that_hides_no_sign():
    page = report(judge(replace(GOOD, memory=0)))

    assert "✗ memory" in page.html
    assert "<strong>1 of 6 need your attention.</strong>" in page.html
    assert "<em>Kernel</em>" in page.html


def test_this_computer_is_read_with_every_requirement_of_the_package():
    reading = read_computer()

    assert {"torch", "anywidget", "jupyterlab"} <= set(reading.installed)
    assert reading.installed["torch"] == metadata.version("torch")
    assert len(reading.installed) == len(reading.requirements)
    assert f"{PACKAGE}" not in reading.requirements
    assert min(reading.memory, reading.disk) > 0


def test_this_environment_passes_all_but_memory_and_disk_which_others_use_too():
    bad = {finding.name for finding in judge(read_computer()) if not finding.good}

    assert bad <= {"memory", "disk"}


def test_the_kernel_answers_the_widgets_question():
    widget = LivingWidget()

    widget.question = 123

    assert widget.answer == 123


def test_the_check_shows_the_report_and_then_the_widget():
    InteractiveShell.instance()
    try:
        with capture_output() as shown:
            check_with(GOOD)
    finally:
        InteractiveShell.clear_instance()

    first, second = [output.data for output in shown.outputs]
    assert first["text/plain"].startswith("✓ Python")
    assert "application/vnd.jupyter.widget-view+json" in second
    assert second["text/plain"] == "○ widgets: run this cell to see whether they are alive."


def test_the_package_offers_the_check_itself(capsys: pytest.CaptureFixture[str]):
    check_setup()

    assert "torch and torchvision" in capsys.readouterr().out

"""The documents keep to what holds for the notebooks' prose, and to the lock."""

import re
from pathlib import Path

import pytest

from tools.list_lectures import gallery
from tools.list_networks import studies, table
from tools.notebook_rules import links, prose
from tools.written_parts import content_between

ROOT = Path(__file__).parent.parent
DOCUMENTS = ["README.md", "INSTALL.md", "ARCHITECTURE.md", "NETWORKS.md", "BENCHMARKS.md"]


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> Path:
    return ROOT / str(request.param)


def test_links_lead_somewhere(document: Path):
    assert list(links.broken_links(document.read_text(encoding="utf-8"), document)) == []


def test_images_are_here_and_described(document: Path):
    assert list(links.undescribed_images(document.read_text(encoding="utf-8"), document)) == []


def test_words_are_chosen(document: Path):
    assert list(prose.forbidden_words(document.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("package", ["torch", "torchvision"])
def test_the_installation_names_the_locked_versions_for_the_cpu_build(package: str):
    (locked,) = re.findall(rf"^{package}==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), flags=re.MULTILINE)

    assert re.findall(rf"\b{package}==([\w.]+)", (ROOT / "INSTALL.md").read_text("utf-8")) == [locked]


def test_every_command_that_a_document_names_is_in_the_makefile(document: Path):
    commands = set(re.findall(r"\bmake ([a-z-]+)\b", " ".join(_code(document.read_text(encoding="utf-8")))))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))

    assert commands
    assert commands <= targets


def test_the_networks_are_listed_as_their_records_say():
    assert content_between((ROOT / "NETWORKS.md").read_text(encoding="utf-8"), "networks") == table()


def test_the_studies_are_told_as_their_tables_say():
    assert content_between((ROOT / "NETWORKS.md").read_text(encoding="utf-8"), "studies") == studies()


def test_the_readme_shows_every_lecture_that_is_there():
    assert content_between((ROOT / "README.md").read_text(encoding="utf-8"), "lectures") == gallery()


def test_the_readme_takes_two_screens():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.replace(content_between(text, "lectures"), "").splitlines()) <= 60


def _code(markdown: str) -> list[str]:
    return re.findall(r"```.*?```|`[^`]+`", markdown, flags=re.DOTALL)

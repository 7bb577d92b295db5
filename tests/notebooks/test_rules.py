"""Every notebook keeps to every rule. That the rules see what they are for: tests/tools/test_notebook_rules.py."""

from pathlib import Path

import pytest

from tests.notebooks.conftest import NOTEBOOKS
from tools.notebook_rules import RULES, Notebook, Rule


def test_there_are_notebooks_to_look_at():
    assert NOTEBOOKS
    assert NOTEBOOKS[0].stem == "00_start_here"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_notebook_keeps_the_rule(path: Path, rule: Rule):
    complaints = list(rule(Notebook.read(path)))

    assert not complaints, "\n".join(complaints)

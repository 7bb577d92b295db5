from pathlib import Path

import pytest

import lecture_utils.training as training
from lecture_utils.training.catalogue import all_recipes, recipe_named

VARIANTS = """
from tests.training.sample import Sample

class Variant(Sample):
    def __init__(self, name, starts_from=()):
        self.name, self.starts_from = name, starts_from

recipes = (Variant("zebra_b", ("zebra_c",)), Variant("zebra_a", ("zebra_b",)), Variant("zebra_c"))
"""


@pytest.fixture
def variants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zebra.py").write_text(VARIANTS, encoding="utf-8")
    (tmp_path / "zebra_part.py").write_text("STEPS = 3\n", encoding="utf-8")
    monkeypatch.setattr(training, "__path__", [*training.__path__, str(tmp_path)])


@pytest.mark.usefixtures("with_sample")
def test_a_module_with_a_recipe_is_found_by_its_name():
    assert recipe_named("sample") is all_recipes()["sample"]


@pytest.mark.usefixtures("variants")
def test_a_module_can_have_variants_and_each_comes_after_what_it_starts_from():
    names = [name for name in all_recipes() if name.startswith("zebra")]

    assert names == ["zebra_c", "zebra_b", "zebra_a"]
    assert recipe_named("zebra_b").name == "zebra_b"


@pytest.mark.usefixtures("variants")
def test_a_name_without_a_recipe_is_refused_with_those_that_are_there():
    for name in ("zebra", "zebra_part", "run", "yolo_huge", ""):
        with pytest.raises(ValueError, match=f"zebra_a.*got '{name}'"):
            recipe_named(name)


def test_the_machinery_is_no_recipe():
    machinery = {"run", "train", "data", "state", "recipe", "checkpoint", "catalogue", "__main__"}

    assert machinery.isdisjoint(all_recipes())


def test_a_recipe_has_its_modules_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "yak.py").write_text("from tests.training.sample import recipe", encoding="utf-8")
    monkeypatch.setattr(training, "__path__", [*training.__path__, str(tmp_path)])

    with pytest.raises(ValueError, match=r"recipe\.name must be yak, or begin with yak_; got 'sample'"):
        all_recipes()

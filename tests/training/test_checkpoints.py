"""The checkpoints of the package: each belongs to its recipe, to the meadow as it is drawn now, and to its record."""

from collections.abc import Iterator

import pytest

from lecture_utils.training.catalogue import all_recipes, recipe_named
from lecture_utils.training.checkpoint import FOLDER, load_network, record
from lecture_utils.training.held_out import held_out
from lecture_utils.training.snapshots import load_snapshots

NAMES = list(all_recipes())

TOLERANCE = 0.01
"""Of a figure, or of its hundredth part where it is above 1: other processors round otherwise."""

MEGABYTES = 60
"""All checkpoints together take at most."""


@pytest.fixture(autouse=True, scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Draw held-out scenes once for all checkpoints, outside the reader's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_UTILS_CACHE", str(tmp_path_factory.mktemp("held_out")))
        yield


@pytest.mark.timeout(900)  # the first to ask for proposals of all test scenes makes them
@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_reaches_what_its_record_says(name: str):
    recipe, written = recipe_named(name), record(name)

    figures = held_out(recipe, load_network(name), recipe.data(written.test["split"], written.test["count"]))

    assert figures.keys() == written.figures.keys()
    for figure, value in written.figures.items():
        assert figures[figure] == pytest.approx(value, rel=TOLERANCE, abs=TOLERANCE), figure


@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_is_of_the_meadow_as_it_is_drawn_now(name: str):
    assert record(name).data_version == recipe_named(name).data_version(), "make train NAME=" + name


@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_is_the_first_of_all_its_recipes_seeds(name: str):
    recipe, written = recipe_named(name), record(name)

    assert written.seeds.keys() == {str(seed) for seed in recipe.seeds}
    assert written.seed == recipe.seeds[0]
    assert written.figures == written.seeds[str(written.seed)]
    assert written.test["count"] == recipe.test_scenes


@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_starts_from_those_that_are_there(name: str):
    assert record(name).starts_from == {start: record(start).sha256 for start in recipe_named(name).starts_from}


def test_recorded_moments_are_those_that_the_recipe_names():
    for name in NAMES:
        if shares := recipe_named(name).snapshots:
            assert load_snapshots(name).steps == tuple(sorted({round(share * record(name).steps) for share in shares}))


def test_every_file_is_of_a_recipe():
    expected = {f"{name}{ending}" for name in NAMES for ending in (".json", ".safetensors")}
    expected |= {f"{name}.snapshots.safetensors" for name in NAMES if recipe_named(name).snapshots}

    assert {path.name for path in FOLDER.glob("*")} == expected


def test_all_checkpoints_together_are_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("*")) <= MEGABYTES * 1e6

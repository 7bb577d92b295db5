"""Studies: all trainings, each once, the same numbers however they are shared out; what is kept and read."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch

import lecture_utils.training as training
from lecture_utils.scenes.meadow import CropCache
from lecture_utils.training.__main__ import main
from lecture_utils.training.checkpoint import CheckpointError
from lecture_utils.training.state import state_path
from lecture_utils.training.study import Some, Study, Table, all_studies, carry_out, keep_rows, table
from tests.training.sample_study import study


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Table:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_UTILS_CACHE", str(tmp_path_factory.mktemp("cache")))
        return carry_out(study, tmp_path_factory.mktemp("found"), workers=2)


def without_times(rows):
    return [replace(row, cpu_minutes=0.0) for row in rows]


def test_every_network_is_trained_on_every_amount_with_every_seed(found: Table):
    rows = [(row.network, row.images, row.seed, row.steps) for row in found.rows]

    assert rows == [
        (network, images, seed, steps)
        for images, steps in ((6, 3), (12, 5))
        for network in ("narrow", "wide")
        for seed in (0, 1)
    ]
    assert found.amounts == [6, 12]
    assert found.parameters["narrow"] < found.parameters["wide"]


def test_one_process_finds_what_two_find_and_leaves_nothing_behind(found: Table, tmp_path: Path, cache_folder: Path):
    alone = carry_out(study, tmp_path, workers=1)

    assert without_times(alone.rows) == without_times(found.rows)
    assert list((cache_folder / "training").iterdir()) == []


def test_a_study_that_was_stopped_does_only_what_is_missing(found: Table, tmp_path: Path):
    # The times tell which rows were taken over.
    kept = [replace(row, cpu_minutes=99.0) for row in found.rows[:-1]]
    path = state_path(study.name, 0).with_suffix(".json")
    path.parent.mkdir(parents=True)
    keep_rows(path, study.plan(), kept)

    again = carry_out(study, tmp_path, workers=1)

    assert without_times(again.rows) == without_times(found.rows)
    assert [row.cpu_minutes == 99.0 for row in again.rows] == [True] * 7 + [False]


def test_with_another_plan_it_begins_anew_and_says_why(
    found: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    short = replace(study, amounts=(6,), seeds=(0,), recipes={"narrow": study.recipes["narrow"]})
    path = state_path(study.name, 0).with_suffix(".json")
    path.parent.mkdir(parents=True)
    keep_rows(path, short.plan() | {"seeds": [7]}, [replace(found.rows[0], cpu_minutes=99.0)])

    again = carry_out(short, tmp_path, workers=1)

    assert [row.cpu_minutes < 99.0 for row in again.rows] == [True]
    assert "sample_study begins anew: its seeds was [7] and is [0] now." in capsys.readouterr().out


def test_the_written_table_is_read_again(found: Table, tmp_path: Path):
    (tmp_path / "sample_study.json").write_text(json.dumps(asdict(found)), encoding="utf-8")

    assert table("sample_study", tmp_path) == found


@pytest.mark.parametrize(("content", "message"), [(None, "there is no table"), ("{}", "no table"), ("[", "no table")])
def test_a_table_that_cannot_be_read_says_what_makes_it(content: str | None, message: str, tmp_path: Path):
    if content is not None:
        (tmp_path / "sample_study.json").write_text(content, encoding="utf-8")

    with pytest.raises(CheckpointError, match=rf"{message}.*python -m lecture_utils\.training sample_study makes it"):
        table("sample_study", tmp_path)


def test_figures_are_averaged_over_the_seeds_of_each_amount(found: Table):
    rows = [replace(row, figures={"top-1": 0.1 * row.seed + row.images}, training=1.0) for row in found.rows]
    across = replace(found, rows=rows).across_seeds("wide", "top-1")

    assert [mean for mean, _ in across] == pytest.approx([6.05, 12.05])
    assert [spread for _, spread in across] == pytest.approx([0.1 / 2**0.5] * 2)
    assert replace(found, rows=rows).across_seeds("wide", "training") == [(1.0, 0.0), (1.0, 0.0)]


@pytest.mark.parametrize(("network", "figure", "message"), [("huge", "top-1", "network"), ("wide", "AP", "figure")])
def test_an_unknown_network_or_figure_is_refused(network: str, figure: str, message: str, found: Table):
    with pytest.raises(ValueError, match=f"{message} must be one of"):
        found.across_seeds(network, figure)


def test_more_pictures_hold_all_of_the_fewer_and_another_seed_draws_others():
    crops = CropCache("train", 30, 32)
    few, many, other = Some(crops, 5, seed=0), Some(crops, 20, seed=0), Some(crops, 5, seed=1)

    assert len(few) == len(few.fine) == len(few.labels) == 5
    assert set(few.chosen.tolist()) < set(many.chosen.tolist())
    assert set(few.chosen.tolist()) != set(other.chosen.tolist())
    assert torch.equal(few.images([3, 1]), crops.images(few.chosen[[3, 1]].tolist()))
    assert torch.equal(few.fine, crops.fine[few.chosen])


def test_a_study_has_no_workers_below_one():
    with pytest.raises(ValueError, match="workers must be at least 1; got 0"):
        carry_out(study, workers=0)


def test_a_study_is_listed_and_carried_out_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "studies"
    folder.mkdir()
    (folder / "sample_study.py").write_text("from tests.training.sample_study import study\n", encoding="utf-8")
    monkeypatch.setattr(training, "__path__", [*training.__path__, str(folder)])

    assert main([]) == 0
    assert "two networks on six and twelve pictures" in capsys.readouterr().out
    assert main(["sample_study", "--steps", "3"]) == 1
    assert "--steps is for recipes" in capsys.readouterr().err
    assert main(["sample_study", "--folder", str(tmp_path)]) == 0
    assert "top-1 on most pictures: narrow 0." in capsys.readouterr().out
    assert table("sample_study", tmp_path).amounts == [6, 12]


def test_the_packages_studies_meet_what_the_lecture_asks_for():
    found = all_studies()["vit_vs_resnet"]

    assert isinstance(found, Study)
    assert sum(name.startswith("ResNet") for name in found.recipes) >= 2
    assert sum(name.startswith("ViT") for name in found.recipes) >= 3
    assert len(found.amounts) >= 5
    assert max(found.amounts) >= 100 * min(found.amounts)
    assert len(found.seeds) >= 3


def test_resnets_are_ahead_wherever_there_is_something_to_learn_from_and_more_pictures_help_everyone():
    found = table("vit_vs_resnet")
    seeds = {one: found.across_seeds(one, "top-1") for one in found.parameters}

    assert found.amounts == list(all_studies()["vit_vs_resnet"].amounts)
    assert len(found.rows) == len(all_studies()["vit_vs_resnet"].trainings())
    for place, amount in enumerate(found.amounts):
        best = {kind: max(seeds[one][place] for one in seeds if one.startswith(kind)) for kind in ("ResNet", "ViT")}
        (resnet, spread), (vit, other_spread) = best["ResNet"], best["ViT"]
        if amount >= 600:
            assert resnet - vit > 2 * (spread + other_spread)
    for rising in seeds.values():
        assert rising[0][0] < rising[1][0] < rising[2][0] < rising[-1][0]


def test_finished_trainings_of_which_a_bit_has_changed_are_done_again_and_it_is_said(
    found: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    short = replace(study, amounts=(6,), seeds=(0,), recipes={"narrow": study.recipes["narrow"]})
    path = state_path(study.name, 0).with_suffix(".json")
    path.parent.mkdir(parents=True)
    keep_rows(path, short.plan(), [replace(found.rows[0], cpu_minutes=99.0)])
    path.write_text(path.read_text(encoding="utf-8").replace("99.0", "98.0"), encoding="utf-8")

    again = carry_out(short, tmp_path, workers=1)

    assert [row.cpu_minutes < 98.0 for row in again.rows] == [True]
    assert "begins anew: its finished trainings in sample_study_seed0.json can't be used" in capsys.readouterr().out

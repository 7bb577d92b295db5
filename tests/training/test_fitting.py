"""Models that are fitted without gradients: listed and fitted from the command line, written with their record."""

import json
from pathlib import Path

import torch

from lecture_utils.scenes.meadow import split_of
from lecture_utils.training.__main__ import main
from lecture_utils.training.fitting import (
    Fitting,
    all_fittings,
    as_record,
    carry_out_fitting,
    recall_figures,
    training_scenes,
)


class Mean(Fitting):
    """Fits a mean to numbers drawn by chance."""

    name = "mean"
    summary = "the mean of three numbers"
    file = Path("mean_model.json")

    def fit(self):
        numbers = torch.rand(3)
        return {"figures": {"mean": float(numbers.mean())}, "rows": [[1, 2], [3, 4]], "numbers": numbers.tolist()}


def test_a_model_is_written_with_its_record_and_is_the_same_each_time(tmp_path):
    figures = carry_out_fitting(Mean(), tmp_path)

    first = (tmp_path / "mean_model.json").read_text(encoding="utf-8")
    written = json.loads(first)
    assert list(written) == ["recipe", "figures", "rows", "numbers"]
    assert written["recipe"] == "python -m lecture_utils.training mean"
    assert written["figures"] == figures
    assert written["rows"] == [[1, 2], [3, 4]]
    carry_out_fitting(Mean(), tmp_path)
    assert (tmp_path / "mean_model.json").read_text(encoding="utf-8") == first


def test_the_command_line_lists_and_fits_them_and_refuses_what_is_for_networks(capsys, monkeypatch, tmp_path):
    assert list(all_fittings()) == ["bing", "objectness"]
    assert main([]) == 0
    assert "objectness" in capsys.readouterr().out
    monkeypatch.setattr("lecture_utils.training.__main__.all_fittings", lambda: {"mean": Mean()})
    assert main(["mean", "--folder", str(tmp_path)]) == 0
    assert "mean 0." in capsys.readouterr().out
    assert main(["mean", "--steps", "3"]) == 1
    assert "--steps is for recipes of networks" in capsys.readouterr().err


def test_every_fitted_model_lies_where_it_says():
    assert all(one.file.exists() for one in all_fittings().values())


def test_training_scenes_have_seeds_of_their_own_in_the_training_split_and_portraits_show_a_large_thing():
    scenes = training_scenes(((64, 2), (96, 1)), ((64, 3),))

    assert [scene.image.shape[1] for scene in scenes] == [64, 64, 96, 64, 64, 64]
    assert len({scene.seed for scene in scenes}) == 6
    assert {str(split_of(scene.seed)) for scene in scenes} == {"train"}
    assert all((scene.boxes[:, 2:] - scene.boxes[:, :2]).amax() > 24 for scene in scenes[3:])
    assert [one["kind"] for one in as_record(((64, 2), (96, 1)), ((64, 3),))] == ["meadow", "meadow", "portrait"]


def test_recall_is_a_share_of_held_out_things_with_its_interval():
    whole = recall_figures(lambda image: torch.tensor([[0.0, 0.0, 128.0, 128.0]]), scenes=5)

    names = ["recall of 100", "recall of 1000"]
    assert list(whole) == [f"{name}{end}" for name in names for end in ("", " low", " high")]
    assert whole["recall of 100"] == whole["recall of 1000"] < 0.2

from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lecture_utils.scenes.meadow.cache import fingerprint
from lecture_utils.training import checkpoint, run
from lecture_utils.training.checkpoint import load_weights, record
from lecture_utils.training.train import refit, train
from tests.training.sample import Sample, Stopped


def weights(folder: Path) -> bytes:
    return (folder / "sample.safetensors").read_bytes()


def test_every_seed_is_evaluated_and_the_first_is_kept(tmp_path: Path):
    both = train(Sample(), steps=3, folder=tmp_path / "both")
    first = train(Sample(), seed=0, steps=3, folder=tmp_path / "first")
    second = train(Sample(), seed=1, steps=3, folder=tmp_path / "second")

    assert weights(tmp_path / "both") == weights(tmp_path / "first") != weights(tmp_path / "second")
    assert both.seeds == {"0": first.figures, "1": second.figures}
    assert both.figures == first.figures
    values = [first.figures["cross-entropy"], second.figures["cross-entropy"]]
    assert both.mean["cross-entropy"] == pytest.approx(mean(values), abs=1e-6)
    assert both.spread["cross-entropy"] == pytest.approx(stdev(values), abs=1e-6)
    assert first.spread == {}


def test_the_record_tells_how_the_checkpoint_came_about(tmp_path: Path):
    written = train(Sample(), seed=1, scenes=20, steps=3, folder=tmp_path)

    assert written == record("sample", tmp_path)
    assert (written.name, written.seed, written.scenes, written.steps) == ("sample", 1, 20, 3)
    assert written.data_version == fingerprint(32)
    assert written.test == {"split": "test", "first": 2_000_000_000, "count": 20}
    assert written.parameters == sum(value.numel() for value in Sample().network().parameters())
    assert written.machine["torch"] == torch.__version__
    assert written.settings["learning_rate"] == Sample.learning_rate
    assert written.history[-1]["minutes"] >= 0


def test_the_history_holds_each_terms_mean_and_what_was_validated(tmp_path: Path):
    history = train(Sample(), seed=0, steps=90, folder=tmp_path).history

    assert len(history) == run.ROWS
    assert history[-1]["step"] == 90
    assert list(history[0]) == ["step", "cross-entropy", "size", "validation accuracy", "rate", "minutes"]
    assert history[-1]["cross-entropy"] < history[0]["cross-entropy"]


def test_the_table_and_the_bar_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    train(Sample(), seed=0, steps=3, folder=tmp_path)

    shown = capsys.readouterr()
    assert "    step  cross-entropy      size  validation accuracy      rate   minutes\n       1" in shown.out
    assert "sample, seed 0: 100%" in shown.err


def test_a_training_that_fits_into_a_time_can_be_repeated_by_its_steps(tmp_path: Path):
    timed = train(Sample(), seed=0, minutes=0.005, folder=tmp_path / "timed")

    repeated = train(Sample(), seed=0, steps=timed.steps, folder=tmp_path / "repeated")

    assert weights(tmp_path / "timed") == weights(tmp_path / "repeated")
    assert (timed.chosen_for_minutes, repeated.chosen_for_minutes) == (0.005, None)


def test_a_chosen_number_of_steps_is_kept_when_a_training_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    recipe = Stopped(at=1)
    with monkeypatch.context() as first:
        first.setattr("lecture_utils.training.train.fitting_steps", lambda *given: 7)
        with pytest.raises(KeyboardInterrupt):
            train(recipe, minutes=1.0, folder=tmp_path)
        first.setattr("lecture_utils.training.train.fitting_steps", lambda *given: 4)

        assert train(recipe, minutes=1.0, folder=tmp_path).steps == 7
        assert train(recipe, minutes=1.0, folder=tmp_path).steps == 4


def test_more_time_is_for_more_steps():
    data = Sample().data("train", 30)

    few, many = (run.fitting_steps(Sample(), data, 0, minutes, most_seconds=0.2) for minutes in (0.1, 10))

    assert 1 <= few < many


class Frozen(Sample):
    """Starts from the sample, and trains its last layer only."""

    name = "frozen"
    starts_from = ("sample",)

    def start(self, network: Any) -> None:
        load_weights(network, "sample")
        network[:-1].requires_grad_(False)


def test_a_recipe_can_start_from_another_ones_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkpoint, "FOLDER", tmp_path)
    start = train(Sample(), seed=0, steps=3)

    done = train(Frozen(), seed=0, steps=3)

    assert done.starts_from == {"sample": start.sha256}
    sample, frozen = (load_weights(Sample().network(), name) for name in ("sample", "frozen"))
    assert torch.equal(frozen[0].weight, sample[0].weight)
    assert not torch.equal(frozen[-1].weight, sample[-1].weight)


class Finished(Sample):
    to = 0.0

    def finish(self, network: Any, data: Any) -> dict[str, Any]:
        assert len(data) == self.scenes
        nn.init.constant_(network[-1].weight, self.to)
        return {"to": self.to}


def test_what_is_fitted_again_leaves_what_gradients_learned_and_how_it_was_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checkpoint, "FOLDER", tmp_path)
    recipe = Finished()
    before = train(recipe, seed=0, steps=3)
    first = load_weights(recipe.network(), "sample")
    recipe.to = 0.5

    done = refit(recipe)

    assert (before.fitted, done.fitted) == ({"to": 0.0}, {"to": 0.5})
    again = load_weights(recipe.network(), "sample")
    assert torch.equal(again[0].weight, first[0].weight)
    assert (again[-1].weight == 0.5).all()
    assert (done.steps, done.history, done.cpu_minutes) == (before.steps, before.history, before.cpu_minutes)
    assert done.sha256 != before.sha256
    assert done.figures == done.seeds["0"] == record("sample").figures


def test_networks_of_several_seeds_cannot_be_fitted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkpoint, "FOLDER", tmp_path)
    train(Sample(), steps=2)

    with pytest.raises(ValueError, match="recipe must have one seed to be fitted again; got 0, 1"):
        refit(Sample())


def test_what_is_fitted_after_the_last_step_is_kept_and_evaluated(tmp_path: Path):
    done = train(Finished(), seed=0, steps=2, folder=tmp_path)

    assert done.fitted == record("sample", tmp_path).fitted == {"to": 0.0}

    assert load_weights(Sample().network(), "sample", folder=tmp_path)[-1].weight.abs().max() == 0
    assert done.figures["accuracy"] < 0.5


class Diverging(Sample):
    def loss(self, network: Any, batch: Any) -> dict[str, Tensor]:
        return {name: term * float("nan") for name, term in super().loss(network, batch).items()}


class Forgetful(Sample):
    def loss(self, network: Any, batch: Any) -> dict[str, Tensor]:
        terms = super().loss(network, batch)
        return terms if torch.rand(()) < 0.5 else {"size": terms["size"]}


def test_a_loss_that_is_not_finite_stops_the_training(tmp_path: Path):
    with pytest.raises(FloatingPointError, match=r"the loss of step 0 is not finite: \{'cross-entropy': nan"):
        train(Diverging(), folder=tmp_path)
    assert not tmp_path.joinpath("sample.json").exists()


def test_a_loss_names_all_its_terms_at_every_step(tmp_path: Path):
    with pytest.raises(ValueError, match="loss must return the same terms at every step"):
        train(Forgetful(), folder=tmp_path)


def test_wrong_arguments_are_named(tmp_path: Path):
    for arguments, message in (
        ({"steps": 0}, "steps must be at least 1; got 0"),
        ({"scenes": -3}, "scenes must be at least 1; got -3"),
        ({"seed": -1}, "seed must be at least 0; got -1"),
        ({"minutes": 0.0}, "minutes must be positive"),
        ({"minutes": 1.0, "steps": 3}, "steps left out; got 1.0 minutes and 3 steps"),
    ):
        with pytest.raises(ValueError, match=message):
            train(Sample(), folder=tmp_path, **arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_held_out_set_that_takes_too_long_is_refused(tmp_path: Path):
    recipe = Sample()
    recipe.test_scenes = 5000

    with pytest.raises(ValueError, match=r"recipe\.test_scenes must be from 1 to 1000; got 5000"):
        train(recipe, folder=tmp_path)

"""Recorded moments of a training: kept beside the checkpoint, the same bits where the training was stopped."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from lecture_utils.training import run
from lecture_utils.training.checkpoint import CheckpointError, load_network, record
from lecture_utils.training.moments import Moments, Watcher, moments, moments_path, write_moments
from lecture_utils.training.train import train
from tests.training.sample import Sample, Stopped

SCENE = torch.linspace(0, 1, 3 * 32 * 32).view(1, 3, 32, 32)


class Watched(Sample):
    """Records the labels and the scores of one picture."""

    moments = (0.0, 0.25, 0.5, 1.0)

    def watch(self, network: Any) -> dict[str, Tensor]:
        scores = network(SCENE)
        return {"label": scores.argmax(dim=1).byte(), "scores": scores[0]}


class StoppedWatched(Stopped, Watched):
    """Stops the first time that it comes to a step, as Ctrl-C does."""


def test_the_averaged_network_is_watched_at_shares_of_the_training(tmp_path: Path):
    train(Watched(), folder=tmp_path)

    seen = moments("sample", tmp_path)

    assert seen.steps == (0, 3, 6, 12)
    assert {name: (value.shape, value.dtype) for name, value in seen.seen.items()} == {
        "label": ((4, 1), torch.uint8),
        "scores": ((4, 5), torch.float32),
    }
    assert len(seen.seen["scores"].unique(dim=0)) == 4


def test_the_first_moment_is_of_the_untrained_network_and_the_last_of_the_checkpoint(tmp_path: Path, with_sample: None):
    train(Watched(), folder=tmp_path)

    scores = moments("sample", tmp_path).seen["scores"]

    torch.testing.assert_close(scores[-1], load_network("sample", tmp_path)(SCENE)[0].detach(), atol=2e-3, rtol=2e-3)
    assert (scores[0] - scores[-1]).abs().max() > 0.01


# Both seeds' trainings have 12 steps: the calls 13 to 24 are those of the second.
@pytest.mark.parametrize("at", [0, 2, 3, 7, 11, 15])
@pytest.mark.parametrize("each_step_kept", [True, False])
def test_a_training_that_was_stopped_goes_on_with_the_moments_that_it_has(
    at: int, each_step_kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    if each_step_kept:
        monkeypatch.setattr(run, "SAVE_SECONDS", 0.0)
    train(Watched(), folder=tmp_path / "whole")
    recipe = StoppedWatched(at)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, folder=tmp_path / "parts")

    train(recipe, folder=tmp_path / "parts")

    whole, parts = (moments_path("sample", tmp_path / name).read_bytes() for name in ("whole", "parts"))
    assert whole == parts


def test_watching_changes_no_bit_of_the_training(tmp_path: Path):
    class Restless(Watched):
        def watch(self, network: Any) -> dict[str, Tensor]:
            torch.rand(7)
            return super().watch(network)

    train(Sample(), seed=0, folder=tmp_path / "alone")
    train(Restless(), seed=0, folder=tmp_path / "watched")

    alone, watched = (tmp_path / name / "sample.safetensors" for name in ("alone", "watched"))
    assert alone.read_bytes() == watched.read_bytes()


def test_other_moments_are_another_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any):
    monkeypatch.setattr(run, "SAVE_SECONDS", 0.0)
    with pytest.raises(KeyboardInterrupt):
        train(StoppedWatched(4), seed=0, folder=tmp_path)
    recipe = Watched()
    recipe.moments = (0.5,)

    train(recipe, seed=0, folder=tmp_path)

    assert "begins anew instead of at step 4: its moments was" in capsys.readouterr().out
    assert moments("sample", tmp_path).steps == (6,)


def test_moments_that_fall_on_one_step_are_one():
    recipe = Watched()
    recipe.moments = (1.0, 0.0, 0.01, 0.5)
    assert Watcher.of(recipe, steps=2).due == (0, 1, 2)


def test_wrong_moments_are_refused(tmp_path: Path):
    class Growing(Watched):
        def watch(self, network: Any) -> dict[str, Tensor]:
            self.calls = getattr(self, "calls", 0) + 1
            return {"scores": torch.zeros(self.calls)}

    class Blind(Sample):
        moments = (0.5,)

    late = Watched()
    late.moments = (0.5, 1.5)
    with pytest.raises(ValueError, match=r"recipe\.moments must be shares from 0 to 1; got \(0\.5, 1\.5\)"):
        train(late, folder=tmp_path)
    with pytest.raises(ValueError, match=r"watch must return the same names and shapes each time: .*; got"):
        train(Growing(), folder=tmp_path)
    with pytest.raises(NotImplementedError, match="Blind has moments, so it must say what to watch"):
        train(Blind(), folder=tmp_path)


def test_moments_that_are_missing_damaged_or_of_another_training_are_refused(tmp_path: Path):
    train(Sample(), seed=0, steps=2, folder=tmp_path)
    again = r"Train it again: python -m lecture_utils\.training sample"
    with pytest.raises(CheckpointError, match=rf"There is no sample\.moments\.safetensors in .*{again}"):
        moments("sample", tmp_path)

    seen = Moments((0, 2), {"label": torch.zeros(2, 3, dtype=torch.uint8)})
    write_moments(seen, "sample", "another", tmp_path)
    with pytest.raises(CheckpointError, match=rf"is of another training than sample\.json\. {again}"):
        moments("sample", tmp_path)

    write_moments(seen, "sample", record("sample", tmp_path).sha256, tmp_path)
    assert moments("sample", tmp_path).steps == (0, 2)
    moments_path("sample", tmp_path).write_bytes(b"nothing")
    with pytest.raises(CheckpointError, match="holds no recorded moments"):
        moments("sample", tmp_path)

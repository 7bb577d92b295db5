"""Snapshots of a training: kept beside the checkpoint, the same bits where the training was stopped."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from lecture_utils.training import run
from lecture_utils.training.__main__ import main
from lecture_utils.training.checkpoint import CheckpointError, load_network, record
from lecture_utils.training.snapshots import (
    SnapshotRecorder,
    Snapshots,
    load_snapshots,
    snapshots_path,
    write_snapshots,
)
from lecture_utils.training.train import train
from tests.training.sample import Sample, Stopped, flipped

SCENE = torch.linspace(0, 1, 3 * 32 * 32).view(1, 3, 32, 32)


class Watched(Sample):
    """Records the labels and the scores of one picture."""

    snapshots = (0.0, 0.25, 0.5, 1.0)

    def snapshot(self, network: Any) -> dict[str, Tensor]:
        scores = network(SCENE)
        return {"label": scores.argmax(dim=1).byte(), "scores": scores[0]}


class StoppedWatched(Stopped, Watched):
    """Stops the first time that it comes to a step, as Ctrl-C does."""


def test_the_averaged_network_is_watched_at_shares_of_the_training(tmp_path: Path):
    train(Watched(), folder=tmp_path)

    seen = load_snapshots("sample", tmp_path)

    assert seen.steps == (0, 3, 6, 12)
    assert {name: (value.shape, value.dtype) for name, value in seen.seen.items()} == {
        "label": ((4, 1), torch.uint8),
        "scores": ((4, 5), torch.float32),
    }
    assert len(seen.seen["scores"].unique(dim=0)) == 4


def test_the_first_moment_is_of_the_untrained_network_and_the_last_of_the_checkpoint(tmp_path: Path, with_sample: None):
    train(Watched(), folder=tmp_path)

    scores = load_snapshots("sample", tmp_path).seen["scores"]

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

    whole, parts = (snapshots_path("sample", tmp_path / name).read_bytes() for name in ("whole", "parts"))
    assert whole == parts


def test_watching_changes_no_bit_of_the_training(tmp_path: Path):
    class Restless(Watched):
        def snapshot(self, network: Any) -> dict[str, Tensor]:
            torch.rand(7)
            return super().snapshot(network)

    train(Sample(), seed=0, folder=tmp_path / "alone")
    train(Restless(), seed=0, folder=tmp_path / "watched")

    alone, watched = (tmp_path / name / "sample.safetensors" for name in ("alone", "watched"))
    assert alone.read_bytes() == watched.read_bytes()


def test_other_moments_are_another_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any):
    monkeypatch.setattr(run, "SAVE_SECONDS", 0.0)
    with pytest.raises(KeyboardInterrupt):
        train(StoppedWatched(4), seed=0, folder=tmp_path)
    recipe = Watched()
    recipe.snapshots = (0.5,)

    train(recipe, seed=0, folder=tmp_path)

    assert "begins anew instead of at step 4: its snapshots was" in capsys.readouterr().out
    assert load_snapshots("sample", tmp_path).steps == (6,)


def test_moments_that_fall_on_one_step_are_one():
    recipe = Watched()
    recipe.snapshots = (1.0, 0.0, 0.01, 0.5)
    assert SnapshotRecorder.of(recipe, steps=2).due == (0, 1, 2)


def test_wrong_moments_are_refused(tmp_path: Path):
    class Growing(Watched):
        def snapshot(self, network: Any) -> dict[str, Tensor]:
            self.calls = getattr(self, "calls", 0) + 1
            return {"scores": torch.zeros(self.calls)}

    class Blind(Sample):
        snapshots = (0.5,)

    late = Watched()
    late.snapshots = (0.5, 1.5)
    with pytest.raises(ValueError, match=r"recipe\.snapshots must be shares from 0 to 1; got \(0\.5, 1\.5\)"):
        train(late, folder=tmp_path)
    with pytest.raises(ValueError, match=r"snapshot must return the same names and shapes each time: .*; got"):
        train(Growing(), folder=tmp_path)
    with pytest.raises(NotImplementedError, match="Blind has snapshots, so it must say what to record"):
        train(Blind(), folder=tmp_path)


def test_moments_that_are_missing_damaged_or_of_another_training_are_refused(tmp_path: Path):
    train(Sample(), seed=0, steps=2, folder=tmp_path)
    again = r"Train it again: python -m lecture_utils\.training sample"
    with pytest.raises(CheckpointError, match=rf"There is no sample\.snapshots\.safetensors in .*{again}"):
        load_snapshots("sample", tmp_path)

    seen = Snapshots((0, 2), {"label": torch.zeros(2, 3, dtype=torch.uint8)})
    write_snapshots(seen, "sample", tmp_path)
    assert load_snapshots("sample", tmp_path).steps == (0, 2)
    whole = snapshots_path("sample", tmp_path).read_bytes()
    snapshots_path("sample", tmp_path).write_bytes(b"nothing")
    with pytest.raises(CheckpointError, match="holds no recorded snapshots"):
        load_snapshots("sample", tmp_path)

    train(Sample(), seed=1, steps=2, folder=tmp_path)
    snapshots_path("sample", tmp_path).write_bytes(whole)
    with pytest.raises(CheckpointError, match=rf"is of another training than sample\.json\. {again}"):
        load_snapshots("sample", tmp_path)


def test_one_flipped_bit_anywhere_is_noticed(tmp_path: Path):
    train(Watched(), seed=0, folder=tmp_path)
    path = snapshots_path("sample", tmp_path)
    good = path.read_bytes()
    for place in torch.randint(len(good), (60,), generator=torch.Generator().manual_seed(0)).tolist():
        path.write_bytes(flipped(good, place))
        with pytest.raises(CheckpointError, match=r"python -m lecture_utils\.training sample"):
            load_snapshots("sample", tmp_path)


def test_snapshots_that_came_without_a_hash_are_refused_until_it_is_added(tmp_path: Path, capsys: Any):
    train(Watched(), seed=0, folder=tmp_path)
    path = tmp_path / "sample.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    own = fields.pop("snapshots_sha256")
    path.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"sample\.json holds no SHA-256 .*training --hash-snapshots"):
        load_snapshots("sample", tmp_path)

    assert main(["--hash-snapshots", "--folder", str(tmp_path)]) == 0

    assert record("sample", tmp_path).snapshots_sha256 == own
    assert load_snapshots("sample", tmp_path).steps == (0, 3, 6, 12)
    assert "Added the SHA-256 of recorded snapshots to sample." in capsys.readouterr().out


def test_adding_hashes_makes_no_damaged_file_good(tmp_path: Path, capsys: Any):
    train(Watched(), seed=0, folder=tmp_path)
    path = snapshots_path("sample", tmp_path)
    path.write_bytes(flipped(path.read_bytes(), -1))

    assert main(["--hash-snapshots", "--folder", str(tmp_path)]) == 0

    assert "no record: all have it" in capsys.readouterr().out
    with pytest.raises(CheckpointError, match="the SHA-256 differs"):
        load_snapshots("sample", tmp_path)

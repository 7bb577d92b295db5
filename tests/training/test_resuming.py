"""A training that was stopped and gone on with gives bit for bit what it gives without the stop."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from lecture_utils.training import run
from lecture_utils.training.checkpoint import record
from lecture_utils.training.state import load_state, state_path
from lecture_utils.training.train import train
from tests.training.sample import Sample, Stopped


def history(folder: Path) -> list[dict[str, float]]:
    return [{name: row[name] for name in row if name != "minutes"} for row in record("sample", folder).history]


@pytest.fixture
def each_step_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "SAVE_SECONDS", 0.0)


# Both seeds' trainings have 12 steps: the calls 13 to 24 are those of the second.
@pytest.mark.parametrize("at", [0, 1, 7, 11, 12, 15])
@pytest.mark.usefixtures("each_step_kept")
def test_a_training_that_was_stopped_ends_with_the_same_bits(at: int, tmp_path: Path):
    train(Sample(), folder=tmp_path / "whole")
    recipe = Stopped(at)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, folder=tmp_path / "parts")

    train(recipe, folder=tmp_path / "parts")

    assert recipe.calls == 24 + 1  # no step is done twice, but the one that was stopped
    whole, parts = (tmp_path / name / "sample.safetensors" for name in ("whole", "parts"))
    assert whole.read_bytes() == parts.read_bytes()
    assert record("sample", whole.parent).seeds == record("sample", parts.parent).seeds
    assert history(whole.parent) == history(parts.parent)


def test_steps_after_the_last_state_are_done_again(tmp_path: Path):
    train(Sample(), folder=tmp_path / "whole")
    recipe = Stopped(at=7)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, folder=tmp_path / "parts")

    train(recipe, folder=tmp_path / "parts")

    whole, parts = (tmp_path / name / "sample.safetensors" for name in ("whole", "parts"))
    assert whole.read_bytes() == parts.read_bytes()


# The class takes the sample's module for its own, so that its code counts as the sample's.
KILLED = """
import os, signal, sys
from pathlib import Path
from lecture_utils.training import run
from lecture_utils.training.train import train
from tests.training import sample

class Killed(sample.Sample):
    calls = 0
    def loss(self, network, batch):
        Killed.calls += 1
        if Killed.calls == 6:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().loss(network, batch)

Killed.__module__ = sample.Sample.__module__
run.SAVE_SECONDS = 0.0
train(Killed(), seed=0, folder=Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_training_that_was_killed_ends_with_the_same_bits(tmp_path: Path):
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "parts")], cwd=root, check=False)
    assert done.returncode == -9
    assert load_state(state_path("sample", 0))[1].step == 5

    train(Sample(), seed=0, folder=tmp_path / "parts")

    train(Sample(), seed=0, folder=tmp_path / "whole")
    whole, parts = (tmp_path / name / "sample.safetensors" for name in ("whole", "parts"))
    assert whole.read_bytes() == parts.read_bytes()


@pytest.mark.usefixtures("each_step_kept")
def test_another_training_begins_anew_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(KeyboardInterrupt):
        train(Stopped(at=4), seed=0, folder=tmp_path)

    train(Sample(), seed=0, scenes=20, folder=tmp_path)

    message = "sample, seed 0, begins anew instead of at step 4: its scenes was 30 and is 20 now."
    assert message in capsys.readouterr().out
    assert record("sample", tmp_path).scenes == 20


@pytest.mark.usefixtures("each_step_kept")
@pytest.mark.parametrize(
    ("attribute", "value"), [("data_version", lambda: "other"), ("learning_rate", 0.5), ("batch_size", 4)]
)
def test_a_changed_recipe_begins_anew(
    attribute: str, value: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(KeyboardInterrupt):
        train(Stopped(at=4), seed=0, folder=tmp_path)
    recipe = Sample()
    setattr(recipe, attribute, value)

    train(recipe, seed=0, folder=tmp_path)

    assert "begins anew" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"nothing", b"\xff" * 200])
def test_a_state_that_cannot_be_read_is_as_none(content: bytes, tmp_path: Path):
    path = state_path("sample", 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)

    train(Sample(), seed=0, steps=2, folder=tmp_path)

    assert record("sample", tmp_path).steps == 2


def test_nothing_is_left_of_a_training_that_is_done(tmp_path: Path, cache_folder: Path):
    train(Sample(), steps=2, folder=tmp_path / "checkpoints")

    assert list((cache_folder / "training").iterdir()) == []
    assert sorted(path.name for path in (tmp_path / "checkpoints").iterdir()) == ["sample.json", "sample.safetensors"]


@pytest.mark.usefixtures("each_step_kept")
def test_a_state_holds_json_and_tensors_only(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt):
        train(Stopped(at=4), seed=0, folder=tmp_path)

    content = state_path("sample", 0).read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])

    assert json.loads(header.pop("__metadata__")["reached"])["step"] == 4
    assert all(set(tensor) == {"dtype", "shape", "data_offsets"} for tensor in header.values())


def test_the_callers_random_numbers_and_threads_stay(tmp_path: Path):
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    threads = torch.get_num_threads()

    train(Sample(), seed=0, steps=2, folder=tmp_path)

    assert torch.equal(torch.rand(4), expected)
    assert torch.get_num_threads() == threads

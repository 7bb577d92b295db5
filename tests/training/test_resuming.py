"""A training that was stopped and gone on with gives bit for bit what it gives without the stop."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from lecture_utils.training import run
from lecture_utils.training.checkpoint import record
from lecture_utils.training.state import Reached, StateError, load_state, save_state, state_path
from lecture_utils.training.train import train
from tests.training.sample import Sample, Stopped, flipped


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
def test_a_state_that_cannot_be_read_says_so_before_it_begins_anew(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = state_path("sample", 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)

    train(Sample(), seed=0, steps=2, folder=tmp_path)

    assert record("sample", tmp_path).steps == 2
    assert "sample, seed 0, begins anew: its state sample_seed0.safetensors can't be read" in capsys.readouterr().out


@pytest.mark.usefixtures("each_step_kept")
def test_one_flipped_bit_of_a_state_is_noticed_wherever_it_is(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt):
        train(Stopped(at=4), seed=0, folder=tmp_path)
    path = state_path("sample", 0)
    good = path.read_bytes()
    for place in torch.randint(len(good), (100,), generator=torch.Generator().manual_seed(0)).tolist():
        path.write_bytes(flipped(good, place))
        with pytest.raises(StateError, match=r"its state .* (is damaged|can't be read|holds no)"):
            load_state(path)


@pytest.mark.usefixtures("each_step_kept")
def test_a_damaged_state_says_so_and_the_training_ends_with_the_right_bits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(KeyboardInterrupt):
        train(Stopped(at=4), seed=0, folder=tmp_path / "parts")
    path = state_path("sample", 0)
    path.write_bytes(flipped(path.read_bytes(), -3))

    train(Sample(), seed=0, folder=tmp_path / "parts")

    assert (
        "begins anew: its state sample_seed0.safetensors is damaged: the SHA-256 is wrong." in capsys.readouterr().out
    )
    train(Sample(), seed=0, folder=tmp_path / "whole")
    whole, parts = (tmp_path / name / "sample.safetensors" for name in ("whole", "parts"))
    assert whole.read_bytes() == parts.read_bytes()


def test_a_state_that_came_without_a_hash_is_not_gone_on_with(tmp_path: Path):
    path = state_path("sample", 0)
    save_state(path, {"a": torch.zeros(3)}, Reached({"seed": 0}))
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    path.write_bytes(save({"a": torch.zeros(3)}, metadata={"reached": header["__metadata__"]["reached"]}))

    with pytest.raises(StateError, match="holds no SHA-256"):
        load_state(path)


@pytest.mark.skipif(os.name == "nt", reason="a file in the place of a folder is another error there")
def test_a_state_that_cannot_be_kept_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LECTURE_UTILS_CACHE", str(tmp_path / "file"))

    with pytest.raises(OSError, match="set the environment variable LECTURE_UTILS_CACHE"):
        train(Sample(), seed=0, steps=2, folder=tmp_path)


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

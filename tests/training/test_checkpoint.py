import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from lecture_utils.training import checkpoint
from lecture_utils.training.checkpoint import (
    CheckpointError,
    load_network,
    load_weights,
    record,
    stored_form,
    write_checkpoint,
)
from lecture_utils.training.held_out import held_out
from lecture_utils.training.train import train
from tests.training.sample import Sample

AGAIN = r"python -m lecture_utils\.training sample"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a checkpoint of the sample."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_UTILS_CACHE", str(folder / "cache"))
        train(Sample(), seed=0, steps=3, folder=folder / "checkpoints")
    return folder / "checkpoints"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    for path in made.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture
def normalised() -> nn.BatchNorm2d:
    network = nn.BatchNorm2d(3)
    network.num_batches_tracked += 70_001
    return network


def other_fields(folder: Path) -> dict[str, Any]:
    return {name: value for name, value in vars(record("sample", folder)).items() if name != "sha256"}


def test_numbers_are_stored_in_half_precision_and_whole_ones_as_they_are(normalised: nn.BatchNorm2d):
    stored = stored_form(normalised)

    assert stored["weight"].dtype == stored["running_var"].dtype == torch.float16
    assert stored["num_batches_tracked"].dtype == torch.int64
    assert stored["num_batches_tracked"] == 70_001


def test_running_statistics_beyond_half_precision_keep_all_digits(normalised: nn.BatchNorm2d):
    normalised.running_var[1] = 123_456.789

    stored = stored_form(normalised)

    assert torch.equal(stored["running_var"], normalised.running_var)
    assert stored["running_mean"].dtype == torch.float16


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_are_refused(value: float, normalised: nn.BatchNorm2d):
    normalised.running_mean[2] = value

    with pytest.raises(ValueError, match="running_mean has others: training has diverged"):
        stored_form(normalised)


@pytest.mark.usefixtures("with_sample")
def test_the_recorded_figures_are_those_of_the_network_as_it_is_stored(folder: Path):
    recipe = Sample()

    figures = held_out(recipe, load_network("sample", folder), recipe.data("test", recipe.test_scenes))

    assert figures == record("sample", folder).figures


@pytest.mark.usefixtures("with_sample")
def test_a_loaded_network_is_ready(folder: Path):
    torch.manual_seed(5)
    expected = torch.rand(2)
    torch.manual_seed(5)

    network = load_network("sample", folder)

    assert not any(part.training for part in network.modules())
    assert {value.dtype for value in network.parameters()} == {torch.float32}
    assert torch.equal(torch.rand(2), expected)


def test_a_part_of_a_network_is_loaded_alone(folder: Path):
    part = nn.Conv2d(3, 8, kernel_size=3)

    assert load_weights(part, "sample", part="0", folder=folder) is part

    assert torch.equal(part.weight.half(), load_weights(Sample().network(), "sample", folder=folder)[0].weight.half())


def test_a_part_that_is_not_there_is_named(folder: Path):
    with pytest.raises(ValueError, match=r"part must be a part of the recipe's network: .*0.*; got 'trunk'"):
        load_weights(nn.Conv2d(3, 8, kernel_size=3), "sample", part="trunk", folder=folder)


@pytest.mark.parametrize("missing", ["sample.json", "sample.safetensors"])
def test_a_missing_file_is_named_with_what_to_do(missing: str, folder: Path):
    (folder / missing).unlink()

    with pytest.raises(CheckpointError, match=f"There is no {missing} in .*{AGAIN}"):
        load_weights(Sample().network(), "sample", folder=folder)


def test_a_file_of_another_kind_is_named(folder: Path):
    (folder / "sample.safetensors").write_bytes(b"version https://git-lfs.example/spec")

    with pytest.raises(CheckpointError, match=f"is not a safetensors file .*{AGAIN}"):
        load_weights(Sample().network(), "sample", folder=folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"name": "sample", "colour": 3}'])
def test_a_record_of_another_kind_is_named(content: str, folder: Path):
    (folder / "sample.json").write_text(content, encoding="utf-8")

    with pytest.raises(CheckpointError, match=f"is not a checkpoint's record .*{AGAIN}"):
        load_weights(Sample().network(), "sample", folder=folder)


def test_weights_and_record_that_are_not_of_one_training_are_named(folder: Path):
    other = stored_form(Sample().network())
    save_file(other, folder / "sample.safetensors")

    with pytest.raises(CheckpointError, match=f"don't belong together: the SHA-256 differs.*{AGAIN}"):
        load_weights(Sample().network(), "sample", folder=folder)


def test_tensors_that_do_not_fit_are_named(folder: Path):
    body = list(Sample().network()[:-1])
    for change, message in (
        (nn.Sequential(*Sample().network(), nn.Linear(5, 5)), r"lacks 8\.bias, 8\.weight"),
        (nn.Sequential(*body), r"also has 7\.bias, 7\.weight"),
        (nn.Sequential(*body, nn.Linear(9, 5)), r"has 7\.weight in shape \(5, 8\) instead of \(5, 9\)"),
    ):
        before = {name: value.clone() for name, value in change.state_dict().items()}

        with pytest.raises(CheckpointError, match=f"{message}.*{AGAIN}"):
            load_weights(change, "sample", folder=folder)

        assert all(torch.equal(value, before[name]) for name, value in change.state_dict().items())


def test_a_record_that_cannot_be_written_leaves_the_old_checkpoint(folder: Path):
    fields = other_fields(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    fields["machine"] = object()  # no JSON

    with pytest.raises(TypeError):
        write_checkpoint(stored_form(Sample().network()), fields, folder)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_same_weights_and_record_are_the_same_files(folder: Path, tmp_path: Path):
    network = load_weights(Sample().network(), "sample", folder=folder)

    write_checkpoint(stored_form(network), other_fields(folder), tmp_path / "again")

    for name in ("sample.json", "sample.safetensors"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_a_record_has_a_line_for_each_field(folder: Path):
    text = (folder / "sample.json").read_text(encoding="utf-8")

    assert '\n "steps": 3,\n' in text
    assert json.loads(text)["steps"] == 3
    assert len(text.splitlines()) < 60


def test_an_unknown_recipe_is_named():
    with pytest.raises(ValueError, match=r"name must be a recipe.*got 'yolo_huge'"):
        load_network("yolo_huge")


def test_the_packages_own_folder_is_the_default(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkpoint, "FOLDER", folder)

    assert record("sample").steps == 3

from pathlib import Path

import numpy as np
import pytest
import torch

from lecture_utils.scenes.meadow import CropCache, Meadow, MeadowCache, crop, scene_seed
from lecture_utils.scenes.meadow import cache as cache_module
from lecture_utils.scenes.meadow.scene import RenderedScene


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    MeadowCache("validation", 12, size=64, folder=folder)
    return folder


@pytest.fixture
def no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a scene was drawn")

    cache_module.fingerprint(64)
    monkeypatch.setattr(cache_module, "meadow_scene", refuse)


def test_a_cached_scene_is_the_scene(folder: Path, no_drawing: None):
    scenes = MeadowCache("validation", 12, size=64, folder=folder)

    for index in range(len(scenes)):
        read, drawn = scenes[index], Meadow(scene_seed("validation", index), 64)
        for name in ("image", "boxes", "labels", "fine", "semantic", "masks", "visible", "feet"):
            assert torch.equal(getattr(read, name), getattr(drawn, name)), name
        assert read.caption == drawn.caption
        assert read.seed == drawn.seed
    assert scenes[-1].seed == scenes[11].seed


def test_what_is_read_can_be_changed_without_changing_the_file(folder: Path):
    scenes = MeadowCache("validation", 12, size=64, folder=folder)

    scenes.scene(0).image[:] = 0

    assert scenes.scene(0).image.max() > 0
    assert scenes.complaint() is None


def test_two_processes_write_the_same_file(folder: Path, tmp_path: Path):
    two = MeadowCache("validation", 12, size=64, folder=tmp_path, workers=2)

    assert two.path.read_bytes() == (folder / two.path.name).read_bytes()


def test_a_damaged_file_is_drawn_again(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = MeadowCache("validation", 3, size=64, folder=tmp_path).path
    good = path.read_bytes()
    damaged = bytearray(good)
    damaged[-5000] ^= 1
    path.write_bytes(damaged)

    MeadowCache("validation", 3, size=64, folder=tmp_path)

    assert path.read_bytes() == good
    assert "its SHA-256 is wrong" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"nothing", b"\xff" * 9000, b"[]".ljust(4096), b"7".ljust(4096)])
def test_a_file_of_another_kind_is_replaced(content: bytes, tmp_path: Path):
    path = MeadowCache("test", 1, size=64, folder=tmp_path).path
    good = path.read_bytes()
    path.write_bytes(content)

    MeadowCache("test", 1, size=64, folder=tmp_path)

    assert path.read_bytes() == good


def test_scenes_of_an_older_drawing_are_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(cache_module, "fingerprint", lambda size: "older")
        path = MeadowCache("test", 1, size=64, folder=tmp_path).path
    older = path.read_bytes()

    MeadowCache("test", 1, size=64, folder=tmp_path)

    assert path.read_bytes() != older


def test_an_interrupted_build_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    real = cache_module.meadow_scene

    def interrupted(seed: int, size: int) -> object:
        if seed == scene_seed("train", 2):
            raise KeyboardInterrupt
        return real(seed, size)

    monkeypatch.setattr(cache_module, "meadow_scene", interrupted)
    cache_module.fingerprint(64)

    with pytest.raises(KeyboardInterrupt):
        MeadowCache("train", 5, size=64, folder=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_the_folder_can_be_set_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LECTURE_UTILS_CACHE", str(tmp_path / "here"))

    assert MeadowCache("test", 1, size=32).path.parent == tmp_path / "here"


def test_an_index_beyond_the_end_ends_iteration(folder: Path):
    scenes = MeadowCache("validation", 12, size=64, folder=folder)

    assert len(list(scenes)) == 12
    with pytest.raises(IndexError, match="index must be from -12 to 11; got 12"):
        scenes[12]


def test_wrong_arguments_are_named(tmp_path: Path):
    with pytest.raises(ValueError, match="count must be at least 1"):
        MeadowCache("train", 0, folder=tmp_path)
    with pytest.raises(ValueError, match="workers must be at least 1"):
        MeadowCache("train", 1, folder=tmp_path, workers=0)
    with pytest.raises(ValueError, match="split must be one of"):
        MeadowCache("dev", 1, folder=tmp_path)
    with pytest.raises(ValueError, match="size must be"):
        MeadowCache("train", 1, size=3, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_records_hold_all_things(folder: Path):
    scenes = MeadowCache("validation", 12, size=64, folder=folder)

    assert scenes.path.stat().st_size == 4096 + 12 * np.dtype(cache_module._scene_type(64)).itemsize


def test_a_cached_crop_is_the_crop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    CropCache("test", 12, size=32, folder=tmp_path)
    drawn = [crop(seed, 32) for seed in range(2_000_000_000, 2_000_000_012)]
    monkeypatch.setattr(cache_module, "crop_scene", None)

    crops = CropCache("test", 12, size=32, folder=tmp_path)

    assert len(crops) == 12
    for read, expected in zip(crops, drawn, strict=True):
        assert torch.equal(read.image, expected.image)
        assert read[1:] == expected[1:]
    assert crops.labels.tolist() == [expected.label for expected in drawn]
    assert crops.fine.tolist() == [expected.fine for expected in drawn]


def test_crops_are_read_several_at_once(tmp_path: Path):
    crops = CropCache("test", 5, size=32, folder=tmp_path)

    images = crops.images([4, 0, 4])

    assert images.dtype == torch.float32
    assert torch.equal(images, torch.stack([crops[4].image, crops[0].image, crops[4].image]))
    with pytest.raises(IndexError, match="index must be from -5 to 4; got 5"):
        crops[5]


def test_scenes_and_crops_of_one_kind_lie_side_by_side(tmp_path: Path):
    for cache in (MeadowCache, CropCache):
        cache("test", 2, size=32, folder=tmp_path)
        assert cache("test", 2, size=32, folder=tmp_path).complaint() is None

    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("place", ["meadow_scene", "portrait_scene"])
def test_the_fingerprint_is_of_scenes_and_of_every_finer_category(place: str, monkeypatch: pytest.MonkeyPatch):
    before, real = cache_module.fingerprint(32), getattr(cache_module, place)
    drawn = []

    def last_pixel_changed(*arguments: object) -> RenderedScene:
        drawn.append(arguments)
        scene = real(*arguments)
        scene.image[-1, -1] ^= len(drawn) == (25 if place == "portrait_scene" else 3)
        return scene

    monkeypatch.setattr(cache_module, place, last_pixel_changed)

    assert cache_module.fingerprint.__wrapped__(32) != before
    assert place == "meadow_scene" or {arguments[-1] for arguments in drawn} == set(range(25))

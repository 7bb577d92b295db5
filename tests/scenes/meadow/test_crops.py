from collections import Counter

import pytest
import torch

from lecture_utils.scenes.meadow import FINE, THINGS, VARIANTS, crop
from lecture_utils.scenes.meadow.scene import portrait_scene


def test_the_same_seed_gives_the_same_crop_and_another_another():
    first, second, third = crop(3), crop(3), crop(4)

    assert torch.equal(first.image, second.image)
    assert first[1:] == second[1:]
    assert not torch.equal(first.image, third.image)


@pytest.mark.parametrize("size", [32, 64, 97])
def test_a_crop_is_a_float_image_with_a_coarse_and_a_fine_label(size: int):
    taken = crop(11, size)

    assert taken.image.shape == (3, size, size)
    assert taken.image.dtype == torch.float32
    assert 0 <= taken.image.min() < taken.image.max() <= 1
    assert taken.label == taken.fine // VARIANTS
    assert THINGS[taken.label] in taken.name


def test_every_finer_category_comes_about_as_often():
    counts = Counter(crop(seed, 32).fine for seed in range(750))

    assert len(FINE) >= 20
    assert set(counts) == set(range(len(FINE)))
    assert min(counts.values()) > 10  # 30 expected


@pytest.mark.parametrize("name", FINE)
def test_each_finer_category_can_be_asked_for(name: str):
    assert crop(5, 32, thing=name).name == name


def test_the_thing_fills_the_picture_and_is_mostly_visible():
    for seed in range(60):
        scene = portrait_scene(seed, 64, seed % len(FINE))
        assert scene.fine.tolist() == [seed % len(FINE)]
        assert scene.visible[0] >= 0.4
        width, height = scene.boxes[0][2:] - scene.boxes[0][:2]
        assert max(width, height) >= 24


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="seed must be"):
        crop(-1)
    with pytest.raises(ValueError, match="size must be"):
        crop(0, 16)
    with pytest.raises(ValueError, match="things must be among cow, cat"):
        crop(0, thing="sheep")

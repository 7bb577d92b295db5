"""The lecture's scenes show what their names say."""

from collections import Counter

import pytest
import torch

from lecture_utils.scenes.lecture_scenes import (
    LARGE,
    PICKED,
    SCENE_NAMES,
    SIZE,
    lecture_scene,
    lecture_scenes,
    own_scene,
)
from lecture_utils.scenes.meadow import STUFF, THINGS, Meadow, split_of


@pytest.mark.parametrize("name", SCENE_NAMES)
def test_a_scene_is_a_test_scene_at_the_networks_size_whose_truth_fits_the_large_drawing(name):
    scene = lecture_scene(name)
    assert split_of(scene.seed) == "test"
    assert scene.image.shape == (3, SIZE, SIZE)
    assert scene.large.shape == (3, LARGE, LARGE)
    assert torch.equal(scene.image, Meadow(scene.seed, SIZE).image)
    large = Meadow(scene.seed, LARGE)
    assert torch.equal(large.labels, scene.labels)
    if len(scene.boxes):
        assert (
            large.boxes * SIZE / LARGE - scene.boxes
        ).abs().max() <= 3  # of 128: a leg that a bush hides at the smaller size


def overlap(scene):
    """Return the largest IoU of two boxes, computed by counting pixels."""
    drawn = torch.zeros(len(scene.boxes), SIZE, SIZE, dtype=torch.bool)
    for box, (x1, y1, x2, y2) in zip(drawn, scene.boxes.int().tolist(), strict=True):
        box[y1:y2, x1:x2] = True
    pairs = [(one, other) for index, one in enumerate(drawn) for other in drawn[:index]]
    return max(float((one & other).sum() / (one | other).sum()) for one, other in pairs)


def test_the_first_scene_is_well_visible_and_has_a_cow():
    first = lecture_scene()
    assert first is lecture_scenes()[0]
    assert Counter(first.names) == {"cow": 1, "dog": 1, "cat": 2}
    assert Meadow(first.seed).visible.min() > 0.85


def test_names_say_what_is_in_the_scene():
    scenes = {scene.name: scene for scene in lecture_scenes()}
    assert list(scenes) == list(PICKED)
    horses = scenes["two overlapping horses"]
    assert 0.3 < overlap(horses) < 0.7
    cow = scenes["a cow cut off by the border"]
    assert cow.boxes[cow.names.index("cow"), 2] == SIZE
    dog = scenes["a tiny dog"]
    assert dog.names == ("dog",)
    assert dog.masks.sum() < 128
    hidden = scenes["a dog behind a bush"]
    assert Meadow(hidden.seed).visible[hidden.names.index("dog")] < 0.5
    assert len(scenes["an empty meadow"].boxes) == 0
    assert len(scenes["eight things"].boxes) == 8
    assert overlap(scenes["two cows in one place"]) > 0.6
    assert scenes["two cows in one place"].names == ("cow",) * 3
    assert scenes["a herd of horses"].names == ("horse",) * 6
    assert scenes["people in pairs"].names == ("person",) * 4
    assert set(scenes["all five kinds"].names) == set(THINGS)
    sizes = scenes["one near, others far"].masks.flatten(1).sum(1)
    assert sizes.max() > 5 * sizes.min()


def test_two_centres_lie_in_one_cell_of_yolos_grid():
    boxes = lecture_scene("two cows in one place").boxes
    cells = ((boxes[:, :2] + boxes[:, 2:]) / 2 // (SIZE / 8)).tolist()
    assert max(Counter(map(tuple, cells)).values()) == 2


def test_two_people_of_a_pair_touch_in_the_semantic_map():
    scene = lecture_scene("people in pairs")
    person = len(STUFF) + THINGS.index("person")
    assert torch.equal(scene.semantic == person, scene.masks.any(0))
    wider = torch.nn.functional.max_pool2d(scene.masks[:, None].float(), 3, 1, 1)[:, 0].bool()
    touching = [(one, other) for one in range(4) for other in range(one) if (wider[one] & scene.masks[other]).any()]
    assert len(touching) >= 1


def test_an_own_picture_becomes_a_scene_without_truth():
    picture = torch.rand(3, 60, 200, generator=torch.Generator().manual_seed(0))
    scene = own_scene(picture)
    assert not scene.has_truth
    assert scene.image.shape == (3, SIZE, SIZE)
    assert torch.equal(scene.large, picture[:, :, 70:130])
    assert (scene.boxes.shape, scene.labels.shape, scene.masks.shape) == ((0, 4), (0,), (0, SIZE, SIZE))
    assert 0 <= scene.image.min() <= scene.image.max() <= 1


@pytest.mark.parametrize(
    ("picture", "came"),
    [
        (torch.zeros(1, 8, 8), r"got \(1, 8, 8\)"),
        (torch.full((3, 8, 8), 200, dtype=torch.uint8), r"got uint8 \(3, 8, 8\)"),
        (torch.full((3, 8, 8), 200.0), r"got 200 to 200; .* picture / 255"),
        (torch.full((3, 8, 8), float("nan")), "got 192 of 192 values"),
        ("cow.png", "got str"),
    ],
)
def test_what_is_no_picture_is_refused(picture, came):
    with pytest.raises(ValueError, match=came):
        own_scene(picture)


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="name must be one of a cow, a dog and two cats"):
        lecture_scene("a zebra")

from itertools import combinations

import pytest

from lecture_utils.scenes.meadow import SEEDS, Split, scene_seed, split_of


def test_no_seed_is_in_two_splits():
    assert set(SEEDS) == set(Split)
    for first, second in combinations(SEEDS.values(), 2):
        assert first[-1] < second[0] or second[-1] < first[0]


@pytest.mark.parametrize("split", Split)
@pytest.mark.parametrize("index", [0, 1, 12345, 999_999_999])
def test_every_index_of_a_split_gives_a_seed_of_that_split_alone(split: Split, index: int):
    assert split_of(scene_seed(split, index)) is split


@pytest.mark.parametrize("split", Split)
def test_different_indices_give_different_seeds(split: Split):
    assert len({scene_seed(split, index) for index in range(1000)}) == 1000


def test_a_split_can_be_named_by_a_word():
    assert scene_seed("validation", 3) == scene_seed(Split.VALIDATION, 3)


def test_a_seed_beyond_all_splits_belongs_to_none():
    assert split_of(3_000_000_000) is None


def test_an_unknown_split_lists_those_that_exist():
    with pytest.raises(ValueError, match="split must be one of train, validation, test; got 'dev'"):
        scene_seed("dev", 0)


@pytest.mark.parametrize("index", [-1, 1_000_000_000])
def test_an_index_beyond_the_range_is_refused(index: int):
    with pytest.raises(ValueError, match="index must be from 0 to 999999999"):
        scene_seed("train", index)

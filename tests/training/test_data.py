import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.scenes.meadow import MeadowCache
from lecture_utils.training.data import batch_indices, in_order, mirror_boxes, mirrored_at_random
from lecture_utils.training.meadow_batch import MeadowBatch


@settings(max_examples=50)
@given(count=st.integers(1, 30), batch_size=st.integers(1, 40), seed=st.integers(0, 5))
def test_each_epoch_has_every_example_once(count: int, batch_size: int, seed: int):
    steps = -(-3 * count // batch_size)

    drawn = [index for step in range(steps) for index in batch_indices(count, batch_size, seed, step)]

    for epoch in range(3):
        assert sorted(drawn[epoch * count : (epoch + 1) * count]) == list(range(count))


def test_epochs_and_seeds_have_orders_of_their_own():
    orders = [batch_indices(50, 50, seed, step) for seed in (0, 1) for step in (0, 1)]

    assert len(set(map(tuple, orders))) == 4
    assert orders[0] == batch_indices(50, 50, 0, 0)


def test_the_order_is_the_same_on_every_machine():
    assert batch_indices(10, 6, seed=3, step=2) == [2, 8, 5, 0, 7, 9]


def test_batches_in_order_have_all_examples():
    assert list(in_order(5, 2)) == [[0, 1], [2, 3], [4]]


def test_a_mirrored_box_is_as_far_from_the_other_side():
    assert mirror_boxes(torch.tensor([[1.0, 2, 4, 8]]), width=10).tolist() == [[6, 2, 9, 8]]
    assert mirror_boxes(torch.zeros(0, 4), width=10).shape == (0, 4)


def test_about_half_of_the_pictures_are_mirrored():
    torch.manual_seed(0)
    images = torch.arange(4.0).expand(400, 1, 1, 4)

    mirrored = mirrored_at_random(images)

    turned = (mirrored == images.flip(-1)).flatten(1).all(dim=1)
    assert 150 < turned.sum() < 250
    assert torch.equal(mirrored[~turned], images[~turned])


@pytest.fixture
def batch() -> MeadowBatch:
    scenes = MeadowCache("validation", 6, size=64)
    return MeadowBatch.of(scenes)


def test_a_batch_holds_scenes_with_their_truth(batch: MeadowBatch):
    scenes = MeadowCache("validation", 6, size=64)

    assert batch.images.shape == (6, 3, 64, 64)
    assert torch.equal(batch.semantic[4], scenes[4].semantic)
    for boxes, labels, masks, scene in zip(batch.boxes, batch.labels, batch.masks, scenes, strict=True):
        assert torch.equal(boxes, scene.boxes)
        assert torch.equal(labels, scene.labels)
        assert torch.equal(masks, scene.masks)


def test_boxes_of_mirrored_scenes_are_tight_around_their_masks(batch: MeadowBatch):
    chosen = torch.tensor([True, False, True, True, False, True])

    mirrored = batch.mirrored(chosen)

    assert torch.equal(mirrored.images[1], batch.images[1])
    assert torch.equal(mirrored.images[0], batch.images[0].flip(-1))
    assert sum(map(len, mirrored.boxes)) >= 6
    for boxes, masks, semantic, labels in zip(
        mirrored.boxes, mirrored.masks, mirrored.semantic, mirrored.labels, strict=True
    ):
        for box, mask, label in zip(boxes, masks, labels, strict=True):
            rows, columns = mask.any(dim=1).nonzero(), mask.any(dim=0).nonzero()
            tight = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
            assert box.tolist() == [int(edge) for edge in tight]
            assert (semantic[mask] == label + 5).all()


def test_mirroring_twice_changes_nothing(batch: MeadowBatch):
    chosen = torch.rand(6, generator=torch.Generator().manual_seed(1)) < 0.5

    twice = batch.mirrored(chosen).mirrored(chosen)

    assert torch.equal(twice.images, batch.images)
    assert torch.equal(twice.semantic, batch.semantic)
    assert all(map(torch.equal, twice.boxes, batch.boxes))
    assert all(map(torch.equal, twice.masks, batch.masks))

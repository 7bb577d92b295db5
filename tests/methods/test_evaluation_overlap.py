"""Overlap of masks against pycocotools, and matching by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco_mask
from torch.testing import assert_close

from lecture_utils.methods.evaluation import greedy_matches, mask_iou
from lecture_utils.methods.sliding_window import box_iou


def masks(seed: int, count: int, share: float) -> torch.Tensor:
    return torch.rand(count, 9, 13, generator=torch.Generator().manual_seed(seed)) < share


SHARES = st.sampled_from([0.0, 0.02, 0.5, 1.0])


@settings(max_examples=40)
@given(st.integers(0, 100), st.integers(0, 4), st.integers(0, 4), SHARES, SHARES)
def test_overlaps_of_masks_equal_pycocotools(seed: int, first: int, second: int, share: float, other_share: float):
    one, other = masks(seed, first, share), masks(seed + 1, second, other_share)

    codes = [
        coco_mask.encode(np.asfortranarray(some.permute(1, 2, 0).numpy().astype(np.uint8))) for some in (one, other)
    ]
    expected = coco_mask.iou(*codes, [0] * second) if first and second else np.zeros((first, second))

    assert_close(mask_iou(one, other), torch.from_numpy(np.asarray(expected)), rtol=0, atol=1e-12)


def test_masks_that_fill_boxes_overlap_as_the_boxes_do():
    boxes = torch.tensor([[0, 0, 5, 5], [2, 1, 9, 7], [10, 3, 13, 9]])
    filled = torch.zeros(3, 9, 13, dtype=torch.bool)
    for mask, (x1, y1, x2, y2) in zip(filled, boxes.tolist(), strict=True):
        mask[y1:y2, x1:x2] = True

    assert_close(mask_iou(filled, filled), box_iou(boxes.double(), boxes.double()))


def test_empty_masks_overlap_nothing_not_even_each_other():
    empty = torch.zeros(2, 4, 4, dtype=torch.bool)

    assert mask_iou(empty, empty).tolist() == [[0, 0], [0, 0]]


def test_what_are_no_masks_is_refused():
    with pytest.raises(ValueError, match=r"masks2: expected bool, shape \(K, H, W\), got torch.float32 \(1, 9, 13\)"):
        mask_iou(masks(0, 1, 0.5), masks(0, 1, 0.5).float())
    with pytest.raises(ValueError, match=r"masks2: expected size \(9, 13\), got \(13, 9\)"):
        mask_iou(masks(0, 1, 0.5), masks(0, 1, 0.5).mT)


def match(rows: list[list[float]], threshold: float = 0.5, counted: list[bool] | None = None) -> list[int]:
    chosen = None if counted is None else torch.tensor(counted)
    return greedy_matches(torch.tensor(rows), torch.tensor([threshold]), chosen)[0].tolist()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[0.9, 0.6], [0.8, 0.7]], [0, 1]),  # the surest takes the best, the next what is left
        ([[0.6, 0.9], [0.0, 0.9]], [1, -1]),  # a double: its truth is taken
        ([[0.6, 0.0], [0.9, 0.0]], [0, -1]),  # the surer one counts, not the better placed one
        ([[0.5, 0.4]], [0]),  # as much as the threshold is enough
        ([[0.7, 0.7]], [1]),  # of equal overlaps the last
        ([[-1.0, 0.4]], [-1]),  # of another class, and too little
    ],
)
def test_each_detection_takes_the_free_truth_that_it_overlaps_most(rows: list[list[float]], expected: list[int]):
    assert match(rows) == expected


def test_truths_that_do_not_count_are_taken_only_where_no_other_is_free():
    assert match([[0.9, 0.6], [0.9, 0.6], [0.9, 0.6]], counted=[False, True]) == [1, 0, -1]


def test_scenes_and_thresholds_are_matched_at_once_as_they_are_one_by_one():
    overlap = torch.rand(6, 5, 4, generator=torch.Generator().manual_seed(0)).mul(8).round().div(8)
    counted = torch.rand(6, 4, generator=torch.Generator().manual_seed(1)) < 0.7
    thresholds = torch.tensor([0.25, 0.5, 0.75, 1.0])

    together = greedy_matches(overlap, thresholds, counted)

    assert together.shape == (6, 4, 5)
    for scene in range(6):
        for row, threshold in enumerate(thresholds):
            alone = greedy_matches(overlap[scene], threshold[None], counted[scene])
            assert together[scene, row].tolist() == alone[0].tolist()


@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (0, 0), (4, 0, 3), (0, 2, 3)])
def test_nothing_is_matched_where_nothing_is(shape: tuple[int, ...]):
    matches = greedy_matches(torch.zeros(shape), torch.tensor([0.5, 0.75]))

    assert matches.shape == (*shape[:-2], 2, shape[-2])
    assert (matches == -1).all()

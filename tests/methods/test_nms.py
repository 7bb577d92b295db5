"""Suppression against torchvision, against its own loop, and its steps by hand."""

import pytest
import torch
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.nms import batched_nms, compiled_nms, nms, nms_steps

THRESHOLDS = [0.0, 0.25, 0.3, 0.5, 0.7, 1.0]
FOUR = torch.tensor([[0, 0, 4, 4], [0, 1, 4, 5], [10, 10, 14, 14], [0, 0, 4, 2]], dtype=torch.float32)


@st.composite
def scored_boxes(draw: st.DrawFn, dtype: torch.dtype, most: int = 12) -> tuple[Tensor, Tensor, Tensor]:
    """Few distinct corners and scores, so that boxes coincide, touch, have no area, and tie."""
    count = draw(st.integers(0, most))
    corner = st.integers(0, 6)
    edges = draw(st.lists(st.tuples(corner, corner, corner, corner), min_size=count, max_size=count))
    made = torch.tensor(edges, dtype=dtype).reshape(count, 4)
    if draw(st.booleans()):
        made = torch.cat([torch.minimum(made[:, :2], made[:, 2:]), torch.maximum(made[:, :2], made[:, 2:])], dim=1)
    scores = torch.tensor(draw(st.lists(st.integers(0, 4), min_size=count, max_size=count)), dtype=dtype) / 4
    idxs = torch.tensor(draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)), dtype=torch.long)
    return made, scores, idxs


def random_boxes(count: int, side: float, seed: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    corner, size = torch.rand(count, 2, generator=generator) * side, torch.rand(count, 2, generator=generator) * 90 + 10
    scores, idxs = torch.rand(count, generator=generator), torch.randint(4, (count,), generator=generator)
    return torch.cat([corner, corner + size], dim=1), scores, idxs


@settings(max_examples=50)
@given(data=st.data(), dtype=st.sampled_from([torch.float32, torch.float64]), threshold=st.sampled_from(THRESHOLDS))
def test_the_same_boxes_stay_in_the_same_order_as_with_torchvision(data, dtype, threshold):
    boxes, scores, idxs = data.draw(scored_boxes(dtype))
    assert torch.equal(nms(boxes, scores, threshold), torchvision.ops.nms(boxes, scores, threshold))
    theirs = torchvision.ops.batched_nms(boxes, scores, idxs, threshold)
    assert torch.equal(batched_nms(boxes, scores, idxs, threshold), theirs)


@settings(max_examples=50)
@given(data=st.data(), dtype=st.sampled_from([torch.float16, torch.bfloat16, torch.float32, torch.float64]))
def test_what_detectors_call_keeps_what_the_loop_keeps(data, dtype):
    boxes, scores, idxs = data.draw(scored_boxes(dtype))
    threshold = data.draw(st.sampled_from(THRESHOLDS))
    assert torch.equal(compiled_nms(boxes, scores, threshold), nms(boxes, scores, threshold))
    assert torch.equal(
        compiled_nms(boxes, scores.double(), threshold, idxs), batched_nms(boxes, scores, idxs, threshold)
    )


@settings(max_examples=50)
@given(data=st.data(), dtype=st.sampled_from([torch.float16, torch.float32, torch.float64]))
def test_the_loop_that_explains_it_keeps_the_same_boxes(data, dtype):
    boxes, scores, idxs = data.draw(scored_boxes(dtype))
    threshold = data.draw(st.sampled_from(THRESHOLDS))
    for fast, steps in (
        (nms(boxes, scores, threshold), list(nms_steps(boxes, scores, threshold))),
        (batched_nms(boxes, scores, idxs, threshold), list(nms_steps(boxes, scores, threshold, idxs))),
    ):
        assert fast.tolist() == [step.picked for step in steps] == list(steps[-1].kept if steps else [])
        gone = [index for step in steps for index in step.suppressed.tolist()]
        assert sorted([*fast.tolist(), *gone]) == list(range(len(boxes)))  # each stays, or is suppressed once


@pytest.mark.parametrize(("count", "side"), [(1, 10), (130, 200), (900, 100), (900, 1000)])
@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.7])
def test_many_boxes_stay_as_with_torchvision(count, side, threshold):
    boxes, scores, _ = random_boxes(count, side)
    kept = nms(boxes, scores, threshold)
    assert torch.equal(kept, torchvision.ops.nms(boxes, scores, threshold))
    assert [step.picked for step in nms_steps(boxes, scores, threshold)] == kept.tolist()


def test_many_boxes_of_several_categories_stay_as_with_torchvision():
    boxes, scores, idxs = random_boxes(1500, 200)  # so many that torchvision goes category by category
    kept = batched_nms(boxes, scores, idxs, 0.4)
    assert torch.equal(kept, torchvision.ops.batched_nms(boxes, scores, idxs, 0.4))
    assert 100 < len(kept) < 1000


def test_of_many_boxes_with_equal_scores_the_same_stay_as_with_torchvision_in_the_order_of_their_indices():
    boxes, scores, idxs = random_boxes(1500, 200)
    scores = (scores * 20).round()
    kept = batched_nms(boxes, scores, idxs, 0.4)
    assert set(kept.tolist()) == set(torchvision.ops.batched_nms(boxes, scores, idxs, 0.4).tolist())
    assert kept.tolist() == sorted(kept.tolist(), key=lambda index: (-scores[index], index))


def test_in_a_chain_every_second_box_stays():
    """Each box overlaps the next one only: the first suppresses the second, so the third stays, and so on."""
    left = torch.arange(40.0) * 2
    boxes = torch.stack([left, left * 0, left + 3, left * 0 + 1], dim=1)
    scores = torch.arange(len(boxes), 0, -1).float()
    assert torch.equal(nms(boxes, scores, 0.1), torch.arange(0, len(boxes), 2))


def test_the_steps_say_which_box_suppresses_which_at_what_overlap():
    steps = list(nms_steps(FOUR, torch.tensor([0.9, 0.8, 0.7, 0.6]), iou_threshold=0.5))
    assert [step.picked for step in steps] == [0, 2, 3]
    first, second, third = steps
    assert first.compared.tolist() == [1, 2, 3]
    assert torch.equal(first.ious, torch.tensor([12 / 20, 0, 8 / 16]))
    assert first.suppressed.tolist() == [1]  # 0.6 is above the threshold, 0.5 is at it
    assert (first.left.tolist(), second.left.tolist(), third.left.tolist()) == ([2, 3], [3], [])
    assert (first.kept, third.kept) == ((0,), (0, 2, 3))


def test_boxes_of_other_categories_are_neither_compared_nor_suppressed():
    idxs = torch.tensor([0, 1, 0, 1])
    scores = torch.tensor([0.9, 0.8, 0.7, 0.6])
    steps = list(nms_steps(FOUR, scores, 0.0, idxs))
    assert [step.compared.tolist() for step in steps] == [[2], [3], []]
    assert batched_nms(FOUR, scores, idxs, 0.0).tolist() == [0, 1, 2]


def test_without_boxes_nothing_stays_and_nothing_happens():
    none = torch.zeros(0, 4)
    for kept in (nms(none, none[:, 0], 0.5), batched_nms(none, none[:, 0], torch.zeros(0).long(), 0.5)):
        assert kept.dtype == torch.int64
        assert kept.shape == (0,)
    assert list(nms_steps(none, none[:, 0], 0.5)) == []


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_of_identical_boxes_with_equal_scores_the_first_stays_unless_the_threshold_is_one(threshold):
    boxes = torch.tensor([[1.0, 1, 5, 5]]).repeat(300, 1)
    kept = nms(boxes, torch.ones(300), threshold)
    assert kept.tolist() == (list(range(300)) if threshold == 1 else [0])


def test_boxes_without_area_stay():
    boxes = torch.tensor([[3.0, 3, 3, 3]] * 4)
    assert nms(boxes, torch.tensor([0.1, 0.4, 0.3, 0.2]), 0.0).tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_keeps_what_single_precision_keeps(dtype):
    boxes, scores = FOUR.to(dtype), torch.tensor([0.5, 1, 0.25, 0.75], dtype=dtype)
    assert torch.equal(nms(boxes, scores, 0.5), torchvision.ops.nms(FOUR, scores.float(), 0.5))


@pytest.mark.parametrize(("width", "threshold"), [(3.0, 0.3), (6.0, 0.6), (7.0, 0.7), (1.0, 0.1)])
def test_the_threshold_is_compared_in_double_precision(width, threshold):
    """0.3 in single precision is above 0.3 in double precision, 0.7 is below."""
    boxes = torch.tensor([[0.0, 0, 10, 1], [0, 0, width, 1]])
    scores = torch.tensor([2.0, 1.0])
    stays = float(box_iou(boxes, boxes)[0, 1]) <= threshold
    assert torch.equal(nms(boxes, scores, threshold), torchvision.ops.nms(boxes, scores, threshold))
    assert len(nms(boxes, scores, threshold)) == 1 + stays


@settings(max_examples=30)
@given(seed=st.integers(0, 1000), threshold=st.sampled_from(THRESHOLDS))
def test_no_two_that_stay_overlap_more_than_the_threshold_and_a_second_time_changes_nothing(seed, threshold):
    boxes, scores, _ = random_boxes(40, 100, seed)
    kept = nms(boxes, scores, threshold)
    overlap = box_iou(boxes[kept], boxes[kept]).fill_diagonal_(0)
    assert bool((overlap.double() <= threshold).all())
    assert torch.equal(nms(boxes[kept], scores[kept], threshold), torch.arange(len(kept)))
    assert bool((scores[kept].diff() <= 0).all())


def test_boxes_that_negative_corners_would_let_collide_stay_apart_by_category():
    """Torchvision moves categories apart by the largest corner, which does not count how far boxes reach below zero."""
    boxes = torch.tensor([[-20.0, 0, -10, 10], [-19, 0, -9, 10]])
    assert batched_nms(boxes, torch.tensor([0.9, 0.8]), torch.tensor([0, 1]), 0.5).tolist() == [0, 1]


def test_gradients_of_the_scores_are_left_alone():
    scores = torch.tensor([0.9, 0.8, 0.7, 0.6], requires_grad=True)
    assert not nms(FOUR, scores, 0.5).requires_grad
    assert not next(nms_steps(FOUR.clone().requires_grad_(), scores, 0.5)).ious.requires_grad


@pytest.mark.parametrize(
    ("boxes", "scores", "threshold", "message"),
    [
        (torch.zeros(4), torch.zeros(1), 0.5, "boxes: expected floats of shape"),
        (torch.zeros(2, 4).long(), torch.zeros(2), 0.5, "boxes: expected floats of shape"),
        (torch.zeros(2, 4), torch.zeros(3), 0.5, "scores: expected 2 floats"),
        (torch.zeros(2, 4), torch.zeros(2).long(), 0.5, "scores: expected 2 floats"),
        (torch.full((2, 4), torch.nan), torch.zeros(2), 0.5, "boxes: expected finite numbers"),
        (torch.full((2, 4), 1e20), torch.zeros(2), 0.5, r"boxes: expected coordinates up to ±1e\+09, got 1e\+20"),
        (torch.zeros(2, 4), torch.tensor([0, torch.inf]), 0.5, "scores: expected finite numbers"),
        (torch.zeros(2, 4), torch.zeros(2), 1.5, "iou_threshold: expected a number from 0 to 1"),
        (torch.zeros(2, 4), torch.zeros(2), -0.1, "iou_threshold: expected a number from 0 to 1"),
    ],
)
def test_wrong_input_is_named(boxes, scores, threshold, message):
    with pytest.raises(ValueError, match=message):
        nms(boxes, scores, threshold)
    with pytest.raises(ValueError, match=message):
        compiled_nms(boxes, scores, threshold)
    with pytest.raises(ValueError, match=message):
        next(nms_steps(boxes, scores, threshold))


@pytest.mark.parametrize("idxs", [torch.zeros(3).long(), torch.zeros(2), torch.zeros(2, 1).long()])
def test_categories_that_do_not_fit_are_named(idxs):
    with pytest.raises(ValueError, match="idxs: expected 2 integers"):
        batched_nms(torch.zeros(2, 4), torch.zeros(2), idxs, 0.5)

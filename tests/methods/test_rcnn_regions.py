"""Offsets, assignment and detections of regions: torchvision's coder, matcher and post-processing on the same input."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close
from torchvision.models.detection._utils import BoxCoder, Matcher
from torchvision.models.detection.roi_heads import RoIHeads

from lecture_utils.methods.rcnn import (
    BACKGROUND,
    IGNORED,
    LARGEST_GROWTH,
    decode_offsets,
    encode_offsets,
    label_regions,
    match_boxes,
    region_detections,
)

SEEDS = st.integers(0, 2**31)
WEIGHTS = st.sampled_from([(1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)])


def random_boxes(count, generator, side=100.0):
    corner = torch.rand(count, 2, generator=generator, dtype=torch.float64) * side
    size = torch.rand(count, 2, generator=generator, dtype=torch.float64) * side * 0.6 + 1
    return torch.cat([corner, corner + size], dim=1)


@settings(max_examples=30)
@given(SEEDS, st.integers(0, 6), WEIGHTS)
def test_offsets_and_their_gradients_are_torchvisions(seed, count, weights):
    generator = torch.Generator().manual_seed(seed)
    truth, boxes = random_boxes(count, generator), random_boxes(count, generator)
    coder, results = BoxCoder(weights), []
    for encode in (lambda *given: encode_offsets(*given, weights), coder.encode_single):
        leaves = [truth.clone().requires_grad_(), boxes.clone().requires_grad_()]
        output = encode(*leaves)
        results.append((output.detach(), torch.autograd.grad(output.square().sum(), leaves)))
    assert_close(results[0], results[1])


@settings(max_examples=30)
@given(SEEDS, st.integers(0, 6), st.integers(1, 4), WEIGHTS, st.sampled_from([0.1, 1.0, 30.0]))
def test_boxes_of_every_category_are_corrected_as_by_torchvision(seed, count, categories, weights, spread):
    generator = torch.Generator().manual_seed(seed)
    boxes = random_boxes(count, generator)
    results = []
    for ours in (True, False):
        offsets = torch.randn(count, categories, 4, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        offsets = (offsets * spread).requires_grad_()
        if ours:
            output = decode_offsets(offsets, boxes[:, None], weights)
        else:
            output = BoxCoder(weights).decode_single(offsets.flatten(1), boxes).view(count, categories, 4)
        results.append((output.detach(), torch.autograd.grad(output.square().sum(), offsets)[0]))
    assert_close(results[0], results[1])


def test_decoding_undoes_encoding():
    generator = torch.Generator().manual_seed(0)
    truth, boxes = random_boxes(50, generator), random_boxes(50, generator)
    assert_close(decode_offsets(encode_offsets(truth, boxes), boxes), truth)


def test_offsets_by_hand():
    box, truth = torch.tensor([10.0, 10.0, 20.0, 30.0]), torch.tensor([15.0, 10.0, 25.0, 50.0])
    assert_close(encode_offsets(truth, box), torch.tensor([0.5, 0.5, 0.0, math.log(2)]))


def test_a_wild_offset_grows_a_box_only_so_far():
    grown = decode_offsets(torch.tensor([0.0, 0.0, 1e9, 0.0]), torch.tensor([0.0, 0.0, 2.0, 2.0]))
    assert_close(grown[2] - grown[0], torch.tensor(2 * LARGEST_GROWTH))


@settings(max_examples=60)
@given(SEEDS, st.integers(1, 12), st.integers(1, 5), st.booleans(), st.sampled_from([(0.7, 0.3), (0.5, 0.5), (1, 0)]))
def test_boxes_get_the_same_truth_as_from_torchvisions_matcher(seed, boxes, truths, best_for_each, thresholds):
    generator = torch.Generator().manual_seed(seed)
    ious = torch.randint(1, 11, (boxes, truths), generator=generator) / 10  # few values, so that there are ties
    theirs = Matcher(*thresholds, allow_low_quality_matches=best_for_each)(ious.T)
    assert match_boxes(ious, *thresholds, best_for_each).tolist() == theirs.tolist()


def test_a_true_box_that_nothing_overlaps_makes_no_box_its_best():
    ious = torch.tensor([[0.0, 0.4], [0.0, 0.1]])
    assert match_boxes(ious, 0.7, 0.3, best_for_each=True).tolist() == [1, BACKGROUND]


def test_without_truth_all_is_background_and_without_boxes_there_is_nothing():
    assert match_boxes(torch.zeros(3, 0), 0.7, 0.3, True).tolist() == [BACKGROUND] * 3
    assert match_boxes(torch.zeros(0, 3), 0.7, 0.3, True).tolist() == []
    boxes, none = torch.tensor([[0.0, 0.0, 4.0, 4.0]]), torch.zeros(0, 4)
    found = label_regions(boxes, none, torch.zeros(0, dtype=torch.long))
    assert (found.labels.tolist(), found.truth.tolist(), found.overlap.tolist()) == ([0], [BACKGROUND], [0.0])
    assert label_regions(none, boxes, torch.tensor([2])).labels.tolist() == []


def test_regions_are_objects_background_or_neither():
    truth = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
    boxes = torch.tensor([[0.0, 0.0, 10.0, 9.0], [0.0, 0.0, 10.0, 4.0], [0.0, 0.0, 10.0, 1.0], [5.0, 5.0, 5.0, 5.0]])
    found = label_regions(boxes, truth, torch.tensor([3]), 0.5, 0.3)
    assert found.labels.tolist() == [4, -1, 0, 0]
    assert found.truth.tolist() == [0, IGNORED, BACKGROUND, BACKGROUND]
    assert_close(found.overlap, torch.tensor([0.9, 0.4, 0.1, 0.0]))


@settings(max_examples=30)
@given(SEEDS, st.integers(0, 25), st.integers(1, 4), st.sampled_from([0.0, 0.2, 0.6]), st.integers(1, 12))
def test_regions_become_the_same_detections_as_in_torchvision(seed, count, categories, threshold, max_detections):
    generator = torch.Generator().manual_seed(seed)
    proposals = random_boxes(count, generator) - 20  # some reach or lie outside
    logits = torch.randn(count, categories + 1, generator=generator, dtype=torch.float64) * 2
    offsets = torch.randn(count, categories + 1, 4, generator=generator, dtype=torch.float64)
    heads = RoIHeads(None, None, None, 0.5, 0.5, 64, 0.25, None, threshold, 0.4, max_detections)
    theirs = heads.postprocess_detections(logits, offsets.flatten(1), [proposals], [(70, 90)])
    boxes = decode_offsets(offsets[:, 1:], proposals[:, None], heads.box_coder.weights)
    ours = region_detections(boxes, logits.softmax(1)[:, 1:], (70, 90), threshold, 0.4, max_detections).detections
    assert_close(ours.boxes, theirs[0][0])
    assert_close(ours.scores, theirs[1][0])
    assert (ours.labels + 1).tolist() == theirs[2][0].tolist()


def test_a_detection_knows_the_region_it_comes_from():
    boxes = torch.tensor([[[0.0, 0.0, 4.0, 4.0]], [[10.0, 10.0, 14.0, 14.0]], [[0.0, 0.0, 4.0, 5.0]]])
    scores = torch.tensor([[0.1, 0.9], [0.0, 0.3], [0.2, 0.8]])
    found = region_detections(boxes, scores, (20, 20), 0.15)
    assert found.regions.tolist() == [0, 1, 2, 2]
    assert found.regions[found.kept].tolist() == [0, 1, 2]
    assert found.detections.labels.tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: encode_offsets(torch.zeros(2, 3), torch.zeros(2, 4)), "truth"),
        (lambda: decode_offsets(torch.zeros(2, 4), torch.zeros(2, 4, dtype=torch.long)), "boxes"),
        (lambda: match_boxes(torch.zeros(2), 0.7, 0.3), "ious"),
        (lambda: match_boxes(torch.zeros(2, 2), 1.7, 0.3), "foreground"),
        (lambda: match_boxes(torch.zeros(2, 2), 0.3, 0.7), "background"),
        (lambda: label_regions(torch.rand(2, 4), torch.tensor([[0.0, 0, 9, 9]] * 2), torch.zeros(1)), "true_labels"),
        (lambda: region_detections(torch.zeros(2, 3, 4), torch.zeros(2), (9, 9)), "scores"),
        (lambda: region_detections(torch.zeros(2, 3, 4), torch.zeros(2, 2), (9, 9)), "boxes"),
        (
            lambda: region_detections(torch.zeros(2, 2, 4), torch.zeros(2, 2), (9, 9), max_detections=0),
            "max_detections",
        ),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()

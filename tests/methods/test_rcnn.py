"""R-CNN's stages: warping, SVMs with hard negatives, regressions, and a proposal's way through all of them."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from torch.testing import assert_close
from torchvision.ops import roi_align

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.rcnn import (
    RCNN,
    RegionClassifier,
    decode_offsets,
    detect_among,
    fit_rcnn,
    mine_hard_negatives,
    ridge_regression,
    scene_features,
    train_svm,
    warp_regions,
    with_context,
)
from lecture_utils.methods.rcnn.svm import EASY, HARD

SEEDS = st.integers(0, 2**31)


def small(categories=2, width=12):
    torch.manual_seed(0)
    backbone = Backbone(ResNetSizes((4, 6), (1, 1)))
    return RCNN(RegionClassifier(backbone, categories, 16, "stage2", width), padding=2).eval()


@settings(max_examples=25)
@given(SEEDS, st.integers(0, 5), st.integers(1, 12))
def test_a_region_inside_the_image_is_sampled_once_for_each_pixel_as_roi_align_does(seed, count, size):
    generator = torch.Generator().manual_seed(seed)
    image = torch.rand(3, 40, 50, generator=generator, dtype=torch.float64)
    corner = torch.rand(count, 2, generator=generator, dtype=torch.float64) * 20 + 1
    boxes = torch.cat([corner, corner + torch.rand(count, 2, generator=generator, dtype=torch.float64) * 16 + 1], dim=1)
    images = torch.cat([torch.zeros(count, 1, dtype=torch.float64), boxes], dim=1)
    theirs = roi_align(image[None], images, size, sampling_ratio=1, aligned=True)
    assert_close(warp_regions(image, boxes, size, padding=0), theirs)


def test_a_region_of_the_crops_size_is_cut_out_and_what_lies_outside_is_filled():
    image = torch.rand(3, 10, 12)
    assert_close(warp_regions(image, torch.tensor([[3.0, 2.0, 11.0, 10.0]]), 8, padding=0)[0], image[:, 2:10, 3:11])
    outside = warp_regions(image, torch.tensor([[-4.0, -4.0, 4.0, 4.0]]), 8, padding=0, fill=0.25)[0]
    assert_close(outside[:, 4:, 4:], image[:, :4, :4])
    assert (outside[:, :4] == 0.25).all()


def test_the_context_has_its_width_in_the_crop_whatever_the_regions_size():
    image = torch.zeros(3, 60, 60)
    image[:, 20:30, 10:40] = 1.0
    crop = warp_regions(image, torch.tensor([[10.0, 20.0, 40.0, 30.0]]), 20, padding=5)[0]
    shown = (crop[0] > 0.5).nonzero()
    assert (shown.amin(0).tolist(), shown.amax(0).tolist()) == ([5, 5], [14, 14])
    assert with_context(torch.tensor([0.0, 0.0, 10.0, 20.0]), 20, 5).tolist() == [-5, -10, 15, 30]


@settings(max_examples=20)
@given(SEEDS, st.integers(1, 20), st.integers(1, 8), st.integers(1, 4), st.sampled_from([0.1, 10.0, 1000.0]))
def test_ridge_regression_is_scikit_learns(seed, rows, inputs, outputs, penalty):
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(rows, inputs, generator=generator, dtype=torch.float64) + 3
    targets = torch.randn(rows, outputs, generator=generator, dtype=torch.float64) - 5
    theirs = Ridge(alpha=penalty).fit(features.numpy(), targets.numpy())
    ours = ridge_regression(features, targets, penalty)
    assert_close(ours.weights, torch.from_numpy(np.atleast_2d(theirs.coef_)), rtol=1e-6, atol=1e-9)
    assert_close(ours.bias, torch.from_numpy(np.atleast_1d(theirs.intercept_)), rtol=1e-6, atol=1e-9)


def test_a_machine_lies_in_the_middle_between_two_sets():
    positives = torch.tensor([[3.0, 0.0], [3.0, 5.0], [4.0, 1.0]])
    negatives = torch.tensor([[1.0, 0.0], [1.0, 5.0], [-7.0, 1.0]])
    svm = train_svm(positives, negatives, cost=100.0, positive_weight=1.0)
    assert_close(
        svm.scores(torch.tensor([[3.0, 2.0], [1.0, 2.0], [2.0, 9.0]])),
        torch.tensor([1.0, -1.0, 0.0]),
        atol=0.01,
        rtol=0,
    )


def mined(seed=0, **arguments):
    generator = torch.Generator().manual_seed(seed)
    positives = torch.randn(60, 5, generator=generator) + torch.tensor([2.0, 1.0, 0.0, 0.0, 0.0])
    negatives = [torch.randn(50, 5, generator=generator) for _ in range(40)]
    return positives, negatives, mine_hard_negatives(positives, iter(negatives), cost=0.1, **arguments)


def test_mining_finds_nearly_the_machine_of_all_negatives_from_few_of_them():
    positives, negatives, svm = mined(first=200, retrain_after=100)
    whole = train_svm(positives, torch.cat(negatives), cost=0.1)
    assert len(svm.rounds) >= 3
    assert max(one.cached for one in svm.rounds) < 0.6 * sum(map(len, negatives))
    assert torch.cosine_similarity(svm.weights, whole.weights, dim=0) > 0.99
    assert abs(svm.bias - whole.bias) < 0.1


def test_each_round_of_mining_says_what_came_and_what_left():
    _, negatives, svm = mined(first=200, retrain_after=100)
    assert svm.rounds[0].hard == svm.rounds[0].cached == 200
    for before, after in pairwise(svm.rounds):
        assert before.scenes <= after.scenes
        assert after.cached == before.cached - before.easy + after.hard
    assert all(one.hard >= 100 for one in svm.rounds[1:-1])
    assert svm.rounds[-1].scenes == len(negatives)


def test_each_round_of_mining_says_which_negatives_of_which_scenes_came_the_hardest_first():
    positives, negatives, svm = mined(first=200, retrain_after=100)
    came = [tuple(place) for one in svm.rounds for place in one.came.tolist()]
    assert len(came) == len(set(came)) == sum(one.hard for one in svm.rounds)
    assert came[:200] != sorted(came[:200])
    assert sorted(came[:200]) == [(scene, row) for scene in range(4) for row in range(50)]
    first = train_svm(positives, torch.cat(negatives[:4]), cost=0.1)
    scores = {scene: first.scores(features) for scene, features in enumerate(negatives)}
    for one in svm.rounds[:2]:
        margins = [float(scores[scene][row]) for scene, row in one.came.tolist()]
        assert margins == sorted(margins, reverse=True)
    assert all(scores[scene][row] > HARD for scene, row in svm.rounds[1].came.tolist())
    seen = {scene for scene, _ in svm.rounds[1].came.tolist()}
    assert seen <= set(range(4, svm.rounds[1].scenes))


def test_negatives_beyond_the_margin_are_never_taken_in():
    positives = torch.tensor([[1.0], [1.1]])
    easy = torch.full((5, 1), -50.0)
    svm = mine_hard_negatives(positives, [torch.tensor([[-1.0], [-1.1]]), easy], cost=100.0, first=2)
    assert svm.scores(easy).max() < EASY < HARD
    assert [one.cached for one in svm.rounds] == [2]


def test_a_proposals_way_can_be_followed_and_ends_in_the_detections():
    network, image = small(), torch.rand(3, 40, 48)
    torch.nn.init.normal_(network.svms.weight)
    torch.nn.init.normal_(network.regressors.weight, std=0.01)
    proposals = torch.tensor([[2.0, 3.0, 20.0, 30.0], [10.0, 10.0, 40.0, 38.0], [0.0, 0.0, 48.0, 40.0]])
    with torch.no_grad():
        stages = network.follow(image, proposals)
        found = network(image[None], [proposals])[0]
    assert_close(stages.crops, warp_regions(image, proposals, 16, 2))
    assert_close(stages.features, network.classifier(stages.crops).features)
    assert_close(stages.probabilities.sum(1), torch.ones(3))
    assert_close(stages.margins, stages.features @ network.svms.weight.T + network.svms.bias)
    assert_close(stages.boxes, decode_offsets(stages.offsets, proposals[:, None]))
    assert_close(found, detect_among(stages, (40, 48)).detections)
    by_softmax = detect_among(stages, (40, 48), by="softmax", corrected=False, score_threshold=0.0)
    assert_close(by_softmax.candidates.scores, stages.probabilities[:, 1:].flatten())
    assert_close(by_softmax.candidates.boxes, proposals.repeat_interleave(2, dim=0))


def test_without_proposals_nothing_is_found():
    found = small()(torch.rand(1, 3, 40, 48), [torch.zeros(0, 4)])
    assert found[0].boxes.shape == (0, 4)


def coloured_scene(seed):
    """One red and one green square on grey, and proposals near and far."""
    generator = torch.Generator().manual_seed(seed)
    image = torch.full((3, 48, 64), 0.5) + 0.05 * torch.randn(3, 48, 64, generator=generator)
    x, y = (int(torch.randint(0, limit, (), generator=generator)) for limit in (12, 28))
    boxes = torch.tensor([[x, y, x + 18, y + 18], [x + 32, y, x + 50, y + 18]]).float()
    for channel, (left, top, right, bottom) in enumerate(boxes.int().tolist()):
        image[channel, top:bottom, left:right] = 1.0
    near = boxes.repeat(8, 1) + torch.randint(-4, 5, (16, 4), generator=generator)
    corner = torch.rand(16, 2, generator=generator) * 25
    far = torch.cat([corner, corner + 12], dim=1)
    return image.clamp(0, 1), torch.cat([near, far]), boxes, torch.tensor([0, 1])


def test_fitted_regressions_bring_proposals_of_another_scene_nearer_to_the_truth_and_machines_tell_things_apart():
    network = small(width=64)
    scenes = [coloured_scene(seed) for seed in range(12)]
    svms = fit_rcnn(network, (scene_features(network, *scene) for scene in scenes), cost=0.1, penalty=1.0)
    image, proposals, boxes, _ = coloured_scene(99)
    with torch.no_grad():
        stages = network.follow(image, proposals)
    shown = torch.arange(16) % 2  # the category that each near proposal shows
    corrected, uncorrected = stages.boxes[range(16), shown], proposals[:16]
    assert (corrected - boxes[shown]).abs().mean() < 0.85 * (uncorrected - boxes[shown]).abs().mean()
    for category in (0, 1):  # each SVM ranks its own things first
        own, other = (stages.margins[:16][shown == label, category] for label in (category, 1 - category))
        assert (own[:, None] > other).float().mean() > 0.9
    kept = [scene_features(network, *scene) for scene in scenes]
    for category, svm in enumerate(svms):
        assert svm.rounds
        for scene, proposal in torch.cat([one.came for one in svm.rounds]).tolist():
            assert kept[scene].overlaps[proposal, category] < 0.3


def test_what_is_kept_of_a_scene_are_positives_overlaps_and_what_is_near():
    network = small()
    image, proposals, boxes, labels = coloured_scene(3)
    kept = scene_features(network, image, proposals, boxes, labels)
    assert kept.positives.shape == (2, 12)
    assert kept.overlaps.shape == (32, 2)
    assert (kept.overlaps[:16:2, 0] > kept.overlaps[:16:2, 1]).all()
    assert len(kept.last_maps) == len(kept.offsets) == len(kept.near_labels) >= 2
    assert (kept.offsets[:2] == 0).all()  # the true boxes are regions too
    empty = scene_features(network, image, proposals, boxes[:0], labels[:0])
    assert (empty.overlaps == 0).all()
    assert empty.last_maps.shape[0] == 0


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: warp_regions(torch.zeros(1, 4, 4), torch.zeros(1, 4)), "image"),
        (lambda: warp_regions(torch.zeros(3, 4, 4), torch.zeros(1, 5)), "boxes"),
        (lambda: warp_regions(torch.zeros(3, 4, 4), torch.zeros(1, 4), 8, padding=4), "size"),
        (lambda: warp_regions(torch.zeros(3, 4, 4), torch.zeros(1, 4), 8, padding=-1), "padding"),
        (lambda: ridge_regression(torch.zeros(0, 4), torch.zeros(0, 4), 1.0), "features"),
        (lambda: ridge_regression(torch.zeros(3, 4), torch.zeros(2, 4), 1.0), "targets"),
        (lambda: ridge_regression(torch.zeros(3, 4), torch.zeros(3, 4), 0.0), "penalty"),
        (lambda: train_svm(torch.zeros(0, 3), torch.zeros(2, 3)), "positives"),
        (lambda: train_svm(torch.zeros(2, 3), torch.zeros(2, 3), cost=0.0), "cost"),
        (lambda: train_svm(torch.zeros(2, 3), torch.zeros(2, 3), positive_weight=0.0), "positive_weight"),
        (lambda: mine_hard_negatives(torch.zeros(2, 3), [], first=0), "first"),
        (lambda: small().classifier(torch.zeros(2, 3, 8, 8)), "crops"),
        (lambda: small(categories=0), "categories"),
        (lambda: detect_among(small().follow(torch.zeros(3, 9, 9), torch.rand(2, 4)), (9, 9), by="both"), "by"),
        (
            lambda: fit_rcnn(
                small(),
                [scene_features(small(), *coloured_scene(0)[:2], torch.rand(1, 4).cumsum(1), torch.tensor([1]))],
            ),
            "scenes",
        ),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()

"""Fast R-CNN: sampling, loss and network, held to torchvision's."""

from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close
from torchvision.models.detection._utils import BalancedPositiveNegativeSampler
from torchvision.models.detection.roi_heads import fastrcnn_loss

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.fast_rcnn import (
    FastRCNN,
    assign_targets,
    region_loss,
    region_targets,
    sample_regions,
    smooth_l1,
    speed_up,
)
from lecture_utils.methods.fast_rcnn.targets import OFFSET_WEIGHTS
from lecture_utils.methods.rcnn import decode_offsets
from lecture_utils.methods.roi import roi_align, spatial_pyramid_pool

SEEDS = st.integers(0, 2**31)


def small(**arguments):
    torch.manual_seed(0)
    return FastRCNN(Backbone(ResNetSizes((4, 6, 8), (1, 1, 1))), categories=3, width=16, **arguments)


@settings(max_examples=40)
@given(SEEDS, st.integers(0, 30), st.integers(1, 20), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_a_mini_batch_holds_as_many_of_each_kind_as_torchvisions(seed, regions, count, share):
    labels = torch.randint(-1, 3, (regions,), generator=torch.Generator().manual_seed(seed))
    objects, background = BalancedPositiveNegativeSampler(count, share)([labels])
    drawn = sample_regions(labels, count, share)
    assert len(set(drawn.tolist())) == len(drawn)
    assert int((labels[drawn] > 0).sum()) == int(objects[0].sum())
    assert int((labels[drawn] == 0).sum()) == int(background[0].sum())
    assert not (labels[drawn] < 0).any()


@settings(max_examples=20)
@given(SEEDS, st.sampled_from([0.1, 1 / 9, 1.0, 2.5]))
def test_smooth_l1_is_torchs(seed, beta):
    results = []
    for function in (
        smooth_l1,
        lambda x, beta: torch.nn.functional.smooth_l1_loss(x, x * 0, reduction="none", beta=beta),
    ):
        x = (torch.randn(20, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 2).requires_grad_()
        output = function(x, beta)
        results.append((output.detach(), torch.autograd.grad(output.sum(), x)[0]))
    assert_close(results[0], results[1])


@settings(max_examples=30)
@given(SEEDS, st.integers(1, 12), st.integers(1, 4), st.booleans())
def test_both_terms_of_the_loss_and_their_gradients_are_torchvisions(seed, regions, categories, all_background):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(categories + 1, (regions,), generator=generator) * (not all_background)
    scores = torch.randn(regions, categories + 1, generator=generator, dtype=torch.float64)
    offsets = torch.randn(regions, categories + 1, 4, generator=generator, dtype=torch.float64)
    targets = torch.randn(regions, 4, generator=generator, dtype=torch.float64)
    results = []
    for ours in (True, False):
        leaves = [scores.clone().requires_grad_(), offsets.clone().requires_grad_()]
        if ours:
            terms = region_loss(leaves[0], leaves[1][:, 1:], labels, targets, beta=1 / 9)
        else:
            terms = fastrcnn_loss(leaves[0], leaves[1].flatten(1), [labels], [targets])
        gradients = torch.autograd.grad(terms[0] + 2 * terms[1], leaves)
        results.append(([term.detach() for term in terms], gradients))
    assert_close(results[0], results[1])


def test_without_regions_the_loss_is_0_and_still_has_a_gradient():
    scores, offsets = torch.zeros(0, 4, requires_grad=True), torch.zeros(0, 3, 4, requires_grad=True)
    loss = sum(region_loss(scores, offsets, torch.zeros(0, dtype=torch.long), torch.zeros(0, 4)))
    assert loss == 0
    loss.backward()


def test_targets_hold_a_quarter_of_objects_whose_offsets_lead_to_the_truth():
    torch.manual_seed(0)
    truth, labels = torch.tensor([[10.0, 10.0, 50.0, 40.0], [60.0, 60.0, 90.0, 90.0]]), torch.tensor([2, 0])
    near = truth.repeat(30, 1) + torch.rand(60, 4) * 8 - 4
    far = torch.tensor([[0.0, 50.0, 20.0, 90.0]]) + torch.rand(60, 1) * 5
    drawn = region_targets(torch.cat([near, far]), truth, labels, count=32)
    assert (drawn.labels > 0).sum() == 8
    assert len(drawn.labels) == 32
    shown = drawn.labels > 0
    assert torch.equal(drawn.labels[shown] - 1, labels[drawn.truth[shown]])
    assert_close(decode_offsets(drawn.offsets[shown], drawn.boxes[shown], OFFSET_WEIGHTS), truth[drawn.truth[shown]])
    assert (drawn.truth[~shown] == -1).all()
    assert (drawn.offsets[~shown] == 0).all()


def test_the_true_boxes_are_among_the_proposals_and_easy_background_can_be_left_out():
    truth, label = torch.tensor([[10.0, 10.0, 50.0, 40.0]]), torch.tensor([1])
    proposals = torch.tensor([[10.0, 10.0, 20.0, 40.0], [80.0, 80.0, 90.0, 90.0]])  # IoU 1/4 and 0
    drawn = region_targets(proposals, truth, label, count=8, least_overlap=0.1)
    assert sorted(map(tuple, drawn.boxes.tolist())) == [(10, 10, 20, 40), (10, 10, 50, 40)]
    assert len(region_targets(proposals, truth, label, count=8).boxes) == 3


def test_a_scene_without_things_gives_background_only():
    none = torch.zeros(0, 4)
    drawn = region_targets(torch.rand(9, 4).cumsum(1), none, torch.zeros(0, dtype=torch.long), count=4)
    assert drawn.labels.tolist() == [0] * 4
    assert [tuple(part.shape) for part in region_targets(none, none, torch.zeros(0, dtype=torch.long))] == [
        (0, 4),
        (0,),
        (0,),
        (0, 4),
    ]


@pytest.mark.parametrize(
    "pool",
    [None, partial(roi_align, output_size=5, sampling_ratio=2), partial(spatial_pyramid_pool, levels=(4, 2, 1))],
    ids=["RoI pooling", "RoI Align", "spatial pyramid"],
)
def test_every_image_gets_its_own_detections_from_its_own_proposals(pool):
    network = small(pool=pool).eval()
    images = torch.rand(3, 3, 48, 64)
    proposals = [
        torch.tensor([[0.0, 0.0, 30.0, 30.0], [5.0, 8.0, 60.0, 40.0]]),
        torch.zeros(0, 4),
        torch.rand(4, 4).cumsum(1) * 12,
    ]
    with torch.no_grad():
        found = network(images, proposals)
        alone = [network(images[place : place + 1], [proposals[place]])[0] for place in range(3)]
    assert len(found[1].boxes) == 0
    for together, single in zip(found, alone, strict=True):
        assert_close(together, single)
    for one in found:
        assert (one.boxes[:, 2] <= 64).all()
        assert (one.boxes[:, 3] <= 48).all()


def test_each_part_of_the_network_gets_a_gradient():
    network = small()
    targets = [
        region_targets(torch.rand(20, 4).cumsum(1) * 16, torch.tensor([[8.0, 8.0, 40.0, 40.0]]), torch.tensor([1])),
        region_targets(torch.rand(20, 4).cumsum(1) * 16, torch.zeros(0, 4), torch.zeros(0, dtype=torch.long)),
    ]
    sum(network.losses(network.feature_map(torch.rand(2, 3, 64, 64)), targets)).backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: sample_regions(torch.zeros(3), 2), "labels"),
        (lambda: sample_regions(torch.zeros(3, dtype=torch.long), 0), "count"),
        (lambda: sample_regions(torch.zeros(3, dtype=torch.long), 2, 1.5), "positive_fraction"),
        (lambda: smooth_l1(torch.zeros(3), 0.0), "beta"),
        (lambda: region_loss(torch.zeros(3), torch.zeros(3, 1, 4), torch.zeros(3), torch.zeros(3, 4)), "scores"),
        (lambda: region_loss(torch.zeros(3, 2), torch.zeros(3, 2, 4), torch.zeros(3), torch.zeros(3, 4)), "offsets"),
        (lambda: region_loss(torch.zeros(3, 2), torch.zeros(3, 1, 4), torch.zeros(2), torch.zeros(3, 4)), "labels"),
        (
            lambda: region_loss(torch.zeros(3, 2), torch.zeros(3, 1, 4), torch.zeros(3), torch.zeros(3, 1)),
            "target_offsets",
        ),
        (lambda: small(stage="stage9"), "stage"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()


def test_regions_are_taken_in_the_order_that_is_given():
    labels = torch.tensor([0, 2, -1, 1, 0, 1])
    order = torch.tensor([5, 4, 2, 3, 1, 0])
    assert sample_regions(labels, 4, 0.5, order).tolist() == [5, 3, 4, 0]
    with pytest.raises(ValueError, match=r"^order: expected the 6 regions' indices"):
        sample_regions(labels, 4, 0.5, order[:3])


def test_targets_are_assigned_to_all_regions_and_drawn_from_these():
    boxes = torch.tensor([[0.0, 0, 10, 10], [30, 30, 50, 50], [0, 0, 40, 40]])
    true_boxes, true_labels = torch.tensor([[1.0, 0, 10, 12], [30, 30, 50, 46]]), torch.tensor([2, 0])
    found = assign_targets(boxes, true_boxes, true_labels)
    assert found.labels.tolist() == [3, 1, 0]
    assert found.truth.tolist() == [0, 1, -1]
    assert_close(decode_offsets(found.offsets[:2], boxes[:2], OFFSET_WEIGHTS), true_boxes)
    assert found.offsets[2].tolist() == [0, 0, 0, 0]
    order = torch.tensor([2, 1, 0, 4, 3])
    drawn = region_targets(boxes, true_boxes, true_labels, 3, 0.5, order=order)
    assert drawn.boxes.tolist() == [boxes[1].tolist(), boxes[2].tolist()]
    assert_close(drawn.offsets, found.offsets[[1, 2]])


def test_the_speed_up_is_that_of_the_multiply_adds():
    assert speed_up(2000, 224, (600, 1000), 1.0, 0.0) == pytest.approx(2000 * 224**2 / 600_000)
    assert speed_up(10, 5, (4, 5), 2.0, 30.0) == pytest.approx(10 * (25 * 2 + 30) / (20 * 2 + 300))
    for wrong, argument in (((0, 5, (4, 5), 1, 1), "regions"), ((1, 0, (4, 5), 1, 1), "crop")):
        with pytest.raises(ValueError, match=f"^{argument}: expected"):
            speed_up(*wrong)
    with pytest.raises(ValueError, match=r"^image: expected"):
        speed_up(1, 5, (4, 0), 1, 1)
    with pytest.raises(ValueError, match=r"^per_pixel: expected"):
        speed_up(1, 5, (4, 5), 0, 0)

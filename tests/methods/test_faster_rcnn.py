"""Faster R-CNN's parts: anchors, their labels, proposals and the RPN's loss, held to torchvision's."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.rpn import RegionProposalNetwork, concat_box_prediction_layers
from torchvision.models.detection.rpn import RPNHead as TorchvisionsRPNHead

from lecture_utils.methods.faster_rcnn import (
    RPNHead,
    anchor_targets,
    base_anchors,
    binary_cross_entropy,
    crosses_border,
    filter_proposals,
    grid_anchors,
    label_anchors,
    proposal_steps,
    rpn_loss,
)
from lecture_utils.methods.rcnn import BACKGROUND, IGNORED, decode_offsets
from lecture_utils.methods.sliding_window import box_area

SEEDS = st.integers(0, 2**31)
SCALES, RATIOS = (8.0, 20.0), (0.5, 1.0, 3.0)


def region_proposal_network(head=None, before=2000, after=1000, drawn=256):
    counts = [{"training": count, "testing": count} for count in (before, after)]
    return RegionProposalNetwork(AnchorGenerator((SCALES,), (RATIOS,)), head, 0.7, 0.3, drawn, 0.5, *counts, 0.7).eval()


def random_boxes(count, generator, side=64.0):
    """Boxes in an image of this side; some touch its border, none is smaller than a pixel."""
    corner = (torch.rand(count, 2, generator=generator) * side * 1.2 - side * 0.1).clamp(0, side - 1)
    end = (corner + 1 + torch.rand(count, 2, generator=generator) * side / 2).clamp(max=side)
    return torch.cat([corner, end], dim=1)


def anchors_of(rows=8, columns=8, stride=8):
    return grid_anchors(base_anchors(SCALES, RATIOS), (rows, columns), stride)


@pytest.mark.parametrize(
    ("scales", "ratios"), [((16, 32, 64), (0.5, 1.0, 2.0)), ((7, 11, 13), (0.33, 3.0)), ((128.0,), (1.0,))]
)
def test_rounded_anchors_of_a_cell_are_torchvisions(scales, ratios):
    theirs = AnchorGenerator((scales,), (ratios,)).cell_anchors[0]
    assert torch.equal(base_anchors(scales, ratios, rounded=True), theirs)


def test_anchors_that_are_not_rounded_have_the_area_of_their_scale_and_their_ratio():
    anchors = base_anchors((16, 32), (0.5, 1, 2))
    assert_close(box_area(anchors), torch.tensor([256.0, 1024.0] * 3))
    width, height = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    assert_close(height / width, torch.tensor([0.5, 0.5, 1, 1, 2, 2]))
    assert (anchors[:, :2] == -anchors[:, 2:]).all()


@settings(max_examples=20)
@given(st.integers(1, 5), st.integers(1, 7), st.sampled_from([4, 8, 16]))
def test_anchors_of_a_map_are_torchvisions(rows, columns, stride):
    images = ImageList(torch.zeros(1, 3, rows * stride, columns * stride), [(rows * stride, columns * stride)])
    theirs = AnchorGenerator((SCALES,), (RATIOS,))(images, [torch.zeros(1, 2, rows, columns)])[0]
    ours = grid_anchors(base_anchors(SCALES, RATIOS, rounded=True), (rows, columns), stride)
    assert torch.equal(ours.flatten(0, 2), theirs)


def test_anchors_are_centred_on_the_pixel_that_their_cell_is_centred_on():
    anchors = anchors_of(3, 5, 8)
    assert anchors.shape == (3, 5, 6, 4)
    centres = (anchors[..., :2] + anchors[..., 2:]) / 2
    assert_close(centres[2, 3], torch.tensor([24.0, 16.0]).expand(6, 2))


def test_a_box_that_ends_on_the_border_does_not_cross_it():
    boxes = torch.tensor([[0.0, 0.0, 30.0, 20.0], [-0.1, 0, 5, 5], [0, 0, 30.1, 5], [3, 3, 9, 20.1], [3, -1, 9, 9]])
    assert crosses_border(boxes, (20, 30)).tolist() == [False, True, True, True, True]


@settings(max_examples=40)
@given(SEEDS, st.integers(0, 6))
def test_labels_of_anchors_are_torchvisions(seed, things):
    truth = random_boxes(things, torch.Generator().manual_seed(seed))
    anchors = anchors_of()
    theirs, matched = region_proposal_network().assign_targets_to_anchors([anchors.flatten(0, 2)], [{"boxes": truth}])
    ours = label_anchors(anchors, truth)
    assert ours.labels.flatten().tolist() == theirs[0].tolist()
    shown = ours.labels == 1
    assert torch.equal(truth[ours.truth[shown]], matched[0].view(8, 8, 6, 4)[shown])
    assert bool((ours.by_threshold == (shown & (ours.ious.amax(-1) >= 0.7) if things else shown)).all())


@settings(max_examples=30)
@given(SEEDS, st.integers(1, 6))
def test_every_true_box_that_an_anchor_overlaps_has_an_anchor_unless_another_box_takes_it(seed, things):
    truth = random_boxes(things, torch.Generator().manual_seed(seed))
    found = label_anchors(anchors_of(), truth)
    for one in range(things):
        best = found.ious[..., one] == found.ious[..., one].max()
        assert (found.labels[best] == 1).all()


def test_a_cell_tells_its_anchors_their_overlaps_and_their_labels():
    truth = torch.tensor([[8.0, 8.0, 24.0, 24.0], [40.0, 40.0, 60.0, 62.0]])
    anchors = grid_anchors(base_anchors((16.0, 64.0), (1.0,)), (8, 8), 8)
    cell = label_anchors(anchors, truth).at(2, 2)
    assert cell.anchors.tolist() == [[8, 8, 24, 24], [-16, -16, 48, 48]]
    assert_close(cell.ious, torch.tensor([[1.0, 0.0], [1 / 16, 64 / (64**2 + 440 - 64)]]))
    assert cell.labels.tolist() == [1, 0]
    assert cell.truth.tolist() == [0, BACKGROUND]
    assert cell.by_threshold.tolist() == [True, False]


def test_the_best_anchor_of_a_box_is_an_object_even_if_it_overlaps_little():
    truth = torch.tensor([[30.0, 30.0, 34.0, 34.0]])
    found = label_anchors(grid_anchors(base_anchors((16.0,), (1.0,)), (8, 8), 8), truth)
    assert (found.labels == 1).nonzero().tolist() == [[4, 4, 0]]
    assert_close(found.ious[4, 4, 0, 0], torch.tensor(16 / 256))
    assert not found.by_threshold.any()


def test_anchors_that_cross_the_border_can_be_ignored():
    truth = torch.tensor([[0.0, 0.0, 16.0, 16.0]])
    anchors = anchors_of()
    found = label_anchors(anchors, truth, inside=(64, 64))
    crossing = crosses_border(anchors, (64, 64))
    assert crossing.any()
    assert (found.labels[crossing] == -1).all()
    assert (found.truth[crossing] == IGNORED).all()
    assert (found.labels[~crossing] == 1).any()
    assert not (label_anchors(anchors, truth).labels[crossing] == -1).all()


def test_without_things_all_anchors_are_background():
    found = label_anchors(anchors_of(), torch.zeros(0, 4))
    assert found.ious.shape == (8, 8, 6, 0)
    assert (found.labels == 0).all()
    targets = anchor_targets(found, torch.zeros(0, 4), count=10)
    assert targets.labels.tolist() == [0] * 10
    assert (targets.offsets == 0).all()


@settings(max_examples=20)
@given(SEEDS, st.integers(1, 6), st.sampled_from([4, 32, 1000]))
def test_offsets_of_drawn_anchors_lead_to_their_true_boxes(seed, things, count):
    torch.manual_seed(seed)
    truth = random_boxes(things, torch.Generator().manual_seed(seed))
    found = label_anchors(anchors_of(), truth)
    targets = anchor_targets(found, truth, count)
    assert len(targets.drawn.unique()) == len(targets.drawn) <= count
    assert torch.equal(found.labels.flatten()[targets.drawn], targets.labels)
    shown = targets.labels == 1
    assert int(shown.sum()) == min(int((found.labels == 1).sum()), count // 2)
    anchors = found.anchors.flatten(0, 2)[targets.drawn[shown]]
    reached = decode_offsets(targets.offsets[shown], anchors)
    assert_close(reached, truth[found.truth.flatten()[targets.drawn[shown]]], rtol=1e-4, atol=1e-3)


@settings(max_examples=10)
@given(SEEDS, st.integers(1, 2), st.integers(1, 5), st.integers(1, 4))
def test_the_head_is_torchvisions_with_the_same_weights(seed, images, rows, columns):
    torch.manual_seed(seed)
    ours, theirs = RPNHead(6, 3), TorchvisionsRPNHead(6, 3)
    pairs = ((ours.window, theirs.conv[0][0]), (ours.objectness, theirs.cls_logits), (ours.offsets, theirs.bbox_pred))
    for own, other in pairs:
        torch.nn.init.normal_(own.weight)
        torch.nn.init.normal_(own.bias)
        other.load_state_dict(own.state_dict())
    features = torch.randn(images, 6, rows, columns)
    output = ours(features)
    objectness, offsets = concat_box_prediction_layers(*theirs([features]))
    assert output.offsets.shape == (images, rows, columns, 3, 4)
    assert_close(output.objectness.flatten(), objectness.flatten())
    assert_close(output.offsets.reshape(-1, 4), offsets)


@settings(max_examples=40)
@given(SEEDS, st.integers(0, 60), st.integers(1, 70), st.integers(1, 20))
def test_anchors_become_the_same_proposals_as_in_torchvision(seed, count, before, after):
    generator = torch.Generator().manual_seed(seed)
    boxes = random_boxes(count, generator) * 1.5 - 20  # some reach or lie outside
    objectness = torch.randn(count, generator=generator)
    network = region_proposal_network(before=before, after=after)
    theirs, scores = network.filter_proposals(boxes[None], objectness[None], [(64, 60)], [count])
    ours = filter_proposals(boxes, objectness, (64, 60), before, after)
    assert_close(ours.boxes, theirs[0])
    assert_close(ours.scores, scores[0])


def test_proposals_keep_what_they_were_before_suppression_and_which_anchor_they_come_from():
    boxes = torch.tensor([[0, 0, 9, 10], [90, 90, 120, 120], [0, 0, 10, 10], [-20, 0, -5, 9.0], [40, 40, 60, 60]])
    found = filter_proposals(boxes, torch.tensor([1.0, 3.0, 2.0, 9.0, -4.0]), (100, 100), pre_nms_top_n=4)
    assert found.steps.anchors.tolist() == [1, 2, 0]  # 3 lies outside, 4 isn't among the first four
    assert found.steps.boxes.tolist() == [[90, 90, 100, 100], [0, 0, 10, 10], [0, 0, 9, 10]]
    assert found.steps.kept.tolist() == [0, 1]  # anchors 2 and 0 overlap by 0.9
    assert torch.equal(found.boxes, found.steps.boxes[found.steps.kept])
    steps = proposal_steps(boxes, torch.tensor([1.0, 3.0, 2.0, 9.0, -4.0]), (100, 100), pre_nms_top_n=4)
    assert all(torch.equal(one, other) for one, other in zip(steps, found.steps, strict=True))
    assert_close(found.scores, torch.tensor([1 / (1 + math.exp(-3)), 1 / (1 + math.exp(-2))]))


@settings(max_examples=40)
@given(SEEDS, st.integers(1, 3), st.integers(1, 12), st.sampled_from(["mixed", "all background", "all objects"]))
def test_both_terms_of_the_loss_and_their_gradients_are_torchvisions(seed, images, anchors, kind):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(2, (images, anchors), generator=generator)
    labels = {"mixed": labels, "all background": labels * 0, "all objects": labels * 0 + 1}[kind]
    objectness = torch.randn(images * anchors, generator=generator, dtype=torch.float64) * 4
    offsets, targets = torch.randn(2, images * anchors, 4, generator=generator, dtype=torch.float64)
    theirs = region_proposal_network(drawn=2 * anchors)  # so that all are drawn
    results = []
    for compute in (
        lambda *found: rpn_loss(*found, labels.flatten(), targets),
        lambda *found: theirs.compute_loss(*found, list(labels.double()), [targets]),
    ):
        leaves = [objectness.clone().requires_grad_(), offsets.clone().requires_grad_()]
        terms = compute(*leaves)
        gradients = torch.autograd.grad(terms[0] + 2 * terms[1], leaves)
        results.append(([term.detach() for term in terms], gradients))
    assert_close(results[0], results[1])


def test_without_anchors_the_loss_is_0_and_still_has_a_gradient():
    objectness, offsets = torch.zeros(0, requires_grad=True), torch.zeros(0, 4, requires_grad=True)
    loss = sum(rpn_loss(objectness, offsets, torch.zeros(0, dtype=torch.long), torch.zeros(0, 4)))
    assert loss == 0
    loss.backward()


def test_the_loss_of_a_sure_and_wrong_answer_is_large_but_finite():
    scores = torch.tensor([1e4, -1e4], requires_grad=True)
    loss = binary_cross_entropy(scores, torch.tensor([0.0, 1.0]))
    loss.backward()
    assert loss == 1e4
    assert scores.grad.tolist() == [0.5, -0.5]


BOXES, ANCHORS = torch.zeros(3, 4), torch.zeros(1, 1, 3, 4)
THING = torch.tensor([[0.0, 0.0, 9.0, 9.0]])


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: base_anchors((), (1.0,)), "scales"),
        (lambda: base_anchors((8.0,), (0.0,)), "ratios"),
        (lambda: grid_anchors(torch.zeros(4), (2, 2), 8), "base"),
        (lambda: grid_anchors(BOXES, (2, 0), 8), "size"),
        (lambda: grid_anchors(BOXES, (2, 2), 0), "stride"),
        (lambda: crosses_border(torch.zeros(3), (2, 2)), "boxes"),
        (lambda: crosses_border(BOXES, (2,)), "size"),
        (lambda: label_anchors(BOXES, BOXES), "anchors"),
        (lambda: label_anchors(ANCHORS, THING, foreground=2.0), "foreground"),
        (lambda: anchor_targets(label_anchors(ANCHORS, THING), THING, 0), "count"),
        (lambda: RPNHead(0, 3), "channels"),
        (lambda: RPNHead(3, 0), "anchors"),
        (lambda: filter_proposals(torch.zeros(3), torch.zeros(3), (9, 9)), "boxes"),
        (lambda: filter_proposals(BOXES, torch.zeros(2), (9, 9)), "objectness"),
        (lambda: filter_proposals(BOXES, torch.zeros(3), (9, 9), pre_nms_top_n=0), "pre_nms_top_n"),
        (lambda: filter_proposals(BOXES, torch.zeros(3), (9, 9), post_nms_top_n=0), "post_nms_top_n"),
        (lambda: rpn_loss(torch.zeros(3, 1), BOXES, torch.zeros(3), BOXES), "objectness"),
        (lambda: rpn_loss(torch.zeros(3), torch.zeros(2, 4), torch.zeros(3), BOXES), "offsets"),
        (lambda: rpn_loss(torch.zeros(3), BOXES, torch.zeros(2), BOXES), "labels"),
        (lambda: rpn_loss(torch.zeros(3), BOXES, torch.zeros(3), torch.zeros(3)), "target_offsets"),
        (lambda: binary_cross_entropy(torch.zeros(3), torch.zeros(2)), "targets"),
    ],
)
def test_what_is_wrong_is_named(call, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: expected"):
        call()

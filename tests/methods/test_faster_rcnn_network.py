"""Faster R-CNN as a whole: from the same weights the same detections as torchvision's; its four losses."""

from collections import OrderedDict
from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FasterRCNN as TorchvisionsFasterRCNN
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.rpn import RPNHead as TorchvisionsRPNHead
from torchvision.ops import MultiScaleRoIAlign

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.evaluation import Truth
from lecture_utils.methods.fast_rcnn import FastRCNN
from lecture_utils.methods.faster_rcnn import FasterRCNN, base_anchors, label_anchors, rpn_loss
from lecture_utils.methods.roi import roi_align, spatial_pyramid_pool
from lecture_utils.methods.sliding_window import box_iou

SCALES, RATIOS = (10.0, 24.0), (0.5, 1.0, 2.0)
NO_THINGS = Truth(torch.zeros(0, 4), torch.zeros(0, dtype=torch.long))
ONE_THING = Truth(torch.tensor([[8.0, 8.0, 40.0, 40.0]]), torch.tensor([1]))
AT_THE_BORDER = Truth(torch.tensor([[0.0, 0.0, 12.0, 48.0], [50.0, 40.0, 64.0, 48.0]]), torch.tensor([0, 2]))


def small(**arguments):
    torch.manual_seed(0)
    arguments = {"pool": partial(roi_align, output_size=3, sampling_ratio=2), "scales": SCALES} | arguments
    return FasterRCNN(Backbone(ResNetSizes((4, 6, 8), (1, 1, 1))), 3, width=16, ratios=RATIOS, **arguments)


def lively(network, spread=0.3):
    """Give the heads weights that find something: trained ones would, and those at the start say almost nothing."""
    for head in (network.rpn, network.head):
        for parameter in head.parameters():
            nn.init.normal_(parameter, std=spread)
    return network.eval()


class OneMap(nn.Module):
    """Our backbone as torchvision wants one."""

    def __init__(self, network):
        super().__init__()
        self.network, self.out_channels = network, network.backbone.channels[network.stage]

    def forward(self, images):
        return OrderedDict([("0", self.network.feature_map(images))])


class TwoLayers(nn.Module):
    """Our region head's first layers as torchvision wants them."""

    def __init__(self, network):
        super().__init__()
        self.layers = network.head.layers

    def forward(self, pooled):
        return self.layers(pooled.flatten(1))


class TwoAnswers(nn.Module):
    """Our region head's last layers as torchvision wants them: it has offsets for the background too."""

    def __init__(self, network):
        super().__init__()
        self.head = network.head

    def forward(self, features):
        offsets = self.head.offsets(features)
        return self.head.classes(features), torch.cat([torch.zeros_like(offsets[:, :4]), offsets], dim=1)


def torchvisions(network, score_threshold, before=1000, after=300):
    """Torchvision's Faster R-CNN with the weights of ours."""
    anchors = AnchorGenerator((SCALES,), (RATIOS,))
    anchors.cell_anchors = [network.base_anchors]
    head = TorchvisionsRPNHead(network.backbone.channels[network.stage], len(network.base_anchors))
    for other, own in (
        (head.conv[0][0], network.rpn.window),
        (head.cls_logits, network.rpn.objectness),
        (head.bbox_pred, network.rpn.offsets),
    ):
        other.load_state_dict(own.state_dict())
    return TorchvisionsFasterRCNN(
        OneMap(network),
        rpn_anchor_generator=anchors,
        rpn_head=head,
        rpn_pre_nms_top_n_test=before,
        rpn_post_nms_top_n_test=after,
        box_roi_pool=MultiScaleRoIAlign(["0"], 3, 2),
        box_head=TwoLayers(network),
        box_predictor=TwoAnswers(network),
        box_score_thresh=score_threshold,
    ).eval()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 3))
@torch.no_grad()
def test_the_same_weights_find_the_same_as_torchvisions(seed, count):
    network = lively(small())
    images = torch.rand(count, 3, 64, 96, generator=torch.Generator().manual_seed(seed))
    other = torchvisions(network, score_threshold=0.3)
    shapes = ImageList(images, [(64, 96)] * count)
    features = other.backbone(images)
    proposals, _ = other.rpn(shapes, features)
    theirs, _ = other.roi_heads(features, proposals, shapes.image_sizes)
    steps = network.steps(images, score_threshold=0.3)
    assert sum(len(one.detections.scores) for one in steps.found) > 0
    for place in range(count):
        assert_close(steps.proposals[place].boxes, proposals[place], rtol=1e-4, atol=1e-3)
        ours = steps.found[place].detections
        assert_close(ours.boxes, theirs[place]["boxes"], rtol=1e-4, atol=1e-3)
        assert_close(ours.scores, theirs[place]["scores"], rtol=1e-4, atol=1e-5)
        assert (ours.labels + 1).tolist() == theirs[place]["labels"].tolist()


def test_the_rpns_losses_and_gradients_are_torchvisions_where_all_anchors_are_drawn():
    truths = [ONE_THING, NO_THINGS, AT_THE_BORDER]
    images = torch.rand(3, 3, 48, 64)
    results = []
    for ours in (True, False):
        network = lively(small())
        features = network.feature_map(images).detach()
        if ours:
            rpn_output, anchors = network.rpn(features), network.anchors(features)
            drawn = 2 * anchors[..., 0].numel()
            terms = network.rpn_losses(rpn_output, anchors, [truth.boxes for truth in truths], drawn)
            heads = (network.rpn.window, network.rpn.objectness, network.rpn.offsets)
        else:
            other = torchvisions(network, 0.05).rpn.train()
            other.fg_bg_sampler.batch_size_per_image = drawn
            given = [{"boxes": truth.boxes} for truth in truths]
            _, losses = other(ImageList(images, [(48, 64)] * 3), {"0": features}, given)
            terms = (losses["loss_objectness"], losses["loss_rpn_box_reg"])
            heads = (other.head.conv[0][0], other.head.cls_logits, other.head.bbox_pred)
        sum(terms).backward()
        gradients = [parameter.grad for head in heads for parameter in head.parameters()]
        results.append(([term.detach() for term in terms], gradients))
    assert_close(results[0], results[1], rtol=1e-4, atol=1e-6)


def test_it_is_a_fast_rcnn_that_also_takes_proposals_from_outside():
    network = lively(small())
    proposals = [torch.tensor([[0.0, 0.0, 30.0, 30.0], [5.0, 8.0, 60.0, 40.0]]), torch.zeros(0, 4)]
    images = torch.rand(2, 3, 48, 64)
    with torch.no_grad():
        given, own = network(images, proposals), network(images)
        alone = FastRCNN.forward(network, images, proposals)
    assert_close(given, alone)
    assert len(given[1].boxes) == 0
    assert len(own[1].boxes) > 0


@torch.no_grad()
def test_every_step_can_be_followed_from_the_detection_back_to_its_anchor():
    network = lively(small())
    images = torch.rand(2, 3, 48, 64)
    steps = network.steps(images)
    assert steps.features.shape == (2, 8, 3, 4)
    assert steps.anchors.shape == (3, 4, 6, 4)
    assert steps.rpn_output.objectness.shape == (2, 3, 4, 6)
    for place, found in enumerate(steps.found):
        proposals = steps.proposals[place]
        region = found.regions[found.kept]
        anchor = proposals.steps.anchors[proposals.steps.kept][region]
        score = steps.rpn_output.objectness[place].flatten()[anchor].sigmoid()
        assert_close(score, proposals.scores[region])
    assert_close([one.detections for one in steps.found], network(images))


@torch.no_grad()
def test_an_image_gets_the_same_detections_alone_as_in_a_batch():
    network = lively(small())
    images = torch.rand(3, 3, 48, 64)
    together = network(images)
    for place in range(3):
        assert_close(together[place], network(images[place : place + 1])[0], rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_no_images_give_no_detections():
    steps = small().eval().steps(torch.rand(0, 3, 48, 64))
    assert (steps.proposals, steps.found) == ([], [])
    assert steps.rpn_output.offsets.shape == (0, 3, 4, 6, 4)


@pytest.mark.parametrize("truth", [NO_THINGS, ONE_THING, AT_THE_BORDER], ids=["no things", "one", "at the border"])
@pytest.mark.parametrize("pool", [None, partial(spatial_pyramid_pool, levels=(2, 1))], ids=["RoI pooling", "pyramid"])
def test_four_losses_reach_every_part_of_the_network(truth, pool):
    network = small(pool=pool)
    losses = network.joint_losses(torch.rand(2, 3, 48, 64), [truth, truth])
    names = ["anchor objectness", "anchor localisation", "region classification", "region localisation"]
    assert list(losses) == names
    things = len(truth.boxes) > 0
    assert [bool(losses[name] > 0) for name in names] == [True, things, True, things]
    torch.stack(list(losses.values())).sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_regions_to_train_on_come_from_the_proposals_and_the_truth_without_a_gradient():
    network = lively(small())
    features = network.feature_map(torch.rand(1, 3, 48, 64))
    rpn_output, anchors = network.rpn(features), network.anchors(features)
    proposals = network.propose(rpn_output, anchors, (48, 64), pre_nms_top_n=80, post_nms_top_n=20)[0].boxes
    drawn = network.training_regions(rpn_output, anchors, [ONE_THING], (48, 64), proposals=20, count=8)[0]
    assert not drawn.boxes.requires_grad
    pool = torch.cat([proposals, ONE_THING.boxes])
    assert all(any(torch.equal(box, other) for other in pool) for box in drawn.boxes)
    assert (drawn.labels == 2).sum() >= 1


def test_a_few_steps_of_training_teach_where_the_thing_is():
    torch.manual_seed(0)
    images = torch.full((2, 3, 48, 64), 0.5)
    images[:, 0, 8:40, 8:40] = 1
    network = small().train()
    network.backbone.freeze_norm()
    optimiser = torch.optim.Adam(network.parameters(), 3e-3)
    for _ in range(100):
        optimiser.zero_grad()
        torch.stack(list(network.joint_losses(images, [ONE_THING, ONE_THING]).values())).sum().backward()
        optimiser.step()
    with torch.no_grad():
        found = network.eval()(images)[0]
    assert found.labels[0] == 1
    assert box_iou(found.boxes[:1], ONE_THING.boxes) > 0.6


def test_anchors_and_labels_fit_the_network():
    network = small()
    features = network.feature_map(torch.rand(1, 3, 48, 64))
    anchors = network.anchors(features)
    assert_close(anchors[1, 2], base_anchors(SCALES, RATIOS) + torch.tensor([32.0, 16.0, 32.0, 16.0]))
    labelled = label_anchors(anchors, ONE_THING.boxes)
    rpn_output = network.rpn(features)
    assert rpn_output.objectness[0].shape == labelled.labels.shape
    everything = rpn_loss(
        rpn_output.objectness.flatten(),
        rpn_output.offsets.flatten(0, 3),
        (labelled.labels == 1).long().flatten(),
        torch.zeros(labelled.labels.numel(), 4),
    )
    assert everything.objectness > 0


def test_as_many_truths_as_images_are_needed():
    with pytest.raises(ValueError, match=r"^truths: expected one for each of 2 images, got 1"):
        small().joint_losses(torch.rand(2, 3, 48, 64), [ONE_THING])

"""Mask R-CNN as a whole, with RoI Align and with RoI pooling; and the slide's walk through it."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close
from torchvision.ops import roi_align as torchvisions_roi_align

from lecture_utils.methods.backbone import Backbone, ResNetSizes
from lecture_utils.methods.evaluation import Truth
from lecture_utils.methods.faster_rcnn import FasterRCNN
from lecture_utils.methods.mask_rcnn import THRESHOLD, MaskRCNN, WalkThrough, WalkThroughSteps, project_proposals
from lecture_utils.methods.roi import roi_align, roi_pool


def rectangles(boxes):
    masks = torch.zeros(len(boxes), 48, 64, dtype=torch.bool)
    for mask, (x1, y1, x2, y2) in zip(masks, boxes, strict=True):
        mask[y1:y2, x1:x2] = True
    return masks


def truth(boxes, labels):
    return Truth(torch.tensor(boxes).view(-1, 4).float(), torch.tensor(labels).long(), rectangles(boxes))


NO_THINGS, ONE_THING = truth([], []), truth([[8, 8, 40, 40]], [1])
AT_THE_BORDER = truth([[0, 0, 12, 48], [50, 40, 64, 48]], [0, 2])


def small(**arguments):
    torch.manual_seed(0)
    backbone = Backbone(ResNetSizes((4, 6, 8), (1, 1, 1)))
    sizes = {"width": 16, "scales": (10, 24), "box_cells": 3, "mask_cells": 4}
    return MaskRCNN(backbone, 3, **(sizes | arguments))


def lively(network, spread=0.3):
    """Give the heads weights that find something: trained ones would, and those at the start say almost nothing."""
    for head in (network.rpn, network.head, network.mask_head):
        for parameter in head.parameters():
            nn.init.normal_(parameter, std=spread)
    return network.eval()


@torch.no_grad()
@pytest.mark.parametrize("pool", [None, roi_pool], ids=["RoI Align", "RoI pooling"])
def test_it_is_a_faster_rcnn_whose_detections_have_masks(pool):
    network = lively(small(pool=pool))
    images = torch.rand(2, 3, 48, 64)
    found, boxes = network(images), FasterRCNN.steps(network, images)
    for one, without in zip(found, boxes.found, strict=True):
        assert len(one.boxes) > 0
        assert_close(one[:3], without.detections[:3])
        assert one.masks.shape == (len(one.boxes), 48, 64)
        assert one.masks.dtype == torch.bool


@torch.no_grad()
def test_the_switch_of_one_argument_changes_what_both_heads_see():
    align, pooled = lively(small()), lively(small(pool=roi_pool))
    pooled.load_state_dict(align.state_dict())
    features, boxes = align.feature_map(torch.rand(1, 3, 48, 64)), [torch.tensor([[3.0, 5.0, 33.0, 41.0]])]
    assert_close(align.pool(features, boxes=boxes, spatial_scale=1 / 16).shape, (1, 8, 3, 3))
    assert_close(pooled.mask_pool(features, boxes=boxes, spatial_scale=1 / 16), roi_pool(features, boxes, 4, 1 / 16))
    expected = roi_align(features, boxes, 4, 1 / 16, sampling_ratio=2)
    assert_close(align.mask_pool(features, boxes=boxes, spatial_scale=1 / 16), expected)
    assert_close(align.mask_scores(features, boxes), align.mask_head(expected))


@torch.no_grad()
def test_every_step_of_a_mask_is_kept():
    steps = lively(small()).mask_steps(torch.rand(2, 3, 48, 64))
    for place, one in enumerate(steps.detections):
        count = len(one.boxes)
        assert steps.scores[place].shape == (count, 3, 8, 8)
        assert_close(steps.masks[place], steps.scores[place][torch.arange(count), one.labels].sigmoid())
        assert torch.equal(one.masks, steps.pasted[place] >= THRESHOLD)


@torch.no_grad()
def test_an_image_gets_the_same_masks_alone_as_in_a_batch():
    network, images = lively(small()), torch.rand(3, 3, 48, 64)
    together = network.mask_steps(images).pasted
    for place in range(3):
        assert_close(together[place], network.mask_steps(images[place : place + 1]).pasted[0], rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_no_images_and_no_detections_give_no_masks():
    network = small().eval()
    assert network(torch.rand(0, 3, 48, 64)) == []
    steps = network.mask_steps(torch.rand(1, 3, 48, 64), score_threshold=0.99)
    assert steps.detections[0].masks.shape == (0, 48, 64)
    given = network(torch.rand(1, 3, 48, 64), [torch.zeros(0, 4)])
    assert given[0].masks is None


@pytest.mark.parametrize("truth", [NO_THINGS, ONE_THING, AT_THE_BORDER], ids=["no things", "one", "at the border"])
@pytest.mark.parametrize("pool", [None, roi_pool], ids=["RoI Align", "RoI pooling"])
def test_five_losses_reach_every_part_of_the_network(truth, pool):
    network = small(pool=pool)
    losses = network.joint_losses(torch.rand(2, 3, 48, 64), [truth, NO_THINGS])
    assert list(losses)[-1] == "mask"
    assert len(losses) == 5
    assert bool(losses["mask"] > 0) == (len(truth.boxes) > 0)
    torch.stack(list(losses.values())).sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_the_things_of_several_images_keep_their_own_masks():
    torch.manual_seed(0)
    network = small()
    features = network.feature_map(torch.rand(3, 3, 48, 64))
    truths = [ONE_THING, NO_THINGS, AT_THE_BORDER]
    rpn_output, anchors = network.rpn(features), network.anchors(features)
    regions = network.training_regions(rpn_output, anchors, truths, (48, 64))
    together = network.region_losses(features, regions, truths)["mask"]
    counts = [int((one.labels > 0).sum()) for one in regions]
    alone = [
        network.region_losses(features[place : place + 1], [regions[place]], [truths[place]])["mask"]
        for place in range(3)
    ]
    expected = sum(count * loss for count, loss in zip(counts, alone, strict=True)) / sum(counts)
    assert_close(together, expected)


def test_a_few_steps_of_training_teach_the_shape_of_a_thing():
    torch.manual_seed(0)
    masks = torch.zeros(1, 48, 64, dtype=torch.bool)
    masks[0, 8:40, 8:40] = torch.ones(32, 32, dtype=torch.bool).tril()
    images = torch.where(masks, torch.tensor([1.0, 0.0, 0.0])[:, None, None], 0.5)[None]
    triangle = ONE_THING._replace(masks=masks)
    network = small(mask_cells=7).train()
    network.backbone.freeze_norm()
    optimiser = torch.optim.Adam(network.parameters(), 4e-3)
    for _ in range(80):
        optimiser.zero_grad()
        torch.stack(list(network.joint_losses(images, [triangle]).values())).sum().backward()
        optimiser.step()
    with torch.no_grad():
        found = network.eval()(images)[0].masks[0]
    assert (found & masks[0]).sum() / (found | masks[0]).sum() > 0.7


def test_truths_need_masks():
    with pytest.raises(ValueError, match=r"^truths: expected scenes with masks"):
        small().joint_losses(torch.rand(1, 3, 48, 64), [ONE_THING._replace(masks=None)])


def test_proposals_are_divided_by_the_stride_and_not_rounded():
    proposals = torch.tensor([[42.0, 60.0, 97.0, 72.0], [0.0, 3.0, 5.0, 8.0]])
    assert project_proposals(proposals, 4).tolist() == [[10.5, 15.0, 34.75, 33.0], [0.0, 0.75, 1.25, 2.75]]
    with pytest.raises(ValueError, match=r"^stride: expected a positive integer"):
        project_proposals(proposals, 0)


def test_the_slides_walk_through_has_the_slides_shapes():
    torch.manual_seed(0)
    network = WalkThrough()
    proposals = torch.tensor([[40.0, 60.0, 100.0, 80.0], [0.0, 0.0, 224.0, 224.0]])
    steps = network(torch.rand(3, 224, 224), proposals)
    shapes = WalkThroughSteps(
        features=(1, 256, 56, 56),
        on_map=(2, 4),
        pooled=(2, 256, 7, 7),
        regions=(2, 512, 7, 7),
        vectors=(2, 4096),
        probabilities=(2, 80),
        offsets=(2, 80, 4),
        mask_scores=(2, 2, 14, 14),
        masks=(2, 14, 14),
    )
    assert {name: tuple(part.shape) for name, part in steps._asdict().items()} == shapes._asdict()
    x, y, w, h = proposals[0].tolist()
    assert steps.on_map[0].tolist() == [x / 4, y / 4, (x + w) / 4, (y + h) / 4]
    assert steps.on_map[1].tolist() == [0, 0, 56, 56]
    assert_close(steps.probabilities.sum(dim=1), torch.ones(2))
    assert torch.equal(steps.masks, (steps.mask_scores[:, 1] > steps.mask_scores[:, 0]).long())
    corners = [torch.tensor([[40.0, 60.0, 140.0, 140.0]])]
    assert_close(steps.pooled[:1], torchvisions_roi_align(steps.features, corners, 7, 1 / 4, 2), rtol=1e-4, atol=1e-5)
    with pytest.raises(ValueError, match=r"^image: expected"):
        network(torch.rand(3, 225, 224), proposals)
    with pytest.raises(ValueError, match=r"^proposals: expected"):
        network(torch.rand(3, 224, 224), proposals[0])

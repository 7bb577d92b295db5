"""Coordinates are computed in float32 or better: whatever the features' type, and in whole numbers of any size."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.testing import assert_close

from lecture_utils.methods.backbone import TINY, Backbone
from lecture_utils.methods.box_coder import decode_offsets, encode_offsets
from lecture_utils.methods.boxes import (
    box_area,
    box_convert,
    box_iou,
    check_true_boxes,
    clip_boxes_to_image,
    generalized_box_iou,
)
from lecture_utils.methods.detections import Truth
from lecture_utils.methods.detr.matching import match
from lecture_utils.methods.detr.output import true_sets
from lecture_utils.methods.faster_rcnn import FasterRCNN, label_anchors
from lecture_utils.methods.mask_rcnn import MaskRCNN, paste_masks, project_masks
from lecture_utils.methods.matcher import label_regions, match_boxes
from lecture_utils.methods.nms import batched_nms, nms
from lecture_utils.methods.rcnn import warp_regions
from lecture_utils.methods.roi import roi_align, roi_pool, spatial_pyramid_pool
from lecture_utils.methods.yolo import target_tensor

HALVES = [torch.float16, torch.bfloat16]
WHOLE = [torch.uint8, torch.int16, torch.int32, torch.int64]


def index(boxes: Tensor) -> Tensor:
    return torch.cat([torch.zeros(len(boxes), 1), boxes], dim=1)


ON_FEATURES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "roi_pool": lambda maps, boxes: roi_pool(maps, index(boxes), 3, 1 / 4),
    "roi_pool, by image": lambda maps, boxes: roi_pool(maps, [boxes], 3, 1 / 4),
    "roi_align": lambda maps, boxes: roi_align(maps, index(boxes), 3, 1 / 4, 2, aligned=True),
    "spatial_pyramid_pool": lambda maps, boxes: spatial_pyramid_pool(maps, (2, 1), index(boxes), 1 / 4),
    "paste_masks": lambda maps, boxes: paste_masks(maps[0, :1, :7, :7].expand(len(boxes), -1, -1), boxes, (20, 1200)),
    "warp_regions": lambda maps, boxes: warp_regions(maps[0, :3] / 8, boxes / 4, size=8, padding=1),
}
ON_BOXES: dict[str, Callable[[Tensor], Tensor]] = {
    "box_area": box_area,
    "box_iou": lambda boxes: box_iou(boxes, boxes.flip(0)),
    "generalized_box_iou": lambda boxes: generalized_box_iou(boxes, boxes.flip(0)),
    "box_convert": lambda boxes: box_convert(boxes, "xyxy", "xywh"),
    "clip_boxes_to_image": lambda boxes: clip_boxes_to_image(boxes, (120, 100)),
}
ON_HALVES: dict[str, Callable[[Tensor], Tensor]] = {
    "encode_offsets": lambda boxes: encode_offsets(boxes, boxes.flip(0)),
    "decode_offsets": lambda boxes: decode_offsets(boxes / 2048, boxes),
    "nms": lambda boxes: nms(boxes, boxes[:, 0] / 4096, 0.4),
    "batched_nms": lambda boxes: batched_nms(boxes, boxes[:, 0] / 4096, torch.arange(len(boxes)) % 2, 0.4),
    "match_boxes": lambda boxes: match_boxes(box_iou(boxes, boxes.flip(0)), 0.5, 0.3, best_for_each=True),
    "label_regions": lambda boxes: label_regions(boxes, boxes[:2], torch.tensor([0, 1])).truth,
    "match": lambda boxes: match(boxes).as_matrix(len(boxes), 4),
}


@st.composite
def boxes(draw: st.DrawFn, most: int, least_side: int = 1) -> Tensor:
    """Three boxes of whole pixels."""
    rows = []
    for _ in range(3):
        x, y = (draw(st.integers(0, most - least_side - 1)) for _ in range(2))
        rows.append([x, y, draw(st.integers(x + least_side, most)), draw(st.integers(y + least_side, most))])
    return torch.tensor(rows, dtype=torch.float32)


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("dtype", HALVES)
@pytest.mark.parametrize("name", ON_FEATURES)
@given(places=boxes(most=1100, least_side=9), seed=st.integers(0, 99))
def test_places_on_half_precision_features_are_those_on_single_precision_ones(name, dtype, places, seed):
    maps = torch.rand(1, 3, 9, 300, generator=torch.Generator().manual_seed(seed)).to(dtype)
    places = places + torch.tensor([0.3, 0.0, 0.4, 0.0])  # 1000.3 is 1000 in both halves
    found, expected = ON_FEATURES[name](maps, places), ON_FEATURES[name](maps.float(), places)
    assert found.dtype == dtype
    assert_close(found.float(), expected, atol=torch.finfo(dtype).eps, rtol=torch.finfo(dtype).eps)


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("dtype", HALVES)
@pytest.mark.parametrize("name", {**ON_BOXES, **ON_HALVES})
@given(places=boxes(most=2000))
def test_half_precision_boxes_give_what_single_precision_boxes_give(name, dtype, places):
    function = {**ON_BOXES, **ON_HALVES}[name]
    given = torch.unique(places.to(dtype), dim=0)
    given = given[(given[:, :2] < given[:, 2:]).all(dim=1)]  # rounded, a narrow box may have lost its area
    if len(given) < 3:
        return
    found, expected = function(given), function(given.float())
    assert_close(found.double(), expected.to(found.dtype).double(), atol=1e-6, rtol=1e-6, equal_nan=True)


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("dtype", WHOLE)
@pytest.mark.parametrize("name", ON_BOXES)
@given(data=st.data())
def test_whole_numbers_do_not_overflow(name, dtype, data):
    most = min(int(torch.iinfo(dtype).max), 10**6)
    places = data.draw(boxes(most))
    found, expected = ON_BOXES[name](places.to(dtype)), ON_BOXES[name](places.double())
    assert_close(found.double(), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("dtype", HALVES)
@pytest.mark.parametrize("method", [roi_pool, roi_align])
def test_every_one_of_many_images_is_found(method, dtype):
    numbers = torch.arange(300.0).to(dtype)
    maps = numbers[:, None, None, None].expand(-1, 1, 2, 2)
    every = [torch.tensor([[0.0, 0.0, 2.0, 2.0]], dtype=dtype)] * 300
    assert torch.equal(method(maps, every, 1).flatten(), numbers)
    places = torch.cat([torch.arange(300.0)[:, None], torch.tensor([[0.0, 0.0, 2.0, 2.0]]).expand(300, 4)], dim=1)
    assert torch.equal(method(maps, places, 1).flatten(), numbers)


def test_every_one_of_many_masks_is_projected():
    masks = torch.zeros(300, 4, 4, dtype=torch.bool)
    masks[257] = True
    places = torch.tensor([[0.0, 0.0, 4.0, 4.0]]).expand(300, 4)
    for dtype in (*HALVES, torch.float32):
        found = project_masks(masks, torch.arange(300), places.to(dtype), cells=2)
        assert found.dtype == dtype
        assert found.amax(dim=(1, 2)).nonzero().flatten().tolist() == [257]


@pytest.mark.parametrize("kind", [FasterRCNN, MaskRCNN])
def test_joint_losses_under_autocast_are_near_those_in_single_precision(kind):
    torch.manual_seed(0)
    network = kind(Backbone(TINY))
    things = Truth(torch.tensor([[10.0, 8.0, 40.0, 50.0]]), torch.tensor([1]), torch.ones(1, 64, 64, dtype=torch.bool))
    images = torch.rand(2, 3, 64, 64)
    found = []
    for enabled in (False, True):
        torch.manual_seed(1)
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            found.append(network.joint_losses(images, [things, things]))
    assert all(value.dtype == torch.float32 for value in found[1].values())
    for name, value in found[0].items():
        assert_close(found[1][name], value, atol=0.1, rtol=0.1)
    sum(found[1].values()).backward()
    assert all(part.grad is None or bool(part.grad.isfinite().all()) for part in network.parameters())


TRUTHS: dict[str, tuple[Callable[[Tensor], object], str]] = {
    "check": (lambda found: check_true_boxes("given", found), "given"),
    "regions": (lambda found: label_regions(torch.rand(2, 4), found, torch.tensor([0])), "true_boxes"),
    "anchors": (lambda found: label_anchors(torch.rand(1, 1, 2, 4), found), "true_boxes"),
    "cells": (lambda found: target_tensor(found, torch.tensor([0]), 2, 3, (60, 60)), "boxes"),
    "sets": (lambda found: true_sets([Truth(found, torch.tensor([0]))], (60, 60)), r"truths\[0\]\.boxes"),
}


@pytest.mark.parametrize("name", TRUTHS)
@pytest.mark.parametrize(
    ("box", "message"),
    [
        ([5.0, 5.0, 5.0, 9.0], "expected x1 < x2 and y1 < y2 in every box"),
        ([5.0, 9.0, 7.0, 8.0], "expected x1 < x2 and y1 < y2 in every box"),
        ([5.0, float("nan"), 7.0, 8.0], "expected finite numbers"),
        ([5.0, 5.0, 1e20, 8.0], r"expected coordinates up to ±1e\+09, got 1e\+20"),
    ],
)
def test_a_true_box_without_area_is_refused_where_truths_come_in(name, box, message):
    function, argument = TRUTHS[name]
    with pytest.raises(ValueError, match=rf"^{argument}: {message}"):
        function(torch.tensor([box]))

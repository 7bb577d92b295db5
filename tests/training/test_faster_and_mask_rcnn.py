"""The recipes of Faster and Mask R-CNN: losses, figures, and what the second takes over from the first."""

from typing import Any

import pytest
import torch
from torch.testing import assert_close

from lecture_utils.methods.detections import Proposals
from lecture_utils.methods.faster_rcnn import FasterRCNNSteps
from lecture_utils.methods.roi import roi_pool
from lecture_utils.scenes.meadow import MeadowCache
from lecture_utils.training.catalogue import recipe_named
from lecture_utils.training.checkpoint import load_network, record
from lecture_utils.training.faster_rcnn import proposal_figures, truths_of
from lecture_utils.training.meadow_batch import MeadowBatch

NAMES = ("faster_rcnn", "faster_rcnn_roi_align", "mask_rcnn", "mask_rcnn_roi_pool")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    return MeadowCache("validation", 4, folder=tmp_path_factory.mktemp("scenes"))


def through(proposals: list[torch.Tensor]) -> FasterRCNNSteps:
    """Steps of which only the proposals are known."""
    nothing: Any = None
    made = [Proposals(boxes, torch.linspace(1, 0, len(boxes))) for boxes in proposals]
    return FasterRCNNSteps(nothing, nothing, nothing, made, [])


def test_proposals_that_hold_the_truth_have_full_recall_and_those_too_far_down_do_not_count(scenes):
    truths = [scene.boxes for scene in scenes]
    useless = torch.tensor([[0.0, 0.0, 1.0, 1.0]]).expand(60, 4)
    at_once = proposal_figures([through(truths[:2]), through(truths[2:])], scenes)
    assert set(at_once.values()) == {1.0}
    late = proposal_figures([through([torch.cat([useless, boxes]) for boxes in truths])], scenes)
    assert list(late.items()) == [
        ("recall of 50", 0.0),
        ("recall of 100", 1.0),
        ("recall of 300", 1.0),
        ("recall of 300 at 0.7", 1.0),
    ]


def test_a_mirrored_scene_has_mirrored_truths(scenes):
    batch = MeadowBatch.of(scenes)
    turned = truths_of(batch.mirrored(torch.ones(4, dtype=torch.bool)))
    for truth, one in zip(truths_of(batch), turned, strict=True):
        assert_close(one.boxes[:, [0, 2]], 128 - truth.boxes[:, [2, 0]])
        assert torch.equal(one.masks, truth.masks.flip(-1))
        assert torch.equal(one.labels, truth.labels)


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_has_its_losses_and_its_figures(name, scenes):
    torch.manual_seed(0)
    recipe = recipe_named(name)
    network: Any = recipe.network()
    losses = recipe.loss(network.train(), recipe.batch(scenes, [0, 1, 2, 3]))
    assert list(losses)[:2] == ["anchor objectness", "anchor localisation"]
    assert list(losses)[2:4] == ["region classification", "region localisation"]
    assert list(losses)[4:] == (["mask"] if name.startswith("mask") else [])
    assert all(bool(loss.isfinite()) and loss > 0 for loss in losses.values())
    with torch.no_grad():
        figures = recipe.evaluate(network.eval(), scenes)
    kinds = ["", "mask "] if name.startswith("mask") else [""]
    expected = [f"{kind}{figure}" for kind in kinds for figure in ("AP50", "AP50 low", "AP50 high", "AP75", "AP")]
    assert list(figures)[: len(expected)] == expected
    assert all(0 <= figure <= 1 for figure in figures.values())


@pytest.mark.parametrize("name", NAMES[2:])
def test_mask_rcnn_takes_over_what_finds_regions_but_no_head_over_them(name):
    torch.manual_seed(0)
    recipe = recipe_named(name)
    network, trained = recipe.network(), load_network("faster_rcnn_roi_align")
    recipe.start(network)
    own, given = network.state_dict(), trained.state_dict()
    same = {key.split(".")[0] for key, value in given.items() if torch.equal(value, own[key])}
    assert {"backbone", "rpn"} <= same
    assert not torch.equal(own["head.classes.weight"], given["head.classes.weight"])
    norms = [part for part in network.train().backbone.modules() if isinstance(part, torch.nn.BatchNorm2d)]
    assert not any(norm.training for norm in norms)


def test_faster_rcnn_pools_as_its_paper_does_and_its_twin_differs_in_that_alone():
    torch.manual_seed(0)
    pooled, align = recipe_named("faster_rcnn"), recipe_named("faster_rcnn_roi_align")
    assert pooled.settings() == align.settings()
    assert (pooled.steps, pooled.scenes, pooled.starts_from) == (align.steps, align.scenes, align.starts_from)
    first, second = pooled.network(), align.network()
    second.load_state_dict(first.state_dict())
    features, boxes = torch.rand(1, 64, 32, 32), [torch.tensor([[10.3, 20.6, 50.9, 70.2]])]
    assert_close(
        first.pool(features, boxes=boxes, spatial_scale=0.25), roi_pool(features, boxes, 5, 0.25)
    )  # lecture 05's
    assert not torch.allclose(first.regions(features, boxes).scores, second.regions(features, boxes).scores)


def test_rounding_costs_faster_rcnn_little_where_half_an_overlap_is_enough_and_more_where_boxes_have_to_fit():
    align, pooled = record("faster_rcnn_roi_align").figures, record("faster_rcnn").figures
    assert pooled["AP50"] > 0.85
    assert pooled["AP50 high"] > align["AP50"]
    assert pooled["AP75"] < align["AP75"] - 0.05


def test_two_recipes_differ_in_how_they_pool_alone():
    torch.manual_seed(0)
    align, pooled = recipe_named("mask_rcnn"), recipe_named("mask_rcnn_roi_pool")
    assert align.settings() == pooled.settings()
    assert (align.steps, align.scenes, align.seeds) == (pooled.steps, pooled.scenes, pooled.seeds)
    first, second = align.network(), pooled.network()
    second.load_state_dict(first.state_dict())
    features, boxes = torch.rand(1, 64, 32, 32), [torch.tensor([[10.0, 20.0, 50.0, 70.0]])]
    assert not torch.allclose(first.mask_scores(features, boxes), second.mask_scores(features, boxes))


def test_what_rounding_costs_a_mask_is_more_than_chance():
    align, pooled = record("mask_rcnn").figures, record("mask_rcnn_roi_pool").figures
    assert align["mask AP50 low"] > pooled["mask AP50 high"]


def test_rounding_costs_masks_more_than_boxes_and_what_has_to_fit_closely_most():
    align, pooled = record("mask_rcnn").figures, record("mask_rcnn_roi_pool").figures
    kept = {name: pooled[name] / align[name] for name in ("AP50", "AP75", "mask AP50", "mask AP75")}
    assert kept["mask AP75"] < kept["mask AP50"] < kept["AP50"]
    assert kept["mask AP75"] < kept["AP75"] < kept["AP50"]


def test_most_things_are_among_the_first_50_proposals():
    assert record("faster_rcnn").figures["recall of 50"] > 0.95

"""Snapshots of detectors: tensors of one shape that give back what was found, of the lecture's first scene."""

from typing import Any

import pytest
import torch

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.detections import Detections
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.catalogue import all_recipes, recipe_named
from lecture_utils.training.checkpoint import load_network, record
from lecture_utils.training.detector import Detector
from lecture_utils.training.detector_snapshots import (
    MOMENTS,
    MOST_DETECTIONS,
    as_snapshot,
    filled_up,
    recorded_detections,
    recorded_losses,
    recorded_proposals,
)
from lecture_utils.training.snapshots import Snapshots, load_snapshots

RECORDED = [name for name, one in all_recipes().items() if isinstance(one, Detector) and one.snapshots == MOMENTS]


def some(count: int) -> Detections:
    generator = torch.Generator().manual_seed(count)
    corner = torch.rand(count, 2, generator=generator) * 100
    scores = torch.linspace(1, 0, count)
    return Detections(torch.cat([corner, corner + 9], dim=1), scores, torch.arange(count) % len(THINGS))


@pytest.mark.parametrize("count", [0, 1, MOST_DETECTIONS, MOST_DETECTIONS + 7])
def test_what_was_found_comes_back_the_best_first(count):
    kept = as_snapshot(some(count))
    assert [len(value) for value in kept.values()] == [MOST_DETECTIONS] * 3
    found = recorded_detections(Snapshots((0,), {name: value[None] for name, value in kept.items()}), 0)
    expected = some(count)
    assert torch.equal(found.boxes, expected.boxes[:MOST_DETECTIONS])
    assert torch.equal(found.labels, expected.labels[:MOST_DETECTIONS])
    assert torch.equal(found.scores, expected.scores[:MOST_DETECTIONS].half().float())


def test_rows_are_cut_off_or_added():
    assert filled_up(torch.tensor([1, 2, 3]), 2).tolist() == [1, 2]
    assert filled_up(torch.tensor([1, 2]), 4, -1).tolist() == [1, 2, -1, -1]
    assert filled_up(torch.ones(1, 4), 2).tolist() == [[1, 1, 1, 1], [0, 0, 0, 0]]


def test_faster_rcnn_is_among_the_detectors_that_are_recorded():
    assert "faster_rcnn" in RECORDED


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_losses_fall_and_detections_come_to_be_those_of_the_trained_network(name):
    recipe: Any = recipe_named(name)
    seen = load_snapshots(name)
    assert set(seen.seen["scene"].tolist()) == {lecture_scene().seed}
    losses = recorded_losses(seen)
    terms = {term.removeprefix("loss ") for term in record(name).history[0]}
    assert losses.keys() <= terms
    total = torch.stack(list(losses.values())).sum(0)
    assert total[-1] < 0.3 * total[0]
    with torch.no_grad():
        (found,) = recipe.detect(load_network(name), recipe.first_scene(), [0])
    last = recorded_detections(seen, len(seen.steps) - 1)
    sure, recorded = int((found.scores > 0.5).sum()), int((last.scores > 0.5).sum())
    assert recorded == sure > 0
    assert torch.allclose(last.boxes[:sure], found.boxes[:sure], atol=0.5)  # weights are stored in half precision
    assert torch.equal(last.labels[:sure], found.labels[:sure])


def test_faster_rcnns_proposals_come_to_cover_the_things_of_the_scene():
    seen, boxes = load_snapshots("faster_rcnn"), lecture_scene().boxes
    covered = [
        float(box_iou(boxes, recorded_proposals(seen, moment)).amax(1).min()) for moment in range(len(seen.steps))
    ]
    assert covered[0] < 0.5 < covered[-1]

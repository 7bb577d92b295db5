"""The recipe of DETR: what learns how fast, what is measured of each layer, what is recorded on the way."""

from types import SimpleNamespace

import pytest
import torch
from torch.nn.functional import one_hot
from torch.testing import assert_close

from lecture_utils.methods.detr import DETROutput, Matching, match_queries, relative_boxes, true_sets
from lecture_utils.methods.evaluation import Detections, Truth
from lecture_utils.scenes.meadow import THINGS, Meadow
from lecture_utils.training.checkpoint import record
from lecture_utils.training.detr import (
    SNAPSHOT_SCENES,
    DETRRecipe,
    found_twice,
    queries_of_things,
    recipe,
    with_suppression,
)

QUERIES = 12
SCENES = [Meadow(seed) for seed in (1, 2, 3, 5)]


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    made = recipe.network()
    recipe.start(made)
    return made


class Knowing(torch.nn.Module):
    """Its last layer knows every thing, its second finds each twice, its first finds nothing."""

    def __init__(self, scenes):
        super().__init__()
        self.waiting = list(scenes)

    def steps(self, images):
        scenes, self.waiting = self.waiting[: len(images)], self.waiting[len(images) :]
        layers = []
        for copies in (0, 2, 1):
            scores, boxes = torch.full((len(images), 2 * QUERIES, 6), -9.0), torch.rand(len(images), 2 * QUERIES, 4)
            scores[..., -1] = 0
            for place, scene in enumerate(scenes):
                count = copies * len(scene.labels)
                labels = scene.labels.repeat(copies)
                scores[place, :count] = 20.0 * one_hot(labels, 6)
                boxes[place, :count] = relative_boxes(scene.boxes.float(), (128, 128)).repeat(copies, 1)
            layers.append((scores, boxes))
        return SimpleNamespace(outputs=DETROutput(*(torch.stack(part) for part in zip(*layers, strict=True))))


def test_each_layer_is_measured_with_and_without_suppression():
    figures = recipe.evaluate(Knowing(SCENES), SCENES)
    assert figures["AP50"] == figures["AP"] == pytest.approx(1)
    assert figures["AP50 of layer 1"] < 0.1
    assert figures["AP50 of layer 2, suppressed"] == pytest.approx(1)
    assert figures["AP50 of layer 2"] < figures["AP50 of layer 2, suppressed"]
    assert figures["AP50 of layer 3"] == figures["AP50 of layer 3, suppressed"] == figures["AP50"]


def test_the_backbone_learns_more_slowly_and_its_first_stage_not_at_all(network):
    groups = recipe.parameter_groups(network)
    rates, decays = {}, {}
    for group in groups:
        for parameter in group["params"]:
            assert id(parameter) not in rates
            rates[id(parameter)] = group.get("lr", recipe.learning_rate)
            decays[id(parameter)] = group.get("weight_decay", recipe.weight_decay)
    for name, parameter in network.named_parameters():
        if name.startswith(("backbone.stem", "backbone.stages.stage1")) or not parameter.requires_grad:
            assert id(parameter) not in rates, name
        else:
            slow = name.startswith("backbone.")
            assert rates[id(parameter)] == (recipe.backbone_rate if slow else recipe.learning_rate), name
            assert (decays[id(parameter)] == 0) == (parameter.dim() < 2), name


def test_the_rate_of_the_backbone_is_among_the_settings_that_are_recorded():
    assert recipe.settings()["backbone_rate"] == recipe.backbone_rate


def test_no_scene_of_the_meadow_has_more_things_than_there_are_queries(network):
    assert len(network.queries) == QUERIES > 8


def test_the_network_is_small(network):
    assert sum(parameter.numel() for parameter in network.parameters()) <= 1.6e6


@torch.no_grad()
def test_what_is_recorded_at_a_moment_is_the_prediction_and_its_matching(network, monkeypatch):
    monkeypatch.setattr(DETRRecipe, "data", lambda self, split, count: [SCENES[index % 4] for index in range(count)])
    seen = recipe.snapshot(network.eval())
    assert seen["scores"].shape == (SNAPSHOT_SCENES, QUERIES, len(THINGS) + 1)
    assert seen["boxes"].shape == (SNAPSHOT_SCENES, QUERIES, 4)
    assert seen["matched"].shape == (SNAPSHOT_SCENES, 8)
    truths = true_sets(SCENES, (128, 128))
    for place, (scene, truth) in enumerate(zip(SCENES, truths, strict=True)):
        output = network(scene.image[None]).at(0)
        assert_close(seen["boxes"][place].float(), output.boxes, rtol=1e-2, atol=1e-2)
        matching = match_queries(output, truth)
        expected = dict(zip(matching.things.tolist(), matching.queries.tolist(), strict=True))
        things = len(truth.labels)
        assert seen["matched"][place, :things].tolist() == [expected[thing] for thing in range(things)]
        assert (seen["matched"][place, things:] == -1).all()


def test_a_matching_is_written_down_from_the_things_side():
    written = queries_of_things(Matching(torch.tensor([1, 4, 7]), torch.tensor([2, 0, 1])))
    assert written.tolist() == [4, 7, 1, -1, -1, -1, -1, -1]


def test_suppression_takes_what_a_surer_detection_of_its_category_covers():
    boxes = torch.tensor([[0.0, 0.0, 10.0, 10.0], [0.0, 0.0, 10.0, 9.0], [0.0, 0.0, 10.0, 9.0], [20.0, 0.0, 30.0, 9.0]])
    found = with_suppression(Detections(boxes, torch.tensor([0.5, 0.9, 0.8, 0.1]), torch.tensor([0, 0, 1, 0])))
    assert_close(found.scores, torch.tensor([0.9, 0.8, 0.1]))
    assert found.labels.tolist() == [0, 1, 0]


def test_a_thing_is_found_twice_by_two_sure_queries_of_its_category_on_it():
    scene = Truth(torch.tensor([[0.0, 0.0, 10.0, 10.0], [20.0, 0.0, 30.0, 10.0]]), torch.tensor([1, 2]))
    boxes = torch.tensor(
        [[0.0, 0.0, 10.0, 9.0], [0.0, 1.0, 10.0, 10.0], [20.0, 0.0, 30.0, 10.0], [20.0, 0.0, 30.0, 9.0]]
    )

    def share(scores, labels):
        return found_twice([Detections(boxes, torch.tensor(scores), torch.tensor(labels))], [scene])

    assert share([0.9, 0.8, 0.9, 0.1], [1, 1, 2, 2]) == 0.5
    assert share([0.9, 0.8, 0.9, 0.6], [1, 1, 2, 2]) == 1
    assert share([0.9, 0.8, 0.9, 0.6], [1, 0, 2, 1]) == 0
    assert share([0.1, 0.1, 0.1, 0.1], [1, 1, 2, 2]) == 0


def test_suppression_gains_a_little_since_one_thing_in_seven_is_found_twice():
    figures = record("detr").figures
    assert 0 < figures["AP50 of layer 3, suppressed"] - figures["AP50"] < 0.02
    assert figures["found twice"] == pytest.approx(1 / 7, abs=0.015)

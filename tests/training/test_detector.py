"""What the recipes of detectors share: scenes with proposals, figures, the start; and those on proposals."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lecture_utils.methods.backbone import Backbone
from lecture_utils.methods.evaluation import Detections, average_precision
from lecture_utils.methods.proposals import selective_search
from lecture_utils.scenes.meadow import THINGS, MeadowCache
from lecture_utils.training.catalogue import recipe_named
from lecture_utils.training.checkpoint import load_weights
from lecture_utils.training.detector import detection_figures, start_from_trained
from lecture_utils.training.proposed_scenes import ProposedBatch, ProposedScenes


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_UTILS_CACHE", str(tmp_path_factory.mktemp("scenes")))
        yield ProposedScenes("validation", 6)


def perfect(scene):
    return Detections(scene.boxes, torch.ones(len(scene.boxes)), scene.labels, scene.masks)


def test_a_detector_that_knows_the_truth_has_full_figures_and_one_that_sees_nothing_has_none(scenes):
    truths = [scenes[index] for index in range(len(scenes))]
    nothing = Detections(torch.zeros(0, 4), torch.zeros(0), torch.zeros(0, dtype=torch.long))
    assert set(detection_figures([perfect(scene) for scene in truths], truths).values()) == {1.0}
    assert set(detection_figures([nothing] * len(truths), truths).values()) == {0.0}
    of_masks = detection_figures([perfect(scene) for scene in truths], truths, regions="masks")
    assert list(of_masks) == ["mask AP50", "mask AP50 low", "mask AP50 high", "mask AP75", "mask AP"]


def test_the_interval_holds_the_figure(scenes):
    truths = [scenes[index] for index in range(len(scenes))]
    half = [perfect(scene) if index % 2 else perfect(truths[0]) for index, scene in enumerate(truths)]
    figures = detection_figures(half, truths)
    assert figures["AP50"] == pytest.approx(average_precision(half, truths, THINGS).at(0.5).mean)
    assert figures["AP50 low"] < figures["AP50"] < figures["AP50 high"]


def test_a_backbone_that_was_cut_off_starts_with_the_trained_weights():
    whole, cut = load_weights(Backbone(), "backbone", part="backbone").eval(), Backbone()
    cut.cut_after("stage2")
    start_from_trained(cut)
    images = torch.rand(2, 3, 32, 32)
    assert_close(cut(images)["stage2"], whole(images)["stage2"])  # in training too: normalisation is frozen
    norms = [module for module in cut.modules() if isinstance(module, nn.BatchNorm2d)]
    assert not any(parameter.requires_grad for norm in norms for parameter in norm.parameters())


def test_proposals_are_those_of_selective_search_and_are_kept_beside_the_scenes(scenes):
    found = selective_search(scenes[4].image, max_proposals=500).boxes
    assert torch.equal(scenes.proposals(4), found)
    assert isinstance(scenes.scenes, MeadowCache)
    assert {path.name for path in scenes.scenes.path.parent.iterdir()} == {
        "scenes_validation_128_6.records",
        "proposals_scenes_validation_128_6.records",
    }


def test_proposals_are_mirrored_with_their_scene(scenes):
    torch.manual_seed(1)
    batch = ProposedBatch.of(scenes, range(6))
    turned = batch.mirrored_at_random()
    changed = [not torch.equal(*pair) for pair in zip(batch.scenes.images, turned.scenes.images, strict=True)]
    assert 0 < sum(changed) < 6
    for index, turn in enumerate(changed):
        before, after = batch.proposals[index], turned.proposals[index]
        assert torch.equal(after[:, [1, 3]], before[:, [1, 3]])
        assert torch.equal(after[:, 0], 128 - before[:, 2] if turn else before[:, 0])


@pytest.mark.parametrize("name", ["rcnn", "fast_rcnn", "fast_rcnn_spp"])
def test_a_step_of_each_recipe_on_proposals_has_gradients_for_what_is_trained(name, scenes):
    recipe = recipe_named(name)
    torch.manual_seed(0)
    network = recipe.network()
    recipe.start(network)
    terms = recipe.loss(network.train(), recipe.batch(scenes, [0, 1]))
    sum(terms.values()).backward()
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    assert trained
    assert all(parameter.grad is not None for parameter in trained)
    backbone = network.classifier.backbone if name == "rcnn" else network.backbone
    frozen = not any(parameter.requires_grad for parameter in backbone.parameters())
    assert frozen == (name == "fast_rcnn_spp")


@pytest.mark.parametrize("name", ["rcnn", "fast_rcnn_spp"])
def test_fitting_gives_machines_and_regressions(name, scenes):
    recipe = recipe_named(name)
    torch.manual_seed(0)
    network = recipe.network()
    recipe.start(network)
    with torch.no_grad():
        recipe.finish(network.eval(), Every(scenes))
        figures = recipe.evaluate(network, scenes)
    assert network.svms.weight.abs().sum(1).min() > 0
    assert next(iter(figures)) == "AP50"
    if name == "rcnn":
        assert {"AP50 without regression", "AP50 by softmax", "AP50 by softmax, without regression"} < set(figures)


class Every:
    """The scenes with all five things in them: some have the label that others lack."""

    def __init__(self, scenes):
        self.scenes = scenes

    def __len__(self):
        return len(self.scenes)

    def __getitem__(self, index):
        scene = self.scenes[index]
        boxes = torch.tensor([[10.0 + 20 * label, 40.0, 30.0 + 20 * label, 80.0] for label in range(5)])
        return Labelled(scene.image, boxes, torch.arange(5))

    def proposals(self, index):
        return self.scenes.proposals(index)


class Labelled:
    def __init__(self, image, boxes, labels):
        self.image, self.boxes, self.labels = image, boxes, labels

"""Outputs over the lecture's scenes are those of the networks, computed once, when they are first asked for."""

import pytest
import torch

from lecture_utils.methods.semantic_segmentation import predicted_labels
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene, own_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training import outputs
from lecture_utils.training.outputs import (
    detections,
    module_outputs,
    outputs_of,
    per_scene,
    proposals,
    semantic_labels,
    trained,
)


@pytest.mark.parametrize("name", ["rcnn", "fast_rcnn", "faster_rcnn", "mask_rcnn", "yolo", "detr"])
def test_every_detector_finds_the_cow_of_the_first_scene(name):
    scene = lecture_scene()
    found = detections(name, scene)
    assert (found.scores.diff() <= 0).all()
    cow = scene.boxes[scene.names.index("cow")]
    surest = found.boxes[found.labels == THINGS.index("cow")][0]
    corner, end = torch.maximum(surest[:2], cow[:2]), torch.minimum(surest[2:], cow[2:])
    areas = [(box[2:] - box[:2]).prod() for box in (surest, cow)]
    shared = (end - corner).clamp(min=0).prod()
    assert shared / (sum(areas) - shared) > 0.5


def test_outputs_are_computed_when_they_are_first_asked_for_and_only_once(monkeypatch):
    ran = []
    monkeypatch.setattr(outputs, "trained", lambda name: ran.append(name) or trained(name))
    scene = own_scene(torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(0)))
    assert not ran
    first = detections("yolo", scene)
    assert ran == ["yolo"]
    assert detections("yolo", scene) is first
    assert ran == ["yolo"]


def test_what_a_lecture_adds_is_kept_for_each_scene_and_setting():
    calls = []

    @per_scene
    def brightness(scene, power):
        calls.append((scene.name, power))
        return (scene.image.requires_grad_() ** power).mean()

    scenes = [lecture_scene(name) for name in SCENE_NAMES[:2]]
    found = [brightness(scene, power) for _ in range(2) for scene in scenes for power in (1, 2)]
    assert len(calls) == 4
    assert found[:4] == found[4:]
    assert not found[0].requires_grad


def test_semantic_labels_are_the_networks_own():
    scene = lecture_scene()
    with torch.no_grad():
        expected = predicted_labels(trained("unet")(scene.image[None]))[0]
    assert torch.equal(semantic_labels("unet", scene).long(), expected)
    assert (expected == scene.semantic).float().mean() > 0.9


def test_proposals_of_an_own_picture_lie_in_it():
    boxes = proposals(own_scene(torch.rand(3, 40, 90, generator=torch.Generator().manual_seed(1))))
    assert len(boxes)
    assert boxes.min() >= 0
    assert boxes.max() <= 128


def test_outputs_of_parts_are_what_the_next_part_gets():
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 1), torch.nn.ReLU(), torch.nn.Conv2d(2, 4, 1))
    image = torch.rand(1, 3, 5, 6)
    found = outputs_of(network, image, ("0", "2"))
    assert torch.equal(found["2"], network(image)[0])
    assert torch.equal(network[2](found["0"].clamp(min=0)), found["2"])
    with pytest.raises(ValueError, match="modules must be parts of the network"):
        outputs_of(network, image, ("3",))
    assert not any(module._forward_hooks for module in network.modules())


def test_a_recipe_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="recipe of a detector; got 'unet'"):
        detections("unet", lecture_scene())
    with pytest.raises(ValueError, match="semantic segmentation; got 'yolo'"):
        semantic_labels("yolo", lecture_scene())
    with pytest.raises(ValueError, match="modules must run"):
        module_outputs("unet", lecture_scene(), ("down",))

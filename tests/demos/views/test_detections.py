"""What is said about detections is true of a scene whose truth is known."""

import pytest
import torch

from lecture_utils.demos.views.detections import (
    above,
    detection_panels,
    explanation,
    judge,
    missed,
    row_control,
    summary,
)
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.methods.detections import Detections
from lecture_utils.pictures.text_checks import cut_off_texts, overlapping_texts
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene, own_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.stage import Demo, Slider
from lecture_utils.training.outputs import detections

SCENE = lecture_scene()
COW = SCENE.names.index("cow")


def found(*rows):
    boxes, scores, labels = zip(*rows, strict=True)
    return Detections(torch.stack(boxes), torch.tensor(scores), torch.tensor([THINGS.index(name) for name in labels]))


def test_each_detection_gets_its_verdict_iou_and_thing():
    cow, dog = SCENE.boxes[COW], SCENE.boxes[SCENE.names.index("dog")]
    corner = torch.tensor([0.0, 0.0, 10.0, 10.0])
    judged = judge(
        found(
            (corner, 0.3, "cow"), (cow, 0.5, "cow"), (cow + 1, 0.9, "cow"), (dog, 0.8, "cat"), (cow + 20, 0.7, "cow")
        ),
        SCENE,
    )
    assert [one.score for one in judged] == pytest.approx([0.9, 0.8, 0.7, 0.5, 0.3])
    assert [one.kind for one in judged] == ["right", "confusion", "localisation", "duplicate", "background"]
    assert [one.thing for one in judged] == [COW, SCENE.names.index("dog"), COW, COW, -1]
    assert judged[3].iou == pytest.approx(1.0)
    assert [one.role for one in judged] == ["prediction", *["rejected"] * 4]
    assert explanation(judged, SCENE, 3).endswith("but detection 1 has found it already.")
    assert "with a dog: the class is wrong" in explanation(judged, SCENE, 1)
    assert missed(judged, SCENE) == [n for n in range(4) if n != COW]
    assert summary(judged, SCENE) == "1 of 4 things found, 4 detections are wrong"


def test_without_truth_nothing_is_judged():
    scene = own_scene(torch.rand(3, 128, 128))
    judged = judge(found((torch.tensor([1.0, 2, 30, 40]), 0.9, "cow")), scene)
    assert judged[0].kind == ""
    assert "nothing is judged" in explanation(judged, scene, 0)
    assert summary(judged, scene) == "1 detection in your picture"
    assert summary([], lecture_scene("an empty meadow")) == "Nothing is there: no detection is wrong"


def test_a_demo_of_a_detector_takes_a_few_lines_and_draws_every_scene():
    scenes = shown_scenes(torch.rand(3, 90, 200, generator=torch.Generator().manual_seed(0)))

    def judged(scene, threshold):
        return judge(above(detections("yolo", scenes[scene]), threshold), scenes[scene])

    demo = Demo(
        "found",
        lambda scene, threshold: summary(judged(scene, threshold), scenes[scene]),
        [scenes.control(), Slider("threshold", [0.05, 0.3]), row_control(judged)],
        [detection_panels(judged, scenes)],
    )
    assert demo.panels["list"].keys == ("scene", "threshold", "row")
    for name in ("your picture", *SCENE_NAMES):
        for threshold in (0.05, 0.3):
            last = len(judged(name, threshold)) - 1
            assert demo.clean({"scene": name, "threshold": threshold, "row": 999})["row"] == max(last, 0)
            for panel in ("scene", "list"):
                figure = demo.panel_figure(panel, scene=name, threshold=threshold, row=last // 2)
                assert not cut_off_texts(figure), name
                assert not overlapping_texts(figure), name


def test_going_through_scenes_computes_none_ahead():
    assert shown_scenes().control().spec()["ahead"] is False

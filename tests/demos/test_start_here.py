"""The first page's demo shows what the trained networks answer."""

from collections import Counter

import pytest
import torch
from matplotlib.text import Text

from lecture_utils.demos.start_here import DETECTOR, INSTANCES, SEGMENTER, THRESHOLD, found, problems_demo
from lecture_utils.demos.views.instances import instance_map
from lecture_utils.methods.boxes import box_iou
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene
from lecture_utils.scenes.meadow import FINE, SEMANTIC, THINGS
from lecture_utils.stage import Demo
from lecture_utils.training.outputs import detections, semantic_labels, trained

SHOWN = [SCENE_NAMES[0], "an empty meadow", "eight things"]


@pytest.fixture(scope="module")
def demo() -> Demo:
    return problems_demo()


def texts(demo: Demo, panel: str, scene: str) -> list[str]:
    figure = demo.panel_figure(panel, scene=scene)
    return [text.get_text() for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


@pytest.mark.parametrize("scene", SHOWN)
def test_the_category_is_that_of_the_classifiers_highest_score(demo: Demo, scene: str) -> None:
    small = torch.nn.functional.interpolate(
        lecture_scene(scene).image[None], size=(64, 64), mode="bilinear", antialias=True
    ).clamp(0, 1)
    with torch.no_grad():
        scores = trained("classification")(small)[0]
    name = FINE[int(scores.argmax())]
    assert any(text.startswith(f"{name} ") for text in texts(demo, "category", scene))
    share = float(scores.softmax(0).max())
    assert f"{name}, {100 * share:.0f}\xa0%" in demo.text("caption", scene=scene)


@pytest.mark.parametrize("scene", SHOWN)
def test_boxes_labels_and_masks_are_those_of_the_networks(demo: Demo, scene: str) -> None:
    boxes = detections(DETECTOR, lecture_scene(scene))
    kept = boxes.scores >= THRESHOLD
    assert [one.label for one in found(lecture_scene(scene), DETECTOR)] == boxes.labels[kept].tolist()
    labels = semantic_labels(SEGMENTER, lecture_scene(scene))
    names = {SEMANTIC[int(label)] for label in labels.unique()}
    assert names <= set(texts(demo, "labels", scene))
    masks = (detections(INSTANCES, lecture_scene(scene)).scores >= THRESHOLD).sum()
    title = demo.text("title", scene=scene)
    for count, word in ((kept.sum(), "box"), (len(names), "label"), (masks, "mask")):
        assert f" {int(count)} {word}" in title


def test_several_things_of_a_kind_are_numbered_as_on_the_slide() -> None:
    judged = found(lecture_scene(), INSTANCES)
    instances, names = instance_map(judged)
    kinds = Counter(THINGS[label] for label in lecture_scene().labels)
    assert kinds["cat"] == 2  # the first scene has a cow, a dog and two cats
    assert sorted(names) == ["cat 1", "cat 2", "cow", "dog"]
    surest = judged[0].mask
    assert bool((instances[surest] == 1).all())
    assert set(instances.unique().tolist()) == {0, 1, 2, 3, 4}


def test_the_caption_says_what_is_right() -> None:
    scene, caption = lecture_scene(), problems_demo().text("caption", scene=SCENE_NAMES[0])
    right = (semantic_labels(SEGMENTER, scene) == scene.semantic).float().mean()
    assert f"U-Net: {100 * float(right):.0f}\xa0% of 16,384 pixels right" in caption
    hits = box_iou(scene.boxes, detections(DETECTOR, scene).boxes[:4]).max(dim=1).values > 0.5
    assert f"{int(hits.sum())} of 4 things found" in caption


def test_the_viewers_own_picture_comes_first_and_is_not_judged() -> None:
    own = problems_demo(torch.rand(3, 90, 160))
    assert own.start["scene"] == "your picture"
    caption = own.text("caption", scene="your picture")
    assert "right" not in caption
    assert "there is" not in caption

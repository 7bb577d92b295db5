"""The demos of lecture 02 show what the methods compute, and the notebook says what the record holds."""

import json
import re
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision import ops

from lecture_utils.demos import sliding_window as demos
from lecture_utils.demos.sliding_window import costs, suppression, window_moves
from lecture_utils.demos.sliding_window.box_overlap import COLUMNS, ROWS, areas
from lecture_utils.exercises.sliding_window import exercises
from lecture_utils.methods import sliding_window as method
from lecture_utils.scenes.lecture_scenes import lecture_scene
from lecture_utils.training.checkpoint import record
from tests.demos.reading import texts

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "02_sliding_window.ipynb"


def squares(limit):
    return st.tuples(st.integers(0, limit - 1), st.integers(1, limit)).filter(lambda ends: ends[0] < ends[1])


@st.composite
def paper_boxes(draw):
    (x1, x2), (y1, y2) = draw(squares(COLUMNS)), draw(squares(ROWS))
    return (float(x1), float(y1), float(x2), float(y2))


@given(paper_boxes(), paper_boxes())
def test_the_areas_are_counted_squares(first, second):
    sets = [
        {(x, y) for x in range(int(box[0]), int(box[2])) for y in range(int(box[1]), int(box[3]))}
        for box in (first, second)
    ]
    found = areas(first, second)
    assert found["intersection"] == len(sets[0] & sets[1])
    assert found["union"] == len(sets[0] | sets[1])
    boxes = [torch.tensor([box]) for box in (first, second)]
    assert found["generalized"] == pytest.approx(float(ops.generalized_box_iou(*boxes)), abs=1e-6)


def test_the_small_boxes_share_6_squares_and_cover_20():
    demo = demos.overlap_demo()
    assert "IoU = 6 / 20 = 0.3" in demo.text("caption")
    assert "6 / 20 = 0.3" in texts(demo, "fraction")


def test_boxes_that_are_apart_have_iou_0_and_a_generalized_iou_below():
    title = demos.overlap_demo().text("title", first=(0, 0, 2, 2), second=(8, 6, 10, 8))
    assert title.startswith("They share nothing: IoU 0")
    assert "−0.9" in title


def test_the_window_shows_the_crop_that_the_network_scores():
    scene = lecture_scene()
    found = window_moves.scored(scene, 0.5, 16)
    level = window_moves.level_image(scene, 0.5)
    crops = method.crops(level, window_moves.grid(0.5, 16))
    with torch.no_grad():
        scores = demos.trained(demos.NAME)(crops)
    assert torch.allclose(found.scores.flatten(1).T, scores, atol=1e-4)


def test_the_caption_counts_windows_and_multiply_adds():
    caption = demos.window_demo().text("caption", scale="half of it", stride=16, step=3)
    assert "⌈(64 − 32) / 16⌉ + 1 = 3, so 3 · 3 = 9" in caption
    assert f"Crops so far: 4, each with {window_moves.each_crop() / 1e6:.2f} million" in caption


FORMULA = re.compile(r"⌈\((\d+) − (\d+)\) / (\d+)⌉ \+ 1 = (\d+)")


@pytest.mark.parametrize("name", ["window", "cost"])
def test_text_captions_exercise_and_method_count_the_places_of_a_window_alike(name):
    demo = {"window": demos.window_demo, "cost": demos.cost_demo}[name]()
    for state in demo.states():
        caption = demo.text("caption", **state)
        assert "⌊" not in caption
        length, window, stride, places = map(int, FORMULA.search(caption).groups())
        starts = method.window_starts(length, window, stride)
        assert places == -(-(length - window) // stride) + 1 == len(starts)
        whole_strides = (length - window) // stride + 1
        assert len(starts) == whole_strides + (starts[-1] != (whole_strides - 1) * stride)
    assert "⌈(length − window) / stride⌉ + 1" in exercises.exercises["crop_count"].task
    assert method.crop_count((10, 10), (1.0,), 4, 4) == 9


def test_the_demo_opens_on_the_dog_of_scene_1():
    assert re.match(r"Window 80 of 169: a dog, (9\d|100)%", demos.window_demo().text("title"))


@pytest.mark.parametrize("rule", suppression.SETTINGS)
@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.7])
def test_the_last_step_keeps_what_torchvision_keeps(threshold, rule):
    scene = lecture_scene("two overlapping horses")
    found = suppression.candidates(scene)
    labels = found.labels if rule == suppression.WITHIN else torch.zeros_like(found.labels)
    steps = suppression.steps_of(scene, threshold, rule)
    assert list(steps[-1].kept) == ops.batched_nms(found.boxes, found.scores, labels, threshold).tolist()


def test_a_low_threshold_loses_one_of_two_overlapping_horses_and_a_high_one_keeps_doubles():
    scene = lecture_scene("two overlapping horses")
    low, high = (torch.tensor(suppression.steps_of(scene, t, suppression.WITHIN)[-1].kept) for t in (0.3, 0.7))
    assert int(suppression.found_things(scene, low).sum()) == 3
    assert int(suppression.found_things(scene, high).sum()) == 4 == len(scene.boxes)
    assert len(high) > 2 * len(low)


def test_costs_are_those_of_the_networks():
    assert costs.crops(costs.ALEXNET, 1, 1) == 289**2
    assert costs.each_crop(costs.OURS) == window_moves.each_crop()
    for setting, window in costs.SETTINGS.items():
        grids = costs.grids(setting, 1, window.stride)
        network = costs._network(setting)
        image = torch.empty(1, 3, window.image, window.image, device="meta")
        shape = method.dense_network(network.features, network.classifier, window.window)(image).shape
        assert tuple(shape[2:]) == grids[0].shape, setting
        same = costs.crops(setting, 1, window.stride) * costs.each_crop(setting)
        assert f"{same / costs.dense(setting, 1):.1f} times less" in costs.caption(setting, 1, 8)


def test_one_run_gives_the_scores_of_the_crops():
    scene, network = lecture_scene(), demos.trained(demos.NAME)
    crops = method.score_maps(network, scene.image, (1.0, 0.5), method.WINDOW, method.STRIDE)
    dense = method.dense_score_maps(network.dense(), scene.image, (1.0, 0.5), method.WINDOW, method.STRIDE)
    assert all(torch.allclose(one.scores, other.scores, atol=1e-3) for one, other in zip(crops, dense, strict=True))


def test_the_commonest_fault_is_a_box_in_the_wrong_place_as_the_notebook_says():
    figures = record(demos.NAME).mean
    assert figures["AP50 of squares"] > 1.4 * figures["AP50"]
    found = demos.found_demo()
    verdicts = [found.text("title", scene=name) for name in found.controls[0].options]
    assert sum("wrong" in verdict and "no detection is wrong" not in verdict for verdict in verdicts) >= 6


def test_the_notebooks_prose_agrees_with_its_cells():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert r"\left\lfloor \frac{L - w}{s} \right\rfloor + 1" in prose
    assert r"\left\lceil \frac{L - w}{s} \right\rceil + 1" in prose
    assert "13 · 13 + 5 · 5" in prose
    assert method.crop_count((128, 128), (1.0, 0.5), 32, 8) == 13 * 13 + 5 * 5
    assert "crops of 32 × 32" in prose
    assert method.WINDOW == 32
    assert "the product of the network's strides, here 4" in prose
    assert method.STRIDE == 4

"""The demos of lecture 04 show what the methods compute, and the notebook says what the record holds."""

import json
import re
from pathlib import Path

import pytest
import torch
from torchvision import ops

from lecture_utils.demos import rcnn as demos
from lecture_utils.demos.rcnn import (
    box_correction,
    errors,
    hard_negatives,
    outputs,
    precision_recall,
    region,
    region_way,
)
from lecture_utils.demos.rcnn.evaluated import BIN, COMMAND, ENOUGH, KEPT, LOWEST, MISSED, SURE, evaluated, found_in
from lecture_utils.methods.evaluation import area_under_interpolated, average_precision, one_class_average_precision
from lecture_utils.methods.proposals import selective_search
from lecture_utils.methods.rcnn import decode_offsets, detect_among, encode_offsets
from lecture_utils.methods.rcnn.fitting import REGRESSED_FROM
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene
from lecture_utils.scenes.meadow import THINGS
from lecture_utils.training.checkpoint import record
from lecture_utils.training.outputs import proposals
from lecture_utils.training.proposed_scenes import MOST_PROPOSALS
from tests.demos.reading import texts

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "04_rcnn.ipynb"


def test_the_bars_are_what_the_network_says_of_the_crop_that_is_drawn():
    scene, network = lecture_scene(), demos.trained(demos.NAME)
    followed, number = outputs.stages(scene), region.pickable(scene)[14]
    features = network.classifier(followed.crops[number][None]).features
    shown = texts(demos.way_demo(), "scores", region=14, step=region_way.SCORES)
    for score in network.svms(features)[0].tolist():
        assert f"{score:.2f}".replace("-", "−") in shown


def test_the_caption_of_the_offsets_gives_the_sides_of_the_corrected_box():
    scene = lecture_scene()
    followed, number = outputs.stages(scene), region.pickable(scene)[0]
    category = int(followed.margins[number].argmax())
    moved = decode_offsets(followed.offsets[number, category][None], followed.proposals[number][None])[0]
    caption = demos.way_demo().text("caption", region=0, step=region_way.OFFSETS)
    said = re.search(r"= (\d+\.\d), the height (\d+\.\d)", caption)
    assert [float(said[1]), float(said[2])] == pytest.approx((moved[2:] - moved[:2]).tolist(), abs=0.1)


@pytest.mark.parametrize("name", ["a cow, a dog and two cats", "two overlapping horses"])
def test_a_region_is_suppressed_where_torchvision_suppresses_it(name):
    scene = lecture_scene(name)
    followed = outputs.stages(scene)
    boxes = followed.boxes.clamp(0, 128)
    rivals = 0
    for number in region.pickable(scene):
        category = int(followed.margins[number].argmax())
        kept = ops.nms(boxes[:, category], followed.margins[:, category], outputs.SUPPRESSED_FROM).tolist()
        found = region.rival_of(scene, number, category)
        assert (found is None) == (number in kept)
        if found is not None:
            rivals += 1
            assert found.score >= float(followed.margins[number, category])
            assert found.iou > outputs.SUPPRESSED_FROM
    assert rivals


def test_the_regions_to_pick_from_hold_sure_ones_and_hopeless_ones():
    scene = lecture_scene()
    scores = outputs.stages(scene).margins.amax(dim=1)
    picked = torch.tensor(region.pickable(scene))
    assert len(set(picked.tolist())) == len(picked) > region.HIGHEST
    assert scores[picked[0]] == scores.max()
    assert scores[picked[-1]] < scores.median()


def test_the_hardest_negatives_are_regions_of_training_scenes_that_overlap_no_thing_of_the_category():
    for category in ("cow", "dog"):
        for number in range(2):
            for one in hard_negatives.hardest(category, number):
                assert one.name != category or one.iou < 0.3
    scene, proposal = hard_negatives.rounds("cow")[1]["hardest"][0]
    meadow, boxes = hard_negatives._training_scene(scene)
    cows = meadow.boxes[meadow.labels == THINGS.index("cow")]
    assert proposal < len(boxes)
    assert not len(cows) or ops.box_iou(boxes[proposal][None], cows).max() < 0.3


def test_the_rounds_add_up_as_the_caption_says():
    for category in THINGS:
        told = hard_negatives.rounds(category)
        for number, one in enumerate(told[1:], start=1):
            stayed = told[number - 1]["cached"] - told[number - 1]["easy"]
            assert stayed + one["hard"] == one["cached"]
            caption = demos.hard_negatives_demo().text("caption", category=category, round=number)
            assert f"{stayed:,} + {one['hard']:,} = {one['cached']:,}" in caption


def test_regression_brings_most_boxes_closer():
    closer = total = 0
    for name in ("a cow, a dog and two cats", "eight things"):
        scene = lecture_scene(name)
        found = box_correction.corrections(scene)
        ious = ops.box_iou(found.boxes, scene.boxes).gather(1, found.things[:, None])[:, 0]
        assert torch.allclose(found.after, ious)
        closer, total = closer + int((found.after > found.before).sum()), total + len(ious)
    assert closer > 0.75 * total
    figures = record(demos.NAME).mean
    assert figures["AP50"] > figures["AP50 without regression"] + 0.02


@pytest.mark.parametrize("category", ["cow", "horse"])
def test_the_area_is_the_average_precision_of_the_evaluation(category):
    scenes = [lecture_scene(name) for name in precision_recall.scenes_with(category)]
    found = [evaluated().found[scene.name] for scene in scenes]
    measured = average_precision(
        found, scenes, THINGS, (0.5,), max_detections=1000, average=area_under_interpolated
    ).curve(category, 0.5)
    assert precision_recall.area(category) == pytest.approx(measured.average_precision)
    ranked = precision_recall.ranked(category)
    assert float(one_class_average_precision(ranked.right, ranked.truths)) == pytest.approx(measured.average_precision)
    assert ranked.right.tolist() == (measured.truth >= 0).tolist()
    assert ranked.truths == measured.truths


def test_the_record_of_detections_tells_of_the_trained_weights():
    assert evaluated().weights == record(demos.NAME).sha256, f"the network was trained again: run `{COMMAND}`"
    name = "two overlapping horses"
    told, found = evaluated().found[name], found_in(name)
    assert told.labels.tolist() == found["labels"]
    assert torch.allclose(told.boxes, torch.tensor(found["boxes"]), atol=0.02)
    assert torch.allclose(told.scores, torch.tensor(found["scores"]), atol=2e-4)
    assert len(told.scores) == min(KEPT, len(outputs.outcome(lecture_scene(name)).kept))


def test_every_thing_is_found_or_missed_and_every_region_is_counted():
    told = evaluated()
    assert told.detected["right"] + told.detected[MISSED] == told.things
    assert sum(sum(counts) for counts in told.positive.values()) == told.things
    for counts in told.negative.values():
        assert 0.8 * told.regions * told.scenes < sum(counts) <= told.regions * told.scenes
    for kind, several in told.examples.items():
        assert len(several) == min(12, told.detected[kind])


def test_an_error_that_is_told_is_what_the_network_finds_in_its_test_scene():
    one = evaluated().examples["localisation"][0]
    truth = errors.drawn(one.scene, 128)
    network = demos.trained(demos.NAME)
    regions = selective_search(truth.image, max_proposals=MOST_PROPOSALS).boxes
    found = detect_among(network.follow(truth.image, regions), (128, 128), iou_threshold=outputs.SUPPRESSED_FROM)
    same = (found.detections.boxes - torch.tensor(one.box)).abs().amax(dim=1) < 0.02
    (place,) = same.nonzero()[:, 0].tolist()
    assert int(found.detections.labels[place]) == one.label
    assert float(found.detections.scores[place]) == pytest.approx(one.score, abs=2e-4)
    iou = ops.box_iou(torch.tensor([one.box]), truth.boxes)[0]
    assert float(iou[one.thing]) == pytest.approx(one.iou, abs=2e-3)
    assert int(truth.labels[one.thing]) == one.label
    assert 0.1 <= one.iou < ENOUGH
    assert one.score > SURE


def test_the_errors_demo_counts_and_prices_each_kind():
    demo, told = demos.errors_demo(), evaluated()
    for name, kind in errors.KINDS.items():
        title = demo.text("title", kind=name)
        assert str(told.detected[kind]) in title
        if kind != MISSED:
            assert f"{100 * told.gains[kind]:.1f} points" in title
        for row in range(len(told.examples[kind])):
            assert f"{told.detected['right']} of {told.things} things" in demo.text("caption", kind=name, row=row)


def test_what_the_notebook_says_of_the_errors_is_what_the_record_holds():
    told = evaluated()
    wrong = {kind: number for kind, number in told.detected.items() if kind not in ("right", MISSED)}
    assert max(wrong, key=wrong.__getitem__) == "confusion"
    assert wrong["confusion"] > 0.5 * sum(wrong.values())
    assert wrong["localisation"] < wrong["confusion"]
    assert told.gains["localisation"] > 0.7 * told.gains["confusion"]
    assert wrong["background"] < 0.1 * sum(wrong.values())
    assert told.detected[MISSED] > sum(wrong.values())
    prose = " ".join(
        "".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    ).replace("\n", " ")
    assert f"a score above {SURE} in {told.scenes} test scenes".replace("-", "−") in prose
    zero = round((0 - LOWEST) / BIN)
    for category in THINGS:  # the margin isn't empty
        assert sum(told.positive[category][:zero]) > 0
        assert sum(told.negative[category][zero:]) > 0


def test_the_scores_of_an_svm_are_drawn_with_its_margin():
    demo = demos.hard_negatives_demo()
    shown = texts(demo, "rounds", category="dog")
    assert "negatives" in shown
    assert f"scores in {evaluated().scenes} test scenes" in shown
    runs = hard_negatives.rounds("dog")[2]["scenes"] * evaluated().regions
    assert f"about {runs:,.0f} regions" in demo.text("caption", category="dog", round=2)


def test_the_demo_opens_on_a_region_whose_correction_can_be_seen():
    one = region.region_of(lecture_scene(), region.most_corrected(lecture_scene()))
    assert one.score > 0
    assert one.after > one.before + 0.1
    assert float((one.moved - one.box).abs().max()) > 4
    assert f"IoU {one.before:.2f}, then {one.after:.2f}" in demos.way_demo().text("title")


def test_precision_and_errors_are_drawn_without_running_the_network(monkeypatch):
    def unexpected(*arguments):
        raise AssertionError("the network ran")

    monkeypatch.setattr(outputs, "trained", unexpected)
    monkeypatch.setattr(outputs, "proposals", unexpected)
    for name in THINGS:
        demos.precision_demo().frame(category=name)
    demos.errors_demo().frame()


def test_the_curve_ends_with_the_fraction_of_the_caption():
    caption = demos.precision_demo().text("caption", category="horse", step=6)
    ranked = precision_recall.ranked("horse")
    right = int(ranked.right[:7].sum())
    assert f"precision {right}/7" in caption
    assert f"recall {right}/{ranked.truths}" in caption


def test_your_function_is_drawn_beside_the_method():
    assert demos.yours_demo().text("title") == "Your average_precision gives what the method gives"
    wrong = demos.yours_demo(lambda right, truths: right.double().mean())
    assert wrong.text("title") == "Your average_precision does not give what the method gives"


def test_the_small_numbers_are_those_of_the_text():
    offsets = encode_offsets(*reversed(demos.small.box_and_truth()))[0]
    assert torch.allclose(offsets, torch.tensor([0.2, 0.1, torch.tensor(1.2).log(), torch.tensor(1.25).log()]))
    found = one_class_average_precision(demos.small.six_detections(), demos.small.TRUTHS)
    assert float(found) == pytest.approx((1 + 3 / 4 + 3 / 4 + 2 / 3) / 5)


def test_the_hardest_negatives_are_other_animals_as_the_notebook_says():
    names = [one.name for number in range(3) for one in hard_negatives.hardest("cow", number)]
    assert names.count("") < 0.1 * len(names)
    assert names.count("horse") > 0.5 * len(names)
    names = [one.name for number in range(3) for one in hard_negatives.hardest("dog", number)]
    assert names.count("cat") > 0.5 * len(names)


def test_boxes_with_a_low_iou_gain_most_as_the_notebook_says():
    found = [box_correction.corrections(lecture_scene(name)) for name in ("a cow, a dog and two cats", "eight things")]
    before, after = (torch.cat([one._asdict()[key] for one in found]) for key in ("before", "after"))
    low, high = before < 0.5, before >= 0.8
    assert (after - before)[low].mean() > (after - before)[high].mean() + 0.05
    assert ((after < before) & high).any()


def test_the_notebooks_numbers_are_those_of_method_and_record():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    prose = " ".join(" ".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    prose = re.sub(r"\s+", " ", prose)
    network, figures = demos.trained(demos.NAME), record(demos.NAME)
    classifier = network.classifier
    middle = classifier.size - 2 * network.padding
    assert f"here {classifier.size} × {classifier.size} pixels" in prose
    assert f"the middle {middle} × {middle} pixels, and a border of {network.padding} pixels" in prose
    assert f"fully connected layer, {classifier.width} numbers here" in prose
    assert f"there are {classifier.inputs} numbers in the map of each region" in prose
    assert f"some 300 in each of {figures.fitted['scenes']:,} training scenes" in prose
    assert 250 < sum(len(proposals(lecture_scene(name))) for name in SCENE_NAMES[:4]) / 4 < 350
    assert f"overlap a thing by {REGRESSED_FROM} or more" in prose
    assert f"overlaps it by more than {outputs.SUPPRESSED_FROM}" in prose
    assert "The SVMs gain nothing on our scenes" in prose
    assert figures.mean["AP50"] <= figures.mean["AP50 by softmax"] < figures.mean["AP50 high"]
    assert f"AP50 on {figures.test['count']} test scenes" in prose

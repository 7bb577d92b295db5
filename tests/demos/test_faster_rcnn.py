"""The demos of lecture 07 show what the methods compute, and the notebook says what the records hold."""

import json
from pathlib import Path

import pytest
import torch

from lecture_utils.demos import faster_rcnn as demos
from lecture_utils.demos.faster_rcnn import anchor_labels, proposals, recall_record, rpn, scene_steps, small, traced
from lecture_utils.demos.proposals.recall_record import measure, shares_of
from lecture_utils.demos.views.training_moments import TrainingMoments
from lecture_utils.methods import faster_rcnn as method
from lecture_utils.methods.boxes import box_iou
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene
from tests.demos.reading import texts

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "07_faster_rcnn.ipynb"
SCENE = SCENE_NAMES[0]


def prose() -> str:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return " ".join(text.split())


def test_the_network_has_the_sizes_that_the_demos_and_the_notebook_count_with():
    network, steps = demos.trained(demos.NAME), demos.steps_of(lecture_scene())
    assert network.backbone.strides[network.stage] == scene_steps.STRIDE
    assert steps.anchors.shape == (scene_steps.CELLS, scene_steps.CELLS, 12, 4)
    assert tuple(steps.features.shape[1:]) == (64, 32, 32)
    assert "64 \\times 32 \\times 32" in prose()
    assert "A = 12" in prose()
    areas = sorted({round(float(area) ** 0.5) for area in (network.base_anchors[:, 2:] * 2).prod(dim=1)})
    assert areas == [16, 24, 36, 54]
    assert "four scales, 16, 24, 36 and 54 pixels" in prose()


# --- the anchors of a cell


@pytest.mark.parametrize("thresholds", anchor_labels.THRESHOLDS)
def test_each_anchor_is_listed_with_its_iou_and_its_label(thresholds):
    scene, cell = lecture_scene(), (15, 25)
    labelled = method.label_anchors(
        demos.steps_of(scene).anchors, scene.boxes, None, *anchor_labels.THRESHOLDS[thresholds]
    )
    here = labelled.at(*cell)
    shown = texts(demos.anchor_demo(), "anchors", cell=cell, thresholds=thresholds)
    for iou in here.ious.amax(dim=1).tolist():
        assert f"{iou:.2f}" in shown
    caption = demos.anchor_demo().text("caption", cell=cell, thresholds=thresholds)
    assert f"{int((labelled.labels == 1).sum())} are objects" in caption
    assert f"{int((labelled.labels == 0).sum()):,} are background" in caption
    assert "x = 4 · 25 = 100, y = 4 · 15 = 60" in caption


def test_a_tiny_dog_has_objects_by_the_second_rule_alone():
    """The notebook says so; in the first scene a lower threshold gives many more objects."""
    labelled = scene_steps.labels_of(lecture_scene("a tiny dog"), 0.7, 0.3)
    objects = labelled.labels == 1
    assert objects.any()
    assert not labelled.by_threshold.any()
    assert "Choose *a tiny dog*: no anchor reaches an IoU of 0.7" in prose()
    counts = [int((scene_steps.labels_of(lecture_scene(), high, 0.3).labels == 1).sum()) for high in (0.7, 0.5)]
    assert counts[1] > 5 * counts[0]


def test_half_of_all_anchors_cross_the_border_as_the_notebook_says():
    crossing = method.crosses_border(demos.steps_of(lecture_scene()).anchors, demos.SIZE)
    assert 0.4 < float(crossing.float().mean()) < 0.6
    assert "in a small picture half of all anchors cross it" in prose()


def test_an_anchor_that_is_the_best_of_a_thing_says_so():
    scene = lecture_scene("a tiny dog")
    row, column, _ = (scene_steps.labels_of(scene, 0.7, 0.3).labels == 1).nonzero()[0].tolist()
    demo = demos.anchor_demo()
    assert "dog, its best" in texts(demo, "anchors", scene=scene.name, cell=(row, column))


# --- from anchors to proposals


def test_the_three_stages_are_those_of_the_method():
    scene = lecture_scene()
    steps = demos.steps_of(scene)
    boxes = method.decode_offsets(steps.rpn_output.offsets[0], steps.anchors).flatten(0, 2)
    kept = method.proposal_steps(boxes, steps.rpn_output.objectness[0].flatten(), demos.SIZE, 100, 100, 0.7)
    anchors, corrected, suppressed = rpn.filtered(scene, rpn.ALL, 100).boxes
    assert torch.equal(anchors, steps.anchors.flatten(0, 2)[kept.anchors])
    assert torch.allclose(corrected, kept.boxes)
    assert torch.allclose(suppressed, kept.boxes[kept.kept])
    title = demos.rpn_demo().text("title", count=100, step=2)
    assert title == f"{len(suppressed)} of 100 boxes stay after suppression"


def test_offsets_bring_anchors_closer_to_the_things():
    demo = demos.rpn_demo()
    before, after = (float(demo.text("title", step=step).rpartition(" ")[2]) for step in (0, 1))
    assert after > before + 0.1


def test_a_shape_is_shown_with_its_own_objectness():
    shapes = rpn.shapes()
    assert len(shapes) == 13
    scene = lecture_scene()
    values = demos.steps_of(scene).rpn_output.objectness[0].sigmoid()
    for number, shape in enumerate(shapes[1:]):
        assert torch.equal(rpn.filtered(scene, shape, 10).objectness, values[..., number])
    assert torch.equal(rpn.filtered(scene, rpn.ALL, 10).objectness, values.amax(dim=-1))


# --- equal numbers


def test_recall_is_recorded_as_the_network_finds_now():
    """On the first few scenes again; the checkpoint is the one that was recorded."""
    read = json.loads(recall_record.FILE.read_text(encoding="utf-8"))
    assert read["checkpoint"] == demos.record(demos.NAME).sha256
    first = read["first scenes"]
    again = shares_of(measure(first["scenes"], 0, recall_record.METHODS))
    for name, at in first["recall"].items():
        for threshold, shares in at.items():
            assert again[name][threshold] == pytest.approx(shares, abs=0.1), (name, threshold)


def test_times_are_measured_for_all_that_the_detector_does():
    seconds = recall_record.median_seconds(1)
    assert set(seconds) == set(demos.recorded().seconds) == {"feature map", "RPN", "second stage", "Selective Search"}
    assert seconds["Selective Search"] > seconds["RPN"] > 0


def test_the_rpn_finds_more_with_fewer_proposals_in_less_time():
    recorded = demos.recorded()
    numbers = recorded.recall.numbers
    mine, theirs = (recorded.recall.recall[name][0.5] for name in proposals.SOURCES)
    shown = len(proposals.COUNTS)
    assert (mine[:shown] > theirs[:shown]).all()
    assert float(mine[numbers.index(20)]) > float(theirs[numbers.index(200)])
    assert "Selective Search needs hundreds of proposals" in prose()
    assert 10 * recorded.seconds["RPN"] < recorded.seconds["Selective Search"]
    assert numbers[:shown] == proposals.COUNTS


@pytest.mark.parametrize("source", proposals.SOURCES)
def test_the_share_of_the_proposals_time_is_that_of_the_bars(source):
    times = proposals.milliseconds()
    share = times[source] / (times[source] + times[proposals.REST])
    demo = demos.proposal_demo()
    caption = demo.text("caption", source=source).replace("\N{NO-BREAK SPACE}", " ")
    assert f"{times[source]:.0f} + {times[proposals.REST]:.0f} ms" in caption
    assert f"{100 * share:.0f} % of it for proposals" in caption
    assert f"{times[source]:.0f}" in texts(demo, "times", source=source)


def test_the_title_counts_what_the_first_proposals_hold():
    scene = lecture_scene("a herd of horses")
    boxes = demos.steps_of(scene).proposals[0].boxes[:10]
    count = int((box_iou(scene.boxes, boxes).amax(dim=1) >= 0.5).sum())
    title = demos.proposal_demo().text("title", scene=scene.name, step=3)
    assert title == f"The first 10 proposals of RPN hold {count} of 6 things"


def test_twenty_proposals_are_almost_as_good_as_all():
    """A question's answer, with the numbers that it and its explanation state."""
    assert demos.things_found(300) == 32
    assert demos.things_found(20) == 31
    things = [lecture_scene(name) for name in SCENE_NAMES]
    assert sum(len(scene.boxes) for scene in things) == 44
    search = [demos.thing_ious(scene, proposals.regions_of(proposals.SEARCH, scene)[:20]) for scene in things]
    assert sum(int((ious >= 0.5).sum()) for ious in search) == 16


# --- a detection traced back


@pytest.mark.parametrize("name", ["a cow, a dog and two cats", "a herd of horses", "an empty meadow"])
def test_a_trace_leads_from_the_anchor_to_the_detection(name):
    scene = lecture_scene(name)
    steps = demos.steps_of(scene)
    found, every = traced.shown(scene), traced.traces(scene)
    assert len(found) == len(every)
    for judged, trace in zip(found, every, strict=True):
        row, column = trace.cell
        anchor, proposal, detection = trace.boxes
        assert torch.equal(anchor, steps.anchors[row, column, trace.kind])
        assert trace.objectness == pytest.approx(
            float(steps.rpn_output.objectness[0, row, column, trace.kind].sigmoid())
        )
        corrected = method.decode_offsets(steps.rpn_output.offsets[0, row, column, trace.kind], anchor)
        assert torch.allclose(corrected.clamp(0, 128), proposal, atol=1e-4)
        assert detection.tolist() == pytest.approx(judged.box)


def test_the_list_and_the_caption_say_how_well_each_stage_fits():
    scene = lecture_scene()
    judged, trace = traced.shown(scene)[1], traced.traces(scene)[1]
    ious = box_iou(trace.boxes, scene.boxes[[judged.thing]])[:, 0].tolist()
    words = " → ".join(f"{iou:.2f}" for iou in ious)
    demo = demos.traced_demo()
    assert f"IoU with the cow: {words}." in demo.text("caption", row=1)
    assert ious == sorted(ious)
    shown = texts(demo, "way", row=1)
    for number in method.encode_offsets(trace.boxes[1:], trace.boxes[:-1]).flatten().tolist():
        assert traced.format_number(number) in shown


# --- the training, the small numbers, your function, the prose


def test_the_rpn_learns_first_and_the_loss_of_boxes_rises_at_first():
    losses = TrainingMoments(demos.NAME).losses
    steps = TrainingMoments(demos.NAME).steps
    early = next(place for place, step in enumerate(steps) if step >= 70)
    start, last = losses["anchor objectness"][0], losses["anchor objectness"][-1]
    assert (start - losses["anchor objectness"][early]) > 0.8 * (start - last)
    assert losses["region classification"][early] > 1.5 * losses["region classification"][-1]
    boxes = losses["region localisation"]
    assert max(boxes) == max(boxes[: early + 2]) > 2 * boxes[0]
    assert "The RPN learns first" in prose()
    assert "The loss of its boxes rises at first" in prose()
    total = sum(float(values[-1]) for values in losses.values())
    assert f"together {total:.3f}" in demos.training_demo().text("caption")


def test_the_small_map_labels_its_anchors_as_by_hand():
    anchors = method.grid_anchors(method.base_anchors(small.SCALES, small.RATIOS), small.MAP, small.STRIDE)
    labelled = method.label_anchors(anchors, small.two_things())
    here = labelled.at(small.ROW, small.COLUMN)
    assert here.ious[[4, 7, 3], 0].tolist() == pytest.approx([256 / 320, 160 / 416, 64 / 320])
    assert here.labels[[4, 7, 3]].tolist() == [1, -1, 0]
    best = (labelled.truth == 1).nonzero().tolist()
    assert best == [[2, 3, 1], [2, 4, 1]]
    assert not labelled.by_threshold[2, 3, 1]


def test_your_function_is_drawn_beside_the_method():
    assert demos.yours_demo().text("title") == "Your filter_proposals gives what the method gives"

    def unsuppressed(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, iou_threshold):
        return tuple(method.proposal_steps(boxes, objectness, size, pre_nms_top_n, post_nms_top_n, 1.0))

    demo = demos.yours_demo(unsuppressed)
    assert demo.text("title") == "Your filter_proposals does not give what the method gives"


def test_the_herd_is_proposed_but_not_recognised():
    scene = lecture_scene("a herd of horses")
    assert (demos.thing_ious(scene, demos.steps_of(scene).proposals[0].boxes) > 0.5).all()
    found = traced.detected(scene, 300)
    sure = found.scores >= 0.5
    right = (box_iou(found.boxes, scene.boxes) >= 0.5) & (found.labels[:, None] == scene.labels) & sure[:, None]
    assert int(right.any(dim=0).sum()) == 2
    assert "only two of six horses are detected with a score of at least 0.5" in prose()


def test_the_notebooks_prose_agrees_with_the_records():
    pooled, aligned = demos.record("faster_rcnn"), demos.record("faster_rcnn_roi_align")
    assert f"on {pooled.scenes:,} scenes" in prose()
    assert aligned.mean["AP75"] - pooled.mean["AP75"] > 5 * (aligned.mean["AP50"] - pooled.mean["AP50"])
    assert "costs little where an IoU of 0.5 is enough (AP50) and much where boxes have to fit (AP75)" in prose()


def test_an_empty_meadow_has_all_its_proposals():
    proposed = demos.steps_of(lecture_scene("an empty meadow")).proposals[0]
    assert len(proposed) == 300
    assert float(proposed.scores[-1]) < 0.001

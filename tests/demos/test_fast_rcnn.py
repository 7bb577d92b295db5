"""The demos of lecture 06 show what the methods compute, and the notebook says what the records hold."""

import json
import re
from pathlib import Path

import pytest
import torch
from torch.nn.functional import smooth_l1_loss

from lecture_utils.demos import fast_rcnn as demos
from lecture_utils.demos.fast_rcnn import backbone_gradients, comparison, loss, mini_batches, static_figures, times
from lecture_utils.demos.fast_rcnn import training_moments as moments
from lecture_utils.demos.fast_rcnn.outputs import labels, overlaps, regions
from lecture_utils.demos.views.scenes import shown_scenes
from lecture_utils.methods import fast_rcnn as method
from lecture_utils.methods.boxes import box_iou
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene
from lecture_utils.training.catalogue import recipe_named
from tests.demos.reading import texts

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "06_fast_rcnn.ipynb"


@pytest.mark.parametrize("name", SCENE_NAMES[:2])
@pytest.mark.parametrize(("share", "foreground"), [(0.25, 0.5), (1.0, 0.3), (0.0, 0.7)])
def test_a_mini_batch_holds_what_its_title_and_its_bars_count(name, share, foreground):
    scene, batches = lecture_scene(name), mini_batches.MiniBatches(shown_scenes())
    things, left, background, rest = batches.counts(name, 3, share, foreground)
    shown = box_iou(regions(scene), scene.boxes).amax(dim=1) >= foreground
    assert things + left == int(shown.sum())
    assert background + rest == int((~shown).sum())
    assert things == min(int(shown.sum()), int(32 * share))
    assert things + background == min(32, len(shown))
    demo = demos.mini_batch_demo()
    state = {"scene": name, "draw": 3, "share": share, "foreground": foreground}
    assert f"of all regions {things + left} of {len(shown)}" in demo.text("title", **state)
    assert f"= {int(32 * share)} of them are taken: {things}." in demo.text("caption", **state)


def test_another_draw_gives_other_regions_and_the_same_draw_the_same():
    scene = lecture_scene()
    first, again, other = (demos.mini_batch(scene, draw, 0.25, 0.5).drawn.boxes for draw in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_an_empty_meadow_gives_background_only():
    scene = lecture_scene("an empty meadow")
    drawn = demos.mini_batch(scene, 0, 0.25, 0.5).drawn
    assert drawn.labels.tolist() == [0] * demos.COUNT
    assert not overlaps(scene).any()
    assert not labels(scene, 0.3).any()


@pytest.mark.parametrize("box", [(70.0, 40.0, 120.0, 90.0), (76.0, 41.0, 128.0, 77.0), (2.0, 3.0, 20.0, 100.0)])
@pytest.mark.parametrize("weight", [0.5, 2])
def test_the_loss_of_the_dragged_box_is_torchs(box, weight):
    found = loss.terms(box, "dog", weight, 0)
    assert found.label == loss.CLASSES.index("cow")
    wanted = -torch.log_softmax(torch.tensor([0.0, 0, 0, 3, 0, 0]), 0)[found.label]
    assert found.classification == pytest.approx(float(wanted))
    assert found.localisation == pytest.approx(
        float(smooth_l1_loss(found.predicted, found.target, reduction="sum", beta=1.0)), rel=1e-5
    )
    slope = weight * (found.predicted - found.target).clamp(-1, 1)
    torch.testing.assert_close(found.offset_gradient, slope)
    total = found.classification + weight * found.localisation
    caption = demos.loss_demo().text("caption", box=box, predicted="dog", weight=weight)
    assert f"= {loss.format_number(total, 2)}. Pink" in caption


def test_the_true_box_costs_nothing_and_a_background_region_no_place():
    true = tuple(lecture_scene().boxes[loss.COW].tolist())
    found = loss.terms(true, "cow", 1, 0)
    assert found.localisation == pytest.approx(0, abs=1e-6)
    for box in (true, (5.0, 5.0, 30.0, 99.0)):
        away = loss.terms(box, "horse", 2, 1)
        assert (away.label, away.localisation) == (0, 0.0)
        assert not away.offset_gradient.any()
    assert "costs nothing" in demos.loss_demo().text("title", step=1)


def test_the_regions_of_the_loss_are_proposals_of_the_kinds_that_are_said():
    scene = lecture_scene()
    over, background = (torch.tensor([loss.region(step)]) for step in (0, 1))
    assert box_iou(over, scene.boxes[loss.COW : loss.COW + 1]) > 0.5
    assert box_iou(background, scene.boxes).max() < 0.02


def test_the_list_of_the_loss_shows_its_numbers():
    box = loss.start()
    found, shown = loss.terms(box, "cow", 1, 0), texts(demos.loss_demo(), "terms")
    for value in (*found.target.tolist(), *found.offset_gradient.tolist()):
        assert loss.format_number(value, 2) in shown


def test_the_training_demo_shows_recorded_terms_and_ends_with_what_the_network_finds():
    recorded, demo = moments.moments(), demos.training_demo()
    assert list(recorded.losses) == ["classification", "localisation"]
    last = len(recorded) - 1
    first = [float(values[last]) for values in recorded.losses.values()]
    assert f"{first[0]:.3f} + {first[1]:.3f} = {sum(first):.3f}" in demo.text("caption", moment=last)
    assert demo.text("title", moment=0, score=0.05).startswith("Before the first step: ")
    now, then = demos.detections(demos.NAME, lecture_scene()), recorded.detections(last)
    assert now.labels[:4].tolist() == then.labels[:4].tolist()


def test_both_terms_of_the_loss_fall_in_training():
    for values in moments.moments().losses.values():
        assert values[-1] < values[0] / 2


def test_the_comparison_shows_the_recorded_times_and_adds_them_up():
    record, demo = demos.times_record(), demos.comparison_demo()
    for place, name in enumerate(comparison.COMPARED):
        for what in comparison.WHATS:
            for proposals in (False, True):
                state = {"what": what, "proposals": proposals, "step": place}
                parts = comparison.parts_of(record.times[name], what, proposals)
                total = comparison.milliseconds(name, what, proposals)
                assert 1000 * sum(parts.values()) == pytest.approx(total)
                assert f"{total:.0f} ms" in demo.text("caption", **state)
                assert f"{total:.0f}" in texts(demo, "ours", **state)


def test_fitting_and_kept_features_count_where_a_method_has_them():
    found = demos.times_record().times
    assert [name for name, one in found.items() if one.fitting > 0] == ["rcnn", "spp"]
    assert [name for name, one in found.items() if one.once > 0] == ["rcnn", "spp"]


def test_rcnn_is_slowest_and_proposals_dominate_fast_rcnn():
    found = demos.times_record().times
    three = [found[name] for name in comparison.COMPARED]
    for kind in ("training", "training_with_proposals", "test", "test_with_proposals"):
        assert max(three, key=lambda one, kind=kind: getattr(one, kind)).name == "rcnn", kind
    assert found["fast"].proposals > found["fast"].test


def test_the_table_of_the_benchmarks_is_of_the_same_run():
    table = (ROOT / "BENCHMARKS.md").read_text(encoding="utf-8")
    for name, one in demos.times_record().times.items():
        row = next(line for line in table.splitlines() if line.startswith(f"| {times.TITLES[name]} |"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        wanted = (one.fitting, one.training, one.training_with_proposals, one.test, one.test_with_proposals)
        assert [cells[place] for place in (1, 2, 3, 6, 7)] == [f"{1000 * value:.0f}" for value in wanted], name


def test_the_papers_numbers_are_those_of_the_slide():
    assert times.PAPERS["rcnn"] == (84, 49, 47)
    assert times.PAPERS["spp"] == (25, 4.3, 2.3)
    assert times.PAPERS["fast"] == (9.5, 2.3, 0.32)


def test_the_three_that_are_compared_share_backbone_and_map():
    networks = [recipe_named(name).network() for name in (demos.RCNN, demos.SPP, demos.NAME)]
    backbones = [getattr(network, "classifier", network).backbone for network in networks]
    stages = [getattr(network, "classifier", network).stage for network in networks]
    assert len({str(backbone) for backbone in backbones}) == 1
    assert {backbone.strides[stage] for backbone, stage in zip(backbones, stages, strict=True)} == {8}


def test_the_gradient_reaches_every_stage_of_fast_rcnn_and_none_of_spp_nets():
    scene = lecture_scene()
    fast, spp = (backbone_gradients.gradients(name, scene).by_part for name in (demos.NAME, demos.SPP))
    assert list(fast) == ["stem", "stage1", "stage2", "stage3", backbone_gradients.HEAD]
    assert all(norm > 0 for norm in fast.values())
    assert {part for part, norm in spp.items() if norm > 0} == {backbone_gradients.HEAD}


def test_taking_the_gradients_leaves_the_shared_network_as_it_is():
    backbone_gradients.gradients(demos.NAME, lecture_scene())
    assert not any(weight.requires_grad for weight in demos.trained(demos.NAME).parameters())


def test_multiply_adds_are_those_of_the_speed_up():
    """Both heads differ a little, so each has its own."""
    crop, image = demos.of_a_crop(), demos.of_an_image()
    assert crop.convolutions / 48**2 == pytest.approx(image.convolutions / 128**2)
    separately, shared = static_figures.multiply_adds()
    count = len(demos.proposals(lecture_scene()))
    assert float(separately[0] / shared[0]) == pytest.approx(count * 48**2 / 128**2, rel=1e-4)


def test_the_prose_about_work_says_what_the_counts_hold():
    crop, image = demos.of_a_crop(), demos.of_an_image()
    count = len(demos.proposals(lecture_scene()))
    shared = image.convolutions + count * image.head
    text = prose("These are multiply–adds")
    assert f"R-CNN needs {count * (crop.convolutions + crop.head) / shared:.0f} times as many" in text
    assert "three quarters is the head" in text
    assert count * image.head / shared == pytest.approx(0.75, abs=0.01)
    assert crop.head < image.head < 1.5 * crop.head


def test_the_prose_about_offsets_says_what_the_proposals_of_scene_1_need():
    scene = lecture_scene()
    targets = method.assign_targets(demos.proposals(scene), scene.boxes, scene.labels)
    offsets = targets.offsets[targets.labels > 0]
    size = (offsets / torch.tensor(method.OFFSET_WEIGHTS)).abs().mean()
    text = prose("### What is each region trained to be?")
    assert f"average {size:.2f} in size on scene 1, and smooth L1 of {size:.2f} is {method.smooth_l1(size):.2f}" in text
    bounds = re.search(r"deviations to between (\d\.\d) and (\d\.\d)", text)
    assert bounds is not None
    least, most = map(float, bounds.groups())
    assert (offsets.std(dim=0) > least).all()
    assert (offsets.std(dim=0) < most).all()


def test_the_small_numbers_are_those_of_the_text():
    assert method.smooth_l1(demos.small.distances()).tolist() == [0.125, 0.5, 2.5]
    terms = method.region_loss(*demos.small.three_regions())
    by_hand = (-torch.tensor([0.5, 0.8, 0.6]).log().mean(), (1.625 + 0.5) / 3)
    assert [float(term) for term in terms] == pytest.approx([float(value) for value in by_hand])


def test_questions_about_vgg_and_pooled_cells_have_the_answers_that_are_said():
    vgg = demos.of_vgg16()
    per_pixel = vgg.convolutions / 224**2
    assert round(method.speed_up(2000, 224, (600, 1000), per_pixel, vgg.head)) == 72
    assert round(2000 * 224**2 / 600_000) == 167
    assert 2000 * vgg.head > 600_000 * per_pixel
    assert vgg.head / vgg.convolutions < 0.01


def cells() -> list[str]:
    """Return the sources of the notebook's cells."""
    return ["".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]]


def prose(start: str) -> str:
    """Return the cell that starts so."""
    (found,) = (source for source in cells() if source.startswith(start))
    return found


def outputs_of(source: str) -> str:
    """Return what a code cell of the notebook prints."""
    (cell,) = (
        cell
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and source in "".join(cell["source"])
    )
    return "".join("".join(output.get("text", "")) for output in cell["outputs"])


def test_the_prose_about_accuracy_says_what_the_records_hold():
    mean = {name: demos.record(name).mean for name in (demos.RCNN, demos.SPP, demos.NAME, "fast_rcnn_pyramid")}
    text = prose("Fast R-CNN finds a little more")
    assert f"{mean[demos.NAME]['AP50']:.3f} against {mean[demos.RCNN]['AP50']:.3f}" in text
    assert mean[demos.RCNN]["AP50"] < mean[demos.NAME]["AP50"]
    assert mean[demos.NAME]["AP50 low"] < mean[demos.RCNN]["AP50 high"]  # the intervals overlap
    assert mean[demos.SPP]["AP50 high"] < mean[demos.RCNN]["AP50 low"]
    merged = prose("*localisation* counts")
    assert f"AP50 of {mean['fast_rcnn_pyramid']['AP50']:.3f} instead of {mean[demos.NAME]['AP50']:.3f}" in merged
    best = max((demos.RCNN, demos.SPP, demos.NAME), key=lambda name: mean[name]["AP75"])
    assert best == demos.RCNN


def test_the_prose_about_times_says_what_was_measured():
    text, found = prose("Training and test put the three"), demos.times_record().times
    for what in comparison.WHATS:
        for proposals in (False, True):
            ours = [comparison.milliseconds(name, what, proposals) for name in comparison.COMPARED]
            theirs = [comparison.reported(name, what, proposals) for name in comparison.COMPARED]
            assert ours == sorted(ours, reverse=True)
            assert theirs == sorted(theirs, reverse=True)
    factor = re.search(r"takes ([\d.]+) times as long as Fast R-CNN, (\d+) times in the paper", text)
    assert factor is not None
    assert factor[1] == comparison.ratio(found["rcnn"].test, found["fast"].test)
    assert int(factor[2]) == round(47 / 0.32)
    assert abs(found["fast"].test / 2 / found["fast"].test_with_proposals - 0.1) < 0.05


def test_the_commonest_error_is_a_box_in_the_wrong_place():
    found = demos.count_errors(demos.NAME, 0.5)
    assert list(found)[:3] == ["right", "missed", "localisation"]
    assert outputs_of("count_errors") == "".join(f"{kind:13} {number}\n" for kind, number in found.items())

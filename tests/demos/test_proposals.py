"""The demos of lecture 03 show what the methods compute, and the notebook says what the record holds."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torchvision import ops

from lecture_utils.demos import proposals as demos
from lecture_utils.demos.proposals import contours, cues, grouping, recall, recall_record, static_figures, windows
from lecture_utils.demos.proposals.opencv_record import OPENCV
from lecture_utils.demos.proposals.photographs import NAMES, OWN, SIZE
from lecture_utils.methods import proposals as method
from lecture_utils.scenes.lecture_scenes import lecture_scene
from tests.demos.reading import texts

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03_proposals.ipynb"
PHOTOGRAPHS = demos.ShownPhotographs()


def numbers_of(text):
    return [float(found.replace(",", "").replace("−", "-")) for found in re.findall(r"−?\d[\d,]*(?:\.\d+)?", text)]


def test_every_photograph_has_one_shape_and_an_own_picture_comes_first():
    mine = demos.ShownPhotographs(torch.rand(3, 50, 300))
    assert mine.names == (OWN, *NAMES)
    assert {tuple(mine[name].shape) for name in mine.names} == {(3, *SIZE)}
    assert mine[OWN] is mine[OWN]
    with pytest.raises(ValueError, match="picture"):
        demos.ShownPhotographs(torch.rand(4, 8))


@pytest.mark.parametrize("photo", NAMES)
def test_each_merge_is_of_the_most_similar_neighbours_and_the_caption_adds_it_up(photo):
    demo, tree = demos.grouping_demo(), grouping.grouped(PHOTOGRAPHS[photo], "HSV")
    for step in (0, len(tree.children) - 1):
        added = numbers_of(demo.text("caption", photo=photo, step=step).partition(".  ")[0])
        assert added[:4] == pytest.approx(tree.parts[step].tolist(), abs=6e-4)
        assert added[4] == pytest.approx(float(tree.parts[step].sum()), abs=6e-4)
    end = demo.text("title", photo=photo, step=len(tree.children))
    assert f"{len(tree)} regions came up" in end
    assert len(tree) == 2 * len(tree.segments) - 1


def test_the_caption_of_a_merge_counts_pixels_of_the_regions_and_of_the_box_around():
    tree = grouping.grouped(PHOTOGRAPHS["coffee"], "HSV")
    new = len(tree.segments) + 3
    mask = tree.mask(new)
    rows, columns = (mask.any(axis).nonzero().flatten() for axis in (1, 0))
    around = int((rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1))
    caption = demos.grouping_demo().text("caption", step=3)
    assert f"together they have {int(mask.sum()):,} pixels" in caption
    assert f"the box around both has {around:,}, so {around - int(mask.sum()):,} belong to neither" in caption


@pytest.mark.parametrize("box", [contours.START, (16, 60, 80, 124), (0, 0, 192, 128)])
def test_the_score_of_a_dragged_box_is_the_methods_and_its_parts_give_it(box):
    image = PHOTOGRAPHS["coffee"]
    moved = contours.moves(image, box)
    scorer = contours.scorer_of(image)
    scores = scorer.scores(np.array([move.box for move in moved]))
    assert moved[0].box == box
    assert (np.diff(scores) > 0).all()
    for move, score in zip(moved, scores, strict=True):
        found = contours.scored(image, move.box)
        assert found.score == pytest.approx(score, abs=1e-7)
        assert found.middle == pytest.approx(edges_in_the_middle(scorer, image, move.box), abs=1e-3)
        assert found.whole >= found.weighted >= 0


def edges_in_the_middle(scorer, image, box):
    x1, y1, x2, y2 = box
    across, down = (x2 - x1) // 4, (y2 - y1) // 4
    counted = torch.where(scorer.groups.map >= 0, method.find_edges(image).thin, 0)
    return float(counted[y1 + down : y2 - down, x1 + across : x2 - across].sum())


def test_refinement_raises_the_score_and_says_so():
    demo = demos.contour_demo()
    last = len(contours.moves(PHOTOGRAPHS["coffee"], contours.START)) - 1
    image = PHOTOGRAPHS["coffee"]
    boxes = [move.box for move in contours.moves(image, contours.START)]
    first, now = (contours.scored(image, box).score for box in (boxes[0], boxes[last]))
    assert f"from {first:.4f} to {now:.4f}" in demo.text("title", step=last)
    assert "No move of an edge raises it" in demo.text("caption", step=last)


def test_a_contour_that_crosses_the_border_has_the_colour_of_what_is_rejected():
    image, box = PHOTOGRAPHS["coffee"], (64, 16, 160, 112)
    scorer = contours.scorer_of(image)
    crossing = int(scorer.crossing(np.array(box))[0])
    colours = contours.contour_colours(image, box)
    of_group = colours[(scorer.groups.map == crossing).numpy()]
    assert len(of_group) > 1
    assert np.ptp(of_group, axis=0).max() == 0
    assert not np.allclose(of_group[0], colours[0, 0])


@pytest.mark.parametrize("form", windows.FORMS)
def test_bing_shows_the_windows_scores_and_their_place_among_all_proposals(form):
    image = PHOTOGRAPHS["flower"]
    everything = windows.found(image, form)
    for size in windows.SIZES:
        step = windows.of_size(image, size, form)
        best = int((everything.scores > step.calibrated[0]).sum()) + 1
        title = demos.bing_demo().text("title", photo="flower", window=size, form=form)
        assert title == f"Windows of {size}: the best is proposal {best} of {len(everything.scores)}"
        width, height = (int(side) for side in size.split(" × "))
        shape = step.boxes[0, 2:] - step.boxes[0, :2]
        assert shape.tolist() == pytest.approx([width, height], rel=0.08)


def test_the_binarised_scores_come_near_the_exact_ones():
    exact, binary = (windows.of_size(PHOTOGRAPHS["coffee"], "40 × 40", form).scores for form in windows.FORMS)
    assert np.corrcoef(exact.flatten(), binary.flatten())[0, 1] > 0.95
    assert not torch.equal(exact, binary)


@pytest.mark.parametrize("box", [cues.START, (0, 0, 12, 12), (20, 40, 100, 96)])
def test_the_objectness_of_a_dragged_box_is_the_methods(box):
    image, model = PHOTOGRAPHS["coffee"], method.learned_objectness()
    found = cues.judged(image, box)
    steps = method.objectness(image, keep_steps=True).steps
    values = method.measure_cues(steps.maps, torch.tensor([box]), model.parameters)
    posterior = method.combine(*method.likelihoods(model, values), model.prior)
    assert found.posterior == pytest.approx(float(posterior[0]), abs=1e-12)
    odds = model.prior / (1 - model.prior) * float(found.ratios.prod())
    assert odds / (1 + odds) == pytest.approx(found.posterior)
    assert cues.share(found.posterior) in demos.objectness_demo().text("title", box=box)


def test_the_list_of_cues_says_which_ones_speak_for_an_object():
    shown = texts(demos.objectness_demo(), "cues")
    found = cues.judged(PHOTOGRAPHS["coffee"], cues.START)
    for cue, ratio in zip(method.CUES, found.ratios.tolist(), strict=True):
        assert cue in shown
        assert f"{cues.times(ratio)} ×" in shown


@pytest.mark.parametrize("name", demos.METHODS)
def test_the_recall_demo_counts_the_things_that_torchvision_finds_covered(name):
    scene = lecture_scene("eight things")
    for step, number in enumerate(recall.NUMBERS):
        best = ops.box_iou(recall.proposed(scene, name)[:number], scene.boxes).amax(0)
        for at, threshold in recall.AT.items():
            title = demos.recall_demo().text("title", scene=scene.name, method=name, at=at, step=step)
            assert f"{int((best >= threshold).sum())} of 8 things" in title


def test_the_recorded_recall_still_holds_on_the_first_scenes():
    read = json.loads(recall_record.FILE.read_text(encoding="utf-8"))["first scenes"]
    again = recall_record.shares_of(recall_record.measure(read["scenes"], repeats=0))
    assert read["scenes"] == recall_record.CHECKED
    for name, at in read["recall"].items():
        for threshold, shares in at.items():
            assert again[name][threshold] == pytest.approx(shares, abs=1e-6), (name, threshold)


def test_the_record_says_what_questions_and_prose_say():
    record = demos.recorded()
    tenth, last = record.numbers.index(10), len(record.numbers) - 1
    first_ten = {name: float(found[0.5][tenth]) for name, found in record.recall.items()}
    strict = {name: float(found[0.7][last]) for name, found in record.recall.items()}
    assert max(first_ten, key=first_ten.__getitem__) == "Objectness"
    assert max(strict, key=strict.__getitem__) == "Selective Search"
    assert round(100 * float(record.recall["BING"][0.5][last])) == 71
    assert round(100 * strict["BING"]) == 14


def test_the_recall_demo_shows_opencvs_recorded_recall_and_the_seconds_of_each_method():
    shown = texts(demos.recall_demo(), "curves")
    for name, seconds in demos.recorded().seconds.items():
        assert f"{name}, {seconds:.2g} s" in shown
    assert f"OpenCV, {OPENCV.seconds['chelsea']:.2g} s" in shown


def test_opencv_is_ahead_of_our_selective_search_at_first_and_behind_in_the_end_as_the_notebook_says():
    record = demos.recorded()
    for threshold in recall_record.THRESHOLDS:
        ours, opencvs = record.recall["Selective Search"][threshold], OPENCV.at(threshold, record.numbers)
        assert opencvs[record.numbers.index(50)] > ours[record.numbers.index(50)] + 0.1
        assert opencvs[-1] < ours[-1] - 0.05
    assert OPENCV.proposals / record.proposals["Selective Search"] == pytest.approx(0.5, abs=0.05)
    assert 15 < record.seconds["Selective Search"] / record.seconds["BING"] < 25
    prose = "\n".join(
        "".join(cell["source"]).replace("\n", " ")
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    )
    assert "BING takes a twentieth of the time" in prose
    assert "it proposes half as many boxes in a different order, so it is ahead at first and behind in the end" in prose


def test_the_small_contours_give_five_over_128():
    scorer = method.BoxScorer(*demos.small.three_contours())
    box = np.array([1, 1, 9, 9])
    assert scorer.weights(box).tolist() == pytest.approx([0.2, 0, 1])
    assert float(scorer.scores(box[None])[0]) == pytest.approx((0.2 * 5 + 4) / (2 * 16**1.5))


def test_the_small_cues_come_to_a_half():
    assert float(method.combine(*demos.small.two_cues(), 0.1)) == pytest.approx(0.5)


def test_the_notebooks_prose_agrees_with_its_cells_and_the_record():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    tree = method.group_segments(demos.small.four_segments())
    assert "0 and 2 merge first" in prose
    assert tree.children[0].tolist() == [0, 2]
    integral = method.integral_image(demos.small.small_map())
    assert "21 − 6 − 5 + 1" in prose.replace("$", "")
    assert [int(integral[place]) for place in ((3, 4), (1, 4), (3, 1), (1, 1))] == [21, 6, 5, 1]


def test_the_first_boxes_of_edge_boxes_lie_on_one_small_spot_as_the_notebook_says():
    boxes = static_figures.first_boxes("Edge Boxes")
    start, end = boxes[:, :2].amin(0), boxes[:, 2:].amax(0)
    assert len(boxes) == 10
    assert float((end - start).prod()) < 0.01 * SIZE[0] * SIZE[1]
    assert float(start[1]) > 0.8 * SIZE[0]


def test_the_first_box_of_no_method_is_cup_and_saucer_as_the_notebook_says():
    saucer = torch.tensor([[28.0, 6.0, 158.0, 122.0]])  # read off the photograph
    for name in demos.METHODS:
        assert float(ops.box_iou(static_figures.first_boxes(name)[:1], saucer)) < 0.7, name

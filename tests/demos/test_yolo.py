"""The demos of lecture 08 show what the methods compute, and the notebook says what the record holds."""

import json
from pathlib import Path

import pytest
import torch

from lecture_utils.demos import yolo as demos
from lecture_utils.demos.views.detections import RIGHT, above, judge
from lecture_utils.demos.views.training_moments import TrainingMoments
from lecture_utils.demos.yolo import cells, loss, targets, thresholds
from lecture_utils.methods import yolo as method
from lecture_utils.pictures import format_number
from lecture_utils.scenes.lecture_scenes import SCENE_NAMES, lecture_scene
from tests.demos.reading import texts

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "08_yolo.ipynb"
DOG, COW = targets.starts()


def test_the_column_holds_the_fifteen_numbers_of_the_cell():
    scene = lecture_scene()
    with torch.no_grad():
        numbers = demos.trained(demos.NAME)(scene.image[None])[0][3, 6]
    shown = texts(demos.cell_demo(), "column")
    assert len(numbers) == 15
    for value in numbers.tolist():
        assert cells.format_number(value) in shown


def test_the_cells_score_is_confidence_times_class_and_reaches_the_detections():
    scene = lecture_scene()
    box, label, score = cells.best_score(demos.predictions(scene), (3, 6))
    parts = method.split_output(demos.output(scene))
    assert score == pytest.approx(float(parts.confidences[3, 6, box] * parts.classes[3, 6, label]))
    assert score == pytest.approx(float(demos.found(scene, 0.2, 0.5).scores[0]))
    assert f"box {box} is a cow with score {score:.2f}" in demos.cell_demo().text("title")


def test_a_surer_box_has_a_wider_line():
    widths = [cells.line_width(confidence) for confidence in (-0.1, 0.0, 0.2, 0.7, 1.0)]
    assert widths == sorted(widths)
    assert widths[0] == widths[1] < widths[2]


def test_the_class_map_demo_says_in_which_cells_things_are():
    demo = demos.cell_demo()
    assert "The centre of the cow lies in this cell" in demo.text("caption")
    assert "No thing has its centre in this cell" in demo.text("caption", cell=(0, 0))
    both = demo.text("caption", scene="two cows in one place", cell=(3, 1))
    assert "The centre of the cow and of the cow lies in this cell" in both


@pytest.mark.parametrize("iou", [0.3, 0.9])
def test_precision_and_recall_are_counted(iou):
    scene = lecture_scene("two cows in one place")
    judged = judge(demos.found(scene, 0.02, iou), scene)
    right = sum(one.kind == RIGHT for one in judged)
    assert thresholds.precision_and_recall(judged, scene) == f"precision {right}/{len(judged)}, recall {right}/3"
    caption = demos.found_demo().text("caption", scene=scene.name, score=0.02, iou=iou)
    assert f"precision {right}/{len(judged)}, recall {right}/3" in caption


def test_nms_drops_the_second_of_two_cows_in_one_place():
    """Its box is predicted, but overlaps the first cow's by more than 0.5: only a high threshold keeps it."""
    demo = demos.found_demo()
    assert demo.text("title", scene="two cows in one place", score=0.2, iou=0.5).startswith("2 of 3 things found")
    assert demo.text("title", scene="two cows in one place", score=0.2, iou=0.9).startswith("3 of 3 things found")


def test_an_empty_meadow_has_neither_precision_nor_recall():
    assert thresholds.precision_and_recall([], lecture_scene("an empty meadow")) == (
        "no detection, so no precision, no thing, so no recall"
    )


def test_two_centres_in_one_cell_lose_one():
    demo = demos.target_demo()
    assert "A belongs to cell [3, 1]" in demo.text("title")
    moved = (6.0, 46.0, 40.0, 76.0)
    assert demo.text("title", second=moved) == "Both centres lie in cell [3, 1]: A is taught, B is lost"
    assert "cell is taken" in texts(demo, "targets", second=moved)
    boxes = torch.tensor([DOG, moved])
    assert method.without_own_cell(boxes, demos.GRID, demos.SIZE).tolist() == [1]


def test_the_target_list_holds_the_target_tensor():
    scene = lecture_scene()
    true = demos.target(scene)[3, 1, :5].tolist()
    shown = texts(demos.target_demo(), "targets")
    for value in true[:4]:
        assert targets.format_number(value) in shown
    assert "18/16 − 1 = 0.125" in demos.target_demo().text("caption")


def test_the_responsible_box_of_the_demo_is_that_of_the_loss():
    chosen = targets.responsible(DOG, COW).chosen.tolist()
    mask = loss.responsible(lecture_scene())
    places = targets.cells(DOG, COW).tolist()
    assert [int(mask[row, column].long().argmax()) for row, column in places] == chosen
    assert int(mask.sum()) == 4


@pytest.mark.parametrize("name", SCENE_NAMES[:3])
def test_the_loss_is_written_as_its_terms(name):
    scene, demo = lecture_scene(name), demos.loss_demo()
    network = demos.trained(demos.NAME)
    with torch.no_grad():
        terms = network.losses(network(scene.image[None]), network.targets([scene.boxes], [scene.labels]))
    for step, value in enumerate(terms):
        assert f"{float(value):.3f} of {float(sum(terms)):.3f}" in demo.text("title", scene=name, step=step)
        assert f"{float(value):.3f}." in demo.text("caption", scene=name, step=step)


def test_the_small_cell_trains_the_box_that_is_less_sure():
    output, target = demos.small.two_cells()
    terms = method.yolo_loss(output, target, demos.small.PER_CELL)
    wanted = (5 * 0.125**2, 5 * 0.25**2, (0.3 - 4 / 9) ** 2, 0.5 * (0.6**2 + 0.4**2 + 0.2**2), 0.14)
    assert [float(term) for term in terms] == pytest.approx(wanted, abs=1e-6)


def test_your_function_is_drawn_beside_the_method():
    assert demos.yours_demo().text("title") == "Your yolo_loss gives what the method gives"

    def doubled(output, target, lambda_coord=5.0, lambda_noobj=0.5):
        return method.yolo_loss(output, target, 2, 2 * lambda_coord, lambda_noobj)

    assert demos.yours_demo(doubled).text("title") == "Your yolo_loss does not give what the method gives"


def test_the_notebooks_prose_agrees_with_the_record_and_the_demos():
    cells_ = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells_ if cell["cell_type"] == "markdown")
    yolo, faster = demos.record("yolo"), demos.record("faster_rcnn")
    assert f"on {yolo.scenes:,} scenes" in prose
    assert "finds more (AP50), and its boxes fit far better (AP75" in prose
    assert faster.mean["AP50 low"] > yolo.mean["AP50 high"]
    assert faster.mean["AP75"] > 2 * yolo.mean["AP75"]
    assert "Centre, sides and classes fall. *Object* and *no object* do not" in prose
    first, last = yolo.history[0], yolo.history[-1]
    assert all(last[term] < first[term] / 5 for term in ("centre", "sides", "classes"))
    assert all(last[term] > first[term] for term in ("object", "no_object"))
    network = demos.trained(demos.NAME)
    assert (network.grid, network.boxes_per_cell, network.categories) == (8, 2, 5)
    assert "$S = 8$, $B = 2$ and $C = 5$: 15 numbers" in prose


def test_the_herd_is_found_though_one_horse_is_not_taught():
    scene = lecture_scene("a herd of horses")
    assert method.without_own_cell(scene.boxes, demos.GRID, demos.SIZE).tolist() == [5]
    assert demos.found_demo().text("title", scene=scene.name, score=0.2, iou=0.5).startswith("6 of 6 things found")
    places = method.cells_of(scene.boxes, demos.GRID, demos.SIZE).tolist()
    assert places[0] == places[5] == [2, 1]
    neighbour = demos.predictions(scene).boxes[2, 0, 1].clamp(0, demos.SIZE[0])
    assert (demos.found(scene, 0.2, 0.5).boxes - neighbour).abs().sum(dim=1).min() < 1e-3
    assert demos.box_iou(neighbour[None], scene.boxes[[0]]).item() > 0.5


def test_the_boxes_of_the_picture_are_as_the_notebook_says():
    """On scene 1 one of four detections is badly placed, as the sentence below the picture says."""
    scene = lecture_scene()
    kinds = [one.kind for one in judge(demos.found(scene, 0.2, 0.5), scene)]
    assert sorted(kinds) == ["localisation", RIGHT, RIGHT, RIGHT]


def test_the_training_demo_goes_from_nothing_found_to_what_the_network_finds():
    demo, moments = demos.training_demo(), TrainingMoments(demos.NAME)
    last = len(moments.steps) - 1
    scene = lecture_scene()
    judged = [judge(above(moments.detections(moment), 0.2), scene) for moment in (0, last)]
    right = [sum(one.kind == RIGHT for one in found) for found in judged]
    assert right[0] == 0
    assert right[1] >= 3
    losses = moments.losses
    assert all(float(losses[word][last]) < float(losses[word][0]) / 5 for word in ("centre", "sides", "classes"))
    total = sum(float(values[last]) for values in losses.values())
    assert f"= {format_number(total)}, on the same scenes" in demo.text("caption", moment=last)

"""Reasons for errors, on scenes in which each is known, and what setting them right is worth."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.methods.evaluation import Detections, Truth, average_precision, detection_errors
from lecture_utils.methods.evaluation.errors import DETECTED, TRUE
from tests.methods.detected_scenes import random_scenes

TRUTH = Truth(
    torch.tensor([[0.0, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10], [60, 0, 70, 20]]), torch.tensor([0, 0, 1, 1])
)
FOUND = {
    "right": ([0, 0, 10, 9], 0, 0),
    "duplicate": ([0, 0, 10, 8], 0, 0),
    "localisation": ([20, 6, 30, 16], 0, 1),  # 40 of 160
    "confusion": ([40, 0, 50, 9], 0, 2),
    "both": ([60, 0, 70, 5], 0, 3),  # a quarter of a thing of another class
    "background": ([100, 100, 110, 110], 0, -1),
}


def scene(names: list[str]) -> Detections:
    boxes = torch.tensor([FOUND[name][0] for name in names], dtype=torch.float32).reshape(-1, 4)
    labels = torch.tensor([FOUND[name][1] for name in names], dtype=torch.long)
    return Detections(boxes, torch.linspace(0.9, 0.1, len(names)), labels)


def test_each_kind_of_error_is_told_with_the_truth_that_it_is_about():
    errors = detection_errors([scene(list(FOUND))], [TRUTH], ["cow", "cat"])

    assert [DETECTED[kind] for kind in errors.kind] == list(FOUND)
    assert errors.truth.tolist() == [truth for _, _, truth in FOUND.values()]
    assert [TRUE[kind] for kind in errors.true_kind] == ["found", "badly placed", "wrong class", "missed"]
    assert errors.detected == dict.fromkeys(DETECTED, 1)
    assert errors.true == dict.fromkeys(TRUE, 1)


def test_confusions_say_what_is_taken_for_what():
    errors = detection_errors([scene(list(FOUND))] * 3, [TRUTH] * 3, ["cow", "cat"])

    assert errors.confusions.tolist() == [[0, 0], [3, 0]]  # three cats taken for cows


def test_truths_are_counted_by_their_size():
    errors = detection_errors([scene(list(FOUND))], [TRUTH], 2)

    assert errors.found_by_area({"small": (0, 150), "large": (150, 1000)}) == {"small": (1, 3), "large": (0, 1)}


@pytest.mark.parametrize(
    ("kind", "names"),
    [("duplicate", ["right", "duplicate"]), ("both", ["both", "right"]), ("background", ["background", "right"])],
)
def test_what_can_only_be_taken_away_is_worth_what_it_costs(kind: str, names: list[str]):
    whole, kept = scene(names), torch.tensor([name != kind for name in names])
    later = scene(["localisation", "right"])
    cleaned = whole._replace(boxes=whole.boxes[kept], scores=whole.scores[kept], labels=whole.labels[kept])

    gain = detection_errors([whole, later], [TRUTH] * 2, 2).gains()[kind]

    before, after = (average_precision([found, later], [TRUTH] * 2, 2, [0.5]).mean for found in (whole, cleaned))
    assert gain == pytest.approx(after - before)
    assert gain > 0


def test_a_badly_placed_detection_is_moved_to_its_truth_and_a_confused_one_gets_its_class():
    first, found, truths = scene(["right", "duplicate"]), scene(["localisation", "confusion"]), [TRUTH] * 2
    moved = found._replace(boxes=torch.stack([TRUTH.boxes[1], found.boxes[1]]))
    renamed = found._replace(labels=torch.tensor([0, 1]))

    errors = detection_errors([first, found], truths, 2)

    before, gains = errors.average_precision.mean, errors.gains()
    for kind, mended in (("localisation", moved), ("confusion", renamed)):
        assert gains[kind] == pytest.approx(average_precision([first, mended], truths, 2, [0.5]).mean - before)
        assert gains[kind] > 0


def test_two_badly_placed_detections_of_one_truth_are_not_both_made_right():
    found = scene(["localisation", "localisation"])

    gain = detection_errors([found], [TRUTH], 2).gains()["localisation"]

    one = Detections(TRUTH.boxes[1:2], torch.tensor([0.9]), torch.tensor([0]))
    assert gain == pytest.approx(average_precision([one], [TRUTH], 2, [0.5]).mean)


def test_missed_truths_are_not_asked_for():
    found = scene(["right"])
    only_found = Truth(TRUTH.boxes[:1], TRUTH.labels[:1])

    errors = detection_errors([found], [TRUTH], 2)

    assert errors.true["missed"] == 3
    gained = (
        average_precision([found], [only_found], 2, [0.5]).mean - average_precision([found], [TRUTH], 2, [0.5]).mean
    )
    assert errors.gains()["missed"] == pytest.approx(gained)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.sampled_from(["boxes", "masks"]), st.sampled_from([0.5, 0.75]))
def test_in_random_scenes_kinds_agree_with_the_matching_and_no_gain_is_negative(seed: int, regions, threshold: float):
    detections, truths = random_scenes(seed, scenes=6)

    errors = detection_errors(detections, truths, 4, threshold, regions=regions)

    assert torch.equal(errors.kind == DETECTED.index("right"), errors.average_precision.matches.right[0])
    assert torch.equal(errors.truth < 0, errors.kind == DETECTED.index("background"))
    assert errors.true["found"] == errors.detected["right"]
    assert sum(errors.detected.values()) == sum(len(found.scores) for found in detections)
    assert sum(errors.true.values()) == sum(len(true.labels) for true in truths)
    assert int(errors.confusions.sum()) == errors.detected["confusion"]
    assert errors.confusions.diagonal().sum() == 0
    gains = errors.gains()
    assert all(gain >= -1e-12 for name, gain in gains.items() if name not in ("missed", "confusion"))
    expected = average_precision(detections, truths, 4, [threshold], regions).mean
    assert errors.average_precision.mean == pytest.approx(expected, nan_ok=True)


def test_nothing_found_and_nothing_there_is_no_error():
    nothing = Detections(torch.zeros(0, 4), torch.zeros(0), torch.zeros(0).long())
    empty = Truth(torch.zeros(0, 4), torch.zeros(0).long())

    assert sum(detection_errors([nothing, scene(["background"])], [empty, empty], 2).detected.values()) == 1
    assert detection_errors([nothing], [TRUTH], 2).true["missed"] == 4
    assert detection_errors([], [], 2).detected["right"] == 0


def test_a_diagnosis_reads_as_a_table():
    lines = str(detection_errors([scene(list(FOUND))], [TRUTH], 2)).splitlines()

    assert lines[0] == "AP 0.252 at IoU 0.50"
    assert lines[2].split() == ["right", "1"]
    assert [line.split()[0] for line in lines[3:8]] == list(DETECTED[1:])
    assert all(len(line.split()) == 3 for line in lines[3:8])


@pytest.mark.parametrize("nothing", [0, 0.5, 0.7])
def test_a_limit_that_is_none_is_refused(nothing: float):
    with pytest.raises(ValueError, match=r"nothing: expected an IoU between 0 and the threshold 0\.5"):
        detection_errors([scene([])], [TRUTH], 2, nothing=nothing)

"""Average precision against pycocotools, against its own steps, and on cases counted by hand."""

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score
from torch import Tensor
from torch.testing import assert_close

from lecture_utils.methods.evaluation import (
    Detections,
    Truth,
    area_under_interpolated,
    area_without_interpolation,
    average_at_101_recalls,
    average_precision,
    detection_summary,
    one_class_average_precision,
    precision_and_recall,
)
from lecture_utils.scenes.meadow import THINGS, Meadow, scene_seed
from tests.methods.detected_scenes import coco_evaluation, random_scenes, rectangles

SETS = {
    "no ties": {},
    "tied scores and overlaps": {"grid": 4.0, "levels": 3},
    "one score, two classes without truth": {"grid": 2.0, "levels": 1, "used": [0, 2]},
    "many scenes": {"scenes": 40, "levels": 20},
}
LIMITS: dict[str, dict[str, Any]] = {
    "everything": {},
    "small": {"area": (0, 64)},
    "large": {"area": (64, math.inf)},
    "one for each class": {"max_detections": 1},
    "two, in between": {"max_detections": 2, "area": (30, 100)},
}


def assert_equals_pycocotools(
    detections: list[Detections], truths: list[Truth], classes: int = 4, **limits: Any
) -> None:
    theirs, their_recall = coco_evaluation(detections, truths, classes, **limits)
    ours = average_precision(detections, truths, classes, **limits)
    assert_close(ours.per_class, theirs, rtol=0, atol=1e-9, equal_nan=True)
    assert_close(ours.recall, their_recall, rtol=0, atol=1e-9, equal_nan=True)
    if not theirs.isnan().all():
        assert ours.mean == pytest.approx(float(theirs.nanmean()), abs=1e-9)
        assert ours.at(0.5).mean == pytest.approx(float(theirs[0].nanmean()), abs=1e-9)


@pytest.mark.parametrize("limits", LIMITS.values(), ids=list(LIMITS))
@pytest.mark.parametrize("regions", ["boxes", "masks"])
@pytest.mark.parametrize("kind", SETS.values(), ids=list(SETS))
def test_average_precision_equals_pycocotools(kind: dict[str, Any], regions: str, limits: dict[str, Any]):
    for seed in range(2):
        assert_equals_pycocotools(*random_scenes(seed, **kind), regions=regions, **limits)


def test_the_random_scenes_are_neither_hopeless_nor_solved():
    for kind in SETS.values():
        assert 0.05 < average_precision(*random_scenes(0, **kind), 4).mean < 0.7


@st.composite
def crowded_scenes(draw: st.DrawFn) -> tuple[list[Detections], list[Truth]]:
    """Few places, scores and classes, so that nearly everything is tied or doubled; often nothing at all."""
    place = st.sampled_from([(0, 0, 4, 4), (0, 0, 4, 8), (2, 0, 6, 4), (0, 0, 8, 8), (20, 20, 30, 30), (5, 5, 5, 9)])
    detections, truths = [], []
    for _ in range(draw(st.integers(1, 3))):
        true = draw(st.lists(st.tuples(place, st.integers(0, 2)), max_size=4))
        found = draw(st.lists(st.tuples(place, st.integers(0, 2), st.sampled_from([0.25, 0.5, 0.75])), max_size=6))
        boxes = torch.tensor([box for box, *_ in found], dtype=torch.float32).reshape(-1, 4)
        labels = torch.tensor([label for _, label, _ in found], dtype=torch.long)
        scores = torch.tensor([score for *_, score in found], dtype=torch.float32)
        detections.append(Detections(boxes, scores, labels, rectangles(boxes)))
        boxes = torch.tensor([box for box, _ in true], dtype=torch.float32).reshape(-1, 4)
        truths.append(Truth(boxes, torch.tensor([label for _, label in true], dtype=torch.long), rectangles(boxes)))
    return detections, truths


@settings(max_examples=50)
@given(crowded_scenes(), st.sampled_from(["boxes", "masks"]), st.sampled_from(list(LIMITS.values())))
def test_ties_duplicates_and_nothing_at_all_are_scored_as_by_pycocotools(
    scenes: tuple[list[Detections], list[Truth]], regions: str, limits: dict[str, Any]
):
    assert_equals_pycocotools(*scenes, classes=3, regions=regions, **limits)


@settings(max_examples=30)
@given(crowded_scenes(), st.sampled_from([0.5, 0.75]), st.sampled_from([(0, math.inf), (20, 50)]))
def test_the_steps_lead_to_the_result(
    scenes: tuple[list[Detections], list[Truth]], threshold: float, area: tuple[float, float]
):
    measured = average_precision(*scenes, ["a", "b", "c"], area=area)
    for label, name in enumerate(measured.names):
        curve = measured.curve(name, threshold)
        result = measured.at(threshold).per_class[0, label]
        assert_close(torch.tensor(curve.average_precision).double(), result, equal_nan=True)
        steps = list(curve)
        assert len(steps) == len(curve)
        for number, step in enumerate(steps, start=1):
            assert step.found + step.false_alarms == number
            assert step.precision == step.found / number
            assert step.recall == pytest.approx(step.found / curve.truths if curve.truths else math.nan, nan_ok=True)
            assert step.interpolated == max(later.precision for later in steps[number - 1 :])
            assert (step.truth is not None) == (step.overlap >= threshold)
        assert len({(step.scene, step.truth) for step in steps if step.truth is not None}) == sum(
            step.truth is not None for step in steps
        )


def one_class() -> tuple[list[Detections], list[Truth]]:
    """Two scenes with three truths: right, double, misplaced, right; the last truth is missed."""
    truths = [
        Truth(torch.tensor([[0.0, 0, 10, 10], [20, 20, 30, 30]]), torch.tensor([0, 0])),
        Truth(torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([0])),
    ]
    first = Detections(
        torch.tensor([[0.0, 0, 10, 8], [0, 0, 10, 10], [26, 20, 36, 30]]),
        torch.tensor([0.9, 0.8, 0.7]),
        torch.zeros(3).long(),
    )
    second = Detections(torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([0.6]), torch.tensor([0]))
    return [first, second], truths


def test_a_case_counted_by_hand():
    curve = average_precision(*one_class(), ["cow"]).curve("cow", 0.5)

    assert curve.truth.tolist() == [0, -1, -1, 0]
    assert_close(curve.overlap, torch.tensor([0.8, 0, 0, 1], dtype=torch.float64))
    assert_close(curve.precision, torch.tensor([1, 1 / 2, 1 / 3, 2 / 4], dtype=torch.float64))
    assert_close(curve.interpolated, torch.tensor([1, 1 / 2, 1 / 2, 1 / 2], dtype=torch.float64))
    assert_close(curve.recall, torch.tensor([1, 1, 1, 2], dtype=torch.float64) / 3)
    # Recalls 0.00 … 0.33 read precision 1, 0.34 … 0.66 read 1/2, the rest is never reached.
    assert curve.average_precision == pytest.approx((34 + 33 / 2) / 101)


@pytest.mark.parametrize(
    ("average", "expected"),
    [
        (average_at_101_recalls, (34 + 33 / 2) / 101),
        (area_under_interpolated, 1 / 3 + 1 / 6),
        (area_without_interpolation, 1 / 3 + 1 / 6),
    ],
)
def test_each_average_makes_its_number_of_the_same_curve(average: Any, expected: float):
    assert average_precision(*one_class(), 1, [0.5], average=average).mean == pytest.approx(expected)


def test_the_areas_differ_where_the_curve_has_a_tooth():
    precision, recall = precision_and_recall(torch.tensor([0, 1, 1]), torch.tensor([1, 0, 0]), torch.tensor(2))

    assert_close(precision, torch.tensor([0, 1 / 2, 2 / 3], dtype=torch.float64))
    assert float(area_without_interpolation(precision, recall)) == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert float(area_under_interpolated(precision, recall)) == pytest.approx(2 / 3)


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=1, max_size=30).filter(any))
def test_the_area_without_interpolation_equals_that_of_scikit_learn(right: list[bool]):
    hits = torch.tensor(right)
    curve = precision_and_recall(hits, ~hits, hits.sum())

    falling = torch.arange(len(right), 0, -1)
    assert float(area_without_interpolation(*curve)) == pytest.approx(average_precision_score(right, falling))


def test_a_curve_reads_as_a_protocol():
    lines = str(average_precision(*one_class(), ["cow"]).curve("cow", 0.5)).splitlines()

    assert lines[0] == "cow at IoU 0.50: AP 0.500, 3 truths"
    assert lines[1] == "scene 0, detection 0, score 0.90: finds truth 0 with IoU 0.80; precision 1/1, recall 0.33"
    assert lines[2] == "scene 0, detection 1, score 0.80: a false positive; precision 1/2, recall 0.33"


def test_a_result_reads_as_a_table():
    # Up to IoU 0.80 the first detection is right, above it the second: (7 · 0.5 + 3 · 0.5 · 67 / 101) / 10 = 0.450.
    assert str(average_precision(*one_class(), ["cow", "cat"])).splitlines() == [
        "         AP   AP50   AP75",
        "cow   0.450  0.500  0.500",
        "cat     nan    nan    nan",
        "mean  0.450  0.500  0.500",
    ]


@pytest.fixture(scope="module")
def meadows() -> list[Meadow]:
    return [Meadow(scene_seed("test", index)) for index in range(12)]


def found_in(meadow: Meadow, shift: float = 0.0) -> Detections:
    """The truth, moved to the right, as detections."""
    masks = torch.roll(meadow.masks, int(shift), dims=2)
    boxes = meadow.boxes + torch.tensor([shift, 0, shift, 0])
    return Detections(boxes, meadow.visible, meadow.labels, masks)


@pytest.mark.parametrize("regions", ["boxes", "masks"])
def test_the_truth_of_a_meadow_scores_one_and_the_further_it_is_moved_the_less(meadows: list[Meadow], regions: Any):
    means = [
        average_precision([found_in(meadow, shift) for meadow in meadows], meadows, THINGS, regions=regions).mean
        for shift in (0, 1, 3, 8)
    ]

    assert means[0] == 1
    assert means == sorted(means, reverse=True)
    assert len(set(means)) == 4


@pytest.mark.parametrize("regions", ["boxes", "masks"])
def test_a_summary_has_the_numbers_of_its_parts(meadows: list[Meadow], regions: Any):
    found = [found_in(meadow, 2) for meadow in meadows]
    whole = average_precision(found, meadows, THINGS, regions=regions)

    summary = detection_summary(found, meadows, THINGS, regions)

    assert (summary.ap, summary.ap50, summary.ap75) == (whole.mean, whole.at(0.5).mean, whole.at(0.75).mean)
    assert summary.recall == whole.mean_recall
    assert summary.small < summary.large  # two pixels are more to a small thing
    assert str(summary).startswith(f"AP {summary.ap:.3f} (AP50")


def test_order_of_scenes_and_of_detections_does_not_matter_without_ties():
    detections, truths = random_scenes(5)
    order = torch.randperm(len(truths), generator=torch.Generator().manual_seed(0)).tolist()
    turned = [Detections(*(part.flip(0) for part in detections[scene])) for scene in order]

    assert_close(
        average_precision(turned, [truths[scene] for scene in order], 4).per_class,
        average_precision(detections, truths, 4).per_class,
        equal_nan=True,
    )


def test_no_scene_and_no_truth_give_no_number_and_no_detection_gives_zero():
    nothing = Detections(torch.zeros(0, 4), torch.zeros(0), torch.zeros(0).long())
    empty = Truth(torch.zeros(0, 4), torch.zeros(0).long())
    one = Truth(torch.tensor([[0.0, 0, 4, 4]]), torch.tensor([1]))

    assert math.isnan(average_precision([], [], 2).mean)
    assert math.isnan(average_precision([nothing], [empty], 2).mean)
    assert average_precision([nothing], [one], 2).mean == 0


def wrong(**parts: Tensor) -> list[Detections]:
    right = Detections(torch.tensor([[0.0, 0, 4, 4]]), torch.tensor([0.5]), torch.tensor([0]))
    return [right._replace(**parts)]


@pytest.mark.parametrize(
    ("detections", "arguments", "message"),
    [
        (wrong(boxes=torch.zeros(4)), {}, r"detections\[0\].boxes: expected shape \(K, 4\), got \(4,\)"),
        (
            wrong(boxes=torch.tensor([[4.0, 0, 0, 4]])),
            {},
            r"detections\[0\].boxes: expected x1 ≤ x2 and y1 ≤ y2",
        ),
        (wrong(boxes=torch.tensor([[0.0, 0, 4, math.nan]])), {}, r"detections\[0\].boxes: expected finite numbers"),
        (
            wrong(scores=torch.tensor([0.5, 0.1])),
            {},
            r"detections\[0\].scores: expected 1 floats, got .* \(2,\)",
        ),
        (wrong(scores=torch.tensor([math.inf])), {}, r"detections\[0\].scores: expected finite numbers"),
        (wrong(labels=torch.tensor([2])), {}, r"detections\[0\].labels: expected labels from 0 to 1, got \[2\]"),
        (wrong(labels=torch.tensor([0.0])), {}, r"detections\[0\].labels: expected 1 integers, got torch.float32"),
        (wrong() * 2, {}, r"truths: expected one for each of 2 scenes, got 1"),
        (wrong(), {"regions": "points"}, r"regions: expected 'boxes' or 'masks', got 'points'"),
        (wrong(), {"regions": "masks"}, r"detections\[0\].masks: expected 1 masks, got none"),
        (
            wrong(masks=torch.zeros(1, 5, 5, dtype=torch.bool)),
            {"regions": "masks"},
            r"detections\[0\].masks: expected the truth's size \(32, 32\), got \(5, 5\)",
        ),
        (wrong(), {"thresholds": []}, r"thresholds: expected numbers in \(0, 1\], at least one, got \[\]"),
        (wrong(), {"thresholds": [0]}, r"thresholds: expected numbers in \(0, 1\]"),
        (wrong(), {"area": (9, 4)}, r"area: expected a smallest and a largest area, got \(9, 4\)"),
        (wrong(), {"max_detections": 0}, r"max_detections: expected a positive integer, got 0"),
    ],
)
def test_what_cannot_be_measured_is_refused(detections: list[Detections], arguments: dict[str, Any], message: str):
    boxes = torch.tensor([[0.0, 0, 4, 4]])
    truths = [Truth(boxes, torch.tensor([0]), rectangles(boxes))]

    with pytest.raises(ValueError, match=message):
        average_precision(detections, truths, 2, **arguments)


def test_an_unknown_class_or_threshold_is_refused():
    measured = average_precision(*one_class(), ["cow", "cat"])

    with pytest.raises(ValueError, match="class: expected one of cow, cat or its number, got 'dog'"):
        measured.curve("dog", 0.5)
    with pytest.raises(ValueError, match=r"threshold: expected one of 0.50, 0.55, .* got 0.3"):
        measured.at(0.3)
    with pytest.raises(ValueError, match="classes: expected names that differ"):
        average_precision(*one_class(), ["cow", "cow"])
    with pytest.raises(ValueError, match="classes: expected at least one class, got 'cow'"):
        average_precision(*one_class(), "cow")


@given(st.lists(st.booleans(), max_size=12), st.integers(0, 4))
def test_the_average_of_one_class_is_the_area_under_its_interpolated_curve(right: list[bool], missed: int) -> None:
    found = torch.tensor(right, dtype=torch.bool)
    truths = max(1, sum(right) + missed)
    area = area_under_interpolated(*precision_and_recall(found, ~found, torch.tensor(truths)))
    assert_close(one_class_average_precision(found, truths), area.double())

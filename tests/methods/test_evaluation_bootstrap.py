"""Bootstrap intervals: against scenes repeated in earnest, and against a known distribution."""

import math

import pytest
import torch
from torch.testing import assert_close

from lecture_utils.methods.evaluation import Detections, Truth, average_precision, bootstrap_interval, mean_over_scenes
from tests.methods.detected_scenes import random_scenes


@pytest.mark.parametrize("regions", ["boxes", "masks"])
@pytest.mark.parametrize("area", [(0, math.inf), (30, 100)])
def test_average_precision_resampled_is_that_of_the_repeated_scenes(regions, area: tuple[float, float]):
    detections, truths = random_scenes(3)
    measured = average_precision(detections, truths, 4, regions=regions, area=area)
    drawn = torch.randint(len(truths), (5, len(truths)), generator=torch.Generator().manual_seed(0))
    counts = torch.stack([torch.bincount(places, minlength=len(truths)) for places in drawn])

    expected = [
        average_precision([detections[k] for k in places], [truths[k] for k in places], 4, regions=regions, area=area)
        for places in drawn.tolist()
    ]

    assert_close(measured.resampled(counts), torch.tensor([each.mean for each in expected], dtype=torch.float64))
    half = torch.tensor([each.at(0.5).mean for each in expected], dtype=torch.float64)
    assert_close(measured.at(0.5).resampled(counts), half)


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution():
    values = torch.randn(400, generator=torch.Generator().manual_seed(0), dtype=torch.float64)

    interval = bootstrap_interval(mean_over_scenes(values), 400, seed=1, repeats=4000)

    error = float(values.std()) / math.sqrt(400)
    assert interval.value == pytest.approx(float(values.mean()))
    assert interval.low == pytest.approx(interval.value - 1.96 * error, abs=0.1 * error)
    assert interval.high == pytest.approx(interval.value + 1.96 * error, abs=0.1 * error)


def test_more_scenes_and_less_confidence_make_it_narrower():
    values = (torch.arange(400) % 4 == 0).float()

    def width(scenes: int, confidence: float) -> float:
        interval = bootstrap_interval(mean_over_scenes(values[:scenes]), scenes, 0, confidence)
        return interval.high - interval.low

    assert width(400, 0.5) < width(400, 0.95) < width(40, 0.95)


def test_one_seed_gives_one_interval():
    detections, truths = random_scenes(4)
    measured = average_precision(detections, truths, 4)

    first, again, other = (
        bootstrap_interval(measured.resampled, measured.scenes, seed, repeats=50) for seed in (0, 0, 1)
    )

    assert first == again != other
    assert first.low < first.value < first.high


def test_what_is_sure_has_no_width_and_what_cannot_be_measured_no_number():
    assert bootstrap_interval(mean_over_scenes(torch.ones(5)), 5, 0)[:3] == (1, 1, 1)
    nothing = Detections(torch.zeros(0, 4), torch.zeros(0), torch.zeros(0).long())
    measured = average_precision([nothing], [Truth(nothing.boxes, nothing.labels)], 2)
    assert all(map(math.isnan, bootstrap_interval(measured.resampled, 1, 0)[:3]))


def test_an_interval_reads_as_a_sentence():
    interval = bootstrap_interval(mean_over_scenes(torch.ones(5)), 5, 0)

    assert str(interval) == "1.000 (95 % interval 1.000 to 1.000)"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scenes": 0}, "scenes: expected a positive integer, got 0"),
        ({"repeats": 0}, "repeats: expected a positive integer, got 0"),
        ({"confidence": 95}, "confidence: expected a share between 0 and 1, got 95"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments: dict[str, float], message: str):
    with pytest.raises(ValueError, match=message):
        bootstrap_interval(mean_over_scenes(torch.ones(5)), **{"scenes": 5, "seed": 0, **arguments})


def test_another_number_of_scenes_is_refused():
    measured = average_precision(*random_scenes(4), 4)

    with pytest.raises(ValueError, match=r"counts: expected shape \(R, 12\), one number for each scene, got \(1, 13\)"):
        measured.resampled(torch.ones(1, 13))

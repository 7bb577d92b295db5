"""Recall of proposals: by hand, and its limits."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from lecture_utils.methods.evaluation import bootstrap_interval, proposal_recall
from lecture_utils.methods.sliding_window import box_iou
from lecture_utils.scenes.meadow import Meadow, scene_seed

TRUTHS = [torch.tensor([[0.0, 0, 10, 10], [20, 0, 30, 10]]), torch.zeros(0, 4), torch.tensor([[0.0, 0, 10, 10]])]
PROPOSALS = [
    torch.tensor([[0.0, 0, 10, 6], [50, 50, 60, 60], [20, 0, 30, 10], [0, 0, 10, 8]]),
    torch.tensor([[0.0, 0, 5, 5]]),
    torch.zeros(0, 4),
]


def test_recall_counted_by_hand():
    measured = proposal_recall(PROPOSALS, TRUTHS, [1, 3, 1000])

    best = torch.tensor([[0.6, 0, 0], [0.6, 1, 0], [0.8, 1, 0]], dtype=torch.float64)
    assert_close(measured.best, best)
    assert measured.scene.tolist() == [0, 0, 2]
    assert_close(measured.at(0.5), torch.tensor([1, 2, 2], dtype=torch.float64) / 3)
    assert_close(measured.at(0.7), torch.tensor([0, 1, 2], dtype=torch.float64) / 3)
    assert_close(measured.mean_best, best.mean(1))
    assert_close(measured.average, torch.tensor([0.2, 0.2 + 1, 0.6 + 1], dtype=torch.float64) / 3)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    generator = torch.Generator().manual_seed(draw(st.integers(0, 10_000)))

    def boxes(count: int) -> torch.Tensor:
        corner, side = torch.rand(2, count, 2, generator=generator).mul(8).floor()
        return torch.cat([corner, corner + side], dim=1)

    counts = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)), min_size=1, max_size=4))
    return [boxes(proposed) for proposed, _ in counts], [boxes(true) for _, true in counts]


@settings(max_examples=40)
@given(scenes())
def test_more_proposals_never_lose_a_truth_and_all_of_them_give_the_best_overlap(
    case: tuple[list[torch.Tensor], list[torch.Tensor]],
):
    measured = proposal_recall(*case, numbers=(1, 2, 5, 100))

    assert (measured.best.diff(dim=0) >= 0).all()
    expected = [
        box_iou(true, proposed).nan_to_num(0).amax(1) if len(proposed) else torch.zeros(len(true))
        for proposed, true in zip(*case, strict=True)
    ]
    assert_close(measured.best[-1], torch.cat(expected).double(), atol=1e-6, rtol=0)


@settings(max_examples=20)
@given(scenes().filter(lambda case: sum(map(len, case[1])) > 0))
def test_average_recall_is_the_mean_of_the_recall_over_the_thresholds(
    case: tuple[list[torch.Tensor], list[torch.Tensor]],
):
    measured = proposal_recall(*case, numbers=(3,))
    middles = 0.5 + (torch.arange(2000, dtype=torch.float64) + 0.5) / 4000

    counted = torch.stack([measured.at(float(threshold)) for threshold in middles]).mean(0)

    assert_close(measured.average, counted, atol=1e-3, rtol=0)


def test_the_truth_among_the_proposals_is_found_from_its_place_on():
    meadow = Meadow(scene_seed("test", 3))
    elsewhere = torch.tensor([[0.0, 0, 1, 1]]).expand(99, 4)

    measured = proposal_recall([torch.cat([elsewhere, meadow.boxes])], [meadow.boxes], [50, 99 + len(meadow.boxes)])

    assert measured.at(0.99).tolist() == [0, 1]
    assert measured.average.tolist() == [0, 1]


def test_resampling_counts_scenes_as_often_as_they_are_drawn():
    measured = proposal_recall(PROPOSALS, TRUTHS, [3])
    counts = torch.tensor([[1, 1, 1], [2, 0, 1], [1, 0, 0], [0, 3, 0]])

    assert_close(
        measured.resampled(counts, 3, 0.5),
        torch.tensor([2 / 3, 4 / 5, 1, torch.nan], dtype=torch.float64),
        equal_nan=True,
    )
    assert_close(measured.resampled(counts[:1], 3)[0], measured.average[0])
    interval = bootstrap_interval(lambda drawn: measured.resampled(drawn, 3, 0.5), 3, seed=0)
    assert interval.low < interval.value < interval.high


def test_a_result_reads_as_a_table():
    assert str(proposal_recall(PROPOSALS, TRUTHS, [1, 1000])).splitlines() == [
        "proposals  IoU 0.5  IoU 0.7  average     best",
        "        1    0.333    0.000    0.067    0.200",
        "     1000    0.667    0.667    0.533    0.600",
    ]


@pytest.mark.parametrize(
    ("proposals", "numbers", "message"),
    [
        (PROPOSALS[:1], [1], "truths: expected one for each of 1 scenes, got 3"),
        (PROPOSALS, [], "numbers: expected positive integers, at least one"),
        (PROPOSALS, [0], "numbers: expected positive integers"),
        ([torch.zeros(1, 5), *PROPOSALS[1:]], [1], r"proposals\[0\]: expected shape \(K, 4\)"),
    ],
)
def test_what_cannot_be_measured_is_refused(proposals: list[torch.Tensor], numbers: list[int], message: str):
    with pytest.raises(ValueError, match=message):
        proposal_recall(proposals, TRUTHS, numbers)
    with pytest.raises(ValueError, match="number: expected one of"):
        proposal_recall(PROPOSALS, TRUTHS, [1]).resampled(torch.ones(1, 3), 2)

"""Mean IoU against torchmetrics and scikit-learn, alone and in bands around the boundaries."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import distance_transform_cdt
from sklearn.metrics import confusion_matrix as sklearn_confusion
from torch.testing import assert_close
from torchmetrics.classification import MulticlassAccuracy, MulticlassJaccardIndex
from torchmetrics.functional.segmentation import mean_iou as mean_iou_of_each_scene

from lecture_utils.methods.evaluation import (
    boundary_band,
    boundary_mean_iou,
    confusion_matrix,
    mean_iou,
    mean_iou_where,
)
from lecture_utils.scenes.meadow import SEMANTIC, Meadow, scene_seed


@st.composite
def label_maps(draw: st.DrawFn) -> tuple[torch.Tensor, torch.Tensor, int]:
    """Predicted and true maps; the number of classes, of which some occur nowhere or only in one of the two."""
    classes = draw(st.integers(1, 6))
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 7)), draw(st.integers(1, 7)))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 10_000)))
    used = [draw(st.integers(1, classes)) for _ in range(2)]
    truth = torch.randint(used[0], shape, generator=generator)
    prediction = torch.randint(used[1], shape, generator=generator)
    right = torch.rand(shape, generator=generator) < draw(st.sampled_from([0.0, 0.6, 1.0]))
    return torch.where(right, truth, prediction), truth, classes


@settings(max_examples=40)
@given(label_maps())
def test_mean_iou_equals_torchmetrics_jaccard_index(maps: tuple[torch.Tensor, torch.Tensor, int]):
    prediction, truth, classes = maps
    measured = mean_iou(prediction, truth, classes)
    if classes == 1:  # torchmetrics has no task with one class
        assert measured.mean == 1
        return
    macro, each = (MulticlassJaccardIndex(classes, average=average)(prediction, truth) for average in ("macro", "none"))
    accuracy = MulticlassAccuracy(classes, average="micro")(prediction, truth)
    absent = torch.tensor([not bool(((prediction == k) | (truth == k)).any()) for k in range(classes)])

    assert measured.mean == pytest.approx(float(macro), abs=1e-6)
    assert measured.pixel_accuracy == pytest.approx(float(accuracy), abs=1e-6)
    assert torch.equal(measured.per_class.isnan(), absent)
    assert_close(measured.per_class[~absent].float(), each[~absent], atol=1e-6, rtol=0)


@settings(max_examples=20)
@given(label_maps())
def test_scene_by_scene_it_equals_torchmetrics_segmentation_metric(maps: tuple[torch.Tensor, torch.Tensor, int]):
    prediction, truth, classes = maps
    expected = mean_iou_of_each_scene(prediction, truth, num_classes=classes, input_format="index")

    alone = [mean_iou(prediction[None], truth[None], classes).mean for prediction, truth in zip(*maps[:2], strict=True)]

    assert_close(torch.tensor(alone), expected.float().reshape(-1), atol=1e-6, rtol=0)
    counts = torch.eye(len(truth))
    assert_close(mean_iou(prediction, truth, classes).resampled(counts).float(), torch.tensor(alone))


@pytest.mark.filterwarnings("ignore:A single label was found")
@settings(max_examples=20)
@given(label_maps())
def test_the_confusion_matrix_equals_that_of_scikit_learn(maps: tuple[torch.Tensor, torch.Tensor, int]):
    prediction, truth, classes = maps

    expected = sklearn_confusion(truth.flatten(), prediction.flatten(), labels=range(classes))

    assert confusion_matrix(prediction, truth, classes).tolist() == expected.tolist()


def test_mean_iou_counted_by_hand():
    truth = torch.tensor([[[0, 0, 0, 1]]])
    prediction = torch.tensor([[[0, 0, 1, 2]]])

    measured = mean_iou(prediction, truth, ["sky", "grass", "trees", "water"])

    assert measured.confusion.tolist() == [[[2, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]]]
    # Sky 2 of 3; grass 0 of 2; trees are predicted where there are none, so 0; water occurs nowhere.
    assert_close(measured.per_class, torch.tensor([2 / 3, 0, 0, torch.nan], dtype=torch.float64), equal_nan=True)
    assert measured.mean == pytest.approx(2 / 9)
    assert measured.pixel_accuracy == 0.5
    assert str(measured).splitlines() == [
        "sky            0.667",
        "grass          0.000",
        "trees          0.000",
        "water          nan",
        "mean IoU       0.222",
        "pixel accuracy 0.500",
    ]


def test_only_the_chosen_pixels_count_and_sizes_may_differ():
    truths = [torch.tensor([[0, 1]]), torch.tensor([[0], [1], [1]])]
    predictions = [torch.tensor([[1, 1]]), torch.tensor([[0], [1], [0]])]
    where = [torch.tensor([[False, True]]), torch.tensor([[True], [True], [False]])]

    assert mean_iou(predictions, truths, 2, where).mean == 1
    assert mean_iou(predictions, truths, 2).confusion.tolist() == [[[0, 1], [0, 1]], [[1, 0], [1, 1]]]


def test_a_resampled_scene_counts_like_a_repeated_one():
    generator = torch.Generator().manual_seed(0)
    truth, prediction = torch.randint(3, (2, 4, 6, 6), generator=generator)
    counts = torch.tensor([[2, 0, 1, 1]])

    repeated = torch.tensor([0, 0, 2, 3])

    expected = mean_iou(prediction[repeated], truth[repeated], 3).mean
    assert float(mean_iou(prediction, truth, 3).resampled(counts)) == pytest.approx(expected)


@settings(max_examples=30)
@given(label_maps(), st.integers(1, 4))
def test_a_band_holds_the_pixels_within_its_width_of_another_class(
    maps: tuple[torch.Tensor, torch.Tensor, int], width: int
):
    truth = maps[1]
    band = boundary_band(truth, width)

    for labels, marked in zip(truth, band, strict=True):
        for row, column in torch.cartesian_prod(*map(torch.arange, labels.shape)).tolist():
            other = (labels != labels[row, column]).numpy()
            far = other.any() and distance_transform_cdt(~other, "chessboard")[row, column] <= width
            assert bool(marked[row, column]) == bool(far)


def test_only_what_is_near_a_boundary_counts_in_a_band():
    truth = torch.zeros(1, 8, 16, dtype=torch.long)
    truth[:, :, 8:] = 1
    blurred, far = truth.clone(), truth.clone()
    blurred[:, :, 7] = 1  # the boundary one pixel too far left
    far[:, :, 0] = 1  # a mistake eight pixels away from it

    near_it, elsewhere = boundary_mean_iou(blurred, truth, 2), boundary_mean_iou(far, truth, 2)

    assert near_it[1].mean == pytest.approx((0 + 1 / 2) / 2)
    assert near_it[1].mean < near_it[2].mean < near_it[4].mean < near_it[8].mean == mean_iou(blurred, truth, 2).mean
    assert [elsewhere[width].mean for width in (1, 2, 4)] == [1, 1, 1]
    assert elsewhere[8].mean < 1


def test_coarse_maps_of_meadows_lose_most_at_the_boundaries():
    truths = torch.stack([Meadow(scene_seed("test", index)).semantic for index in range(6)])
    coarse = truths[:, 2::4, 2::4].repeat_interleave(4, 1).repeat_interleave(4, 2)

    bands = boundary_mean_iou(coarse, truths, SEMANTIC)
    means = [bands[width].mean for width in (1, 2, 4, 8)]

    assert mean_iou(truths, truths, SEMANTIC).mean == 1
    assert means == sorted(means)
    assert means[0] < 0.6 < mean_iou(coarse, truths, SEMANTIC).mean


@pytest.mark.parametrize(
    ("prediction", "message"),
    [
        (torch.zeros(1, 3, 2).long(), r"prediction: expected the truth's shape \(2, 3\), got \(3, 2\)"),
        (torch.zeros(1, 2, 3), "prediction: expected integer labels, got torch.float32"),
        (torch.full((1, 2, 3), 2), r"prediction: expected labels from 0 to 1, got \[2\]"),
        (torch.zeros(2, 2, 3).long(), "truths: expected one for each of 2 scenes, got 1"),
    ],
)
def test_what_are_no_label_maps_is_refused(prediction: torch.Tensor, message: str):
    with pytest.raises(ValueError, match=message):
        mean_iou(prediction, torch.zeros(1, 2, 3).long(), 2)


def test_a_band_without_width_and_pixels_chosen_by_numbers_are_refused():
    with pytest.raises(ValueError, match="width: expected a positive integer, got 0"):
        boundary_band(torch.zeros(2, 2).long(), 0)
    with pytest.raises(ValueError, match=r"truth: expected integer labels, shape \(\.\.\., H, W\)"):
        boundary_band(torch.zeros(2, 2), 1)
    with pytest.raises(ValueError, match="where: expected bool"):
        confusion_matrix(torch.zeros(2, 2).long(), torch.zeros(2, 2).long(), 2, torch.ones(2, 2))


@given(st.integers(0, 2**31))
@settings(max_examples=25, deadline=None)
def test_of_one_scene_the_mean_iou_where_a_mask_says_so_is_that_of_these_pixels_alone(seed: int):
    generator = torch.Generator().manual_seed(seed)
    prediction, truth = torch.randint(0, 6, (2, 5, 7), generator=generator)
    where = torch.rand(5, 7, generator=generator) < 0.4
    where[2, 3] = True
    found = mean_iou_where(prediction, truth, where)
    assert float(found) == pytest.approx(mean_iou([prediction[where]], [truth[where]], 6).mean)
    elsewhere = torch.where(where, prediction, 9 - prediction)
    assert float(mean_iou_where(elsewhere, truth, where)) == pytest.approx(float(found))


def test_where_no_pixel_counts_there_is_no_number():
    nothing = torch.zeros(3, 4, dtype=torch.bool)
    assert mean_iou_where(torch.ones(3, 4).long(), torch.ones(3, 4).long(), nothing).isnan()

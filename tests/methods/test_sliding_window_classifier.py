"""The network that classifies windows: its dense form against its crops, and what it is taught of a window."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lecture_utils.methods.boxes import box_iou
from lecture_utils.methods.sliding_window import (
    BACKGROUND,
    STRIDE,
    UNCLEAR,
    WINDOW,
    WindowClassifier,
    dense_network,
    dense_score_maps,
    label_windows,
    score_maps,
    squares_around,
)


@pytest.fixture(scope="module")
def network() -> WindowClassifier:
    """A network whose normalisation has measured something."""
    torch.manual_seed(0)
    made = WindowClassifier(categories=3, width=4)
    for layer in made.features:
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.running_mean, -0.3, 0.3)
            nn.init.uniform_(layer.running_var, 0.5, 2.0)
            nn.init.uniform_(layer.weight, 0.5, 2.0)
    return made.eval()


@pytest.mark.parametrize("size", [(64, 64), (67, 50), (32, 45), (33, 32)])
def test_the_dense_form_scores_every_window_as_its_crop(network, size):
    image, scales = torch.rand(3, *size), (1.0, 1.3, 0.8)
    by_crops = score_maps(network, image, scales, WINDOW, STRIDE)
    dense = dense_score_maps(network.dense(), image, scales, WINDOW, STRIDE)
    assert [one.scale for one in dense] == [one.scale for one in by_crops]
    for one, other in zip(dense, by_crops, strict=True):
        assert one.grid == other.grid
        assert one.scores.shape == (4, *one.grid.shape)
        assert_close(one.scores, other.scores, atol=1e-5, rtol=1e-4)


def test_a_dense_network_of_another_stride_or_window_is_refused(network):
    with pytest.raises(ValueError, match="network: expected"):
        dense_score_maps(network.dense(), torch.rand(3, 64, 64), [1.0], WINDOW, 2 * STRIDE)
    with pytest.raises(ValueError, match="window: expected one that fits"):
        dense_score_maps(network.dense(), torch.rand(3, 64, 64), [0.25], WINDOW, STRIDE)


def test_the_dense_form_of_an_mlp_on_convolutions_of_two_window_sides(network):
    features = nn.Conv2d(3, 2, (4, 6), stride=2)
    classifier = nn.Sequential(nn.Flatten(), nn.Linear(2 * 3 * 2, 5))
    dense = dense_network(features, classifier, (8, 8))
    image = torch.rand(3, 19, 17)
    by_crops = score_maps(nn.Sequential(features, classifier), image, [1.0], 8, 2)
    (one,) = dense_score_maps(dense, image, [1.0], 8, 2)
    assert_close(one.scores, by_crops[0].scores)


def test_a_square_has_the_boxes_middle_and_its_longer_side():
    boxes = torch.tensor([[10.0, 20.0, 30.0, 60.0], [0.0, 0.0, 8.0, 8.0]])
    assert squares_around(boxes).tolist() == [[0.0, 20.0, 40.0, 60.0], [0.0, 0.0, 8.0, 8.0]]
    assert squares_around(torch.zeros(0, 4)).shape == (0, 4)
    with pytest.raises(ValueError, match="boxes: expected"):
        squares_around(torch.zeros(4))


def test_a_window_shows_the_object_whose_square_it_overlaps_most_background_far_from_all_and_neither_between():
    boxes, labels = torch.tensor([[0.0, 0.0, 10.0, 10.0], [4.0, 0.0, 14.0, 10.0]]), torch.tensor([2, 0])
    windows = torch.tensor(
        [
            [0.0, 0.0, 10.0, 10.0],  # IoU 1 with the first, 0.43 with the second
            [3.0, 0.0, 13.0, 10.0],  # 0.54, 0.82
            [9.0, 0.0, 19.0, 10.0],  # 0.05, 0.33
            [8.0, 0.0, 18.0, 10.0],  # 0.11, 0.43
            [50.0, 50.0, 60.0, 60.0],
        ]
    )
    assert label_windows(windows, boxes, labels).tolist() == [3, 1, BACKGROUND, UNCLEAR, BACKGROUND]


def test_thresholds_are_the_smallest_iou_of_an_object_and_the_smallest_that_is_no_background():
    box = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
    windows = torch.tensor([[0.0, 0.0, 10.0, 5.0], [0.0, 0.0, 5.0, 5.0]])
    assert_close(box_iou(windows, box)[:, 0], torch.tensor([0.5, 0.25]))
    assert label_windows(windows, box, torch.tensor([0]), 0.5, 0.25).tolist() == [1, UNCLEAR]
    assert label_windows(windows, box, torch.tensor([0]), 0.51, 0.26).tolist() == [UNCLEAR, BACKGROUND]


def test_without_objects_all_is_background():
    nothing = torch.zeros(0, 4), torch.zeros(0, dtype=torch.long)
    assert label_windows(torch.rand(3, 4), *nothing).tolist() == [BACKGROUND] * 3


def test_what_is_wrong_is_named():
    box = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
    with pytest.raises(ValueError, match="labels: expected one for each of 1 boxes"):
        label_windows(box, box, torch.tensor([0, 1]))
    with pytest.raises(ValueError, match="background_iou: expected"):
        label_windows(box, box, torch.tensor([0]), 0.4, 0.6)
    with pytest.raises(ValueError, match="categories: expected a positive integer"):
        WindowClassifier(0)
    with pytest.raises(ValueError, match="width: expected a positive integer"):
        WindowClassifier(5, 0)

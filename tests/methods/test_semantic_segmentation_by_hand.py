"""What a pencil can count, held to running networks and to the evaluation's own functions."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close

from lecture_utils.methods.evaluation import confusion_matrix, iou_of_confusion
from lecture_utils.methods.network_costs import network_costs
from lecture_utils.methods.semantic_segmentation import (
    DownAndUpNetwork,
    FullResolutionNetwork,
    confusion_and_iou,
    convolution_multiply_adds,
    fuse_scores,
    receptive_field,
    times_read,
)


@pytest.mark.parametrize(("height", "width", "window"), [(5, 5, 3), (6, 9, 5), (3, 4, 7), (2, 2, 1)])
def test_a_pixel_is_read_as_often_as_patches_of_ones_add_up_to(height: int, width: int, window: int):
    ones = torch.ones(1, 1, height, width)
    summed = nn.functional.conv2d(ones, torch.ones(1, 1, window, window), padding=window // 2)
    assert torch.equal(times_read(height, width, window), summed[0, 0].long())


@settings(max_examples=20, deadline=None)
@given(layers=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), max_size=4))
def test_a_cell_sees_as_many_rows_as_its_gradient_reaches(layers: list[tuple[int, int]]):
    network = nn.Sequential(*[nn.Conv2d(1, 1, size, stride, bias=False) for size, stride in layers])
    for parameter in network.parameters():
        nn.init.ones_(parameter)
    rows = receptive_field(layers)
    image = torch.zeros(1, 1, rows + 30, rows + 30, requires_grad=True)
    network(image)[0, 0, 0, 0].backward()
    assert image.grad is not None
    seen = image.grad[0, 0].nonzero()
    gaps = any(size < stride for size, stride in layers)  # rows that lie between what is seen
    assert int(seen[:, 0].max()) + 1 == rows
    assert gaps or len(seen) == rows * rows


def test_the_multiply_adds_are_those_of_the_running_networks():
    full = [(3, 6, 3, 1), (6, 6, 3, 1), (6, 5, 3, 1)]
    network = FullResolutionNetwork(5, channels=6, layers=3)
    assert convolution_multiply_adds(11, 13, full) == network_costs(network, torch.zeros(1, 3, 11, 13)).multiply_adds
    slides = [(3, 6, 2), (6, 6, 2), (6, 8, 4), (8, 8, 4), (8, 9, 4), (9, 9, 4), (9, 8, 4), (8, 8, 4), (8, 6, 2)]
    slides += [(6, 6, 2), (6, 5, 1)]
    down_and_up = DownAndUpNetwork(5, channels=(6, 8, 9))
    counted = convolution_multiply_adds(22, 14, [(cin, cout, 3, reduction) for cin, cout, reduction in slides])
    assert counted == network_costs(down_and_up, torch.zeros(1, 3, 22, 14)).multiply_adds


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 999), classes=st.integers(1, 5), rows=st.integers(1, 4), columns=st.integers(1, 5))
def test_confusions_and_iou_are_those_of_the_evaluation(seed: int, classes: int, rows: int, columns: int):
    generator = torch.Generator().manual_seed(seed)
    prediction, truth = torch.randint(classes, (2, rows, columns), generator=generator)
    confusion, iou = confusion_and_iou(prediction, truth, classes)
    assert torch.equal(confusion, confusion_matrix(prediction, truth, classes))
    assert_close(iou.double(), iou_of_confusion(confusion), equal_nan=True, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("size", [(4, 6), (5, 3), (1, 1)])
def test_fused_scores_are_the_sum_with_each_coarse_cell_copied(size: tuple[int, int]):
    rows, columns = size
    generator = torch.Generator().manual_seed(0)
    fine = torch.rand(3, rows, columns, generator=generator)
    coarse = torch.rand(3, -(-rows // 2), -(-columns // 2), generator=generator)
    fused = fuse_scores(fine, coarse)
    for row in range(rows):
        for column in range(columns):
            assert_close(fused[:, row, column], fine[:, row, column] + coarse[:, row // 2, column // 2])

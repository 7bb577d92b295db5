"""What region proposals share: similarities of regions, recall on one scene."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision import ops

from lecture_utils.methods import proposals as method


def histograms(count, bins, seed):
    values = torch.rand(count, bins, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return values / values.sum(1, keepdim=True)


@given(st.integers(0, 1000))
def test_the_intersection_is_one_minus_half_the_difference(seed):
    one, other = histograms(4, 6, seed), histograms(4, 6, seed + 1)
    expected = 1 - (one - other).abs().sum(1) / 2
    assert torch.allclose(method.histogram_intersection(one, other), expected)
    assert torch.allclose(method.histogram_intersection(one, one), torch.ones(4).double())


def test_arrays_and_tensors_give_the_same_similarities():
    one, other = histograms(3, 5, 0), histograms(3, 5, 1)
    tensor = method.histogram_intersection(one[0], other)
    assert method.histogram_intersection(one[0].numpy(), other.numpy()) == pytest.approx(tensor.numpy())
    sizes, boxes = torch.tensor([6.0, 4.0]), torch.tensor([[0.0, 0.0, 3.0, 2.0], [2.0, 1.0, 5.0, 4.0]])
    tensors = method.size_and_fill(sizes, boxes, sizes.flip(0), boxes.flip(0), 50)
    arrays = method.size_and_fill(*(part.numpy() for part in (sizes, boxes, sizes.flip(0), boxes.flip(0))), 50)
    for one_part, other_part in zip(tensors, arrays, strict=True):
        assert np.allclose(one_part, other_part)


def test_size_and_fill_count_pixels():
    map_ = torch.zeros(6, 8, dtype=torch.int64)
    map_[0:2, 1:4], map_[3:5, 2:7] = 1, 2
    sizes = [(map_ == label).sum().double()[None] for label in (1, 2)]
    size, fill = method.size_and_fill(
        sizes[0], torch.tensor([[1.0, 0, 4, 2]]), sizes[1], torch.tensor([[2.0, 3, 7, 5]]), 48
    )
    around = map_[0:5, 1:7]
    assert float(size[0]) == pytest.approx(1 - int((map_ > 0).sum()) / 48)
    assert float(fill[0]) == pytest.approx(1 - int((around == 0).sum()) / 48)


def test_the_recall_of_a_scene_is_that_of_the_benchmark_for_one_scene():
    generator = torch.Generator().manual_seed(3)
    corners = torch.rand(40, 2, generator=generator) * 60
    proposals = torch.cat([corners, corners + 8 + torch.rand(40, 2, generator=generator) * 40], dim=1)
    truths, numbers = proposals[[7, 20, 33]] + 3, (1, 5, 10, 30, 99)
    for threshold in (0.3, 0.5, 0.7):
        found = method.scene_recall(proposals, truths, numbers, threshold)
        assert torch.equal(found, method.proposal_recall([proposals], [truths], numbers).at(threshold))
        iou = ops.box_iou(proposals, truths)
        assert found.tolist() == [float((iou[:n] >= threshold).any(0).double().mean()) for n in numbers]


def test_cues_of_any_number_are_combined():
    on_object, on_background = torch.tensor([[0.6, 0.3]]), torch.tensor([[0.1, 0.2]])
    assert float(method.combine(on_object, on_background, 0.1)) == pytest.approx(0.018 / (0.018 + 0.018))
    four = torch.tensor([[0.6, 0.5, 0.3, 0.2]]), torch.tensor([[0.1, 0.4, 0.2, 0.9]])
    chosen = method.combine(*four, 0.1, cues=("saliency", "edges"))
    assert float(chosen) == pytest.approx(float(method.combine(on_object, on_background, 0.1)))

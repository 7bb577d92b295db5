"""The answers of lecture 05's questions are what the methods give."""

import torch

from lecture_utils.exercises.roi import exercises
from lecture_utils.methods.feature_map import untrained_features
from lecture_utils.methods.roi import (
    bilinear_interpolate,
    bin_edges,
    change_when_shifted,
    roi_pool,
    snap_to_cells,
    spatial_pyramid_pool,
)
from lecture_utils.scenes.roi import SCALE, small_box, small_map
from tests.exercises.answers import answer


def test_the_answer_about_snapping_is_what_the_method_does() -> None:
    left = snap_to_cells(torch.tensor([120.0, 0, 200, 0]) / 16)[0] * 16
    assert answer(exercises, "snapped_by") == left - 120


def test_the_answer_about_shared_cells_is_what_the_method_does() -> None:
    start, end = bin_edges(torch.tensor([0.0]), torch.tensor([5.0]), bins=4, cells=6)
    assert answer(exercises, "cells_in_bins") == (end - start).sum()


def test_the_answers_about_gradients_are_what_autograd_finds() -> None:
    features = torch.randn(1, 1, 6, 8, generator=torch.Generator().manual_seed(0)).requires_grad_()
    point = bilinear_interpolate(features[0], torch.tensor(1.25), torch.tensor(1.875))
    (gradient,) = torch.autograd.grad(point.sum(), features)
    assert answer(exercises, "cells_around_a_point") == gradient.count_nonzero()

    most = 0
    for seed in range(20):
        features = torch.randn(1, 1, 6, 8, generator=torch.Generator().manual_seed(seed)).requires_grad_()
        (gradient,) = torch.autograd.grad(roi_pool(features, small_box(), 2, SCALE).sum(), features)
        most = max(most, int(gradient.count_nonzero()))
    assert answer(exercises, "cells_with_gradient") == most

    small = small_map().requires_grad_()
    (gradient,) = torch.autograd.grad(roi_pool(small, small_box(), 2, SCALE).sum(), small)
    assert gradient.count_nonzero() == 3
    assert gradient[0, 0, 3, 3] == 2


def test_the_answer_about_the_pyramid_is_the_length_of_its_vector() -> None:
    for height, width in ((13, 13), (10, 17)):
        assert (
            answer(exercises, "length_of_pyramid")
            == spatial_pyramid_pool(torch.rand(1, 256, height, width), (4, 2, 1)).shape[1]
        )


def test_the_answer_about_one_pixel_is_the_share_that_is_measured() -> None:
    image = torch.rand(3, 320, 320, generator=torch.Generator().manual_seed(0))
    features = untrained_features(image, channels=8)
    left, right = torch.meshgrid(torch.arange(64.0, 80), torch.arange(192.0, 208), indexing="ij")
    ends = torch.stack([left.flatten(), right.flatten()], dim=1)  # every position of both sides within a cell
    boxes = torch.tensor([[0.0, 0, 64, 0, 192]]).repeat(len(ends), 1)
    boxes[:, [1, 3]] = ends
    changes = change_when_shifted(lambda b: roi_pool(features, b, 7, 1 / 16), boxes, torch.tensor([1.0]))
    assert answer(exercises, "one_pixel") == "in about 1 of 8"
    assert (changes > 0).float().mean() == 1 - (15 / 16) ** 2

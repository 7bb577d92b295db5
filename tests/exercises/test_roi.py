"""The answers of lecture 05's questions are what the methods give."""

import torch

from lecture_utils.exercises.roi import exercises
from lecture_utils.methods.roi import bin_edges, roi_align, roi_pool, snap_to_cells, spatial_pyramid_pool
from tests.exercises.answers import answer


def test_the_answer_about_snapping_is_what_the_method_does() -> None:
    left = snap_to_cells(torch.tensor([120.0, 0, 200, 0]) / 16)[0] * 16
    assert answer(exercises, "snapped_by") == left - 120


def test_the_answer_about_shared_cells_is_what_the_method_does() -> None:
    start, end = bin_edges(torch.tensor([0.0]), torch.tensor([5.0]), bins=4, cells=6)
    assert answer(exercises, "cells_in_bins") == (end - start).sum()


def test_the_answers_about_gradients_are_what_autograd_finds() -> None:
    growing = (torch.arange(6.0)[:, None] + torch.arange(5.0) / 10)[None, None].requires_grad_()
    (gradient,) = torch.autograd.grad(roi_pool(growing, torch.tensor([[0.0, 0, 0, 4, 5]]), 7).sum(), growing)
    assert answer(exercises, "cells_with_gradient") == gradient.count_nonzero() == growing.numel()

    features = torch.zeros(1, 1, 8, 8, requires_grad=True)
    align = roi_align(features, torch.tensor([[0.0, 1.1, 1.1, 6.1, 6.1]]), 1, sampling_ratio=2)
    (gradient,) = torch.autograd.grad(align.sum(), features)
    assert answer(exercises, "cells_of_a_bin") == gradient.count_nonzero()


def test_the_answer_about_the_pyramid_is_the_length_of_its_vector() -> None:
    for height, width in ((13, 13), (10, 17)):
        assert (
            answer(exercises, "length_of_pyramid")
            == spatial_pyramid_pool(torch.rand(1, 256, height, width), (4, 2, 1)).shape[1]
        )


def test_the_answer_about_a_walk_is_counted() -> None:
    left = torch.arange(161.0)
    cells = snap_to_cells(torch.stack([left, left * 0, left + 100, left * 0 + 100], dim=1) / 16)[:, 0]
    assert answer(exercises, "changes_on_a_walk") == (cells[1:] != cells[:-1]).sum()
